package dev.hostedui.customer.directory;

/** A change that cannot be made here, in words for whoever asked for it. */
final class Unacceptable extends Exception {

  private static final long serialVersionUID = 1L;

  Unacceptable(String words) {
    super(words);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
