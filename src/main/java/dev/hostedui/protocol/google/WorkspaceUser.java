package dev.hostedui.protocol.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;

/**
 * A user of a Workspace.
 *
 * @param id Google's own, which never changes
 * @param email the primary address; aliases are among the attributes only, because nobody signs in
 *     with them
 * @param active whether the user is neither suspended nor archived
 * @param attributes all that was understood, as the SCIM resource that other directories would push
 *     (RFC 7643 §4.1 and §4.3), without id and groups
 */
public record WorkspaceUser(
    String id,
    String email,
    boolean active,
    String givenName,
    String familyName,
    String fullName,
    String attributes) {

  private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  /** In front of the name of a schema that a Workspace has made for fields of its own. */
  private static final String CUSTOM = "urn:google:workspace:schemas:";

  /** Google keeps 10 kB of each; nobody needs more of one than this. */
  private static final int MOST_VALUES = 20;

  /** Neither suspended nor archived: both keep somebody from signing in at Google. */
  static boolean isActive(JsonNode user) {
    return !user.path("suspended").asBoolean(false) && !user.path("archived").asBoolean(false);
  }

  static WorkspaceUser of(String id, JsonNode user) {
    var name = user.path("name");
    var given = text(name, "givenName");
    var family = text(name, "familyName");
    var full = text(name, "fullName");
    var email = text(user, "primaryEmail");
    var shown = full.isEmpty() ? (given + " " + family).strip() : full;
    return new WorkspaceUser(
        id,
        email,
        isActive(user),
        given,
        family,
        shown,
        resource(id, email, shown, user).toString());
  }

  private static ObjectNode resource(String id, String email, String shown, JsonNode user) {
    var made = StrictJson.empty();
    var schemas = made.putArray("schemas").add(CORE);
    made.put("userName", email);
    made.put("externalId", id);
    made.put("active", isActive(user));
    put(made, "displayName", shown);
    var name = StrictJson.empty();
    put(name, "givenName", text(user.path("name"), "givenName"));
    put(name, "familyName", text(user.path("name"), "familyName"));
    put(name, "formatted", shown);
    if (!name.isEmpty()) made.set("name", name);
    made.set("emails", emails(email, user));
    values(made, "phoneNumbers", user.path("phones"));
    var languages = user.path("languages");
    if (languages.isArray() && !languages.isEmpty())
      put(made, "preferredLanguage", text(languages.get(0), "languageCode"));
    var photo = text(user, "thumbnailPhotoUrl");
    if (!photo.isEmpty())
      made.putArray("photos").addObject().put("value", photo).put("type", "thumbnail");
    var organization = primary(user.path("organizations"));
    put(made, "title", text(organization, "title"));
    var enterprise = enterprise(organization, user);
    if (!enterprise.isEmpty()) {
      schemas.add(ENTERPRISE);
      made.set(ENTERPRISE, enterprise);
    }
    for (var schema : user.path("customSchemas").properties()) {
      var fields = StrictJson.empty();
      for (var field : schema.getValue().properties())
        putField(fields, Shown.line(field.getKey()), field.getValue());
      if (fields.isEmpty()) continue;
      var urn = CUSTOM + Shown.line(schema.getKey());
      schemas.add(urn);
      made.set(urn, fields);
    }
    return made;
  }

  /** One value, or several of which each may have a type. */
  private static void putField(ObjectNode into, String name, JsonNode value) {
    if (value.isArray()) values(into, name, value);
    else if (value.isTextual()) put(into, name, Shown.line(value.textValue()));
    else if (value.isNumber() || value.isBoolean()) into.set(name, value);
  }

  private static ObjectNode enterprise(JsonNode organization, JsonNode user) {
    var made = StrictJson.empty();
    put(made, "department", text(organization, "department"));
    put(made, "costCenter", text(organization, "costCenter"));
    put(made, "organization", text(organization, "name"));
    put(made, "division", text(user, "orgUnitPath"));
    for (var id : user.path("externalIds"))
      if (text(id, "type").equals("organization")) put(made, "employeeNumber", text(id, "value"));
    for (var relation : user.path("relations"))
      if (text(relation, "type").equals("manager") && !text(relation, "value").isEmpty())
        made.putObject("manager").put("value", text(relation, "value"));
    return made;
  }

  private static ArrayNode emails(String primary, JsonNode user) {
    var made = StrictJson.empty().arrayNode();
    made.addObject().put("value", primary).put("type", "work").put("primary", true);
    var count = 1;
    for (var email : user.path("emails")) {
      var address = text(email, "address");
      if (address.isEmpty() || address.equalsIgnoreCase(primary) || count++ >= MOST_VALUES)
        continue;
      var type = text(email, "type");
      made.addObject().put("value", address).put("type", type.isEmpty() ? "other" : type);
    }
    return made;
  }

  private static void values(ObjectNode into, String name, JsonNode values) {
    var made = StrictJson.empty().arrayNode();
    for (var value : values) {
      var text = text(value, "value");
      if (text.isEmpty() || made.size() >= MOST_VALUES) continue;
      var one = made.addObject().put("value", text);
      put(one, "type", Ascii.toLowerCase(text(value, "type")));
    }
    if (!made.isEmpty()) into.set(name, made);
  }

  /** The one that is marked so, or the first. */
  private static JsonNode primary(JsonNode all) {
    for (var one : all) if (one.path("primary").asBoolean(false)) return one;
    return all.path(0);
  }

  private static void put(ObjectNode into, String name, String text) {
    if (!text.isEmpty()) into.put(name, text);
  }

  private static String text(JsonNode item, String name) {
    var text = StrictJson.text(item, name);
    return text == null ? "" : Shown.line(text);
  }
}
