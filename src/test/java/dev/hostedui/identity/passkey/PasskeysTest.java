package dev.hostedui.identity.passkey;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PasskeysTest {

  private static final String APPLE = "fbfc3007-154e-4ecc-8c0b-6e020557d7bd";
  private static final String SILENT = "00000000-0000-0000-0000-000000000000";

  private final List<String> tokens = new ArrayList<>();
  private final List<Notice> sent = new ArrayList<>();

  private Notices notices(Identity it) {
    return new Notices(
        it.database(),
        it.ends(),
        (tx, notice, token) -> {
          sent.add(notice);
          tokens.add(token);
        },
        it.events(),
        it.ids(),
        it.clock());
  }

  private Passkeys passkeys(Identity it) {
    return new Passkeys(it.database(), notices(it), it.events(), it.ids(), it.clock());
  }

  private static NewCredential made(String id, String aaguid) {
    return new NewCredential(
        id, "key", aaguid, 5, Backup.IMPOSSIBLE, "cross-platform", List.of("nfc", "usb"));
  }

  private static PasskeyId only(Identity it) {
    return new PasskeyId(it.app().one("SELECT id FROM passkeys"));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_is_named_after_what_made_it_and_its_owner_is_told(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      var passkeys = passkeys(it);
      assertThat(
              it.eventsOf(
                  () ->
                      assertThat(passkeys.add(max, max.user(), made("a", APPLE), Identity.DEVICE))
                          .isEqualTo("Apple Passwords")))
          .containsExactly("passkey.created");
      assertThat(passkeys.add(max, max.user(), made("b", APPLE), Identity.DEVICE))
          .isEqualTo("Apple Passwords 2");
      assertThat(passkeys.add(max, max.user(), made("c", SILENT), Identity.DEVICE))
          .isEqualTo("Passkey");
      assertThat(sent).hasSize(3).allMatch(Notice::added);
      assertThat(sent.get(0).user().email().value()).isEqualTo(MAX);

      var found = passkeys.byCredential("a").orElseThrow();
      assertThat(found.user().id()).isEqualTo(max.user());
      assertThat(found.method()).isEqualTo("hwk");
      assertThat(passkeys.byCredential("z")).isEmpty();
      assertThat(
              it.refusal(() -> passkeys.add(max, max.user(), made("a", APPLE), Identity.DEVICE))
                  .code())
          .isEqualTo("passkey_known");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nobody_has_more_than_twenty(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      var passkeys = passkeys(it);
      for (var i = 0; i < Passkeys.MOST; i++) {
        passkeys.refuseTooMany(max.user());
        passkeys.add(max, max.user(), made("c" + i, SILENT), Identity.DEVICE);
      }
      assertThat(it.refusal(() -> passkeys.refuseTooMany(max.user())).code())
          .isEqualTo("too_many_passkeys");
      assertThat(
              it.refusal(() -> passkeys.add(max, max.user(), made("more", SILENT), Identity.DEVICE))
                  .kind())
          .isEqualTo(Problem.Kind.CONFLICT);
      passkeys.add(
          it.person(ADA, "acmecorp"), it.app().user(ADA), made("more", SILENT), Identity.DEVICE);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_ended_session_adds_and_deletes_nothing(Engine engine) {
    try (var it = Identity.on(engine)) {
      var passkeys = passkeys(it);
      var thief = it.person(MAX, "acmecorp");
      passkeys.add(thief, thief.user(), made("a", SILENT), Identity.DEVICE);
      var id = only(it);
      it.ends().revokeOthers(it.person(MAX, "acmecorp"), it.app().user(MAX));
      assertThat(
              it.refusal(
                      () -> passkeys.add(thief, thief.user(), made("b", SILENT), Identity.DEVICE))
                  .code())
          .isEqualTo("session_over");
      assertThat(it.refusal(() -> passkeys.delete(thief, thief.user(), id, Identity.DEVICE)).code())
          .isEqualTo("session_over");
      var late = it.person(MAX, "acmecorp");
      it.clock().advance(Duration.ofDays(30));
      it.ends().endStale();
      assertThat(it.refusal(() -> passkeys.delete(late, late.user(), id, Identity.DEVICE)).code())
          .isEqualTo("session_over");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void passkeys_come_and_go_so_often_that_the_mail_that_matters_is_not_buried(Engine engine) {
    try (var it = Identity.on(engine)) {
      var passkeys = passkeys(it);
      var max = it.person(MAX, "acmecorp");
      for (var i = 0; i < Notices.MOST_AN_HOUR / 2; i++) {
        passkeys.add(max, max.user(), made("c" + i, SILENT), Identity.DEVICE);
        passkeys.delete(max, max.user(), only(it), Identity.DEVICE);
        it.clock().advance(Duration.ofMinutes(1));
      }
      var refused =
          it.refusal(() -> passkeys.add(max, max.user(), made("more", SILENT), Identity.DEVICE));
      assertThat(refused.kind()).isEqualTo(Problem.Kind.TOO_MANY);
      assertThat(refused.retryAfter()).isEqualTo(Duration.ofMinutes(50));
      assertThat(sent).hasSize(Notices.MOST_AN_HOUR);
      passkeys.add(
          it.person(ADA, "acmecorp"), it.app().user(ADA), made("hers", SILENT), Identity.DEVICE);
      it.clock().advance(Duration.ofMinutes(50));
      passkeys.add(max, max.user(), made("more", SILENT), Identity.DEVICE);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_name_is_one_line_of_up_to_120_characters(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      var passkeys = passkeys(it);
      passkeys.add(max, max.user(), made("a", SILENT), Identity.DEVICE);
      var id = only(it);
      assertThat(passkeys.rename(max, max.user(), id, "  My\tlaptop ")).isEqualTo("My laptop");
      assertThat(passkeys.rename(max, max.user(), id, "🔑".repeat(120))).hasSize(240);
      assertThat(it.refusal(() -> passkeys.rename(max, max.user(), id, "x".repeat(121))).code())
          .isEqualTo("passkey_name_too_long");
      for (var blank : List.of("", " ", "\u200b"))
        assertThat(it.refusal(() -> passkeys.rename(max, max.user(), id, blank)).code())
            .isEqualTo("passkey_name_missing");
      assertThat(it.eventsOf(() -> passkeys.rename(max, max.user(), id, "A")))
          .containsExactly("passkey.renamed");
      assertThat(it.eventsOf(() -> passkeys.rename(max, max.user(), id, "A"))).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void somebody_elses_does_not_exist(Engine engine) {
    try (var it = Identity.on(engine)) {
      var passkeys = passkeys(it);
      var max = it.person(MAX, "acmecorp");
      passkeys.add(max, max.user(), made("a", SILENT), Identity.DEVICE);
      var id = only(it);
      var ada = it.person(ADA, "acmecorp");
      assertThat(it.refusal(() -> passkeys.rename(ada, ada.user(), id, "Mine")).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(it.refusal(() -> passkeys.delete(ada, ada.user(), id, Identity.DEVICE)).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      assertThat(it.eventsOf(() -> passkeys.delete(max, max.user(), id, Identity.DEVICE)))
          .containsExactly("passkey.deleted");
      assertThat(sent.get(1).added()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_counter_only_goes_forward_unless_it_never_moves(Engine engine) {
    try (var it = Identity.on(engine)) {
      var passkeys = passkeys(it);
      passkeys.add(
          it.person(MAX, "acmecorp"), it.app().user(MAX), made("a", SILENT), Identity.DEVICE);
      var passkey = passkeys.byCredential("a").orElseThrow();
      use(it, passkeys, passkey, 6);
      assertThat(it.refusal(() -> use(it, passkeys, passkey, 6)).code()).isEqualTo("passkey_used");
      assertThat(it.refusal(() -> use(it, passkeys, passkey, 0)).code()).isEqualTo("passkey_used");
      use(it, passkeys, passkey, 7);
      it.app().arrange("UPDATE passkeys SET sign_count = 0");
      use(it, passkeys, passkey, 0);
      use(it, passkeys, passkey, 0);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void using_a_passkey_and_changing_it_wait_for_each_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var passkeys = passkeys(it);
      var max = it.person(MAX, "acmecorp");
      passkeys.add(max, max.user(), made("a", SILENT), Identity.DEVICE);
      it.app().arrange("UPDATE passkeys SET sign_count = 0");
      var passkey = passkeys.byCredential("a").orElseThrow();
      var runners = new ArrayList<Callable<?>>();
      for (var i = 0; i < 8; i++) {
        var name = "Key " + i;
        runners.add(() -> passkeys.rename(max, max.user(), passkey.id(), name));
        runners.add(
            () ->
                it.database()
                    .inTransaction(
                        tx -> {
                          passkeys.use(tx, passkey, 0, Backup.IMPOSSIBLE);
                          // as the session that begins with it does
                          return Locks.user(tx, max.user());
                        }));
      }
      assertThat(Race.between(runners).done()).isEqualTo(16);
    }
  }

  private static void use(Identity it, Passkeys passkeys, Passkey passkey, long count) {
    it.database().useTransaction(tx -> passkeys.use(tx, passkey, count, Backup.IMPOSSIBLE));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void it_was_not_me_ends_every_session_and_takes_the_new_passkey_away_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var passkeys = passkeys(it);
      var notices = notices(it);
      var thief = it.person(MAX, "acmecorp");
      it.person(MAX, "acmecorp");
      it.person(ADA, "acmecorp");
      passkeys.add(thief, thief.user(), made("a", SILENT), Identity.DEVICE);
      var token = tokens.get(0);
      assertThat(notices.find(token).orElseThrow().passkey()).isEqualTo("Passkey");
      assertThat(it.eventsOf(() -> notices.deny(token, Actor.Origin.INSIDE)))
          .containsExactlyInAnyOrder("passkey.deleted", "user.logout", "user.logout");
      assertThat(it.app().sessionsOf(thief.user())).isEmpty();
      assertThat(it.app().sessionsOf(it.app().user(ADA))).isNotEmpty();
      assertThat(it.app().count("passkeys")).isZero();
      assertThat(notices.find(token)).isEmpty();
      assertThat(it.refusal(() -> notices.deny(token, Actor.Origin.INSIDE)).code())
          .isEqualTo("notice_used");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_notice_and_a_challenge_have_their_time(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      passkeys(it).add(max, max.user(), made("a", SILENT), Identity.DEVICE);
      var challenges = new Challenges(it.database(), it.ids(), it.clock());
      var late = challenges.toCreate(max.session());
      it.clock().advance(Challenges.LIFETIME);
      assertThat(challenges.useToCreate(max.session(), late)).isFalse();

      var good = challenges.toCreate(max.session());
      var other = it.person(MAX, "acmecorp").session();
      assertThat(challenges.useToCreate(other, good)).isFalse();
      assertThat(challenges.useToSignIn(List.of(max.session().value()), good)).isFalse();
      assertThat(challenges.useToCreate(max.session(), good)).isTrue();
      assertThat(challenges.useToCreate(max.session(), good)).isFalse();

      it.clock().advance(Notices.LIFETIME.minus(Duration.ofHours(1)));
      assertThat(notices(it).find(tokens.get(0))).isPresent();
      it.clock().advance(Duration.ofHours(1));
      assertThat(notices(it).find(tokens.get(0))).isEmpty();
      it.clock().advance(Duration.ofSeconds(1));
      assertThat(notices(it).forgetOld()).isEqualTo(1);
      assertThat(challenges.forgetOld()).isEqualTo(1);
    }
  }
}
