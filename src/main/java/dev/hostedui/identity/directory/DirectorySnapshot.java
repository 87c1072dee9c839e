package dev.hostedui.identity.directory;

import dev.hostedui.identity.event.Snapshot;
import java.util.Map;

/** A directory and its tokens as events show them (behaviour §10.3). */
final class DirectorySnapshot {
  private DirectorySnapshot() {}

  static Map<String, Object> of(Directory directory) {
    return new Snapshot()
        .with("id", directory.id().value())
        .with("organization_id", directory.organization().value())
        .with("directory_type", directory.type().name())
        .with("provider", directory.provider())
        .with("enabled", directory.enabled())
        .at("updated_at", directory.updatedAt())
        .values();
  }

  static Map<String, Object> of(DirectoryToken token) {
    return new Snapshot()
        .with("id", token.id().value())
        .with("directory_id", token.directory().value())
        .with("secret_suffix", token.hint())
        .at("create_time", token.createdAt())
        .at("expire_time", token.goodUntil())
        .values();
  }
}
