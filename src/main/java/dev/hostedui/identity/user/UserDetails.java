package dev.hostedui.identity.user;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an app keeps with a person. The address is none of it: it never changes.
 *
 * @param externalId the app's own id of the person, or null
 * @param profile what is known of them beside their names, by the names that apps know, as plain
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

  /** Nobody is known by anything yet. */
  public static final UserDetails NONE = new UserDetails("", "", null, Metadata.NONE, Map.of());

  private static final int LONGEST_TEXT = 2_048;

  /** What the custom attributes of a profile are called in it. */
  public static final String CUSTOM = "custom_attributes";

  /** As E.164 writes it, in international form. */
  public static final String PHONE_NUMBER = "\\+[1-9][0-9]{1,14}";

  /** A web address: nobody's name before the host, and nothing that ends it where apps show it. */
  public static final String PICTURE = "https?://[^\\s\"<>\\\\@/?#]+(?:[/?#][^\\s\"<>\\\\]*)?";

  /** A language as BCP 47 writes it. */
  public static final String LOCALE = "[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}";

  /**
   * The texts of a profile beside the names, each with the form that it has, as a pattern for all
   * of it; none has more than 2,048 characters. {@link #fits} asks for both.
   */
  public static final Map<String, String> TEXTS =
      Map.of(
          "phone_number", PHONE_NUMBER,
          "picture", PICTURE,
          "preferred_username", ".{1,512}",
          "locale", LOCALE,
          "gender", ".{1,100}");

  private static final Map<String, Pattern> FORMS =
      TEXTS.entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  Map.Entry::getKey, it -> Pattern.compile(it.getValue())));

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

  /** Somebody of whom nothing is known but their names; either may be empty. */
  public static UserDetails named(String givenName, String familyName) {
    return new UserDetails(givenName, familyName, null, Metadata.NONE, Map.of());
  }

  /** Whether a text of a profile, one of {@link #TEXTS}, has the form that it has there. */
  public static boolean fits(String name, String text) {
    var form = FORMS.get(name);
    return form != null && text.length() <= LONGEST_TEXT && form.matcher(text).matches();
  }

  /**
   * With other names; an empty one says nothing, and takes none away.
   *
   * @param given may be empty
   * @param family may be empty
   */
  public UserDetails called(String given, String family) {
    return new UserDetails(
        given.isEmpty() ? givenName : given,
        family.isEmpty() ? familyName : family,
        externalId,
        metadata,
        profile);
  }

  /**
   * With what a system of the person's organization says of them beside their names.
   *
   * @param said by the names of a profile; an empty list says that there is nothing
   * @param before what it had said until now: what it does not say any more goes, unless somebody
   *     has written something else in its place since
   * @param overwrites whether it takes the place of what is known; else it is only added
   */
  public UserDetails told(
      Map<String, Object> said, Map<String, Object> before, boolean overwrites) {
    var known = new LinkedHashMap<String, Object>(profile);
    merge(known, without(said, CUSTOM), without(before, CUSTOM), overwrites, Integer.MAX_VALUE);
    var custom = part(profile);
    merge(custom, part(said), part(before), overwrites, MOST_METADATA);
    if (custom.isEmpty()) known.remove(CUSTOM);
    else known.put(CUSTOM, custom);
    return new UserDetails(givenName, familyName, externalId, metadata, known);
  }

  private static void merge(
      Map<String, Object> known,
      Map<String, Object> said,
      Map<String, Object> before,
      boolean overwrites,
      int most) {
    before.forEach(
        (name, value) -> {
          if (!said.containsKey(name)) known.remove(name, value);
        });
    said.forEach(
        (name, value) -> {
          if (known.containsKey(name) ? !overwrites : known.size() >= most) return;
          if (value.equals(List.of())) known.remove(name);
          else known.put(name, value);
        });
  }

  private static Map<String, Object> without(Map<String, Object> values, String name) {
    var others = new LinkedHashMap<>(values);
    others.remove(name);
    return others;
  }

  /** The custom attributes of a profile. */
  private static Map<String, Object> part(Map<String, Object> profile) {
    var part = new LinkedHashMap<String, Object>();
    if (profile.get(CUSTOM) instanceof Map<?, ?> custom)
      custom.forEach((name, value) -> part.put(String.valueOf(name), value));
    return part;
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
    return new UserDetails(given, family, external, metadata, lines(profile));
  }

  /**
   * Cleaned as names are; one in which there is nothing to see would be a claim without content.
   */
  private static Map<String, Object> lines(Map<String, Object> profile) {
    var lines = new LinkedHashMap<String, Object>();
    profile.forEach(
        (name, value) -> {
          var line = value instanceof String text ? Names.line(text) : value;
          if (!line.equals("")) lines.put(name, line);
        });
    return lines;
  }
}
