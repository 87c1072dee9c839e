package dev.hostedui.api;

import dev.hostedui.core.Core;
import dev.hostedui.identity.application.SignInStart;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionSetup;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.connection.IdpCertificate;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.RoutedDomain;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.emaildomain.VerificationStatus;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.Unusable;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Connections as the API shows them. */
final class ConnectionReading {

  private final Core core;

  ConnectionReading(Core core) {
    this.core = core;
  }

  /** With the domains as texts, as lists have them. */
  static Map<String, Object> listed(Connections.Routed it) {
    return head(it.connection()).with("domains", it.domains()).values();
  }

  private static Snapshot head(Connection it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("provider", it.provider())
        .with("type", it.protocol().name())
        .with("status", it.status().name())
        .with("enabled", it.enabled());
  }

  /** With all it is set to: what sign-ins use, or would once it is enabled. */
  Reply shown(Connection it) {
    var used = core.connectionVersions.of(it.id()).used();
    var json =
        head(it)
            .with(
                "domains",
                core.connections.routed(it).stream().map(ConnectionReading::domain).toList());
    if (used != null) settings(it, used).values().forEach(json::with);
    return Reply.of(
            "connection",
            json.at("create_time", it.createdAt()).at("update_time", it.updatedAt()).values())
        .as(ConnectionSetup.version(it, used));
  }

  /** Only an organization's own domains lead to a connection, and only once they are verified. */
  private static Map<String, Object> domain(RoutedDomain it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("domain", it.domain())
        .with("domain_type", DomainOperations.OWN)
        .with("verification_status", VerificationStatus.VERIFIED.name())
        .values();
  }

  private Snapshot settings(Connection it, ConnectionVersion used) {
    var mapping = used.settings().mapping().attributes();
    var json = new Snapshot();
    if (used.settings() instanceof SamlSettings saml)
      json.with("configuration_type", saml.metadataUrl().isEmpty() ? "MANUAL" : "DISCOVERY")
          .with("saml_config", saml(it, saml).values());
    if (used.settings() instanceof OidcSettings oidc)
      json.with("configuration_type", oidc.discovered() ? "DISCOVERY" : "MANUAL")
          .with("oidc_config", oidc(it, oidc, used).values());
    return json.with("attribute_mapping", mapping.isEmpty() ? null : mapping);
  }

  private Snapshot oidc(Connection it, OidcSettings oidc, ConnectionVersion used) {
    var ours = core.connections.baseUrl(it.id()) + "/sso/v1/oidc/" + it.id().value();
    var hint = used.clientSecretHint();
    var endpoints = oidc.endpoints();
    return new Snapshot()
        .with("issuer", given(oidc.issuer()))
        .with("discovery_endpoint", oidc.discovered() ? discoveryEndpoint(oidc.issuer()) : null)
        .with("authorize_uri", given(endpoints.authorization()))
        .with("token_uri", given(endpoints.token()))
        .with("user_info_uri", given(endpoints.userInfo()))
        .with("jwks_uri", given(endpoints.jwks()))
        .with("end_session_uri", given(endpoints.endSession()))
        .with("client_id", given(oidc.clientId()))
        .with("client_secret_suffix", hint)
        .with("scopes", oidc.scopes())
        .with("token_auth_type", oidc.clientAuthentication().name())
        .with("pkce_enabled", oidc.pkce())
        .with("idp_logout_required", oidc.logoutRequired())
        .with("redirect_uri", ours + "/callback")
        .with("post_logout_redirect_uri", ours + "/logout/callback")
        .with("backchannel_logout_redirect_uri", ours + "/backchannel-logout")
        .with("jit_provisioning_with_sso_enabled", it.has(Switch.JIT_PROVISIONING))
        .with("sync_user_profile_on_login", it.has(Switch.PROFILE_SYNC));
  }

  /** Where the document is read again every day; null before anything was read. */
  private static @Nullable String discoveryEndpoint(String issuer) {
    if (issuer.isEmpty()) return null;
    try {
      return DiscoveryAddress.of(issuer, true).address();
    } catch (Unusable e) {
      return null;
    }
  }

  private Snapshot saml(Connection it, SamlSettings saml) {
    var ours = core.connections.baseUrl(it.id()) + "/sso/v1/saml/" + it.id().value();
    return new Snapshot()
        .with("idp_metadata_url", given(saml.metadataUrl()))
        .with("idp_entity_id", given(saml.entityId()))
        .with("idp_sso_url", given(saml.signOn().address()))
        .with("idp_sso_request_binding", saml.signOn().binding().name())
        .with("idp_slo_url", given(saml.logout().address()))
        .with("idp_slo_request_binding", saml.logout().binding().name())
        .with("idp_slo_required", saml.logout().required())
        .with(
            "idp_certificates",
            saml.certificates().stream().map(ConnectionReading::certificate).toList())
        .with("idp_name_id_format", saml.nameIdFormat().name())
        .with("saml_signing_option", saml.signing().name())
        .with("want_request_signed", saml.requestsSigned())
        .with("assertion_encrypted", saml.assertionsEncrypted())
        .with("force_authn", saml.forceAuthentication())
        .with("sp_entity_id", ours)
        .with("sp_assertion_url", ours + "/callback")
        .with("sp_metadata_url", ours + "/metadata")
        .with("sp_slo_url", ours + "/slo")
        .with(
            "key_id",
            core.serviceProviderKeys.current(it.id()).map(key -> key.id().value()).orElse(null))
        .with("allow_idp_initiated_login", it.has(Switch.IDP_INITIATED))
        .with(
            "default_redirect_uri",
            core.applications
                .beginningOfSignIn(it.organization())
                .map(SignInStart::uri)
                .orElse(null))
        .with("jit_provisioning_with_sso_enabled", it.has(Switch.JIT_PROVISIONING))
        .with("sync_user_profile_on_login", it.has(Switch.PROFILE_SYNC));
  }

  private static Map<String, Object> certificate(IdpCertificate it) {
    return new Snapshot()
        .with("id", it.fingerprint())
        .with("certificate", it.pem())
        .with("issuer", it.x509().getIssuerX500Principal().getName())
        .at("create_time", it.startsAt())
        .at("expiry_time", it.endsAt())
        .values();
  }

  /** What is not known is not shown. */
  private static @Nullable String given(String text) {
    return text.isEmpty() ? null : text;
  }

  static Reply shown(ConnectionTest it) {
    var examination = it.examination();
    var claimed = examination == null ? null : examination.claimed();
    return Reply.of(
        new Snapshot()
            .with("status", it.status().name())
            .with("error", it.code())
            .with("error_details", it.cause())
            .with("error_description", it.description())
            .with(
                "user_info",
                claimed == null
                    ? null
                    : new Snapshot()
                        .with("sub", claimed.subject())
                        .with("attributes", claimed.attributes())
                        .values())
            .with("version", it.version())
            .at("create_time", it.startedAt())
            .at("finish_time", it.finishedAt()));
  }

  // ------------------------------------------------------------------ of all organizations

  /**
   * What of all connections is looked for; what is empty is not.
   *
   * @param query a part of the name of the organization, or its id or that of a connection
   * @param enabled true or false, as text
   */
  record Search(String query, String provider, String type, String status, String enabled) {
    static final Search ALL = new Search("", "", "", "", "");
  }

  private static final String WHERE =
      """
       FROM connections c JOIN organizations o ON o.id = c.organization_id
       WHERE (:query = '' OR c.id = :query OR o.id = :query OR LOWER(o.display_name) LIKE :like ESCAPE '!')
         AND (:provider = '' OR c.provider = :provider) AND (:type = '' OR c.protocol = :type)
         AND (:status = '' OR c.status = :status)
         AND (:enabled = '' OR (c.enabled_at IS NOT NULL AND :enabled = 'true')
              OR (c.enabled_at IS NULL AND :enabled = 'false'))
      """;

  static long position(Connections.Routed it) {
    return Long.parseLong(it.connection().id().value().substring(ConnectionId.PREFIX.length()));
  }

  static List<Connections.Routed> page(Handle handle, Pages pages, Search search) {
    return Connections.routed(handle, ids(handle, pages, search));
  }

  private static List<ConnectionId> ids(Handle handle, Pages pages, Search search) {
    return bound(
            handle,
            "SELECT c.id"
                + WHERE
                + " AND c.id "
                + pages.comparison()
                + " :from ORDER BY c.id "
                + pages.order()
                + " LIMIT :limit",
            search)
        .bind("from", ConnectionId.PREFIX + "%018d".formatted(pages.position()))
        .bind("limit", pages.limit())
        .mapTo(ConnectionId.class)
        .list();
  }

  static long count(Handle handle, Search search) {
    return bound(handle, "SELECT COUNT(*)" + WHERE, search).mapTo(Long.class).one();
  }

  private static Query bound(Handle handle, String sql, Search search) {
    return handle
        .createQuery(sql)
        .bind("query", search.query)
        .bind("like", Shapes.contains(search.query))
        .bind("provider", search.provider)
        .bind("type", search.type)
        .bind("status", search.status)
        .bind("enabled", search.enabled);
  }
}
