package dev.hostedui.identity.social;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestApp;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who somebody is whom a provider for everybody has named, on both databases. */
class SocialAccountsTest {

  private static final Actor BROWSER =
      new Actor.Newcomer("lat_1", "", new Actor.Origin("203.0.113.9", "test", "r1"));

  private static SocialPerson person(String subject, @Nullable String email, boolean proven) {
    return new SocialPerson(
        subject,
        email == null ? null : new EmailAddress(email),
        proven,
        String.valueOf(email),
        "Grace",
        "Hopper");
  }

  private static SocialArrival arrive(
      Core core, SocialConnection connection, SocialPerson person, @Nullable String proven) {
    return core.database.inTransaction(
        tx ->
            core.socialAccounts.arrive(
                tx,
                BROWSER,
                connection.id(),
                person,
                proven == null ? null : new EmailAddress(proven),
                (handle, email, who) ->
                    core.users.findOrCreate(handle, email, who.givenName(), who.familyName())));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void people_are_known_by_their_subject_and_one_of_it_at_a_time(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var core = app.app().core();
      var made =
          core.socialConnections.add(
              Identity.INTERNAL, SocialProvider.GITHUB, "", "client", "secret-of-the-test");
      assertThat(refusal(() -> arrive(core, made, person("1", "a@b.example", true), null)))
          .isEqualTo("social_off");
      var github = core.socialConnections.enable(Identity.INTERNAL, made.id());

      // two tabs at once are one person
      var outcome =
          Race.between(
              () -> arrive(core, github, person("1", "a@b.example", true), null),
              () -> arrive(core, github, person("1", "a@b.example", true), null));
      assertThat(outcome.done()).isEqualTo(2);
      var user = app.user("a@b.example");
      assertThat(core.socialAccounts.of(user)).hasSize(1);
      assertThat(app.events()).filteredOn("user.social_account_linked"::equals).hasSize(1);

      assertThat(arrive(core, github, person("1", "else@b.example", false), null))
          .isEqualTo(new SocialArrival.Known(user));
      assertThat(core.socialAccounts.destination(github.id(), person("1", null, false)))
          .contains(new EmailAddress("a@b.example"));

      // another account there with the address has to show it, and takes the place of the first
      assertThat(arrive(core, github, person("2", "a@b.example", true), null))
          .isEqualTo(new SocialArrival.ProofNeeded(new EmailAddress("a@b.example")));
      assertThat(arrive(core, github, person("2", "a@b.example", true), "other@b.example"))
          .isInstanceOf(SocialArrival.ProofNeeded.class);
      assertThat(arrive(core, github, person("2", "a@b.example", true), "a@b.example"))
          .isEqualTo(new SocialArrival.Known(user));
      assertThat(app.all("SELECT subject FROM social_accounts")).containsExactly("2");

      assertThat(refusal(() -> arrive(core, github, person("3", null, false), null)))
          .isEqualTo("social_email_missing");
      core.socialAccounts.disconnect(Identity.INTERNAL, user, github.id());
      assertThat(
              refusal(() -> core.socialAccounts.disconnect(Identity.INTERNAL, user, github.id())))
          .isEqualTo("social_account_not_found");
      assertThat(
              refusal(
                  () ->
                      core.socialConnections.add(
                          Identity.INTERNAL,
                          SocialProvider.GITHUB,
                          "",
                          "client",
                          "secret-of-the-test")))
          .isEqualTo("social_exists");
      assertThat(refusal(() -> core.socialConnections.delete(BROWSER, github.id())))
          .isEqualTo("operator_only");
      core.socialConnections.delete(Identity.INTERNAL, github.id());
      assertThat(app.all("SELECT email FROM users WHERE email = 'a@b.example'")).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_no_name_gets_that_of_the_provider_and_nobody_else_does(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var core = app.app().core();
      var made =
          core.socialConnections.add(
              Identity.INTERNAL, SocialProvider.GITHUB, "", "client", "secret-of-the-test");
      var github = core.socialConnections.enable(Identity.INTERNAL, made.id());
      core.database.useTransaction(
          tx -> {
            core.users.findOrCreate(tx, new EmailAddress("none@b.example"), "", "");
            core.users.findOrCreate(tx, new EmailAddress("half@b.example"), "", "Half");
          });
      var names = "SELECT given_name || '|' || family_name FROM users WHERE email = '";

      for (var email : List.of("none@b.example", "half@b.example"))
        arrive(core, github, person(email, email, true), null);

      assertThat(app.one(names + "none@b.example'")).isEqualTo("Grace|Hopper");
      assertThat(app.one(names + "half@b.example'")).isEqualTo("|Half");
      assertThat(app.events()).filteredOn("user.profile_updated"::equals).hasSize(1);
      // who was connected before names were taken over
      app.arrange("UPDATE users SET given_name = '', family_name = ''");
      arrive(core, github, person("none@b.example", null, false), null);
      assertThat(app.one(names + "none@b.example'")).isEqualTo("Grace|Hopper");
      assertThat(app.mailTo("none@b.example").subject()).contains("GitHub was connected");
    }
  }

  private static String refusal(org.assertj.core.api.ThrowableAssert.ThrowingCallable work) {
    return catchThrowableOfType(Problem.class, work).code();
  }
}
