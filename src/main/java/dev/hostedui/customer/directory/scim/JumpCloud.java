package dev.hostedui.customer.directory.scim;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JumpCloud: people are put whole and deactivated by a PATCH of one path; members join one by one,
 * each told twice. Who takes a group away only takes its members out: the group stays in the app.
 */
final class JumpCloud extends Dialect {

  @Override
  Map<String, String> headers(String method) {
    return Map.of(
        "Content-Type",
        "application/scim+json",
        "User-Agent",
        "Basement IT, speaking like JumpCloud");
  }

  @Override
  public void test(App app) throws Refused {
    app.get("/Users?startIndex=1&count=1");
  }

  @Override
  public void updateUser(App app, String id, @Nullable Account before, Account now) throws Refused {
    var leaving = before != null && before.active() && !now.active();
    if (leaving)
      app.patch(
          "/Users/" + id, patch(List.of(operation("replace", "active", JSON.booleanNode(false)))));
    else app.put("/Users/" + id, user(now));
  }

  @Override
  public String createGroup(App app, String externalId, String name, List<Member> members)
      throws Refused {
    var id = super.createGroup(app, externalId, name, List.of());
    changeMembers(app, id, new Membership(members, List.of(), members));
    return id;
  }

  @Override
  void renameGroup(App app, String id, String name) throws Refused {
    app.patch(
        "/Groups/" + id,
        patch(List.of(operation("replace", null, JSON.objectNode().put("displayName", name)))));
  }

  @Override
  void changeMembers(App app, String id, Membership members) throws Refused {
    for (var it : members.leaving())
      super.changeMembers(app, id, new Membership(members.all(), List.of(it), List.of()));
    for (var it : members.joining())
      for (var repeated = 0; repeated < 2; repeated++)
        super.changeMembers(app, id, new Membership(members.all(), List.of(), List.of(it)));
  }

  @Override
  public void deleteGroup(App app, String id, List<Member> members) throws Refused {
    changeMembers(app, id, new Membership(List.of(), members, List.of()));
  }
}
