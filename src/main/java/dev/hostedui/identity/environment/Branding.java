package dev.hostedui.identity.environment;

import com.google.common.base.Ascii;
import dev.hostedui.identity.picture.PictureId;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How the hosted pages look.
 *
 * @param appName what the app is called, 1 to 100 characters
 * @param logo its picture, or null for a mark made of the name
 * @param favicon the icon of the tab, or null for the logo if that is square, and else the mark
 * @param primaryColor background of primary buttons, {@code #rrggbb}
 * @param primaryTextColor text on them, or null for whichever of black and white is easier to read
 * @param pageColor background of the sign-in pages, or null for the default
 * @param background what is painted over that colour, or null
 * @param accentColor of links and marks in the portal, or null for the primary colour
 * @param organizations whose logo stands where an organization is known
 */
public record Branding(
    String appName,
    @Nullable PictureId logo,
    @Nullable PictureId favicon,
    String primaryColor,
    @Nullable String primaryTextColor,
    @Nullable String pageColor,
    CornerRadius cornerRadius,
    @Nullable BackgroundStyle background,
    @Nullable String accentColor,
    Layout layout,
    OrganizationLogos organizations) {

  /** What an installation begins with: what is not given here is chosen later. */
  public Branding(
      String appName,
      @Nullable PictureId logo,
      String primaryColor,
      @Nullable String primaryTextColor,
      @Nullable String pageColor,
      CornerRadius cornerRadius) {
    this(
        appName,
        logo,
        null,
        primaryColor,
        primaryTextColor,
        pageColor,
        cornerRadius,
        null,
        null,
        Layout.INITIAL,
        new OrganizationLogos(false, false));
  }

  /** How round cards, fields and buttons are. */
  public enum CornerRadius {
    SMALL,
    MEDIUM,
    LARGE;

    /** The one of that name in any case, or null. */
    public static @Nullable CornerRadius of(String name) {
      for (var radius : values()) {
        if (Ascii.equalsIgnoreCase(radius.name(), name)) return radius;
      }
      return null;
    }
  }

  /** The side something is on; where the language runs the other way, LEFT is still the left. */
  public enum Alignment {
    LEFT,
    CENTER,
    RIGHT
  }

  /**
   * Where things stand on the sign-in pages.
   *
   * @param logoInside whether the logo is in the card, not above it
   * @param socialBelow whether the buttons of other providers stand below the address
   * @param badge whether the page says what it is powered by
   */
  public record Layout(
      boolean logoInside, Alignment logo, Alignment headers, boolean socialBelow, boolean badge) {

    /** What an installation begins with. */
    public static final Layout INITIAL =
        new Layout(false, Alignment.CENTER, Alignment.CENTER, false, true);
  }

  /**
   * Whether an organization's own logo stands in the place of the app's.
   *
   * @param byAdmins whether its admins may choose it, too
   */
  public record OrganizationLogos(boolean shown, boolean byAdmins) {

    /** Whether an admin finds a place to choose one. */
    public boolean mayBeChosenByAdmins() {
      return shown && byAdmins;
    }
  }

  private static final Pattern COLOR = Pattern.compile("#[0-9a-f]{6}");

  /** Whether a text is a colour as it is stored. */
  public static boolean isColor(String text) {
    return COLOR.matcher(text).matches();
  }
}
