package dev.hostedui.customer.idp.saml;

/** Why a message or a file is not taken, in words for the administrator. */
final class SamlRefused extends Exception {

  SamlRefused(String words) {
    super(words);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
