package dev.hostedui.portal.scim;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Directory;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Toast;
import dev.hostedui.web.View;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Draws the tab on which a directory is set up. */
final class SetupPages {

  private final Core core;
  private final Situations situations;
  private final GooglePages google;
  private final Surface surface;
  private final RoleMaps roles;

  SetupPages(Core core, Situations situations, GooglePages google, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.google = google;
    this.surface = surface;
    roles = new RoleMaps(core, situations, surface);
  }

  /** The page as things are. */
  View page(Context ctx) {
    return page(ctx, RoleMaps.Asked.NOTHING);
  }

  /** The page with a page of the groups, and roles as they were chosen for them. */
  View page(Context ctx, RoleMaps.Asked asked) {
    return situations.get(ctx).directory().type() == DirectoryType.POLL
        ? google.page(ctx, asked)
        : page(ctx, null, asked);
  }

  /**
   * The page with a token that was just made.
   *
   * @param issued its text
   */
  SetupPage page(Context ctx, String issued) {
    return page(ctx, issued, RoleMaps.Asked.NOTHING);
  }

  private SetupPage page(Context ctx, @Nullable String issued, RoleMaps.Asked asked) {
    var situation = situations.get(ctx);
    var guide = situation.guide();
    var values = situations.values(situation);
    return new SetupPage(
        situations.head(ctx, situation, Tab.CONFIGURATION),
        values.get(DirectoryValues.ENDPOINT),
        situation.directory().userCount() == 0 || Requests.hasQuery(ctx, "guide"),
        guide.text().filled(Guide.DETAILS, values),
        guide.text().filled(Guide.ASSIGN, values),
        guide.text().filled(Guide.WAIT, values),
        tokens(ctx, situation, issued),
        arrivals(ctx, situation, situation.state(), 0),
        roles.map(ctx, situation, asked),
        alarm(ctx, situation.directory()),
        situations.noDomain(ctx));
  }

  /** What nobody would hear of otherwise: a directory that fails makes no noise. */
  private String alarm(Context ctx, Directory directory) {
    var health = core.directoryWatch.health(surface.organization(ctx), directory.id());
    var failing = health.failingSince();
    if (failing != null) return "Every change since " + Ago.exact(failing) + " was refused.";
    var silent = health.silentSince();
    return silent == null ? "" : "The directory has been silent since " + Ago.exact(silent) + ".";
  }

  TokenPanel tokens(Context ctx, Situation situation, @Nullable String issued) {
    return Tokens.panel(
        situation.guide(),
        core.directoryTokens.of(surface.organization(ctx), situation.directory().id()),
        issued,
        core.clock.instant());
  }

  /**
   * What has come so far.
   *
   * @param shown the state that the page shows
   * @param round how often it has asked
   */
  Arrivals arrivals(Context ctx, Situation situation, State shown, int round) {
    var directory = situation.directory();
    return new Arrivals(
        surface.spot(ctx),
        situation.state(),
        shown,
        situation.guide().title(),
        round,
        directory.userCount(),
        directory.groupCount(),
        ago(changed(directory)),
        ago(directory.lastContactAt()),
        round == 0 ? List.of() : situations.counts(ctx, situation));
  }

  private static @Nullable Instant changed(Directory directory) {
    return Stream.of(directory.usersChangedAt(), directory.groupsChangedAt())
        .filter(it -> it != null)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private @Nullable Ago ago(@Nullable Instant then) {
    return then == null ? null : Ago.of(then, core.clock.instant());
  }

  /**
   * Changes something and shows the page again, or shows how things truly are and why it was
   * refused.
   *
   * @param done what to say of the change
   */
  void change(Context ctx, Consumer<Situation> verb, Function<Situation, String> done) {
    Supplier<View> page = () -> page(ctx);
    try {
      var situation = situations.get(ctx);
      verb.accept(situation);
      surface.changed(ctx, "", page, Toast.done(done.apply(situation)));
    } catch (Problem problem) {
      surface.refused(ctx, page, problem);
    }
  }
}
