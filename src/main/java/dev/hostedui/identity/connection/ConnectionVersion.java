package dev.hostedui.identity.connection;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a connection was set to at a time. The settings of a version never change: saving makes
 * another one with the next number.
 *
 * @param number counts from 1 within its connection
 * @param clientSecretHint the last characters of the client secret, for people to know it again;
 *     empty for a short one, null when there is none
 * @param savedBy the address of who saved it, or null when no person did
 * @param liveFrom when it last became the live one, or null
 * @param liveUntil when it last ceased to be, or null
 */
public record ConnectionVersion(
    ConnectionId connection,
    int number,
    State state,
    ConnectionSettings settings,
    @Nullable String clientSecretHint,
    @Nullable String savedBy,
    Instant savedAt,
    @Nullable Instant liveFrom,
    @Nullable Instant liveUntil) {

  /** What it is used for. */
  public enum State {
    /** It is worked on and can be tested. */
    DRAFT,
    /** Sign-ins use it while the connection is enabled. */
    LIVE,
    /** It was live once. */
    FORMER;

    String stored() {
      return name().toLowerCase(Locale.ROOT);
    }

    static State stored(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** Whether all that a sign-in needs is there. */
  public boolean complete() {
    return settings.complete(clientSecretHint != null);
  }

  /** The same with other settings, for comparing. */
  public ConnectionVersion with(ConnectionSettings others) {
    return new ConnectionVersion(
        connection, number, state, others, clientSecretHint, savedBy, savedAt, liveFrom, liveUntil);
  }

  ConnectionVersion as(State other) {
    return new ConnectionVersion(
        connection,
        number,
        other,
        settings,
        clientSecretHint,
        savedBy,
        savedAt,
        liveFrom,
        liveUntil);
  }
}
