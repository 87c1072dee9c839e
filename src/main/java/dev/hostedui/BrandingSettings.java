package dev.hostedui;

import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.user.EmailAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The look and the links an installation begins with. */
final class BrandingSettings {

  private static final long LARGEST_LOGO_BYTES = 100 * 1024;

  private final GivenSettings given;

  BrandingSettings(GivenSettings given) {
    this.given = given;
  }

  Branding branding(boolean sample) {
    var name = given.get("HOSTED_UI_APP_NAME", sample ? "Coffeedesk" : "Portal");
    if (name.length() > 100) given.fault("HOSTED_UI_APP_NAME", "has at most 100 characters.");
    var radius = Branding.CornerRadius.of(given.get("HOSTED_UI_CORNER_RADIUS", "medium"));
    if (radius == null) given.fault("HOSTED_UI_CORNER_RADIUS", "must be small, medium or large.");
    var primary = color("HOSTED_UI_PRIMARY_COLOR", sample ? "#8a4b26" : "#18181b");
    return new Branding(
        name,
        logo(sample && given.get("HOSTED_UI_APP_NAME", "").isEmpty()),
        primary == null ? "#18181b" : primary,
        color("HOSTED_UI_PRIMARY_TEXT_COLOR", null),
        color("HOSTED_UI_PAGE_COLOR", null),
        radius == null ? Branding.CornerRadius.MEDIUM : radius);
  }

  private @Nullable String color(String name, @Nullable String otherwise) {
    var text = given.get(name, "").toLowerCase(Locale.ROOT);
    if (text.isEmpty()) return otherwise;
    if (text.matches("#[0-9a-f]{3}"))
      text =
          "#"
              + text.charAt(1)
              + text.charAt(1)
              + text.charAt(2)
              + text.charAt(2)
              + text.charAt(3)
              + text.charAt(3);
    if (Branding.isColor(text)) return text;
    given.fault(name, "must be a colour like #0f6e63.");
    return otherwise;
  }

  /** Takes whether the app is the sample's own, which has a picture. */
  private Branding.@Nullable Logo logo(boolean coffeedesk) {
    var text = given.get("HOSTED_UI_LOGO", "");
    if (text.isEmpty()) return coffeedesk ? coffeedesksLogo() : null;
    var path = Path.of(text);
    var type =
        switch (text.substring(text.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT)) {
          case "svg" -> "image/svg+xml";
          case "png" -> "image/png";
          case "jpg", "jpeg" -> "image/jpeg";
          case "gif" -> "image/gif";
          default -> null;
        };
    try {
      if (type == null) {
        given.fault("HOSTED_UI_LOGO", "must be an .svg, .png, .jpg or .gif file.");
      } else if (Files.size(path) > LARGEST_LOGO_BYTES) {
        given.fault("HOSTED_UI_LOGO", "has at most 100 KB; every visitor loads it.");
      } else {
        return new Branding.Logo(
            type, Base64.getEncoder().encodeToString(Files.readAllBytes(path)));
      }
    } catch (IOException e) {
      given.fault("HOSTED_UI_LOGO", "the file " + text + " cannot be read.");
    }
    return null;
  }

  private static Branding.Logo coffeedesksLogo() {
    try (var picture =
        BrandingSettings.class.getResourceAsStream("/static/coffeedesk/coffeedesk.svg")) {
      if (picture == null)
        throw new IllegalStateException("coffeedesk.svg is missing from the program");
      return new Branding.Logo(
          "image/svg+xml", Base64.getEncoder().encodeToString(picture.readAllBytes()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nullable String supportEmail() {
    var text = given.get("HOSTED_UI_SUPPORT_EMAIL", "");
    if (text.isEmpty()) return null;
    if (EmailAddress.parse(text).isEmpty())
      given.fault("HOSTED_UI_SUPPORT_EMAIL", "must be an email address.");
    return text;
  }

  @Nullable String page(String name) {
    var text = given.get(name, "");
    if (text.isEmpty()) return null;
    try {
      var url = new URI(text);
      if ("https".equals(url.getScheme()) && url.getHost() != null) return text;
    } catch (URISyntaxException e) {
      // the fault is reported below
    }
    given.fault(name, "must be an address like https://example.com/terms.");
    return null;
  }
}
