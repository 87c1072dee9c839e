package dev.hostedui.upstream;

import java.util.List;
import java.util.Locale;

/** Why a document could not be had from an address that a customer chose. */
public final class FetchRefused extends Exception {

  /**
   * What went wrong. The first argument is always the host, or what was given when it has none.
   * Pages have words and a remedy for every one.
   */
  public enum Reason {
    NOT_AN_ADDRESS,
    /** It begins with {@code http:}, which anybody on the way can read and change. */
    HTTP_NOT_ALLOWED,
    /** It has a name or password in front of the host. */
    USERINFO_IN_ADDRESS,
    NAME_NOT_FOUND,
    /** It leads to a private network, or to this machine. */
    PRIVATE_ADDRESS,
    /** The machine is there, and nothing listens at that port. */
    CONNECTION_REFUSED,
    TLS_CERTIFICATE_EXPIRED,
    TLS_CERTIFICATE_OF_ANOTHER,
    /** Made out by nobody known, or sent without the certificates in between. */
    TLS_CERTIFICATE_UNTRUSTED,
    TLS_FAILED,
    TIMED_OUT,
    /** Second argument: the limit in bytes. */
    TOO_LARGE,
    TOO_MANY_REDIRECTS,
    /** It leads from {@code https} to an address without. Second argument: that address. */
    REDIRECTED_TO_HTTP,
    /** It leads to a page where people sign in. Second argument: the page's title, or empty. */
    SIGN_IN_PAGE,
    /** A web page and not the document. Second argument: its title, or empty. */
    WEB_PAGE,
    /** Second argument: the status. */
    STATUS,
    EMPTY,
    /** Too many calls to that host are under way. */
    BUSY,
    CALL_FAILED;

    /** As causes and words name it. */
    public String code() {
      return "fetch_" + name().toLowerCase(Locale.ROOT);
    }
  }

  private final Reason reason;
  private final List<String> arguments;

  FetchRefused(Reason reason, String... arguments) {
    super(reason.code(), null, false, false);
    this.reason = reason;
    this.arguments = List.of(arguments);
  }

  public Reason reason() {
    return reason;
  }

  /** What the reason says it tells, cut to a length that can be shown. */
  public List<String> arguments() {
    return arguments;
  }

  /** The arguments as one text, for a check. */
  public String detail() {
    return String.join(" ", arguments).strip();
  }
}
