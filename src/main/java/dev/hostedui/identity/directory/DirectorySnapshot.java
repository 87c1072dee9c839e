package dev.hostedui.identity.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.hostedui.identity.ExactJson;
import dev.hostedui.identity.event.Snapshot;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A directory, its groups and its tokens as events show them. */
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

  static Map<String, Object> of(DirectoryGroup group) {
    return new Snapshot()
        .with("id", group.id().value())
        .with("directory_id", group.directory().value())
        .with("organization_id", group.organization().value())
        .with("display_name", group.displayName())
        .with("external_id", group.externalId())
        .with("dp_id", group.externalId())
        .with("raw_attributes", parsed(group.attributes()))
        .values();
  }

  private static @Nullable Object parsed(String attributes) {
    try {
      return ExactJson.value(ExactJson.read(attributes));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the attributes of a group must be JSON", e);
    }
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
