package dev.hostedui.protocol.saml;

import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the metadata of an identity provider: a file that somebody dropped or pasted, or what its
 * address answered.
 *
 * @param now for validity and dates of certificates
 * @param ours whether an entity id is one of our own: admins like to give us back our own file
 * @param chosen the entity id of the one to take when there are several, or null
 * @param plainHttpAllowed whether addresses may be {@code http}, for development only
 * @param expiredAllowed whether metadata past its {@code validUntil} is taken all the same, with a
 *     warning, because somebody said so
 */
public record MetadataReader(
    Instant now,
    Predicate<String> ours,
    @Nullable String chosen,
    boolean plainHttpAllowed,
    boolean expiredAllowed) {

  /** The largest document that is read, in bytes. */
  public static final int LIMIT = 1024 * 1024;

  public MetadataReader(Instant now, Predicate<String> ours) {
    this(now, ours, null, false, false);
  }

  /** Takes this one of several. */
  public MetadataReader choosing(String entityId) {
    return new MetadataReader(now, ours, entityId, plainHttpAllowed, expiredAllowed);
  }

  public MetadataReader allowingPlainHttp() {
    return new MetadataReader(now, ours, chosen, true, expiredAllowed);
  }

  public MetadataReader allowingExpired() {
    return new MetadataReader(now, ours, chosen, plainHttpAllowed, true);
  }

  /** Reads a document in the bytes it came in, byte order mark and all. */
  public IdentityProviderMetadata read(byte[] document) throws MetadataRefused {
    return Unwritten.yet(IdentityProviderMetadata.class);
  }
}
