package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.RoleEffects;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.user.User;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes which roles groups give: page by page of the groups, then asked for with what it does. */
final class RoleMapRoutes {

  /** A thousand groups, each with two fields of about a hundred characters. */
  private static final int LARGEST_BODY = 512 * 1024;

  private static final int NAMED = 8;

  private final Core core;
  private final Situations situations;
  private final SetupPages setup;
  private final Surface surface;
  private final GroupQueries groups;

  RoleMapRoutes(Core core, Situations situations, SetupPages setup, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.setup = setup;
    this.surface = surface;
    groups = new GroupQueries(core.database);
  }

  void mount(Routes routes) {
    var path = surface.path() + "/roles";
    var manage = surface.access().and(Permission.SCIM_MANAGE).orStep(PortalStep.Kind.MAP_GROUPS);
    routes.post(path + "/page", manage, LARGEST_BODY, this::turn);
    routes.post(path + "/preview", manage, LARGEST_BODY, this::ask);
    routes.post(path, manage, LARGEST_BODY, this::save);
  }

  /** Another page of the groups, or a search in them; nothing that was chosen is lost. */
  private void turn(Context ctx) {
    var to = Requests.optionalField(ctx, "to");
    surface.show(
        ctx,
        setup.page(
            ctx,
            new RoleMaps.Asked(
                Requests.optionalField(ctx, "q", 100).strip(), to, Choices.of(ctx), null)));
  }

  private void ask(Context ctx) {
    var situation = situations.get(ctx);
    var choices = Choices.of(ctx);
    if (choices.isEmpty()) {
      surface.changed(ctx, "", () -> setup.page(ctx), Toast.done("No role was changed."));
      return;
    }
    try {
      var directory = situation.directory();
      var effects =
          core.roleAssignments.preview(
              surface.actor(ctx), surface.organization(ctx), directory.id(), choices.assignments());
      var refusal = effects.refusal();
      surface.showDialog(
          ctx,
          new RolesConfirmation(
              surface.spot(ctx),
              situations.look(),
              situation.guide().inSentence(),
              choices.byGroup().size(),
              lines(effects),
              effects.lostByOneself().stream().map(Role::displayName).toList(),
              refusal == null ? "" : Words.of(ctx).of(refusal),
              !groups.anyGivesRole(directory),
              RoleMaps.carried(choices, List.of())));
    } catch (Problem problem) {
      retry(ctx, choices, problem);
    }
  }

  private void save(Context ctx) {
    var situation = situations.get(ctx);
    var choices = Choices.of(ctx);
    try {
      var changed =
          core.roleAssignments.save(
              surface.actor(ctx),
              surface.organization(ctx),
              situation.directory().id(),
              choices.assignments());
      surface.changed(
          ctx,
          "",
          () -> setup.page(ctx),
          Toast.done(
              changed == 0
                  ? "Saved. Nobody holds another role by it yet."
                  : "Saved. "
                      + people(changed)
                      + (changed == 1 ? " holds" : " hold")
                      + " other roles now."));
    } catch (Problem problem) {
      retry(ctx, choices, problem);
    }
  }

  /** The choices as they were, and why they were not saved. */
  private void retry(Context ctx, Choices choices, Problem problem) {
    surface.retry(
        ctx,
        setup.page(ctx, new RoleMaps.Asked("", "", choices, Words.of(ctx).of(problem))),
        problem);
  }

  private static List<RolesConfirmation.Line> lines(RoleEffects effects) {
    var lines = new ArrayList<RolesConfirmation.Line>();
    for (var it : effects.roles()) {
      var role = it.role().displayName();
      if (it.gain() > 0)
        lines.add(
            line(
                people(it.gain()) + (it.gain() == 1 ? " becomes " : " become ") + role,
                it.gain(),
                it.gaining(),
                false));
      if (it.lose() > 0)
        lines.add(
            line(
                people(it.lose()) + (it.lose() == 1 ? " loses " : " lose ") + role,
                it.lose(),
                it.losing(),
                true));
    }
    return lines;
  }

  private static RolesConfirmation.Line line(
      String what, long count, List<User> named, boolean loses) {
    var names = named.stream().limit(NAMED).map(RoleMapRoutes::name).toList();
    var more = count - names.size();
    return new RolesConfirmation.Line(what, names, more > 0 ? "and " + more + " more" : "", loses);
  }

  private static String name(User user) {
    return user.fullName().isEmpty() ? user.email().value() : user.fullName();
  }

  static String people(long number) {
    return number == 1 ? "1 person" : String.format(Locale.ENGLISH, "%,d", number) + " people";
  }
}
