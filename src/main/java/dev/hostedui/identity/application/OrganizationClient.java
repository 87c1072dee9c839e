package dev.hostedui.identity.application;

import dev.hostedui.identity.OrganizationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A program of an organization that gets access tokens of its own for the app's API. */
public record OrganizationClient(
    OrganizationClientId id,
    OrganizationId organization,
    Details details,
    Instant createdAt,
    Instant updatedAt) {

  /**
   * What can be changed of one.
   *
   * @param description may be empty
   * @param scopes what its tokens may be asked for; without any they have none
   * @param audience for whom its tokens are ({@code aud}); when empty, for the client itself
   * @param claims what its tokens say as {@code custom_claims}
   * @param lifetime how long a token of it lives
   */
  public record Details(
      String name,
      String description,
      List<String> scopes,
      List<String> audience,
      Map<String, String> claims,
      Duration lifetime) {}

  /**
   * A new client with its first secret, whose value is known this once.
   *
   * @param secret 256 random bits
   */
  public record Made(OrganizationClient client, ClientSecret.Issued secret) {}
}
