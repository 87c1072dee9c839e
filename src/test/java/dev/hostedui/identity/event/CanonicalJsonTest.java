package dev.hostedui.identity.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.erdtman.jcs.JsonCanonicalizer;
import org.junit.jupiter.api.Test;

/** The form that hashes are made of stays what the library makes of it, whoever writes it. */
class CanonicalJsonTest {

  private static final JsonNodeFactory MADE = JsonNodeFactory.instance;
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "B",
          "b",
          "é",
          "ß",
          "\u0001",
          "\u001f",
          "\u007f",
          "\u2028",
          "\n",
          "\t\b\f\r",
          "\"\\/",
          "</script>",
          "\uD83D\uDE00",
          "\uFB33",
          "日本",
          "a b",
          "1",
          "10",
          "2",
          "\u0080");

  private final Random random = new Random(7);

  private String text() {
    return TEXTS.get(random.nextInt(TEXTS.size())) + TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private JsonNode tree(int depth) {
    return switch (random.nextInt(depth == 0 ? 7 : 9)) {
      case 0 -> MADE.textNode(text());
      case 1 -> MADE.numberNode(random.nextInt());
      case 2 -> MADE.numberNode(random.nextLong() >> random.nextInt(40));
      case 3 -> MADE.numberNode(random.nextDouble() * Math.pow(10, random.nextInt(60) - 30));
      case 4 -> MADE.booleanNode(random.nextBoolean());
      case 5 -> MADE.nullNode();
      case 6 -> MADE.numberNode((long) random.nextInt(100));
      case 7 -> {
        var array = MADE.arrayNode();
        for (var i = random.nextInt(5); i > 0; i--) array.add(tree(depth - 1));
        yield array;
      }
      default -> {
        var object = MADE.objectNode();
        for (var i = random.nextInt(6); i > 0; i--) object.set(text(), tree(depth - 1));
        yield object;
      }
    };
  }

  private static void assertAlike(JsonNode json) throws Exception {
    assertThat(new String(CanonicalJson.of(json), StandardCharsets.UTF_8))
        .isEqualTo(new JsonCanonicalizer(json.toString()).getEncodedString());
  }

  @Test
  void whatever_an_event_may_hold_is_written_as_the_library_writes_it() throws Exception {
    for (var i = 0; i < 20_000; i++) {
      var object = MADE.objectNode();
      object.set("z", tree(3));
      object.set("a", tree(3));
      assertAlike(object);
    }
  }

  @Test
  void it_is_what_the_standard_gives_as_an_example() throws Exception {
    // RFC 8785 §3.2.2 and §3.2.3
    var json =
        new ObjectMapper()
            .readTree(
                """
                {"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                 "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/", "literals": [null, true, false]}
                """);
    assertThat(new String(CanonicalJson.of(json), StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"literals\":[null,true,false],\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    assertAlike(json);
  }
}
