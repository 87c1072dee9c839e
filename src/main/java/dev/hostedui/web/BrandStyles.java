package dev.hostedui.web;

import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.environment.Branding.Alignment;
import dev.hostedui.identity.environment.Rgba;
import dev.hostedui.web.Brand.ButtonColors;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A branding as rules of CSS. Whatever was chosen, what is written can be read, by day and by night
 * (WCAG 2.2 §1.4.3): colours that cannot be are mended, and where a background has both light and
 * dark in it, what stands on it gets a plate.
 */
final class BrandStyles {

  private static final String LIGHT_PAGE = "#f1f1ef";
  private static final String DARK_PAGE = "#101114";
  private static final String DARK_TEXT = "#1d1d20";
  private static final String LIGHT_TEXT = "#ededf0";

  /** How well text must stand out. */
  private static final double READABLE = 4.5;

  /** How well links do, which are underlined as well. */
  private static final double LINK = 5.1;

  /** How much of a chosen background's brightness goes at night. */
  private static final double AT_NIGHT = 0.88;

  /** How much of the primary colour shines over a page without a background of its own, at most. */
  private static final double TINT = 0.27;

  /** The page shines in no darker colour by day and in no lighter one by night (plain.css). */
  private static final Rgba SHINE = Rgba.of("#868686");

  /** The logo where it stands in no card. */
  private static final String OUTSIDE = ".plain-main>.brand:not(.logo-inside .brand:has(+.card))";

  /**
   * By day on a page as dark as by night, logos lie as they do by night. A light one keeps its
   * ground where the page has no colour of ours: on paper and in forced colours.
   */
  private static final String NIGHTLY_LOGOS =
      OUTSIDE
          + " img.dark{padding:4px;border-radius:6px;background:#fff}"
          + "@media screen and (forced-colors:none){"
          + OUTSIDE
          + " img.light{padding:0;background:none}}";

  /**
   * What stands on the page itself lies on plates: the logo where it is in no card, the words below
   * the cards, and those above them as the head of one.
   */
  private static final String PLATES =
      OUTSIDE
          + """
      ,.legal,.badge,.plain-main>.back,.chooser>form,.chooser>:not(h1)+p:not(.notice){\
      width:fit-content;margin-inline:auto;padding:6px 14px;border-radius:var(--radius);background:var(--surface)}\
      .chooser>h1,.chooser>h1+p:not(.notice){padding:20px;border-radius:var(--radius-card);background:var(--surface)}\
      .chooser>h1:has(+p:not(.notice)){padding-bottom:0;border-end-start-radius:0;border-end-end-radius:0}\
      .chooser>h1+p:not(.notice){margin-top:-1px;padding-top:8px;border-start-start-radius:0;border-start-end-radius:0}\
      """;

  private BrandStyles() {}

  /** What every page needs: colours of buttons and links, and how round things are. */
  static String everywhere(Branding branding) {
    return ":root{%s%s}@media(prefers-color-scheme:dark){:root{%s}}"
        .formatted(
            properties(branding, Brand.LIGHT_SURFACE),
            radius(branding),
            properties(branding, Brand.DARK_SURFACE));
  }

  private static String properties(Branding branding, String surface) {
    var button = ButtonColors.on(branding, surface);
    var accent = branding.accentColor();
    return "--primary:%s;--primary-text:%s;--primary-edge:%s;--primary-hover:%s;--link:%s;"
        .formatted(
            button.background(),
            button.text(),
            button.edge(),
            button.pressed(),
            link(accent == null ? branding.primaryColor() : accent, surface));
  }

  private static String link(String color, String surface) {
    return surface.equals(Brand.DARK_SURFACE)
        ? Colors.lifted(color, surface, LINK)
        : Colors.standingOut(color, surface, LINK);
  }

  private static String radius(Branding branding) {
    return switch (branding.cornerRadius()) {
      case SMALL -> "--radius:4px;--radius-card:6px;";
      case MEDIUM -> "--radius:8px;--radius-card:12px;";
      case LARGE -> "--radius:12px;--radius-card:18px;";
    };
  }

  /** What the pages around the portal need beside that: what they lie on and where things are. */
  static String aroundThePortal(Branding branding) {
    return page(branding, LIGHT_PAGE, DARK_TEXT, UnaryOperator.identity())
        + "@media(prefers-color-scheme:dark){"
        + page(branding, DARK_PAGE, LIGHT_TEXT, it -> it.toward(new Rgba(0, 0, 0, 255), AT_NIGHT))
        + "}"
        + side(".plain .brand", "justify-content", branding.layout().logo())
        + side(
            ".plain h1,.plain :is(.narrow .card,#ask form)>p:not(.notice,.center,:has(>.button)),"
                + ".chooser>h1+p:not(.notice)",
            "text-align",
            branding.layout().headers());
  }

  /** The middle is where things are anyway. */
  private static String side(String what, String property, Alignment alignment) {
    return switch (alignment) {
      case LEFT -> what + "{" + property + ":left}";
      case RIGHT -> what + "{" + property + ":right}";
      case CENTER -> "";
    };
  }

  /**
   * The page in one of the two colour schemes.
   *
   * @param text what text is otherwise in that scheme
   * @param change makes a colour that was chosen for the day one for this scheme
   */
  private static String page(
      Branding branding, String otherwise, String text, UnaryOperator<Rgba> change) {
    var chosen = branding.pageColor();
    var page = chosen == null ? Rgba.of(otherwise) : change.apply(Rgba.of(chosen));
    var background = branding.background();
    var seen =
        background == null
            ? List.of(
                page, page.toward(Rgba.of(branding.primaryColor()), TINT), page.toward(SHINE, TINT))
            : background.seenOn(page, change);
    var rules = new StringBuilder(".plain{--login-page:").append(page.css()).append(';');
    if (branding.accentColor() != null)
      rules.append("--link:").append(link(branding.primaryColor(), surface(text))).append(';');
    if (background != null)
      rules
          .append("background:")
          .append(background.css(change))
          .append(";background-attachment:fixed;")
          .append(background.hasColor() ? "" : "background-color:var(--login-page);");
    var readable = readable(seen, text);
    if (readable != null)
      return rules
          + "--on-page:"
          + readable
          + "}"
          + (readable.equals(LIGHT_TEXT) && text.equals(DARK_TEXT) ? NIGHTLY_LOGOS : "");
    return rules + "--on-page:var(--text)}" + PLATES;
  }

  /** What cards are made of in the scheme of that text. */
  private static String surface(String text) {
    return text.equals(DARK_TEXT) ? Brand.LIGHT_SURFACE : Brand.DARK_SURFACE;
  }

  /** The text colour of the scheme, or else that of the other one, or null when neither will do. */
  private static @Nullable String readable(List<Rgba> seen, String text) {
    for (var color : List.of(text, text.equals(DARK_TEXT) ? LIGHT_TEXT : DARK_TEXT))
      if (seen.stream().allMatch(it -> Colors.contrast(color, it.opaqueHex()) >= READABLE))
        return color;
    return null;
  }
}
