package dev.hostedui.identity.organization;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OrganizationsTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_admin_renames_the_organization_and_no_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");

      var events =
          it.eventsOf(
              () ->
                  assertThat(
                          it.organizations()
                              .rename(ada, it.in(ada), "  Acme\t Coffee\u202E\n")
                              .displayName())
                      .isEqualTo("Acme Coffee"));

      assertThat(events).containsExactly("organization.updated");
      assertThat(it.app().all("SELECT display_name FROM organizations ORDER BY display_name"))
          .containsExactly("Acme Coffee", "Globex", "Initech");
      assertThat(it.eventsOf(() -> it.organizations().rename(ada, it.in(ada), "Acme Coffee")))
          .isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_name_has_one_to_two_hundred_characters(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var name : new String[] {"", " ", "\u200B\u202E", "\n\t\u00A0\u2003"}) {
        var problem = it.refusal(() -> it.organizations().rename(ada, it.in(ada), name));
        assertThat(problem.code()).isEqualTo("name_missing");
        assertThat(problem.field()).isEqualTo("display_name");
      }
      assertThat(
              it.refusal(() -> it.organizations().rename(ada, it.in(ada), "x".repeat(201))).code())
          .isEqualTo("name_too_long");
      // an emoji is one character, whatever it takes to store it
      var emoji = "☕".repeat(100) + "😀".repeat(100);
      assertThat(it.organizations().rename(ada, it.in(ada), emoji).displayName()).isEqualTo(emoji);
      assertThat(it.app().one("SELECT display_name FROM organizations WHERE slug = 'acmecorp'"))
          .isEqualTo(emoji);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_name_is_stored_as_typed_whatever_it_means_elsewhere(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var name :
          new String[] {
            "'; DROP TABLE users; --", "<b>&amp;</b>", "%_\\", ":name ?", "${x} #{y}"
          }) {
        it.organizations().rename(ada, it.in(ada), name);
        assertThat(it.app().one("SELECT display_name FROM organizations WHERE slug = 'acmecorp'"))
            .isEqualTo(name);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_member_does_not_rename_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      var max = it.person(MAX, "acmecorp");
      assertThat(it.refusal(() -> it.organizations().rename(max, it.in(max), "Mine")).kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_new_organization_has_the_features_it_was_given(Engine engine) {
    try (var it = Identity.on(engine)) {
      var events =
          it.eventsOf(
              () ->
                  it.database()
                      .inTransaction(
                          tx ->
                              it.organizations()
                                  .create(
                                      tx,
                                      Identity.INTERNAL,
                                      "New",
                                      "new",
                                      EnumSet.of(Feature.SSO, Feature.SESSION_POLICY),
                                      null)));
      assertThat(events).containsExactly("organization.created");
      assertThat(it.app().one("SELECT features FROM organizations WHERE slug = 'new'"))
          .isEqualTo("session_policy sso");
      assertThat(it.app().one("SELECT id FROM organizations WHERE slug = 'new'"))
          .isEqualTo("org_" + it.app().one("SELECT number FROM organizations WHERE slug = 'new'"));
    }
  }

  @Test
  void features_are_read_from_a_list_of_names_and_only_exactly() {
    assertThat(Feature.among("session_policy sso"))
        .isEqualTo(Set.of(Feature.SSO, Feature.SESSION_POLICY));
    assertThat(Feature.among("")).isEmpty();
    assertThat(Feature.among("ssox xsso SSO dir")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_name_is_no_address_and_no_link(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var name :
          List.of(
              "Your prize: https://evil.example",
              "WWW.evil.example",
              "write to mail@evil.example now",
              "evil.example/prize",
              "evil.example:8080",
              "ftp.evil.example",
              "javascript:alert(1)",
              "\uFF57\uFF57\uFF57\uFF0Eevil.example",
              "mail\uFF20evil.example",
              "evil\u3002example/prize",
              "Go to 1.2.3.4/x",
              "1.2.3.4",
              "//evil/x",
              "\\\\evil\\x",
              "evil.example\\x",
              "evil.xn--p1ai/x",
              "tel:+1900123",
              "localhost:8080",
              "[2001:db8::1]",
              "evil[.]com",
              "evil (dot) com"))
        assertThat(it.refusal(() -> it.organizations().rename(ada, it.in(ada), name)).code())
            .as(name)
            .isEqualTo("name_is_address");
      for (var name :
          List.of(
              "Booking.com",
              "Amazon.com, Inc.",
              "A/B Testing Ltd.",
              "@home",
              "www",
              "Data: R&D",
              "re:publica",
              "Acme [Test]",
              "Release 1.2.3",
              "AC//DC",
              "Hotel: +1 900",
              "No. 5: Cafe"))
        assertThat(it.organizations().rename(ada, it.in(ada), name).displayName()).isEqualTo(name);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_those_who_ask_for_a_slug_or_an_external_id_at_once_one_has_it(Engine engine) {
    try (var it = Identity.on(engine)) {
      for (var round = 0; round < 5; round++) {
        var slug = "slug-" + round;
        var external = "external-" + round;
        var ids = new ArrayList<OrganizationId>();
        for (var i = 0; i < 3; i++) ids.add(it.organization("Race").id());
        var made =
            Race.between(
                Collections.nCopies(
                    3,
                    () ->
                        it.organizations()
                            .create(
                                Identity.INTERNAL,
                                new OrganizationDetails("Race", null, slug, null, Metadata.NONE))));
        assertThat(made.done()).isEqualTo(1);
        assertThat(made.codes()).containsExactly("slug_taken", "slug_taken");
        var changed =
            Race.between(
                ids.stream()
                    .map(
                        id ->
                            Executors.callable(
                                () ->
                                    it.organizations()
                                        .change(
                                            Identity.INTERNAL,
                                            id,
                                            null,
                                            was ->
                                                new OrganizationDetails(
                                                    "Race", external, null, null, Metadata.NONE))))
                    .toList());
        assertThat(changed.done()).isEqualTo(1);
        assertThat(changed.codes()).containsExactly("external_id_taken", "external_id_taken");
      }
    }
  }

  /** A page may be drawn of one that was there when its request came in. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_read_of_an_organization_that_is_gone_is_not_found(Engine engine) {
    try (var it = Identity.on(engine)) {
      var core = it.app().app().core();
      var gone = it.organization("Gone").id();
      core.memberAdministration.deleteOrganization(Identity.INTERNAL, gone);
      List<ThrowingCallable> reads =
          List.of(
              () -> core.memberList.frame(gone),
              () -> core.memberList.total(gone),
              () -> it.roles().defaultMember(gone),
              () -> core.sessionPolicies.of(gone));
      for (var read : reads)
        assertThat(it.refusal(read).code()).isEqualTo("organization_not_found");
    }
  }
}
