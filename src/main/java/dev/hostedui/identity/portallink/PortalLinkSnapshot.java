package dev.hostedui.identity.portallink;

import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.event.Snapshot;
import java.util.Map;

/** A link as events show it; never with what its address holds. */
final class PortalLinkSnapshot {
  private PortalLinkSnapshot() {}

  static Map<String, Object> of(PortalLink link) {
    var step = link.step();
    var email = link.boundTo();
    return new Snapshot()
        .with("id", link.id().value())
        .with("organization_id", link.organization().value())
        .with("kind", link.kind().wireName())
        .with("features", link.modules().stream().map(PortalModule::wireName).sorted().toList())
        .with("step", step == null ? null : step.kind().wireName())
        .with("step_object_id", step == null ? null : step.object())
        .with("map_groups", link.mappable() != null)
        .with("email", email == null ? null : email.value())
        .at("create_time", link.createdAt())
        .at("expire_time", link.expiresAt())
        .at("revoke_time", link.revokedAt())
        .values();
  }
}
