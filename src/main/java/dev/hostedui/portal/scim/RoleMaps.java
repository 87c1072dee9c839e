package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.portal.Surface;
import io.javalin.http.Context;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws step 3: the groups with the roles they give, as they are saved or as they were chosen. */
final class RoleMaps {

  private static final int PAGE_SIZE = 10;

  /**
   * Where in the groups somebody is, and what they have chosen.
   *
   * @param after the id of the last group before the page, or empty
   * @param error why the choices were not saved, or null
   */
  record Asked(String search, String after, Choices choices, @Nullable String error) {
    static final Asked NOTHING = new Asked("", "", Choices.NONE, null);
  }

  private final Core core;
  private final Situations situations;
  private final Surface surface;
  private final GroupQueries groups;

  RoleMaps(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
    groups = new GroupQueries(core.database);
  }

  RoleMap map(Context ctx, Situation situation, Asked asked) {
    var organization = surface.organization(ctx);
    var found = groups.page(situation.directory(), asked.search(), asked.after(), PAGE_SIZE + 1);
    var shown = found.stream().limit(PAGE_SIZE).toList();
    var described = core.roles.described(organization);
    var roles = described.stream().map(Roles.Described::role).toList();
    var givable = roles.stream().filter(it -> surface.mayGive(ctx, it.permissions())).toList();
    var byDefault = core.roles.defaultMember(organization);
    var canManage = situations.canManage(ctx);
    return new RoleMap(
        surface.spot(ctx),
        canManage && !givable.isEmpty(),
        situation.guide().groupLabel(),
        table(described, byDefault),
        byDefault.displayName(),
        asked.search(),
        shown.stream().map(it -> row(it, roles, givable, asked.choices())).toList(),
        carried(asked.choices(), shown.stream().map(GroupQueries.Group::id).toList()),
        asked.choices().byGroup().size(),
        asked.after(),
        found.size() > PAGE_SIZE ? shown.get(PAGE_SIZE - 1).id() : "",
        situation.directory().groupCount() > 0,
        groups.anyGivesRole(situation.directory()),
        situations.roleNote(situation),
        situations.isMember(ctx) ? "Allows more than your own role." : situations.onlyAdmins(ctx),
        canManage && givable.isEmpty() ? situations.onlyAdmins(ctx) : "",
        asked.error());
  }

  /** All choices but those for some groups. */
  static List<RoleMap.Carried> carried(Choices choices, List<String> but) {
    return choices.fieldsBut(but).stream()
        .map(it -> new RoleMap.Carried(it.group(), it.role(), it.shown()))
        .toList();
  }

  private static RoleMap.Row row(
      GroupQueries.Group group, List<Role> roles, List<Role> givable, Choices choices) {
    var choice = choices.byGroup().get(group.id());
    var chosen = choice == null ? group.roleId() : choice.role();
    var locked =
        roles.stream()
            .filter(it -> it.id().value().equals(group.roleId()))
            .anyMatch(it -> !givable.contains(it));
    var options =
        Stream.concat(
                Stream.of(
                    new RoleMap.Option(
                        "",
                        group.roleId().isEmpty() ? "Select a role" : "No role",
                        chosen.isEmpty())),
                roles.stream()
                    .filter(it -> givable.contains(it) || it.id().value().equals(group.roleId()))
                    .map(
                        it ->
                            new RoleMap.Option(
                                it.id().value(), it.displayName(), it.id().value().equals(chosen))))
            .toList();
    return new RoleMap.Row(
        group.id(), group.name(), group.members(), group.roleId(), options, locked);
  }

  private static List<RoleMap.RoleLine> table(List<Roles.Described> roles, Role byDefault) {
    return roles.stream()
        .map(
            it ->
                new RoleMap.RoleLine(
                    it.role().displayName(),
                    it.description(),
                    it.role().id().equals(byDefault.id())))
        .toList();
  }
}
