package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names what one version of a connection changes of another, in the words of its forms. */
final class Differences {

  private final List<String> named = new ArrayList<>();

  private Differences() {}

  /** What differs, each thing once. */
  static List<String> between(ConnectionVersion before, ConnectionVersion after) {
    var found = new Differences();
    if (before.settings() instanceof SamlSettings one
        && after.settings() instanceof SamlSettings two) found.saml(one, two);
    if (before.settings() instanceof OidcSettings one
        && after.settings() instanceof OidcSettings two) found.oidc(one, two);
    found.add("client secret", before.clientSecretHint(), after.clientSecretHint());
    found.add("attribute names", before.settings().mapping(), after.settings().mapping());
    return List.copyOf(found.named);
  }

  private void saml(SamlSettings before, SamlSettings after) {
    add("metadata address", before.metadataUrl(), after.metadataUrl());
    add("entity ID", before.entityId(), after.entityId());
    add("sign-on URL", before.signOn(), after.signOn());
    add("logout URL", before.logout().address(), after.logout().address());
    add("single logout", before.logout().required(), after.logout().required());
    add("certificates", before.certificates(), after.certificates());
    add("name ID format", before.nameIdFormat(), after.nameIdFormat());
    add("what must be signed", before.signing(), after.signing());
    add("signed requests", before.requestsSigned(), after.requestsSigned());
    add("encryption", before.assertionsEncrypted(), after.assertionsEncrypted());
    add("forced sign-in", before.forceAuthentication(), after.forceAuthentication());
  }

  private void oidc(OidcSettings before, OidcSettings after) {
    add("issuer", before.issuer(), after.issuer());
    add("addresses", before.endpoints(), after.endpoints());
    add("client ID", before.clientId(), after.clientId());
    add("scopes", before.scopes(), after.scopes());
    add("client authentication", before.clientAuthentication(), after.clientAuthentication());
    add("single logout", before.logoutRequired(), after.logoutRequired());
  }

  private void add(String name, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) named.add(name);
  }
}
