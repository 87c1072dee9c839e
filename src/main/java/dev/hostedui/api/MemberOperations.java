package dev.hostedui.api;

import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.member.ListedMember;
import dev.hostedui.identity.member.MemberList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The people of one organization: listed, found and made, and what they may do there. */
final class MemberOperations {

  private static final String IN = "/organizations/{organization_id}/users";

  private static final Schema.Shape ROLES =
      new Schema.Shape(
          "MemberRolesAnswer",
          needed("roles", Schema.listOf(PeopleShapes.NAMED_ROLE), "The roles they hold."));

  private static final Schema.Shape PERMISSIONS =
      new Schema.Shape(
          "MemberPermissionsAnswer",
          needed(
              "permissions",
              Schema.listOf(
                  new Schema.Shape(
                      "MemberPermission", needed("name", text("sk_org_users_read"), "Its name."))),
              "What their roles give in the end."));

  private static final Schema.Shape ASSIGNED_ROLE =
      new Schema.Shape(
          "AssignedRole", needed("role_name", text("member").max(64), "The name of the role."));

  private final Core core;
  private final PeopleAnswers people;

  MemberOperations(Core core, PeopleAnswers people) {
    this.core = core;
    this.people = people;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.USERS, IN + ":search", "searchOrganizationUsers")
            .says(
                "Search the members of an organization",
                "By parts of names and address, or the whole id or external id. Of who is only invited, by those of the address.")
            .needs(Permission.USERS_READ)
            .needsQuery(
                "query", text("ada").min(3).max(100), "What to look for, 3 to 100 characters.")
            .paged(1, 30)
            .answers(200, PeopleShapes.FOUND_USERS)
            .by(this::search),
        Operation.get(Group.USERS, IN, "listOrganizationUsers")
            .says("List the members of an organization", "The newest first, the invited too.")
            .needs(Permission.USERS_READ)
            .paged(1, 100)
            .answers(200, PeopleShapes.USERS)
            .by(this::list),
        Operation.post(Group.USERS, IN, "createUser")
            .says(
                "Create a person in an organization",
                "They get an invitation by mail, unless send_invitation_email is false: then they"
                    + " are active at once. That, and to say more of them than their address, needs"
                    + " environment_manage in the scope, too. What their roles give must be in it"
                    + " all the same.")
            .needs(Permission.USERS_INVITE)
            .query(
                "send_invitation_email",
                truth(true),
                "Whether they are sent an invitation; true when it is not given.")
            .takes(PeopleShapes.NEW_USER)
            .refuses(429)
            .answers(201, PeopleShapes.USER_ANSWER)
            .by(this::create),
        Operation.get(Group.USERS, IN + "/{user_id}/roles", "listUserRoles")
            .says("List the roles of a member", "Those they hold themselves.")
            .needs(Permission.USERS_READ)
            .answers(200, ROLES)
            .by(this::roles),
        Operation.post(Group.USERS, IN + "/{user_id}/roles", "assignUserRoles")
            .says("Give a member further roles", "Those they hold already stay.")
            .needs(Permission.USERS_ROLE_CHANGE)
            .takes(Schema.listOf(ASSIGNED_ROLE, 50))
            .answers(200, ROLES)
            .by(this::giveRoles),
        Operation.delete(Group.USERS, IN + "/{user_id}/roles/{role_name}", "removeUserRole")
            .says("Take a role from a member", "Not the last one.")
            .needs(Permission.USERS_ROLE_CHANGE)
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(this::takeRole),
        Operation.get(Group.USERS, IN + "/{user_id}/permissions", "listUserPermissions")
            .says("List what a member may do", "By all their roles and what these inherit.")
            .needs(Permission.USERS_READ)
            .answers(200, PERMISSIONS)
            .by(this::permissions));
  }

  private Reply list(Call call) {
    core.organizations.mustExist(call.organization());
    return members(call, "");
  }

  private Reply search(Call call) {
    core.organizations.mustExist(call.organization());
    var query = call.sought();
    var exact = people.exactly(call, query, call.organization());
    if (exact != null) return PeopleAnswers.found(List.of(exact), "", "");
    return members(call, query).uncounted();
  }

  /** A page of the list that the Users widget shows, at the same cost in any size. */
  private Reply members(Call call, String search) {
    var pages = Pages.asked(call);
    var organization = call.organization();
    var first = pages.position() == 0;
    var edge =
        first ? MemberList.Edge.FIRST : new MemberList.Edge(!pages.backwards(), pages.position());
    var page = core.memberList.page(organization, search, edge, pages.size());
    var ids = page.members().stream().map(ListedMember::user).toList();
    var known =
        PeopleAnswers.byId(
            core.database.read(
                handle -> PeopleReading.all(handle, ids, organization, people.now())));
    var shown = page.members().stream().filter(it -> known.containsKey(it.user().value())).toList();
    return pages.reply(
        "users",
        shown,
        ListedMember::position,
        it -> {
          var person = Objects.requireNonNull(known.get(it.user().value()));
          return Sight.of(call, person).shown(person);
        },
        page.before(),
        page.after(),
        core.memberList.total(organization));
  }

  private Reply roles(Call call) {
    var person = person(call);
    return new Reply(Map.of("roles", membership(person).get("roles")), null);
  }

  private Reply permissions(Call call) {
    var names =
        membership(person(call)).get("permissions") instanceof List<?> held ? held : List.of();
    return new Reply(
        Map.of("permissions", names.stream().map(name -> Map.of("name", name)).toList()), null);
  }

  private Map<String, Object> person(Call call) {
    return people.person(call.user(), call.organization());
  }

  private static Map<?, ?> membership(Map<String, Object> person) {
    return (Map<?, ?>) PeopleReading.memberships(person).get(0);
  }

  // ------------------------------------------------------------------ changing

  private Reply create(Call call) {
    var body = call.body();
    var made =
        core.memberAdministration.create(
            call.actor(),
            call.organization(),
            body.textOr("email", ""),
            was -> PeopleAnswers.details(was, body),
            people.entry(call, body.part("membership")));
    return people.shownByAddress(call, made.user().id());
  }

  private Reply giveRoles(Call call) {
    var given = new LinkedHashSet<String>();
    for (var one : call.body().items()) given.add(one.textOr("role_name", ""));
    core.memberAdministration.changeSome(
        call.actor(), call.organization(), call.user(), given, Set.of());
    return roles(call);
  }

  private Reply takeRole(Call call) {
    core.memberAdministration.changeSome(
        call.actor(), call.organization(), call.user(), Set.of(), Set.of(call.path("role_name")));
    return Reply.nothing();
  }
}
