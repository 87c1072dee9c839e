package dev.hostedui.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoginFlowTest {

  private static final EmailAddress HERE = new EmailAddress("max@acmecorp.example");
  private static final EmailAddress ELSEWHERE = new EmailAddress("eve@elsewhere.example");

  private static final RoutedConnection CONNECTION =
      new RoutedConnection(
          new ConnectionId("conn_000000000000000001"),
          new OrganizationId("org_000000000000000001"),
          "OKTA",
          Protocol.SAML,
          1);

  private static final HomeRealm REALM =
      new HomeRealm() {
        @Override
        public Optional<RoutedConnection> of(EmailAddress email) {
          return email.domain().equals("elsewhere.example")
              ? Optional.of(CONNECTION)
              : Optional.empty();
        }

        @Override
        public Optional<RoutedConnection> named(ConnectionId connection) {
          return connection.equals(CONNECTION.id()) ? Optional.of(CONNECTION) : Optional.empty();
        }
      };

  private static LoginFlow.Step next(Means means, EmailAddress email, String proof) {
    return next(means, email, proof, null, null);
  }

  private static LoginFlow.Step next(
      Means means, EmailAddress email, String proof, String connection, String answer) {
    return LoginFlow.next(
        REALM,
        new LoginAttempt(
            "lri_1",
            "hash",
            means,
            email,
            proof,
            "/ui/",
            Instant.EPOCH,
            Instant.EPOCH,
            false,
            connection,
            null,
            null,
            answer));
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

  @Test
  void whoever_was_vouched_for_proves_only_the_mailbox_that_was_named() {
    assertThat(next(Means.MAIL, HERE, null, null, "_request")).isEqualTo(LoginFlow.Step.CODE);
    assertThat(next(Means.MAIL, HERE, "otp", null, "_request")).isEqualTo(LoginFlow.Step.SESSION);
  }

  @Test
  void a_connection_that_an_application_named_vouches_for_people_of_any_domain() {
    var named = CONNECTION.id().value();
    assertThat(next(Means.MAIL, HERE, "otp", named, null)).isEqualTo(LoginFlow.Step.UPSTREAM);
    assertThat(next(Means.PASSKEY, HERE, "hwk", named, null)).isEqualTo(LoginFlow.Step.UPSTREAM);
  }
}
