package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the JSON of SCIM (RFC 8259): one object in UTF-8, no name twice (in a body in no
 * letter case, RFC 7643 §2.1), nothing behind it, at most {@value #DEEPEST} levels deep.
 */
public final class ScimJson {

  /** How deep objects and lists may be nested; a PATCH in a bulk request needs nine. */
  static final int DEEPEST = 24;

  /** The longest name of a member. */
  static final int LONGEST_NAME = 512;

  /** Where in a body it went wrong is said; the body itself is quoted nowhere. */
  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(DEEPEST)
                          .maxNumberLength(64)
                          .maxNameLength(LONGEST_NAME)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // a number is kept as it came, however large
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final ObjectWriter SORTED =
      MAPPER.writer().with(JsonNodeFeature.WRITE_PROPERTIES_SORTED);

  private ScimJson() {}

  /**
   * Reads a body.
   *
   * @throws ScimProblem invalidSyntax when it is not well formed, no object or too deep
   */
  public static ObjectNode body(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw syntax("The body is not UTF-8.");
    }
    var body = object(text.startsWith("\uFEFF") ? text.substring(1) : text);
    refuseTwice(body);
    return body;
  }

  /**
   * Reads the text of an object.
   *
   * @throws ScimProblem invalidSyntax when it is none
   */
  public static ObjectNode object(String text) {
    try {
      if (MAPPER.readTree(text) instanceof ObjectNode object) {
        // only an escape can name a character that no database and no answer can hold
        if (text.contains("\\u")) refuseHalfCharacters(object);
        return object;
      }
      throw syntax(
          text.isBlank() ? "There is no body; a JSON object is expected." : "No JSON object.");
    } catch (StreamConstraintsException | NumberFormatException e) {
      // an exponent of ten digits is no number of Java's, which the parser says in its own way
      throw syntax("The body is nested too deep, or has a name or number that is too long.");
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      var where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
      var twice = String.valueOf(e.getOriginalMessage()).startsWith("Duplicate");
      throw syntax(
          (twice ? "A name comes twice in one object" : "The body is no well-formed JSON")
              + where
              + ".");
    }
  }

  /**
   * Of names that differ in letter case only one would count, and nobody could say which.
   *
   * @throws ScimProblem invalidSyntax
   */
  static void refuseTwice(JsonNode value) {
    if (value.isObject() && value.size() > 1) {
      var names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
      for (var it = value.fieldNames(); it.hasNext(); ) {
        var name = it.next();
        if (!names.add(name))
          throw syntax(
              "A name comes twice in one object: "
                  + ScimProblem.quoted(name)
                  + ", in other capitals.");
      }
    }
    for (var it : value) refuseTwice(it);
  }

  private static void refuseHalfCharacters(JsonNode value) {
    if (value.isTextual()) refuseHalfCharacters(value.textValue());
    for (var names = value.fieldNames(); names.hasNext(); ) refuseHalfCharacters(names.next());
    for (var it : value) refuseHalfCharacters(it);
  }

  private static void refuseHalfCharacters(String text) {
    text.codePoints()
        .filter(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))
        .findAny()
        .ifPresent(
            c -> {
              throw syntax("A text holds U+%04X, which is no character.".formatted(c));
            });
  }

  public static ObjectNode newObject() {
    return MAPPER.createObjectNode();
  }

  public static ArrayNode newList() {
    return MAPPER.createArrayNode();
  }

  /** The text of a value. */
  public static String write(JsonNode value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tree can be written", e);
    }
  }

  /** Writes JSON piece by piece, in UTF-8; trees too. What it writes to stays open. */
  public static JsonGenerator generator(OutputStream to) throws IOException {
    return MAPPER.createGenerator(to).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  }

  /** The text of a value, which is that of every equal one. */
  static String sorted(JsonNode value) {
    try {
      return SORTED.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tree can be written", e);
    }
  }

  /** The UTF-8 bytes of a value. */
  public static byte[] bytes(JsonNode value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a tree can be written", e);
    }
  }

  /**
   * The UTF-8 bytes of a value, or empty when they are more than so many: a tree in which something
   * large is found many times may be much larger than the memory it takes.
   */
  static Optional<byte[]> bytes(JsonNode value, int most) {
    var bytes = new ByteArrayOutputStream();
    var limited =
        new FilterOutputStream(bytes) {
          @Override
          public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
          }

          @Override
          public void write(byte[] from, int at, int length) throws IOException {
            if (bytes.size() + length > most) throw new TooLarge();
            bytes.write(from, at, length);
          }
        };
    try {
      MAPPER.writeValue(limited, value);
      return Optional.of(bytes.toByteArray());
    } catch (TooLarge e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new IllegalArgumentException("a tree can be written", e);
    }
  }

  private static final class TooLarge extends IOException {}

  /** The member of a name in any letter case, or null (RFC 7643 §2.1). */
  public static @Nullable JsonNode get(JsonNode object, String name) {
    var exact = object.get(name);
    if (exact != null) return exact;
    var key = keyOf(object, name);
    return key == null ? null : object.get(key);
  }

  /** The name of a member as it stands there, looked for in any letter case; or null. */
  static @Nullable String keyOf(JsonNode object, String name) {
    if (object.has(name)) return name;
    for (var names = object.fieldNames(); names.hasNext(); ) {
      var key = names.next();
      if (key.equalsIgnoreCase(name)) return key;
    }
    return null;
  }

  /** The text of a member, or null when it is missing or something else. */
  static @Nullable String text(JsonNode object, String name) {
    var value = object.get(name);
    return value != null && value.isTextual() ? value.textValue() : null;
  }

  /** Likewise, and null when it is empty. */
  static @Nullable String said(JsonNode object, String name) {
    var text = text(object, name);
    return text == null || text.isEmpty() ? null : text;
  }

  private static ScimProblem syntax(String detail) {
    return new ScimProblem(ScimProblem.Type.INVALID_SYNTAX, detail);
  }
}
