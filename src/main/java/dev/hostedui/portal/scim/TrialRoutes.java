package dev.hostedui.portal.scim;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryReceipt;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.RequestTrials;
import dev.hostedui.identity.role.Role;
import dev.hostedui.portal.Surface;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Toast;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers for trying a request of the log, or one that is pasted: rehearsed, or for good. */
final class TrialRoutes {

  static final String PATH = "/trial";

  private static final int LONGEST_PATH = 4_000;
  private static final int LONGEST_BODY = 64 * 1024;

  /** A body in a form takes up to three times its length, and more where it has other letters. */
  private static final int LARGEST_FORM = 4 * LONGEST_BODY;

  private final RequestTrials trials;
  private final RequestsTab requests;
  private final Situations situations;
  private final Surface surface;

  TrialRoutes(RequestTrials trials, RequestsTab requests, Situations situations, Surface surface) {
    this.trials = trials;
    this.requests = requests;
    this.situations = situations;
    this.surface = surface;
  }

  void mount(Routes routes) {
    var path = surface.path() + PATH;
    var manage = surface.access().and(Permission.SCIM_MANAGE);
    routes.get(path, manage, this::show);
    routes.post(path + "/rehearsal", manage, LARGEST_FORM, this::rehearse);
    routes.post(path + "/replay", manage, LARGEST_FORM, this::replay);
  }

  private void show(Context ctx) {
    var from = Requests.query(ctx, "from");
    if (from.isEmpty()) {
      surface.show(ctx, page(ctx, new RequestTrials.Request("PATCH", "/Users/", ""), null, null));
      return;
    }
    var entry = requests.entry(ctx, situation(ctx), from);
    var call = entry.request().call();
    var body = RequestsTab.bodyOf(entry);
    surface.show(
        ctx,
        page(
            ctx,
            new RequestTrials.Request(call.method(), call.path(), body == null ? "" : body),
            null,
            null));
  }

  private void rehearse(Context ctx) {
    var request = typed(ctx);
    var directory = directory(ctx);
    try {
      var outcome =
          trials.rehearse(surface.actor(ctx), surface.organization(ctx), directory, request);
      surface.showMade(
          ctx,
          PATH,
          page(ctx, request, null, told(Words.of(ctx), outcome, false)),
          Toast.done("A dry run: nothing was changed."));
    } catch (Problem problem) {
      refuse(ctx, request, problem);
    }
  }

  private void replay(Context ctx) {
    var request = typed(ctx);
    var directory = directory(ctx);
    try {
      var outcome =
          trials.replay(surface.actor(ctx), surface.organization(ctx), directory, request);
      surface.showMade(
          ctx,
          PATH,
          page(ctx, request, null, told(Words.of(ctx), outcome, true)),
          carriedOut(outcome));
    } catch (Problem problem) {
      refuse(ctx, request, problem);
    }
  }

  private static Toast carriedOut(RequestTrials.Outcome outcome) {
    if (outcome.request().answer().failed()) return Toast.failed("The request was refused.");
    return outcome.parts().stream().anyMatch(it -> it.answer().failed())
        ? Toast.failed("Not everything was carried out.")
        : Toast.done("The request was carried out.");
  }

  private void refuse(Context ctx, RequestTrials.Request request, Problem problem) {
    surface.retry(ctx, page(ctx, request, Words.of(ctx).of(problem), null), problem);
  }

  private DirectoryId directory(Context ctx) {
    return situation(ctx).directory().id();
  }

  /** One that we read has sent no request, and the next sync would undo what is carried out. */
  private Situation situation(Context ctx) {
    var situation = situations.get(ctx);
    if (situation.directory().type() == DirectoryType.POLL)
      throw Problem.notFound("portal_page_not_found");
    return situation;
  }

  private static RequestTrials.Request typed(Context ctx) {
    var method = Requests.optionalField(ctx, "method");
    if (!RequestsTab.METHODS.contains(method))
      throw Problem.invalid("request_method_unknown").at("method");
    return new RequestTrials.Request(
        method,
        Requests.optionalField(ctx, "path", LONGEST_PATH).strip(),
        Requests.optionalField(ctx, "body", LONGEST_BODY));
  }

  private TrialPage page(
      Context ctx,
      RequestTrials.Request request,
      @Nullable String error,
      TrialPage.@Nullable Outcome outcome) {
    return new TrialPage(
        situations.head(ctx, situation(ctx), Tab.REQUESTS),
        RequestsTab.METHODS,
        request.method(),
        request.path(),
        request.body(),
        error,
        outcome);
  }

  private static TrialPage.Outcome told(Words words, RequestTrials.Outcome outcome, boolean done) {
    var logged = outcome.request();
    var answer = logged.answer();
    return new TrialPage.Outcome(
        done,
        answer.status(),
        answer.failed(),
        // of several that came in one the remark says how many, and each is listed
        outcome.parts().isEmpty() ? became(words, logged) : "",
        RequestWords.remedy(words, logged),
        RequestWords.remarks(logged),
        outcome.receipts().stream().flatMap(it -> ends(it, done).stream()).toList(),
        lost(outcome.lost()),
        outcome.parts().stream().map(it -> part(words, it)).toList(),
        outcome.body().isEmpty() ? "" : Payload.readable(outcome.body()));
  }

  private static Optional<String> ends(DirectoryReceipt receipt, boolean done) {
    var ended = ReceiptWords.ended(receipt);
    return ended.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "For "
                + receipt.email().value()
                + (done ? " this ended: " : " this ends: ")
                + ended
                + ".");
  }

  private static String lost(RequestTrials.Lost lost) {
    if (lost.access()) return "You lose your own access.";
    return lost.roles().isEmpty()
        ? ""
        : "You lose "
            + lost.roles().stream().map(Role::displayName).collect(Collectors.joining(" and "))
            + " yourself.";
  }

  private static TrialPage.Part part(Words words, LoggedRequest part) {
    return new TrialPage.Part(
        part.answer().status(),
        part.answer().failed(),
        RequestWords.call(part),
        RequestsTab.about(part),
        became(words, part));
  }

  /** What became of a request, or why it was refused. */
  private static String became(Words words, LoggedRequest request) {
    if (request.answer().failed()) return RequestWords.cause(words, request);
    var effect = RequestWords.effect(request);
    return effect.isEmpty() ? "It only reads." : effect + ".";
  }
}
