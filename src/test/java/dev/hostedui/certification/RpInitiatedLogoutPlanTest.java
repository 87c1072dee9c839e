package dev.hostedui.certification;

import static dev.hostedui.certification.RelyingParty.POST_LOGOUT;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.hostedui.certification.Arrival.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code oidcc-rp-initiated-logout-certification-test-plan}. */
class RpInitiatedLogoutPlanTest extends OpenIdPlan {

  /** Of all that may stand in one (RFC 6749 §A.5), as long as the suite makes it. */
  private static final String STATE =
      RelyingParty.random(60) + "!\"#$%&'()*,-./:<=>?@[\\]^_`{|}~!\"#$%&'()*";

  RpInitiatedLogoutPlanTest() {
    super(false);
  }

  @Override
  List<String> modules() {
    return List.of(
        "oidcc-rp-initiated-logout-discovery-endpoint-verification",
        "oidcc-rp-initiated-logout",
        "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-modified-id-token-hint",
        "oidcc-rp-initiated-logout-no-id-token-hint",
        "oidcc-rp-initiated-logout-no-params",
        "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-no-state",
        "oidcc-rp-initiated-logout-only-state",
        "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
        "oidcc-rp-initiated-logout-bad-id-token-hint");
  }

  /** By TLS, as the config plan shows. */
  @Test
  void oidcc_rp_initiated_logout_discovery_endpoint_verification() {
    assertThat(rp.discovered().path("end_session_endpoint").asText()).isNotEmpty();
  }

  // ------------------------------------------------------------------ and back to the app

  @Test
  void oidcc_rp_initiated_logout() {
    var hint = rp.signIn().text("id_token");
    var arrival = leave(hint, POST_LOGOUT, STATE);

    assertThat(arrival.place()).isEqualTo(Place.REDIRECTED);
    assertThat(arrival.address()).startsWith(POST_LOGOUT + "?");
    assertThat(arrival.parameters()).containsEntry("state", STATE).hasSize(1);
    nobodyIsSignedIn();
  }

  @Test
  void oidcc_rp_initiated_logout_no_state() {
    var hint = rp.signIn().text("id_token");
    var arrival = rp.endSession("id_token_hint", hint, "post_logout_redirect_uri", POST_LOGOUT);

    assertThat(arrival.address()).isEqualTo(POST_LOGOUT);
    nobodyIsSignedIn();
  }

  // ------------------------------------------------------------------ and not back to the app

  @Test
  void oidcc_rp_initiated_logout_bad_post_logout_redirect_uri() {
    var hint = rp.signIn().text("id_token");

    isRefused(
        leave(hint, "http://localhost:9999/bad_post_logout_redirect_uri", STATE),
        "not registered for it (post_logout_redirect_uri)");
  }

  @Test
  void oidcc_rp_initiated_logout_query_added_to_post_logout_redirect_uri() {
    var hint = rp.signIn().text("id_token");

    isRefused(
        leave(hint, POST_LOGOUT + "?foo=bar", STATE),
        "not registered for it (post_logout_redirect_uri)");
  }

  @Test
  void oidcc_rp_initiated_logout_modified_id_token_hint() {
    var parts = rp.signIn().text("id_token").split("\\.");
    var header = "{\"alg\": \"none\"}".getBytes(StandardCharsets.UTF_8);
    var hint = Base64.getUrlEncoder().withoutPadding().encodeToString(header) + "." + parts[1];

    isRefused(leave(hint + ".", POST_LOGOUT, STATE), "no id token of ours");
  }

  @Test
  void oidcc_rp_initiated_logout_bad_id_token_hint() throws JOSEException {
    rp.signIn();
    var now = app.clock().instant();
    var hint =
        new SignedJWT(
            new JWSHeader(JWSAlgorithm.HS256),
            new JWTClaimsSet.Builder()
                .issuer(rp.client().id())
                .subject("SubjectID")
                .audience(rp.issuer())
                .claim("nonce", "flibble")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(Duration.ofMinutes(5))))
                .build());
    hint.sign(new MACSigner(rp.client().secret()));

    isRefused(leave(hint.serialize(), POST_LOGOUT, STATE), "no id token of ours");
  }

  @Test
  void oidcc_rp_initiated_logout_no_id_token_hint() {
    rp.signIn();

    isRefused(
        rp.endSession("post_logout_redirect_uri", POST_LOGOUT, "state", STATE),
        "it needs an id_token_hint or a client_id");
  }

  // ------------------------------------------------------------------ and that is all

  @Test
  void oidcc_rp_initiated_logout_no_params() {
    rp.signIn();

    isSignedOut(rp.confirm(rp.endSession()));
  }

  @Test
  void oidcc_rp_initiated_logout_only_state() {
    rp.signIn();

    isSignedOut(rp.confirm(rp.endSession("state", STATE)));
  }

  @Test
  void oidcc_rp_initiated_logout_no_post_logout_redirect_uri() {
    var hint = rp.signIn().text("id_token");

    isSignedOut(rp.endSession("id_token_hint", hint, "state", STATE));
  }

  // ------------------------------------------------------------------ helpers

  private Arrival leave(String hint, String address, String state) {
    return rp.endSession(
        "id_token_hint", hint, "post_logout_redirect_uri", address, "state", state);
  }

  private void nobodyIsSignedIn() {
    var request = rp.request("prompt", "none", "state", RelyingParty.random(128));
    rp.needsSomebody(request, rp.ask(request));
  }

  /** An error, or a question, and whatever is answered leads nowhere. */
  private void isRefused(Arrival arrival, String why) {
    assertThat(arrival.place()).isEqualTo(Place.SHOWN);
    assertThat(arrival.text()).contains(why);
    assertThat(rp.confirm(arrival).place()).isEqualTo(Place.SHOWN);
    nobodyIsSignedIn();
  }

  private void isSignedOut(Arrival arrival) {
    assertThat(arrival.place()).isEqualTo(Place.SHOWN);
    assertThat(arrival.page().status()).isEqualTo(200);
    assertThat(arrival.text()).contains("You are signed out");
    nobodyIsSignedIn();
  }
}
