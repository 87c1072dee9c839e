package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.scim.PatchRequest.Operation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group as a directory describes it (RFC 7643 §4.2), apart from its members, which are too many
 * to be carried about: they are named beside it.
 */
public final class ScimGroup {

  /** What is said to be not kept where groups are sent as members of a group. */
  public static final String GROUPS_IN_GROUPS = "members of type Group";

  private static final int LONGEST_NAME = 256;

  /** An external id, and what names a member: an id, an external id or a userName. */
  private static final int LONGEST_ID = 512;

  private static final int LARGEST = 16 * 1024;

  private final ObjectNode resource;
  private final @Nullable List<String> members;

  private ScimGroup(ObjectNode resource, @Nullable List<String> members) {
    this.resource = resource;
    this.members = members;
  }

  /**
   * Reads what a client sends for a group.
   *
   * @param ignored takes the names of what was sent and is not kept
   * @throws ScimProblem invalidValue when a value is of another type, or there is no displayName
   */
  public static ScimGroup read(ObjectNode body, Set<String> ignored) {
    var rest = ScimJson.newObject();
    var sent = membersApart(body, rest);
    var reader = new ResourceReader(ResourceSchema.GROUP, Effort.ofChange());
    var resource = reader.resource(rest);
    var members = sent == null || sent.isNull() ? null : members(sent, ignored);
    ignored.addAll(reader.ignored());
    return new ScimGroup(resource, members).checked(ScimProblem.Type.INVALID_VALUE);
  }

  /** The name in a body, also in one that is refused; null when there is none. */
  public static @Nullable String name(ObjectNode body) {
    var name = ScimJson.get(body, "displayName");
    return name == null || !name.isTextual() || name.textValue().isBlank()
        ? null
        : name.textValue().strip();
  }

  /** What stands for the members, or null; all the rest is put into another object. */
  private static @Nullable JsonNode membersApart(ObjectNode body, ObjectNode rest) {
    JsonNode members = null;
    for (var it : body.properties()) {
      var path = AttributePath.named(ResourceSchema.GROUP, it.getKey());
      var own = path != null && path.schema() == null ? path : null;
      if (own != null && own.is("members") && !isOtherThanValue(own.part()))
        members = it.getValue();
      // the group under the name of its schema
      else if (own != null
          && own.attribute() == null
          && it.getValue() instanceof ObjectNode inner) {
        var found = membersApart(inner, rest);
        if (found != null) members = found;
      } else rest.set(it.getKey(), it.getValue());
    }
    return members;
  }

  private static boolean isOtherThanValue(@Nullable String part) {
    return part != null && !part.equals("value");
  }

  /** A group as it was stored, without its members. */
  public static ScimGroup stored(String attributes) {
    return new ScimGroup(ScimJson.object(attributes), null);
  }

  /** The group after operations on anything but its members; this one stays as it is. */
  public ScimGroup patched(List<Operation> operations, Set<String> ignored) {
    return new ScimGroup(Patch.apply(ResourceSchema.GROUP, resource, operations, ignored), members)
        .checked(ScimProblem.Type.MUTABILITY);
  }

  /** The same group under another name. */
  public ScimGroup named(String displayName) {
    return new ScimGroup(resource.deepCopy().put("displayName", displayName), members);
  }

  /** What is wrong when it has no displayName any more, or never had one. */
  private ScimGroup checked(ScimProblem.Type missing) {
    var name = ScimJson.text(resource, "displayName");
    if (name == null || name.isBlank())
      throw new ScimProblem(
          name == null ? missing : ScimProblem.Type.INVALID_VALUE,
          "A group needs a displayName (RFC 7643 §4.2).");
    resource.put("displayName", name.strip());
    ResourceReader.refuseLong("displayName", displayName(), LONGEST_NAME);
    ResourceReader.refuseLong("externalId", externalId(), LONGEST_ID);
    ResourceReader.refuseUnkeepable(resource, LARGEST);
    return this;
  }

  public String displayName() {
    return resource.get("displayName").textValue();
  }

  /** Who it is to the directory; an empty text says that it is nobody. */
  public @Nullable String externalId() {
    return ScimJson.said(resource, "externalId");
  }

  /** The ids that were sent as members, each once; null when nothing was said of members. */
  public @Nullable List<String> members() {
    return members;
  }

  /** All attributes but the members, as they are stored. */
  public String attributes() {
    return ScimJson.write(resource);
  }

  /**
   * The ids in a list of members, in any of the forms in which they are sent: objects with a value
   * or a {@code $ref}, plain texts, or one of either without a list.
   *
   * @param ignored takes a word when members are left out: a group in a group means nothing here
   */
  static List<String> members(JsonNode sent, Set<String> ignored) {
    var all = new LinkedHashSet<String>();
    for (var it : sent.isArray() ? sent : List.of(sent)) {
      var value = it.isObject() ? ofMember(it) : it.isTextual() ? it.textValue() : null;
      if (it.isNull()) continue;
      if (value == null || value.isBlank()) throw ResourceReader.invalid("a member", "is missing");
      ResourceReader.refuseLong("a member", value, LONGEST_ID);
      if (isGroup(it)) ignored.add(GROUPS_IN_GROUPS);
      else all.add(value.strip());
    }
    return List.copyOf(all);
  }

  private static @Nullable String ofMember(JsonNode member) {
    var value = ScimJson.get(member, "value");
    if (value != null && !value.isNull()) return value.isValueNode() ? value.asText() : null;
    var ref = ScimJson.get(member, "$ref");
    return ref != null && ref.isTextual() ? idIn(ref.textValue()) : null;
  }

  /** The id at the end of a member's address. */
  static String idIn(String ref) {
    var end = ref.endsWith("/") ? ref.length() - 1 : ref.length();
    return ref.substring(ref.lastIndexOf('/', end - 1) + 1, end);
  }

  private static boolean isGroup(JsonNode member) {
    if (!member.isObject()) return false;
    var type = ScimJson.get(member, "type");
    if (type != null && type.asText().equalsIgnoreCase("Group")) return true;
    var ref = ScimJson.get(member, "$ref");
    return ref != null && ref.asText().contains("/Groups/");
  }

  /** The group as we answer with it, without its members. */
  public ObjectNode answer(Resource of) {
    var answer = ScimJson.newObject();
    var schemas = answer.putArray("schemas").add(Urn.GROUP);
    answer.put("id", of.id());
    resource
        .properties()
        .forEach(
            it -> {
              if (Urn.is(it.getKey())) schemas.add(it.getKey());
              answer.set(it.getKey(), it.getValue());
            });
    answer.set("meta", of.meta("Group"));
    return answer;
  }
}
