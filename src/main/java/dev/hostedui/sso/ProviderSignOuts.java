package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.connection.UsedAnswers;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.signon.SignOnRequests;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What ends here when a provider says that somebody signed out there, whichever standard it says so
 * by: sessions that its word has begun, and answers of it that no session has begun with yet.
 */
final class ProviderSignOuts {

  private final Database database;
  private final UsedAnswers used;
  private final SignOnRequests requests;
  private final SessionEnds ends;

  ProviderSignOuts(Core core) {
    database = core.database;
    used = core.usedAnswers;
    requests = core.signOnRequests;
    ends = core.ends;
  }

  /**
   * Whether a message says so for the first time: told twice, it is done already, and whoever has
   * signed in since stays so.
   */
  boolean isNews(Party party, String message) {
    return database.read(handle -> !used.isUsed(handle, party.id(), message));
  }

  /**
   * Notes that all was done that a message asks for. Not before: of what fails on its way the
   * provider is to tell once more.
   *
   * @param until when the message could be sent again at the latest
   */
  void done(Party party, String message, Instant until) {
    var unused = database.inTransaction(tx -> used.use(tx, party.id(), message, until));
  }

  /**
   * Ends it.
   *
   * @param subject whom it is about, or null for whoever has the session index
   * @param sessionIndex the provider's name of its session, or null for all of the subject's
   * @return the sessions that have ended
   */
  Set<SessionId> end(Party party, @Nullable String subject, @Nullable String sessionIndex) {
    var connection = party.id().value();
    // first: what begins a session just now is waited for, and its session ends
    requests.takeBack(connection, subject, sessionIndex);
    return ends.endVouched(
        new Actor.Internal("identity-provider"),
        connection,
        party.version().settings().issuer(),
        subject,
        sessionIndex);
  }
}
