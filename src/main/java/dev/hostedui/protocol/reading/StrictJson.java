package dev.hostedui.protocol.reading;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON objects (RFC 8259) of strangers: no member twice, nothing after the end, not deep. A
 * member that is null is one that is missing. What no database keeps as it is, NUL and half of a
 * character, is read as {@link #UNFIT}.
 */
public final class StrictJson {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(20)
                          .maxNumberLength(100)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Stands for what is no character (U+FFFD). */
  public static final char UNFIT = '\ufffd';

  /** Only by its number can such a thing be written. */
  private static final String NUMBERED = "\\u";

  private StrictJson() {}

  /** The object, or empty for anything else. */
  public static Optional<ObjectNode> object(String text) {
    try {
      return read(text) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The items of a list, or none for anything else. */
  public static List<JsonNode> items(String text) {
    try {
      var items = new ArrayList<JsonNode>();
      if (read(text) instanceof ArrayNode array) array.forEach(items::add);
      return items;
    } catch (JsonProcessingException e) {
      return List.of();
    }
  }

  private static JsonNode read(String text) throws JsonProcessingException {
    var read = MAPPER.readTree(text);
    return text.contains(NUMBERED) ? fit(read) : read;
  }

  private static JsonNode fit(JsonNode value) {
    if (value.isTextual()) return MAPPER.getNodeFactory().textNode(fit(value.textValue()));
    if (value instanceof ArrayNode array) {
      var fit = MAPPER.createArrayNode();
      array.forEach(item -> fit.add(fit(item)));
      return fit;
    }
    if (!(value instanceof ObjectNode object)) return value;
    var fit = MAPPER.createObjectNode();
    for (var member : object.properties()) fit.set(fit(member.getKey()), fit(member.getValue()));
    return fit;
  }

  private static String fit(String text) {
    if (text.chars().noneMatch(it -> it == 0 || Character.isSurrogate((char) it))) return text;
    var fit = new StringBuilder(text.length());
    text.codePoints()
        .map(
            it ->
                it == 0 || (it >= Character.MIN_SURROGATE && it <= Character.MAX_SURROGATE)
                    ? UNFIT
                    : it)
        .forEach(fit::appendCodePoint);
    return fit.toString();
  }

  public static ObjectNode empty() {
    return MAPPER.createObjectNode();
  }

  /** The text of a member, or null when it is missing or no text. */
  public static @Nullable String text(JsonNode object, String name) {
    var value = object.get(name);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  /**
   * The texts of a member that is a list, or one text alone; what is no text in it as it is
   * written. Null when there is no such member, empty when it is something else.
   */
  public static @Nullable List<String> texts(JsonNode object, String name) {
    var value = object.get(name);
    if (value == null || value.isNull()) return null;
    if (value.isTextual()) return List.of(value.textValue());
    var all = new ArrayList<String>();
    if (value.isArray())
      for (var item : value) all.add(item.isTextual() ? item.textValue() : item.toString());
    return all;
  }
}
