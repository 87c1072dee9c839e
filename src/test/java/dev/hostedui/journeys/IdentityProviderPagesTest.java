package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Route;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.connection.SamlSettings;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.testing.Axe;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages on the way to an identity provider and back from it, in a browser. */
@InChromium
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityProviderPagesTest {

  private static final String CON = "con@tractor.example";

  private TestApp app;
  private SamlConnection acme;
  private SamlConnection initech;
  private Visit visit;

  @BeforeAll
  void connect() {
    app = TestApp.start();
    acme = SamlConnection.enabled(app, "acmecorp");
    initech = SamlConnection.draft(app, "initech", it -> it);
    app.app().core().members.provision(Identity.INTERNAL, "acmecorp", CON, "", "", "member");
    visit = Visit.to(app).alsoAt("https://idp.acmecorp.example");
    // where a provider would answer, the page before it stays
    visit
        .page()
        .route(
            Pattern.compile("https://idp[.].*"),
            it -> it.fulfill(new Route.FulfillOptions().setStatus(204)));
  }

  @AfterEach
  void handOn() {
    visit.handOn();
  }

  @AfterAll
  void stop() {
    visit.close();
    app.close();
  }

  /** Has the window post an answer as the provider's page does. */
  private void bring(SamlConnection connection, String field, String relayState) {
    visit.open("about:blank");
    visit
        .page()
        .evaluate(
            """
            ([action, fields]) => {
              const form = document.createElement('form');
              form.method = 'post';
              form.action = action;
              for (const [name, value] of Object.entries(fields)) {
                const input = document.createElement('input');
                Object.assign(input, { type: 'hidden', name, value });
                form.append(input);
              }
              document.body.append(form);
              form.submit();
            }
            """,
            List.of(
                app.origin() + connection.address("/callback"),
                Map.of("SAMLResponse", field, "RelayState", relayState)));
    visit.page().waitForURL(app.origin() + "/**");
  }

  /** Comes back from the provider with an answer for the browser that asked. */
  private void arrive(String subject, String email, UnaryOperator<SamlMint> change) {
    var browser = app.browser();
    var asked = acme.askedFor(browser, email);
    visit.with(browser);
    bring(acme, change.apply(acme.mint(asked, subject, email)).field(), asked.relayState());
  }

  private void runTest(UnaryOperator<SamlMint> change) {
    var core = app.app().core();
    var ivy = app.as(IVY);
    var user = app.user(IVY);
    var sessions = app.sessionsOf(user);
    var actor =
        new Actor.Person(
            user, IVY, new SessionId(sessions.get(sessions.size() - 1)), Actor.Origin.INSIDE);
    var test =
        core.connectionTests.begin(
            actor,
            initech.organization(),
            initech.id(),
            core.connectionVersions.of(initech.id()).draft().number());
    var asked =
        SamlConnection.asked(ivy, ivy.get(initech.address("/init?test=" + test.id().value())));
    visit.with(ivy);
    bring(initech, change.apply(initech.mint(asked, "007", IVY)).field(), asked.relayState());
  }

  private void is(String heading) {
    assertThat(visit.find("h1")).hasText(heading);
    assertThat(Axe.problems(visit)).isEmpty();
  }

  @Test
  void
      a_refused_answer_is_explained_again_when_its_page_is_loaded_again_or_opened_in_a_second_tab() {
    visit.expecting(422, 400);
    arrive("00u-max", MAX, it -> it.signedBy(SamlMint.credential("forger")));
    is("You could not be signed in");
    assertThat(visit.find("main")).containsText("its signature does not fit");

    // the same page loaded again, and its address opened in a second tab
    visit.page().reload();
    assertThat(visit.find("main")).containsText("its signature does not fit");
    visit.open(acme.address("/callback"));
    is("You could not be signed in");
    assertThat(visit.find("main")).containsText("Nothing came from your identity provider");
  }

  @Test
  void a_provider_that_lets_nobody_in_is_quoted() {
    visit.expecting(422);
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    visit.with(browser);
    var refusal =
        SamlMint.of("status-not-success")
            .to("http://localhost:8080" + acme.address("/callback"), "x")
            .from(acme.entityId())
            .answering(asked.id())
            .at(app.clock().instant())
            .signedBy(SamlMint.credential("idp-acmecorp"));
    bring(acme, refusal.field(), asked.relayState());
    is("You could not be signed in");
    visit.link("Sign in another way").click();
    assertThat(visit.field("Email")).isVisible();
  }

  @Test
  void whoever_is_not_to_be_let_in_can_load_that_page_again_and_sign_in_another_way() {
    visit.expecting(403);
    acme.turn(Switch.JIT_PROVISIONING, false);
    arrive("00u-nia", "nia@acmecorp.example", it -> it);
    is("You could not be signed in");

    visit.page().reload();
    assertThat(visit.find("main")).containsText("one of its admins has to invite you");
    visit.link("Sign in another way").click();
    assertThat(visit.field("Email")).isVisible();
    visit.page().goBack();
    assertThat(visit.find("main")).containsText("one of its admins has to invite you");
  }

  @Test
  void an_answer_brought_twice_says_so() {
    visit.expecting(409);
    var asked = acme.askedFor(app.browser(), MAX);
    var field = acme.mint(asked, "00u-max", MAX).field();
    acme.post(field, asked.relayState());
    bring(acme, field, asked.relayState());
    is("This answer was used already");
  }

  @Test
  void a_mailbox_of_another_domain_is_proven_by_a_code() {
    var browser = app.browser();
    var asked = acme.askedFor(browser, MAX);
    visit.with(browser);
    bring(acme, acme.mint(asked, "con", CON).field(), asked.relayState());
    is("Check your mail");
    assertThat(visit.find("main")).containsText("Your identity provider says");
  }

  @Test
  void a_test_run_ends_with_the_way_back_to_single_sign_on() {
    visit.expecting(409);
    runTest(it -> it);
    is("The test passed");
    // its page loaded again
    visit.page().reload();
    is("This test has ended");
    runTest(it -> it.withoutAttribute("email"));
    is("The test failed");
    visit.link("Back to Single Sign On").click();
    assertThat(visit.find("h1")).hasText("Single Sign On");
  }

  @Test
  void the_way_to_a_provider_goes_by_pages_that_need_no_script() {
    visit.page().route("**/init?*", it -> it.fulfill(new Route.FulfillOptions().setStatus(204)));
    visit.open("/login");
    visit.field("Email").fill(MAX);
    visit.button("Continue").click();
    is("Going on to your sign-in page");
    visit.page().unroute("**/init?*");

    acme.change(it -> SamlConnection.with(it, to(SamlSettings.Binding.HTTP_POST)));
    visit.link("Go on to your sign-in page").click();
    is("One moment");
    acme.change(it -> SamlConnection.with(it, to(SamlSettings.Binding.HTTP_REDIRECT)));
  }

  private static SamlSettings.SignOn to(SamlSettings.Binding binding) {
    return new SamlSettings.SignOn("https://idp.acmecorp.example/sso", binding);
  }
}
