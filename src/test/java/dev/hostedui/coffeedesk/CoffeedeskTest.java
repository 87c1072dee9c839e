package dev.hostedui.coffeedesk;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.StoppedClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CoffeedeskTest {

  private final StoppedClock clock = new StoppedClock(Instant.now());
  private FakeProvider provider;
  private Coffeedesk app;
  private Browser ada;

  @BeforeEach
  void start() {
    provider = new FakeProvider();
    app =
        new Coffeedesk(
            new Coffeedesk.Setup(
                provider.issuer(), FakeProvider.CLIENT, FakeProvider.SECRET, "127.0.0.1", 0),
            clock);
    assertThat(app.start()).isTrue();
    ada = new Browser();
  }

  @AfterEach
  void stop() {
    app.close();
    provider.close();
  }

  /** A browser without a window: it keeps cookies and shows where it is sent. */
  private final class Browser {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> cookies = new LinkedHashMap<>();

    HttpResponse<String> get(String path) {
      return send(request(path).GET());
    }

    HttpResponse<String> post(String path, String... headers) {
      var request = request(path).POST(HttpRequest.BodyPublishers.noBody());
      if (headers.length > 0) request.headers(headers);
      return send(request);
    }

    private HttpRequest.Builder request(String path) {
      var request = HttpRequest.newBuilder(app.url().resolve(path));
      if (!cookies.isEmpty())
        request.header(
            "Cookie",
            String.join(
                "; ",
                cookies.entrySet().stream().map(it -> it.getKey() + "=" + it.getValue()).toList()));
      return request;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
      try {
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        for (var cookie : answer.headers().allValues("Set-Cookie")) {
          var pair = cookie.substring(0, cookie.indexOf(';')).split("=", 2);
          if (cookie.contains("Max-Age=0")) cookies.remove(pair[0]);
          else cookies.put(pair[0], pair[1]);
        }
        return answer;
      } catch (IOException | InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    /** Presses "Sign in": where the provider is asked. */
    URI leave(String path) {
      return location(get(path));
    }

    /** Signs in at the provider and comes back. */
    HttpResponse<String> signIn() {
      return get(back(provider.letIn(leave("/login"))));
    }

    boolean isSignedIn() {
      return heading(get("/")).startsWith("Hello, ");
    }
  }

  private static URI location(HttpResponse<String> answer) {
    return URI.create(answer.headers().firstValue("Location").orElseThrow());
  }

  private static String back(URI callback) {
    return callback.getRawPath() + "?" + callback.getRawQuery();
  }

  private static String heading(HttpResponse<String> answer) {
    return text(answer, "h1");
  }

  private static String text(HttpResponse<String> answer, String query) {
    var element = Jsoup.parse(answer.body()).selectFirst(query);
    return element == null ? "" : element.text();
  }

  private static String notice(HttpResponse<String> answer) {
    return text(answer, ".notice");
  }

  // ------------------------------------------------------------------ signing in

  @Test
  void a_visitor_is_offered_to_sign_in_and_the_provider_is_not_asked_yet() {
    provider.close();

    var page = ada.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(Jsoup.parse(page.body()).select("main a.button").eachAttr("href"))
        .containsExactly("/login", "/login?prompt=create");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none';")
        .doesNotContain("unsafe");
  }

  @Test
  void signing_in_asks_with_the_code_flow_a_nonce_a_state_and_a_code_challenge() {
    var asked = ada.leave("/login");

    assertThat(asked.toString()).startsWith(provider.issuer() + "/oauth/authorize?");
    assertThat(FakeProvider.query(asked))
        .containsEntry("response_type", "code")
        .containsEntry("client_id", FakeProvider.CLIENT)
        .containsEntry("redirect_uri", app.url() + "callback")
        .containsEntry("scope", "openid profile email offline_access")
        .containsEntry("code_challenge_method", "S256")
        .containsKeys("state", "nonce", "code_challenge")
        .doesNotContainKeys("prompt", "organization_id", "code_verifier");
  }

  @Test
  void whoever_comes_back_is_signed_in_and_sees_what_the_tokens_say() {
    var answer = ada.signIn();

    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo(URI.create("/"));
    var session =
        answer.headers().allValues("Set-Cookie").stream()
            .filter(it -> it.startsWith("coffeedesk="))
            .findFirst()
            .orElseThrow();
    assertThat(session).endsWith("; HttpOnly; SameSite=Lax; Path=/");
    var page = ada.get("/");
    assertThat(heading(page)).isEqualTo("Hello, Ada <Admin>");
    assertThat(text(page, "dl"))
        .contains("ada@acmecorp.example", "org_100000000000000001", "admin", "sk_org_users_read")
        .contains("in 5 minutes");
    assertThat(text(page, ".bar")).isEqualTo("Coffeedesk Settings Switch organization Sign out");
    assertThat(page.body()).contains("href=\"" + provider.issuer() + "/ui/\"");
    assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(page.body()).doesNotContain("refresh-1", "eyJ");
  }

  @Test
  void the_name_of_the_organization_is_shown_when_the_provider_tells_it() {
    provider.idClaims = claims -> claims.claim("organization_name", "AcmeCorp");

    ada.signIn();

    assertThat(text(ada.get("/"), ".lead")).isEqualTo("Coffee for AcmeCorp");
  }

  @Test
  void only_what_the_provider_knows_is_passed_on_to_it() {
    assertThat(FakeProvider.query(ada.leave("/login?prompt=create")))
        .containsEntry("prompt", "create");
    assertThat(
            FakeProvider.query(
                ada.leave("/login?prompt=select_account&organization_id=org_100000000000000001")))
        .containsEntry("prompt", "select_account")
        .containsEntry("organization_id", "org_100000000000000001");
    assertThat(FakeProvider.query(ada.leave("/login?iss=x&login_hint=ada%2B1%40acmecorp.example")))
        .containsEntry("login_hint", "ada+1@acmecorp.example")
        .doesNotContainKey("iss");
    assertThat(
            FakeProvider.query(
                ada.leave("/login?prompt=none&organization_id=1%26x=y&redirect_uri=http://evil/")))
        .doesNotContainKeys("prompt", "organization_id", "x")
        .containsEntry("redirect_uri", app.url() + "callback");
  }

  @Test
  void switching_the_organization_replaces_the_session() {
    ada.signIn();
    var before = ada.cookies.get("coffeedesk");
    provider.organization = "org_100000000000000002";

    ada.get(back(provider.letIn(ada.leave("/login?prompt=select_account"))));

    assertThat(ada.cookies.get("coffeedesk")).isNotEqualTo(before);
    assertThat(text(ada.get("/"), "dl")).contains("org_100000000000000002");
    ada.cookies.put("coffeedesk", before);
    assertThat(ada.isSignedIn()).isFalse();
  }

  // ------------------------------------------------------------------ who is not signed in

  private void assertRefused(HttpResponse<String> answer, int status, String title) {
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(heading(answer)).isEqualTo(title);
    assertThat(text(answer, "main a")).isEqualTo("Try again");
    assertThat(ada.cookies).doesNotContainKey("coffeedesk");
    assertThat(ada.isSignedIn()).isFalse();
  }

  private static final String CANNOT_CONTINUE = "This sign-in cannot be continued";
  private static final String NOT_SIGNED_IN = "You were not signed in";

  @Test
  void a_state_nobody_left_with_is_refused() {
    var callback = back(provider.letIn(ada.leave("/login")));

    assertRefused(
        ada.get(callback.replaceFirst("state=[^&]+", "state=another")), 400, CANNOT_CONTINUE);
    assertRefused(ada.get(callback.replaceFirst("&state=[^&]+", "")), 400, CANNOT_CONTINUE);
    assertRefused(ada.get(callback + "&state=another"), 400, CANNOT_CONTINUE);
    assertThat(provider.grants).isEmpty();
  }

  @Test
  void another_browser_cannot_come_back_in_ones_place() {
    var mallory = new Browser();
    var callback = back(provider.letIn(mallory.leave("/login")));

    assertRefused(ada.get(callback), 400, CANNOT_CONTINUE);
    ada.leave("/login");
    assertRefused(ada.get(callback), 400, CANNOT_CONTINUE);
    assertThat(provider.grants).isEmpty();
  }

  @Test
  void coming_back_works_once() {
    var callback = back(provider.letIn(ada.leave("/login")));
    ada.get(callback);
    ada.cookies.remove("coffeedesk");

    assertRefused(ada.get(callback), 400, CANNOT_CONTINUE);
    assertThat(provider.grants).hasSize(1);
  }

  @Test
  void whoever_takes_longer_than_ten_minutes_begins_anew() {
    var callback = back(provider.letIn(ada.leave("/login")));
    clock.advance(Duration.ofMinutes(11));

    assertRefused(ada.get(callback), 400, CANNOT_CONTINUE);
  }

  @Test
  void two_windows_can_sign_in_at_once() {
    var one = provider.letIn(ada.leave("/login"));
    var other = provider.letIn(ada.leave("/login"));

    assertThat(ada.get(back(one)).statusCode()).isEqualTo(303);
    assertThat(ada.get(back(other)).statusCode()).isEqualTo(303);
  }

  @Test
  void two_windows_can_leave_at_the_same_moment() {
    var before = new HashMap<>(ada.cookies);
    var one = provider.letIn(ada.leave("/login"));
    var afterOne = new HashMap<>(ada.cookies);
    // the second went without the cookie that the first was answered with
    ada.cookies.clear();
    ada.cookies.putAll(before);
    var other = provider.letIn(ada.leave("/login"));
    ada.cookies.putAll(afterOne);

    assertThat(ada.get(back(one)).statusCode()).isEqualTo(303);
    assertThat(ada.get(back(other)).statusCode()).isEqualTo(303);
    assertThat(ada.cookies).containsOnlyKeys("coffeedesk");
  }

  @Test
  void who_leaves_again_and_again_keeps_a_few_ways_back() {
    var callback = back(provider.letIn(ada.leave("/login")));
    for (var more = 0; more < 7; more++) callback = back(provider.letIn(ada.leave("/login")));

    assertThat(ada.cookies).hasSize(5);
    assertThat(ada.get(callback).statusCode()).isEqualTo(303);
  }

  @Test
  void a_code_that_was_used_or_is_late_is_no_failure_of_the_provider() {
    provider.tokenError = "invalid_grant";

    assertRefused(ada.signIn(), 400, CANNOT_CONTINUE);
  }

  @Test
  void somebody_signed_in_stays_so_when_switching_is_cancelled() {
    ada.signIn();
    var state = FakeProvider.query(ada.leave("/login?prompt=select_account")).get("state");

    var answer =
        ada.get("/callback?error=access_denied&state=" + state + "&iss=" + provider.issuer());

    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void an_answer_in_the_name_of_another_provider_is_refused() {
    var callback = back(provider.letIn(ada.leave("/login")));

    assertRefused(
        ada.get(callback.replaceFirst("iss=.*", "iss=http://evil.example")), 502, NOT_SIGNED_IN);
    assertThat(provider.grants).isEmpty();
  }

  @Test
  void an_answer_without_the_providers_name_is_refused_when_it_always_gives_it() {
    var callback = back(provider.letIn(ada.leave("/login")));

    assertRefused(ada.get(callback.replaceFirst("&iss=.*", "")), 502, NOT_SIGNED_IN);
  }

  @Test
  void an_answer_needs_no_name_of_a_provider_that_never_gives_it() {
    provider.issuerInAnswers = false;
    var callback = back(provider.letIn(ada.leave("/login")));

    ada.get(callback.replaceFirst("&iss=.*", ""));

    assertThat(ada.isSignedIn()).isTrue();
  }

  private void assertTokenIsRefused() {
    assertRefused(ada.signIn(), 502, NOT_SIGNED_IN);
  }

  @Test
  void an_id_token_for_another_nonce_is_refused() {
    provider.idClaims = claims -> claims.claim("nonce", "another");
    assertTokenIsRefused();
  }

  @Test
  void an_id_token_without_a_nonce_is_refused() {
    provider.idClaims = claims -> claims.claim("nonce", null);
    assertTokenIsRefused();
  }

  @Test
  void an_id_token_of_another_issuer_is_refused() {
    provider.idClaims = claims -> claims.issuer("http://evil.example");
    assertTokenIsRefused();
  }

  @Test
  void an_id_token_for_another_app_is_refused() {
    provider.idClaims = claims -> claims.audience("skc_other");
    assertTokenIsRefused();
  }

  @Test
  void an_id_token_that_has_expired_is_refused() {
    provider.idClaims = claims -> claims.expirationTime(Date.from(Instant.now().minusSeconds(120)));
    assertTokenIsRefused();
  }

  @Test
  void an_id_token_signed_by_another_key_is_refused() {
    provider.signedBy = FakeProvider.ANOTHER_KEY;
    assertTokenIsRefused();
  }

  @Test
  void an_id_token_that_is_not_signed_is_refused() {
    provider.unsigned = true;
    assertTokenIsRefused();
  }

  @Test
  void an_answer_without_end_is_not_read_to_it() {
    provider.padding = "x".repeat(300_000);
    assertRefused(ada.signIn(), 503, "Signing in does not work right now");
  }

  @Test
  void who_is_denied_at_the_provider_reads_so_in_plain_words() {
    var state = FakeProvider.query(ada.leave("/login")).get("state");

    var answer =
        ada.get(
            "/callback?error=access_denied&error_description=%3Cb%3ENo%3C/b%3E&state="
                + state
                + "&iss="
                + provider.issuer());

    assertRefused(answer, 403, NOT_SIGNED_IN);
    assertThat(text(answer, ".lead"))
        .isEqualTo("The sign-in was cancelled, or your account may not use Coffeedesk.");
    assertThat(answer.body()).doesNotContain("No<");
  }

  @Test
  void an_error_nobody_left_for_is_not_believed() {
    assertRefused(ada.get("/callback?error=access_denied&state=x"), 400, CANNOT_CONTINUE);
  }

  @Test
  void a_provider_that_is_down_is_named_as_the_reason_and_asked_again_when_it_is_back() {
    var port = provider.issuer().getPort();
    provider.close();
    assertRefused(ada.get("/login"), 503, "Signing in does not work right now");

    provider = new FakeProvider(port);

    ada.signIn();
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void a_provider_that_fails_while_signing_in_is_named_as_the_reason() {
    provider.tokenError = "server_error";
    provider.tokenStatus = 500;

    assertRefused(ada.signIn(), 503, "Signing in does not work right now");
  }

  @Test
  void somebody_signed_in_stays_so_when_another_sign_in_fails() {
    ada.signIn();

    assertThat(ada.get("/callback?code=x&state=y").statusCode()).isEqualTo(400);

    assertThat(ada.isSignedIn()).isTrue();
  }

  // ------------------------------------------------------------------ staying signed in

  @Test
  void an_expired_access_token_is_renewed_and_brings_new_roles() {
    ada.signIn();
    ada.get("/");
    assertThat(provider.grants).containsExactly("authorization_code");
    provider.roles = List.of("member");

    clock.advance(Duration.ofMinutes(6));

    assertThat(text(ada.get("/"), ".tag")).isEqualTo("member");
    ada.get("/");
    clock.advance(Duration.ofMinutes(6));
    assertThat(ada.isSignedIn()).isTrue();
    assertThat(provider.grants)
        .containsExactly("authorization_code", "refresh_token", "refresh_token");
  }

  @Test
  void requests_at_the_same_time_renew_once() {
    ada.signIn();
    clock.advance(Duration.ofMinutes(6));

    var pages =
        Stream.generate(() -> CompletableFuture.supplyAsync(() -> heading(ada.get("/"))))
            .limit(6)
            .toList();

    assertThat(pages).allSatisfy(it -> assertThat(it.join()).startsWith("Hello"));
    assertThat(provider.grants).containsExactly("authorization_code", "refresh_token");
  }

  @Test
  void a_refused_renewal_ends_the_session() {
    ada.signIn();
    provider.tokenError = "invalid_grant";
    clock.advance(Duration.ofMinutes(6));

    var page = ada.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(notice(page)).isEqualTo("Your sign-in has ended.");
    assertThat(ada.get("/session").body()).isEqualTo("signed out");
    ada.get("/");
    assertThat(provider.grants).containsExactly("authorization_code", "refresh_token");
  }

  @Test
  void a_session_without_a_refresh_token_ends_with_its_access_token() {
    provider.withRefreshToken = false;
    ada.signIn();
    assertThat(ada.isSignedIn()).isTrue();

    clock.advance(Duration.ofMinutes(6));

    assertThat(notice(ada.get("/"))).isEqualTo("Your sign-in has ended.");
  }

  @Test
  void tokens_of_somebody_else_do_not_renew_a_session() {
    ada.signIn();
    provider.idClaims = claims -> claims.subject("usr_2");
    clock.advance(Duration.ofMinutes(6));

    assertThat(ada.get("/").statusCode()).isEqualTo(502);
  }

  @Test
  void a_provider_that_is_down_does_not_end_a_session() {
    ada.signIn();
    provider.tokenError = "temporarily_unavailable";
    provider.tokenStatus = 503;
    clock.advance(Duration.ofMinutes(6));

    var page = ada.get("/");

    assertThat(page.statusCode()).isEqualTo(503);
    assertThat(page.body()).doesNotContain("Hello");
    provider.tokenError = "";
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void a_session_nobody_used_for_a_working_day_is_forgotten() {
    ada.signIn();
    clock.advance(Duration.ofHours(9));

    assertThat(ada.isSignedIn()).isFalse();
    assertThat(provider.grants).containsExactly("authorization_code");
  }

  // ------------------------------------------------------------------ signing out

  @Test
  void signing_out_ends_the_session_here_and_goes_on_to_the_provider() {
    ada.signIn();
    var session = ada.cookies.get("coffeedesk");

    var answer = ada.post("/sign-out", "Sec-Fetch-Site", "same-origin");

    assertThat(answer.statusCode()).isEqualTo(303);
    var there = location(answer);
    assertThat(there.toString()).startsWith(provider.issuer() + "/oidc/logout?");
    var query = FakeProvider.query(there);
    assertThat(query).containsEntry("post_logout_redirect_uri", app.url().toString());
    assertThat(query.get("id_token_hint")).startsWith("eyJ");
    assertThat(notice(ada.get("/?state=" + query.get("state")))).isEqualTo("You are signed out.");
    assertThat(notice(ada.get("/?state=another"))).isEmpty();
    ada.cookies.put("coffeedesk", session);
    assertThat(ada.isSignedIn()).isFalse();
  }

  @Test
  void signing_out_works_while_the_provider_is_down() {
    ada.signIn();
    provider.close();

    ada.post("/sign-out", "Origin", app.url().toString().replaceFirst("/$", ""));

    assertThat(ada.isSignedIn()).isFalse();
  }

  @Test
  void signing_out_twice_is_no_problem() {
    var answer = ada.post("/sign-out");

    assertThat(notice(ada.get(location(answer).toString()))).isEqualTo("You are signed out.");
  }

  @Test
  void another_site_cannot_sign_anybody_out() {
    ada.signIn();

    assertThat(ada.post("/sign-out", "Sec-Fetch-Site", "cross-site").statusCode()).isEqualTo(403);
    assertThat(ada.post("/sign-out", "Sec-Fetch-Site", "same-site").statusCode()).isEqualTo(403);
    assertThat(ada.post("/sign-out", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
    assertThat(ada.isSignedIn()).isTrue();
  }

  // ------------------------------------------------------------------ signed out by the provider

  private HttpResponse<String> logout(JWTClaimsSet.Builder claims) {
    return logout(FakeProvider.sign(claims.build(), FakeProvider.KEY, "logout+jwt"));
  }

  private HttpResponse<String> logout(String token) {
    var form = "logout_token=" + Form.encoded(token);
    return new Browser()
        .send(
            HttpRequest.newBuilder(app.url().resolve("/backchannel-logout"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form)));
  }

  private void assertRefused(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void a_session_that_ends_at_the_provider_ends_here_and_the_browser_is_told() {
    ada.signIn();
    assertThat(ada.get("/session").body()).isEqualTo("signed in");

    var answer = logout(provider.logout());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(ada.get("/session").body()).isEqualTo("signed out");
    assertThat(notice(ada.get("/"))).isEqualTo("You were signed out elsewhere.");
    ada.signIn();
    provider.idClaims = claims -> claims.claim("sid", "ses_2");
    ada.signIn();
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void the_session_of_another_sign_in_goes_on() {
    ada.signIn();
    provider.idClaims = claims -> claims.claim("sid", "ses_2").subject("usr_1");
    var phone = new Browser();
    phone.signIn();

    logout(provider.logout().claim("sid", "ses_2"));

    assertThat(phone.isSignedIn()).isFalse();
    assertThat(ada.isSignedIn()).isTrue();
  }

  @Test
  void without_a_session_named_all_sessions_of_the_person_end() {
    ada.signIn();
    var phone = new Browser();
    phone.signIn();

    assertThat(logout(provider.logout().claim("sid", null)).statusCode()).isEqualTo(200);

    assertThat(phone.isSignedIn()).isFalse();
    assertThat(ada.isSignedIn()).isFalse();
  }

  @Test
  void a_logout_that_overtakes_the_sign_in_is_not_lost() {
    ada.signIn();
    var phone = new Browser();
    provider.beforeTokens = () -> assertThat(logout(provider.logout()).statusCode()).isEqualTo(200);

    phone.signIn();

    assertThat(phone.isSignedIn()).isFalse();
  }

  @Test
  void a_logout_while_tokens_are_renewed_is_not_lost() {
    ada.signIn();
    clock.advance(Duration.ofMinutes(6));
    provider.beforeTokens =
        () ->
            assertThat(logout(provider.logout().issueTime(Date.from(clock.instant()))).statusCode())
                .isEqualTo(200);

    assertThat(notice(ada.get("/"))).isEqualTo("You were signed out elsewhere.");
  }

  @Test
  void a_logout_token_for_another_app_is_refused() {
    ada.signIn();
    assertRefused(logout(provider.logout().audience("skc_other")));
  }

  @Test
  void a_logout_token_of_another_issuer_is_refused() {
    ada.signIn();
    assertRefused(logout(provider.logout().issuer("http://evil.example")));
  }

  @Test
  void a_logout_token_works_once() {
    var token = FakeProvider.sign(provider.logout().build(), FakeProvider.KEY, "logout+jwt");
    assertThat(logout(token).statusCode()).isEqualTo(200);

    assertThat(logout(token).statusCode()).isEqualTo(400);
  }

  @Test
  void a_logout_token_with_a_nonce_is_refused_because_it_may_be_an_id_token() {
    ada.signIn();
    assertRefused(logout(provider.logout().claim("nonce", "x")));
  }

  @Test
  void a_logout_token_without_the_event_is_refused() {
    ada.signIn();
    assertRefused(logout(provider.logout().claim("events", null)));
    assertRefused(logout(provider.logout().claim("events", Map.of("another", Map.of()))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"iat", "exp", "jti"})
  void a_logout_token_without_a_claim_it_must_have_is_refused(String claim) {
    ada.signIn();
    assertRefused(logout(provider.logout().claim(claim, null)));
  }

  @Test
  void a_logout_token_that_names_nobody_is_refused() {
    ada.signIn();
    assertRefused(logout(provider.logout().claim("sid", null).subject(null)));
  }

  @Test
  void a_logout_token_is_refused_when_it_is_old_or_of_the_future() {
    ada.signIn();
    var now = Instant.now();
    assertRefused(logout(provider.logout().issueTime(Date.from(now.minusSeconds(700)))));
    assertRefused(logout(provider.logout().issueTime(Date.from(now.plusSeconds(300)))));
    assertRefused(logout(provider.logout().expirationTime(Date.from(now.minusSeconds(120)))));
  }

  @Test
  void a_logout_token_signed_by_another_key_or_by_nobody_is_refused() {
    ada.signIn();
    var claims = provider.logout().build();
    assertRefused(logout(FakeProvider.sign(claims, FakeProvider.ANOTHER_KEY, "logout+jwt")));
    assertRefused(logout(new PlainJWT(claims).serialize()));
  }

  @Test
  void what_is_no_logout_token_is_refused() {
    ada.signIn();
    assertRefused(logout("x.y.z"));
    assertRefused(logout(""));
    assertThat(ada.post("/backchannel-logout").statusCode()).isEqualTo(400);
  }

  // ------------------------------------------------------------------ the app itself

  @Test
  void it_answers_to_one_name_only() {
    var byNumber = app.url().toString().replace("localhost", "127.0.0.1");
    var client = HttpClient.newHttpClient();
    var answer =
        client
            .sendAsync(
                HttpRequest.newBuilder(URI.create(byNumber + "login")).build(),
                HttpResponse.BodyHandlers.ofString())
            .join();
    assertThat(answer.statusCode()).isEqualTo(303);
    assertThat(location(answer)).isEqualTo(app.url());
  }

  @Test
  void its_files_are_there_and_other_addresses_are_not() {
    for (var file : List.of("/coffeedesk.css", "/coffeedesk.js", "/coffeedesk.svg"))
      assertThat(ada.get(file).statusCode()).as(file).isEqualTo(200);
    assertThat(ada.get("/nowhere").statusCode()).isEqualTo(404);
    assertThat(heading(ada.get("/nowhere"))).isEqualTo("There is no such page");
    assertThat(ada.get("/sign-out").statusCode()).isIn(404, 405);
  }

  @Test
  void a_port_that_is_taken_is_no_failure_of_the_program() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var second =
            new Coffeedesk(
                new Coffeedesk.Setup(
                    provider.issuer(), "id", "secret", "127.0.0.1", taken.getLocalPort()),
                clock)) {
      assertThat(second.start()).isFalse();
    }
  }
}
