package dev.hostedui.customer.directory.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Okta. Its catalogue's templates change people by PATCH without a path; what its app wizard makes
 * reads a person, changes it and puts it back whole, groups included. It never deletes people.
 */
final class Okta extends Dialect {

  private final boolean wizard;

  Okta(boolean wizard) {
    this.wizard = wizard;
  }

  @Override
  Map<String, String> headers(String method) {
    var headers = new TreeMap<String, String>();
    headers.put("Accept", "application/scim+json");
    headers.put("Accept-Charset", "utf-8");
    headers.put("Accept-Encoding", "gzip,deflate");
    headers.put("Content-Type", "application/scim+json; charset=utf-8");
    headers.put("User-Agent", "Okta SCIM Client 1.0.0");
    return headers;
  }

  @Override
  public void test(App app) throws Refused {
    app.get("/Users?startIndex=1&count=2");
  }

  @Override
  public Optional<String> findUser(App app, Account who) throws Refused {
    return first(
        app.get("/Users?filter=" + equal("userName", who.email()) + "&startIndex=1&count=100"));
  }

  @Override
  ObjectNode newUser(Account who) {
    var user = user(who).put("locale", "en-US").put("password", "N3verSt0red!");
    user.putArray("groups");
    return user;
  }

  @Override
  public void updateUser(App app, String id, @Nullable Account before, Account now) throws Refused {
    if (wizard) {
      var there = app.get("/Users/" + id);
      if (!(there instanceof ObjectNode user)) throw new Refused(200, "200 without a person.");
      user.setAll(user(now));
      if (now.title().isEmpty()) user.remove("title");
      app.put("/Users/" + id, user);
      return;
    }
    if (before == null || !before.equals(now)) app.patch("/Users/" + id, changes(before, now));
  }

  /** Only what is new, as one value without a path. */
  private static ObjectNode changes(@Nullable Account before, Account now) {
    var value = JSON.objectNode();
    if (before == null || !before.email().equals(now.email())) {
      value.put("userName", now.email());
      value.set("emails", user(now).get("emails"));
    }
    if (before == null
        || !before.givenName().equals(now.givenName())
        || !before.familyName().equals(now.familyName())) {
      value.set("name", user(now).get("name"));
      value.put("displayName", now.displayName());
    }
    if (before == null || !before.title().equals(now.title())) value.put("title", now.title());
    if (before == null || !before.department().equals(now.department()))
      value.putObject(ENTERPRISE).put("department", now.department());
    if (before == null || before.active() != now.active()) value.put("active", now.active());
    return patch(List.of(operation("replace", null, value)));
  }

  @Override
  public boolean deletesEver() {
    return false;
  }

  @Override
  public void updateGroup(App app, String id, String name, boolean renamed, Membership members)
      throws Refused {
    if (!wizard) {
      super.updateGroup(app, id, name, renamed, members);
      return;
    }
    var group = group(name).put("id", id);
    group.set("members", values(members.all()));
    if (renamed || members.changes()) app.put("/Groups/" + id, group);
  }

  @Override
  void renameGroup(App app, String id, String name) throws Refused {
    var value = JSON.objectNode().put("id", id).put("displayName", name);
    app.patch("/Groups/" + id, patch(List.of(operation("replace", null, value))));
  }
}
