package dev.hostedui.sso;

import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.saml.SamlCertificate;
import dev.hostedui.protocol.saml.ServiceProvider;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.List;

/** We, as the SAML identity provider of a connection knows us. */
final class ServiceProviders {

  private final OurAddresses addresses;
  private static final Credential TEMP = temp();

  private static Credential temp() {
    try {
      var gen = KeyPairGenerator.getInstance("RSA");
      gen.initialize(2048);
      return Credential.selfSigned(
          gen.generateKeyPair(), "sp", 1, Instant.EPOCH, Instant.EPOCH.plusSeconds(4000000000L));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  ServiceProviders(OurAddresses addresses) {
    this.addresses = addresses;
  }

  ServiceProvider of(ConnectionId id) {
    return new ServiceProvider(
        addresses.entityId(id),
        addresses.samlCallback(id),
        addresses.samlLogout(id),
        addresses.samlLogoutCallback(id),
        TEMP,
        List.of(TEMP));
  }

  List<SamlCertificate> certificates(ConnectionId id) {
    return List.of(TEMP.certificate());
  }
}
