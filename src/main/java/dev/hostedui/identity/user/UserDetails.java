package dev.hostedui.identity.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an app keeps with a person (behaviour §1.5). The address is none of it: it never changes.
 *
 * @param externalId the app's own id of the person, or null
 * @param profile what is known of them beside their names, by the names of behaviour §1.5, as plain
 *     values; whether these are right is asked where they come in
 */
public record UserDetails(
    String givenName,
    String familyName,
    @Nullable String externalId,
    Metadata metadata,
    Map<String, Object> profile) {

  public static final int LONGEST_EXTERNAL_ID = 510;
  public static final int MOST_METADATA = 20;

  /** What the custom attributes of a profile are called in it. */
  public static final String CUSTOM = "custom_attributes";

  /** As E.164 writes it, in international form. */
  public static final String PHONE_NUMBER = "\\+[1-9][0-9]{1,14}";

  /** A web address. */
  public static final String PICTURE = "https?://.+";

  /** A language as BCP 47 writes it. */
  public static final String LOCALE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}";

  /**
   * The texts of a profile beside the names, each with the form that it has, as a pattern for all
   * of it; none has more than 2,048 characters.
   */
  public static final Map<String, String> TEXTS =
      Map.of(
          "phone_number", PHONE_NUMBER,
          "picture", PICTURE,
          "preferred_username", ".{1,512}",
          "locale", LOCALE,
          "gender", ".{1,100}");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, Object>> TYPE = new TypeReference<>() {};

  public UserDetails {
    profile = Collections.unmodifiableMap(new LinkedHashMap<>(profile));
  }

  /** What is stored; metadata and profile as JSON. */
  public static UserDetails stored(
      User user, @Nullable String externalId, String metadata, String profile) {
    return new UserDetails(
        user.givenName(), user.familyName(), externalId, Metadata.stored(metadata), map(profile));
  }

  static Map<String, Object> map(String json) {
    try {
      return JSON.readValue(json, TYPE);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a profile that is no JSON", e);
    }
  }

  String profileJson() {
    try {
      return JSON.writeValueAsString(profile);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a profile is plain values", e);
    }
  }

  /**
   * These details as they are kept.
   *
   * @throws Problem INVALID, naming each field that cannot be taken
   */
  UserDetails checked() {
    var external = externalId == null || externalId.isBlank() ? null : externalId.strip();
    var given = Names.line(givenName);
    var family = Names.line(familyName);
    Problem.together(
        () -> Users.refuseLongNames(given, family),
        () -> {
          if (external != null && Names.length(external) > LONGEST_EXTERNAL_ID)
            throw Problem.invalid("external_id_too_long")
                .at("external_id")
                .with(LONGEST_EXTERNAL_ID);
        },
        () -> metadata.within("metadata", MOST_METADATA));
    return new UserDetails(given, family, external, metadata, profile);
  }
}
