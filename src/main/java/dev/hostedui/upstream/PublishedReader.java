package dev.hostedui.upstream;

import dev.hostedui.identity.connection.ConnectionSettings;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.PublishedSettings;
import dev.hostedui.identity.connection.PublishedSettings.Unreadable;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.saml.IdentityProviderMetadata;
import dev.hostedui.protocol.saml.MetadataReader;
import dev.hostedui.protocol.saml.MetadataRefused;
import java.time.Clock;

/** Reads again what the provider of a connection publishes. */
public final class PublishedReader implements PublishedSettings.Reader {

  private final UpstreamDocuments documents;
  private final Clock clock;

  public PublishedReader(UpstreamDocuments documents, Clock clock) {
    this.documents = documents;
    this.clock = clock;
  }

  @Override
  public ConnectionSettings read(ConnectionSettings live) throws Unreadable {
    try {
      return live instanceof SamlSettings saml ? saml(saml) : oidc((OidcSettings) live);
    } catch (FetchRefused e) {
      throw new Unreadable(Recognized.Refused.of(e).code());
    } catch (MetadataRefused e) {
      throw new Unreadable(Recognized.Refused.of(e).code());
    } catch (Unusable e) {
      throw new Unreadable(Recognized.Refused.of(e).code());
    }
  }

  private OidcSettings oidc(OidcSettings live) throws FetchRefused, Unusable {
    var address = DiscoveryAddress.of(live.issuer(), documents.httpToo());
    return Filling.with(live, documents.discovery(address));
  }

  private SamlSettings saml(SamlSettings live) throws FetchRefused, MetadataRefused {
    var document = documents.samlMetadata(live.metadataUrl()).bytes();
    var metadata = metadata(document, live.entityId());
    var published = Filling.with(live, metadata, live.metadataUrl());
    // of several addresses the one that is used is as good as the one we would have taken
    var same =
        metadata.ssoServices().stream()
            .map(Filling::signOn)
            .anyMatch(it -> it.equals(live.signOn()));
    return same ? published.with(live.signOn()) : published;
  }

  private IdentityProviderMetadata metadata(byte[] document, String entityId)
      throws MetadataRefused {
    var reader = new MetadataReader(clock.instant(), ours -> false);
    if (documents.httpToo()) reader = reader.allowingPlainHttp();
    try {
      return reader.read(document);
    } catch (MetadataRefused several) {
      if (several.reason() != MetadataRefused.Reason.SEVERAL_PROVIDERS) throw several;
      return reader.choosing(entityId).read(document);
    }
  }
}
