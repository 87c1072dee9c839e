package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

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
  void on_white_a_colour_stays_what_the_operator_chose() {
    for (var color : List.of("#1d4f91", "#0b5d3b", "#111111", "#ffd400"))
      assertThat(on("#ffffff", color).background()).isEqualTo(color);
  }
}
