package dev.hostedui.web;

import dev.hostedui.identity.user.User;
import java.util.Locale;

/**
 * The small round picture of a person or square one of an organization: letters on a pastel tone.
 */
public record Avatar(String initials, int tone) {

  private static final int TONES = 8;

  public static Avatar of(User user) {
    return of(user.givenName(), user.familyName(), user.email().value());
  }

  /** Up to two letters: of both names, or of the address. */
  public static Avatar of(String givenName, String familyName, String email) {
    var letters = first(givenName) + first(familyName);
    return new Avatar(letters.isEmpty() ? first(email) : letters, tone(email));
  }

  public static Avatar ofName(String name) {
    return new Avatar(first(name), tone(name));
  }

  private static String first(String text) {
    return text.isEmpty()
        ? ""
        : text.substring(0, text.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT);
  }

  private static int tone(String key) {
    return Math.floorMod(key.hashCode(), TONES);
  }
}
