package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.base.Ascii;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a client sends for a resource or a part of it into what the standard would have it
 * send: each attribute under its own name and in its type, nothing that is null, nothing that is
 * ours to say. What no schema knows stays as it came.
 */
final class ResourceReader {

  /** What a client cannot set: ours to say, or never kept. */
  private static final Set<String> OURS = Set.of("id", "meta", "schemas", "groups", "password");

  /** What only tells one element of a list from the others. */
  static final Set<String> KIND = Set.of("type", "primary");

  private final ResourceSchema of;
  private final Effort effort;

  /** Tells the value of an element from the whole of another: JSON begins otherwise. */
  static final String VALUE = "=";

  /** What was sent and is not kept, by name. */
  private final Set<String> ignored = new TreeSet<>();

  ResourceReader(ResourceSchema of, Effort effort) {
    this.of = of;
    this.effort = effort;
  }

  /** What was sent and is not kept; nobody minds the id and the schemas. */
  Set<String> ignored() {
    return ignored;
  }

  /** Reads a whole resource. */
  ObjectNode resource(ObjectNode sent) {
    var resource = ScimJson.newObject();
    sent.properties().forEach(it -> put(resource, it.getKey(), it.getValue()));
    // a path and an object may name the same in other capitals
    ScimJson.refuseTwice(resource);
    return resource;
  }

  /**
   * Whether an attribute is not the client's to set. A name that SCIM does not use for people or
   * groups is the client's.
   */
  boolean isOurs(AttributePath path) {
    var name = path.attribute();
    if (path.schema() != null || name == null) return false;
    var small = Ascii.toLowerCase(name);
    if (of != ResourceSchema.GROUP) return OURS.contains(small);
    // who is in it is kept apart from what is said of it
    return small.equals("members") || (OURS.contains(small) && !small.equals("password"));
  }

  private void put(ObjectNode resource, String key, JsonNode value) {
    var path = readName(key, value);
    if (path == null) {
      ignored.add(shortened(key));
      return;
    }
    if (path.attribute() == null) {
      putSchema(resource, path.schema(), value);
      return;
    }
    if (isOurs(path)) {
      note(path);
      return;
    }
    var target = within(resource, path.schema());
    if (path.part() != null) putPart(target, path, value);
    else {
      var read = value(path.definition(of), path, value);
      if (read != null) target.set(path.attribute(), read);
    }
    dropIfEmpty(resource, path.schema());
  }

  /** The id and the schemas come with every resource that a client read before and sends back. */
  void note(AttributePath path) {
    var name = Ascii.toLowerCase(String.valueOf(path.attribute()));
    if (name.equals("password") || name.equals("members")) ignored.add(path.dotted());
  }

  /**
   * What a path names is meant to be changed, and is read-only (RFC 7644 §3.5.2). The schemas
   * follow from what else is said, so whoever names one asks for what happens anyway.
   *
   * @throws ScimProblem mutability
   */
  void noteNamed(AttributePath path) {
    var definition = path.definition(of);
    var readOnly = path.is("id") || (definition != null && definition.readOnly());
    if (readOnly && !path.is("schemas"))
      throw new ScimProblem(
          ScimProblem.Type.MUTABILITY,
          path.attribute() + " is read-only" + (path.is("groups") ? ": change the group." : "."));
    ignored.add(path.dotted());
  }

  private @Nullable AttributePath readName(String key, JsonNode value) {
    try {
      return AttributePath.read(of, key, value.isObject() || value.isNull());
    } catch (ScimProblem e) {
      return null;
    }
  }

  /** All attributes of a schema in one object. */
  private void putSchema(ObjectNode resource, @Nullable String schema, JsonNode value) {
    if (value.isNull()) return;
    if (!value.isObject()) throw invalid(String.valueOf(schema), "is not an object");
    if (schema == null) {
      value.properties().forEach(it -> put(resource, it.getKey(), it.getValue()));
      return;
    }
    var target = within(resource, schema);
    value.properties().forEach(it -> putWithin(target, schema, it.getKey(), it.getValue()));
    dropIfEmpty(resource, schema);
  }

  private void putWithin(ObjectNode target, String schema, String key, JsonNode value) {
    var known = of.attribute(schema, key);
    var path = new AttributePath(schema, known == null ? key : known.name(), null, null);
    var dot = key.indexOf('.');
    var list = dot < 0 ? null : of.attribute(schema, key.substring(0, dot));
    if (list != null) {
      var part = new AttributePath(schema, list.name(), null, key.substring(dot + 1));
      putPart(target, part, value);
      return;
    }
    var read = value(known, path, value);
    if (read != null) target.set(Objects.requireNonNull(path.attribute()), read);
  }

  /** A dotted name in place of an object, as in {@code "name.familyName": "King"}. */
  private void putPart(ObjectNode target, AttributePath path, JsonNode value) {
    var name = Objects.requireNonNull(path.attribute());
    var part = Objects.requireNonNull(path.part());
    var definition = path.definition(of);
    var read = value(definition == null ? null : definition.part(part), path, value);
    if (read == null) return;
    var list = definition != null && definition.many();
    if (list) {
      var elements = target.get(name) instanceof ArrayNode there ? there : target.putArray(name);
      var first = elements.isEmpty() ? elements.addObject() : elements.get(0);
      if (first instanceof ObjectNode object) object.set(part, read);
      return;
    }
    var object = target.get(name) instanceof ObjectNode there ? there : target.putObject(name);
    object.set(part, read);
  }

  /** The object that holds the attributes of a schema: the resource itself, or one in it. */
  ObjectNode within(ObjectNode resource, @Nullable String schema) {
    if (schema == null) return resource;
    effort.find(resource.has(schema) ? 1 : resource.size());
    var key = ScimJson.keyOf(resource, schema);
    if (key != null && resource.get(key) instanceof ObjectNode there) return there;
    return resource.putObject(key == null ? schema : key);
  }

  static void dropIfEmpty(ObjectNode resource, @Nullable String schema) {
    if (schema == null) return;
    var key = ScimJson.keyOf(resource, schema);
    if (key != null && resource.get(key) instanceof ObjectNode there && there.isEmpty())
      resource.remove(key);
  }

  /**
   * Reads the value of an attribute; null when it is none (RFC 7643 §2.5).
   *
   * @throws ScimProblem invalidValue when it is of another type
   */
  @Nullable JsonNode value(
      ResourceSchema.@Nullable Attribute definition, AttributePath path, JsonNode sent) {
    if (sent.isNull()) return null;
    if (isPassword(path.attribute()) || isPassword(path.part())) {
      ignored.add(path.dotted());
      return null;
    }
    if (definition == null) return unknown(sent);
    if (!definition.many())
      return sent.isArray() && sent.isEmpty() ? null : single(definition, path, onlyOne(sent));
    var list = ScimJson.newList();
    var known = new HashMap<String, JsonNode>();
    for (var it : sent.isArray() ? sent : List.of(sent)) {
      var read = it.isNull() ? null : element(definition, path, it);
      if (read == null || isOnlyKind(read)) continue;
      var there = known.putIfAbsent(identity(read), read);
      if (there == null) list.add(read);
      else unite(there, read);
    }
    onlyOnePrimary(list);
    return list.isEmpty() ? null : list;
  }

  /** What an element has in common with one that would take its place. */
  String identity(JsonNode element) {
    var value = element.isObject() ? element.get("value") : null;
    if (value == null) return text(element);
    return VALUE + text(value) + " " + text(element.path("type"));
  }

  /**
   * The text of a value, by which equal ones are found: strangers choose what is compared, and
   * other hashes than those of texts may collide for as long as they like.
   */
  String text(JsonNode value) {
    if (value.isMissingNode()) return "";
    var text = value.isTextual() ? '"' + value.textValue() : ScimJson.sorted(value);
    // to write a tree takes longer than to look at it
    effort.read(value.isTextual() ? text.length() : 32L * text.length());
    return text;
  }

  /** No two elements have the same value and type (RFC 7643 §2.4): what both say is of one. */
  private static void unite(JsonNode there, JsonNode more) {
    if (!(there instanceof ObjectNode one) || !(more instanceof ObjectNode other)) return;
    var primary = one.path("primary").asBoolean();
    one.setAll(other);
    if (primary) one.put("primary", true);
  }

  /** Whether an element of a list says no more than of which kind it would be. */
  private static boolean isOnlyKind(JsonNode element) {
    if (!element.isObject()) return false;
    for (var it : element.properties())
      if (!KIND.contains(it.getKey()) && !it.getValue().equals(TextNode.valueOf(""))) return false;
    return true;
  }

  /** A client that sends every attribute as a list means the one value in it. */
  static JsonNode onlyOne(JsonNode sent) {
    return sent.isArray() && sent.size() == 1 ? sent.get(0) : sent;
  }

  /** A password is nobody's to keep, wherever it stands. */
  private static boolean isPassword(@Nullable String name) {
    return "password".equalsIgnoreCase(name);
  }

  /** What no schema knows is kept as it came, but for nulls and passwords. */
  private static @Nullable JsonNode unknown(JsonNode sent) {
    if (sent.isObject()) {
      var kept = ScimJson.newObject();
      sent.properties()
          .forEach(
              it -> {
                var none = it.getValue().isNull() || isPassword(it.getKey());
                var value = none ? null : unknown(it.getValue());
                if (value != null) kept.set(it.getKey(), value);
              });
      return kept.isEmpty() ? null : kept;
    }
    if (!sent.isArray()) return sent;
    return sent.isEmpty() ? null : sent.deepCopy();
  }

  /** One element of a list; a plain text is its {@code value}. */
  @Nullable JsonNode element(
      ResourceSchema.Attribute definition, AttributePath path, JsonNode sent) {
    if (definition.type() != ResourceSchema.Type.COMPLEX) return plain(definition, path, sent);
    return object(definition, path, sent);
  }

  private @Nullable JsonNode single(
      ResourceSchema.Attribute definition, AttributePath path, JsonNode sent) {
    if (sent.isNull()) return null;
    return definition.type() == ResourceSchema.Type.COMPLEX
        ? object(definition, path, sent)
        : plain(definition, path, sent);
  }

  private @Nullable ObjectNode object(
      ResourceSchema.Attribute definition, AttributePath path, JsonNode sent) {
    if (!sent.isObject()) {
      // Entra sends the bare id of a manager
      var value = definition.part("value");
      if (!sent.isValueNode() || value == null) throw invalid(path.dotted(), "is not an object");
      return sent.asText().isEmpty()
          ? null
          : ScimJson.newObject().set("value", plain(value, path, sent));
    }
    var object = ScimJson.newObject();
    sent.properties()
        .forEach(
            it -> {
              if (isPassword(it.getKey())) return;
              var part = definition.part(it.getKey());
              var read =
                  part == null ? unknownPart(it.getValue()) : single(part, path, it.getValue());
              if (read != null) object.set(part == null ? it.getKey() : part.name(), read);
            });
    return object.isEmpty() ? null : object;
  }

  private static @Nullable JsonNode unknownPart(JsonNode sent) {
    return sent.isNull() ? null : unknown(sent);
  }

  private static JsonNode plain(
      ResourceSchema.Attribute definition, AttributePath path, JsonNode sent) {
    if (sent.isContainerNode()) {
      var value = sent.isObject() ? ScimJson.get(sent, "value") : null;
      if (value == null || value.isContainerNode())
        throw invalid(path.dotted(), "is not a single value");
      return plain(definition, path, value);
    }
    if (definition.type() == ResourceSchema.Type.BOOLEAN) return truth(path, sent);
    // blanks around an address are none of it, and nobody looks for them
    if (path.is("emails") && definition.name().equals("value"))
      return TextNode.valueOf(sent.asText().strip());
    return sent.isTextual() ? sent : TextNode.valueOf(sent.asText());
  }

  private static JsonNode truth(AttributePath path, JsonNode sent) {
    if (sent.isBoolean()) return sent;
    var text = sent.isTextual() ? sent.textValue().strip() : "";
    if (Ascii.equalsIgnoreCase(text, "true")) return BooleanNode.TRUE;
    if (Ascii.equalsIgnoreCase(text, "false")) return BooleanNode.FALSE;
    throw invalid(path.dotted(), "is neither true nor false");
  }

  /** At most one element is the primary one (RFC 7643 §2.4): the first that says so. */
  static void onlyOnePrimary(ArrayNode list) {
    var found = false;
    for (var it : list) {
      if (!it.path("primary").asBoolean()) continue;
      if (found && it instanceof ObjectNode object) object.put("primary", false);
      found = true;
    }
  }

  /**
   * Refuses a resource that is too large to be kept, or could not be read again. A request may
   * build what no body could say: a path is a level of its own, and a number may have more digits
   * than it was sent with.
   */
  static void refuseUnkeepable(ObjectNode resource, int largest) {
    var kept =
        ScimJson.bytes(resource, largest)
            .orElseThrow(() -> invalid("all attributes", "is larger than " + largest + " bytes"));
    try {
      ScimJson.object(new String(kept, StandardCharsets.UTF_8));
    } catch (ScimProblem unreadable) {
      throw invalid(
          "all attributes", "is nested too deep, or has a name or number that is too long");
    }
  }

  /** A character is what a person takes for one: an emoji is not two. */
  static void refuseLong(String what, @Nullable String text, int longest) {
    if (text != null && text.codePointCount(0, text.length()) > longest)
      throw invalid(what, "is longer than " + longest + " characters");
  }

  private static String shortened(String key) {
    return key.length() > 80 ? key.substring(0, 80) + "…" : key;
  }

  static ScimProblem invalid(String what, String is) {
    return new ScimProblem(
        ScimProblem.Type.INVALID_VALUE, "The value of " + shortened(what) + " " + is + ".");
  }
}
