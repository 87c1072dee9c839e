package dev.hostedui.portal.sso;

/** How a secret is shown that nobody may read. */
final class Masked {

  private Masked() {}

  /** Stars and what people know it again by. */
  static String secret(String hint) {
    return "********" + hint;
  }
}
