package dev.hostedui.api;

import static dev.hostedui.api.Schema.text;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.member.PeopleSearch;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** People of the whole installation, one record for each address. */
final class UserOperations {

  private static final String ONE = "/users/{user_id}";
  private static final String BY_EXTERNAL_ID = "/users:external/{external_id}";

  private final Core core;
  private final PeopleAnswers people;

  UserOperations(Core core, PeopleAnswers people) {
    this.core = core;
    this.people = people;
  }

  List<Operation> all() {
    var all = new ArrayList<Operation>();
    all.add(
        Operation.get(Group.USERS, "/users:search", "searchUsers")
            .says(
                "Search all people",
                "By a part of the address or of the names, or the whole address, id or external id:"
                    + " only by these somebody who belongs to no organization.")
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
    all.addAll(one(BY_EXTERNAL_ID, "ByExternalId", " by your own id", people::byExternalId));
    all.addAll(one(ONE, "", "", Call::user));
    return all;
  }

  private List<Operation> one(
      String path, String suffix, String words, Function<Call, UserId> who) {
    return List.of(
        Operation.get(Group.USERS, path, "getUser" + suffix)
            .says("Get a person" + words, "With all their memberships.")
            .operates()
            .tagged()
            .answers(200, PeopleShapes.USER_ANSWER)
            .by(call -> people.shown(who.apply(call))),
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
                    + " of an organization. What their roles give must be in the scope of the"
                    + " token.")
            .operates()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.memberAdministration.delete(call.actor(), who.apply(call));
                  return Reply.nothing();
                }));
  }

  private Reply listAll(Call call) {
    var pages = Pages.asked(call);
    return core.database.read(
        handle -> {
          var rows = PeopleReading.list(handle, pages);
          var known = PeopleAnswers.byId(PeopleReading.all(handle, rows, null, people.now()));
          return pages.reply(
              "users",
              rows.stream().filter(it -> known.containsKey(it.value())).toList(),
              PeopleReading::position,
              it -> known.get(it.value()),
              PeopleReading.count(handle));
        });
  }

  private Reply searchAll(Call call) {
    var pages = Pages.asked(call);
    var query = call.sought();
    var exact = exactly(call, query);
    if (exact != null) return PeopleAnswers.found(List.of(exact), "", "");
    var found =
        core.peopleSearch.page(
            query,
            new PeopleSearch.Edge(pages.backwards(), pages.position(), pages.within()),
            pages.limit());
    var ids = found.stream().map(PeopleSearch.Found::user).toList();
    var known =
        PeopleAnswers.byId(
            core.database.read(handle -> PeopleReading.all(handle, ids, null, people.now())));
    return pages
        .replyByPlace(
            "users",
            found.stream().filter(it -> known.containsKey(it.user().value())).toList(),
            it -> Pages.place(it.organization(), it.position()),
            it -> known.get(it.user().value()),
            0)
        .uncounted();
  }

  private @Nullable Map<String, Object> exactly(Call call, String query) {
    var exact = people.exactly(call, query, null);
    if (exact != null) return exact;
    return EmailAddress.parse(query)
        .flatMap(email -> core.database.read(handle -> Users.find(handle, email)))
        .map(user -> people.person(user.id(), null))
        .orElse(null);
  }

  private Reply change(UserId id, Call call) {
    core.users.change(
        call.actor(), id, call.seen(), was -> PeopleAnswers.details(was, call.body()));
    return people.shown(id);
  }
}
