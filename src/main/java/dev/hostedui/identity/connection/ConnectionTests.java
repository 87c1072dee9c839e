package dev.hostedui.identity.connection;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.PortalStep.Kind;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionTest.Status;
import dev.hostedui.identity.connection.ConnectionTest.Tester;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.Examination;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Begins tests of connections, keeps what came of them, and forgets them after a month. */
public final class ConnectionTests {

  private static final Duration KEPT = Duration.ofDays(30);

  private static final String TEST =
      """
      SELECT t.id, t.connection_id, t.version, t.status, t.tester_type, t.tester_id, t.tester_email,
             t.tester_portal_session, t.examination, t.code, t.cause, t.description, t.started_at, t.finished_at, c.organization_id
        FROM connection_tests t JOIN connections c ON c.id = t.connection_id \
      """;

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public ConnectionTests(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Begins a test of one version, which must be complete.
   *
   * @throws Problem CONFLICT {@code connection_changed} when that version is no more, or {@code
   *     connection_incomplete}; NOT_FOUND; or what {@link Actor#must} and a feature that is off
   *     refuse
   */
  public ConnectionTest begin(
      Actor actor, OrganizationId organization, ConnectionId id, int number) {
    return database.inTransaction(
        tx -> {
          Connections.must(
              tx, actor, organization, new PortalStep(Kind.TEST_CONNECTION, id.value()));
          ConnectionTable.find(tx, organization, id);
          var version =
              ConnectionTable.version(tx, id, number)
                  .orElseThrow(() -> Problem.conflict("connection_changed"));
          if (!version.complete()) throw Problem.conflict("connection_incomplete");
          var made = new ConnectionTestId(ids.next(ConnectionTestId.PREFIX));
          tx.createUpdate(
                  """
                  INSERT INTO connection_tests (id, connection_id, version, status, tester_type, tester_id,
                                                tester_email, tester_portal_session, started_at)
                  VALUES (:id, :connection, :version, 'PENDING', :type, :tester, :email, :session, :now)
                  """)
              .bind("id", made)
              .bind("connection", id)
              .bind("version", number)
              .bind("type", actor.type())
              .bind("tester", actor.id())
              .bind("email", actor.email())
              .bind("session", actor instanceof Actor.PortalLink link ? link.session() : null)
              .bind("now", clock.instant())
              .execute();
          return byId(tx, made).orElseThrow();
        });
  }

  /**
   * A test of an organization's connection. One that got no answer in time has failed.
   *
   * @throws Problem NOT_FOUND
   */
  public ConnectionTest find(OrganizationId organization, ConnectionTestId id) {
    return database.read(
        handle ->
            handle
                .createQuery(TEST + "WHERE t.id = :id AND c.organization_id = :organization")
                .bind("id", id)
                .bind("organization", organization)
                .map((row, context) -> test(row))
                .findOne()
                .orElseThrow(() -> Problem.notFound("test_not_found")));
  }

  /**
   * The newest test of a connection: of the tester's own that are recent, and else of anybody's.
   * Two who test at once each wait for their own answer.
   */
  public Optional<ConnectionTest> newest(
      OrganizationId organization, ConnectionId id, Actor tester) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    TEST
                        + """
                        WHERE t.connection_id = :id AND c.organization_id = :organization
                        ORDER BY CASE WHEN t.tester_type = :type AND t.tester_id = :tester AND t.started_at > :since
                                 THEN 0 ELSE 1 END, t.id DESC LIMIT 1
                        """)
                .bind("id", id)
                .bind("organization", organization)
                .bind("type", tester.type())
                .bind("tester", tester.id())
                .bind("since", clock.instant().minus(ConnectionTest.RECENT))
                .map((row, context) -> test(row))
                .findOne());
  }

  /**
   * A test that waits for its answer, whosever it is: for those who carry it out. They must see to
   * it that the browser is that of the tester.
   */
  public Optional<ConnectionTest> pending(ConnectionTestId id) {
    return database.read(handle -> byId(handle, id)).filter(it -> it.status() == Status.PENDING);
  }

  /** Who runs or ran a test, whatever became of it. */
  public Optional<Tester> testerOf(ConnectionTestId id) {
    return database.read(handle -> byId(handle, id)).map(ConnectionTest::tester);
  }

  private Optional<ConnectionTest> byId(Handle handle, ConnectionTestId id) {
    return handle
        .createQuery(TEST + "WHERE t.id = :id")
        .bind("id", id)
        .map((row, context) -> test(row))
        .findOne();
  }

  /**
   * Keeps what an answer to a test turned out to be: it passed when every check did.
   *
   * @param actor who brought the answer
   * @return empty when the test was over already, and then nothing changes
   */
  public Optional<ConnectionTest> conclude(
      Actor actor, ConnectionTestId id, Examination examination) {
    var failure = examination.firstFailure();
    var status = examination.accepted() ? Status.SUCCESS : Status.FAILURE;
    var code = failure.map(Check::code).orElse(null);
    var cause = failure.map(Check::cause).orElse(null);
    var said = examination.said();
    return database.inTransaction(
        tx -> {
          var updated =
              tx.createUpdate(
                      """
                      UPDATE connection_tests SET status = :status, examination = :examination, code = :code, cause = :cause,
                             description = :said, finished_at = :now
                       WHERE id = :id AND status = 'PENDING' AND started_at > :since
                      """)
                  .bind("status", status.name())
                  .bind("examination", Json.write(examination))
                  .bind("code", code)
                  .bind("cause", cause)
                  .bind("said", said.isEmpty() ? null : said)
                  .bind("now", clock.instant())
                  .bind("since", clock.instant().minus(ConnectionTest.PATIENCE))
                  .bind("id", id)
                  .execute();
          if (updated == 0) return Optional.<ConnectionTest>empty();
          var done = byId(tx, id).orElseThrow();
          var connection = ConnectionTable.find(tx, done.connection()).orElseThrow();
          events.record(
              tx,
              actor,
              EventType.SSO_TESTED,
              connection.organization(),
              connection.id(),
              Change.created(
                  ConnectionSnapshot.of(connection)
                      .with("test_id", id.value())
                      .with("version", done.version())
                      .with("test_status", status.name())
                      .with("code", code)
                      .with("cause", cause)
                      .values()));
          return Optional.of(done);
        });
  }

  /** Whether the newest test of a connection passed. */
  public static boolean newestPassed(Handle tx, ConnectionId connection) {
    return tx.createQuery(
            "SELECT status FROM connection_tests WHERE connection_id = :connection ORDER BY id DESC"
                + " LIMIT 1")
        .bind("connection", connection)
        .mapTo(String.class)
        .findOne()
        .filter(Status.SUCCESS.name()::equals)
        .isPresent();
  }

  /**
   * Refuses unless the actor has recently run a test of exactly this version that passed.
   *
   * @throws Problem CONFLICT {@code test_needed}
   */
  static void mustHavePassed(Handle tx, Actor actor, ConnectionVersion version, Instant now) {
    var passed =
        tx.createQuery(
                """
                SELECT COUNT(*) FROM connection_tests
                 WHERE connection_id = :connection AND version = :version AND tester_type = :type AND tester_id = :tester
                   AND status = 'SUCCESS' AND finished_at > :since
                """)
            .bind("connection", version.connection())
            .bind("version", version.number())
            .bind("type", actor.type())
            .bind("tester", actor.id())
            .bind("since", now.minus(ConnectionTest.RECENT))
            .mapTo(Integer.class)
            .one();
    if (passed == 0) throw Problem.conflict("test_needed");
  }

  /** Whether the actor could enable or make live this version without an override. */
  public boolean passed(Actor actor, ConnectionVersion version) {
    return database.read(
        handle -> {
          try {
            mustHavePassed(handle, actor, version, clock.instant());
            return true;
          } catch (Problem needed) {
            return false;
          }
        });
  }

  /** Forgets a bounded batch of old tests. A job of the timetable. */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM connection_tests WHERE id IN (SELECT id FROM connection_tests"
                        + " WHERE started_at < :before LIMIT 500)")
                .bind("before", clock.instant().minus(KEPT))
                .execute());
  }

  private ConnectionTest test(ResultSet row) throws SQLException {
    var status = Status.valueOf(Columns.text(row, "status"));
    var started = Columns.time(row, "started_at");
    var late =
        status == Status.PENDING && !started.plus(ConnectionTest.PATIENCE).isAfter(clock.instant());
    var examination = row.getString("examination");
    return new ConnectionTest(
        new ConnectionTestId(Columns.text(row, "id")),
        new ConnectionId(Columns.text(row, "connection_id")),
        row.getInt("version"),
        late ? Status.FAILURE : status,
        new Tester(
            Columns.text(row, "tester_type"),
            Columns.text(row, "tester_id"),
            row.getString("tester_email"),
            row.getString("tester_portal_session")),
        examination == null ? null : Json.read(examination, Examination.class),
        late ? "authentication_not_completed" : row.getString("code"),
        late ? "no_answer_came" : row.getString("cause"),
        row.getString("description"),
        started,
        late ? started.plus(ConnectionTest.PATIENCE) : Columns.timeOrNull(row, "finished_at"));
  }
}
