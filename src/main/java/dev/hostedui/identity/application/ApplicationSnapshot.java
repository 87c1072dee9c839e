package dev.hostedui.identity.application;

import dev.hostedui.identity.event.Snapshot;
import java.util.Map;

/** An application as events show it, without its secrets and keys. */
final class ApplicationSnapshot {
  private ApplicationSnapshot() {}

  static Map<String, Object> of(Application application) {
    var lifetime = application.accessTokenLifetime();
    return new Snapshot()
        .with("id", application.id().value())
        .with("client_id", application.clientId())
        .with("name", application.name())
        .with("type", application.type().name())
        .with("management_api", application.managementApi())
        .with("pkce_required", application.pkceRequired())
        .with("access_token_lifetime_seconds", lifetime == null ? null : lifetime.toSeconds())
        .with("initiate_login_uri", application.initiateLoginUri())
        .with("redirect_uris", application.redirectUris())
        .with("post_logout_redirect_uris", application.postLogoutRedirectUris())
        .with("back_channel_logout_uris", application.backChannelLogoutUris())
        .values();
  }
}
