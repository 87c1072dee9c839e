package dev.hostedui.testing;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.hostedui.identity.environment.BrandingChanges;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.social.SocialProvider;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import javax.imageio.ImageIO;

/**
 * Pictures of pages for people to look at, made where {@code -Dalbum=FOLDER} asks for them: a sheet
 * for each page and colour scheme, with the page on a desktop, a tablet and the narrowest phone.
 */
public final class Album {
  private Album() {}

  private static final Optional<Path> FOLDER =
      Optional.ofNullable(System.getProperty("album")).map(Path::of);

  /** Longer pages are cut off: what is so far down is seen on the page itself. */
  private static final int MOST_HEIGHT = 2_000;

  private static final int GAP = 16;

  /** A window, and how wide it is drawn. */
  private enum Window {
    DESKTOP(1280, 900, 820),
    TABLET(768, 1024, 540),
    PHONE(360, 740, 360);

    private final int width;
    private final int height;
    private final int drawn;

    Window(int width, int height, int drawn) {
      this.width = width;
      this.height = height;
      this.drawn = drawn;
    }
  }

  /**
   * Gives a program the brand that {@code -Dalbum.brand=FILE} names: a file of branding settings,
   * beside which lies its logo with the same name and {@code .svg}. With it come the buttons of
   * every provider that people may sign in by.
   */
  public static void dress(TestApp app) {
    var named = System.getProperty("album.brand");
    if (named == null) return;
    var core = app.app().core();
    try (var in = Files.newBufferedReader(Path.of(named))) {
      var texts = new Properties();
      texts.load(in);
      var brand = new HashMap<BrandingSetting, String>();
      texts.forEach(
          (key, text) ->
              brand.put(
                  BrandingSetting.valueOf(key.toString().toUpperCase(Locale.ROOT)),
                  text.toString()));
      core.brandingChanges.change(Identity.INTERNAL, null, brand);
      var logo = Files.readAllBytes(Path.of(named.replaceFirst("\\.\\w+$", ".svg")));
      core.brandingChanges.show(
          Identity.INTERNAL,
          null,
          BrandingChanges.Slot.LOGO,
          PictureFile.read(logo, PictureFile.Use.LOGO),
          null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (var provider : SocialProvider.values()) {
      var made = core.socialConnections.add(Identity.INTERNAL, provider, "", "client", "secret-9");
      core.socialConnections.enable(Identity.INTERNAL, made.id());
    }
  }

  /** Adds a page as it is now, if there is an album. */
  static void add(Visit visit, String name) {
    if (FOLDER.isEmpty()) return;
    try {
      Files.createDirectories(FOLDER.get());
      var file = name.replaceAll("[^\\w,]+", "-");
      for (var scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        visit.scheme(scheme);
        var to = file + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
        ImageIO.write(sheet(visit.page()), "png", FOLDER.get().resolve(to).toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BufferedImage sheet(Page page) throws IOException {
    var pictures = new ArrayList<BufferedImage>();
    var height = 0;
    for (var window : Window.values()) {
      page.setViewportSize(window.width, window.height);
      var whole = page.screenshot(new Page.ScreenshotOptions().setFullPage(true));
      var picture = ImageIO.read(new ByteArrayInputStream(whole));
      var cut =
          picture.getSubimage(0, 0, picture.getWidth(), Math.min(picture.getHeight(), MOST_HEIGHT));
      height = Math.max(height, cut.getHeight() * window.drawn / window.width);
      pictures.add(cut);
    }
    var width = GAP;
    for (var window : Window.values()) width += window.drawn + GAP;
    var sheet = new BufferedImage(width, height + 2 * GAP, BufferedImage.TYPE_INT_RGB);
    var drawing = sheet.createGraphics();
    drawing.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
    drawing.setColor(Color.MAGENTA.darker());
    drawing.fillRect(0, 0, sheet.getWidth(), sheet.getHeight());
    var left = GAP;
    for (var i = 0; i < pictures.size(); i++) {
      var window = Window.values()[i];
      var picture = pictures.get(i);
      var drawn = picture.getHeight() * window.drawn / window.width;
      drawing.drawImage(picture, left, GAP, window.drawn, drawn, null);
      left += window.drawn + GAP;
    }
    drawing.dispose();
    return sheet;
  }
}
