package dev.hostedui.protocol.saml;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Asks an identity provider to sign somebody in (SAML Core §3.4.1). It carries no {@code
 * RequestedAuthnContext}: how people prove who they are is their provider's rule, and providers
 * refuse those who proved it in a better way than the one asked for.
 *
 * @param id a name that nobody can guess, which begins with a letter or an underscore and has only
 *     letters, digits, {@code _}, {@code -} and {@code .} in it; the answer names it
 * @param destination where it goes
 * @param nameIdFormat the kind of name wanted; nothing is said for {@link NameIdFormat#UNSPECIFIED}
 * @param forceAuthn whether they must prove it again although the provider still knows them
 */
public record AuthnRequest(
    String id,
    Instant issuedAt,
    ServiceProvider serviceProvider,
    Endpoint destination,
    NameIdFormat nameIdFormat,
    boolean forceAuthn) {

  public AuthnRequest {
    MessageId.check(id);
  }

  /**
   * The message on its way, by the binding of its destination.
   *
   * @param relayState what comes back with the answer, or null; at most 80 bytes (SAML Bindings
   *     §3.4.3)
   * @param signed whether to sign it with the service provider's key
   */
  public Delivery deliver(@Nullable String relayState, boolean signed) {
    return new OutgoingMessage(
            "SAMLRequest",
            xml(),
            destination.binding(),
            destination.location(),
            relayState,
            signed ? serviceProvider.signing() : null)
        .deliver();
  }

  private String xml() {
    var text =
        XmlText.message(
            "AuthnRequest",
            id,
            issuedAt,
            destination.location(),
            serviceProvider.entityId(),
            "ForceAuthn",
            forceAuthn ? "true" : "",
            "ProtocolBinding",
            Binding.POST.uri(),
            "AssertionConsumerServiceURL",
            serviceProvider.acsUrl());
    if (nameIdFormat != NameIdFormat.UNSPECIFIED)
      text.empty("samlp:NameIDPolicy", "Format", nameIdFormat.uri(), "AllowCreate", "true");
    return text.close("samlp:AuthnRequest").toString();
  }
}
