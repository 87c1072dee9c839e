package dev.hostedui.identity.environment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundStyleTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "#FFF | #ffffff",
        "hsl(30 50% 50% / 50%) | #bf804080",
        "rgba(1, 2, 3, .5) | #01020380",
        "linear-gradient(135deg, #f7efe7, #c98d62) | linear-gradient(135deg,#f7efe7,#c98d62)",
        "linear-gradient(to right top, white 10% 20%, 30%, BLACK)"
            + " | linear-gradient(to right top,#ffffff 10% 20%, 30%,#000000)",
        "radial-gradient(circle at top left, rgb(255 0 0), transparent 60%), #eeeeee"
            + " | radial-gradient(circle at top left,#ff0000,#00000000 60%),#eeeeee",
        "conic-gradient(from 90deg at 50% 50%, red, 90deg, blue) left top / 20px 20px repeat"
            + " | conic-gradient(from 90deg at 50% 50%,#ff0000, 90deg,#0000ff) left top/20px 20px repeat",
      })
  void what_only_paints_is_taken_and_written_anew(String typed, String css) {
    var style = BackgroundStyle.parse(typed);
    assertThat(style.css()).isEqualTo(css);
    assertThat(BackgroundStyle.parse(style.css())).isEqualTo(style);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "red; } body { display: none",
        "red}body{display:none",
        "#fff/**/;color:red",
        "url(https://evil.example/track.png)",
        "url('javascript:alert(1)')",
        "image-set('https://evil.example/a.png' 1x)",
        "expression(alert(1))",
        "var(--primary)",
        "env(x)",
        "linear-gradient(red)",
        "linear-gradient(red, blue",
        "linear-gradient(red, blue), </style><script>alert(1)</script>",
        "linear-gradient(red, url(x))",
        "linear-gradient(red, blue) red, blue",
        "red blue",
        "\\75rl(x)",
        "r\u0435d",
        "#ff",
        "#12345",
        "rgb(1, 2)",
        "rgb(1 2 3 / 4 / 5)",
        "hsl(30, 50, 50)",
        "@import 'x'",
        "red !important",
        "element(#x)",
        "paint(x)",
        "cross-fade(red, blue)",
        "attr(x)",
        "inherit",
        "none",
        "10px",
        "linear-gradient(calc(1deg), red, blue)",
        "red,red,red,red,red",
      })
  void a_style_sheet_that_calls_itself_a_background_is_refused(String typed) {
    assertThatThrownBy(() -> BackgroundStyle.parse(typed)).isInstanceOf(Problem.class);
  }

  @Test
  void what_is_too_long_is_refused_and_long_rubbish_is_refused_quickly() {
    assertThatThrownBy(() -> BackgroundStyle.parse("#fff".repeat(1_000)))
        .hasMessage("background_too_long");
    var deep = "linear-gradient(".repeat(30);
    assertThatThrownBy(() -> BackgroundStyle.parse(deep)).isInstanceOf(Problem.class);
  }

  @Test
  void the_colours_of_a_background_are_those_that_can_be_seen() {
    var white = Rgba.of("#ffffff");
    var half = BackgroundStyle.parse("rgb(0 0 0 / 50%)").seenOn(white, it -> it);
    assertThat(half).containsExactly(new Rgba(127, 127, 127, 255));
    var both = BackgroundStyle.parse("linear-gradient(#000, #fff)").seenOn(white, it -> it);
    assertThat(both).contains(Rgba.of("#000000"), Rgba.of("#ffffff"), Rgba.of("#808080"));
  }
}
