package dev.hostedui.identity.signingkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Vault;
import dev.hostedui.protocol.jose.KeyPair;
import dev.hostedui.protocol.jose.Signer;
import dev.hostedui.protocol.jose.Verifier;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The keys that sign, over the years. */
class SigningKeysTest {

  private static final Duration DAY = Duration.ofDays(1);

  private static SigningKeys keys(Identity it) {
    return keys(it, it.vault());
  }

  private static SigningKeys keys(Identity it, Vault vault) {
    return new SigningKeys(
        it.database(), vault, it.events(), it.ids(), it.clock(), new SecureRandom());
  }

  private static Identity fresh(Engine engine) {
    var it = Identity.on(engine);
    it.app().arrange("DELETE FROM signing_keys");
    return it;
  }

  private static String sign(SigningKey key) {
    return new Signer(new KeyPair(key.id().value(), key.publicKey(), key.privateKey()))
        .sign("JWT", Map.of("sub", "usr_1"));
  }

  private static boolean verifies(List<SigningKey> keys, String token) {
    var all = new HashMap<String, RSAPublicKey>();
    for (var key : keys) all.put(key.id().value(), key.publicKey());
    return new Verifier(all).verify("JWT", token).isPresent();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_first_key_is_made_when_it_is_asked_for_and_signs_at_once(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      var events = it.eventsOf(() -> assertThat(keys.current()).isSameAs(keys.current()));

      assertThat(events).containsExactly("signing_key.created");
      assertThat(keys.current().id().value()).matches("snk_\\d{18}");
      assertThat(keys.current().publicKey().getModulus().bitLength()).isEqualTo(2048);
      assertThat(keys.shown()).containsExactly(keys.current());
      assertThat(keys(it).current().id()).as("another process").isEqualTo(keys.current().id());
      assertThat(keys.rotateIfDue()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_key_is_shown_a_week_before_it_signs_and_the_old_one_a_month_after(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      var first = keys.current();
      var signed = sign(first);
      it.clock().advance(DAY.multipliedBy(83).minusMillis(1));
      assertThat(keys.rotateIfDue()).isZero();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(keys.rotateIfDue()).isEqualTo(1);
      assertThat(keys.rotateIfDue()).as("once").isZero();

      assertThat(keys.shown()).hasSize(2).contains(first);
      assertThat(keys.current().id()).as("not yet").isEqualTo(first.id());
      var next = keys.shown().get(0);
      assertThat(next.signsFrom()).isEqualTo(first.signsFrom().plus(SigningKeys.PERIOD));
      assertThat(Duration.between(it.clock().instant(), next.signsFrom()))
          .isEqualTo(SigningKeys.LEAD);
      it.clock().advance(SigningKeys.LEAD.minusMillis(1));
      assertThat(keys.current().id()).isEqualTo(first.id());
      var lastSigned = sign(keys.current());
      it.clock().advance(Duration.ofMillis(1));
      assertThat(keys.current().id()).isEqualTo(next.id());

      it.clock().advance(SigningKeys.OVERLAP.minusMillis(1));
      assertThat(verifies(keys.shown(), signed)).isTrue();
      assertThat(verifies(keys.shown(), lastSigned)).isTrue();
      assertThat(verifies(keys.shown(), sign(next))).isTrue();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(keys.shown()).doesNotContain(first).hasSize(1);
      assertThat(verifies(keys.shown(), lastSigned)).isFalse();
      assertThat(verifies(keys.remembered(), lastSigned)).as("as a hint").isTrue();
      it.clock().advance(SigningKeys.MEMORY);
      assertThat(verifies(keys.remembered(), lastSigned)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_operator_replaces_the_key_at_once_and_every_process_has_it_in_ten_seconds(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      var elsewhere = keys(it);
      var before = keys.current();
      var signed = sign(elsewhere.current());
      it.clock().advance(DAY.multipliedBy(84));
      assertThat(keys.rotateIfDue()).as("one waits for its turn").isEqualTo(1);
      elsewhere.current();

      var made = keys.replace(Identity.INTERNAL, /* forgetOthers= */ false);
      assertThat(keys.current().id()).isEqualTo(made);
      assertThat(elsewhere.current().id()).isEqualTo(before.id());
      assertThat(elsewhere.mayBeNew(made.value())).as("looked a moment ago").isFalse();
      it.clock().advance(Duration.ofSeconds(1));
      assertThat(elsewhere.mayBeNew(made.value())).isTrue();
      assertThat(elsewhere.mayBeNew("snk_x")).isFalse();
      assertThat(verifies(elsewhere.shownNow(), sign(keys.current()))).isTrue();
      assertThat(elsewhere.current().id()).isEqualTo(made);
      assertThat(verifies(elsewhere.shown(), signed)).as("what was signed before").isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_forgotten_key_signed_is_worth_nothing(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      var elsewhere = keys(it);
      var signed = sign(elsewhere.current());

      var events = it.eventsOf(() -> keys.replace(Identity.INTERNAL, /* forgetOthers= */ true));
      assertThat(events).containsExactlyInAnyOrder("signing_key.created", "signing_key.revoked");
      it.clock().advance(Duration.ofSeconds(10));
      assertThat(elsewhere.current().id()).isEqualTo(keys.current().id());
      assertThat(verifies(elsewhere.shown(), signed)).isFalse();
      assertThat(verifies(elsewhere.remembered(), signed)).as("not as a hint either").isFalse();
      assertThat(it.app().count("signing_keys")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_program_that_was_off_shows_the_next_key_for_a_week_all_the_same(Engine engine) {
    try (var it = fresh(engine)) {
      var first = keys(it).current();
      it.clock().advance(DAY.multipliedBy(200));
      var keys = keys(it);
      assertThat(keys.rotateIfDue()).isEqualTo(1);

      assertThat(keys.current().id()).as("late, but known to everybody").isEqualTo(first.id());
      assertThat(keys.shown().get(0).signsFrom())
          .isEqualTo(it.clock().instant().plus(SigningKeys.LEAD));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void over_years_there_is_always_one_that_signs_and_few_are_kept(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      keys.current();
      var signing = new LinkedHashSet<String>();
      for (var day = 0; day < 900; day += 6) {
        it.clock().advance(DAY.multipliedBy(6));
        keys.rotateIfDue();
        var shown = keys.shown();
        assertThat(shown).contains(keys.current()).hasSizeLessThanOrEqualTo(3);
        signing.add(keys.current().id().value());
      }
      assertThat(signing).hasSizeBetween(9, 11);
      assertThat(it.app().count("signing_keys")).isLessThanOrEqualTo(8);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void several_processes_make_one_next_key(Engine engine) {
    try (var it = fresh(engine)) {
      keys(it).current();
      it.clock().advance(DAY.multipliedBy(84));
      Race.between(
          () -> keys(it).rotateIfDue(),
          () -> keys(it).rotateIfDue(),
          () -> keys(it).rotateIfDue(),
          () -> keys(it).rotateIfDue());
      assertThat(it.app().count("signing_keys")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void several_processes_make_one_first_key(Engine engine) {
    try (var it = fresh(engine)) {
      Race.between(
          () -> keys(it).current(),
          () -> keys(it).current(),
          () -> keys(it).current(),
          () -> keys(it).current());
      assertThat(it.app().count("signing_keys")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_private_part_is_sealed_and_another_secret_key_does_not_open_it(Engine engine) {
    try (var it = fresh(engine)) {
      var key = keys(it).current();
      var stored = it.app().contents("signing_keys", "events");
      var encoded = key.privateKey().getEncoded();
      assertThat(stored)
          .doesNotContain(
              Base64.getEncoder().encodeToString(encoded).substring(0, 60),
              Base64.getUrlEncoder().encodeToString(encoded).substring(0, 60),
              key.privateKey().getPrivateExponent().toString());
      assertThat(key.toString()).isEqualTo(key.id().value());

      var others = new byte[32];
      others[0] = 1;
      assertThatThrownBy(() -> keys(it, new Vault(List.of(others), new SecureRandom())).current())
          .isInstanceOf(IllegalStateException.class);
      assertThat(it.app().count("signing_keys")).as("and none is made instead").isEqualTo(1);
      assertThat(
              keys(it, new Vault(List.of(others, new byte[32]), new SecureRandom()))
                  .current()
                  .privateKey())
          .as("the secret key was changed, and the old one kept behind it")
          .isEqualTo(key.privateKey());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_sealed_key_is_of_no_use_under_another_name(Engine engine) {
    try (var it = fresh(engine)) {
      keys(it).current();
      it.app().arrange("UPDATE signing_keys SET id = 'snk_999999999999999999'");
      assertThatThrownBy(() -> keys(it).current()).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_clock_that_is_behind_the_only_key_signs_with_it_all_the_same(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      var elsewhere = keys(it);
      keys.current();
      elsewhere.current();
      var only = keys.replace(Identity.INTERNAL, /* forgetOthers= */ true);
      var signed = sign(keys.current());
      it.clock().advance(Duration.ofHours(-1));

      assertThat(keys.current().id()).isEqualTo(only);
      assertThat(elsewhere.current().id()).as("looks again").isEqualTo(only);
      assertThat(verifies(elsewhere.shown(), signed)).isTrue();
      assertThat(keys.rotateIfDue()).isZero();
      var next = keys.replace(Identity.INTERNAL, /* forgetOthers= */ false);
      assertThat(keys.current().id()).as("one whose turn has begun goes first").isEqualTo(next);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_clock_that_was_ahead_has_made_never_takes_over_from_a_newer_key(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      var elsewhere = keys(it);
      keys.current();
      it.clock().advance(DAY.multipliedBy(30));
      keys.replace(Identity.INTERNAL, /* forgetOthers= */ false);
      var signed = sign(keys.current());
      it.clock().advance(DAY.multipliedBy(-30));
      elsewhere.current();

      var newest = keys.replace(Identity.INTERNAL, /* forgetOthers= */ false);
      assertThat(keys.current().id()).isEqualTo(newest);
      assertThat(verifies(keys.shown(), signed)).as("what it has signed").isTrue();
      it.clock().advance(DAY.multipliedBy(31));
      assertThat(keys.current().id()).isEqualTo(newest);
      assertThat(elsewhere.current().id()).isEqualTo(newest);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_key_that_a_clock_that_is_behind_makes_signs_everywhere(Engine engine) {
    try (var it = fresh(engine)) {
      var keys = keys(it);
      keys.current();
      it.clock().advance(Duration.ofHours(-1));
      var newest = keys.replace(Identity.INTERNAL, /* forgetOthers= */ false);
      it.clock().advance(Duration.ofHours(1));

      assertThat(keys.current().id()).isEqualTo(newest);
      assertThat(keys(it).current().id()).isEqualTo(newest);
    }
  }
}
