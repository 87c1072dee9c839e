package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.scim.PatchRequest.Operation;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A person as a directory describes them (RFC 7643 §4.1, §4.3): each attribute under its own name
 * and in its type, without what is ours to say (id, meta, groups) and without a password, which is
 * never kept.
 */
public final class ScimUser {

  /** A group that a person belongs to, as answers name it. */
  public record InGroup(String id, String name, String location) {}

  private static final int LONGEST_NAME = 512;
  private static final int LARGEST = 64 * 1024;

  private final ObjectNode resource;

  private ScimUser(ObjectNode resource) {
    this.resource = resource;
  }

  /**
   * Reads what a client sends for a person.
   *
   * @param ignored takes the names of what was sent and is not kept
   * @throws ScimProblem invalidValue when a value is of another type, or there is no userName
   */
  public static ScimUser read(ObjectNode body, Set<String> ignored) {
    var reader = new ResourceReader(ResourceSchema.USER, Effort.ofChange());
    var user = new ScimUser(reader.resource(body));
    ignored.addAll(reader.ignored());
    return user.checked(ScimProblem.Type.INVALID_VALUE);
  }

  /**
   * Whom a body is about, also one that is refused: their address, else their userName, else null.
   * What cannot be read says nothing.
   */
  public static @Nullable String person(ObjectNode body) {
    var reader = new ResourceReader(ResourceSchema.USER, Effort.ofChange());
    var read = ScimJson.newObject();
    for (var name : List.of("userName", "emails")) {
      var sent = ScimJson.get(body, name);
      if (sent == null) continue;
      try {
        read.setAll(reader.resource(ScimJson.newObject().set(name, sent)));
      } catch (ScimProblem unreadable) {
        // the other may be readable
      }
    }
    if (!read.has("userName")) read.put("userName", "");
    var user = new ScimUser(read);
    var email = user.email();
    if (email != null) return email;
    return user.userName().isBlank() ? null : user.userName();
  }

  /** A person as they were stored. */
  public static ScimUser stored(String attributes) {
    return new ScimUser(ScimJson.object(attributes));
  }

  /**
   * The person after the operations of a PATCH; this one stays as it is.
   *
   * @param active whether they are active before, which is not stored among the attributes
   * @param ignored takes the names of what was sent and is not kept
   * @throws ScimProblem mutability when no userName is left (RFC 7644 §3.5.2.2), and what each
   *     operation throws
   */
  public ScimUser patched(List<Operation> operations, boolean active, Set<String> ignored) {
    var before = resource.deepCopy().put("active", active);
    return new ScimUser(Patch.apply(ResourceSchema.USER, before, operations, ignored))
        .checked(ScimProblem.Type.MUTABILITY);
  }

  /** The same person under another userName. */
  public ScimUser named(String userName) {
    return new ScimUser(resource.deepCopy().put("userName", userName));
  }

  /** What is wrong when it has no userName any more, or never had one. */
  private ScimUser checked(ScimProblem.Type missing) {
    var name = ScimJson.text(resource, "userName");
    if (name == null || name.isBlank())
      throw new ScimProblem(
          name == null ? missing : ScimProblem.Type.INVALID_VALUE,
          "A user needs a userName (RFC 7643 §4.1.1).");
    resource.put("userName", name.strip());
    for (var it : List.of("userName", "externalId", "displayName"))
      ResourceReader.refuseLong(it, ScimJson.text(resource, it), LONGEST_NAME);
    ResourceReader.refuseUnkeepable(resource, LARGEST);
    return this;
  }

  public String userName() {
    return resource.get("userName").textValue();
  }

  public @Nullable String externalId() {
    return ScimJson.said(resource, "externalId");
  }

  /** Null where it is empty too: then another name that came with it may say more. */
  public @Nullable String displayName() {
    return ScimJson.said(resource, "displayName");
  }

  public @Nullable String givenName() {
    return ofName("givenName");
  }

  public @Nullable String familyName() {
    return ofName("familyName");
  }

  /** The whole name as the directory writes it. */
  public @Nullable String formattedName() {
    return ofName("formatted");
  }

  /** Whether any address was sent but the userName. */
  public boolean hasEmails() {
    return resource.has("emails");
  }

  /** Whether an address is among those that were sent, or known; the userName is none of them. */
  public boolean hasEmail(String email) {
    return first(resource.path("emails"), it -> isOf(it, email)) != null;
  }

  private static boolean isOf(JsonNode element, String email) {
    return element.path("value").asText().strip().equalsIgnoreCase(email);
  }

  /**
   * The same person with the address that they are known by before those that were sent: it never
   * changes, so it is still theirs where nothing is said of it. Of the others only these are left.
   *
   * @param before as they were stored, which tells what was said of that address
   * @param email the address that they are known by
   */
  public ScimUser keepingEmail(ScimUser before, String email) {
    var list = ScimJson.newList();
    JsonNode known = null;
    // it may have been said in several ways: once is enough
    for (var it : before.resource.path("emails"))
      if (isOf(it, email) && (known == null || it.path("primary").asBoolean())) known = it;
    if (known != null) list.add(known.deepCopy());
    else list.addObject().put("value", email).put("type", "work").put("primary", true);
    var kept = resource.deepCopy();
    kept.path("emails").forEach(list::add);
    ResourceReader.onlyOnePrimary(list);
    kept.set("emails", list);
    return new ScimUser(kept);
  }

  private @Nullable String ofName(String part) {
    var name = resource.get("name");
    return name == null ? null : ScimJson.text(name, part);
  }

  /** Whether they are active; what is not said stays as it is. */
  public boolean active(boolean otherwise) {
    var active = resource.get("active");
    return active == null ? otherwise : active.asBoolean();
  }

  /**
   * Their address: the primary one, else that of type work, else one of no type, else a userName
   * that is an address, else the first one; null when there is none.
   */
  public @Nullable String email() {
    var emails = resource.get("emails");
    if (emails == null) return address(userName());
    var primary = first(emails, it -> it.path("primary").asBoolean());
    if (primary != null) return primary;
    var work = first(emails, it -> it.path("type").asText().equalsIgnoreCase("work"));
    if (work != null) return work;
    var untyped = first(emails, it -> !it.has("type"));
    if (untyped != null) return untyped;
    var name = address(userName());
    return name != null ? name : first(emails, any -> true);
  }

  private static @Nullable String address(String text) {
    return text.indexOf('@') > 0 ? text : null;
  }

  private static @Nullable String first(JsonNode emails, Predicate<JsonNode> which) {
    for (var it : emails) {
      var value = it.path("value").asText().strip();
      if (!value.isEmpty() && which.test(it)) return value;
    }
    return null;
  }

  /** All attributes as they are stored; whether they are active is stored elsewhere. */
  public String attributes() {
    var stored = resource.deepCopy();
    stored.remove("active");
    return ScimJson.write(stored);
  }

  /**
   * The person as we answer with them.
   *
   * @param groups the groups they belong to, or null when nobody asks for them
   */
  public ObjectNode answer(Resource of, boolean active, @Nullable List<InGroup> groups) {
    var answer = ScimJson.newObject();
    var schemas = answer.putArray("schemas").add(Urn.USER);
    answer.put("id", of.id());
    resource
        .properties()
        .forEach(
            it -> {
              if (Urn.is(it.getKey())) schemas.add(it.getKey());
              answer.set(it.getKey(), it.getValue());
            });
    answer.put("active", active);
    if (groups != null && !groups.isEmpty()) {
      var list = answer.putArray("groups");
      for (var it : groups)
        list.addObject()
            .put("value", it.id())
            .put("$ref", it.location())
            .put("display", it.name())
            .put("type", "direct");
    }
    answer.set("meta", of.meta("User"));
    return answer;
  }
}
