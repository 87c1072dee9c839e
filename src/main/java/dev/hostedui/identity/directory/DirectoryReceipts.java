package dev.hostedui.identity.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.apitoken.ApiTokens;
import dev.hostedui.identity.directory.DirectoryReceipt.Ended;
import dev.hostedui.identity.directory.DirectoryReceipt.EndedSession;
import dev.hostedui.identity.directory.DirectoryReceipt.EndedToken;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.role.Role;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes and finds what ended when a directory deactivated or removed somebody. */
public final class DirectoryReceipts {

  /** Receipts are kept this long. */
  public static final Duration KEPT = Duration.ofDays(90);

  private static final int BATCH = 500;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String RECEIPT =
      """
      SELECT id, directory_id, directory_user_id, user_id, email, effect, ended, request_id, received_at, ended_at
        FROM directory_receipts WHERE organization_id = :organization AND directory_id = :directory \
      """;

  private final Database database;
  private final Ids ids;
  private final Clock clock;

  public DirectoryReceipts(Database database, Ids ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Writes what has just ended, as the last thing of the change.
   *
   * @param deactivated what ended with the membership, or null when that was inactive already
   */
  void write(
      Handle tx,
      Actor.Directory actor,
      DirectoryUser user,
      Effect effect,
      Provisioning.@Nullable Deactivated deactivated) {
    var ended = deactivated == null ? nothing() : ended(tx, user.organization(), deactivated);
    tx.createUpdate(
            """
            INSERT INTO directory_receipts (id, directory_id, organization_id, directory_user_id, user_id, email, effect,
                                            ended, request_id, received_at, ended_at)
            VALUES (:id, :directory, :organization, :directoryUser, :user, :email, :effect,
                    :ended, :request, :received, :now)
            """)
        .bind("id", ids.next(DirectoryReceiptId.PREFIX))
        .bind("directory", user.directory())
        .bind("organization", user.organization())
        .bind("directoryUser", user.id())
        .bind("user", user.user())
        .bind("email", user.email())
        .bind("effect", effect.name())
        .bind("ended", json(ended))
        .bind("request", actor.origin().requestId())
        .bind("received", actor.arrived())
        .bind("now", clock.instant())
        .execute();
  }

  private static Ended nothing() {
    return new Ended(false, List.of(), List.of(), List.of(), 0);
  }

  private Ended ended(Handle tx, OrganizationId organization, Provisioning.Deactivated it) {
    var sessions = new ArrayList<EndedSession>();
    var tokens = new ArrayList<EndedToken>();
    for (var session : it.ended().sessions()) {
      sessions.add(session(tx, session));
      tokens.addAll(tokens(tx, session));
    }
    for (var grant : it.ended().grants()) tokens.addAll(token(tx, grant));
    return new Ended(
        true,
        it.roles().stream().map(Role::displayName).toList(),
        sessions,
        tokens,
        ApiTokens.countOf(tx, organization, it.user(), clock.instant()));
  }

  private static EndedSession session(Handle tx, SessionId id) {
    return tx.createQuery("SELECT id, browser, os, ip, last_active_at FROM sessions WHERE id = :id")
        .bind("id", id)
        .map(
            (row, context) ->
                new EndedSession(
                    Columns.text(row, "id"),
                    Columns.text(row, "browser"),
                    Columns.text(row, "os"),
                    Columns.text(row, "ip"),
                    row.getLong("last_active_at")))
        .one();
  }

  private static final String TOKEN =
      "SELECT g.id, a.name FROM grants g JOIN applications a ON a.id = g.application_id WHERE"
          + " g.redeemed_at IS NOT NULL AND ";

  /** What lived as long as a session that has ended. */
  private static List<EndedToken> tokens(Handle tx, SessionId session) {
    return tx.createQuery(
            TOKEN
                + "g.session_id = :session AND g.revoked_at IS NULL AND g.refresh_hash IS NOT NULL"
                + " ORDER BY g.id")
        .bind("session", session)
        .map((row, context) -> token(row))
        .list();
  }

  private static List<EndedToken> token(Handle tx, Id grant) {
    return tx.createQuery(TOKEN + "g.id = :id")
        .bind("id", grant)
        .map((row, context) -> token(row))
        .list();
  }

  private static EndedToken token(ResultSet row) throws SQLException {
    return new EndedToken(Columns.text(row, "id"), Columns.text(row, "name"));
  }

  // ------------------------------------------------------------------ finding

  /** The newest receipts about one user of a directory that an organization has. */
  public List<DirectoryReceipt> of(
      OrganizationId organization, DirectoryId directory, DirectoryUserId user, int most) {
    return database.read(handle -> of(handle, organization, directory, user, most));
  }

  /** {@link #of(OrganizationId, DirectoryId, DirectoryUserId, int)} inside a larger change. */
  public static List<DirectoryReceipt> of(
      Handle handle,
      OrganizationId organization,
      DirectoryId directory,
      DirectoryUserId user,
      int most) {
    return handle
        .createQuery(RECEIPT + "AND directory_user_id = :user ORDER BY id DESC LIMIT :most")
        .bind("organization", organization)
        .bind("directory", directory)
        .bind("user", user)
        .bind("most", most)
        .map((row, context) -> read(row))
        .list();
  }

  /** Removes a bounded batch of those that were kept long enough. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM directory_receipts WHERE id IN (SELECT id FROM directory_receipts"
                        + " WHERE ended_at < :before LIMIT :batch)")
                .bind("before", clock.instant().minus(KEPT))
                .bind("batch", BATCH)
                .execute());
  }

  private static DirectoryReceipt read(ResultSet row) throws SQLException {
    var user = row.getString("user_id");
    return new DirectoryReceipt(
        new DirectoryReceiptId(Columns.text(row, "id")),
        new DirectoryId(Columns.text(row, "directory_id")),
        new DirectoryUserId(Columns.text(row, "directory_user_id")),
        user == null ? null : new UserId(user),
        new EmailAddress(Columns.text(row, "email")),
        Effect.valueOf(Columns.text(row, "effect")),
        parsed(Columns.text(row, "ended")),
        Columns.text(row, "request_id"),
        Columns.time(row, "received_at"),
        Columns.time(row, "ended_at"));
  }

  private static String json(Ended ended) {
    try {
      return JSON.writeValueAsString(ended);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("plain values are always JSON", e);
    }
  }

  private static Ended parsed(String json) {
    try {
      return JSON.readValue(json, Ended.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a receipt of a newer program", e);
    }
  }
}
