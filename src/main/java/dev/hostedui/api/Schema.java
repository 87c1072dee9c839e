package dev.hostedui.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.Problem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a JSON value has to be: what is sent is checked by it, and the document of the API is
 * written from it, so that neither says anything the other does not know. Each knows an example of
 * itself.
 *
 * <p>A checked value has the right type and lengths. Whether it is true, such as whether a text is
 * the address of somebody, is asked by the verb that is given it.
 */
sealed interface Schema {

  /** How the document writes it (OpenAPI 3.0.3, schema object). */
  Map<String, Object> written();

  /** A value that is right. */
  Object example();

  /** Adds what is wrong with a value that was sent, under its name. */
  void check(JsonNode value, String at, List<Problem> wrong);

  /**
   * Checks a whole body.
   *
   * @throws Problem INVALID with all that is wrong
   */
  default void check(JsonNode value) {
    var wrong = new ArrayList<Problem>();
    check(value, "", wrong);
    refuse(wrong);
  }

  /** Throws all of these problems together; nothing when there are none. */
  static void refuse(List<Problem> wrong) {
    Problem.together(
        wrong.stream()
            .map(
                problem ->
                    (Runnable)
                        () -> {
                          throw problem;
                        })
            .toArray(Runnable[]::new));
  }

  // ------------------------------------------------------------------ values

  /**
   * A text.
   *
   * @param pattern what all of it has to match, or null
   * @param oneOf what it must be one of; empty when it may be anything
   * @param format what kind of text it is, for whoever reads the document, or null
   */
  record Text(
      String example,
      int least,
      int most,
      @Nullable String pattern,
      List<String> oneOf,
      @Nullable String format)
      implements Schema {

    /** A number of 64 bits, as the JSON form of protocol buffers writes it. */
    private static final String INT64 = "int64";

    /** What no text here is longer than, in characters. */
    private static final int MOST = 10_000;

    private static final Map<String, Pattern> COMPILED = new ConcurrentHashMap<>();

    Text min(int length) {
      return new Text(example, length, most, pattern, oneOf, format);
    }

    Text max(int length) {
      return new Text(example, least, length, pattern, oneOf, format);
    }

    Text matching(String regularExpression) {
      return new Text(example, least, most, regularExpression, oneOf, format);
    }

    Text oneOf(String... values) {
      return new Text(example, least, most, pattern, List.of(values), format);
    }

    Text format(String kind) {
      return new Text(example, least, most, pattern, oneOf, kind);
    }

    Text int64() {
      return format(INT64);
    }

    @Override
    public Map<String, Object> written() {
      var written = new LinkedHashMap<String, Object>();
      written.put("type", "string");
      if (format != null) written.put("format", format);
      if (least > 0) written.put("minLength", least);
      if (most < MOST) written.put("maxLength", most);
      // a pattern of JSON Schema may lie anywhere in a text; ours is for all of it
      if (pattern != null)
        written.put(
            "pattern", pattern.contains("|") ? "^(?:" + pattern + ")$" : "^" + pattern + "$");
      if (!oneOf.isEmpty()) written.put("enum", oneOf);
      written.put("example", example);
      return written;
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isTextual()) {
        wrong.add(
            INT64.equals(format)
                ? Problem.invalid("not_number_as_text").at(at).with(example)
                : Problem.invalid("not_text").at(at));
        return;
      }
      var text = value.textValue();
      var length = text.codePointCount(0, text.length());
      if (!oneOf.isEmpty()) {
        if (!oneOf.contains(text))
          wrong.add(Problem.invalid("not_one_of").at(at).with(String.join(", ", oneOf)));
      } else if (length < least) {
        wrong.add(Problem.invalid("text_too_short").at(at).with(least));
      } else if (length > most) {
        wrong.add(Problem.invalid("text_too_long").at(at).with(most));
      } else if (pattern != null
          && !COMPILED.computeIfAbsent(pattern, Pattern::compile).matcher(text).matches()) {
        wrong.add(Problem.invalid("pattern_missed").at(at).with(pattern));
      } else refuseUnfit(text, at, wrong);
    }
  }

  /**
   * Notes what no database keeps as it is: PostgreSQL takes no NUL, and half of a character (a
   * surrogate without the other) would come back as a question mark. Says whether there is any.
   */
  private static boolean refuseUnfit(String text, String at, List<Problem> wrong) {
    var unfit =
        text.codePoints()
            .filter(c -> c == 0 || Character.getType(c) == Character.SURROGATE)
            .findFirst();
    unfit.ifPresent(
        c -> wrong.add(Problem.invalid("character_unfit").at(at).with("U+%04X".formatted(c))));
    return unfit.isPresent();
  }

  /** The body itself has no name. */
  private static Problem notObject(String at) {
    return at.isEmpty() ? Problem.invalid("body_not_object") : Problem.invalid("not_object").at(at);
  }

  /** A whole number. */
  record Whole(long sample, long least, long most) implements Schema {
    @Override
    public Map<String, Object> written() {
      // without a format generated clients take 32 bits for enough
      var format = least >= Integer.MIN_VALUE && most <= Integer.MAX_VALUE ? "int32" : "int64";
      return ordered(
          "type", "integer", "format", format, "minimum", least, "maximum", most, "example",
          sample);
    }

    @Override
    public Long example() {
      return sample;
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isIntegralNumber()) wrong.add(Problem.invalid("not_number").at(at));
      else if (!value.canConvertToLong() || value.longValue() < least || value.longValue() > most)
        wrong.add(Problem.invalid("number_out_of_range").at(at).with(least, most));
    }
  }

  /** A number of degrees, which answers have and nobody sends. */
  record Degrees(double sample, int most) implements Schema {
    @Override
    public Map<String, Object> written() {
      return ordered(
          "type", "number", "format", "double", "minimum", -most, "maximum", most, "example",
          sample);
    }

    @Override
    public Double example() {
      return sample;
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isNumber()) wrong.add(Problem.invalid("not_number").at(at));
    }
  }

  /** True or false. */
  record Truth(boolean sample) implements Schema {
    @Override
    public Map<String, Object> written() {
      return ordered("type", "boolean", "example", sample);
    }

    @Override
    public Boolean example() {
      return sample;
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isBoolean()) wrong.add(Problem.invalid("not_truth").at(at));
    }
  }

  /** A list. */
  record Items(Schema of, int most) implements Schema {
    @Override
    public Map<String, Object> written() {
      return ordered("type", "array", "items", of.written(), "maxItems", most);
    }

    @Override
    public List<Object> example() {
      return List.of(of.example());
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isArray()) {
        wrong.add(
            at.isEmpty() ? Problem.invalid("body_not_list") : Problem.invalid("not_list").at(at));
        return;
      }
      if (value.size() > most) {
        var tooMany = Problem.invalid("too_many_items").with(most);
        wrong.add(at.isEmpty() ? tooMany : tooMany.at(at));
        return;
      }
      for (var i = 0; i < value.size(); i++) of.check(value.get(i), at + "[" + i + "]", wrong);
    }
  }

  /** Names and texts, as metadata are: each name 3 to 25 characters, each text 1 to 256. */
  record Pairs(
      Map<String, String> example, int most, int longestKey, int shortestKey, int shortestText)
      implements Schema {

    private static final int LONGEST = 256;

    Pairs(Map<String, String> example, int most, int longestKey, int shortestKey) {
      this(example, most, longestKey, shortestKey, 1);
    }

    @Override
    public Map<String, Object> written() {
      return ordered(
          "type",
          "object",
          "maxProperties",
          most,
          "additionalProperties",
          ordered("type", "string", "minLength", shortestText, "maxLength", LONGEST),
          "example",
          example);
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isObject()) {
        wrong.add(notObject(at));
        return;
      }
      if (value.size() > most) wrong.add(Problem.invalid("too_many_pairs").at(at).with(most));
      var one = new Text("", shortestText, LONGEST, null, List.of(), null);
      value
          .properties()
          .forEach(
              pair -> {
                var key = pair.getKey();
                var name = at + "." + key;
                if (key.length() < shortestKey || key.length() > longestKey)
                  wrong.add(Problem.invalid("key_length").at(name).with(shortestKey, longestKey));
                else if (!refuseUnfit(key, name, wrong)) one.check(pair.getValue(), name, wrong);
              });
    }
  }

  /** An object whose fields depend on what it is of, and are described elsewhere. */
  record Anything() implements Schema {
    @Override
    public Map<String, Object> written() {
      return ordered("type", "object", "additionalProperties", true, "example", example());
    }

    @Override
    public Map<String, Object> example() {
      return Map.of("display_name", "Acme");
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isObject()) wrong.add(notObject(at));
    }
  }

  /** An object of named fields, which the document describes once under its name. */
  record Shape(String name, List<Field> fields) implements Schema {

    Shape(String name, Field... fields) {
      this(name, List.of(fields));
    }

    /** All of it where it is described, unlike {@link #written}, which only points there. */
    Map<String, Object> described() {
      var properties = new LinkedHashMap<String, Object>();
      for (var field : fields) properties.put(field.name, field.written());
      var described = ordered("type", "object", "properties", properties);
      var required = fields.stream().filter(Field::required).map(Field::name).toList();
      if (!required.isEmpty()) described.put("required", required);
      return described;
    }

    @Override
    public Map<String, Object> written() {
      return ordered("$ref", "#/components/schemas/" + name);
    }

    @Override
    public Map<String, Object> example() {
      var example = new LinkedHashMap<String, Object>();
      for (var field : fields) example.put(field.name, field.schema.example());
      return example;
    }

    @Override
    public void check(JsonNode value, String at, List<Problem> wrong) {
      if (!value.isObject()) {
        wrong.add(notObject(at));
        return;
      }
      for (var field : fields) {
        var name = at.isEmpty() ? field.name : at + "." + field.name;
        var sent = value.get(field.name);
        // what is null is not given, as in the JSON form of protocol buffers
        if (sent != null && !sent.isNull()) field.schema.check(sent, name, wrong);
        else if (field.required) wrong.add(Problem.invalid("value_missing").at(name));
      }
    }
  }

  /**
   * A field of an object.
   *
   * @param required whether it is always there
   */
  record Field(String name, Schema schema, boolean required, String description) {

    Map<String, Object> written() {
      var written = new LinkedHashMap<String, Object>();
      if (schema instanceof Shape shape) {
        // beside a $ref nothing else counts in OpenAPI 3.0
        written.put("allOf", List.of(shape.written()));
      } else {
        written.putAll(schema.written());
      }
      written.put("description", description);
      return written;
    }
  }

  // ------------------------------------------------------------------ making them

  static Text text(String example) {
    return new Text(example, 0, Text.MOST, null, List.of(), null);
  }

  static Text time() {
    return text("2026-11-23T10:00:00Z").format("date-time");
  }

  /** An id with its prefix and 18 digits. */
  static Text id(String prefix) {
    return text(prefix + "123456789012345678").max(32);
  }

  static Text constant(String first, String... others) {
    var all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return text(first).oneOf(all.toArray(String[]::new));
  }

  static Whole whole(long example, long least, long most) {
    return new Whole(example, least, most);
  }

  static Whole count(long example) {
    return new Whole(example, 0, Integer.MAX_VALUE);
  }

  /** Degrees of latitude or longitude, up to so many in either direction. */
  static Degrees degrees(double example, int most) {
    return new Degrees(example, most);
  }

  static Truth truth(boolean example) {
    return new Truth(example);
  }

  static Items listOf(Schema of) {
    return new Items(of, 1_000);
  }

  static Items listOf(Schema of, int most) {
    return new Items(of, most);
  }

  static Pairs metadata(int most) {
    return new Pairs(Map.of("department", "engineering"), most, 25, 3);
  }

  static Field field(String name, Schema schema, String description) {
    return new Field(name, schema, false, description);
  }

  static Field needed(String name, Schema schema, String description) {
    return new Field(name, schema, true, description);
  }

  /** A map of names and values in turn, in their order. */
  static Map<String, Object> ordered(Object... namesAndValues) {
    var map = new LinkedHashMap<String, Object>();
    for (var i = 0; i < namesAndValues.length; i += 2)
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    return map;
  }

  /** All objects that a schema is made of, itself included, by their names. */
  static void shapes(Schema schema, Map<String, Shape> into) {
    if (schema instanceof Items items) shapes(items.of, into);
    if (!(schema instanceof Shape shape)) return;
    var known = into.putIfAbsent(shape.name, shape);
    if (known != null && !known.equals(shape))
      throw new IllegalStateException("two schemas are called " + shape.name);
    if (known == null) for (var field : shape.fields) shapes(field.schema, into);
  }

  /** The names of the fields of an object. */
  static Set<String> names(Shape shape) {
    return shape.fields.stream()
        .map(Field::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }
}
