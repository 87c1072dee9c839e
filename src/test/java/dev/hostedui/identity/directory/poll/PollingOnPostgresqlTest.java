package dev.hostedui.identity.directory.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.TestApp;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Where nodes share a database server, and its statements are not those of SQLite. */
class PollingOnPostgresqlTest {

  @Test
  void nodes_share_the_work_and_everything_is_read_and_kept_there_too() {
    try (var google = FakeGoogle.start(Clock.systemUTC());
        var app = TestApp.start(Engine.POSTGRESQL, google.settings())) {
      var scene = new PollScene(app, google);
      for (var i = 0; i < 8; i++)
        google.user("20" + i, "p" + i + "@initech.example", "P" + i, "Person");
      google.group("g1", "Collators", "201", "202");
      scene.ready(Tracking.SELECTED, "g1");
      assertThat(scene.groups.list(scene.initech, scene.directory.id(), "coll", "", 5).groups())
          .hasSize(1);

      var taken =
          IntStream.range(0, 6)
              .mapToObj(i -> CompletableFuture.supplyAsync(scene.polling::pollDue))
              .toList()
              .stream()
              .mapToInt(CompletableFuture::join)
              .sum();
      assertThat(taken).isEqualTo(1);
      assertThat(scene.last().counts().created()).isEqualTo(2);
      assertThat(scene.members("g1")).hasSize(2);

      google.fail("/users", 2, 503, "");
      assertThat(scene.poll().fault()).isEqualTo("google_unavailable");
      scene.groups.choose(
          scene.ivy, scene.initech, scene.directory.id(), null, Tracking.ALL, Set.of());
      assertThat(scene.pollNow().counts().people()).isEqualTo(9);
      for (var i = 0; i < 8; i++) google.delete("20" + i);
      assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
      scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 8);
      assertThat(scene.pollNow().counts().removed()).isEqualTo(8);
      // members of whom the directory has not spoken count as well
      for (var i = 0; i < 7; i++)
        google.user("30" + i, "q" + i + "@initech.example", "Q", "Person");
      assertThat(scene.poll().counts().created()).isEqualTo(7);
      app.arrange("DELETE FROM directory_users WHERE email LIKE 'q%'");
      for (var i = 0; i < 7; i++) google.user("30" + i).put("suspended", true);
      assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
      for (var i = 0; i < 7; i++) google.delete("30" + i);
      assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);

      // what is asked for while it is read, and what is allowed, is done once
      for (var i = 0; i < 18; i++)
        google.user("4%02d".formatted(i), "r" + i + "@initech.example", "R", "Person");
      assertThat(scene.poll().counts().created()).isEqualTo(18);
      for (var i = 0; i < 12; i++) google.delete("4%02d".formatted(i));
      google.user("412").put("suspended", true);
      assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
      google.before(
          "/users", () -> scene.polls.allow(scene.ivy, scene.initech, scene.directory.id(), 13));
      assertThat(scene.poll().outcome()).isEqualTo(PollResult.Outcome.HELD);
      google.fail("projection=full", 2, 503, "");
      assertThat(scene.pollNow().counts().removed()).isEqualTo(12);
      assertThat(app.one("SELECT allowed FROM directory_polls")).isEqualTo("1");
      assertThat(scene.poll().counts().deactivated()).isEqualTo(1);
      assertThat(scene.polls.of(scene.initech, scene.directory.id()).orElseThrow().held()).isNull();
      // of the last six five lose access: one was suspended before
      for (var i = 12; i < 18; i++) google.delete("4%02d".formatted(i));
      assertThat(scene.poll().counts().removed()).isEqualTo(6);
      google.before(
          "/users",
          () ->
              scene.groups.choose(
                  scene.ivy,
                  scene.initech,
                  scene.directory.id(),
                  null,
                  Tracking.SELECTED,
                  Set.of("g1")));
      app.clock().advance(Duration.ofHours(1));
      assertThat(scene.polling.pollDue()).isEqualTo(1);
      scene.groups.choose(
          scene.ivy, scene.initech, scene.directory.id(), null, Tracking.ALL, Set.of());
      assertThat(scene.pollNow().outcome()).isEqualTo(PollResult.Outcome.SUCCESS);
      assertThat(scene.polling.pollDue()).isZero();

      app.clock().advance(Duration.ofHours(1));
      scene.feature(false);
      assertThat(scene.polling.pollDue()).isZero();
      scene.feature(true);
      assertThat(scene.pollNow().counts().people()).isEqualTo(1);

      scene.authorizations.disconnect(scene.ivy, scene.initech, scene.directory.id());
      assertThat(scene.authorizations.giveUpOrphans()).isZero();
      scene.authorizations.revokeDue();
      assertThat(google.revoked()).hasSize(1);
      app.clock().advance(Duration.ofDays(31));
      scene.authorizations.forgetOld();
      scene.polls.forgetOld();
      assertThat(app.count("directory_authorizations")).isZero();
      assertThat(app.count("directory_poll_history")).isZero();
    }
  }
}
