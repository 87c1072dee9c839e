package dev.hostedui.portal.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.SignInAttempt.Outcome;
import dev.hostedui.identity.connection.SignInHistory;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.portal.Surface;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Answers for the tab with the attempts to sign in. */
final class HistoryTab {

  private static final int PAGE_SIZE = 20;

  private final Core core;
  private final Situations situations;
  private final Surface surface;

  HistoryTab(Core core, Situations situations, Surface surface) {
    this.core = core;
    this.situations = situations;
    this.surface = surface;
  }

  void mount(Routes routes) {
    routes.get(
        surface.path() + Tab.HISTORY.path(), surface.access(), ctx -> surface.show(ctx, page(ctx)));
  }

  private HistoryPage page(Context ctx) {
    var situation = situations.get(ctx);
    var outcome = outcome(Requests.query(ctx, "outcome"));
    var person = Requests.query(ctx, "person").strip();
    var after = Requests.query(ctx, "after");
    var found =
        core.signInHistory.page(
            surface.organization(ctx),
            new SignInHistory.Filter(outcome, person.isEmpty() ? null : person),
            after.isEmpty() ? null : after,
            PAGE_SIZE);
    return new HistoryPage(
        situations.head(ctx, situation, Tab.HISTORY),
        outcome == null ? "" : outcome.name(),
        person,
        found.entries().stream().map(this::line).toList(),
        after.isEmpty(),
        found.next() == null ? "" : address(ctx, outcome, person, found.next()),
        SignInHistory.KEPT.toDays());
  }

  private static @Nullable Outcome outcome(String name) {
    return Arrays.stream(Outcome.values())
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  private String address(Context ctx, @Nullable Outcome outcome, String person, String after) {
    return surface.path(ctx)
        + Tab.HISTORY.path()
        + "?after="
        + Query.encoded(after)
        + (outcome == null ? "" : "&outcome=" + outcome.name())
        + (person.isEmpty() ? "" : "&person=" + Query.encoded(person));
  }

  private HistoryPage.Line line(SignInHistory.Entry entry) {
    var attempt = entry.attempt();
    var failed = entry.outcome() == Outcome.FAILURE;
    return new HistoryPage.Line(
        Ago.of(entry.at(), core.clock.instant()),
        attempt.person() == null ? "" : attempt.person(),
        !failed,
        failed ? CauseWords.code(attempt.code()) : "",
        failed ? CauseWords.cause(attempt.cause()) : "",
        failed ? CauseWords.remedy(attempt.cause()) : "",
        attempt.code() == null ? "" : attempt.code(),
        device(attempt.userAgent()) + " at " + attempt.ip(),
        attempt.document() == null ? "" : attempt.document());
  }

  private static String device(String header) {
    var agent = UserAgent.parse(header);
    return (agent.browser().isEmpty() ? "A browser" : agent.browser())
        + (agent.os().isEmpty() ? "" : " on " + agent.os());
  }
}
