package dev.hostedui.sso;

import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.SignInAttempt;
import dev.hostedui.identity.connection.SignInHistory;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import org.jspecify.annotations.Nullable;

/** Tells the sign-in history of tries that end here; the others are told of where they end. */
final class History {

  private final SignInHistory history;
  private final Web web;

  History(SignInHistory history, Web web) {
    this.history = history;
    this.web = web;
  }

  /** An answer did not hold. */
  void failed(Context ctx, Party party, Examination examination) {
    var failure = examination.firstFailure();
    note(
        ctx,
        party,
        examination,
        failure.map(Check::code).orElse("invalid_request"),
        failure.map(Check::cause).orElse(null));
  }

  /** A good answer came a second time. */
  void replayed(Context ctx, Party party, Examination examination) {
    note(ctx, party, examination, "invalid_request", "answer_used");
  }

  /** An answer came to what another provider was asked, and was not looked at. */
  void changedMeanwhile(Context ctx, Party party) {
    note(ctx, party, null, "provider_changed", "provider_changed", null);
  }

  private void note(
      Context ctx, Party party, Examination examination, String code, @Nullable String cause) {
    note(ctx, party, person(party, examination), code, cause, examination.document());
  }

  private void note(
      Context ctx,
      Party party,
      @Nullable String person,
      String code,
      @Nullable String cause,
      @Nullable String document) {
    history.note(
        new SignInAttempt(
            party.id(),
            person,
            null,
            code,
            cause,
            document,
            web.requests().ip(ctx),
            Requests.userAgent(ctx)));
  }

  private static @Nullable String person(Party party, Examination examination) {
    var claimed = examination.claimed();
    if (claimed == null) return null;
    return claimed
        .first(party.version().settings().mapping().of(AttributeMapping.EMAIL))
        .orElse(claimed.subject());
  }
}
