package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryGroupId;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;

/** Answers for the tab with the groups of the directory. */
final class GroupsTab {

  private static final int PAGE_SIZE = 20;
  private static final int SHOWN_PEOPLE = 20;
  private static final int SHOWN_PENDING = 20;

  private final Core core;
  private final Brand brand;
  private final Situations situations;
  private final Surface surface;
  private final PeopleQueries people;
  private final GroupQueries groups;

  GroupsTab(Core core, Brand brand, Situations situations, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.situations = situations;
    this.surface = surface;
    people = new PeopleQueries(core.database);
    groups = new GroupQueries(core.database);
  }

  void mount(Routes routes) {
    var path = surface.path() + Tab.GROUPS.path();
    routes.get(path, surface.access(), ctx -> surface.show(ctx, page(ctx)));
    routes.get(path + "/{group}", surface.access(), ctx -> surface.showDialog(ctx, drawer(ctx)));
  }

  private GroupsPage page(Context ctx) {
    var situation = situations.get(ctx);
    var narrowed = Narrowing.of(ctx);
    var found =
        groups.page(situation.directory(), narrowed.search(), narrowed.after(), PAGE_SIZE + 1);
    var shown = found.stream().limit(PAGE_SIZE).toList();
    return new GroupsPage(
        situations.head(ctx, situation, Tab.GROUPS),
        narrowed.search(),
        situations.roleNote(situation),
        shown.stream().map(this::line).toList(),
        narrowed.after().isEmpty(),
        found.size() > PAGE_SIZE
            ? surface.path(ctx)
                + Tab.GROUPS.path()
                + narrowed.from(shown.get(PAGE_SIZE - 1).id()).query()
            : "");
  }

  private GroupsPage.Line line(GroupQueries.Group it) {
    return new GroupsPage.Line(
        it.id(),
        it.name(),
        Long.toString(it.members()),
        it.role(),
        Ago.of(it.updatedAt(), core.clock.instant()));
  }

  private GroupDrawer drawer(Context ctx) {
    var directory = situations.get(ctx).directory();
    var now = core.clock.instant();
    var id =
        DirectoryGroupId.parse(ctx.pathParam("group"))
            .orElseThrow(() -> Problem.notFound("directory_group_not_found"));
    var group =
        groups.find(directory, id).orElseThrow(() -> Problem.notFound("directory_group_not_found"));
    return new GroupDrawer(
        surface.spot(ctx),
        brand.look(),
        group.id(),
        group.name(),
        group.externalId(),
        group.role(),
        group.members(),
        Ago.of(group.createdAt(), now),
        Ago.of(group.updatedAt(), now),
        people.page(directory, new Narrowing("", "", id, ""), SHOWN_PEOPLE).stream()
            .map(it -> new GroupDrawer.Member(it.id(), it.name(), it.email(), it.active()))
            .toList(),
        groups.pending(id, SHOWN_PENDING),
        groups.countPending(id),
        Payload.readable(group.attributes()));
  }
}
