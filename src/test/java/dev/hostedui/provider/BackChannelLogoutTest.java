package dev.hostedui.provider;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static dev.hostedui.testing.TestClient.claims;
import static dev.hostedui.testing.TestClient.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Applications hear that a session has ended, whatever ended it. */
class BackChannelLogoutTest {

  @RegisterExtension final TestApp app = TestApp.start();
  private Receiver receiver;
  private TestClient client;

  @BeforeEach
  void start() {
    receiver = Receiver.start();
    client = register("App", receiver.uri("/logout"));
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private TestClient register(String name, String... backChannel) {
    return TestClient.register(
        app,
        new Registration(
            name,
            ApplicationType.WEB,
            false,
            false,
            null,
            null,
            List.of(TestClient.CALLBACK),
            List.of(),
            List.of(backChannel)));
  }

  private int callDue() {
    return app.app().provider().callDue();
  }

  private void callAll() {
    for (var calls = callDue(); calls > 0; ) calls = callDue();
  }

  @Test
  void the_token_says_whose_session_has_ended_and_nothing_that_could_sign_in() {
    var max = app.as(MAX);
    var sid = claims(client.tokens(max).get("id_token").asText()).get("sid").asText();
    assertThat(callDue()).isZero();
    max.post("/logout");
    assertThat(callDue()).isEqualTo(1);

    assertThat(receiver.forms()).hasSize(1);
    var token = receiver.forms().get(0).get("logout_token");
    assertThat(header(token).get("typ").asText()).isEqualTo("logout+jwt");
    assertThat(header(token).get("alg").asText()).isEqualTo("RS256");
    var said = claims(token);
    var now = app.clock().instant().getEpochSecond();
    assertThat(said.get("iss").asText()).isEqualTo("http://localhost:8080");
    assertThat(said.get("aud").toString()).isEqualTo("[\"" + client.id() + "\"]");
    assertThat(said.get("iat").asLong()).isEqualTo(now - 5);
    assertThat(said.get("exp").asLong()).isEqualTo(now + 120);
    assertThat(said.get("jti").asText()).isNotEmpty();
    assertThat(said.get("sub").asText()).isEqualTo(app.user(MAX).value());
    assertThat(said.get("sid").asText()).isEqualTo(sid);
    assertThat(said.get("events").toString())
        .isEqualTo("{\"http://schemas.openid.net/event/backchannel-logout\":{}}");
    assertThat(said.has("nonce")).isFalse();
    assertThat(callDue()).isZero();
  }

  @Test
  void every_application_of_the_session_is_told_at_every_address_and_no_other() {
    var two = register("Two", receiver.uri("/a"), receiver.uri("/b"));
    var deaf = register("Deaf");
    register("Stranger", receiver.uri("/stranger"));
    var max = app.as(MAX);
    for (var one : List.of(client, two, deaf)) one.tokens(max);
    client.tokens(max);
    max.post("/logout");
    callDue();

    assertThat(receiver.forms().stream().map(BackChannelLogoutTest::audience))
        .containsExactlyInAnyOrder(client.id(), two.id(), two.id());
  }

  private static String audience(Map<String, String> form) {
    return claims(form.get("logout_token")).get("aud").get(0).asText();
  }

  @Test
  void a_code_that_was_never_exchanged_signed_nobody_in() {
    var max = app.as(MAX);
    client.code(max);
    max.post("/logout");

    assertThat(callDue()).isZero();
  }

  @Test
  void revocation_expiry_and_removal_are_told_as_well() {
    var lost = app.as(MAX);
    client.tokens(lost);
    app.as(MAX).post("/ui/profile/security/sessions/others/revocation");
    assertThat(callDue()).isEqualTo(1);

    client.tokens(app.as(MAX));
    app.as(ADA).post("/ui/organization/users/" + app.user(MAX).value() + "/removal");
    assertThat(callDue()).isEqualTo(1);

    client.tokens(app.as(ADA));
    app.clock().advance(Duration.ofDays(30));
    app.app().core().ends.endStale();
    assertThat(callDue()).isEqualTo(1);
    assertThat(receiver.forms()).hasSize(3);
  }

  @Test
  void who_loses_one_organization_is_signed_out_only_of_the_apps_that_are_in_it() {
    var other = register("Other", receiver.uri("/other"));
    var ada = app.as(ADA, "globex");
    client.tokens(ada);
    other.tokens(ada);
    // the session, and the other app, go on in another organization
    other.tokens(ada, "organization_id", app.organization("acmecorp").value());
    app.as(GUS).post("/ui/organization/users/" + app.user(ADA).value() + "/removal");
    callDue();

    assertThat(receiver.forms().stream().map(BackChannelLogoutTest::audience))
        .containsExactly(client.id());
    assertThat(ada.get("/ui/organization/general").status()).isEqualTo(200);
  }

  @Test
  void a_call_that_was_not_answered_does_not_end_what_was_signed_in_since() {
    var other = register("Other", receiver.uri("/other"));
    var globex = app.organization("globex").value();
    var ada = app.as(ADA, "globex");
    for (var it : List.of(client, other)) it.tokens(ada);
    // the session goes on in another organization
    ada.post("/login/organization", "organization", app.organization("acmecorp").value());
    app.as(GUS).post("/ui/organization/users/" + app.user(ADA).value() + "/removal");
    receiver.answer(503);
    assertThat(callDue()).isEqualTo(2);

    app.app().core().members.provision(Identity.INTERNAL, "globex", ADA, "", "", "member");
    client.code(ada, "organization_id", globex);
    app.clock().advance(Duration.ofSeconds(2));
    assertThat(callDue()).isEqualTo(2);
    client.tokens(ada, "organization_id", globex);
    receiver.answer(200);
    app.clock().advance(Duration.ofSeconds(10));
    assertThat(callDue()).isEqualTo(1);

    assertThat(audience(receiver.forms().get(4))).isEqualTo(other.id());
    // what ends the session is told of to both
    ada.post("/logout");
    assertThat(callDue()).isEqualTo(2);
  }

  @Test
  void an_app_that_is_in_another_organization_by_now_is_not_signed_out_of_that() {
    var ada = app.as(ADA, "globex");
    client.tokens(ada);
    ada.post("/login/organization", "organization", app.organization("acmecorp").value());
    app.as(GUS).post("/ui/organization/users/" + app.user(ADA).value() + "/removal");
    receiver.answer(503);
    assertThat(callDue()).isEqualTo(1);

    client.tokens(ada, "organization_id", app.organization("acmecorp").value());
    receiver.answer(200);
    app.clock().advance(Duration.ofSeconds(10));
    assertThat(callDue()).isZero();
  }

  @Test
  void a_call_that_fails_is_made_again_later_and_later_until_it_is_given_up() {
    var max = app.as(MAX);
    client.tokens(max);
    max.post("/logout");
    receiver.answer(500);
    var waits =
        List.of(
            Duration.ZERO,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(15));
    for (var wait : waits) {
      app.clock().advance(wait.minusMillis(1));
      if (!wait.isZero()) assertThat(callDue()).as(wait.toString()).isZero();
      app.clock().advance(Duration.ofMillis(1));
      assertThat(callDue()).as(wait.toString()).isEqualTo(1);
    }
    app.clock().advance(Duration.ofDays(30));

    assertThat(callDue()).isZero();
    assertThat(receiver.forms()).hasSize(waits.size());
    assertThat(app.events()).endsWith("application.logout_call_given_up");
    assertThat(app.one("SELECT last_fault FROM logout_calls")).isEqualTo("it answered 500");
  }

  @Test
  void an_application_that_does_not_answer_holds_up_no_other() throws Exception {
    try (var hanging = Receiver.start()) {
      hanging.hold();
      var slow = register("Slow", hanging.uri("/logout"));
      for (var i = 0; i < 25; i++) {
        var max = app.as(MAX);
        slow.tokens(max);
        max.post("/logout");
      }
      var first = CompletableFuture.supplyAsync(this::callDue);
      var ada = app.as(ADA);
      client.tokens(ada);
      ada.post("/logout");
      var second = CompletableFuture.supplyAsync(this::callDue);
      receiver.await();
      assertThat(hanging.messages()).hasSizeLessThanOrEqualTo(8);

      hanging.release();
      first.get(20, TimeUnit.SECONDS);
      second.get(20, TimeUnit.SECONDS);
      callAll();
      assertThat(hanging.messages()).hasSize(25);
    }
  }

  @Test
  void an_application_that_is_down_gets_one_call_at_a_time() throws Exception {
    for (var i = 0; i < 3; i++) {
      var max = app.as(MAX);
      client.tokens(max);
      max.post("/logout");
    }
    receiver.answer(500);
    assertThat(callDue()).isEqualTo(3);
    app.clock().advance(Duration.ofSeconds(2));
    receiver.answer(200);
    receiver.hold();
    var one = CompletableFuture.supplyAsync(this::callDue);
    while (receiver.messages().size() < 4) Thread.onSpinWait();
    assertThat(callDue()).isZero();

    receiver.release();
    one.get(20, TimeUnit.SECONDS);
    callAll();
    assertThat(app.one("SELECT COUNT(*) FROM logout_calls WHERE delivered_at IS NOT NULL"))
        .isEqualTo("3");
  }

  @Test
  void a_redirect_is_no_answer_and_is_not_followed() {
    var max = app.as(MAX);
    client.tokens(max);
    max.post("/logout");
    receiver.answer(302);
    callDue();

    assertThat(receiver.forms()).hasSize(1);
    receiver.answer(204);
    app.clock().advance(Duration.ofSeconds(2));
    callDue();
    assertThat(receiver.forms()).hasSize(2);
    assertThat(app.one("SELECT COUNT(*) FROM logout_calls WHERE delivered_at IS NOT NULL"))
        .isEqualTo("1");
  }

  @Test
  void a_call_survives_a_restart() {
    var url = Engine.SQLITE.fresh();
    String id;
    try (var first = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", url))) {
      var one =
          TestClient.register(
              first,
              new Registration(
                  "App",
                  ApplicationType.WEB,
                  false,
                  false,
                  null,
                  null,
                  List.of(TestClient.CALLBACK),
                  List.of(),
                  List.of(receiver.uri("/logout"))));
      id = one.id();
      var max = first.as(MAX);
      one.tokens(max);
      max.post("/logout");
    }
    try (var second = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", url))) {
      assertThat(second.app().provider().callDue()).isEqualTo(1);
    }
    assertThat(receiver.forms().stream().map(BackChannelLogoutTest::audience)).containsExactly(id);
  }

  @Test
  void without_leave_no_private_address_is_called() {
    try (var guarded =
        TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_ALLOW_PRIVATE_NETWORK", "false"))) {
      var one =
          TestClient.register(
              guarded,
              new Registration(
                  "App",
                  ApplicationType.WEB,
                  false,
                  false,
                  null,
                  null,
                  List.of(TestClient.CALLBACK),
                  List.of(),
                  List.of(receiver.uri("/logout"))));
      var max = guarded.as(MAX);
      one.tokens(max);
      max.post("/logout");
      guarded.app().provider().callDue();

      assertThat(receiver.forms()).isEmpty();
      assertThat(guarded.one("SELECT last_fault FROM logout_calls"))
          .isEqualTo("the address is not on the public internet");
    }
  }
}
