package dev.hostedui.login;

import dev.hostedui.web.View;

/**
 * How it stands with the mail that holds the code, and what to do where it does not come. Says the
 * same whether or not the address has an account.
 *
 * @param lifetime how long a code works
 * @param mayBeNobody whether a mail goes only to those who have an account, which must not show
 * @param later where to ask again how it stands
 * @param another the first page, for another address or other means
 */
public record MailNews(
    String email,
    String lifetime,
    boolean mayBeNobody,
    Standing standing,
    String later,
    String another)
    implements View {

  /** What has become of a mail. */
  public enum Standing {
    ON_ITS_WAY,
    /** No mail can be sent at the moment. */
    HELD_UP,
    /** This one will never arrive. */
    REFUSED
  }

  public boolean isOnItsWay() {
    return standing == Standing.ON_ITS_WAY;
  }

  public boolean isRefused() {
    return standing == Standing.REFUSED;
  }
}
