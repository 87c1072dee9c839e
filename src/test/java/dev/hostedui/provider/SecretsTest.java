package dev.hostedui.provider;

import static dev.hostedui.testing.Form.encoded;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.json;
import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.application.ClientSecret;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.session.Session;
import dev.hostedui.protocol.oidc.ClientCredential;
import dev.hostedui.protocol.oidc.ClientRequest;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestClient;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Nothing secret is readable where it should not be: in the log, in events, in tables, in messages.
 */
@Isolated
class SecretsTest extends BestPractice {

  /** Where the log of the tests goes, all levels of it. */
  private static final Path LOG = Path.of("target/tests.log");

  @Test
  void nothing_secret_is_in_the_log_in_events_or_readable_in_a_table() throws IOException {
    var before = Files.size(LOG);
    Set<String> secrets;
    try (var receiver = Receiver.start()) {
      secrets = journey(receiver);
    }
    var all = Files.readAllBytes(LOG);
    var log = new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8);
    assertThat(log.lines()).as("that it was listened at all").hasSizeGreaterThan(10);
    var events = app.contents("events");
    for (var secret : secrets) {
      assertThat(log).as("in the log").doesNotContain(secret);
      assertThat(events).as("in events").doesNotContain(secret);
    }
    var tables =
        app.contents(
            "applications",
            "client_secrets",
            "grants",
            "sessions",
            "signing_keys",
            "logout_calls",
            "letters");
    for (var secret : secrets) assertThat(tables).as("in a table").doesNotContain(secret);
    assertThat(app.contents("signing_keys")).doesNotContain("MIIEv");
  }

  /** A life of an application's tokens, with its accidents; answers all that must stay secret. */
  private Set<String> journey(Receiver receiver) {
    var secrets = new LinkedHashSet<String>();
    var state = "state-of-Zm9vYmFyYmF6cXV4";
    var noted = "nonce-of-cXV1eGNvcmdlZ3I";
    secrets.add(state);
    var called = web("Called", receiver.uri("/logout"));
    secrets.add(called.secret());
    secrets.add(TestClient.VERIFIER);
    var max = app.browser();
    var sent = max.get(called.authorize("state", state, "nonce", noted));
    var link = continueLink(sent);
    secrets.add(link.substring(link.lastIndexOf('/') + 1));
    var proven = signIn(max, MAX, link);
    // the browser also keeps which way in was used last, which is no secret
    max.cookies().values().stream().filter(value -> value.length() > 20).forEach(secrets::add);
    var mailed = Pattern.compile("/login/link/(\\S+)").matcher(app.mailTo(MAX).text());
    assertThat(mailed.find()).isTrue();
    secrets.add(mailed.group(1));
    app.browser().post("/login/link/" + mailed.group(1));
    var code = parameters(max.follow(proven)).get("code");
    assertThat(code).isNotNull();
    secrets.add(code);
    var tokens = json(called.exchange(code));
    var refreshed = json(called.refresh(text(tokens, "refresh_token")));
    for (var name : List.of("access_token", "refresh_token", "id_token")) {
      secrets.add(text(tokens, name));
      secrets.add(text(refreshed, name));
    }
    called.refresh(text(tokens, "refresh_token"));
    called.exchange(code);
    called.exchange(code, "code_verifier", "y".repeat(43));
    called.revoke(text(refreshed, "refresh_token"));
    userInfo(text(refreshed, "access_token"));
    client.exchange(code);
    app.browser().get("/oauth/authorize/continue/" + link.substring(link.lastIndexOf('/') + 1));
    max.postBare("/oauth/authorize", "client_id", called.id(), "state", state);
    max.get(called.authorize("client_id", "x", "state", state));
    receiver.answer(500);
    max.get(
        "/oidc/logout?id_token_hint="
            + text(tokens, "id_token")
            + "&state="
            + state
            + "&post_logout_redirect_uri="
            + encoded(HOME));
    app.app().provider().callDue();
    receiver.forms().forEach(form -> secrets.add(form.get("logout_token")));
    assertThat(secrets).hasSizeGreaterThan(12).doesNotContainNull();
    return secrets;
  }

  @Test
  void a_statement_that_fails_says_nothing_of_its_values() {
    var fault =
        catchThrowable(
            () ->
                app.app()
                    .core()
                    .database
                    .useTransaction(
                        tx ->
                            tx.createUpdate("INSERT INTO nowhere (x) VALUES (:secret)")
                                .bind("secret", "s3cret-value")
                                .execute()));
    var text = new StringWriter();
    fault.printStackTrace(new PrintWriter(text, true));
    assertThat(text.toString()).contains("INSERT INTO nowhere").doesNotContain("s3cret-value");
  }

  @Test
  void what_holds_a_secret_does_not_say_it() {
    var who = new ClientCredential("skc_1", "s3cret", null);
    for (var it :
        List.of(
            who,
            new ClientRequest.Code(who, "s3cret", null, "s3cret"),
            new ClientRequest.Refresh(who, "s3cret", null),
            new ClientRequest.OfToken(who, "s3cret"),
            new ClientRequest.Own(who, null, List.of()),
            new Tokens.Issued("s3cret", Duration.ofMinutes(5)),
            new Session.Begun(new SessionId("ses_1"), "s3cret", app.clock().instant()),
            new ClientSecret.Issued(new ClientSecret.SecretId("sec_1"), "s3cret"),
            new AuthorizationRequests.Waiting(
                "skc_1",
                "App",
                "state=s3cret",
                "x",
                app.clock().instant(),
                false,
                false,
                "s3cret")))
      assertThat(it.toString()).as(it.getClass().getName()).doesNotContain("s3cret");
    assertThat(app.app().core().applications.find(client.id()).toString())
        .doesNotContain(client.secret());
  }
}
