package dev.hostedui.identity.connection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a provider publishes otherwise than it is configured.
 *
 * @param changed the fields that differ
 * @param added certificates it publishes and that are not accepted
 * @param gone certificates that are accepted and that it does not publish any more
 */
public record SettingsDifference(
    List<Changed> changed, List<IdpCertificate> added, List<IdpCertificate> gone) {

  /**
   * A field that differs.
   *
   * @param field its name, like {@code idp_sso_url}
   */
  public record Changed(String field, String configured, String published) {}

  public SettingsDifference {
    changed = List.copyOf(changed);
    added = List.copyOf(added);
    gone = List.copyOf(gone);
  }

  public boolean isEmpty() {
    return changed.isEmpty() && added.isEmpty() && gone.isEmpty();
  }

  static SettingsDifference between(ConnectionSettings configured, ConnectionSettings published) {
    var ours = fields(configured);
    var theirs = fields(published);
    var changed = new ArrayList<Changed>();
    ours.forEach(
        (field, value) -> {
          var said = theirs.getOrDefault(field, "");
          if (!value.equals(said)) changed.add(new Changed(field, value, said));
        });
    var added = new ArrayList<>(certificates(published));
    added.removeAll(certificates(configured));
    var gone = new ArrayList<>(certificates(configured));
    gone.removeAll(certificates(published));
    return new SettingsDifference(changed, added, gone);
  }

  private static List<IdpCertificate> certificates(ConnectionSettings settings) {
    return settings instanceof SamlSettings saml ? saml.certificates() : List.of();
  }

  private static Map<String, String> fields(ConnectionSettings settings) {
    var fields = new LinkedHashMap<String, String>();
    if (settings instanceof SamlSettings saml) {
      fields.put("idp_entity_id", saml.entityId());
      fields.put("idp_sso_url", saml.signOn().address());
      fields.put("idp_sso_request_binding", saml.signOn().binding().name());
      fields.put("idp_slo_url", saml.logout().address());
      fields.put("want_request_signed", Boolean.toString(saml.requestsSigned()));
    } else if (settings instanceof OidcSettings oidc) {
      fields.put("issuer", oidc.issuer());
      fields.put("authorize_uri", oidc.endpoints().authorization());
      fields.put("token_uri", oidc.endpoints().token());
      fields.put("user_info_uri", oidc.endpoints().userInfo());
      fields.put("jwks_uri", oidc.endpoints().jwks());
      fields.put("end_session_uri", oidc.endpoints().endSession());
      fields.put("token_auth_type", oidc.clientAuthentication().name());
    }
    return fields;
  }
}
