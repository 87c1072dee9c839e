package dev.hostedui.identity.directory;

import dev.hostedui.identity.ExactJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a directory says of a group, except who is in it.
 *
 * @param displayName how it is called (RFC 7643 §4.2), 1 to 256 characters; several groups may be
 *     called the same
 * @param externalId the directory's own id of it (RFC 7643 §3.1), or null
 * @param attributes JSON of the whole resource as understood, without id, meta and members
 */
public record GroupProfile(String displayName, @Nullable String externalId, String attributes) {

  /** Whether another one says the same. */
  boolean isSame(GroupProfile other) {
    return displayName.equals(other.displayName)
        && Objects.equals(externalId, other.externalId)
        && ExactJson.isSame(attributes, other.attributes);
  }
}
