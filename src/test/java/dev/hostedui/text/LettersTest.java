package dev.hostedui.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LettersTest {

  /** With which names are stored: no other letter may come of one than has always come. */
  @Test
  void every_letter_folds_as_the_jdk_folds_it_but_for_the_final_sigma() {
    for (var point = 0; point <= Character.MAX_CODE_POINT; point++) {
      var letter = Character.toString(point);
      for (var text : new String[] {letter, "a" + letter + "b", letter + "\u0301\u0345"}) {
        var folded =
            Normalizer.normalize(text, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
        if (!Letters.caseless(text).equals(folded.replace('ς', 'σ')))
          assertThat(Letters.caseless(text)).as("%x", point).isEqualTo(folded);
      }
      var small = letter.toLowerCase(Locale.ROOT);
      if (!Letters.small(letter).equals(small))
        assertThat(Letters.small(letter)).as("%x", point).isEqualTo(small);
      var capitals = letter.toUpperCase(Locale.ROOT);
      if (!Letters.capitals(letter).equals(capitals))
        assertThat(Letters.capitals(letter)).as("%x", point).isEqualTo(capitals);
    }
  }

  @Test
  void a_sigma_is_the_same_wherever_it_stands() {
    assertThat(Letters.caseless("ΟΔΟΣ ΟΔΟΣΑ")).isEqualTo("οδοσ οδοσα");
    assertThat(Letters.caseless("οδος")).isEqualTo("οδοσ");
    // what is one letter in a domain and another one in its mail server's stays what it is
    assertThat(Letters.small("Σς")).isEqualTo("σς");
  }

  /** Each of them took the JDK minutes. */
  @ParameterizedTest
  @ValueSource(strings = {"Σ", "ΐ", "ß", "\u0315\u0300", "aΣ\u0301", "\u1161", "ᾷ"})
  void a_long_text_is_folded_at_once(String piece) {
    var text = piece.repeat(500_000);
    assertThat(Letters.caseless(text).length()).isLessThanOrEqualTo(3 * text.length());
    assertThat(Letters.small(text)).hasSize(text.length());
    assertThat(Letters.normalized(text, Normalizer.Form.NFKD)).isNotEmpty();
  }

  @Test
  void a_letter_has_as_many_marks_as_any_writing_puts_on_one() {
    var marks = "\u0301".repeat(30);
    assertThat(Letters.normalized("x" + marks, Normalizer.Form.NFC)).isEqualTo("x" + marks);
    assertThat(Letters.normalized("x" + marks.repeat(9) + "y", Normalizer.Form.NFC))
        .isEqualTo("x" + marks + "y");
  }

  @Test
  void no_letter_is_cut_in_two() {
    assertThat(Letters.beginning("a😀b", 2)).isEqualTo("a");
    assertThat(Letters.beginning("a😀b", 3)).isEqualTo("a😀");
    assertThat(Letters.beginning("ab", 3)).isEqualTo("ab");
    assertThat(Letters.end("a😀b", 2)).isEqualTo("b");
    assertThat(Letters.end("a😀b", 3)).isEqualTo("😀b");
    assertThat(Letters.end("ab", 3)).isEqualTo("ab");
  }
}
