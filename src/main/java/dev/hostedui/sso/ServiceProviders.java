package dev.hostedui.sso;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ServiceProviderKey;
import dev.hostedui.identity.connection.ServiceProviderKeys;
import dev.hostedui.protocol.saml.Credential;
import dev.hostedui.protocol.saml.SamlCertificate;
import dev.hostedui.protocol.saml.ServiceProvider;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;

/** We, as the SAML identity provider of a connection knows us. */
final class ServiceProviders {

  private static final int MOST_OPENED = 1_000;

  private final OurAddresses addresses;
  private final ServiceProviderKeys keys;

  /** A key never changes, so it is opened once; which ones count is asked each time. */
  private final Cache<ServiceProviderKey.KeyId, Credential> opened =
      CacheBuilder.newBuilder().maximumSize(MOST_OPENED).build();

  ServiceProviders(OurAddresses addresses, ServiceProviderKeys keys) {
    this.addresses = addresses;
    this.keys = keys;
  }

  ServiceProvider of(ConnectionId id) {
    var ours = keys.of(id);
    return new ServiceProvider(
        addresses.entityId(id),
        addresses.samlCallback(id),
        addresses.samlLogout(id),
        addresses.samlLogoutCallback(id),
        credential(ours.current()),
        ours.opening().stream().map(this::credential).toList());
  }

  /** Those of our metadata: of the key that signs now, then of the next one. */
  List<SamlCertificate> certificates(ConnectionId id) {
    return keys.of(id).published().stream()
        .map(it -> new SamlCertificate(it.certificate().x509()))
        .toList();
  }

  private Credential credential(ServiceProviderKey key) {
    var known = opened.getIfPresent(key.id());
    if (known != null) return known;
    try {
      var read =
          Credential.read(
              keys.privateKey(key), Base64.getDecoder().decode(key.certificate().base64()));
      opened.put(key.id(), read);
      return read;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a stored key cannot be read", e);
    }
  }
}
