package dev.hostedui.sso;

import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes down tries that end here; the others are told of where they end. */
final class History {

  private static final Logger LOG = LoggerFactory.getLogger(History.class);

  /** An answer did not hold. */
  void failed(Context ctx, Party party, Examination examination) {
    note(ctx, party, examination.firstFailure().map(Check::code).orElse("invalid_request"));
  }

  /** A good answer came a second time. */
  void replayed(Context ctx, Party party) {
    note(ctx, party, "answer_used");
  }

  private static void note(Context ctx, Party party, String code) {
    LOG.info("request={} connection={} refused: {}", Requests.id(ctx), party.id().value(), code);
  }
}
