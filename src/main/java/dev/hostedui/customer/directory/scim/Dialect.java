package dev.hostedui.customer.directory.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.customer.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the product of a vendor provisions: which calls it makes and how it words their bodies. What
 * the vendors share is here, by the standard.
 */
public abstract class Dialect {

  static final String USER = "urn:ietf:params:scim:schemas:core:2.0:User";
  static final String GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group";
  static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
  static final String PATCH_OP = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
  static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private static final int PAGE = 5;
  private static final int MOST_PAGES = 200;

  /** What is sent along with a call, apart from the token. */
  abstract Map<String, String> headers(String method);

  /** Makes the call that the vendor's console makes to test the endpoint and the token. */
  public abstract void test(App app) throws Refused;

  // ------------------------------------------------------------------ people

  /** What the app calls a person, if it knows them. */
  public Optional<String> findUser(App app, Account who) throws Refused {
    return first(app.get("/Users?filter=" + equal("userName", who.email())));
  }

  /** Makes a person in the app and answers what it calls them. */
  public String createUser(App app, Account who) throws Refused {
    return id(app.post("/Users", newUser(who)));
  }

  /**
   * Tells the app what has become of a person.
   *
   * @param before what it was told last; null if that is not known, and then it is told everything
   */
  public abstract void updateUser(App app, String id, @Nullable Account before, Account now)
      throws Refused;

  /** Whether whoever leaves is deleted at once, instead of deactivated. */
  public boolean deletesWhoLeaves() {
    return false;
  }

  /** Whether the vendor ever deletes people. */
  public boolean deletesEver() {
    return true;
  }

  public void deleteUser(App app, String id) throws Refused {
    app.delete("/Users/" + id);
  }

  /** A person as they are made. */
  ObjectNode newUser(Account who) {
    return user(who);
  }

  /** Everything about a person (RFC 7643 §4.1). */
  static ObjectNode user(Account who) {
    var user = JSON.objectNode();
    user.putArray("schemas").add(USER).add(ENTERPRISE);
    user.put("userName", who.email()).put("externalId", who.externalId());
    user.putObject("name").put("givenName", who.givenName()).put("familyName", who.familyName());
    user.put("displayName", who.displayName());
    user.putArray("emails")
        .addObject()
        .put("value", who.email())
        .put("type", "work")
        .put("primary", true);
    if (!who.title().isEmpty()) user.put("title", who.title());
    if (!who.department().isEmpty()) user.putObject(ENTERPRISE).put("department", who.department());
    return user.put("active", who.active());
  }

  // ------------------------------------------------------------------ groups

  /** What the app calls a group, if it has one of that name. */
  public Optional<String> findGroup(App app, String name) throws Refused {
    return first(app.get("/Groups?filter=" + equal("displayName", name)));
  }

  /** Makes a group in the app and answers what it calls it. */
  public String createGroup(App app, String externalId, String name, List<Member> members)
      throws Refused {
    var group = group(name);
    group.set("members", values(members));
    return id(app.post("/Groups", group));
  }

  /**
   * Tells the app what has become of a group.
   *
   * @param renamed whether the app may know it by another name
   */
  public void updateGroup(App app, String id, String name, boolean renamed, Membership members)
      throws Refused {
    if (renamed) renameGroup(app, id, name);
    if (members.changes()) changeMembers(app, id, members);
  }

  /** Renames a group without a word about its members. */
  void renameGroup(App app, String id, String name) throws Refused {
    app.patch(
        "/Groups/" + id, patch(List.of(operation("replace", "displayName", JSON.textNode(name)))));
  }

  void changeMembers(App app, String id, Membership members) throws Refused {
    var operations = new ArrayList<ObjectNode>();
    for (var it : members.leaving())
      operations.add(operation("remove", "members[value eq \"" + it.value() + "\"]", null));
    if (!members.joining().isEmpty())
      operations.add(operation("add", "members", values(members.joining())));
    app.patch("/Groups/" + id, patch(operations));
  }

  /** Takes a group away from the app. */
  public void deleteGroup(App app, String id, List<Member> members) throws Refused {
    app.delete("/Groups/" + id);
  }

  static ObjectNode group(String name) {
    var group = JSON.objectNode();
    group.putArray("schemas").add(GROUP);
    return group.put("displayName", name);
  }

  static ArrayNode values(List<Member> members) {
    var values = JSON.arrayNode();
    for (var it : members) values.addObject().put("value", it.value()).put("display", it.display());
    return values;
  }

  // ------------------------------------------------------------------ reading

  /**
   * Reads the names of everybody the app holds, page by page (RFC 7644 §3.4.2.4).
   *
   * @param kind {@code Users} or {@code Groups}
   * @param name the attribute that names one
   */
  public List<String> read(App app, String kind, String name) throws Refused {
    var names = new ArrayList<String>();
    for (var page = 0; page < MOST_PAGES; page++) {
      var answer = app.get("/" + kind + "?startIndex=" + (page * PAGE + 1) + "&count=" + PAGE);
      for (var it : answer.path("Resources")) names.add(it.path(name).asText());
      if ((page + 1) * PAGE >= answer.path("totalResults").asInt()) break;
    }
    return names;
  }

  // ------------------------------------------------------------------ words

  static ObjectNode patch(List<ObjectNode> operations) {
    var body = JSON.objectNode();
    body.putArray("schemas").add(PATCH_OP);
    body.putArray("Operations").addAll(operations);
    return body;
  }

  static ObjectNode operation(String op, @Nullable String path, @Nullable JsonNode value) {
    var operation = JSON.objectNode().put("op", op);
    if (path != null) operation.put("path", path);
    if (value != null) operation.set("value", value);
    return operation;
  }

  /** A filter, written as an address takes it: blanks as {@code %20}. */
  String equal(String attribute, String value) {
    var filter = attribute + " eq " + JSON.textNode(value);
    return Site.encoded(filter).replace("+", "%20");
  }

  static Optional<String> first(JsonNode list) {
    var id = list.path("Resources").path(0).path("id").asText();
    return id.isEmpty() ? Optional.empty() : Optional.of(id);
  }

  static String id(JsonNode made) throws Refused {
    var id = made.path("id").asText();
    if (id.isEmpty()) throw new Refused(201, "201, and the answer has no id.");
    return id;
  }
}
