package dev.hostedui.protocol.saml;

import java.util.List;

/**
 * We, as one connection's identity provider knows us.
 *
 * @param entityId our name
 * @param acsUrl where answers to sign-ins go, by HTTP-POST (Assertion Consumer Service)
 * @param sloUrl where requests to sign out go
 * @param sloResponseUrl where answers to our own requests to sign out go
 * @param signing the key that signs for us
 * @param decryption the keys of which any may open what was encrypted for us: the one that signs,
 *     the next one once it is published, and former ones as long as somebody may still use them
 */
public record ServiceProvider(
    String entityId,
    String acsUrl,
    String sloUrl,
    String sloResponseUrl,
    Credential signing,
    List<Credential> decryption) {

  public ServiceProvider {
    decryption = List.copyOf(decryption);
  }
}
