package dev.hostedui.identity;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * JSON whose numbers are kept as they came: what a customer's directory says of a person is shown
 * and passed on, and a number with a fraction is no power of ten to them.
 */
public final class ExactJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** A number of more places is written with its power of ten. */
  private static final int MOST_PLACES = 64;

  private ExactJson() {}

  /**
   * Reads it.
   *
   * @throws JsonProcessingException when it is none, or has a number that none can be so large as
   */
  public static JsonNode read(String json) throws JsonProcessingException {
    try {
      return MAPPER.readTree(json);
    } catch (NumberFormatException e) {
      throw new JsonParseException(null, "a number beyond all bounds", e);
    }
  }

  /** Whether two texts say the same: in which order an object does says nothing (RFC 8259 §4). */
  public static boolean isSame(String one, String other) {
    if (one.equals(other)) return true;
    try {
      return read(one).equals(read(other));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("both must be JSON", e);
    }
  }

  /** With each value on a line of its own. */
  public static String readable(JsonNode json) throws JsonProcessingException {
    return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(json);
  }

  /**
   * As maps, lists, texts and numbers. One that no double holds is a text: hashes of events are
   * made of doubles (RFC 8785 §3.2.2.3), and most who read them make doubles of numbers.
   */
  public static @Nullable Object value(JsonNode json) {
    return MAPPER.convertValue(finite(json), Object.class);
  }

  private static JsonNode finite(JsonNode json) {
    if (json instanceof ObjectNode object) {
      var finite = MAPPER.createObjectNode();
      object.properties().forEach(it -> finite.set(it.getKey(), finite(it.getValue())));
      return finite;
    }
    if (json instanceof ArrayNode list) {
      var finite = MAPPER.createArrayNode();
      list.forEach(it -> finite.add(finite(it)));
      return finite;
    }
    return json.isNumber() && Double.isInfinite(json.doubleValue())
        ? TextNode.valueOf(text(json))
        : json;
  }

  /** A single value as a text, a number with all its digits. */
  public static String text(JsonNode value) {
    if (!value.isBigDecimal()) return value.asText();
    BigDecimal number = value.decimalValue();
    return Math.abs((long) number.scale()) > MOST_PLACES
        ? number.toString()
        : number.toPlainString();
  }
}
