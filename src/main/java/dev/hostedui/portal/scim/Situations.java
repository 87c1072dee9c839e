package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.guide.GivenValues;
import dev.hostedui.guide.GuideText;
import dev.hostedui.guide.Guides;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.poll.Authorization;
import dev.hostedui.identity.emaildomain.OrganizationDomain;
import dev.hostedui.portal.Surface;
import dev.hostedui.portal.ToDomains;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Look;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads how things stand with an organization's directory, and draws what stands above it. */
final class Situations {

  private final Core core;
  private final Brand brand;
  private final Guides<Guide> guides;
  private final Surface surface;

  Situations(Core core, Brand brand, Guides<Guide> guides, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.guides = guides;
    this.surface = surface;
  }

  /** How things stand; empty while no provider is chosen. */
  Optional<Situation> find(Context ctx) {
    return directory(ctx)
        .map(
            it ->
                new Situation(
                    it,
                    guides.orCustom(it.provider()),
                    core.directoryWatch.isSilent(it),
                    core.polledDirectories.polls.isUnreadable(it),
                    core.polledDirectories.polls.held(it)));
  }

  /** The one the page is about, or the one that somebody was asked to do a step of. */
  private Optional<Directory> directory(Context ctx) {
    var organization = surface.organization(ctx);
    var step = surface.step(ctx);
    return step == null
        ? core.directories.of(organization)
        : core.directories.all(organization).stream()
            .filter(it -> step.object().equals(it.id().value()))
            .findFirst();
  }

  /**
   * How things stand with a directory that there must be.
   *
   * @throws Problem NOT_FOUND while no provider is chosen
   */
  Situation get(Context ctx) {
    // who was asked to do a step chooses none: what it is about is gone
    return find(ctx)
        .orElseThrow(
            () ->
                surface.step(ctx) == null
                    ? Problem.notFound("directory_provider_not_chosen")
                    : Problem.notFound("directory_not_found"));
  }

  /**
   * How things stand with a directory that we read: a page may be open for one while another tab
   * has chosen one that calls us.
   *
   * @throws Problem NOT_FOUND while no provider is chosen; CONFLICT for one that calls us
   */
  Situation polled(Context ctx) {
    var situation = get(ctx);
    if (situation.directory().type() != DirectoryType.POLL)
      throw Problem.conflict("directory_not_polled");
    return situation;
  }

  /** Whether a directory that we read may be read: somebody allows it, and that has not ended. */
  boolean isAuthorized(Context ctx) {
    return core.polledDirectories
        .authorizations
        .of(surface.organization(ctx), polled(ctx).directory().id())
        .filter(Authorization::good)
        .isPresent();
  }

  /** What a directory is given. */
  GivenValues values(Situation situation) {
    return DirectoryValues.of(
        brand.look().appName(),
        core.config.issuer(),
        situation.directory().id().value(),
        situation.guide());
  }

  /** What the guide says of roles that groups give. */
  String roleNote(Situation situation) {
    return situation
        .guide()
        .text()
        .filled(Guide.ROLES, values(situation))
        .instructions()
        .get(0)
        .words()
        .stream()
        .map(GuideText.Piece::text)
        .collect(Collectors.joining());
  }

  /** How the pages of the widget look. */
  Look look() {
    return brand.look();
  }

  boolean canManage(Context ctx) {
    return surface.may(ctx, Permission.SCIM_MANAGE);
  }

  /** Why who acts may change the directory and yet not let it in; empty when they may do both. */
  private String withheld(Context ctx, Directory directory) {
    if (!canManage(ctx)) return "";
    return core.directories.given(surface.organization(ctx), directory.id()).stream()
        .filter(role -> !surface.mayLetIn(ctx, role.permissions()))
        .findFirst()
        .map(
            role ->
                isMember(ctx)
                    ? Words.of(ctx).of(Directories.exceedsOwn(role))
                    : "Groups of this directory give the role "
                        + role.displayName()
                        + ". "
                        + onlyAdmins(ctx))
        .orElse("");
  }

  /** Whether who acts has a role that another can be compared with: who came by a link has none. */
  boolean isMember(Context ctx) {
    return surface.actor(ctx) instanceof Actor.Person;
  }

  /** What is said to others than members of what they may not change. */
  String onlyAdmins(Context ctx) {
    return "Only an admin of " + surface.spot(ctx).organizationName() + " can change this.";
  }

  /** Whether who acts deletes directories: who came by a link does, people disable them. */
  boolean canDelete(Context ctx) {
    return canManage(ctx) && surface.step(ctx) == null && !isMember(ctx);
  }

  /** What to do where no domain is verified, whose people could be provisioned; null if one is. */
  @Nullable ToDomains noDomain(Context ctx) {
    return core.organizationDomains.list(surface.organization(ctx)).stream()
            .anyMatch(OrganizationDomain::isVerified)
        ? null
        : surface.toDomains(ctx);
  }

  /** What stands above a page of the directory. */
  Head head(Context ctx, Situation situation, Tab tab) {
    var directory = situation.directory();
    var narrowed = surface.step(ctx) != null;
    var withheld = withheld(ctx, directory);
    return new Head(
        surface.spot(ctx),
        brand.look(),
        situation.guide(),
        directory.id().value(),
        directory.type() == DirectoryType.SCIM ? "SCIM" : "API",
        situation.state(),
        held(ctx, situation),
        canManage(ctx),
        withheld,
        narrowed ? List.of() : actions(ctx, situation, withheld.isEmpty()),
        surface.asking(ctx, steps(directory)),
        tabs(ctx, situation, tab));
  }

  /**
   * What is said above the pages of a directory that we read, for who does not do one step only.
   */
  @Nullable HeldNotice held(Context ctx, Situation situation) {
    return situation.directory().type() != DirectoryType.POLL || surface.step(ctx) != null
        ? null
        : new HeldNotice(surface.spot(ctx), situation.held(), canManage(ctx));
  }

  private List<Head.TabLink> tabs(Context ctx, Situation situation, Tab current) {
    return Arrays.stream(surface.step(ctx) != null ? new Tab[0] : Tab.values())
        .map(it -> new Head.TabLink(it, count(situation, it), it == current))
        .toList();
  }

  /** How much is on the pages of the directory now, for one that is open. */
  List<Head.TabLink> counts(Context ctx, Situation situation) {
    return tabs(ctx, situation, Tab.CONFIGURATION).stream()
        .filter(it -> !it.count().isEmpty())
        .toList();
  }

  /** What colleagues can be asked for alone: there is nothing to map before a group has arrived. */
  private static PortalStep[] steps(Directory directory) {
    var id = directory.id().value();
    var connect =
        new PortalStep(
            directory.type() == DirectoryType.SCIM
                ? PortalStep.Kind.CONNECT_DIRECTORY
                : PortalStep.Kind.AUTHORIZE_DIRECTORY,
            id);
    return directory.groupCount() > 0
        ? new PortalStep[] {connect, new PortalStep(PortalStep.Kind.MAP_GROUPS, id)}
        : new PortalStep[] {connect};
  }

  private static String count(Situation situation, Tab tab) {
    return switch (tab) {
      case CONFIGURATION, REQUESTS, DRIFT -> "";
      case USERS -> Long.toString(situation.directory().userCount());
      case GROUPS -> Long.toString(situation.directory().groupCount());
    };
  }

  private List<Head.Action> actions(Context ctx, Situation situation, boolean canLetIn) {
    var directory = situation.directory();
    var actions = new ArrayList<Head.Action>();
    if (directory.type() == DirectoryType.SCIM && canLetIn)
      actions.add(new Head.Action("/token/rotation", "Regenerate token", true, false));
    if (directory.type() == DirectoryType.POLL && directory.enabled() && isAuthorized(ctx))
      actions.add(new Head.Action("/google/sync", "Sync now", true, false));
    if (!directory.contacted())
      actions.add(new Head.Action("/provider", "Change provider", false, false));
    if (directory.enabled())
      actions.add(new Head.Action("/disabling", "Disable directory", true, true));
    else if (directory.everEnabled() && canLetIn)
      actions.add(new Head.Action("/enabling", "Enable directory", true, false));
    if (canDelete(ctx)) actions.add(new Head.Action("/deletion", "Delete directory", true, true));
    return actions;
  }
}
