package dev.hostedui.identity.passkey;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * What authenticators are asked to sign: 256 random bits, good once, for five minutes, and only
 * where they were given.
 */
public final class Challenges {

  /** How long a person has to answer. */
  public static final Duration LIFETIME = Duration.ofMinutes(5);

  private static final String CREATE = "create";
  private static final String SIGN_IN = "sign-in";

  private final Database database;
  private final Ids ids;
  private final Clock clock;

  public Challenges(Database database, Ids ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
  }

  /** A token for a browser on the way in that has none yet. */
  public String newBrowser() {
    return ids.token();
  }

  /** A challenge to make a passkey, in base64url; of this session only. */
  public String toCreate(SessionId session) {
    return give(CREATE, session.value());
  }

  /** A challenge to sign in; only of the browser that holds this token, perhaps among others. */
  public String toSignIn(String browserToken) {
    return give(SIGN_IN, Ids.hash(browserToken));
  }

  private String give(String purpose, String boundTo) {
    var challenge = ids.token();
    database.useTransaction(
        tx ->
            tx.createUpdate(
                    "INSERT INTO passkey_challenges (challenge_hash, purpose, bound_to, expires_at)"
                        + " VALUES (:hash, :purpose, :boundTo, :expires)")
                .bind("hash", Ids.hash(challenge))
                .bind("purpose", purpose)
                .bind("boundTo", boundTo)
                .bind("expires", clock.instant().plus(LIFETIME))
                .execute());
    return challenge;
  }

  /** Uses up a challenge to make a passkey; false when it is not one of this session any more. */
  public boolean useToCreate(SessionId session, String challenge) {
    return use(CREATE, List.of(session.value()), challenge);
  }

  /** Uses up a challenge to sign in; false when it is not one of this browser any more. */
  public boolean useToSignIn(List<String> browserTokens, String challenge) {
    return use(SIGN_IN, browserTokens.stream().map(Ids::hash).toList(), challenge);
  }

  private boolean use(String purpose, List<String> boundTo, String challenge) {
    return database.inTransaction(
        tx -> boundTo.stream().anyMatch(it -> use(tx, purpose, it, challenge)));
  }

  private boolean use(Handle tx, String purpose, String boundTo, String challenge) {
    return tx.createUpdate(
                "DELETE FROM passkey_challenges WHERE challenge_hash = :hash AND purpose ="
                    + " :purpose AND bound_to = :boundTo AND expires_at > :now")
            .bind("hash", Ids.hash(challenge))
            .bind("purpose", purpose)
            .bind("boundTo", boundTo)
            .bind("now", clock.instant())
            .execute()
        == 1;
  }

  /** Forgets what nobody answered. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate("DELETE FROM passkey_challenges WHERE expires_at < :now")
                .bind("now", clock.instant())
                .execute());
  }
}
