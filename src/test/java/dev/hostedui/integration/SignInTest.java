package dev.hostedui.integration;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.id.State;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.Prompt;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The README's Java, against the program as it runs. */
class SignInTest {

  private static final URI HOME = URI.create("http://localhost:3000/");

  private static TestApp app;
  private static Receiver appsOwn;
  private static SignIn signIn;

  @BeforeAll
  static void start() throws Exception {
    app = TestApp.startForClients();
    appsOwn = Receiver.start();
    var client =
        TestClient.register(
            app,
            new Registration(
                "README",
                ApplicationType.WEB,
                false,
                true,
                null,
                null,
                List.of(HOME + "callback"),
                List.of(HOME.toString()),
                List.of(appsOwn.uri("/backchannel-logout"))));
    signIn = new SignIn(app.origin(), client.id(), client.secret(), HOME.resolve("/callback"));
  }

  @AfterAll
  static void stop() {
    appsOwn.close();
    app.close();
  }

  private static SignIn.Departure departure() {
    return new SignIn.Departure(new State(), new Nonce(), new CodeVerifier());
  }

  private static URI cameBackTo(TestApp.Browser browser, URI there) {
    return URI.create(browser.get(path(there)).header("Location"));
  }

  private static String path(URI address) {
    return address.getRawPath() + "?" + address.getRawQuery();
  }

  /** Leaves, and keeps what with. */
  private static URI begin(Map<State, SignIn.Departure> departures, @Nullable Prompt prompt) {
    var departure = departure();
    departures.put(departure.state(), departure);
    return signIn.begin(departure, prompt);
  }

  private static OIDCTokens tokens(TestApp.Browser browser) throws Exception {
    var departures = new HashMap<State, SignIn.Departure>();
    return signIn.finish(departures, cameBackTo(browser, begin(departures, null)));
  }

  @Test
  void a_sign_in_its_refresh_and_what_may_be_done() throws Exception {
    var tokens = tokens(app.as(ADA));
    assertThat(tokens.getIDToken().getJWTClaimsSet().getStringClaim("email")).isEqualTo(ADA);

    var refreshed = signIn.refresh(tokens.getRefreshToken());
    var claims = signIn.check(refreshed.getAccessToken().getValue());
    assertThat(claims.getStringListClaim("roles")).containsExactly("admin");
    assertThat(claims.getStringListClaim("permissions")).contains("sk_org_users_invite");
    assertThat(claims.getStringClaim("oid")).isEqualTo(app.organization("acmecorp").value());

    // an answer that was lost on the way: the token just replaced leads to the same one
    var again = signIn.refresh(tokens.getRefreshToken());
    assertThat(again.getRefreshToken()).isEqualTo(refreshed.getRefreshToken());
    // a use after that one was used means that it leaked: what came of it dies too
    var later = signIn.refresh(refreshed.getRefreshToken());
    assertThatThrownBy(() -> signIn.refresh(tokens.getRefreshToken()))
        .isInstanceOf(GeneralException.class);
    assertThatThrownBy(() -> signIn.refresh(later.getRefreshToken()))
        .isInstanceOf(GeneralException.class);
  }

  @Test
  void tokens_of_one_kind_are_not_taken_for_another() throws Exception {
    var tokens = tokens(app.as(ADA));

    assertThatThrownBy(() -> signIn.check(tokens.getIDTokenString())).isNotNull();
    assertThatThrownBy(() -> signIn.ended(tokens.getIDTokenString())).isNotNull();
    assertThatThrownBy(() -> signIn.check("x" + tokens.getAccessToken().getValue())).isNotNull();
  }

  @Test
  void an_answer_to_another_departure_is_refused() {
    var there = signIn.begin(departure(), null);
    var departures = new HashMap<State, SignIn.Departure>();
    begin(departures, null);

    assertThatThrownBy(() -> signIn.finish(departures, cameBackTo(app.as(ADA), there)))
        .isInstanceOf(GeneralException.class);
    assertThat(departures).hasSize(1);
  }

  @Test
  void tabs_that_left_at_once_both_come_back_and_each_only_once() throws Exception {
    var ada = app.as(ADA);
    var departures = new HashMap<State, SignIn.Departure>();
    var one = cameBackTo(ada, begin(departures, null));
    var other = cameBackTo(ada, begin(departures, null));

    assertThat(signIn.finish(departures, one).getAccessToken()).isNotNull();
    assertThat(signIn.finish(departures, other).getAccessToken()).isNotNull();
    assertThatThrownBy(() -> signIn.finish(departures, one)).isInstanceOf(GeneralException.class);
  }

  @Test
  void a_refusal_says_which_it_is() {
    var departures = new HashMap<State, SignIn.Departure>();
    var there = begin(departures, new Prompt(Prompt.Type.NONE));

    assertThatThrownBy(() -> signIn.finish(departures, cameBackTo(app.browser(), there)))
        .isInstanceOfSatisfying(
            GeneralException.class,
            it -> assertThat(it.getErrorObject().getCode()).isEqualTo("login_required"));
  }

  @Test
  void switching_the_organization_goes_by_the_chooser() {
    var there = signIn.begin(departure(), new Prompt("select_account"));

    assertThat(app.as(ADA).get(path(there)).header("Location"))
        .startsWith("/login/organization?return_to=");
  }

  @Test
  void signing_out_ends_the_session_there_and_is_told_of_by_a_call() throws Exception {
    var ada = app.as(ADA);
    var idToken = tokens(ada).getIDToken();
    var signedOut = ada.get(path(signIn.end(idToken, HOME)));

    assertThat(signedOut.header("Location")).isEqualTo(HOME.toString());
    assertThat(ada.get("/ui/").header("Location")).contains("/login");
    assertThat(signIn.ended(appsOwn.await().get("logout_token")))
        .isEqualTo(idToken.getJWTClaimsSet().getStringClaim("sid"));
  }
}
