package dev.hostedui.identity.directory;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.base.Ascii;
import dev.hostedui.identity.ExactJson;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of a directory's attributes are custom attributes of its users.
 *
 * <p>Without a map, all that stands in extensions which no standard knows is custom, under its own
 * name and as it came. With one, custom is what it names and nothing else: as text, and without
 * what is longer than {@value #LONGEST_VALUE} characters.
 */
public record AttributeMap(List<Entry> entries) {

  /**
   * One of them.
   *
   * @param key the directory's name of it, as paths of SCIM write it (RFC 7644 §3.10): {@code
   *     title}, {@code name.middleName}, {@code emails[type eq "home" and primary eq true].value},
   *     or with the URN of an extension and a colon before it. A name without a URN that the person
   *     has none of is looked for in the extensions. Of a list it is the primary value, else the
   *     first.
   * @param mapTo our name of it
   */
  public record Entry(String key, @JsonProperty("map_to") String mapTo) {}

  public static final int MOST = 20;
  public static final int SHORTEST_NAME = 3;
  public static final int LONGEST_NAME = 25;
  public static final int LONGEST_KEY = 256;
  static final int LONGEST_VALUE = 256;

  public static final AttributeMap NONE = new AttributeMap(List.of());

  /** What a user of a directory has under these names is known without a map. */
  private static final Set<String> RESERVED =
      Set.of(
          "id",
          "organization_id",
          "dp_id",
          "active",
          "email",
          "emails",
          "preferred_username",
          "name",
          "given_name",
          "family_name",
          "title",
          "user_type",
          "employee_id",
          "department",
          "division",
          "cost_center",
          "organization",
          "phone_number",
          "language",
          "locale",
          "zoneinfo",
          "nickname",
          "profile",
          "picture",
          "address",
          "groups",
          "roles",
          "permissions",
          "user_id",
          "user_detail",
          "updated_at",
          "custom_attributes",
          "raw_attributes");

  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  private static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";

  /** What no directory can say of a person, or what is not kept among what it has said. */
  private static final Set<String> NEVER_KEPT =
      Set.of("id", "meta", "schemas", "groups", "password", "active");

  /** What has parts and no value of its own. */
  private static final Set<String> WITHOUT_VALUE = Set.of("name", "addresses");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]++");

  private static final String COMPARISON = "[A-Za-z$][\\w$-]*+ eq (?:\"[^\"]*+\"|true|false)";

  /** One comparison of those in brackets. */
  private static final Pattern ONE =
      Pattern.compile(
          "(?<name>\\S+) eq (?:\"(?<text>[^\"]*+)\"|(?<truth>true|false))(?: and )?",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern KEY =
      Pattern.compile(
          "(?:(?<schema>urn:[^\\[\\]\"\\s]+):)?(?<name>[A-Za-z$][\\w$-]*+)"
              + "(?:\\[(?<which>"
              + COMPARISON
              + "(?: and "
              + COMPARISON
              + ")*+)])?"
              + "(?:\\.(?<part>[A-Za-z$][\\w$-]*+))?",
          Pattern.CASE_INSENSITIVE);

  private static final ObjectMapper JSON = new ObjectMapper();

  public AttributeMap {
    entries = List.copyOf(entries);
  }

  /** The map in the form in which it is stored. */
  static AttributeMap stored(String json) {
    // most directories have none, and each change of a person asks
    if (json.equals("[]")) return NONE;
    try {
      return new AttributeMap(Arrays.asList(JSON.readValue(json, Entry[].class)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a map of attributes is stored as JSON", e);
    }
  }

  String json() {
    try {
      return JSON.writeValueAsString(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a map of attributes is texts", e);
    }
  }

  /**
   * Checks it.
   *
   * @throws Problem INVALID with all that is wrong, each at its field of {@code attributes}
   */
  void check() {
    if (entries.size() > MOST)
      throw Problem.invalid("too_many_attributes").at("attributes").with(MOST);
    var names = new HashSet<String>();
    var checks = new ArrayList<Runnable>();
    for (var i = 0; i < entries.size(); i++) {
      var entry = entries.get(i);
      var at = "attributes[" + i + "]";
      checks.add(() -> checkKey(entry.key, at + ".key"));
      checks.add(() -> checkName(entry.mapTo, names, at + ".map_to"));
    }
    Problem.together(checks.toArray(Runnable[]::new));
  }

  private static void checkKey(String key, String at) {
    var path = KEY.matcher(key);
    if (Names.length(key) > LONGEST_KEY || !path.matches())
      throw Problem.invalid("directory_attribute_key_malformed").at(at).with(LONGEST_KEY);
    var schema = path.group("schema");
    if (schema != null && !schema.equalsIgnoreCase(CORE)) return;
    var name = Ascii.toLowerCase(path.group("name"));
    if (NEVER_KEPT.contains(name))
      throw Problem.invalid("directory_attribute_never_kept").at(at).with(path.group("name"));
    if (WITHOUT_VALUE.contains(name) && path.group("part") == null)
      throw Problem.invalid("directory_attribute_without_part").at(at).with(path.group("name"));
  }

  private static void checkName(String name, Set<String> before, String at) {
    if (name.length() < SHORTEST_NAME
        || name.length() > LONGEST_NAME
        || !NAME.matcher(name).matches())
      throw Problem.invalid("directory_attribute_name_malformed")
          .at(at)
          .with(SHORTEST_NAME, LONGEST_NAME);
    if (RESERVED.contains(name)) throw Problem.invalid("attribute_reserved").at(at).with(name);
    if (!before.add(name)) throw Problem.invalid("directory_attribute_twice").at(at).with(name);
  }

  /**
   * The custom attributes of a user.
   *
   * @param said all that the directory has told of them, as stored
   */
  public Map<String, Object> of(JsonNode said) {
    var found = new LinkedHashMap<String, Object>();
    if (entries.isEmpty())
      for (var extension : extensions(said, false))
        for (var it : extension.properties())
          if (!it.getValue().isNull()) found.put(it.getKey(), ExactJson.value(it.getValue()));
    for (var entry : entries) {
      var value = text(found(said, entry.key));
      if (value != null && !value.isEmpty() && Names.length(value) <= LONGEST_VALUE)
        found.put(entry.mapTo, value);
    }
    return found;
  }

  static JsonNode parsed(String attributes) {
    try {
      return ExactJson.read(attributes);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the attributes of a directory's user must be JSON", e);
    }
  }

  // ------------------------------------------------------------------ looking

  private static @Nullable JsonNode found(JsonNode said, String key) {
    var path = KEY.matcher(key);
    if (!path.matches()) return null;
    var schema = path.group("schema");
    var name = path.group("name");
    JsonNode value;
    if (schema != null && !schema.equalsIgnoreCase(CORE)) {
      value = member(member(said, schema), name);
    } else {
      value = member(said, name);
      if (value == null && schema == null)
        for (var extension : extensions(said, true))
          if (value == null) value = member(extension, name);
    }
    if (value == null) return null;
    var which = path.group("which");
    var one = which == null ? chosen(value) : chosen(value, which);
    var part = path.group("part");
    return part == null ? one : member(one, part);
  }

  /** The extensions of a user; the one that the standard knows comes first, or is left out. */
  private static List<JsonNode> extensions(JsonNode said, boolean enterprise) {
    var all = new ArrayList<JsonNode>();
    if (enterprise && said.has(ENTERPRISE)) all.add(said.get(ENTERPRISE));
    for (var it : said.properties())
      if (isUrn(it.getKey()) && !it.getKey().equals(ENTERPRISE)) all.add(it.getValue());
    return all;
  }

  /** In any letter case (RFC 8141 §2). */
  private static boolean isUrn(String name) {
    return name.regionMatches(true, 0, "urn:", 0, 4);
  }

  /** Names count in any letter case (RFC 7643 §2.1). */
  private static @Nullable JsonNode member(@Nullable JsonNode object, String name) {
    if (object == null) return null;
    var exact = object.get(name);
    if (exact != null) return exact;
    for (var it : object.properties()) if (it.getKey().equalsIgnoreCase(name)) return it.getValue();
    return null;
  }

  /** A list of plain values stays one; of others it is the primary, else the first. */
  private static @Nullable JsonNode chosen(JsonNode value) {
    if (!value.isArray() || !value.path(0).isObject()) return value;
    for (var one : value) if (one.path("primary").asBoolean()) return one;
    return value.get(0);
  }

  /** The first that fulfils all comparisons. */
  private static @Nullable JsonNode chosen(JsonNode list, String which) {
    for (var one : list) {
      var comparison = ONE.matcher(which);
      var fulfils = true;
      while (fulfils && comparison.find()) {
        var text = text(member(one, comparison.group("name")));
        var is = comparison.group(comparison.group("text") == null ? "truth" : "text");
        fulfils = text != null && text.equalsIgnoreCase(is);
      }
      if (fulfils) return one;
    }
    return null;
  }

  /** A value as text; of an object its {@code value}, of a list all of them. */
  private static @Nullable String text(@Nullable JsonNode value) {
    if (value == null || value.isNull()) return null;
    if (value.isObject())
      return value.path("value").isValueNode() ? text(value.get("value")) : null;
    if (!value.isArray()) return ExactJson.text(value).strip();
    var all = new ArrayList<String>();
    for (var it : value) if (it.isValueNode() && !it.isNull()) all.add(ExactJson.text(it).strip());
    return all.stream().filter(it -> !it.isEmpty()).collect(Collectors.joining(", "));
  }
}
