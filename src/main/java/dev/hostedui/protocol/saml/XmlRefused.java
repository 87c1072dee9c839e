package dev.hostedui.protocol.saml;

/** Why a text was not read as XML. */
final class XmlRefused extends Exception {

  /** What is wrong with it. */
  enum Reason {
    /** Not well-formed, or in letters that are not those it says. */
    NOT_XML,
    /** It has a DOCTYPE. */
    DOCTYPE,
    /** Deeper, with more elements or with more attributes than any message has. */
    TOO_COMPLEX
  }

  private final Reason reason;
  private final int line;

  XmlRefused(Reason reason, int line) {
    super(reason.name(), null, false, false);
    this.reason = reason;
    this.line = line;
  }

  Reason reason() {
    return reason;
  }

  /** The line where reading stopped; 0 when there is none to name. */
  int line() {
    return line;
  }
}
