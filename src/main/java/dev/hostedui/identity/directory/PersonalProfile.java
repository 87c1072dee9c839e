package dev.hostedui.identity.directory;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.user.UserDetails;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a directory says of a person beside their names, as the profile of the person has it. What
 * has another form there is left out.
 *
 * <p>Custom attributes are those that the directory's map names, and no others: an app may keep
 * under a name what a customer must not decide, so whoever runs the app says which names a
 * directory fills in.
 */
final class PersonalProfile {
  private PersonalProfile() {}

  /**
   * Reads it.
   *
   * @param attributes all that the directory has told of them, as stored
   */
  static Map<String, Object> of(String userName, String attributes, AttributeMap map) {
    var profile = new LinkedHashMap<String, Object>();
    put(profile, "preferred_username", userName);
    profile.putAll(ofAttributes(attributes, map));
    return profile;
  }

  /** All of it but the user name. */
  static Map<String, Object> ofAttributes(String attributes, AttributeMap map) {
    var said = AttributeMap.parsed(attributes);
    var profile = new LinkedHashMap<String, Object>();
    put(profile, "phone_number", international(DirectoryUserSnapshot.phoneNumber(said)));
    put(profile, "picture", DirectoryUserSnapshot.picture(said));
    put(profile, "locale", tag(DirectoryUserSnapshot.locale(said)));
    profile.putAll(custom(said, map));
    return profile;
  }

  /** Its custom attributes alone, as a part of it; empty when there are none. */
  static Map<String, Object> custom(JsonNode said, AttributeMap map) {
    if (map.entries().isEmpty()) return Map.of();
    var custom = map.of(said);
    return custom.isEmpty() ? Map.of() : Map.of(UserDetails.CUSTOM, custom);
  }

  private static void put(Map<String, Object> profile, String name, @Nullable String text) {
    if (text != null && UserDetails.fits(name, text)) profile.put(name, text);
  }

  /** A number as people or RFC 3966 write it, without what only makes it easier to read. */
  private static @Nullable String international(@Nullable String number) {
    return number == null
        ? null
        : number.replaceFirst("(?i)^tel:", "").replace("(0)", "").replaceAll("[\\s()./-]", "");
  }

  /** A language as BCP 47 writes it; many directories write it as programs do. */
  private static @Nullable String tag(@Nullable String locale) {
    return locale == null ? null : locale.replace('_', '-');
  }
}
