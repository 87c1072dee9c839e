package dev.hostedui.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginFlowTest {

  private static final EmailAddress HERE = new EmailAddress("max@acmecorp.example");
  private static final EmailAddress ELSEWHERE = new EmailAddress("eve@elsewhere.example");

  private static final HomeRealm REALM =
      email ->
          email.domain().equals("elsewhere.example")
              ? Optional.of(new HomeRealm.Connection("conn_1", "/sso/start"))
              : Optional.empty();

  private static LoginFlow.Step next(Means means, EmailAddress email, String proof) {
    return LoginFlow.next(
        REALM,
        new LoginAttempt(
            "lri_1", "hash", means, email, proof, "/ui/", Instant.EPOCH, Instant.EPOCH, false));
  }

  @Test
  void a_code_is_asked_for_until_the_address_is_proven() {
    assertThat(next(Means.MAIL, HERE, null)).isEqualTo(LoginFlow.Step.CODE);
    assertThat(next(Means.MAIL, HERE, "otp")).isEqualTo(LoginFlow.Step.SESSION);
    assertThat(next(Means.PASSKEY, HERE, "hwk")).isEqualTo(LoginFlow.Step.SESSION);
  }

  @Test
  void whoever_has_a_home_realm_proves_it_there_whatever_they_have_proven_here() {
    assertThat(next(Means.MAIL, ELSEWHERE, null)).isEqualTo(LoginFlow.Step.UPSTREAM);
    assertThat(next(Means.MAIL, ELSEWHERE, "otp")).isEqualTo(LoginFlow.Step.UPSTREAM);
    assertThat(next(Means.PASSKEY, ELSEWHERE, "hwk")).isEqualTo(LoginFlow.Step.UPSTREAM);
    assertThat(next(Means.UPSTREAM, ELSEWHERE, null)).isEqualTo(LoginFlow.Step.UPSTREAM);
    assertThat(next(Means.UPSTREAM, ELSEWHERE, "pwd")).isEqualTo(LoginFlow.Step.SESSION);
  }

  @Test
  void an_identity_provider_may_be_asked_before_anybody_knows_an_address() {
    assertThat(next(Means.UPSTREAM, null, null)).isEqualTo(LoginFlow.Step.UPSTREAM);
  }
}
