package dev.hostedui.portal.users;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.portal.Pages;
import dev.hostedui.portal.Section;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Access;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Visitor;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;

/** Answers for the Users page. */
public final class UsersWidget implements Widget {

  private static final int PAGE_SIZE = 10;

  private static final Access INVITE = Section.USERS.access().and(Permission.USERS_INVITE);
  private static final Access CHANGE_ROLE =
      Section.USERS.access().and(Permission.USERS_ROLE_CHANGE);
  private static final Access REMOVE = Section.USERS.access().and(Permission.USERS_DELETE);

  private final Members members;
  private final Invitations invitations;
  private final Roles roles;
  private final UsersQueries queries;
  private final Pages pages;

  public UsersWidget(
      Members members,
      Invitations invitations,
      Roles roles,
      Database database,
      Clock clock,
      Pages pages) {
    this.members = members;
    this.invitations = invitations;
    this.roles = roles;
    this.queries = new UsersQueries(database, clock);
    this.pages = pages;
  }

  @Override
  public Section section() {
    return Section.USERS;
  }

  @Override
  public void mount(Routes routes) {
    routes.get("/ui/organization/users", section().access(), this::show);
    routes.get("/ui/organization/users/invitations", INVITE, this::askWhomToInvite);
    routes.post("/ui/organization/users/invitations", INVITE, this::invite);
    routes.get("/ui/organization/users/{user}/invitation", INVITE, this::askToResend);
    routes.post("/ui/organization/users/{user}/invitation", INVITE, this::resend);
    routes.get("/ui/organization/users/{user}/role", CHANGE_ROLE, this::askForRole);
    routes.post("/ui/organization/users/{user}/role", CHANGE_ROLE, this::changeRole);
    routes.get("/ui/organization/users/{user}/removal", REMOVE, this::askToRemove);
    routes.post("/ui/organization/users/{user}/removal", REMOVE, this::remove);
  }

  private void show(Context ctx) {
    pages.show(ctx, section(), page(Visitor.of(ctx), stateOfAddress(ctx)));
  }

  private void askWhomToInvite(Context ctx) {
    var visitor = Visitor.of(ctx);
    var chosen = roles.defaultMember(visitor.organization()).id().value();
    pages.showDialog(
        ctx,
        section(),
        new InviteForm(
            stateOfAddress(ctx),
            organizationName(visitor),
            "",
            null,
            choices(visitor, List.of(chosen)),
            null,
            null));
  }

  private void invite(Context ctx) {
    var visitor = Visitor.of(ctx);
    var email = Requests.field(ctx, "email");
    var role = Requests.field(ctx, "role");
    var state = stateOfForm(ctx);
    try {
      var member = invitations.invite(visitor.actor(), email, role);
      // the new row is the first one of the first page
      pages.changed(
          ctx,
          section(),
          section().path(),
          () -> page(visitor, new ListState("", "")),
          Toast.done("An invitation is on its way to " + member.user().email().value() + "."));
    } catch (Problem problem) {
      var words = Words.of(ctx);
      pages.retryDialog(
          ctx,
          section(),
          new InviteForm(
              state,
              organizationName(visitor),
              email,
              words.at(problem, "email"),
              choices(visitor, List.of(role)),
              words.at(problem, "role"),
              words.besides(problem, "email", "role")),
          problem);
    }
  }

  private void askToResend(Context ctx) {
    pages.showDialog(ctx, section(), new ResendConfirmation(stateOfAddress(ctx), user(ctx)));
  }

  private void resend(Context ctx) {
    change(
        ctx,
        actor -> {
          var member = invitations.resend(actor, userId(ctx));
          return Toast.done(
              "The invitation of " + member.user().email().value() + " is on its way again.");
        });
  }

  private void askForRole(Context ctx) {
    var visitor = Visitor.of(ctx);
    var user = user(ctx);
    pages.showDialog(
        ctx,
        section(),
        new RoleForm(
            stateOfAddress(ctx),
            user,
            choices(visitor, queries.roleIds(visitor.organization(), userId(ctx))),
            null));
  }

  private void changeRole(Context ctx) {
    var visitor = Visitor.of(ctx);
    var role = Requests.field(ctx, "role");
    var state = stateOfForm(ctx);
    try {
      var member = members.changeRole(visitor.actor(), userId(ctx), role);
      pages.changed(
          ctx,
          section(),
          section().path() + state.query(),
          () -> page(visitor, state),
          Toast.done(label(member.user()) + " is now " + roleName(visitor, role) + "."));
    } catch (Problem problem) {
      if (problem.isAt("role")) {
        pages.retryDialog(
            ctx,
            section(),
            new RoleForm(
                state, user(ctx), choices(visitor, List.of(role)), Words.of(ctx).of(problem)),
            problem);
      } else {
        pages.refused(ctx, section(), () -> page(visitor, state), problem);
      }
    }
  }

  private void askToRemove(Context ctx) {
    pages.showDialog(
        ctx,
        section(),
        new RemovalConfirmation(stateOfAddress(ctx), user(ctx), organizationName(Visitor.of(ctx))));
  }

  private void remove(Context ctx) {
    change(
        ctx,
        actor -> {
          var member = members.remove(actor, userId(ctx));
          return Toast.done(
              label(member.user())
                  + " was removed from "
                  + organizationName(Visitor.of(ctx))
                  + ".");
        });
  }

  /** A change without fields of its own: done, or refused with the list as it truly is. */
  private void change(
      Context ctx, java.util.function.Function<dev.hostedui.identity.Actor.Person, Toast> verb) {
    var visitor = Visitor.of(ctx);
    var state = stateOfForm(ctx);
    try {
      var toast = verb.apply(visitor.actor());
      pages.changed(
          ctx, section(), section().path() + state.query(), () -> page(visitor, state), toast);
    } catch (Problem problem) {
      pages.refused(ctx, section(), () -> page(visitor, state), problem);
    }
  }

  private View page(Visitor visitor, ListState state) {
    var edge = state.edge();
    var self = visitor.session().user().id();
    var window = queries.page(visitor.organization(), state.search(), edge, PAGE_SIZE, self);
    if (window.users().isEmpty() && !state.page().isEmpty()) return page(visitor, state.at(""));
    var users = window.users();
    var start =
        window.before()
            ? edge.after()
                // a number that was tampered with, or is old, is no reason to show nonsense
                ? Math.min(edge.start(), Math.max(1, window.total() - users.size() + 1))
                : Math.max(1, edge.start() - users.size())
            : 1;
    var previous =
        window.before() && !users.isEmpty()
            ? section().path()
                + state
                    .at(new ListState.Edge(false, users.get(0).position(), start).token())
                    .query()
            : "";
    var next =
        window.after() && !users.isEmpty()
            ? section().path()
                + state
                    .at(
                        new ListState.Edge(
                                true, users.get(users.size() - 1).position(), start + users.size())
                            .token())
                    .query()
            : "";
    return new UsersPage(
        window.total(),
        state,
        users,
        start,
        previous,
        next,
        visitor.may(Permission.USERS_INVITE),
        visitor.may(Permission.USERS_ROLE_CHANGE),
        visitor.may(Permission.USERS_DELETE));
  }

  private static ListState stateOfAddress(Context ctx) {
    return ListState.of(Requests.query(ctx, "q"), Requests.query(ctx, "page"));
  }

  private static ListState stateOfForm(Context ctx) {
    return ListState.of(Requests.field(ctx, "q"), Requests.field(ctx, "page"));
  }

  private ListedUser user(Context ctx) {
    var visitor = Visitor.of(ctx);
    return queries
        .one(visitor.organization(), userId(ctx), visitor.session().user().id())
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  private static UserId userId(Context ctx) {
    return UserId.parse(ctx.pathParam("user"))
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  /** The roles of the organization that give no more than the visitor holds. */
  private List<RoleChoice> choices(Visitor visitor, List<String> selected) {
    var held = visitor.actor().permissions();
    return roles.usable(visitor.organization()).stream()
        .filter(
            role -> held.containsAll(role.permissions()) || selected.contains(role.id().value()))
        .map(
            role ->
                new RoleChoice(
                    role.id().value(), role.displayName(), selected.contains(role.id().value())))
        .toList();
  }

  private String roleName(Visitor visitor, String id) {
    return roles.usable(visitor.organization()).stream()
        .filter(role -> role.id().value().equals(id))
        .map(Role::displayName)
        .findFirst()
        .orElse("changed");
  }

  private static String label(dev.hostedui.identity.user.User user) {
    return user.fullName().isEmpty() ? user.email().value() : user.fullName();
  }

  private static String organizationName(Visitor visitor) {
    var active = visitor.active();
    return active == null ? "" : active.displayName();
  }
}
