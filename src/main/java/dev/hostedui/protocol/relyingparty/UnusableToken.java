package dev.hostedui.protocol.relyingparty;

/** A token that cannot be read at all. The message is the cause, a code. */
final class UnusableToken extends Exception {
  UnusableToken(String cause) {
    super(cause, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
