package dev.hostedui.protocol.relyingparty;

/**
 * Where a discovery document is looked for (OpenID Connect Discovery §4.1), made of what an admin
 * typed.
 *
 * @param issuer what the document must name as its issuer
 * @param address where to fetch it
 * @param guess whether it is not what was typed but what may have been meant: people are asked
 *     first
 */
public record DiscoveryAddress(String issuer, String address, boolean guess) {

  /**
   * Reads what was typed: an issuer, with or without {@code https://}, or the address of the
   * document. An address of a vendor's administration pages, and one without TLS, becomes a guess.
   *
   * @param httpToo whether addresses without TLS are taken as they are
   * @throws Unusable when it is no address, or does not say which customer of a vendor is meant
   */
  public static DiscoveryAddress of(String typed, boolean httpToo) throws Unusable {
    return DiscoveryAddressReader.read(typed, httpToo);
  }

  /** Whether it is the address of a page of a vendor's that people sign in to. */
  public static boolean isPortal(String typed) {
    return DiscoveryAddressReader.isPortal(typed);
  }
}
