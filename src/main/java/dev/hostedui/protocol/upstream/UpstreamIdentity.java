package dev.hostedui.protocol.upstream;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Somebody as their identity provider names them.
 *
 * @param subject what the provider calls them: the NameID of an assertion (SAML Core §2.2.3) or the
 *     {@code sub} of an ID token (OpenID Connect Core §2)
 * @param lasting whether the subject names the same person next time; a transient NameID does not
 * @param attributes what else came, by the provider's own names, values in order; an attribute that
 *     came without a value has an empty list
 * @param sessionIndex the provider's name of its session, for logout ({@code SessionIndex} or
 *     {@code sid}), or null
 * @param answerId the id of the assertion or token, which is good once
 * @param answerEnds until when the answer could be sent again: so long its id is remembered
 * @param authenticatedAt when they signed in at the provider, as it says ({@code AuthnInstant} or
 *     {@code auth_time}), or null
 * @param sessionEnds when the provider wants the session to end ({@code SessionNotOnOrAfter}), or
 *     null
 */
public record UpstreamIdentity(
    String subject,
    boolean lasting,
    Map<String, List<String>> attributes,
    @Nullable String sessionIndex,
    String answerId,
    Instant answerEnds,
    @Nullable Instant authenticatedAt,
    @Nullable Instant sessionEnds) {

  /** The names of claims that are to be had elsewhere (OpenID Connect Core §5.6.2). */
  public static final String CLAIM_NAMES = "_claim_names";

  /** Entra ID sends an address to ask at instead of too many groups. */
  private static final String GROUPS_ELSEWHERE = "/claims/groups.link";

  public UpstreamIdentity {
    var copy = new LinkedHashMap<String, List<String>>();
    attributes.forEach((name, values) -> copy.put(name, List.copyOf(values)));
    attributes = Collections.unmodifiableMap(copy);
  }

  /** The attribute that came because there were too many groups to send; empty when none did. */
  public static Optional<String> groupsElsewhere(Map<String, List<String>> attributes) {
    return attributes.getOrDefault(CLAIM_NAMES, List.of()).contains("groups")
        ? Optional.of(CLAIM_NAMES)
        : attributes.keySet().stream().filter(it -> it.endsWith(GROUPS_ELSEWHERE)).findFirst();
  }

  /**
   * Whether the provider says that it left an attribute out although there is something to say:
   * that none came does not mean that there is none.
   */
  public boolean withholds(String attribute) {
    return attributes.getOrDefault(CLAIM_NAMES, List.of()).contains(attribute)
        || (attribute.endsWith("groups") && groupsElsewhere(attributes).isPresent());
  }

  /** The first value of an attribute that is not blank. */
  public Optional<String> first(String attribute) {
    return attributes.getOrDefault(attribute, List.of()).stream()
        .filter(value -> !value.isBlank())
        .findFirst();
  }
}
