package dev.hostedui.api;

import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.member.ListedMember;
import dev.hostedui.identity.member.MemberAdministration;
import dev.hostedui.identity.member.MemberList;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.UserDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** People, and their memberships of organizations. */
final class UserOperations {

  private static final String ONE = "/users/{user_id}";
  private static final String BY_EXTERNAL_ID = "/users:external/{external_id}";
  private static final String IN = "/organizations/{organization_id}/users";
  private static final String MEMBERSHIP =
      "/memberships/organizations/{organization_id}/users/{user_id}";

  private static final ObjectMapper JSON = new ObjectMapper();

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

  private static final Schema.Shape INVITE_ANSWER =
      new Schema.Shape("InviteAnswer", needed("invite", PeopleShapes.INVITE, "The invitation."));

  private final Core core;

  UserOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    var all = new ArrayList<Operation>();
    all.addAll(people());
    all.addAll(inOrganization());
    all.addAll(memberships());
    return all;
  }

  private List<Operation> people() {
    var all = new ArrayList<Operation>();
    all.add(
        Operation.get(Group.USERS, "/users:search", "searchUsers")
            .says(
                "Search all people",
                "By a part of the address or of the names, or the whole id or external id.")
            .operates()
            .needsQuery(
                "query", text("ada").min(3).max(100), "What to look for, 3 to 100 characters.")
            .paged(1, 30)
            .answers(200, PeopleShapes.FOUND_USERS)
            .by(this::searchAll));
    all.add(
        Operation.get(Group.USERS, "/users", "listUsers")
            .says("List all people", "In the order their records were made.")
            .operates()
            .paged(10, 100)
            .answers(200, PeopleShapes.USERS)
            .by(this::listAll));
    all.addAll(one(BY_EXTERNAL_ID, "ByExternalId", " by your own id", this::byExternalId));
    all.addAll(one(ONE, "", "", Call::user));
    return all;
  }

  private List<Operation> one(
      String path, String suffix, String words, Function<Call, UserId> who) {
    return List.of(
        Operation.get(Group.USERS, path, "getUser" + suffix)
            .says("Get a person" + words, "With all their memberships.")
            .operates()
            .answers(200, PeopleShapes.USER_ANSWER)
            .by(call -> shown(who.apply(call))),
        Operation.patch(Group.USERS, path, "updateUser" + suffix)
            .says(
                "Update a person" + words,
                "Changes what is given and keeps the rest. The address never changes.")
            .operates()
            .takes(PeopleShapes.USER_CHANGE)
            .versioned()
            .refuses(409)
            .answers(200, PeopleShapes.USER_ANSWER)
            .by(call -> change(who.apply(call), call)),
        Operation.delete(Group.USERS, path, "deleteUser" + suffix)
            .says(
                "Delete a person" + words,
                "Ends their sessions and memberships, for good. Not while they are the last admin"
                    + " of an organization.")
            .operates()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.memberAdministration.delete(call.actor(), who.apply(call));
                  return Reply.nothing();
                }));
  }

  private List<Operation> inOrganization() {
    return List.of(
        Operation.get(Group.USERS, IN + ":search", "searchOrganizationUsers")
            .says(
                "Search the members of an organization",
                "By parts of names and address, or the whole id or external id.")
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
                    + " are active at once.")
            .operates()
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

  private List<Operation> memberships() {
    return List.of(
        Operation.post(Group.MEMBERSHIPS, MEMBERSHIP, "createMembership")
            .says(
                "Make a person a member of an organization",
                "They get an invitation by mail, unless send_invitation_email is false: then they"
                    + " are active at once.")
            .needs(Permission.USERS_INVITE)
            .query(
                "send_invitation_email",
                truth(true),
                "Whether they are sent an invitation; true when it is not given.")
            .takes(PeopleShapes.NEW_MEMBERSHIP)
            .answers(201, PeopleShapes.USER_ANSWER)
            .by(this::add),
        Operation.patch(Group.MEMBERSHIPS, MEMBERSHIP, "updateMembership")
            .says(
                "Update a membership",
                "roles replaces all of theirs, and is not an empty list; metadata replaces all of"
                    + " it.")
            .needs(Permission.USERS_ROLE_CHANGE)
            .takes(PeopleShapes.MEMBERSHIP_CHANGE)
            .versioned()
            .refuses(409)
            .answers(200, PeopleShapes.USER_ANSWER)
            .by(this::changeMembership),
        Operation.delete(Group.MEMBERSHIPS, MEMBERSHIP, "deleteMembership")
            .says(
                "Remove a member from an organization",
                "Also takes an invitation back. Who belongs to no other organization is deleted.")
            .needs(Permission.USERS_DELETE)
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.members.remove(call.actor(), call.organization(), call.user());
                  return Reply.nothing();
                }),
        Operation.patch(
                Group.MEMBERSHIPS,
                "/invites/organizations/{organization_id}/users/{user_id}/resend",
                "resendInvite")
            .says(
                "Send an invitation again", "A reminder while it is valid, else with a fresh term.")
            .needs(Permission.USERS_INVITE)
            .refuses(409)
            .answers(200, INVITE_ANSWER)
            .by(this::resend));
  }

  // ------------------------------------------------------------------ reading

  private Instant now() {
    return core.clock.instant();
  }

  private Reply shown(UserId id) {
    var json = core.database.read(handle -> PeopleReading.one(handle, id, null, now()));
    return Reply.of("user", json).as(Instant.parse((String) json.get("update_time")));
  }

  private Reply shownIn(OrganizationId organization, UserId id) {
    return core.database.read(
        handle ->
            Reply.of("user", PeopleReading.one(handle, id, organization, now()))
                .as(PeopleReading.updatedAt(handle, organization, id)));
  }

  private UserId byExternalId(Call call) {
    return core.users
        .ofExternalId(call.path("external_id"))
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  private Reply listAll(Call call) {
    var pages = Pages.asked(call);
    return core.database.read(
        handle -> {
          var rows = PeopleReading.list(handle, pages, null);
          var people = byId(PeopleReading.all(handle, rows, null, now()));
          return pages.reply(
              "users",
              rows.stream().filter(it -> people.containsKey(it.value())).toList(),
              PeopleReading::position,
              it -> people.get(it.value()),
              PeopleReading.count(handle));
        });
  }

  private Reply searchAll(Call call) {
    var pages = Pages.asked(call);
    var query = call.query("query");
    var exact = exactly(query, null);
    if (exact != null)
      return foundOne(core.database.read(handle -> PeopleReading.one(handle, exact, null, now())));
    var like = "%" + query.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
    return core.database.read(
        handle -> {
          var rows = PeopleReading.list(handle, pages, like);
          var people = byId(PeopleReading.all(handle, rows, null, now()));
          return uncounted(
              pages.reply(
                  "users",
                  rows.stream().filter(it -> people.containsKey(it.value())).toList(),
                  PeopleReading::position,
                  it -> people.get(it.value()),
                  0));
        });
  }

  private static Map<String, Map<String, Object>> byId(List<Map<String, Object>> people) {
    var byId = new LinkedHashMap<String, Map<String, Object>>();
    for (var person : people) byId.put((String) person.get("id"), person);
    return byId;
  }

  /** Whose id or external id a search is, if they belong to the organization; else null. */
  private @Nullable UserId exactly(String query, @Nullable OrganizationId in) {
    var id = UserId.parse(query).or(() -> core.users.ofExternalId(query)).orElse(null);
    if (id == null) return null;
    try {
      core.database.read(handle -> PeopleReading.one(handle, id, in, now()));
      return id;
    } catch (Problem nobody) {
      return null;
    }
  }

  private static Reply foundOne(Map<String, Object> person) {
    return Reply.of(
        new Snapshot()
            .with("users", List.of(person))
            .with("next_page_token", "")
            .with("prev_page_token", ""));
  }

  private static Reply uncounted(Reply reply) {
    var body = new LinkedHashMap<>(reply.body());
    body.remove("total_size");
    return new Reply(body, null);
  }

  private Reply list(Call call) {
    mustExist(call.organization());
    return members(call, "");
  }

  private Reply search(Call call) {
    mustExist(call.organization());
    var query = call.query("query");
    var exact = exactly(query, call.organization());
    if (exact != null)
      return foundOne(
          core.database.read(
              handle -> PeopleReading.one(handle, exact, call.organization(), now())));
    return uncounted(members(call, query));
  }

  private void mustExist(OrganizationId id) {
    core.database.read(
        handle ->
            Organizations.find(handle, id)
                .orElseThrow(() -> Problem.notFound("organization_not_found")));
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
    var people =
        byId(core.database.read(handle -> PeopleReading.all(handle, ids, organization, now())));
    var shown =
        page.members().stream().filter(it -> people.containsKey(it.user().value())).toList();
    return pages.reply(
        "users",
        shown,
        ListedMember::position,
        it -> people.get(it.user().value()),
        page.before(),
        page.after(),
        page.total());
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
    return core.database.read(
        handle -> PeopleReading.one(handle, call.user(), call.organization(), now()));
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
            was -> details(was, body),
            entry(call, body.part("membership")));
    return shownIn(call.organization(), made.user().id());
  }

  private Reply add(Call call) {
    var made =
        core.memberAdministration.add(
            call.actor(), call.organization(), call.user(), entry(call, call.body()));
    return shownIn(call.organization(), made.user().id());
  }

  private MemberAdministration.Entry entry(Call call, Body membership) {
    var metadata = membership.pairs("metadata");
    return new MemberAdministration.Entry(
        names(call.organization(), membership),
        metadata == null ? Metadata.NONE : new Metadata(metadata),
        membership.text("inviter_email"),
        call.queryIs("send_invitation_email", true));
  }

  /** Roles are named by name, or by the older id. */
  private List<String> names(OrganizationId organization, Body membership) {
    var names = new ArrayList<String>();
    for (var role : membership.parts("roles")) {
      var id = role.text("id");
      var name = role.text("name");
      if (name == null && id != null)
        name =
            RoleId.parse(id)
                .flatMap(it -> core.database.read(handle -> Roles.find(handle, organization, it)))
                .orElseThrow(() -> Problem.invalid("unknown_role").at("roles").with(id))
                .name();
      if (name == null)
        throw Problem.invalid("value_missing").at("roles[" + names.size() + "].name");
      names.add(name);
    }
    return names;
  }

  private Reply change(UserId id, Call call) {
    core.users.change(call.actor(), id, call.seen(), was -> details(was, call.body()));
    return shown(id);
  }

  private static UserDetails details(UserDetails was, Body body) {
    var given = body.part("user_profile");
    var profile = new LinkedHashMap<>(was.profile());
    for (var name : PeopleShapes.PROFILE_FIELDS) {
      if (!given.has(name)) continue;
      var value = JSON.convertValue(given.json().get(name), new TypeReference<Object>() {});
      if (isEmpty(value)) profile.remove(name);
      else
        profile.put(
            name, value instanceof List<?> list ? List.copyOf(new LinkedHashSet<>(list)) : value);
    }
    var metadata = body.pairs("metadata");
    return new UserDetails(
        given.textOr("given_name", given.textOr("first_name", was.givenName())),
        given.textOr("family_name", given.textOr("last_name", was.familyName())),
        body.has("external_id") ? body.text("external_id") : was.externalId(),
        metadata == null ? was.metadata() : new Metadata(metadata),
        profile);
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null
        || value.equals("")
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }

  private Reply changeMembership(Call call) {
    var body = call.body();
    var metadata = body.pairs("metadata");
    core.memberAdministration.change(
        call.actor(),
        call.organization(),
        call.user(),
        call.seen(),
        body.has("roles") ? names(call.organization(), body) : null,
        metadata == null ? null : new Metadata(metadata));
    return shownIn(call.organization(), call.user());
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

  private Reply resend(Call call) {
    core.invitations.resend(call.actor(), call.organization(), call.user());
    return Reply.of(
        "invite",
        core.database.read(
            handle -> PeopleReading.invite(handle, call.organization(), call.user())));
  }
}
