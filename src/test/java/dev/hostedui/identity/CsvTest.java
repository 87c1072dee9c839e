package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void nothing_in_a_cell_is_a_formula_wherever_cells_end() {
    for (var it :
        Map.of(
                "=1+1", "'=1+1",
                "Foo;=1+1;", "Foo;'=1+1;",
                "; +1", ";' +1",
                "a;\"=1\"", "\"a;'\"\"=1\"\"\"",
                "a\t@x", "a\t'@x",
                "a\n-1", "\"a\n'-1\"",
                "\uFF1D1+1", "'\uFF1D1+1",
                "Anne-Marie = x", "Anne-Marie = x",
                "a; b", "a; b",
                "Roe, Ada", "\"Roe, Ada\"")
            .entrySet())
      assertThat(Csv.row(List.of("x", it.getKey(), "y")))
          .as(it.getKey())
          .isEqualTo("x," + it.getValue() + ",y\r\n");
  }

  @Test
  void what_it_says_is_read_again() {
    for (var text : List.of("+plus@x.example", "-1", "ada@x.example", "'quoted'", "o'neil"))
      assertThat(Csv.said(Csv.row(List.of(text)).strip())).isEqualTo(text);
    assertThat(Csv.said("\"'+plus@x.example\"")).isEqualTo("\"+plus@x.example\"");
  }
}
