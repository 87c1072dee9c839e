package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.environment.BackgroundStyle;
import dev.hostedui.identity.environment.Branding;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrandTest {

  private static Brand.ButtonColors on(String surface, String color) {
    return Brand.ButtonColors.on(
        new Branding("App", null, color, null, null, Branding.CornerRadius.MEDIUM), surface);
  }

  @Test
  void on_a_dark_page_every_primary_colour_stands_out_and_its_text_can_be_read() {
    for (var red = 0; red < 256; red += 51)
      for (var green = 0; green < 256; green += 51)
        for (var blue = 0; blue < 256; blue += 51) {
          var color = "#%02x%02x%02x".formatted(red, green, blue);
          var button = on("#17181c", color);
          assertThat(Colors.contrast(button.background(), "#17181c"))
              .as(color)
              .isGreaterThanOrEqualTo(3.0);
          assertThat(Colors.contrast(button.background(), button.text()))
              .as(color)
              .isGreaterThanOrEqualTo(4.5);
          assertThat(Colors.contrast(button.pressed(), button.text()))
              .as(color)
              .isGreaterThanOrEqualTo(4.5);
        }
  }

  @Test
  void black_is_nearly_white_on_a_dark_page_and_no_grey_that_looks_switched_off() {
    for (var black : List.of("#000000", "#111111", "#1f2937")) {
      var button = on("#17181c", black);
      assertThat(Colors.contrast(button.background(), "#17181c")).as(black).isGreaterThan(12);
      assertThat(Colors.contrast(button.text(), "#17181c")).as(black).isLessThan(2);
    }
    assertThat(Colors.contrast(on("#17181c", "#0b5d3b").background(), "#17181c")).isLessThan(4);
  }

  @Test
  void on_white_a_colour_stays_what_the_operator_chose() {
    for (var color : List.of("#1d4f91", "#0b5d3b", "#111111", "#ffd400", "#ffe600", "#ffffff"))
      assertThat(on("#ffffff", color).background()).isEqualTo(color);
    assertThat(on("#ffffff", "#0b5d3b").edge()).isEqualTo("#0b5d3b");
    for (var pale : List.of("#ffe600", "#ffffff"))
      assertThat(Colors.contrast(on("#ffffff", pale).edge(), "#ffffff"))
          .as("can be told from the page")
          .isGreaterThanOrEqualTo(3.0);
  }

  private static Branding lying(String page, String background) {
    return new Branding(
        "App",
        null,
        null,
        "#8a4b26",
        null,
        page,
        Branding.CornerRadius.MEDIUM,
        background == null ? null : BackgroundStyle.parse(background),
        null,
        Branding.Layout.INITIAL,
        new Branding.OrganizationLogos(false, false));
  }

  private static String value(String css, String property) {
    var begin = css.indexOf(property + ":") + property.length() + 1;
    return css.substring(begin, Math.min(css.indexOf('}', begin), until(css, begin)));
  }

  private static int until(String css, int begin) {
    var end = css.indexOf(';', begin);
    return end < 0 ? css.length() : end;
  }

  @Test
  void text_on_a_page_of_any_colour_can_be_read_by_day_and_by_night() {
    for (var red = 0; red < 256; red += 51)
      for (var green = 0; green < 256; green += 51)
        for (var blue = 0; blue < 256; blue += 51) {
          var color = "#%02x%02x%02x".formatted(red, green, blue);
          for (var css : BrandStyles.aroundThePortal(lying(color, null)).split("@media", 2)) {
            var page = value(css, "--login-page");
            var text = value(css, "--on-page");
            if (text.startsWith("var(")) assertThat(css).as(color).contains("{width:fit-content");
            else assertThat(Colors.contrast(page, text)).as(color + " " + css).isGreaterThan(4.49);
          }
        }
  }

  @Test
  void what_stands_on_light_and_dark_at_once_gets_a_plate() {
    assertThat(BrandStyles.aroundThePortal(lying(null, "linear-gradient(#fff, #000)")))
        .contains("--on-page:var(--text)", "{width:fit-content");
    assertThat(BrandStyles.aroundThePortal(lying(null, "linear-gradient(#000, #102030)")))
        .contains("--on-page:#ededf0")
        .doesNotContain("fit-content");
  }

  @Test
  void a_dark_logo_on_a_page_that_is_dark_by_day_lies_on_a_plate_as_it_does_by_night() {
    assertThat(BrandStyles.aroundThePortal(lying("#10263b", null)))
        .containsOnlyOnce("img.dark{padding:4px;border-radius:6px;background:#fff}");
    assertThat(BrandStyles.aroundThePortal(lying("#f0f0f0", null))).doesNotContain("img.dark");
  }

  @Test
  void a_light_logo_keeps_its_ground_where_the_page_has_not_the_colour_of_the_brand() {
    assertThat(BrandStyles.aroundThePortal(lying("#10151c", null)))
        .containsOnlyOnce("img.light")
        .containsPattern(
            "@media screen and \\(forced-colors:none\\)\\{[^{}]+ img\\.light\\{padding:0;background:none\\}\\}");
  }

  @Test
  void links_take_the_accent_and_sign_in_keeps_the_primary_colour() {
    var both =
        new Branding(
            "App",
            null,
            null,
            "#1d4f91",
            null,
            null,
            Branding.CornerRadius.MEDIUM,
            null,
            "#ffd400",
            Branding.Layout.INITIAL,
            new Branding.OrganizationLogos(false, false));
    assertThat(Colors.contrast(value(BrandStyles.everywhere(both), "--link"), "#ffffff"))
        .isGreaterThanOrEqualTo(5.0);
    assertThat(value(BrandStyles.aroundThePortal(both), "--link")).isEqualTo("#1d4f91");
  }
}
