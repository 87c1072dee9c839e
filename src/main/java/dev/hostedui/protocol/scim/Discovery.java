package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The documents by which a server says what it can (RFC 7643 §5–7, RFC 7644 §4).
 *
 * @param base the address that the endpoints stand below, without a slash at its end
 */
public record Discovery(String base) {

  /** What a schema may say of an attribute (RFC 7643 §7). */
  private static final Set<String> CHARACTERISTICS =
      Set.of(
          "name",
          "type",
          "subAttributes",
          "multiValued",
          "description",
          "required",
          "canonicalValues",
          "caseExact",
          "mutability",
          "returned",
          "uniqueness",
          "referenceTypes");

  /**
   * Where the documents of the library say otherwise than the standard, or this server does
   * otherwise than both.
   */
  private static final List<Difference> DIFFERENCES =
      List.of(
          new Difference(Urn.GROUP, "displayName", says("uniqueness", "server")),
          new Difference(Urn.GROUP, "members.value", it -> it.put("required", false)),
          new Difference(Urn.GROUP, "members.$ref", refersTo("User", "Group")),
          // what clients send for it is not kept
          new Difference(Urn.GROUP, "members.display", says("mutability", "readOnly")),
          new Difference(Urn.GROUP, "members.type", says("mutability", "immutable")),
          new Difference(Urn.USER, "x509Certificates", says("uniqueness", "none")),
          new Difference(Urn.USER, "x509Certificates.value", says("type", "binary")),
          new Difference(Urn.USER, "x509Certificates.display", Discovery::isText),
          new Difference(Urn.USER, "roles.display", Discovery::isText),
          new Difference(Urn.USER, "entitlements.display", Discovery::isText),
          new Difference(Urn.USER, "emails.display", says("mutability", "readWrite")),
          new Difference(Urn.USER, "groups.$ref", refersTo("User", "Group")),
          new Difference(Urn.USER, "groups.type", says("mutability", "readOnly")),
          new Difference(Urn.ENTERPRISE_USER, "manager.value", it -> it.put("required", false)),
          new Difference(Urn.ENTERPRISE_USER, "manager.$ref", refersTo("User")),
          new Difference(
              Urn.ENTERPRISE_USER, "manager.displayName", says("mutability", "readWrite")));

  private record Difference(String schema, String attribute, Consumer<ObjectNode> correction) {}

  private static Consumer<ObjectNode> says(String characteristic, String value) {
    return it -> it.put(characteristic, value);
  }

  private static Consumer<ObjectNode> refersTo(String... types) {
    return it -> {
      var all = it.putArray("referenceTypes");
      for (var type : types) all.add(type);
    };
  }

  private static void isText(ObjectNode attribute) {
    attribute.put("type", "string").remove("referenceTypes");
  }

  /** What the server can and how one signs in (RFC 7643 §5). */
  public ObjectNode serviceProviderConfig() {
    var config = ScimJson.newObject();
    config.putArray("schemas").add(Urn.SERVICE_PROVIDER_CONFIG);
    config.putObject("patch").put("supported", true);
    config
        .putObject("bulk")
        .put("supported", true)
        .put("maxOperations", BulkRequest.MOST_OPERATIONS)
        .put("maxPayloadSize", BulkRequest.LARGEST);
    config.putObject("filter").put("supported", true).put("maxResults", ListQuery.MOST);
    config.putObject("changePassword").put("supported", false);
    config.putObject("sort").put("supported", true);
    config.putObject("etag").put("supported", true);
    config
        .putArray("authenticationSchemes")
        .addObject()
        .put("type", "oauthbearertoken")
        .put("name", "OAuth Bearer Token")
        .put("description", "The bearer token that was shown when the directory was set up.")
        .put("specUri", "https://www.rfc-editor.org/info/rfc6750")
        .put("primary", true);
    config
        .putObject("meta")
        .put("resourceType", "ServiceProviderConfig")
        .put("location", base + "/ServiceProviderConfig");
    return config;
  }

  /** The kinds of resources (RFC 7643 §6). */
  public List<ObjectNode> resourceTypes() {
    return List.of(
        resourceType("User", "/Users", ResourceSchema.USER),
        resourceType("Group", "/Groups", ResourceSchema.GROUP));
  }

  public Optional<ObjectNode> resourceType(String name) {
    return resourceTypes().stream().filter(it -> is(it, name)).findFirst();
  }

  private ObjectNode resourceType(String name, String endpoint, ResourceSchema schema) {
    var type = ScimJson.newObject();
    type.putArray("schemas").add(Urn.RESOURCE_TYPE);
    type.put("id", name)
        .put("name", name)
        .put("description", name.equals("User") ? "People" : "Groups of people")
        .put("endpoint", endpoint)
        .put("schema", schema.urn());
    var extensions = type.putArray("schemaExtensions");
    schema
        .extensions()
        .forEach(it -> extensions.addObject().put("schema", it).put("required", false));
    type.putObject("meta")
        .put("resourceType", "ResourceType")
        .put("location", base + "/ResourceTypes/" + name);
    return type;
  }

  /**
   * The schemas of the standard (RFC 7643 §8.7.1) as they are kept here, without a password: nobody
   * has one.
   */
  public List<ObjectNode> schemas() {
    var all = new ArrayList<ObjectNode>();
    for (var of : List.of(ResourceSchema.USER, ResourceSchema.GROUP))
      for (var document : of.documents()) all.add(schema(document));
    return all;
  }

  public Optional<ObjectNode> schema(String urn) {
    return schemas().stream().filter(it -> is(it, urn)).findFirst();
  }

  private ObjectNode schema(ObjectNode document) {
    var schema = document.deepCopy();
    schema
        .putObject("meta")
        .put("resourceType", "Schema")
        .put("location", base + "/Schemas/" + schema.get("id").textValue());
    if (schema.get("attributes") instanceof ArrayNode attributes) {
      for (var i = attributes.size() - 1; i >= 0; i--)
        if (attributes.get(i).path("name").asText().equals("password")) attributes.remove(i);
      keepCharacteristics(attributes);
      for (var it : DIFFERENCES)
        if (it.schema.equals(schema.get("id").textValue()))
          it.correction.accept(named(attributes, it.attribute));
    }
    return schema;
  }

  /** The library adds characteristics of its own, which strict clients refuse. */
  private static void keepCharacteristics(ArrayNode attributes) {
    for (var it : attributes)
      if (it instanceof ObjectNode attribute) {
        attribute.retain(CHARACTERISTICS);
        if (attribute.get("subAttributes") instanceof ArrayNode parts) keepCharacteristics(parts);
      }
  }

  private static ObjectNode named(ArrayNode attributes, String path) {
    var dot = path.indexOf('.');
    var name = dot < 0 ? path : path.substring(0, dot);
    for (var it : attributes)
      if (it instanceof ObjectNode attribute && attribute.path("name").asText().equals(name))
        return dot < 0
            ? attribute
            : named((ArrayNode) attribute.get("subAttributes"), path.substring(dot + 1));
    throw new IllegalStateException("the standard knows no " + path);
  }

  private static boolean is(ObjectNode document, String id) {
    return Ascii.equalsIgnoreCase(document.path("id").asText(), id);
  }

  /** A list answered whole (RFC 7644 §3.4.2). */
  public static ObjectNode list(List<ObjectNode> resources) {
    var list = listHead(resources.size(), 1, resources.size());
    list.putArray("Resources").addAll(resources);
    return list;
  }

  /** A list without its resources. */
  public static ObjectNode listHead(long total, int startIndex, int items) {
    var list = ScimJson.newObject();
    list.putArray("schemas").add(Urn.LIST_RESPONSE);
    return list.put("totalResults", total).put("itemsPerPage", items).put("startIndex", startIndex);
  }
}
