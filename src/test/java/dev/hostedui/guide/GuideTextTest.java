package dev.hostedui.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The notation of guides. */
class GuideTextTest {

  private static GuideText read(String... lines) {
    return GuideText.read("half", Arrays.asList(lines), List.of("assign"), List.of("app", "url"));
  }

  @Test
  void words_of_the_console_and_words_to_type_are_told_apart() {
    var section =
        read("# assign", "- Open **Apps** of {app}, type `{url}`.", "= url | Base URL", "! Wait.")
            .filled("assign", new GivenValues(Map.of("app", "Desk", "url", "https://x")));

    var instruction = section.instructions().get(0);
    assertThat(instruction.words())
        .containsExactly(
            new GuideText.Piece(GuideText.Style.PLAIN, "Open "),
            new GuideText.Piece(GuideText.Style.STRONG, "Apps"),
            new GuideText.Piece(GuideText.Style.PLAIN, " of Desk, type "),
            new GuideText.Piece(GuideText.Style.CODE, "https://x"),
            new GuideText.Piece(GuideText.Style.PLAIN, "."));
    assertThat(instruction.values())
        .containsExactly(new GuideText.Copied("url", "Base URL", "https://x"));
    assertThat(section.names("url")).isTrue();
    assertThat(section.names("app")).isFalse();
    assertThat(section.notes())
        .containsExactly(List.of(new GuideText.Piece(GuideText.Style.PLAIN, "Wait.")));
  }

  @Test
  void what_cannot_be_read_is_refused_by_name() {
    assertThatThrownBy(() -> read("# assign", "- Paste {nothing}."))
        .hasMessage("half asks for an unknown value: nothing");
    assertThatThrownBy(() -> read("# assign", "- Do it.", "= nothing | Field"))
        .hasMessageContaining("names no value");
    assertThatThrownBy(() -> read("# assign", "= url | Field"))
        .hasMessageContaining("before any instruction");
    assertThatThrownBy(() -> read("# other", "- Do it."))
        .hasMessage("half has the sections [other]");
    assertThatThrownBy(() -> read("- Do it.")).hasMessageContaining("without a section");
    assertThatThrownBy(() -> read("# assign", "Do it.")).hasMessageContaining("cannot be read");
  }
}
