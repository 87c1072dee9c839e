package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What SCIM knows of a kind of resource: its attributes with their types, and by which names older
 * clients call its schemas. The definitions are read from the documents of RFC 7643 §8.7.1, which
 * the jar of a SCIM library holds, when the first request needs them.
 */
public final class ResourceSchema {

  /** The types of RFC 7643 §2.3 that make a difference here. */
  enum Type {
    TEXT,
    BOOLEAN,
    TIME,
    NUMBER,
    COMPLEX
  }

  /**
   * The definition of an attribute (RFC 7643 §7).
   *
   * @param many whether it is a list
   * @param exact whether upper and lower case differ when values are compared
   * @param readOnly whether what clients send for it is ignored
   * @param parts the sub-attributes by name in small letters
   */
  record Attribute(
      String name,
      Type type,
      boolean many,
      boolean exact,
      boolean readOnly,
      Map<String, Attribute> parts) {

    /** What is compared where a filter names this attribute or a part of it; null if unknown. */
    @Nullable Attribute compared(@Nullable String part) {
      return parts.isEmpty() ? this : part(part == null ? "value" : part);
    }

    /** A sub-attribute by its name in any letter case, or null. */
    @Nullable Attribute part(String part) {
      return parts.get(Ascii.toLowerCase(part));
    }
  }

  /** People: RFC 7643 §4.1, with the enterprise extension of §4.3. */
  public static final ResourceSchema USER =
      new ResourceSchema(
          Urn.USER,
          List.of(
              "urn:scim:schemas:core:2.0:User",
              "urn:scim:schemas:core:2.0",
              "urn:scim:schemas:core:1.0",
              "urn:ietf:params:scim:schemas:core:2.0"),
          List.of(document("users")),
          Map.of(
              Urn.ENTERPRISE_USER,
              List.of(
                  "urn:ietf:params:scim:schemas:extension:enterprise:2.0",
                  "urn:scim:schemas:extension:enterprise:2.0:User",
                  "urn:scim:schemas:extension:enterprise:2.0",
                  "urn:scim:schemas:extension:enterprise:1.0")),
          Map.of(Urn.ENTERPRISE_USER, document("enterprise-user")));

  /** Groups: RFC 7643 §4.2. */
  public static final ResourceSchema GROUP =
      new ResourceSchema(
          Urn.GROUP,
          List.of(
              "urn:scim:schemas:core:2.0:Group",
              "urn:scim:schemas:core:2.0",
              "urn:scim:schemas:core:1.0",
              "urn:ietf:params:scim:schemas:core:2.0"),
          List.of(document("groups")),
          Map.of(),
          Map.of());

  private final String urn;
  private final Map<String, Attribute> core;
  private final Map<String, Map<String, Attribute>> extensions = new LinkedHashMap<>();
  private final List<ObjectNode> documents = new ArrayList<>();

  /** Each name of a schema in small letters, with the one it is stored under. */
  private final Map<String, String> names = new LinkedHashMap<>();

  private ResourceSchema(
      String urn,
      List<String> aliases,
      List<ObjectNode> core,
      Map<String, List<String>> extensionAliases,
      Map<String, ObjectNode> extensions) {
    this.urn = urn;
    this.core = new LinkedHashMap<>(common());
    core.forEach(document -> this.core.putAll(attributes(document.get("attributes"))));
    name(urn, urn);
    aliases.forEach(alias -> name(alias, urn));
    extensions.forEach(
        (name, document) -> {
          this.extensions.put(name, attributes(document.get("attributes")));
          name(name, name);
          Objects.requireNonNull(extensionAliases.get(name)).forEach(alias -> name(alias, name));
        });
    documents.addAll(core);
    documents.addAll(extensions.values());
  }

  private void name(String alias, String stored) {
    names.put(Ascii.toLowerCase(alias), stored);
  }

  private static ObjectNode document(String name) {
    var path = "/de/captaingoldfish/scim/sdk/common/schemas/" + name + ".json";
    try (var in = ResourceSchema.class.getResourceAsStream(path)) {
      return ScimJson.body(Objects.requireNonNull(in, path).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What every resource has (RFC 7643 §3.1); the documents leave {@code meta} out. */
  private static Map<String, Attribute> common() {
    var meta = new LinkedHashMap<String, Attribute>();
    for (var time : List.of("created", "lastModified"))
      meta.put(
          Ascii.toLowerCase(time), new Attribute(time, Type.TIME, false, false, true, Map.of()));
    for (var text : List.of("resourceType", "location", "version"))
      meta.put(
          Ascii.toLowerCase(text), new Attribute(text, Type.TEXT, false, true, true, Map.of()));
    var all = new LinkedHashMap<String, Attribute>();
    all.put("meta", new Attribute("meta", Type.COMPLEX, false, false, true, meta));
    all.put("schemas", new Attribute("schemas", Type.TEXT, true, true, true, Map.of()));
    return all;
  }

  private static Map<String, Attribute> attributes(@Nullable JsonNode list) {
    var all = new LinkedHashMap<String, Attribute>();
    if (list == null) return all;
    for (var it : list) {
      var name = it.get("name").textValue();
      all.put(
          Ascii.toLowerCase(name),
          new Attribute(
              name,
              type(it.path("type").asText()),
              it.path("multiValued").asBoolean(),
              it.path("caseExact").asBoolean(),
              it.path("mutability").asText().equals("readOnly"),
              attributes(it.get("subAttributes"))));
    }
    return all;
  }

  private static Type type(String name) {
    return switch (name) {
      case "boolean" -> Type.BOOLEAN;
      case "dateTime" -> Type.TIME;
      case "integer", "decimal" -> Type.NUMBER;
      case "complex" -> Type.COMPLEX;
      default -> Type.TEXT;
    };
  }

  /** The URN of its own schema. */
  public String urn() {
    return urn;
  }

  /** The schemas as {@code /Schemas} answers with them. */
  List<ObjectNode> documents() {
    return documents;
  }

  /** The URNs of the extensions it knows. */
  Iterable<String> extensions() {
    return extensions.keySet();
  }

  /** The extension that has an attribute which its own schema does not have; null for none. */
  @Nullable String extensionOf(String name) {
    if (attribute(null, name) != null) return null;
    for (var it : extensions.keySet()) if (attribute(it, name) != null) return it;
    return null;
  }

  /** The name under which a schema is stored, for any of its names; null for one not known. */
  @Nullable String stored(String name) {
    return names.get(Ascii.toLowerCase(name));
  }

  /** Every name that a schema is known by, in small letters. */
  Iterable<String> schemaNames() {
    return names.keySet();
  }

  /**
   * The definition of an attribute, or null when it is not known.
   *
   * @param schema the stored name of an extension, or null for the attributes of its own schema
   */
  @Nullable Attribute attribute(@Nullable String schema, String name) {
    var of = schema == null ? core : extensions.get(schema);
    return of == null ? null : of.get(Ascii.toLowerCase(name));
  }
}
