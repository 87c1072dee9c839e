package dev.hostedui.identity.environment;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the hosted pages look.
 *
 * @param appName what the app is called, 1 to 100 characters
 * @param logo its picture, or null for a mark made of the name
 * @param primaryColor background of primary buttons, {@code #rrggbb}
 * @param primaryTextColor text on them, or null for whichever of black and white is easier to read
 * @param pageColor background of the sign-in pages, or null for the default
 */
public record Branding(
    String appName,
    @Nullable Logo logo,
    String primaryColor,
    @Nullable String primaryTextColor,
    @Nullable String pageColor,
    CornerRadius cornerRadius) {

  /** How round cards, fields and buttons are. */
  public enum CornerRadius {
    SMALL,
    MEDIUM,
    LARGE;

    /** The one of that name in any case, or null. */
    public static @Nullable CornerRadius of(String name) {
      for (var radius : values()) {
        if (radius.name().equals(name.toUpperCase(Locale.ROOT))) return radius;
      }
      return null;
    }
  }

  /** A picture: {@code image/svg+xml}, {@code image/png}, … and its bytes in base64. */
  public record Logo(String mediaType, String base64) {}

  private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");

  /** Whether a text is a colour as it is stored. */
  public static boolean isColor(String text) {
    return COLOR.matcher(text).matches();
  }
}
