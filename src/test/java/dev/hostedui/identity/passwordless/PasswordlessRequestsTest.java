package dev.hostedui.identity.passwordless;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.passwordless.PasswordlessRequest.Template;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PasswordlessRequestsTest {

  private static final Actor APP = new Actor.Client("skc_app", Set.of(), true, Actor.Origin.INSIDE);
  private static final String EMAIL = "grace@acmecorp.example";

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_mailbox_is_proven_by_code_and_by_link_and_forgotten_later(Engine engine) {
    try (var it = Identity.on(engine)) {
      var requests = it.app().app().core().passwordlessRequests;
      var sent =
          requests.send(
              APP,
              new PasswordlessRequests.Asked(
                  new EmailAddress(EMAIL),
                  Template.SIGNIN,
                  Duration.ofMinutes(5),
                  "https://app.example/in",
                  "state",
                  Map.of("team", "Acme")));
      var code = it.app().mailTo(EMAIL).code();
      var wrong = code.equals("000000") ? "111111" : "000000";
      assertThatThrownBy(() -> requests.verifyCode(APP, sent.id(), wrong)).hasMessage("wrong_code");
      requests.resend(APP, sent.id());
      assertThatThrownBy(() -> requests.verifyCode(APP, sent.id(), code))
          .as("void by the newer mail")
          .hasMessage("wrong_code");
      var link = it.app().mailTo(EMAIL).link();
      var token = link.substring(link.indexOf('=') + 1);
      assertThat(requests.verifyLink(APP, sent.id(), token)).isEqualTo(sent);
      assertThat(it.refusal(() -> requests.verifyLink(APP, null, token)).code())
          .isEqualTo("passwordless_request_not_found");
      it.clock().advance(Duration.ofDays(2));
      assertThat(requests.forgetOld()).isEqualTo(1);
    }
  }
}
