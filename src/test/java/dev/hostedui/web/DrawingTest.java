package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.jte.TemplateOutput;
import gg.jte.output.Utf8ByteOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DrawingTest {

  @ParameterizedTest
  @ValueSource(strings = {"", "plain", "Zoë", "日本語 and more", "😀", "half \ud83d of one", "é"})
  void draws_the_bytes_that_the_library_would(String text) {
    var ours = new Drawing();
    var theirs = new Utf8ByteOutput();
    for (var output : new TemplateOutput[] {ours, theirs}) {
      output.writeContent("<p>");
      output.writeContent(text);
      output.writeContent("xx" + text + "yy", 1, text.length() + 3);
      output.writeBinaryContent(text.getBytes(StandardCharsets.UTF_8));
    }
    assertThat(Arrays.copyOf(ours.bytes(), ours.length())).isEqualTo(theirs.toByteArray());
  }

  @Test
  void grows_with_what_is_drawn() {
    var drawing = new Drawing();
    var text = "0123456789é".repeat(20_000);
    drawing.writeContent(text);
    drawing.writeContent("end");
    assertThat(new String(drawing.bytes(), 0, drawing.length(), StandardCharsets.UTF_8))
        .isEqualTo(text + "end");
  }

  @Test
  void shows_nothing_of_an_earlier_answer_nor_of_one_that_failed() throws Exception {
    var templates = new Templates();
    templates.draw(Toast.done("A rather long word of secrets"), (bytes, length) -> {});
    assertThatThrownBy(
            () ->
                templates.draw(
                    Toast.done("Other secrets"),
                    (bytes, length) -> {
                      throw new IllegalStateException("the client has left");
                    }))
        .isInstanceOf(IllegalStateException.class);
    templates.draw(
        Toast.done("Done"),
        (bytes, length) ->
            assertThat(new String(bytes, 0, length, StandardCharsets.UTF_8))
                .contains("Done")
                .doesNotContain("secrets"));
  }
}
