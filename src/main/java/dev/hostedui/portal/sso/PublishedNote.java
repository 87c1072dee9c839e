package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.PublishedSettings.Published;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.SettingsDifference;
import dev.hostedui.web.Ago;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading the provider's document again, where it is worth a word.
 *
 * @param fault why it cannot be read, and since when, in sentences; empty when it can
 * @param accepted the certificates that were accepted by themselves
 * @param changes what it says otherwise than the live version, each in a phrase
 * @param address the address of the metadata for reading it into a draft, or empty
 * @param issuer the same for OpenID Connect, or empty
 * @param clientId what the provider calls us, which stays
 */
public record PublishedNote(
    String fault,
    List<String> accepted,
    List<String> changes,
    String address,
    String issuer,
    String clientId) {

  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("idp_entity_id", "entity ID"),
          Map.entry("idp_sso_url", "sign-on URL"),
          Map.entry("idp_sso_request_binding", "way that requests travel"),
          Map.entry("idp_slo_url", "logout URL"),
          Map.entry("want_request_signed", "signed requests"),
          Map.entry("issuer", "issuer"),
          Map.entry("authorize_uri", "authorization URL"),
          Map.entry("token_uri", "token URL"),
          Map.entry("user_info_uri", "user info URL"),
          Map.entry("jwks_uri", "address of the keys"),
          Map.entry("end_session_uri", "logout URL"),
          Map.entry("token_auth_type", "client authentication"));

  /** A note on what was read, or null when there is nothing to say. */
  static @Nullable PublishedNote of(Published read, Situation situation, Instant now) {
    var difference = read.difference();
    if (read.fault() == null && difference == null) return null;
    var settings = situation.settings();
    var address = settings instanceof SamlSettings saml ? saml.metadataUrl() : "";
    var issuer = settings instanceof OidcSettings oidc ? oidc.issuer() : "";
    var clientId = settings instanceof OidcSettings oidc ? oidc.clientId() : "";
    return new PublishedNote(
        fault(read, address + issuer, now),
        situation.versions().accepted().stream().map(IdpCertificate::subject).toList(),
        difference == null ? List.of() : changes(difference),
        address,
        issuer,
        clientId);
  }

  private static String fault(Published read, String address, Instant now) {
    var code = read.fault();
    if (code == null) return "";
    var since = read.failingSince();
    var host = address.isEmpty() ? "" : String.valueOf(URI.create(address).getHost());
    return CauseWords.document(code, List.of(host, ""))
        + (since == null ? "" : " This began " + Ago.of(since, now).words() + ".")
        + " Sign-ins go on with what was read before.";
  }

  private static List<String> changes(SettingsDifference difference) {
    return Stream.of(
            difference.changed().stream()
                .map(
                    it ->
                        FIELDS.getOrDefault(it.field(), it.field())
                            + ": "
                            + (it.published().isEmpty() ? "none any more" : it.published())),
            difference.added().stream().map(it -> "a new certificate: " + it.subject()),
            difference.gone().stream().map(it -> "no longer a certificate: " + it.subject()))
        .flatMap(it -> it)
        .toList();
  }
}
