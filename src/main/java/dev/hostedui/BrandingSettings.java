package dev.hostedui;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.web.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The look and the links an installation begins with. */
final class BrandingSettings {

  private final GivenSettings given;

  BrandingSettings(GivenSettings given) {
    this.given = given;
  }

  /** Takes the picture that {@link #logo} has found. */
  Branding branding(boolean sample, @Nullable PictureId logo) {
    var name = given.get("HOSTED_UI_APP_NAME", sample ? "Coffeedesk" : "Portal");
    if (name.length() > 100) given.fault("HOSTED_UI_APP_NAME", "has at most 100 characters.");
    var radius = Branding.CornerRadius.of(given.get("HOSTED_UI_CORNER_RADIUS", "medium"));
    if (radius == null) given.fault("HOSTED_UI_CORNER_RADIUS", "must be small, medium or large.");
    var primary = color("HOSTED_UI_PRIMARY_COLOR", sample ? "#8a4b26" : "#18181b");
    return new Branding(
        name,
        logo,
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

  /** The picture in the file that was named; the sample's own app has one of its own. */
  @Nullable PictureFile logo(boolean sample) {
    var text = given.get("HOSTED_UI_LOGO", "");
    if (text.isEmpty())
      return sample && given.get("HOSTED_UI_APP_NAME", "").isEmpty() ? coffeedesksLogo() : null;
    try {
      return PictureFile.read(Path.of(text), PictureFile.Use.LOGO);
    } catch (Problem problem) {
      given.fault("HOSTED_UI_LOGO", Words.english().of(problem));
    } catch (IOException | InvalidPathException e) {
      given.fault("HOSTED_UI_LOGO", "the file " + text + " cannot be read.");
    }
    return null;
  }

  private static PictureFile coffeedesksLogo() {
    try (var picture =
        BrandingSettings.class.getResourceAsStream("/static/coffeedesk/coffeedesk.svg")) {
      if (picture == null)
        throw new IllegalStateException("coffeedesk.svg is missing from the program");
      return PictureFile.read(picture.readAllBytes(), PictureFile.Use.LOGO);
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
      WebAddress.checkPage(name, text);
      return text;
    } catch (Problem problem) {
      given.fault(name, Words.english().of(problem));
      return null;
    }
  }
}
