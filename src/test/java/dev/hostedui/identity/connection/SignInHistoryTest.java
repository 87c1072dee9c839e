package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.db.Database;
import dev.hostedui.identity.connection.SignInAttempt.Outcome;
import dev.hostedui.identity.connection.SignInHistory.Filter;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignInHistoryTest {

  @RegisterExtension static final Scene.House HOUSE = new Scene.House();

  private static SignInAttempt success(Scene scene, Connection connection, String person) {
    return new SignInAttempt(
        connection.id(),
        person,
        scene.ada.user(),
        null,
        null,
        "<Assertion/>",
        "203.0.113.9",
        "Browser");
  }

  private static SignInAttempt failure(Connection connection, @Nullable String person) {
    return new SignInAttempt(
        connection.id(),
        person,
        null,
        "invalid_saml_response",
        "issuer_differs",
        null,
        "203.0.113.9",
        "Browser");
  }

  private static List<String> people(SignInHistory.Page page) {
    return page.entries().stream().map(it -> String.valueOf(it.attempt().person())).toList();
  }

  /** As a job that is still at it when the program ends, and the end of the program. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_who_write_at_once_write_everything_once(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var history = new SignInHistory(scene.it.database(), scene.it.ids(), scene.it.clock());
    for (var i = 0; i < 250; i++)
      history.note(success(scene, connection, "p" + i + "@acme.example"));
    var written = new AtomicInteger();
    Race.between(
        () -> written.addAndGet(history.writeNoted()),
        () -> written.addAndGet(history.writeNoted()));
    assertThat(written.get()).isEqualTo(250);
    assertThat(history.writeNoted()).isZero();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_noted_is_written_in_batches_and_listed_newest_first(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var history = new SignInHistory(scene.it.database(), scene.it.ids(), scene.it.clock());
    for (var i = 0; i < 250; i++) {
      history.note(
          i % 5 == 0
              ? failure(connection, i % 10 == 0 ? null : "Bob@acme.example")
              : success(scene, connection, "p" + i + "@acme.example"));
      if (i % 3 == 0) scene.it.clock().advance(Duration.ofMillis(1));
    }
    assertThat(history.page(scene.acme, Filter.ALL, null, 10).entries()).isEmpty();
    assertThat(history.writeNoted()).isEqualTo(200);
    assertThat(history.writeNoted()).isEqualTo(50);
    assertThat(history.writeNoted()).isZero();

    var first = history.page(scene.acme, Filter.ALL, null, 100);
    assertThat(first.entries().get(0).attempt())
        .isEqualTo(success(scene, connection, "p249@acme.example"));
    assertThat(first.entries().get(0).outcome()).isEqualTo(Outcome.SUCCESS);
    var all = new ArrayList<>(people(first));
    for (var next = first.next(); next != null; ) {
      var page = history.page(scene.acme, Filter.ALL, next, 100);
      all.addAll(people(page));
      next = page.next();
    }
    assertThat(all).hasSize(250);
    assertThat(all.stream().filter(it -> it.startsWith("p")).distinct()).hasSize(200);
    assertThat(all.get(249)).isEqualTo("null");

    var failures = history.page(scene.acme, new Filter(Outcome.FAILURE, null), null, 100);
    assertThat(failures.entries()).hasSize(50);
    var bob = new Filter(null, " BOB@acme.example ");
    assertThat(history.page(scene.acme, bob, null, 100).entries()).hasSize(25);
    assertThat(
            history.page(scene.acme, new Filter(Outcome.SUCCESS, bob.person()), null, 9).entries())
        .isEmpty();
    // a position that nobody was given
    for (var odd : List.of("", "1", "x.y", "1.sia_1' OR 1=1", "999999999999999999999.sia_1"))
      assertThat(history.page(scene.acme, Filter.ALL, odd, 3))
          .isEqualTo(history.page(scene.acme, Filter.ALL, null, 3));
    assertThat(
            history.page(scene.organization("Initech").id(), Filter.ALL, first.next(), 9).entries())
        .isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void memory_is_bounded_and_what_is_lost_is_counted(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var history = new SignInHistory(scene.it.database(), scene.it.ids(), scene.it.clock());
    for (var i = 0; i < SignInHistory.ROOM + 5; i++) history.note(failure(connection, "x"));
    assertThat(history.lost()).isEqualTo(5);
    // an orderly end writes the rest
    history.close();
    assertThat(
            scene
                .it
                .app()
                .one(
                    "SELECT COUNT(*) FROM sign_in_history WHERE organization_id = '"
                        + scene.acme.value()
                        + "'"))
        .isEqualTo(Integer.toString(SignInHistory.ROOM));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void long_and_odd_texts_are_cut_and_a_connection_that_is_gone_has_no_history(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var gone = scene.enabled(Protocol.SAML);
    var history = new SignInHistory(scene.it.database(), scene.it.ids(), scene.it.clock());
    history.note(failure(gone, "gone"));
    history.note(
        new SignInAttempt(
            connection.id(),
            "n\0ul" + "x".repeat(1_000),
            null,
            "server_error",
            null,
            "d".repeat(50_000),
            "203.0.113.9",
            "u".repeat(5_000)));
    scene.core.connections.delete(Identity.INTERNAL, scene.acme, gone.id());
    assertThat(history.writeNoted()).isEqualTo(2);
    var entries = history.page(scene.acme, Filter.ALL, null, 9).entries();
    assertThat(entries).hasSize(1);
    var attempt = entries.get(0).attempt();
    assertThat(attempt.person()).startsWith("nulx").hasSize(500).endsWith("…");
    assertThat(attempt.document()).hasSize(20_000);
    assertThat(attempt.userAgent()).hasSize(500);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_older_than_a_month_is_forgotten(Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var history = scene.core.signInHistory;
    history.note(failure(connection, "old"));
    assertThat(history.writeNoted()).isEqualTo(1);
    scene.it.clock().advance(SignInHistory.KEPT);
    history.note(failure(connection, "new"));
    history.writeNoted();
    while (history.forgetOld() > 0) assertThat(history.lost()).isZero();
    assertThat(people(history.page(scene.acme, Filter.ALL, null, 9))).contains("old");
    scene.it.clock().advance(Duration.ofMillis(1));
    assertThat(history.forgetOld()).isPositive();
    assertThat(people(history.page(scene.acme, Filter.ALL, null, 9))).containsExactly("new");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_that_cannot_be_written_keeps_back_no_other_and_a_database_that_is_away_loses_none(
      Engine engine) {
    var scene = HOUSE.scene(engine);
    var connection = scene.enabled(Protocol.SAML);
    var history = new SignInHistory(scene.it.database(), scene.it.ids(), scene.it.clock());
    history.note(failure(connection, "before"));
    history.note(
        new SignInAttempt(connection.id(), "odd", null, "server_error", null, null, null, "x"));
    history.note(failure(connection, "after"));
    assertThat(history.writeNoted()).isEqualTo(3);
    assertThat(history.lost()).isEqualTo(1);
    assertThat(people(history.page(scene.acme, Filter.ALL, null, 9)))
        .containsExactlyInAnyOrder("before", "after");

    var away = Database.open(engine.fresh());
    away.close();
    var waiting = new SignInHistory(away, scene.it.ids(), scene.it.clock());
    waiting.note(failure(connection, "kept"));
    for (var i = 0; i < 2; i++)
      assertThat(catchThrowable(waiting::writeNoted)).isInstanceOf(RuntimeException.class);
    assertThat(waiting.lost()).isZero();
    waiting.close();
  }
}
