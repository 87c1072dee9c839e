package dev.hostedui.customer.directory.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.customer.site.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Microsoft Entra ID. Its operations begin with a capital, switches are text and members are
 * removed by a list of values, unless the address of the app ends with a flag: then all that is
 * closer to the standard. It looks people up by externalId first, and deletes who left only after
 * thirty days.
 */
final class Entra extends Dialect {

  private static final String NOBODY = "12345678-9999-4831-a406-000000000000";

  private final boolean flag;

  /** Takes whether the flag is at the address. */
  Entra(boolean flag) {
    this.flag = flag;
  }

  @Override
  Map<String, String> headers(String method) {
    var headers = new TreeMap<String, String>();
    headers.put("User-Agent", "Basement IT, speaking like Entra");
    if (!method.equals("GET")) headers.put("Content-Type", "application/scim+json; charset=utf-8");
    return headers;
  }

  @Override
  String equal(String attribute, String value) {
    return Site.encoded(attribute + " eq " + JSON.textNode(value));
  }

  @Override
  public void test(App app) throws Refused {
    app.get("/Users?filter=" + equal("userName", NOBODY));
  }

  @Override
  public Optional<String> findUser(App app, Account who) throws Refused {
    var known = first(app.get("/Users?filter=" + equal("externalId", who.externalId())));
    if (known.isPresent()) return known;
    return first(app.get("/Users?filter=" + equal("userName", who.email())));
  }

  @Override
  ObjectNode newUser(Account who) {
    var user = user(who);
    user.putObject("meta").put("resourceType", "User");
    ((ObjectNode) user.get("name")).put("formatted", who.displayName());
    user.putArray("roles");
    return user;
  }

  @Override
  public void updateUser(App app, String id, @Nullable Account before, Account now) throws Refused {
    var operations = flag ? flaggedChanges(before, now) : changes(before, now);
    if (!operations.isEmpty()) app.patch("/Users/" + id, patch(operations));
  }

  /** An operation for each attribute; one that was not there is added. */
  private static List<ObjectNode> changes(@Nullable Account before, Account now) {
    var operations = new ArrayList<ObjectNode>();
    var old = before == null ? Map.<String, String>of() : attributes(before);
    attributes(now)
        .forEach(
            (path, value) -> {
              var was = before == null ? null : old.get(path);
              if (value.equals(was)) return;
              if (value.isEmpty()) {
                if (was != null) operations.add(operation("Remove", path, null));
              } else {
                var op = was != null && was.isEmpty() ? "Add" : "Replace";
                operations.add(operation(op, path, JSON.textNode(value)));
              }
            });
    if (before == null || before.active() != now.active())
      operations.add(
          operation("Replace", "active", JSON.textNode(now.active() ? "True" : "False")));
    return operations;
  }

  /** Most of what is new is one value without a path, its names with dots. */
  private static List<ObjectNode> flaggedChanges(@Nullable Account before, Account now) {
    var operations = new ArrayList<ObjectNode>();
    var value = JSON.objectNode();
    var old = before == null ? Map.<String, String>of() : attributes(before);
    attributes(now)
        .forEach(
            (path, text) -> {
              var was = old.get(path);
              if (text.equals(was) || (was == null && text.isEmpty())) return;
              if (text.isEmpty()) operations.add(operation("remove", path, null));
              else if (path.contains("["))
                operations.add(operation("replace", path, JSON.textNode(text)));
              else value.put(path, text);
            });
    if (!value.isEmpty()) operations.add(operation("replace", null, value));
    if (before == null || before.active() != now.active())
      operations.add(operation("replace", "active", JSON.booleanNode(now.active())));
    return operations;
  }

  private static Map<String, String> attributes(Account who) {
    var attributes = new TreeMap<String, String>();
    attributes.put("userName", who.email());
    attributes.put("emails[type eq \"work\"].value", who.email());
    attributes.put("name.givenName", who.givenName());
    attributes.put("name.familyName", who.familyName());
    attributes.put("displayName", who.displayName());
    attributes.put("title", who.title());
    attributes.put(ENTERPRISE + ":department", who.department());
    return attributes;
  }

  @Override
  public Optional<String> findGroup(App app, String name) throws Refused {
    return first(
        app.get("/Groups?excludedAttributes=members&filter=" + equal("displayName", name)));
  }

  /** The members come afterwards. */
  @Override
  public String createGroup(App app, String externalId, String name, List<Member> members)
      throws Refused {
    var group = group(name).put("externalId", externalId);
    group
        .withArray("schemas")
        .add("http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group");
    group.putObject("meta").put("resourceType", "Group");
    var id = id(app.post("/Groups", group));
    if (!members.isEmpty()) changeMembers(app, id, new Membership(members, List.of(), members));
    return id;
  }

  @Override
  void renameGroup(App app, String id, String name) throws Refused {
    var op = flag ? "replace" : "Replace";
    app.patch("/Groups/" + id, patch(List.of(operation(op, "displayName", JSON.textNode(name)))));
  }

  @Override
  void changeMembers(App app, String id, Membership members) throws Refused {
    for (var it : members.leaving())
      app.patch(
          "/Groups/" + id,
          patch(
              List.of(
                  flag
                      ? operation("remove", "members[value eq \"" + it.value() + "\"]", null)
                      : operation("Remove", "members", references(List.of(it))))));
    if (!members.joining().isEmpty())
      app.patch(
          "/Groups/" + id,
          patch(
              List.of(operation(flag ? "add" : "Add", "members", references(members.joining())))));
  }

  private static JsonNode references(List<Member> members) {
    var values = JSON.arrayNode();
    for (var it : members) values.addObject().putNull("$ref").put("value", it.value());
    return values;
  }
}
