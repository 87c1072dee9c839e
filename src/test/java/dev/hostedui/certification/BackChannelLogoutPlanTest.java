package dev.hostedui.certification;

import static dev.hostedui.certification.RelyingParty.POST_LOGOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Receiver;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** {@code oidcc-backchannel-rp-initiated-logout-certification-test-plan}. */
class BackChannelLogoutPlanTest extends OpenIdPlan {

  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";

  private final Receiver receiver = Receiver.start();

  BackChannelLogoutPlanTest() {
    super(false);
  }

  @AfterAll
  void close() {
    receiver.close();
  }

  @Override
  List<String> modules() {
    return List.of(
        "oidcc-backchannel-logout-discovery-endpoint-verification",
        "oidcc-backchannel-rp-initiated-logout");
  }

  /** By TLS, as the config plan shows. */
  @Test
  void oidcc_backchannel_logout_discovery_endpoint_verification() {
    assertThat(rp.discovered().path("backchannel_logout_supported").asBoolean()).isTrue();
    assertThat(rp.discovered().path("backchannel_logout_session_supported").asBoolean()).isTrue();
    assertThat(rp.discovered().path("end_session_endpoint").asText()).isNotEmpty();
  }

  @Test
  void oidcc_backchannel_rp_initiated_logout() {
    rp = rp.as(register(receiver.uri("/backchannel_logout")));
    var tokens = rp.signIn();
    var state = RelyingParty.random(60);
    var arrival =
        rp.endSession(
            "id_token_hint",
            tokens.text("id_token"),
            "post_logout_redirect_uri",
            POST_LOGOUT,
            "state",
            state);
    app.app().provider().callDue();

    assertThat(receiver.messages()).hasSize(1);
    assertThat(receiver.messages().get(0).headers())
        .containsEntry("content-type", "application/x-www-form-urlencoded");
    var form = receiver.forms().get(0);
    rp.should("CheckForUnexpectedParametersInBackchannelLogoutRequest", form.size() == 1);
    var said = Conditions.signed(form.get("logout_token"), rp.keys());
    var now = app.clock().instant();
    assertThat(said.path("iss").asText()).isEqualTo(rp.issuer());
    assertThat(Conditions.words(said.path("aud"))).contains(rp.client().id());
    assertThat(Conditions.time(said, "iat"))
        .isBetween(now.minus(Duration.ofDays(1)), now.plus(Duration.ofMinutes(5)));
    assertThat(said.path("jti").asText()).isNotEmpty();
    assertThat(Conditions.names(said.path("events"))).containsExactly(EVENT);
    assertThat(said.get("events").get(EVENT).isObject()).isTrue();
    assertThat(said.get("events").get(EVENT).isEmpty()).isTrue();
    assertThat(said.path("sub")).isEqualTo(tokens.idToken().get("sub"));
    assertThat(said.path("sid")).isEqualTo(tokens.idToken().get("sid"));
    assertThat(said.has("nonce")).isFalse();

    assertThat(arrival.address()).startsWith(POST_LOGOUT + "?");
    assertThat(arrival.parameters()).containsEntry("state", state).hasSize(1);
    var request = rp.request("prompt", "none");
    rp.needsSomebody(request, rp.ask(request));
  }
}
