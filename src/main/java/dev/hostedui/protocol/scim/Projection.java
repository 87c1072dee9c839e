package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which attributes an answer has (RFC 7644 §3.9): all, only these, or all but these. The id and the
 * schemas are in every answer.
 *
 * @param only null for all
 */
public record Projection(@Nullable List<AttributePath> only, List<AttributePath> without) {

  /** Everything. */
  public static final Projection ALL = new Projection(null, List.of());

  private static final int MOST = 200;

  /**
   * Reads the lists of a request; what is no name of an attribute is passed over, and nothing is
   * left of an answer for which only such were asked.
   *
   * @param attributes names with commas between them, or empty
   * @param excluded likewise
   */
  public static Projection read(ResourceSchema of, String attributes, String excluded) {
    var only = names(attributes);
    var without = names(excluded);
    return only.isEmpty() && without.isEmpty()
        ? ALL
        : new Projection(only.isEmpty() ? null : paths(of, only), paths(of, without));
  }

  private static List<String> names(String list) {
    return Splitter.on(',').trimResults().omitEmptyStrings().limit(MOST).splitToList(list);
  }

  private static List<AttributePath> paths(ResourceSchema of, List<String> names) {
    var all = new ArrayList<AttributePath>();
    for (var name : names) {
      var path = AttributePath.named(of, name);
      if (path == null) continue;
      all.add(path);
      // one of an extension may be named without its URN
      var extension = path.extension(of);
      if (extension != null) all.add(extension);
    }
    return all;
  }

  /** Whether an answer has any of an attribute of the resource's own schema. */
  public boolean wants(String attribute) {
    var left = without.stream().noneMatch(it -> it.is(attribute) && it.part() == null);
    return left && (only == null || only.stream().anyMatch(it -> it.is(attribute)));
  }

  /** Whether an answer has a part of such an attribute. */
  public boolean wants(String attribute, String part) {
    return without.stream().noneMatch(it -> names(it, attribute, part))
        && (only == null || only.stream().anyMatch(it -> names(it, attribute, part)));
  }

  private static boolean names(AttributePath path, String attribute, String part) {
    return path.is(attribute) && (path.part() == null || part.equalsIgnoreCase(path.part()));
  }

  /** What is left of an answer. */
  public ObjectNode of(ObjectNode answer) {
    if (only == null && without.isEmpty()) return answer;
    var left = only == null ? answer : chosen(answer, only);
    without.forEach(it -> drop(left, it));
    dropEmptyElements(left);
    for (var it : left) if (it instanceof ObjectNode extension) dropEmptyElements(extension);
    return left;
  }

  /** An element of which nothing was asked for that it has is none. */
  private static void dropEmptyElements(ObjectNode object) {
    for (var key : object.properties().stream().map(it -> it.getKey()).toList()) {
      if (!(object.get(key) instanceof ArrayNode list) || list.isEmpty()) continue;
      for (var i = list.size() - 1; i >= 0; i--)
        if (list.get(i).isObject() && list.get(i).isEmpty()) list.remove(i);
      if (list.isEmpty()) object.remove(key);
    }
  }

  private static ObjectNode chosen(ObjectNode answer, List<AttributePath> only) {
    var left = ScimJson.newObject();
    for (var always : List.of("schemas", "id"))
      if (answer.has(always)) left.set(always, answer.get(always));
    for (var path : only) {
      var schema = path.schema();
      var whole = wholeSchema(answer, path);
      if (whole != null) left.set(whole, answer.get(whole));
      else if (schema == null) copy(answer, left, path);
      else if (answer.get(schema) instanceof ObjectNode extension) {
        copy(extension, left.withObjectProperty(schema), path);
        ResourceReader.dropIfEmpty(left, schema);
      }
    }
    return left;
  }

  private static void copy(ObjectNode from, ObjectNode to, AttributePath path) {
    var key = path.attribute() == null ? null : ScimJson.keyOf(from, path.attribute());
    if (key == null) return;
    var value = from.get(key);
    var part = path.part();
    if (part == null) to.set(key, value);
    else if (value instanceof ArrayNode list) {
      var elements = to.get(key) instanceof ArrayNode there ? there : to.putArray(key);
      for (var i = 0; i < list.size(); i++) {
        while (elements.size() <= i) elements.addObject();
        copyPart(list.get(i), elements.get(i), part);
      }
    } else if (value.isObject()) {
      copyPart(value, to.withObjectProperty(key), part);
      if (to.get(key).isEmpty()) to.remove(key);
    }
  }

  private static void copyPart(JsonNode from, JsonNode to, String part) {
    var key = ScimJson.keyOf(from, part);
    if (key != null && to instanceof ObjectNode object) object.set(key, from.get(key));
  }

  /**
   * The name of an extension in an answer that is meant as a whole. Of one that is in no document
   * only the answer tells whether the end of its name is an attribute.
   */
  private static @Nullable String wholeSchema(ObjectNode answer, AttributePath path) {
    return path.schema() == null ? null : ScimJson.keyOf(answer, path.dotted());
  }

  private static void drop(ObjectNode answer, AttributePath path) {
    var whole = wholeSchema(answer, path);
    if (whole != null) {
      answer.remove(whole);
      dropSchema(answer, whole);
      return;
    }
    var schema = path.schema();
    var within = schema == null ? answer : answer.get(schema);
    if (!(within instanceof ObjectNode object) || path.attribute() == null) return;
    var key = ScimJson.keyOf(object, path.attribute());
    var always = schema == null && isAlways(path.attribute());
    if (key == null || always) return;
    if (path.part() == null) {
      object.remove(key);
      return;
    }
    var value = object.get(key);
    for (var it : value.isArray() ? value : List.of(value)) {
      var part = ScimJson.keyOf(it, Objects.requireNonNull(path.part()));
      if (part != null && it instanceof ObjectNode element) element.remove(part);
    }
  }

  /** An answer names the schemas of what it has (RFC 7643 §3). */
  private static void dropSchema(ObjectNode answer, String name) {
    if (!(answer.get("schemas") instanceof ArrayNode schemas)) return;
    for (var i = schemas.size() - 1; i >= 0; i--)
      if (schemas.get(i).asText().equals(name)) schemas.remove(i);
  }

  private static boolean isAlways(String attribute) {
    var name = Ascii.toLowerCase(attribute);
    return name.equals("id") || name.equals("schemas");
  }
}
