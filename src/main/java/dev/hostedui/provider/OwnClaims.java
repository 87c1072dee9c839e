package dev.hostedui.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.claim.ClaimSubject;
import dev.hostedui.identity.claim.TokenClaims;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.grant.Granted;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's own claims for somebody: in access tokens, id tokens and user info alike.
 *
 * <p>Tokens travel in a header with every request, and many servers take no more than 8 kB of
 * headers: values that are too large for that are left out, and the log says which.
 */
final class OwnClaims {

  /** Bytes of one value as JSON, and of all together. */
  private static final int LARGEST = 1_024;

  private static final int LARGEST_TOGETHER = 2_048;

  private static final Logger LOG = LoggerFactory.getLogger(OwnClaims.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final TokenClaims claims;

  OwnClaims(TokenClaims claims) {
    this.claims = claims;
  }

  /** By their names, in the order of these. */
  Map<String, Object> of(Granted granted) {
    var expressions = claims.current();
    if (expressions.isEmpty()) return Map.of();
    var subject = new ClaimSubject(user(granted), organization(granted));
    var found = new LinkedHashMap<String, Object>();
    var left = LARGEST_TOGETHER;
    for (var it : expressions.entrySet()) {
      var value = it.getValue().of(subject);
      if (value.isEmpty()) continue;
      var size = size(value.get());
      if (size > LARGEST || size > left) {
        LOG.warn("the claim {} of {} is too large", it.getKey(), granted.user().id().value());
        continue;
      }
      left -= size;
      found.put(it.getKey(), value.get());
    }
    return found;
  }

  private static int size(Object value) {
    try {
      return JSON.writeValueAsBytes(value).length;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values are always JSON", e);
    }
  }

  /** The name that was given as a whole, or made of the two. */
  static String nameOf(Granted granted) {
    return granted.details().profile().get("name") instanceof String name
        ? name
        : granted.user().fullName();
  }

  private static Map<String, Object> user(Granted granted) {
    var user = granted.user();
    var details = granted.details();
    var values = new Snapshot();
    details.profile().forEach(values::with);
    // what the profile keeps under the same name is not what is meant
    return values
        .with("id", user.id().value())
        .with("email", user.email().value())
        .with("email_verified", user.emailVerified())
        .with("external_id", details.externalId())
        .with("given_name", there(user.givenName()))
        .with("family_name", there(user.familyName()))
        .with("metadata", there(details.metadata()))
        .with("name", there(nameOf(granted)))
        .values();
  }

  private static Map<String, Object> organization(Granted granted) {
    var organization = granted.organization();
    return new Snapshot()
        .with("id", organization.id().value())
        .with("display_name", organization.displayName())
        .with("external_id", organization.externalId())
        .with("slug", organization.slug())
        .with("metadata", there(organization.metadata()))
        .values();
  }

  private static @Nullable String there(String text) {
    return Optional.of(text).filter(it -> !it.isEmpty()).orElse(null);
  }

  /** So that a default stands in for metadata without a name in it. */
  private static @Nullable Map<String, String> there(Metadata metadata) {
    return metadata.values().isEmpty() ? null : metadata.values();
  }
}
