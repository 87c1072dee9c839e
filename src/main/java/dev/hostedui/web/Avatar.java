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
    for (var at = 0; at < text.length(); ) {
      var letter = text.codePointAt(at);
      // a name may begin with a mark that only says which way it is read
      if (Character.getType(letter) != Character.FORMAT)
        return Character.toString(letter).toUpperCase(Locale.ROOT);
      at += Character.charCount(letter);
    }
    return "";
  }

  private static int tone(String key) {
    return Math.floorMod(key.hashCode(), TONES);
  }
}
