package dev.hostedui.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.OidcConnection;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Test runs of connections that need not be live. */
class TrialsTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final String IVY = "ivy@initech.example";

  private SamlConnection initech;
  private TestApp.Browser ivy;

  @BeforeEach
  void draft() {
    initech = SamlConnection.draft(app, "initech", it -> it);
    ivy = app.as(IVY);
  }

  private ConnectionTest begun() {
    var core = app.app().core();
    var user = app.user(IVY);
    var actor =
        new Actor.Person(
            user, IVY, new SessionId(app.sessionsOf(user).get(0)), Actor.Origin.INSIDE);
    return core.connectionTests.begin(
        actor,
        initech.organization(),
        initech.id(),
        core.connectionVersions.of(initech.id()).draft().number());
  }

  private ConnectionTest result(ConnectionTest test) {
    return app.app().core().connectionTests.find(initech.organization(), test.id());
  }

  private String init(ConnectionTest test) {
    return initech.address("/init?test=" + test.id().value());
  }

  @Test
  void a_test_passes_against_the_draft_and_signs_nobody_in() {
    var test = begun();
    var users = app.count("users");
    var sessions = app.count("sessions");
    var asked = SamlConnection.asked(ivy, ivy.get(init(test)));

    var page = initech.post(initech.mint(asked, "007", "new@initech.example"), asked.relayState());

    assertThat(page.status()).as(page.toString()).isEqualTo(200);
    assertThat(page.text("h1")).isEqualTo("The test passed");
    assertThat(page.text("main")).contains("You can close this tab");
    assertThat(page.element("a.button").attr("href")).isEqualTo("/ui/organization/sso");
    var done = result(test);
    assertThat(done.status()).isEqualTo(ConnectionTest.Status.SUCCESS);
    assertThat(done.examination().accepted()).isTrue();
    assertThat(done.examination().claimed().first("email")).contains("new@initech.example");
    assertThat(done.examination().document()).contains("new@initech.example");
    assertThat(app.count("users")).isEqualTo(users);
    assertThat(app.count("sessions")).isEqualTo(sessions);
    assertThat(app.count("upstream_accounts")).isZero();
    assertThat(ivy.get("/ui/organization/general").status()).isEqualTo(200);
    // and the draft sends nobody anywhere
    assertThat(app.browser().post("/login", "email", IVY, "return_to", "/ui/").next())
        .startsWith("/login/code");
  }

  @Test
  void a_test_that_fails_keeps_every_check() {
    var test = begun();
    var asked = SamlConnection.asked(ivy, ivy.get(init(test)));

    var page =
        initech.post(
            initech
                .mint(asked, "007", "new@initech.example")
                .from("https://another.example")
                .signedBy(SamlMint.credential("forger")),
            asked.relayState());

    assertThat(page.text("h1")).isEqualTo("The test failed");
    var done = result(test);
    assertThat(done.status()).isEqualTo(ConnectionTest.Status.FAILURE);
    assertThat(done.code()).isNotNull();
    assertThat(done.examination().checks().stream().filter(it -> it.failed()).count())
        .isGreaterThan(1);
  }

  @Test
  void an_answer_without_an_address_says_what_is_missing() {
    var test = begun();
    var asked = SamlConnection.asked(ivy, ivy.get(init(test)));

    initech.post(
        initech.mint(asked, "007", "x@initech.example").withoutAttribute("email"),
        asked.relayState());

    assertThat(result(test).code()).isEqualTo("mandatory_attribute_missing");
  }

  @Test
  void a_test_passes_only_when_a_sign_in_would() {
    for (var name : List.of("", "x".repeat(513))) {
      var test = begun();
      var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
      var mint = initech.mint(asked, "007", "x@initech.example");
      initech.post(
          name.isEmpty()
              ? mint.remove("/assertion/NameID")
              : mint.nameId("urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", name),
          asked.relayState());
      var done = result(test);
      assertThat(done.status()).isEqualTo(ConnectionTest.Status.FAILURE);
      assertThat(done.examination().firstFailure().orElseThrow().cause())
          .isEqualTo(name.isEmpty() ? "name_id_missing" : "subject_malformed");
    }
  }

  @Test
  void a_test_refuses_an_address_that_no_sign_in_takes() {
    for (var sent :
        List.of("x@xn--zz.example", "a.b@globex..example", "ada_x.example#EXT#@initech.example")) {
      var test = begun();
      var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
      initech.post(initech.mint(asked, "007", sent), asked.relayState());
      assertThat(result(test).examination().firstFailure().orElseThrow().cause())
          .isEqualTo(sent.contains("#") ? "email_of_guest" : "email_malformed");
    }
    try (var acme = OidcConnection.start(app).enable("acmecorp")) {
      var browser = app.browser();
      var asked = acme.askedFor(browser, "max@acmecorp.example");
      var page = browser.get(acme.callback(asked, "007", "x@xn--zz.example"));
      assertThat(page.status()).isEqualTo(422);
      assertThat(page.text("main")).contains("email address is none");
    }
  }

  @Test
  void a_session_that_is_over_as_it_begins_passes_only_where_it_need_not_end_then() {
    for (var ends : List.of(false, true)) {
      initech.turn(Switch.PROVIDER_ENDS_SESSIONS, ends);
      for (var end : List.of("now-30s", "soon")) {
        var test = begun();
        var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
        initech.post(
            initech
                .mint(asked, "007", IVY)
                .change("/assertion/AuthnStatement/SessionNotOnOrAfter", end),
            asked.relayState());
        var check =
            result(test).examination().checks().stream()
                .filter(it -> it.name().equals("session_end"))
                .findFirst()
                .orElseThrow();
        assertThat(check.cause())
            .isEqualTo(end.equals("soon") ? "bad_time" : "provider_session_over");
        assertThat(check.failed()).isEqualTo(ends && end.equals("now-30s"));
      }
    }
  }

  @Test
  void an_attribute_that_is_the_user_id_stands_for_a_missing_name() {
    initech.redraft(
        it ->
            SamlConnection.with(
                it, new AttributeMapping(Map.of("email", "email", "sub", "employee"))));
    var test = begun();
    var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
    initech.post(
        initech
            .mint(asked, "007", "x@initech.example")
            .remove("/assertion/NameID")
            .attribute("employee", "E-1"),
        asked.relayState());
    assertThat(result(test).status()).isEqualTo(ConnectionTest.Status.SUCCESS);
  }

  @Test
  void what_is_mapped_to_the_user_id_has_to_come() {
    initech.redraft(
        it ->
            SamlConnection.with(
                it, new AttributeMapping(Map.of("email", "email", "sub", "employee"))));
    for (var sent : List.of("", " ", "x".repeat(513))) {
      var test = begun();
      var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
      var mint = initech.mint(asked, "E-1", "x@initech.example");
      initech.post(sent.isEmpty() ? mint : mint.attribute("employee", sent), asked.relayState());
      var failure = result(test).examination().firstFailure().orElseThrow();
      assertThat(failure.name()).isEqualTo("user_id");
      assertThat(failure.cause())
          .isEqualTo(sent.isBlank() ? "user_id_missing" : "subject_malformed");
    }
  }

  @Test
  void a_name_for_one_visit_is_nobodys_address_even_where_the_name_was_chosen_as_the_address() {
    initech.redraft(it -> SamlConnection.with(it, new AttributeMapping(Map.of("email", "NameID"))));
    for (var lasting : List.of(true, false)) {
      var test = begun();
      var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
      var format = "urn:oasis:names:tc:SAML:2.0:nameid-format:";

      initech.post(
          initech
              .mint(asked, "007", "x@initech.example")
              .nameId(format + (lasting ? "persistent" : "transient"), "x@initech.example")
              .withoutAttribute("email"),
          asked.relayState());

      assertThat(result(test).code()).isEqualTo(lasting ? null : "mandatory_attribute_missing");
    }
  }

  @Test
  void an_answer_that_comes_too_late_leads_back_to_where_tests_are_started() {
    var asked = SamlConnection.asked(ivy, ivy.get(init(begun())));
    app.clock().advance(Duration.ofMinutes(10));

    var page = initech.post(initech.mint(asked, "007", IVY), asked.relayState());

    assertThat(page.status()).isEqualTo(409);
    assertThat(page.text("h1")).isEqualTo("That took too long");
    assertThat(page.element("a.primary").attr("href")).isEqualTo("/ui/organization/sso");
    assertThat(page.text("main")).doesNotContain("Sign in another way");
  }

  @Test
  void a_test_of_a_draft_that_was_changed_meanwhile_fails_and_says_so() {
    for (var discarded : List.of(false, true)) {
      var test = begun();
      var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
      if (discarded)
        app.app()
            .core()
            .connectionVersions
            .discard(Identity.INTERNAL, initech.organization(), initech.id(), test.version());
      else initech.redraft(it -> SamlConnection.with(it, "https://other.example/saml"));

      var page = initech.post(initech.mint(asked, "007", IVY), asked.relayState());

      assertThat(page.status()).isEqualTo(409);
      assertThat(page.text("h1")).isEqualTo("The draft was changed meanwhile");
      assertThat(page.element("a.primary").attr("href")).isEqualTo("/ui/organization/sso");
      assertThat(result(test).status()).isEqualTo(ConnectionTest.Status.FAILURE);
      assertThat(result(test).cause()).isEqualTo("draft_changed");
      assertThat(ivy.get("/ui/organization/sso").text("#test"))
          .contains(discarded ? "" : "Test again");
      var later = initech.post(initech.mint(asked, "007", IVY), asked.relayState());
      assertThat(later.text("h1")).isEqualTo("This test has ended");
    }
  }

  @Test
  void a_test_by_openid_connect_of_a_draft_that_is_no_more_fails_too() {
    try (var provider = OidcConnection.start(app).enable("acmecorp")) {
      var ada = app.as("ada@acmecorp.example");
      var core = app.app().core();
      provider.draft(it -> OidcConnection.with(it, provider.issuer() + "/"));
      var number = core.connectionVersions.of(provider.id()).draft().number();
      var begun = ada.post("/ui/organization/sso/test", "version", String.valueOf(number)).next();
      var asked = provider.asked(ada, ada.get(begun.replaceFirst("^https?://[^/]+", "")));
      provider.draft(it -> it);

      var page = ada.get(provider.callback(asked, "sub-ada", "ada@acmecorp.example"));

      assertThat(page.text("h1")).isEqualTo("The draft was changed meanwhile");
      assertThat(app.one("SELECT status FROM connection_tests")).isEqualTo("FAILURE");
    }
  }

  @Test
  void only_who_began_it_may_run_it_and_only_once() {
    var test = begun();
    for (var other :
        List.of(app.browser(), app.as("ada@acmecorp.example"), app.as("gus@globex.example"))) {
      var refused = other.get(init(test));
      assertThat(refused.status()).isEqualTo(409);
      assertThat(refused.text("h1")).isEqualTo("This test cannot run");
    }
    assertThat(ivy.get(initech.address("/init?test=test_000000000000000001")).status())
        .isEqualTo(409);

    var asked = SamlConnection.asked(ivy, ivy.get(init(test)));
    var field = initech.mint(asked, "007", "new@initech.example").field();
    initech.post(field, asked.relayState());

    assertThat(ivy.get(init(test)).status()).isEqualTo(409);
    assertThat(initech.post(field, asked.relayState()).text("h1")).isEqualTo("This test has ended");
  }

  @Test
  void who_may_not_set_up_single_sign_on_any_more_runs_no_test() {
    var test = begun();
    app.arrange(
        "UPDATE membership_roles SET role_id = '"
            + app.role("member").value()
            + "' WHERE user_id = '"
            + app.user(IVY).value()
            + "'");

    assertThat(ivy.get(init(test)).status()).isEqualTo(409);
  }
}
