package dev.hostedui.customer.directory.scim;

/** A call that did not bring what it should have. */
public final class Refused extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  Refused(int status, String words) {
    super(words);
    this.status = status;
  }

  /** What the app answered; 0 when it did not answer. */
  public int status() {
    return status;
  }

  public String words() {
    return String.valueOf(getMessage());
  }

  /** Whether every other call would end alike: no answer, a wrong token, provisioning disabled. */
  public boolean stopsEverything() {
    return status == 0 || status == 401 || status == 403;
  }
}
