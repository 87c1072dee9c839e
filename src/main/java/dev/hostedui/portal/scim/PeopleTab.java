package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryReceipt;
import dev.hostedui.identity.directory.DirectoryRequests;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.DirectoryUserId;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Collectors;

/** Answers for the tab with the people of the directory. */
final class PeopleTab {

  private static final int PAGE_SIZE = 20;
  private static final int SHOWN_GROUPS = 50;
  private static final int SHOWN_CALLS = 5;

  /** So many groups are named that give somebody the same role. */
  private static final int NAMED_GIVERS = 10;

  private final Core core;
  private final Brand brand;
  private final Situations situations;
  private final Surface surface;
  private final PeopleQueries people;
  private final GroupQueries groups;

  PeopleTab(Core core, Brand brand, Situations situations, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.situations = situations;
    this.surface = surface;
    people = new PeopleQueries(core.database);
    groups = new GroupQueries(core.database);
  }

  void mount(Routes routes) {
    var path = surface.path() + Tab.USERS.path();
    routes.get(path, surface.access(), ctx -> surface.show(ctx, page(ctx)));
    routes.get(
        path + "/{user}", surface.access(), ctx -> surface.showDialog(ctx, drawer(ctx, user(ctx))));
  }

  private PeoplePage page(Context ctx) {
    var situation = situations.get(ctx);
    var directory = situation.directory();
    var narrowed = Narrowing.of(ctx);
    var group = narrowed.group();
    var groupName =
        group == null ? "" : groups.find(directory, group).map(GroupQueries.Group::name).orElse("");
    // a group that is gone narrows nothing
    if (groupName.isEmpty() && group != null) narrowed = narrowed.without();
    var found = people.page(directory, narrowed, PAGE_SIZE + 1);
    var shown = found.stream().limit(PAGE_SIZE).toList();
    var path = surface.path(ctx) + Tab.USERS.path();
    return new PeoplePage(
        situations.head(ctx, situation, Tab.USERS),
        narrowed,
        groupName,
        path + narrowed.without().query(),
        shown.stream().map(this::line).toList(),
        narrowed.after().isEmpty(),
        found.size() > PAGE_SIZE
            ? path + narrowed.from(Long.toString(shown.get(PAGE_SIZE - 1).position())).query()
            : "");
  }

  private PeoplePage.Line line(PeopleQueries.Person it) {
    return new PeoplePage.Line(
        it.id(),
        it.avatar(),
        it.name(),
        it.email(),
        it.active(),
        String.join(", ", it.groups().names()),
        it.groups().more() > 0 ? "and " + it.groups().more() + " more" : "",
        Ago.of(it.updatedAt(), core.clock.instant()));
  }

  // ------------------------------------------------------------------ one person

  private DirectoryUser user(Context ctx) {
    var directory = situations.get(ctx).directory();
    return DirectoryUserId.parse(ctx.pathParam("user"))
        .flatMap(it -> core.directoryUsers.find(directory, it))
        .orElseThrow(() -> Problem.notFound("directory_user_not_found"));
  }

  private PersonDrawer drawer(Context ctx, DirectoryUser user) {
    var directory = situations.get(ctx).directory();
    var organization = surface.organization(ctx);
    var now = core.clock.instant();
    var found = people.groupsOf(directory, user.id(), SHOWN_GROUPS + 1);
    var in = found.stream().limit(SHOWN_GROUPS).toList();
    var deactivated = user.deactivatedAt();
    var externalId = user.externalId();
    return new PersonDrawer(
        surface.spot(ctx),
        brand.look(),
        user.id().value(),
        user.name(),
        user.email().value(),
        user.userName(),
        externalId == null ? "" : externalId,
        deactivated == null ? null : Ago.of(deactivated, now),
        core.memberList
            .one(organization, user.email())
            .filter(it -> it.status() == MembershipStatus.ACTIVE)
            .isPresent(),
        Ago.of(user.createdAt(), now),
        Ago.of(user.updatedAt(), now),
        in,
        found.size() > SHOWN_GROUPS,
        roles(ctx, user),
        Payload.readable(user.attributes()),
        core.directoryReceipts.of(organization, directory.id(), user.id(), SHOWN_CALLS).stream()
            .map(it -> receipt(directory, it))
            .toList(),
        core
            .directoryRequests
            .page(
                organization,
                directory.id(),
                new DirectoryRequests.Filter(user.id(), null, null, false, null),
                null,
                SHOWN_CALLS)
            .entries()
            .stream()
            .map(this::call)
            .toList());
  }

  private List<PersonDrawer.RoleLine> roles(Context ctx, DirectoryUser user) {
    var account = user.user();
    if (account == null) return List.of();
    var organization = surface.organization(ctx);
    var byDefault = core.roles.defaultMember(organization).id();
    var givers = people.giversOf(organization, account, NAMED_GIVERS);
    return core.roles.heldBy(organization, account).stream()
        .map(
            role -> {
              var here =
                  givers.stream()
                      .filter(it -> it.gives(role.id()) && it.of(user.directory()))
                      .toList();
              return new PersonDrawer.RoleLine(
                  role.displayName(),
                  !here.isEmpty()
                      ? "by group " + named(here)
                      : givers.stream().anyMatch(it -> it.gives(role.id()))
                          ? "by a group of another directory"
                          : role.id().equals(byDefault) && givers.isEmpty()
                              ? "the default role: no group of theirs gives one"
                              : "given here, not by a group");
            })
        .toList();
  }

  private static String named(List<PeopleQueries.Giver> groups) {
    var more = groups.get(0).total() - groups.size();
    return groups.stream().map(PeopleQueries.Giver::name).collect(Collectors.joining(", "))
        + (more > 0 ? " and " + more + " more" : "");
  }

  private PersonDrawer.Receipt receipt(Directory directory, DirectoryReceipt it) {
    var ended = ReceiptWords.ended(it);
    return new PersonDrawer.Receipt(
        Ago.of(it.endedAt(), core.clock.instant()),
        (it.effect() == Effect.REMOVED ? "Removed" : "Deactivated")
            + (ended.isEmpty() ? ". Nothing was left to end." : ". This ended: " + ended + "."),
        ReceiptWords.took(it, directory));
  }

  private PersonDrawer.Call call(DirectoryRequests.Entry it) {
    var answer = it.request().answer();
    var detail = answer.detail();
    return new PersonDrawer.Call(
        it.id(),
        Ago.of(it.at(), core.clock.instant()),
        RequestWords.call(it.request()),
        answer.status(),
        answer.failed(),
        detail == null ? "" : detail);
  }
}
