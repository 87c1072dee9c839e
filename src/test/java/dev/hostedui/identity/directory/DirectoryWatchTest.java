package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.LoggedRequest.Answer;
import dev.hostedui.identity.directory.LoggedRequest.Call;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryWatchTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  /** A call that came and was answered, and what the token that let it in notes. */
  private static void call(DirectoryScene scene, String method, int status, String cause) {
    call(scene, method, status, cause, null, null);
  }

  private static void call(
      DirectoryScene scene,
      String method,
      int status,
      String cause,
      @Nullable String scimType,
      @Nullable String detail) {
    call(
        scene,
        method,
        "/Users",
        new Answer(status, 5, scimType, detail),
        status < 400 ? List.of() : List.of(Remark.of(cause, "gmail.com")));
    if (status != 401)
      scene
          .it
          .database()
          .useTransaction(
              tx ->
                  DirectoryTable.noteContact(
                      tx,
                      scene.directory.id(),
                      scene.it.clock().instant(),
                      scene.it.clock().instant()));
  }

  private static void call(
      DirectoryScene scene, String method, String path, Answer answer, List<Remark> remarks) {
    scene.core.directoryRequests.note(
        new LoggedRequest(
            scene.directory.id(),
            new Call("r", method, path, "203.0.113.9", "Okta", null),
            answer,
            About.NOTHING,
            null,
            remarks));
    scene.core.directoryRequests.writeNoted();
  }

  private static DirectoryHealth health(DirectoryScene scene) {
    return scene.core.directoryWatch.health(scene.acme, scene.directory.id());
  }

  private static long letters(DirectoryScene scene, String to) {
    while (scene.core.directoryWatch.lookAfter() > 0) assertThat(scene.number).isPositive();
    return Long.parseLong(
        scene.it.app().one("SELECT COUNT(*) FROM letters WHERE recipient = '" + to + "'"));
  }

  @Test
  void the_usual_gap_is_the_second_longest_and_unknown_at_first() {
    var start = Instant.parse("2026-01-01T00:00:00Z");
    var hourly = IntStream.range(0, 50).mapToObj(i -> start.plus(Duration.ofHours(i))).toList();
    assertThat(DirectoryWatch.usualGap(hourly)).contains(Duration.ofHours(1));
    assertThat(DirectoryWatch.usualGap(hourly.subList(0, 3))).isEmpty();
    assertThat(DirectoryWatch.usualGap(List.of())).isEmpty();
    // one outage of a week, and two weekends
    var gaps = List.of(0, 8, 72, 80, 144 + 100, 248, 320);
    assertThat(
            DirectoryWatch.usualGap(
                gaps.stream().map(it -> start.plus(Duration.ofHours(it))).toList()))
        .contains(Duration.ofHours(72));
    assertThat(DirectoryWatch.patience(Duration.ofHours(1))).isEqualTo(Duration.ofHours(24));
    assertThat(DirectoryWatch.patience(Duration.ofHours(72))).isEqualTo(Duration.ofHours(216));
    assertThat(DirectoryWatch.patience(null)).isEqualTo(Duration.ofDays(7));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_directory_that_falls_silent_is_mailed_of_once_until_it_calls_again(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.it.member(scene.organization, scene.at("max"), "member");
    assertThat(health(scene).lastContact()).isNull();
    assertThat(letters(scene, scene.at("ada"))).isZero();
    for (var i = 0; i < 10; i++) {
      call(scene, "GET", 200, "");
      scene.it.clock().advance(Duration.ofMinutes(40));
    }
    assertThat(health(scene).usualGap()).isEqualTo(Duration.ofHours(1));
    scene.it.clock().advance(Duration.ofHours(23));
    assertThat(letters(scene, scene.at("ada"))).isZero();
    assertThat(health(scene).silentSince()).isNull();
    assertThat(health(scene).failingSince()).isNull();
    scene.it.clock().advance(Duration.ofHours(1));
    assertThat(health(scene).silentSince()).isEqualTo(health(scene).lastContact());
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(1);
    assertThat(letters(scene, scene.at("max"))).isZero();
    assertThat(scene.it.app().mailTo(scene.at("ada")).subject()).contains("stopped calling");
    assertThat(scene.it.app().mailTo(scene.at("ada")).text())
        .contains(scene.organization.displayName(), "/ui/organization/scim");
    scene.it.clock().advance(Duration.ofDays(3));
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(1);
    // it calls, and falls silent once more
    call(scene, "GET", 200, "");
    scene.it.clock().advance(Duration.ofHours(2));
    assertThat(health(scene).silentSince()).isNull();
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(1);
    scene.it.clock().advance(Duration.ofDays(2));
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(2);
    // one that is disabled is not expected to call
    scene.core.directories.disable(scene.ada, scene.acme, scene.directory.id());
    assertThat(health(scene).silentSince()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_is_mailed_of_a_directory_while_provisioning_is_switched_off(Engine engine) {
    var scene = HOUSE.scene(engine);
    call(scene, "POST", 201, "");
    feature(scene, false);
    for (var i = 0; i < 15; i++) {
      call(scene, "POST", 403, "feature_off");
      scene.it.clock().advance(Duration.ofHours(2));
    }
    scene.it.clock().advance(Duration.ofDays(8));
    assertThat(letters(scene, scene.at("ada"))).isZero();
    call(scene, "POST", 403, "feature_off");
    feature(scene, true);
    assertThat(health(scene).failingSince()).as("it was not listened to").isNull();
    assertThat(letters(scene, scene.at("ada"))).isZero();
  }

  private static void feature(DirectoryScene scene, boolean on) {
    scene.core.organizations.setFeature(
        Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, on);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_whose_changes_are_all_refused_for_a_day_is_mailed_of_and_one_refusal_is_not(
      Engine engine) {
    var scene = HOUSE.scene(engine);
    call(scene, "POST", 201, "");
    for (var i = 0; i < 30; i++) {
      call(scene, "GET", 200, "");
      call(scene, "POST", 400, "foreign_domain");
      if (i == 20) call(scene, "PATCH", 403, "seats_taken");
      scene.it.clock().advance(Duration.ofMinutes(40));
    }
    assertThat(health(scene).failingSince()).isNull();
    assertThat(letters(scene, scene.at("ada"))).isZero();
    for (var i = 0; i < 10; i++) {
      call(scene, "POST", 400, "foreign_domain");
      scene.it.clock().advance(Duration.ofMinutes(40));
    }
    var health = health(scene);
    assertThat(health.failingSince()).isNotNull();
    assertThat(health.calls()).isBetween(60L, 62L);
    assertThat(health.failingPercent()).isBetween(50L, 65L);
    assertThat(health.cause()).isNotNull();
    assertThat(health.cause().code()).isEqualTo("foreign_domain");
    assertThat(health.cause().times()).isBetween(34L, 37L);
    assertThat(health.cause().newest().request().remarks().get(0).arguments())
        .containsExactly("gmail.com");
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(1);
    assertThat(scene.it.app().mailTo(scene.at("ada")).subject()).contains("refused");
    scene.it.clock().advance(Duration.ofHours(2));
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(1);
    // one change that worked, and it is well
    call(scene, "PATCH", 200, "");
    call(scene, "POST", 400, "foreign_domain");
    assertThat(health(scene).failingSince()).isNull();
  }

  private static Answer answered(int status) {
    return new Answer(status, 5, null, null);
  }

  /** A bulk request is answered 200 whatever becomes of what is in it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_whose_operations_are_all_refused_fails_whatever_carries_them(Engine engine) {
    var scene = HOUSE.scene(engine);
    var refusal = List.of(Remark.of("foreign_domain", "gmail.com"), Remark.of("in_bulk"));
    for (var i = 0; i < 40; i++) {
      call(scene, "POST", "/Users", answered(400), refusal);
      call(scene, "POST", "/Bulk", answered(200), List.of(Remark.of("bulk", 1, 1)));
      scene.it.clock().advance(Duration.ofMinutes(40));
    }
    assertThat(health(scene).failingSince()).isNotNull();
    assertThat(health(scene).failingPercent()).isEqualTo(100);
    // what an admin carries out does not mend the directory, nor break it
    var replayed = Remark.of(Remark.REPLAYED, "ada@acme.example");
    call(scene, "POST", "/Users", answered(201), List.of(replayed));
    for (var i = 0; i < 50; i++)
      call(scene, "PUT", "/Users/x", answered(404), List.of(Remark.of("gone"), replayed));
    var health = health(scene);
    assertThat(health.failingSince()).isNotNull();
    assertThat(health.failingPercent()).isEqualTo(100);
    assertThat(Objects.requireNonNull(health.cause()).code()).isEqualTo("foreign_domain");
    // one operation that worked
    call(scene, "POST", "/Users", answered(201), List.of(Remark.of("in_bulk")));
    assertThat(health(scene).failingSince()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_whose_bulk_requests_are_all_refused_as_a_whole_fails(Engine engine) {
    var scene = HOUSE.scene(engine);
    for (var i = 0; i < 40; i++) {
      call(scene, "POST", "/Bulk", answered(413), List.of(Remark.of("status_413")));
      scene.it.clock().advance(Duration.ofMinutes(40));
    }
    assertThat(health(scene).failingSince()).isNotNull();
    assertThat(health(scene).failingPercent()).isEqualTo(100);
  }

  /** One that is read has no other changes. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_that_was_read_to_the_end_meanwhile_does_not_fail(Engine engine) {
    var scene = HOUSE.scene(engine);
    for (var i = 0; i < 20; i++) {
      call(scene, "POLL", "/", answered(503), List.of(Remark.of("google_unavailable")));
      scene.it.clock().advance(Duration.ofHours(1));
      call(scene, "POLL", "/", answered(200), List.of(Remark.of("poll_done", 1, 1, 0, 0)));
      scene.it.clock().advance(Duration.ofHours(1));
    }
    call(scene, "POLL", "/", answered(503), List.of(Remark.of("google_unavailable")));
    assertThat(health(scene).failingSince()).isNull();
    for (var i = 0; i < 30; i++) {
      scene.it.clock().advance(Duration.ofHours(1));
      // somebody was taken over before it failed
      call(scene, "POLL", "/Users/x", answered(200), List.of());
      call(scene, "POLL", "/", answered(503), List.of(Remark.of("google_unavailable")));
    }
    assertThat(health(scene).failingSince()).isNotNull();
  }

  /** It never calls and sends nothing. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_one_that_cannot_be_read_one_mail_says_that(Engine engine) {
    var scene = HOUSE.scene(engine);
    scene
        .it
        .app()
        .arrange(
            "UPDATE directories SET type = 'POLL' WHERE id = '"
                + scene.directory.id().value()
                + "'");
    for (var i = 0; i < 4; i++) {
      call(scene, "POLL", "/", answered(200), List.of(Remark.of("poll_done", 1, 1, 0, 0)));
      scene.core.database.useTransaction(
          tx -> Directories.reached(tx, scene.directory.id(), scene.it.clock().instant()));
      scene.it.clock().advance(Duration.ofHours(1));
    }
    for (var i = 0; i < 40; i++) {
      call(scene, "POLL", "/", answered(503), List.of(Remark.of("google_unavailable")));
      scene.it.clock().advance(Duration.ofHours(1));
      letters(scene, scene.at("ada"));
    }
    assertThat(letters(scene, scene.at("ada"))).isEqualTo(1);
    var mail = scene.it.app().mailTo(scene.at("ada"));
    assertThat(mail.subject()).contains("Your directory cannot be read");
    assertThat(mail.text())
        .contains("why the last sync has failed")
        .doesNotContain("refused", "sent");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_was_wrong_with_a_token_is_told_and_is_no_failure_of_the_directory(Engine engine) {
    var scene = HOUSE.scene(engine);
    // no token was made yet, so none ends
    assertThat(health(scene).tokenEnds()).isNull();
    var issued = scene.core.directoryTokens.issue(scene.ada, scene.acme, scene.directory.id());
    assertThat(health(scene).tokenEnds()).isNull();
    call(scene, "GET", 200, "");
    call(scene, "GET", 401, "token_bearer_twice");
    var health = health(scene);
    assertThat(health.failures()).isZero();
    assertThat(health.cause()).isNull();
    assertThat(health.wrongToken()).isNotNull();
    assertThat(health.wrongToken().request().cause()).isEqualTo("token_bearer_twice");
    scene.it.clock().advance(Duration.ofDays(336));
    assertThat(health(scene).tokenEnds()).isEqualTo(issued.token().expiresAt());
    scene.core.directoryTokens.issue(scene.ada, scene.acme, scene.directory.id());
    assertThat(health(scene).tokenEnds()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_refused_most_often_is_told_in_its_own_words(Engine engine) {
    var scene = HOUSE.scene(engine);
    // what the protocol calls invalid is one thing here and another one there
    for (var i = 0; i < 4; i++)
      call(
          scene,
          "GET",
          400,
          "invalidFilter",
          "invalidFilter",
          "The value \"u" + i + "\" has no quotation marks.");
    call(scene, "GET", 400, "invalidFilter", "invalidFilter", "The filter is empty.");
    var filters = Objects.requireNonNull(health(scene).cause());
    assertThat(filters.times()).isEqualTo(4);
    assertThat(filters.alike()).isFalse();
    assertThat(filters.newest().request().answer().detail())
        .isEqualTo("The value \"u3\" has no quotation marks.");
    // what we call by a name of our own is the same thing, whatever it is filled in with
    for (var i = 0; i < 6; i++)
      call(scene, "POST", 400, "foreign_domain", "invalidValue", "Not gmail" + i + ".example.");
    var domains = Objects.requireNonNull(health(scene).cause());
    assertThat(domains.code()).isEqualTo("foreign_domain");
    assertThat(domains.times()).isEqualTo(6);
    assertThat(domains.alike()).isFalse();
    for (var i = 0; i < 7; i++) call(scene, "PUT", 404, "status_404", null, "Nothing is here.");
    assertThat(Objects.requireNonNull(health(scene).cause()).alike()).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_sees_the_health_of_anothers_directory(Engine engine) {
    var scene = HOUSE.scene(engine);
    var other = HOUSE.scene(engine);
    assertThat(
            scene
                .it
                .refusal(() -> scene.core.directoryWatch.health(scene.acme, other.directory.id()))
                .code())
        .isEqualTo("directory_not_found");
  }
}
