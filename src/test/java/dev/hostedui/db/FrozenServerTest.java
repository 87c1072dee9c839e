package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TcpProxy;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Waiting;
import java.io.IOException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database server that hangs: its connections stay, and it answers nothing. */
@Waiting
@Timeout(120)
class FrozenServerTest {

  /** Two seconds for a connection, three for an answer, and what a busy machine takes. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private static String get(int port, String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port + "\r\nConnection: close\r\n\r\n";
  }

  @Test
  void everything_ends_in_seconds_and_health_answers_at_once() throws Exception {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var ada = app.as("ada@acmecorp.example");
      assertThat(ada.get("/ui/organization/users").status()).isEqualTo(200);
      proxy.freeze();
      var threads = Executors.newCachedThreadPool();
      List<Future<Integer>> asked = new ArrayList<>();
      for (var i = 0; i < 300; i++) {
        var one = ada.copy();
        asked.add(threads.submit(() -> one.get("/ui/organization/users").status()));
      }
      var ready =
          threads.submit(() -> RawHttp.sendAll(app.port(), get(app.port(), "/health/ready")));
      for (var i = 0; i < 5; i++)
        assertThat(RawHttp.sendAll(app.port(), get(app.port(), "/health/live")).status())
            .isEqualTo(200);
      assertThat(asked).as("health did not wait for the database").anyMatch(it -> !it.isDone());
      var began = System.nanoTime();
      for (var one : asked) assertThat(one.get()).isEqualTo(503);
      assertThat(ready.get().status()).isEqualTo(503);
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(PATIENCE);
      var refused = ada.post("/ui/organization/general/name", "display_name", "X");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("Retry-After")).isNotBlank();

      proxy.thaw();
      threads.shutdown();
      var tries = 0;
      while (ada.get("/ui/organization/users").status() != 200) assertThat(++tries).isLessThan(50);
      assertThat(app.app().core().database.trouble()).isEmpty();
    }
  }

  @Test
  void a_start_against_it_ends_with_a_sentence() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url)) {
      proxy.freeze();
      assertThatThrownBy(() -> Database.open(proxy.through(url)))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("does not answer");
    }
  }

  @Test
  void who_asks_for_the_keys_waits_for_it_with_all_others_and_gets_those_that_are_known() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var keys = app.browser().get("/keys").body();
      proxy.freeze();
      var threads = Executors.newCachedThreadPool();
      // one after the other they would take ten minutes
      var asked =
          Stream.generate(app::browser)
              .limit(300)
              .map(it -> CompletableFuture.supplyAsync(() -> it.get("/keys"), threads))
              .toList();
      for (var one : asked) {
        assertThat(one.join().status()).isEqualTo(200);
        assertThat(one.join().body()).isEqualTo(keys);
      }
      threads.shutdown();
      thaw(proxy, app);
      assertThat(app.browser().get("/keys").body()).isEqualTo(keys);
    }
  }

  @Test
  void where_no_key_is_known_all_who_ask_for_one_are_told_together() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      proxy.freeze();
      var threads = Executors.newCachedThreadPool();
      var asked =
          Stream.generate(app::browser)
              .limit(100)
              .map(it -> CompletableFuture.supplyAsync(() -> it.get("/keys").status(), threads))
              .toList();
      for (var one : asked) assertThat(one.join()).isEqualTo(503);
      threads.shutdown();
      proxy.thaw();
      // it is asked again a second after it did not answer
      while (app.browser().get("/keys").status() != 200) Thread.onSpinWait();
    }
  }

  /** Takes longer than a request may wait, twice: for a statement of a change and for a look. */
  private static void sleep(Database database) {
    database.useTransaction(tx -> tx.execute("SELECT pg_sleep(3.5)"));
    database.rows("SELECT 1 FROM pg_sleep(3.5)", row -> row.getInt(1));
  }

  @Test
  void a_lock_that_was_given_in_the_moment_it_was_given_up_is_given_back() {
    var url = Engine.emptyDatabase();
    try (var one = Database.open(url);
        var other = Database.open(url)) {
      // the session has it already, and gets it once more
      one.useTransaction(
          tx ->
              tx.select("SELECT pg_advisory_lock(?)::text", Postgresql.LOCK)
                  .mapTo(String.class)
                  .one());
      one.alone(() -> {});
      assertThat(
              other.<Boolean>read(
                  handle ->
                      handle
                          .select("SELECT pg_try_advisory_lock(?)", Postgresql.LOCK)
                          .mapTo(Boolean.class)
                          .one()))
          .isTrue();
    }
  }

  @Test
  void a_slow_statement_ends_a_request_but_neither_a_job_nor_a_command() {
    try (var database = Database.open(Engine.POSTGRESQL.fresh())) {
      var jobs =
          Stream.of(TimeLimit.JOB, TimeLimit.BULK)
              .map(limit -> CompletableFuture.runAsync(() -> limit.run(() -> sleep(database))))
              .toList();
      assertThatThrownBy(() -> sleep(database)).isInstanceOf(StorageUnavailable.class);
      jobs.forEach(CompletableFuture::join);
      // a connection that was lent to a job serves requests afterwards
      assertThatThrownBy(() -> sleep(database)).isInstanceOf(StorageUnavailable.class);
    }
  }

  @Test
  void the_address_can_allow_more() {
    try (var database = Database.open(Engine.POSTGRESQL.fresh() + "&socketTimeout=20")) {
      sleep(database);
    }
  }

  /** The driver writes COMMIT out each time when it keeps no prepared statements. */
  private static final String IN_WORDS = "&prepareThreshold=0";

  @Test
  void a_change_whose_commit_is_not_answered_is_not_said_to_have_changed_nothing() {
    var url = Engine.POSTGRESQL.fresh() + IN_WORDS;
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var ada = app.as("ada@acmecorp.example");
      assertThat(ada.get("/ui/organization/general").status()).isEqualTo(200);
      proxy.loseAnswerTo("COMMIT");
      var answer = ada.post("/ui/organization/general/name", "display_name", "Kept all the same");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body())
          .contains("It is not known whether the change was saved. Look before you try again.")
          .doesNotContain("Nothing was changed");
      assertThat(answer.header("Retry-After")).isEmpty();
      assertThat(ada.get("/ui/organization/general").body()).contains("Kept all the same");
    }
  }

  @Test
  void a_connection_lost_before_the_commit_changed_nothing_and_says_so() {
    var url = Engine.POSTGRESQL.fresh() + IN_WORDS;
    try (var proxy = TcpProxy.to(url);
        var database = Database.open(proxy.through(url))) {
      proxy.loseAnswerTo("DELETE FROM organizations");
      assertThatThrownBy(
              () -> database.useTransaction(tx -> tx.execute("DELETE FROM organizations")))
          .isInstanceOf(StorageUnavailable.class)
          .extracting(e -> ((StorageUnavailable) e).mayHaveChanged())
          .isEqualTo(false);
    }
  }

  @Test
  void what_fails_after_a_change_of_the_same_request_is_not_said_to_have_changed_nothing() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var ada = app.as("ada@acmecorp.example").htmx();
      assertThat(ada.get("/ui/profile/account").status()).isEqualTo(200);
      proxy.freezeAfter("COMMIT");
      var page =
          ada.post("/ui/profile/account", "given_name", "Kept", "family_name", "All the same");
      outcomeIsUnknown(page);
      thaw(proxy, app);
      assertThat(app.one("SELECT given_name FROM users WHERE email = 'ada@acmecorp.example'"))
          .isEqualTo("Kept");

      // the next request of the same thread has changed nothing yet
      proxy.freeze();
      var next = ada.post("/ui/profile/account", "given_name", "Lost", "family_name", "X");
      assertThat(next.status()).isEqualTo(503);
      assertThat(next.body()).contains("Nothing was changed");
      assertThat(next.header("Retry-After")).isNotBlank();
      thaw(proxy, app);

      var codes = app.count("mailed_codes");
      proxy.freezeAfter("COMMIT");
      outcomeIsUnknown(app.browser().post("/login", "email", "gus@globex.example"));
      thaw(proxy, app);
      assertThat(app.count("mailed_codes")).isEqualTo(codes + 1);
    }
  }

  private static void outcomeIsUnknown(Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.body())
        .contains("It is not known whether the change was saved")
        .doesNotContain("Nothing was changed");
    assertThat(answer.header("Retry-After")).isEmpty();
  }

  private static void thaw(TcpProxy proxy, TestApp app) {
    proxy.thaw();
    var tries = 0;
    while (app.app().core().database.trouble().isPresent()) assertThat(++tries).isLessThan(50);
  }

  @Test
  void who_came_by_a_portal_link_is_told_on_a_page() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var link =
          app.app()
              .core()
              .portalLinks
              .make(
                  new Actor.Internal("test"),
                  app.organization("initech"),
                  new PortalLinks.Terms(
                      PortalLink.Kind.SHAREABLE, Set.of(PortalModule.SSO), null, false, null));
      var guest = app.browser();
      assertThat(guest.post(link.path()).status()).isEqualTo(303);
      assertThat(guest.get("/portal/sso").status()).isEqualTo(200);
      for (var browser : List.of(guest, guest.copy().htmx())) {
        // who they are is known by then
        proxy.freezeAfter("SELECT 1");
        var answer = browser.get("/portal/sso");
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).contains("Nothing was changed");
        thaw(proxy, app);
      }
    }
  }

  @Test
  void programs_are_told_in_the_form_of_their_standard() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      proxy.freeze();
      var oauth =
          app.browser()
              .with("Authorization", "Basic c2tjX3NhbXBsZTpzYW1wbGUtc2VjcmV0")
              .post("/oauth/token", "grant_type", "client_credentials");
      assertThat(oauth.status()).isEqualTo(503);
      assertThat(oauth.body()).contains("\"error\":\"temporarily_unavailable\"");
      var api =
          app.browser().with("Authorization", "Bearer no.token.atall").get("/api/v1/organizations");
      assertThat(api.status()).isEqualTo(503);
      assertThat(api.body()).contains("STORAGE_UNAVAILABLE");
    }
  }

  @Test
  void who_is_told_of_it_does_not_wait_for_it_once_more() {
    try (var database = Database.open(Engine.POSTGRESQL.fresh())) {
      var away = new StorageUnavailable("away", new IOException());
      Database.notAskedAgain(
          away,
          () -> {
            assertThatThrownBy(() -> database.rows("SELECT 1", row -> row.getInt(1)))
                .isSameAs(away);
            assertThatThrownBy(() -> database.useTransaction(tx -> {})).isSameAs(away);
          });
      Database.notAskedAgain(
          new StorageUnavailable(StorageUnavailable.Reason.READ_ONLY, "", new IOException()),
          () -> assertThat(database.rows("SELECT 1", row -> row.getInt(1))).containsExactly(1));
      assertThat(database.trouble()).isEmpty();
    }
  }

  @Test
  void who_holds_what_others_wait_for_is_told_of_and_loses_it_when_frozen() {
    var url = Engine.POSTGRESQL.fresh();
    try (var frozen = Database.open(url);
        var other = Database.open(url)) {
      frozen.useTransaction(
          tx -> {
            tx.execute("UPDATE event_feed SET last_position = last_position");
            assertThatThrownBy(
                    () ->
                        other.useTransaction(
                            it ->
                                it.execute("UPDATE event_feed SET last_position = last_position")))
                .isInstanceOf(StorageUnavailable.class)
                .hasMessageContaining("has locked what is to be changed");
            assertThat(other.trouble()).isEmpty();
          });
      other.useTransaction(
          tx -> assertThat(shown(tx, "idle_in_transaction_session_timeout")).isEqualTo("10s"));
      TimeLimit.JOB.run(
          () -> other.useTransaction(tx -> assertThat(shown(tx, "lock_timeout")).isEqualTo("24s")));
      other.alone(() -> {});
      other.useTransaction(tx -> assertThat(shown(tx, "lock_timeout")).isEqualTo("2400ms"));
    }
    try (var patient = Database.open(url + "&socketTimeout=20")) {
      patient.useTransaction(tx -> assertThat(shown(tx, "lock_timeout")).isEqualTo("16s"));
    }
  }

  private static String shown(Handle tx, String setting) {
    return tx.select("SHOW " + setting).mapTo(String.class).one();
  }

  @Test
  void what_the_pool_has_waited_for_is_said() {
    var full = new SQLException("FATAL: sorry, too many clients already", "53300");
    var pool = new SQLTransientConnectionException("request timed out after 2000ms", "", full);
    assertThat(new StorageFaults("portal").of(new IllegalStateException(pool)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContainingAll("no room for more sessions", "too many clients already");
  }

  /** The pool closes what the driver gave up on, and its own rollback then finds it closed. */
  @Test
  void what_the_driver_says_of_a_lost_connection_goes_before_what_the_pool_says() {
    var driver =
        new SQLException("An I/O error occurred", "08006", new IOException("Read timed out"));
    var closed = new SQLException("Connection is closed");
    closed.addSuppressed(driver);
    assertThat(new StorageFaults("portal").of(new IllegalStateException(closed)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("An I/O error occurred");
    var rolledBack = new IllegalStateException(new SQLException("Connection is closed"));
    rolledBack.addSuppressed(new IllegalStateException(driver));
    assertThat(new StorageFaults("portal").of(rolledBack))
        .hasMessageContaining("An I/O error occurred");
    assertThat(new StorageFaults("portal").of(new IllegalStateException("none", closed)))
        .isInstanceOf(StorageUnavailable.class);
  }
}
