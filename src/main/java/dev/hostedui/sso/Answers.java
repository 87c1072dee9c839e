package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.connection.UsedAnswers;
import dev.hostedui.identity.signon.SignOnAnswer;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.protocol.upstream.Examination;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of an answer that was examined, whichever standard it came by. */
final class Answers {

  private final Database database;
  private final SignOnRequests requests;
  private final UsedAnswers used;
  private final Trials trials;
  private final Refusals refusals;
  private final History history;

  Answers(Core core, Trials trials, Refusals refusals, History history) {
    database = core.database;
    requests = core.signOnRequests;
    used = core.usedAnswers;
    this.trials = trials;
    this.refusals = refusals;
    this.history = history;
  }

  /**
   * Ends a test run with it, or keeps a good one for the browser that asked and sends that on to
   * where its cookies are; a bad one is told here.
   *
   * @param logoutHint what the provider wants to see again at a logout, or null
   */
  void take(
      Context ctx,
      SignOnRequest request,
      Party party,
      Examination examination,
      @Nullable String logoutHint) {
    if (request.test() != null) {
      trials.conclude(ctx, request, examination);
      return;
    }
    var identity = examination.identity();
    if (identity.isEmpty()) {
      history.failed(ctx, party, examination);
      // it may well be right by what the provider was asked by
      if (party.version().number() != request.version()) refusals.changedMeanwhile(ctx, request);
      else refusals.badAnswer(ctx, request, examination);
      return;
    }
    var token =
        keep(request, party, new SignOnAnswer(identity.get(), logoutHint, examination.document()));
    if (token.isPresent()) ctx.redirect("/login/upstream/" + token.get(), HttpStatus.SEE_OTHER);
    else {
      history.replayed(ctx, party, examination);
      refusals.answeredAlready(ctx);
    }
  }

  /** Tells that there is nothing any more by which an answer could be looked at. */
  void noLongerSo(Context ctx, SignOnRequest request) {
    var attempt = request.attempt();
    if (attempt == null) trials.outdated(ctx, request);
    else refusals.connectionNotActive(ctx, attempt);
  }

  /** Tells that the connection has led to another provider since this was asked. */
  void changedMeanwhile(Context ctx, SignOnRequest request, Party party) {
    history.changedMeanwhile(ctx, party);
    refusals.changedMeanwhile(ctx, request);
  }

  /** Tells that the answer to a request was brought before. */
  void takenBefore(Context ctx, SignOnRequest request) {
    if (request.test() == null) refusals.answeredAlready(ctx);
    else refusals.testOver(ctx, request);
  }

  /**
   * Keeps an answer that nobody has brought before, for a request that has none: of two at once, on
   * whichever node, one is taken.
   */
  private Optional<String> keep(SignOnRequest request, Party party, SignOnAnswer answer) {
    var identity = answer.identity();
    return database.inTransaction(
        tx ->
            used.use(tx, party.id(), identity.answerId(), identity.answerEnds())
                ? requests.answered(tx, request, answer)
                : Optional.<String>empty());
  }
}
