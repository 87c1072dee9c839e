package dev.hostedui.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.session.Authentication;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.Users;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SignInsTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_is_removed_while_their_sign_in_waits_is_told_so_and_gets_no_session(Engine engine) {
    try (var it = Identity.on(engine)) {
      var core = it.app().app().core();
      var attempts = new LoginAttempts(core.database, core.events, core.ids, core.clock);
      var signIns = new SignIns(core, attempts, new OrganizationQueries(core.database, core.clock));
      var home = it.organization("Home");
      var email = new EmailAddress("p@target.example");
      var person = it.member(home, email.value(), "member");
      var attempt =
          core.database.inTransaction(
              tx ->
                  attempts.begin(tx, "b".repeat(43), Means.MAIL, email, Journey.to("/ui/"), null));
      // who was found before their record went
      var found = core.database.read(handle -> Users.find(handle, person.user()).orElseThrow());
      core.members.remove(Identity.INTERNAL, home.id(), person.user());
      var proof =
          new Proof() {
            @Override
            public String method() {
              return "otp";
            }

            @Override
            public Shown use(Handle tx) {
              return new Shown(found, Authentication.MAIL, null);
            }
          };

      var refusal =
          catchThrowableOfType(
              Problem.class,
              () ->
                  signIns.finish(attempt, proof, Identity.DEVICE, Actor.Origin.INSIDE, null, true));

      assertThat(refusal.code()).isEqualTo("account_not_found");
      assertThat(
              it.app()
                  .one(
                      "SELECT COUNT(*) FROM sessions WHERE user_id = '"
                          + person.user().value()
                          + "'"))
          .isEqualTo("0");
    }
  }
}
