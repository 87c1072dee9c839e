package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.OidcSettings;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Draws the tab on which a connection is set up, as it is saved or as it was typed. */
final class SetupPages {

  private static final int LAST_STEP = 6;

  private final Core core;
  private final Brand brand;
  private final Situations situations;
  private final Surface surface;

  SetupPages(Core core, Brand brand, Situations situations, Surface surface) {
    this.core = core;
    this.brand = brand;
    this.situations = situations;
    this.surface = surface;
  }

  /**
   * The page as things are.
   *
   * @param editing whether the form of step 3 is open though something is saved
   */
  SetupPage page(Context ctx, boolean editing) {
    var situation = situations.get(ctx);
    var shown = situations.canManage(ctx) && (editing || situation.current() == null);
    return page(ctx, situation, shown ? form(situation) : null, null);
  }

  /**
   * Changes something and shows the page again, or shows how things truly are and why it was
   * refused.
   *
   * @param done what to say of the change, by how things were before it
   */
  void change(Context ctx, Consumer<Situation> verb, Function<Situation, String> done) {
    Supplier<SetupPage> page = () -> page(ctx, false);
    try {
      var situation = situations.get(ctx);
      verb.accept(situation);
      surface.changed(ctx, "", page, Toast.done(done.apply(situation)));
    } catch (Problem problem) {
      surface.refused(ctx, page, problem);
    }
  }

  /** The page with the form of step 3 as it was typed, and what is wrong with it. */
  SetupPage refused(Context ctx, SettingsForm form) {
    return page(ctx, situations.get(ctx), form, null);
  }

  /** The page with the names of attributes as they were typed, and what is wrong with them. */
  SetupPage refused(Context ctx, NamesInForm names, Problem problem) {
    var situation = situations.get(ctx);
    return page(ctx, situation, null, names.form(situation, problem, Words.of(ctx)));
  }

  private SetupPage page(
      Context ctx,
      Situation situation,
      @Nullable SettingsForm form,
      SetupPage.@Nullable NamesForm names) {
    var manual = situation.manual();
    var columns = manual.columns();
    var done = done(situation);
    var open = open(situation, done, form != null, names != null);
    var manages = situations.canManage(ctx);
    var domains = core.connections.routedDomains(situation.connection());
    var elsewhere =
        domains.isEmpty()
            ? core.connections.domainsElsewhere(situation.connection())
            : List.<String>of();
    return new SetupPage(
        situations.head(ctx, situation, Tab.CONFIGURATION),
        done,
        open,
        manual.text(),
        situations.values(situation),
        rows(manual),
        columns.get(0),
        columns.get(1),
        names != null
            ? names
            : manages && situation.current() != null && surface.step(ctx) == null
                ? NamesInForm.saved(situation)
                : null,
        situation.versions().base(),
        form,
        situation.current() == null ? null : Summaries.of(situation, core.clock.instant()),
        core.publishedSettings
            .of(situation.connection().id())
            .map(it -> PublishedNote.of(it, situation, core.clock.instant()))
            .orElse(null),
        panel(ctx, situation),
        routing(situation.connection(), domains, elsewhere),
        domains.isEmpty() && elsewhere.isEmpty() ? surface.toDomains(ctx) : null,
        situation.complete());
  }

  private static List<SetupPage.Row> rows(Guide.Manual manual) {
    return manual.attributes().stream()
        .map(
            it ->
                new SetupPage.Row(
                    it.label(),
                    it.shown(),
                    it.source(),
                    it.copied(),
                    it.field() == Guide.Field.EMAIL))
        .toList();
  }

  private static Set<Integer> done(Situation situation) {
    var done = new HashSet<Integer>();
    if (situation.complete()) done.addAll(List.of(1, 2, 3));
    if (situation.tested()) done.addAll(List.of(4, 5));
    if (situation.connection().enabled()) done.add(LAST_STEP);
    return done;
  }

  /** What is left to do is open, and what is being done. */
  private static Set<Integer> open(
      Situation situation, Set<Integer> done, boolean editing, boolean naming) {
    var open = new HashSet<Integer>();
    for (var step = 1; step <= LAST_STEP; step++) {
      if (!done.contains(step) && !situation.connection().enabled()) open.add(step);
    }
    if (editing || !situation.tested()) open.add(3);
    if (naming) open.add(2);
    var test = situation.test();
    if (test != null && !situation.tested()) open.add(5);
    return open;
  }

  // ------------------------------------------------------------------ step 3

  private SettingsForm form(Situation situation) {
    return situation.settings() instanceof SamlSettings saml
        ? form(situation, SamlForm.of(saml, situation.manual()), nothing -> null, List.of(), null)
        : form(
            situation,
            OidcForm.of((OidcSettings) situation.settings(), situation.manual()),
            nothing -> null,
            null);
  }

  /** The form of a provider that speaks SAML. */
  SettingsForm form(
      Situation situation,
      SamlForm typed,
      Function<String, @Nullable String> error,
      List<String> candidates,
      @Nullable String general) {
    var manual = situation.manual();
    var saved = SamlForm.of((SamlSettings) situation.settings(), manual);
    return new SettingsForm(
        situation.versions().base(),
        typed.ways(saved, manual, error),
        List.of(),
        candidates,
        general,
        situation.current() != null);
  }

  /** The form of a provider that speaks OpenID Connect. */
  SettingsForm form(
      Situation situation,
      OidcForm typed,
      Function<String, @Nullable String> error,
      @Nullable String general) {
    var current = situation.current();
    return new SettingsForm(
        situation.versions().base(),
        List.of(),
        typed.fields(
            (OidcSettings) situation.settings(),
            current == null ? null : current.clientSecretHint(),
            situation.manual(),
            error),
        List.of(),
        general,
        current != null);
  }

  // ------------------------------------------------------------------ steps 5 and 6

  /** Step 5 as it is. */
  TestPanel panel(Context ctx, Situation situation) {
    var current = situation.current();
    var test = situation.test();
    var manages = situations.canManage(ctx);
    return new TestPanel(
        surface.spot(ctx),
        current == null ? 0 : current.number(),
        manages && situation.complete(),
        manages && !situation.complete() ? "Finish step 3 first." : "",
        test == null
            ? null
            : TestResults.of(
                test,
                situation,
                brand.look().appName(),
                surface.spot(ctx).organizationName(),
                runs(test, surface.actor(ctx)),
                core.clock.instant()));
  }

  /** Whether it is one's own test; a link may have been opened by several people. */
  private static boolean runs(ConnectionTest test, Actor actor) {
    return test.tester().is(actor)
        && (!(actor instanceof Actor.PortalLink visitor)
            || visitor.session().equals(test.tester().portalSession()));
  }

  private static String routing(
      Connection connection, List<String> domains, List<String> elsewhere) {
    if (domains.isEmpty()) {
      return elsewhere.isEmpty()
          ? "No domain is verified yet, so nobody is sent to your identity provider by their email"
              + " address."
          : "People with an address at "
              + joined(elsewhere)
              + " belong to another connection, so nobody is sent to this one by their email"
              + " address.";
    }
    return "People with an address at "
        + joined(domains)
        + (connection.enabled() ? " sign in" : " will sign in")
        + " with your identity provider.";
  }

  static String joined(List<String> words) {
    if (words.size() == 1) return words.get(0);
    return String.join(", ", words.subList(0, words.size() - 1))
        + " or "
        + Objects.requireNonNull(words.get(words.size() - 1));
  }
}
