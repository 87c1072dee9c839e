package dev.hostedui.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.hostedui.identity.Problem;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The object that was sent, after its schema has found it right. A field that is null counts as not
 * given.
 */
record Body(JsonNode json) {

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");

  /** The last time that has a year of four digits. */
  static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

  static final Body NONE = new Body(MissingNode.getInstance());

  boolean has(String name) {
    return json.hasNonNull(name);
  }

  /** Whether a field is there, null or not: for the few of which null says something itself. */
  boolean names(String name) {
    return json.has(name);
  }

  @Nullable String text(String name) {
    return has(name) ? json.get(name).textValue() : null;
  }

  /** A text, or another one when it is not given. */
  String textOr(String name, String otherwise) {
    var text = text(name);
    return text == null ? otherwise : text;
  }

  /**
   * A text that people copy from elsewhere, without the blanks that come along around it, as the
   * forms of our pages take it; null when it is not given.
   */
  @Nullable String pasted(String name) {
    var text = text(name);
    return text == null ? null : text.strip();
  }

  /** {@link #pasted}, or another one when it is not given. */
  String pastedOr(String name, String otherwise) {
    var text = pasted(name);
    return text == null ? otherwise : text;
  }

  /** A text, or another one or null when it is not given. */
  @Nullable String textOrNull(String name, @Nullable String otherwise) {
    var text = text(name);
    return text == null ? otherwise : text;
  }

  /**
   * A time, or null when it is not given.
   *
   * @throws Problem INVALID {@code time_malformed}, {@code time_out_of_range}
   */
  @Nullable Instant moment(String name) {
    return has(name) ? moment(textOr(name, ""), name) : null;
  }

  /** A time of RFC 3339, whose years have four digits. */
  static Instant moment(String text, String at) {
    Instant time;
    try {
      time = OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw Problem.invalid("time_malformed").at(at);
    }
    if (time.isBefore(FIRST) || time.isAfter(LAST))
      throw Problem.invalid("time_out_of_range").at(at).with(FIRST.toString(), LAST.toString());
    return time;
  }

  @Nullable Long whole(String name) {
    return has(name) ? json.get(name).longValue() : null;
  }

  @Nullable Boolean truth(String name) {
    return has(name) ? json.get(name).booleanValue() : null;
  }

  /** The texts of a list, or null when it is not given. */
  @Nullable List<String> texts(String name) {
    if (!has(name)) return null;
    var texts = new ArrayList<String>();
    json.get(name).forEach(it -> texts.add(it.textValue()));
    return texts;
  }

  /** Names and texts, or null when they are not given. */
  @Nullable Map<String, String> pairs(String name) {
    if (!has(name)) return null;
    var pairs = new LinkedHashMap<String, String>();
    json.get(name).properties().forEach(it -> pairs.put(it.getKey(), it.getValue().textValue()));
    return pairs;
  }

  /** An object inside, empty when it is not given. */
  Body part(String name) {
    return has(name) ? new Body(json.get(name)) : NONE;
  }

  /** The objects of a list, empty when it is not given. */
  List<Body> parts(String name) {
    return has(name) ? new Body(json.get(name)).items() : List.of();
  }

  /** The objects of this list. */
  List<Body> items() {
    var items = new ArrayList<Body>();
    json.forEach(it -> items.add(new Body(it)));
    return items;
  }
}
