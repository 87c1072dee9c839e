package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  @Test
  void a_sentence_that_ends_with_a_name_has_one_full_stop() {
    assertThat(Names.closing("Globex")).isEqualTo("Globex.");
    assertThat(Names.closing("Globex Inc.")).isEqualTo("Globex Inc.");
  }

  @Test
  void a_line_has_no_ends_of_white_space_and_no_runs_of_it() {
    assertThat(Names.line("  a \t\r\n b\u00A0\u2003c\u2028d  ")).isEqualTo("a b c d");
    assertThat(Names.line(" \u3000 ")).isEmpty();
  }

  @Test
  void a_line_has_nothing_invisible_in_it() {
    assertThat(Names.line("a\u0000b\u0007c\u200Bd\uFEFFe\u202Ef\u2066g\u007Fh\u0085i"))
        .isEqualTo("abcdefghi");
    assertThat(Names.line("a\uD83Db")).isEqualTo("ab");
    assertThat(Names.line("a\uFFFFb\uFDD0c")).isEqualTo("abc");
  }

  @Test
  void a_line_keeps_what_people_write_names_with() {
    for (var name :
        new String[] {
          "O'Connor",
          "Žofie",
          "李小龍",
          "محمد",
          "नीता",
          "👩‍🚀 Crew",
          "☕",
          "\uD83E\uDEE0",
          "Ⅷ",
          "a\u200Cb"
        }) {
      assertThat(Names.line(name)).isEqualTo(name);
    }
  }

  @Test
  void a_line_is_composed() {
    assertThat(Names.line("Jose\u0301")).isEqualTo("José");
    assertThat(Names.line("e\u200B\u0301")).isEqualTo("é");
  }

  @Test
  void a_name_is_among_others_as_a_whole_and_nowhere_else() {
    assertThat(Names.isAmong("sso", "sso")).isTrue();
    assertThat(Names.isAmong("dir_sync sso", "sso")).isTrue();
    assertThat(Names.isAmong("sso dir_sync", "sso")).isTrue();
    assertThat(Names.isAmong("my_sso sso_old sso  x", "sso")).isTrue();
    assertThat(Names.isAmong("my_sso sso_old", "sso")).isFalse();
    assertThat(Names.isAmong("", "sso")).isFalse();
    assertThat(Names.isAmong("  ", "sso")).isFalse();
  }

  @Test
  void cleaning_twice_changes_nothing_more() {
    var random = new Random(7);
    for (var round = 0; round < 20_000; round++) {
      var text = anything(random);
      var line = Names.line(text);
      assertThat(Names.line(line)).isEqualTo(line);
      var folded = Names.folded(text);
      assertThat(Names.folded(folded)).isEqualTo(folded);
    }
  }

  @Test
  void no_name_is_a_heap_of_marks() {
    var heap = "Zoe" + "\u0308".repeat(40_000) + "\u0315\u0300".repeat(40_000) + " X";
    var line = Names.line(heap);
    assertThat(line).startsWith("Zoë").endsWith(" X").hasSizeLessThan(40);
    assertThat(Names.line(line)).isEqualTo(line);
    assertThat(Names.folded(heap)).isEqualTo("zoe x");
  }

  private static String anything(Random random) {
    var text = new StringBuilder();
    for (var i = random.nextInt(8); i >= 0; i--) {
      switch (random.nextInt(5)) {
        case 0 -> text.appendCodePoint(random.nextInt(0x110000));
        case 1 -> text.appendCodePoint(0x300 + random.nextInt(0x70));
        case 2 -> text.appendCodePoint(0x1F00 + random.nextInt(0x100));
        case 3 -> text.appendCodePoint(0x2000 + random.nextInt(0x70));
        default -> text.appendCodePoint(' ' + random.nextInt(95));
      }
    }
    return text.toString();
  }

  @Test
  void a_length_counts_characters_as_people_do() {
    assertThat(Names.length("a😀é")).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "José, jose",
    "BJÖRN, bjorn",
    "Dvořák, dvorak",
    "ﬁn, fin",
    "ＡＢＣ, abc",
    "Straße, strasse",
    "Yılmaz, yilmaz",
    "İpek, ipek",
    "Παπαδόπουλος, παπαδοπουλοσ",
    "ΠΑΠΑΔΟΠΟΥΛΟΣ, παπαδοπουλοσ",
    "Æsop, æsop",
    "ЁЛКА, елка"
  })
  void accents_and_capitals_make_no_difference_to_a_search(String name, String folded) {
    assertThat(Names.folded(name)).isEqualTo(folded);
  }
}
