package dev.hostedui.identity.connection;

import dev.hostedui.identity.Actor;
import dev.hostedui.protocol.upstream.Examination;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One try of a version of a connection by somebody who sets it up. It signs nobody in and makes
 * nobody.
 *
 * @param version the number of the version it tries
 * @param tester who runs it
 * @param examination what was looked at in the answer, or null when none came
 * @param code why it failed, a code of the cause, or null
 * @param cause the more exact reason, a code the pages have words for, or null
 * @param description what the provider itself said about it, as text for people, or null
 */
public record ConnectionTest(
    ConnectionTestId id,
    ConnectionId connection,
    int version,
    Status status,
    Tester tester,
    @Nullable Examination examination,
    @Nullable String code,
    @Nullable String cause,
    @Nullable String description,
    Instant startedAt,
    @Nullable Instant finishedAt) {

  /** How long an answer is waited for. */
  public static final Duration PATIENCE = Duration.ofMinutes(15);

  /** How long a passed test speaks for what it tried. */
  public static final Duration RECENT = Duration.ofHours(24);

  /** What came of it. */
  public enum Status {
    PENDING,
    SUCCESS,
    FAILURE
  }

  /**
   * Who runs it, as events name an actor.
   *
   * @param portalSession the id of the session of the admin portal that they run it from, or null
   */
  public record Tester(
      String type, String id, @Nullable String email, @Nullable String portalSession) {

    /** Whether they came by a portal link, and are nobody who is signed in. */
    public boolean byLink() {
      return type.equals("portal_link");
    }

    /** Whether an actor is the one who runs it. */
    public boolean is(Actor actor) {
      return type.equals(actor.type()) && id.equals(actor.id());
    }
  }
}
