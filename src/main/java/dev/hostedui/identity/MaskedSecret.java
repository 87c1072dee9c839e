package dev.hostedui.identity;

import java.util.regex.Pattern;

/** What pages show in the place of a secret, and people copy for it. */
public final class MaskedSecret {

  private static final Pattern MASKED = Pattern.compile("[*\\u2022\\u25CF\\u26AB\\u00B7\\u2219]+");

  private MaskedSecret() {}

  /**
   * Refuses a client secret that is none.
   *
   * @throws Problem INVALID at {@code client_secret}
   */
  public static void refuse(String clientSecret) {
    if (MASKED.matcher(clientSecret).matches())
      throw Problem.invalid("client_secret_masked").at("client_secret");
  }
}
