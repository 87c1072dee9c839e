package dev.hostedui.protocol.relyingparty;

/** A token that cannot be read at all. */
final class UnusableToken extends Exception {

  private final Cause cause;

  UnusableToken(Cause cause) {
    super(cause.text(), null, false, false);
    this.cause = cause;
  }

  Cause cause() {
    return cause;
  }
}
