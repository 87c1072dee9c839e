package dev.hostedui.portal.users;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.event.EventExport;
import dev.hostedui.identity.member.BulkInvitations;
import dev.hostedui.identity.member.Departures;
import dev.hostedui.identity.member.Invitations;
import dev.hostedui.identity.member.ListedMember;
import dev.hostedui.identity.member.MemberExport;
import dev.hostedui.identity.member.MemberList;
import dev.hostedui.identity.member.Members;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.Widget;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Answers for the Users page. */
public final class UsersWidget implements Widget {

  private static final int PAGE_SIZE = 10;

  /** So many tables are written at once. */
  private static final int EXPORTS = 2;

  private static final Set<Permission> CHANGES =
      Set.of(Permission.USERS_INVITE, Permission.USERS_ROLE_CHANGE, Permission.USERS_DELETE);

  private final Members members;
  private final Invitations invitations;
  private final Roles roles;
  private final MemberList list;
  private final MemberExport export;
  private final Departures departures;
  private final Directories directories;
  private final Clock clock;
  private final RoleBoxes boxes;
  private final BulkRoutes bulk;
  private final Surface surface;
  private final Semaphore exports = new Semaphore(EXPORTS);

  public UsersWidget(
      Members members,
      Invitations invitations,
      BulkInvitations bulkInvitations,
      Roles roles,
      MemberList list,
      MemberExport export,
      Departures departures,
      Directories directories,
      Clock clock,
      Surface surface) {
    this.members = members;
    this.invitations = invitations;
    this.roles = roles;
    this.list = list;
    this.export = export;
    this.departures = departures;
    this.directories = directories;
    this.clock = clock;
    this.surface = surface;
    this.boxes = new RoleBoxes(roles, surface);
    this.bulk = new BulkRoutes(bulkInvitations, surface, boxes, this::firstPage);
  }

  @Override
  public void mount(Routes routes) {
    var path = surface.path();
    var invite = surface.access().and(Permission.USERS_INVITE);
    var changeRole = surface.access().and(Permission.USERS_ROLE_CHANGE);
    var remove = surface.access().and(Permission.USERS_DELETE);
    routes.get(path, surface.access(), this::show);
    routes.getThatChanges(
        path + "/export", surface.access().and(Permission.SETTINGS_MANAGE), this::export);
    bulk.mount(routes);
    routes.get(path + "/invitations", invite, this::askWhomToInvite);
    routes.post(path + "/invitations", invite, this::invite);
    routes.get(path + "/{user}/invitation", invite, this::askToResend);
    routes.post(path + "/{user}/invitation", invite, this::resend);
    routes.get(path + "/{user}/link", invite, this::askForLink);
    routes.post(path + "/{user}/link", invite, this::copyLink);
    routes.get(path + "/{user}/role", changeRole, this::askForRole);
    routes.post(path + "/{user}/role", changeRole, this::changeRole);
    routes.get(path + "/{user}/removal", remove, this::askToRemove);
    routes.post(path + "/{user}/removal", remove, this::remove);
  }

  private void show(Context ctx) {
    surface.show(ctx, page(ctx, stateOfAddress(ctx)));
  }

  /** What is listed, as a table: whoever searched or filtered gets what they found. */
  private void export(Context ctx) {
    var state = stateOfAddress(ctx);
    if (Requests.isFromAnotherSite(ctx)) {
      // nobody there has asked for a copy, and whoever was signed in on the way finds the button
      ctx.redirect(surface.spot(ctx).here(state.query()), HttpStatus.SEE_OTHER);
      return;
    }
    // a page shows that it lists everybody instead; a file would not
    if (!state.status().equals(Requests.query(ctx, "status"))
        || !state
            .among(roleFilters(list.frame(surface.organization(ctx)), state.role()))
            .equals(state)) throw Problem.notFound("filter_gone");
    if (!exports.tryAcquire()) throw Problem.unavailable("exports_busy");
    try {
      var table =
          export.of(surface.actor(ctx), surface.organization(ctx), state.search(), state.filter());
      ctx.contentType(EventExport.Format.CSV.mediaType())
          .header("Content-Disposition", "attachment; filename=\"users.csv\"");
      table.writeTo(new OutputStreamWriter(ctx.outputStream(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      exports.release();
    }
  }

  private void askWhomToInvite(Context ctx) {
    surface.showDialog(
        ctx,
        new InviteForm(
            surface.spot(ctx),
            stateOfAddress(ctx),
            "",
            null,
            boxes.toGive(ctx, boxes.usual(ctx)),
            null,
            null,
            null));
  }

  private void invite(Context ctx) {
    var email = Requests.field(ctx, "email");
    var chosen = RoleBoxes.sent(ctx);
    var state = stateOfForm(ctx);
    try {
      var member = invitations.invite(surface.actor(ctx), surface.organization(ctx), email, chosen);
      // the new row is the first one of the first page
      surface.changed(
          ctx,
          "",
          () -> page(ctx, ListState.ALL),
          Toast.done(invited(member.user().email().value())));
    } catch (Problem problem) {
      var words = Words.of(ctx);
      surface.retryDialog(
          ctx,
          new InviteForm(
              surface.spot(ctx),
              state,
              email,
              words.at(problem, "email"),
              boxes.toGive(ctx, chosen),
              words.at(problem, "role"),
              words.besides(problem, "email", "role"),
              resendable(ctx, email, problem)),
          problem);
    }
  }

  private String invited(String email) {
    return invitations.isMailHeldUp()
        ? "The invitation to " + email + " will be sent as soon as we can send mail again."
        : "An invitation is on its way to " + email + ".";
  }

  /** Whose invitation can be sent again in place of a second one, or null. */
  private @Nullable ListedUser resendable(Context ctx, String email, Problem problem) {
    if (!problem.isAt("email")) return null;
    return EmailAddress.parse(email)
        .flatMap(it -> list.one(surface.organization(ctx), it))
        .map(it -> shown(ctx, List.of(it)).get(0))
        .filter(ListedUser::invited)
        .orElse(null);
  }

  private View firstPage(Context ctx) {
    return page(ctx, ListState.ALL);
  }

  private void askToResend(Context ctx) {
    var user = user(ctx);
    // a reminder gives nothing, a fresh term gives the role once more
    if (user.status() == MembershipStatus.INVITE_EXPIRED) refuseAbove(user);
    surface.showDialog(ctx, new ResendConfirmation(surface.spot(ctx), stateOfAddress(ctx), user));
  }

  private void resend(Context ctx) {
    change(
        ctx,
        actor -> {
          var member = invitations.resend(actor, surface.organization(ctx), userId(ctx));
          var email = member.user().email().value();
          return Toast.done(
              invitations.isMailHeldUp()
                  ? "The invitation of "
                      + email
                      + " will be sent again as soon as we can send mail again."
                  : "The invitation of " + email + " is on its way again.");
        });
  }

  private void askForLink(Context ctx) {
    var user = user(ctx);
    refuseAbove(user);
    surface.showDialog(ctx, new LinkForm(surface.spot(ctx), stateOfAddress(ctx), user, null));
  }

  private void copyLink(Context ctx) {
    var state = stateOfForm(ctx);
    try {
      var link = invitations.copyLink(surface.actor(ctx), surface.organization(ctx), userId(ctx));
      surface.showDialog(ctx, new LinkForm(surface.spot(ctx), state, user(ctx), link));
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx, state), problem);
    }
  }

  private void askForRole(Context ctx) {
    var user = user(ctx);
    refuseAbove(user);
    var held = heldBy(ctx, userId(ctx));
    surface.showDialog(
        ctx,
        new RoleForm(
            surface.spot(ctx),
            stateOfAddress(ctx),
            user,
            word(ctx, user).givesRoles(),
            held,
            boxes.of(ctx, held),
            null));
  }

  private void changeRole(Context ctx) {
    var chosen = RoleBoxes.sent(ctx);
    var seen = Requests.fields(ctx, "seen", RoleBoxes.MOST);
    var state = stateOfForm(ctx);
    try {
      var member =
          members.changeRoles(
              surface.actor(ctx),
              surface.organization(ctx),
              userId(ctx),
              chosen,
              seen.isEmpty() ? null : seen);
      // the roles may be gone again by now, and then have no name to tell
      var names = boxes.names(ctx, chosen);
      var joins = member.status() != MembershipStatus.ACTIVE;
      var is =
          names.isEmpty()
              ? " has other roles now."
              : (joins ? " joins as " : " is now ") + names + ".";
      surface.changed(ctx, state.query(), () -> page(ctx, state), Toast.done(member.label() + is));
    } catch (Problem problem) {
      if (problem.isAt("role")) {
        var user = user(ctx);
        surface.retryDialog(
            ctx,
            new RoleForm(
                surface.spot(ctx),
                state,
                user,
                word(ctx, user).givesRoles(),
                heldBy(ctx, userId(ctx)),
                boxes.of(ctx, chosen),
                Words.of(ctx).of(problem)),
            problem);
      } else {
        surface.refused(ctx, () -> page(ctx, state), problem);
      }
    }
  }

  private void askToRemove(Context ctx) {
    var user = user(ctx);
    refuseAbove(user);
    surface.showDialog(
        ctx,
        new RemovalConfirmation(
            surface.spot(ctx),
            stateOfAddress(ctx),
            user,
            departures.waysBack(surface.organization(ctx), new EmailAddress(user.email()))));
  }

  private void remove(Context ctx) {
    change(
        ctx,
        actor -> {
          var member = members.remove(actor, surface.organization(ctx), userId(ctx));
          return Toast.done(
              member.invited()
                  ? "The invitation of " + member.user().email().value() + " was revoked."
                  : member.label()
                      + " was removed from "
                      + Names.closing(surface.spot(ctx).organizationName()));
        });
  }

  /** A change without fields of its own: done, or refused with the list as it truly is. */
  private void change(Context ctx, Function<Actor, Toast> verb) {
    var state = stateOfForm(ctx);
    try {
      var toast = verb.apply(surface.actor(ctx));
      surface.changed(ctx, state.query(), () -> page(ctx, state), toast);
    } catch (Problem problem) {
      surface.refused(ctx, () -> page(ctx, state), problem);
    }
  }

  private View page(Context ctx, ListState asked) {
    var frame = list.frame(surface.organization(ctx));
    var known = roleFilters(frame, asked.role());
    var state = asked.among(known);
    var edge = state.edge();
    var window =
        list.page(
            surface.organization(ctx), state.search(), state.filter(), edge.inList(), PAGE_SIZE);
    if (window.members().isEmpty() && !state.page().isEmpty()) return page(ctx, state.at(""));
    var users = shown(ctx, window.members());
    var start =
        window.before()
            ? edge.after()
                // a number that was tampered with, or is old, is no reason to show nonsense
                ? Math.min(edge.start(), Math.max(1, frame.total() - users.size() + 1))
                : Math.max(1, edge.start() - users.size())
            : 1;
    var previous =
        window.before() && !users.isEmpty()
            ? surface.path()
                + state
                    .at(new ListState.Edge(false, users.get(0).position(), start).token())
                    .query()
            : "";
    var next =
        window.after() && !users.isEmpty()
            ? surface.path()
                + state
                    .at(
                        new ListState.Edge(
                                true, users.get(users.size() - 1).position(), start + users.size())
                            .token())
                    .query()
            : "";
    return new UsersPage(
        surface.spot(ctx),
        Words.of(ctx).organizationWord(),
        frame.total(),
        seats(ctx, frame),
        state,
        known,
        users,
        start,
        previous,
        next,
        mayExport(ctx, frame, state) ? "/export" + state.at("").query() : "",
        surface.may(ctx, Permission.USERS_INVITE),
        surface.may(ctx, Permission.USERS_ROLE_CHANGE),
        surface.may(ctx, Permission.USERS_DELETE));
  }

  /** What is narrowed is not counted here, and refused where it is too much. */
  private boolean mayExport(Context ctx, MemberList.Frame frame, ListState state) {
    return surface.may(ctx, Permission.SETTINGS_MANAGE)
        && (state.isNarrowed() || frame.total() <= MemberExport.MOST);
  }

  /** Its seats, counted for whoever fills them; not with every letter of a search. */
  private MemberList.@Nullable Seats seats(Context ctx, MemberList.Frame frame) {
    return surface.may(ctx, Permission.USERS_INVITE) && !Requests.wantsList(ctx)
        ? list.seats(surface.organization(ctx), frame).orElse(null)
        : null;
  }

  /** The roles of the organization, whatever they give: to look is no change. */
  private static List<RoleChoice> roleFilters(MemberList.Frame frame, String selected) {
    return frame.roles().stream()
        .map(
            role -> new RoleChoice(role.id(), role.displayName(), role.id().equals(selected), null))
        .toList();
  }

  private static ListState stateOfAddress(Context ctx) {
    return ListState.of(
        Requests.query(ctx, "q"),
        Requests.query(ctx, "status"),
        Requests.query(ctx, "has_role"),
        Requests.query(ctx, "page"));
  }

  private static ListState stateOfForm(Context ctx) {
    return ListState.of(
        Requests.optionalField(ctx, "q"),
        Requests.optionalField(ctx, "status"),
        Requests.optionalField(ctx, "has_role"),
        Requests.optionalField(ctx, "page"));
  }

  private ListedUser user(Context ctx) {
    return list.one(surface.organization(ctx), userId(ctx))
        .map(it -> shown(ctx, List.of(it)).get(0))
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  private List<ListedUser> shown(Context ctx, List<ListedMember> found) {
    var above = aboveVisitor(ctx, found);
    return found.stream()
        .map(
            it -> ListedUser.of(it, surface.actor(ctx), above.contains(it.user()), clock.instant()))
        .toList();
  }

  /** Nobody is above who holds everything, nor of interest to who may change nothing. */
  private Set<UserId> aboveVisitor(Context ctx, List<ListedMember> found) {
    if (CHANGES.stream().noneMatch(it -> surface.may(ctx, it))) return Set.of();
    var held = EnumSet.allOf(Permission.class);
    held.removeIf(it -> !surface.may(ctx, it));
    if (held.size() == Permission.values().length) return Set.of();
    return roles.holdersOfMoreThan(
        held, surface.organization(ctx), found.stream().map(ListedMember::user).toList());
  }

  /** Asks nobody what would be refused whatever they answer. */
  private static void refuseAbove(ListedUser user) {
    if (user.aboveVisitor()) throw Problem.conflict("member_exceeds_own").with(user.email());
  }

  private List<String> heldBy(Context ctx, UserId user) {
    return roles.heldBy(surface.organization(ctx), user).stream()
        .map(it -> it.id().value())
        .toList();
  }

  /** What directories say of somebody in the list. */
  private Directories.Word word(Context ctx, ListedUser user) {
    return directories.word(surface.organization(ctx), new EmailAddress(user.email()));
  }

  private static UserId userId(Context ctx) {
    return UserId.parse(ctx.pathParam("user"))
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }
}
