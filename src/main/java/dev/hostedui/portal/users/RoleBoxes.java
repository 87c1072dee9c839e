package dev.hostedui.portal.users;

import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The roles that a dialog offers, as boxes to tick: a member may have several. */
final class RoleBoxes {

  /** The field of the boxes. */
  static final String FIELD = "role";

  /** More than an organization can have. */
  static final int MOST = 500;

  private static final String WITHHELD = "Allows more than your own role.";

  private static final String CHOOSE_ANOTHER = "Allows more than your own role. Choose another.";

  private final Roles roles;
  private final Surface surface;

  RoleBoxes(Roles roles, Surface surface) {
    this.roles = roles;
    this.surface = surface;
  }

  /** What a form begins with: the role that new members get. */
  List<String> usual(Context ctx) {
    return List.of(roles.defaultMember(surface.organization(ctx)).id().value());
  }

  /** The roles that were ticked. */
  static List<String> sent(Context ctx) {
    return Requests.fields(ctx, FIELD, MOST);
  }

  /**
   * All roles of the organization, the chosen ones first: of many, who ticks another sees them.
   * Those that give more than the visitor holds cannot be ticked.
   */
  List<RoleChoice> of(Context ctx, Collection<String> chosen) {
    return roles.usable(surface.organization(ctx)).stream()
        .map(
            role ->
                new RoleChoice(
                    role.id().value(),
                    role.displayName(),
                    chosen.contains(role.id().value()),
                    role.permissions().stream().allMatch(it -> surface.may(ctx, it))
                        ? null
                        : WITHHELD))
        .sorted(Comparator.comparing(RoleChoice::selected).reversed())
        .toList();
  }

  /**
   * {@link #of} for who is new: nothing is ticked that cannot be given, and where that was the role
   * that new members get, it says so.
   */
  List<RoleChoice> toGive(Context ctx, Collection<String> chosen) {
    return of(ctx, chosen).stream()
        .map(
            it ->
                it.selected() && it.withheld() != null
                    ? new RoleChoice(it.id(), it.label(), false, CHOOSE_ANOTHER)
                    : it)
        .toList();
  }

  /** The names of these roles as a list in words; empty when none of them is there any more. */
  String names(Context ctx, Collection<String> ids) {
    var names =
        roles.usable(surface.organization(ctx)).stream()
            .filter(role -> ids.contains(role.id().value()))
            .map(Role::displayName)
            .toList();
    if (names.size() < 2) return String.join("", names);
    var last = names.size() - 1;
    return names.subList(0, last).stream().collect(Collectors.joining(", "))
        + " and "
        + names.get(last);
  }
}
