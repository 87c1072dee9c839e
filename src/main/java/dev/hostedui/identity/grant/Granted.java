package dev.hostedui.identity.grant;

import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.UserDetails;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What tokens say about a live grant, as of now: who, in which session and organization, with which
 * roles.
 *
 * @param authenticatedAt when the person had proven who they are, as the code was issued
 * @param sessionEnds when the session ends at the latest
 * @param authenticatedWith by which means, as {@code amr} writes it
 * @param details what the app keeps with the person
 * @param userUpdatedAt when what is known about the person last changed
 * @param roles names of the roles in the organization
 * @param permissions what these give, inherited ones included
 */
public record Granted(
    GrantId id,
    Set<String> scope,
    @Nullable String nonce,
    SessionId session,
    Instant sessionEnds,
    Instant authenticatedAt,
    String authenticatedWith,
    User user,
    UserDetails details,
    Instant userUpdatedAt,
    Organization organization,
    List<String> roles,
    List<String> permissions) {

  /** The organization as tokens name it, and what the app keeps with it. */
  public record Organization(
      OrganizationId id,
      @Nullable String externalId,
      String displayName,
      @Nullable String slug,
      Metadata metadata) {}

  public boolean has(String word) {
    return scope.contains(word);
  }
}
