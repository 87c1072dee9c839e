package dev.hostedui.identity.apitoken;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API token, without its text.
 *
 * @param hint the last four characters of the text
 * @param description a label for people, may be empty
 * @param claims what the app has given it to carry
 * @param expiresAt null when it is good until it is ended
 * @param organizationExternalId the app's own id of the organization, or null
 * @param member whose it is, or null for one of the organization as a whole
 */
public record ApiToken(
    ApiTokenId id,
    OrganizationId organization,
    @Nullable String organizationExternalId,
    @Nullable Member member,
    String hint,
    String description,
    Map<String, String> claims,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  /**
   * The member that a token speaks for, as they are now.
   *
   * @param externalId the app's own id of them, or null
   * @param roles the names of those they hold
   */
  public record Member(
      UserId user, @Nullable String externalId, String email, List<String> roles) {}

  /**
   * A new token; this is the only time its text is known.
   *
   * @param text 48 letters and digits
   */
  public record Issued(ApiToken token, String text) {
    /** Never with the text. */
    @Override
    public String toString() {
      return token.toString();
    }
  }
}
