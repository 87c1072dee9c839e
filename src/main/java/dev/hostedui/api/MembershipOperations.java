package dev.hostedui.api;

import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.UserId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;

/** Who belongs to which organization, by our id of a person and by the app's own. */
final class MembershipOperations {

  private static final String IN = "/memberships/organizations/{organization_id}";

  private static final Schema.Shape INVITE_ANSWER =
      new Schema.Shape("InviteAnswer", needed("invite", PeopleShapes.INVITE, "The invitation."));

  private final Core core;
  private final PeopleAnswers people;

  MembershipOperations(Core core, PeopleAnswers people) {
    this.core = core;
    this.people = people;
  }

  List<Operation> all() {
    var all = new ArrayList<Operation>();
    all.addAll(
        of(
            IN + "/users:external/{external_id}",
            "ByExternalId",
            " by your own id",
            people::byExternalId));
    all.addAll(of(IN + "/users/{user_id}", "", "", Call::user));
    all.add(
        Operation.patch(
                Group.MEMBERSHIPS,
                "/invites/organizations/{organization_id}/users/{user_id}/resend",
                "resendInvite")
            .makesAnew()
            .says(
                "Send an invitation again", "A reminder while it is valid, else with a fresh term.")
            .needs(Permission.USERS_INVITE)
            .refuses(409)
            .answers(200, INVITE_ANSWER)
            .by(this::resend));
    return all;
  }

  private List<Operation> of(String path, String suffix, String words, Function<Call, UserId> who) {
    return List.of(
        Operation.post(Group.MEMBERSHIPS, path, "createMembership" + suffix)
            .says(
                "Make a person a member of an organization" + words,
                "They get an invitation by mail, unless send_invitation_email is false: then they"
                    + " are active at once, which needs environment_manage in the scope, too.")
            .needs(Permission.USERS_INVITE)
            .query(
                "send_invitation_email",
                truth(true),
                "Whether they are sent an invitation; true when it is not given.")
            .takes(PeopleShapes.NEW_MEMBERSHIP)
            .answers(201, PeopleShapes.USER_ANSWER)
            .by(call -> add(who.apply(call), call)),
        Operation.patch(Group.MEMBERSHIPS, path, "updateMembership" + suffix)
            .says(
                "Update a membership" + words,
                "roles replaces all of theirs, and is not an empty list; metadata replaces all of"
                    + " it.")
            .needs(Permission.USERS_ROLE_CHANGE)
            .takes(PeopleShapes.MEMBERSHIP_CHANGE)
            .versioned()
            .refuses(409)
            .answers(200, PeopleShapes.USER_ANSWER)
            .by(call -> change(who.apply(call), call)),
        Operation.delete(Group.MEMBERSHIPS, path, "deleteMembership" + suffix)
            .says(
                "Remove a member from an organization" + words,
                "Also takes an invitation back. Who belongs to no other organization is deleted.")
            .needs(Permission.USERS_DELETE)
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.members.remove(call.actor(), call.organization(), who.apply(call));
                  return Reply.nothing();
                }));
  }

  private Reply add(UserId who, Call call) {
    var made =
        core.memberAdministration.add(
            call.actor(), call.organization(), who, people.entry(call, call.body()));
    return people.shownIn(call, made.user().id());
  }

  private Reply change(UserId who, Call call) {
    var body = call.body();
    var metadata = body.pairs("metadata");
    core.memberAdministration.change(
        call.actor(),
        call.organization(),
        who,
        call.seen(),
        body.has("roles") ? people.names(call.organization(), body) : null,
        metadata == null ? null : new Metadata(metadata));
    return people.shownIn(call, who);
  }

  private Reply resend(Call call) {
    core.invitations.resend(call.actor(), call.organization(), call.user());
    var invite =
        new LinkedHashMap<>(
            core.database.read(
                handle -> PeopleReading.invite(handle, call.organization(), call.user())));
    if (!Sight.readsPeople(call)) invite.remove("inviter_email");
    return Reply.of("invite", invite);
  }
}
