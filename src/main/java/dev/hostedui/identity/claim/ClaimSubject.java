package dev.hostedui.identity.claim;

import java.util.Map;
import java.util.Set;

/**
 * Whom a token is about, as expressions see it: plain values under the names of the API, and
 * nothing else. What somebody has not got is not in the map.
 *
 * @param user by the names of {@link #FIELDS}
 * @param organization likewise
 */
public record ClaimSubject(Map<String, Object> user, Map<String, Object> organization) {

  public static final String USER = "user";
  public static final String ORGANIZATION = "organization";

  /** What expressions may name, by what they begin with. */
  static final Map<String, Set<String>> FIELDS =
      Map.of(
          USER,
          Set.of(
              "id",
              "email",
              "email_verified",
              "external_id",
              "name",
              "given_name",
              "family_name",
              "preferred_username",
              "phone_number",
              "picture",
              "locale",
              "gender",
              "groups",
              "custom_attributes",
              "metadata"),
          ORGANIZATION,
          Set.of("id", "display_name", "external_id", "slug", "metadata"));

  /** Fields with names of the app's own below them. */
  static final Set<String> OPEN = Set.of("metadata", "custom_attributes");

  Map<String, Object> root(String name) {
    return USER.equals(name) ? user : organization;
  }
}
