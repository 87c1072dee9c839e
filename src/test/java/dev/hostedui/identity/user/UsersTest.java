package dev.hostedui.identity.user;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.time.Duration;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class UsersTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_person_changes_their_names_and_is_found_by_them_everywhere(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");

      var events =
          it.eventsOf(
              () ->
                  assertThat(it.users().rename(ada, ada.user(), "  Augusta ", "Kïng\n").fullName())
                      .isEqualTo("Augusta Kïng"));

      assertThat(events).containsExactly("user.profile_updated");
      assertThat(
              it.app()
                  .all(
                      "SELECT search_text FROM memberships WHERE user_id = '"
                          + ada.user().value()
                          + "'"))
          .hasSize(2)
          .containsOnly("ada@acmecorp.example augusta king");
      it.app().app().core().lettersDue.write();
      assertThat(it.app().all("SELECT position FROM member_grams WHERE gram = 'kin'"))
          .hasSizeGreaterThanOrEqualTo(2);
      assertThat(it.eventsOf(() -> it.users().rename(ada, ada.user(), "Augusta", "Kïng")))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void names_may_be_empty_and_have_at_most_255_characters(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      assertThat(it.refusal(() -> it.users().rename(max, max.user(), "x".repeat(256), "")).field())
          .isEqualTo("given_name");
      assertThat(it.refusal(() -> it.users().rename(max, max.user(), "", "x".repeat(256))).field())
          .isEqualTo("family_name");
      assertThat(it.users().rename(max, max.user(), "", "").fullName()).isEmpty();
      it.users().rename(max, max.user(), "x".repeat(255), "😀".repeat(255));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_is_one_person_however_often_it_comes(Engine engine) {
    try (var it = Identity.on(engine)) {
      Callable<?> make =
          () ->
              it.database()
                  .inTransaction(
                      tx -> it.users().findOrCreate(tx, new EmailAddress("x@x.example"), "", ""));
      assertThat(Race.between(Collections.nCopies(4, make)).done()).isEqualTo(4);
      assertThat(it.app().all("SELECT id FROM users WHERE email = 'x@x.example'")).hasSize(1);

      // who is known keeps the names they have
      it.database()
          .inTransaction(tx -> it.users().findOrCreate(tx, new EmailAddress(MAX), "Other", "Name"));
      assertThat(it.app().one("SELECT given_name FROM users WHERE email = '" + MAX + "'"))
          .isEqualTo("Max");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_first_proof_of_an_address_counts(Engine engine) {
    try (var it = Identity.on(engine)) {
      var id =
          it.database()
              .inTransaction(
                  tx -> it.users().findOrCreate(tx, new EmailAddress("x@x.example"), "", ""))
              .id();
      it.database().useTransaction(tx -> it.users().markVerified(tx, id));
      var first =
          it.app().one("SELECT email_verified_at FROM users WHERE id = '" + id.value() + "'");
      it.clock().advance(Duration.ofDays(1));
      it.database().useTransaction(tx -> it.users().markVerified(tx, id));
      assertThat(
              it.app().one("SELECT email_verified_at FROM users WHERE id = '" + id.value() + "'"))
          .isEqualTo(first);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_several_people_who_get_one_external_id_at_once_one_has_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var round = 0; round < 5; round++) {
        var external = "external-" + round;
        var outcome =
            Race.between(
                Stream.of(ADA, MAX, GUS)
                    .map(
                        email ->
                            Executors.callable(
                                () ->
                                    it.users()
                                        .change(
                                            Identity.INTERNAL,
                                            it.app().user(email),
                                            null,
                                            was ->
                                                new UserDetails(
                                                    was.givenName(),
                                                    was.familyName(),
                                                    external,
                                                    was.metadata(),
                                                    was.profile()))))
                    .toList());
        assertThat(outcome.done()).isEqualTo(1);
        assertThat(outcome.codes())
            .containsExactly("user_external_id_taken", "user_external_id_taken");
      }
    }
  }
}
