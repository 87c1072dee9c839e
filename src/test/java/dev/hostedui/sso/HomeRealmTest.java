package dev.hostedui.sso;

import static dev.hostedui.testing.TestClient.parameters;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose provider is asked, and that nobody gets around it. */
class HomeRealmTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final String ADA = "ada@acmecorp.example";
  private static final String MAX = "max@acmecorp.example";
  private static final String GUS = "gus@globex.example";

  private TestClient client;

  @BeforeEach
  void register() {
    app.hasNoWayToAnApp();
    client = TestClient.web(app);
  }

  // ------------------------------------------------------------------ no way around it

  @Test
  void a_code_or_link_that_was_mailed_before_is_of_no_use_once_the_provider_is_asked() {
    var byCode = app.browser();
    var page = byCode.post("/login", "email", MAX, "return_to", "/ui/");
    var mail = app.mailTo(MAX);
    var acme = SamlConnection.enabled(app, "acmecorp");

    var attempt = page.next().replaceAll(".*attempt=", "");
    var coded = byCode.post("/login/code", "attempt", attempt, "code", mail.code());
    assertThat(coded.next()).startsWith(acme.address("/init"));

    var linked = app.browser().post(mail.link().replaceFirst("^https?://[^/]+", ""));
    assertThat(linked.text("main")).doesNotContain("Go to Coffeedesk");
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void signing_up_with_an_address_of_the_domain_leads_to_the_provider() {
    var acme = SamlConnection.enabled(app, "acmecorp");

    var page =
        app.browser().post("/login/sign-up", "email", "New@ACMEcorp.example", "return_to", "/ui/");

    assertThat(page.next()).startsWith(acme.address("/init"));
    app.app().core().letterBox.sendDue();
    assertThat(app.mail().all()).isEmpty();
  }

  @Test
  void only_exactly_the_domain_is_meant() {
    SamlConnection.enabled(app, "acmecorp");
    for (var email : List.of("a@sub.acmecorp.example", "a@acmecorp.example.org", GUS)) {
      assertThat(app.browser().post("/login", "email", email, "return_to", "/ui/").next())
          .as(email)
          .startsWith("/login/code");
    }
  }

  @Test
  void a_mailed_invitation_lets_nobody_of_the_domain_in_by_itself() {
    // Globex invites somebody whose own organization has a provider
    var link = invite("globex", "nia@acmecorp.example");
    var acme = SamlConnection.enabled(app, "acmecorp");
    var browser = app.browser();
    assertThat(browser.get(link).text("main"))
        .contains("nia@acmecorp.example", "Sign in as")
        .doesNotContain("by hand");

    var accepted = browser.post(link);
    assertThat(accepted.next()).startsWith(acme.address("/init"));
    assertThat(app.sessionsOf(app.user("nia@acmecorp.example"))).isEmpty();

    // once they have come by their provider, the same link makes them a member
    var asked = SamlConnection.asked(browser, accepted);
    var landed =
        browser.follow(
            acme.post(acme.mint(asked, "nia", "nia@acmecorp.example"), asked.relayState()));
    // where it is offered
    assertThat(landed.next()).startsWith("/login/organization");
    assertThat(browser.follow(landed).text("main")).contains("Globex");
    browser.post(link);
    assertThat(
            app.all(
                "SELECT status FROM memberships WHERE user_id = '"
                    + app.user("nia@acmecorp.example").value()
                    + "'"))
        .containsOnly("ACTIVE")
        .hasSize(2);
  }

  @Test
  void an_invitation_to_the_organization_itself_is_accepted_by_coming_from_its_provider() {
    var link = invite("acmecorp", "nia@acmecorp.example");
    var acme = SamlConnection.enabled(app, "acmecorp");
    var browser = app.browser();
    var asked = SamlConnection.asked(browser, browser.post(link));

    var answer = acme.post(acme.mint(asked, "nia", "nia@acmecorp.example"), asked.relayState());

    assertThat(browser.follow(answer).next()).isEqualTo("/login/app");
    assertThat(
            app.one(
                "SELECT status FROM memberships WHERE user_id = '"
                    + app.user("nia@acmecorp.example").value()
                    + "'"))
        .isEqualTo("ACTIVE");
  }

  private String invite(String slug, String email) {
    var core = app.app().core();
    core.invitations.invite(
        Identity.INTERNAL, app.organization(slug), email, List.of(app.role("member").value()));
    return app.mailTo(email).link().replaceFirst("^https?://[^/]+", "");
  }

  @Test
  void an_invitation_is_accepted_on_the_way_back_from_the_provider_of_another_organization() {
    var link = invite("globex", "nia@acmecorp.example");
    var acme = SamlConnection.enabled(app, "acmecorp");
    var browser = app.browser();
    var asked = SamlConnection.asked(browser, browser.post(link));
    var landed =
        browser.follow(
            acme.post(acme.mint(asked, "nia", "nia@acmecorp.example"), asked.relayState()));
    var joined = joins(browser, browser.follow(landed), "globex");
    assertThat(joined.next()).as("which leads on to the app").isEqualTo("/login/app");
    assertThat(browser.get("/ui/profile/account").text("body")).contains("Globex");
  }

  @Test
  void whom_their_own_organization_lets_not_in_is_told_that_the_invitation_of_another_one_waits() {
    var link = invite("globex", "nia@acmecorp.example");
    var acme = SamlConnection.enabled(app, "acmecorp");
    acme.turn(Switch.JIT_PROVISIONING, false);
    var browser = app.browser();
    var asked = SamlConnection.asked(browser, browser.post(link));
    var invited =
        browser.follow(
            acme.post(acme.mint(asked, "nia", "nia@acmecorp.example"), asked.relayState()));
    assertThat(invited.status()).isEqualTo(403);
    assertThat(invited.text("main"))
        .contains("AcmeCorp", "lets in nobody", "The invitation to Globex still waits");

    var other = app.browser();
    var refused = other.follow(arrives(acme, other, "nia", "nia@acmecorp.example"));
    assertThat(refused.text("main"))
        .contains("no account for nia@acmecorp.example in AcmeCorp")
        .doesNotContain("Globex");
  }

  private dev.hostedui.testing.Answer joins(
      TestApp.Browser browser, dev.hostedui.testing.Answer chooser, String slug) {
    return browser.post(
        "/login/organization/invited",
        "organization",
        app.organization(slug).value(),
        "return_to",
        chooser.element("[name=return_to]").val());
  }

  // ------------------------------------------------------------------ switching

  @Test
  void an_organization_reached_by_switching_asks_for_its_provider() {
    // a session that began by mail, in the other organization
    var ada = app.as(ADA, "globex");
    var acme = SamlConnection.enabled(app, "acmecorp");

    var chosen =
        ada.post(
            "/login/organization",
            "organization",
            acme.organization().value(),
            "return_to",
            "/ui/");
    assertThat(chosen.next()).startsWith(acme.address("/init"));
    assertThat(ada.get("/ui/organization/general").text("body")).contains("Globex");

    var asked = SamlConnection.asked(ada, chosen);
    ada.follow(acme.post(acme.mint(asked, "ada", ADA), asked.relayState()));
    assertThat(ada.get("/ui/organization/general").text("body")).contains("AcmeCorp");
    assertThat(app.sessionsOf(app.user(ADA))).hasSize(1);

    // this session has passed it: back and forth without being asked again
    for (var slug : List.of("globex", "acmecorp")) {
      var again =
          ada.post(
              "/login/organization",
              "organization",
              app.organization(slug).value(),
              "return_to",
              "/ui/");
      assertThat(again.next()).isEqualTo("/ui/");
    }
  }

  @Test
  void what_a_provider_has_said_is_good_as_long_as_the_membership_and_the_connection() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var core = app.app().core();
    var ada = app.browser();
    acme.signIn(ada, "ada", ADA);
    turn(ada, app.organization("globex"));
    var max = app.user(MAX);
    core.members.changeRoles(
        Identity.INTERNAL, acme.organization(), max, List.of(app.role("admin").value()));
    core.members.remove(Identity.INTERNAL, acme.organization(), app.user(ADA));
    member("acmecorp", ADA);
    assertThat(turn(ada, acme.organization()).next()).startsWith(acme.address("/init"));

    var again = SamlConnection.asked(ada, turn(ada, acme.organization()));
    ada.follow(acme.post(acme.mint(again, "ada", ADA), again.relayState()));
    turn(ada, app.organization("globex"));
    assertThat(turn(ada, acme.organization()).next()).isEqualTo("/ui/");
    turn(ada, app.organization("globex"));
    core.connections.delete(Identity.INTERNAL, acme.organization(), acme.id());
    var other = SamlConnection.enabled(app, "acmecorp");
    assertThat(turn(ada, acme.organization()).next()).startsWith(other.address("/init"));
  }

  private static dev.hostedui.testing.Answer turn(TestApp.Browser browser, OrganizationId to) {
    return browser.post("/login/organization", "organization", to.value(), "return_to", "/ui/");
  }

  @Test
  void a_session_goes_on_where_it_is_when_the_provider_becomes_required() {
    var ada = app.as(ADA, "acmecorp");
    SamlConnection.enabled(app, "acmecorp");

    assertThat(ada.get("/ui/organization/users").status()).isEqualTo(200);
    assertThat(parameters(ada.get(client.authorize()))).containsKey("code");
  }

  @Test
  void a_guest_of_another_domain_is_not_sent_to_the_provider_of_the_organization() {
    SamlConnection.enabled(app, "acmecorp");
    member("acmecorp", GUS);
    var gus = app.as(GUS, "globex");

    var chosen =
        gus.post(
            "/login/organization",
            "organization",
            app.organization("acmecorp").value(),
            "return_to",
            "/ui/");

    assertThat(chosen.next()).isEqualTo("/ui/");
  }

  private void member(String slug, String email) {
    app.app().core().members.provision(Identity.INTERNAL, slug, email, "", "", "member");
  }

  // ------------------------------------------------------------------ the trust rule

  @Test
  void an_address_of_another_domain_is_proven_by_mail_once() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    member("acmecorp", "con@tractor.example");
    var browser = app.browser();
    var code = browser.follow(arrives(acme, browser, "con", "con@tractor.example"));
    assertThat(code.status()).as(code.toString()).isEqualTo(302);
    assertThat(code.next()).startsWith("/login/code");
    assertThat(app.sessionsOf(app.user("con@tractor.example"))).isEmpty();

    var mail = app.mailTo("con@tractor.example");
    var attempt = code.next().replaceAll(".*attempt=", "");
    assertThat(browser.post("/login/code", "attempt", attempt, "code", "000000").status())
        .isEqualTo(422);
    var in = browser.post("/login/code", "attempt", attempt, "code", mail.code());
    assertThat(in.next()).as(in.toString()).isEqualTo("/ui/");
    assertThat(
            app.one(
                "SELECT authenticated_with FROM sessions WHERE status = 'active' ORDER BY id DESC LIMIT 1"))
        .isEqualTo(acme.id().value());

    // from then on the connection speaks for them
    var second = app.browser();
    assertThat(second.follow(arrives(acme, second, "con", "con@tractor.example")).next())
        .isEqualTo("/ui/");
  }

  @Test
  void why_a_mailbox_has_to_be_proven_is_said_as_it_is() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    member("acmecorp", "con@tractor.example");
    var browser = app.browser();
    var foreign = browser.follow(arrives(acme, browser, "con", "con@tractor.example"));
    assertThat(browser.follow(foreign).text("main"))
        .contains("It is not at a domain of your organization");

    acme.signIn(app.browser(), "00u-max", MAX);
    var other = app.browser();
    var known = other.follow(arrives(acme, other, "00u-max-anew", MAX));
    assertThat(other.follow(known).text("main"))
        .contains("another account there had it before", "calls you otherwise at each sign-in")
        .doesNotContain("not at a domain");
  }

  @Test
  void the_link_of_that_mail_works_only_in_the_browser_that_came_from_the_provider() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    member("acmecorp", "con@tractor.example");
    var attacker = app.browser();
    attacker.follow(arrives(acme, attacker, "evil", "con@tractor.example"));
    var link = app.mailTo("con@tractor.example").link().replaceFirst("^https?://[^/]+", "");

    // the owner of the mailbox opens it out of habit
    var owner = app.browser();
    assertThat(owner.get(link).status()).isEqualTo(409);
    assertThat(owner.post(link).text("h1")).isEqualTo("Go on where you began");
    assertThat(app.count("upstream_accounts")).isZero();
    assertThat(app.sessionsOf(app.user("con@tractor.example"))).isEmpty();

    assertThat(attacker.get(link).status()).isEqualTo(200);
  }

  @Test
  void strangers_of_another_domain_get_neither_in_nor_a_mail() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    for (var email : List.of("who@tractor.example", GUS)) {
      var browser = app.browser();
      var refused = browser.follow(arrives(acme, browser, "who", email));
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.text("main")).contains("Ask one of its admins to invite you");
    }
    app.app().core().letterBox.sendDue();
    assertThat(app.mail().all()).isEmpty();
  }

  @Test
  void a_provider_speaks_for_somebody_of_another_domain_in_its_own_organization_only() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    member("acmecorp", GUS);
    var browser = app.browser();
    var code = browser.follow(arrives(acme, browser, "gus", GUS));
    var attempt = code.next().replaceAll(".*attempt=", "");
    browser.post("/login/code", "attempt", attempt, "code", app.mailTo(GUS).code());
    var later = app.browser();
    later.follow(arrives(acme, later, "gus", GUS));
    assertThat(later.get("/ui/organization/general").text("body")).contains("AcmeCorp");

    // to Globex, which is his own, only by what he can read himself
    var globex = app.organization("globex").value();
    var chosen = later.post("/login/organization", "organization", globex, "return_to", "/ui/");
    assertThat(chosen.next()).startsWith("/login/code");
    assertThat(later.follow(chosen).element("a:contains(Cancel)").attr("href"))
        .isEqualTo("/login/organization?return_to=%2Fui%2F");
    assertThat(later.get("/ui/organization/general").text("body")).contains("AcmeCorp");
    // nor does he make a passkey of it, which would open everything
    var passkey = later.post("/ui/profile/security/passkeys/options");
    assertThat(passkey.next() + passkey.header("HX-Redirect")).contains("confirm=add_passkey");

    later.post(
        "/login/code",
        "attempt",
        chosen.next().replaceAll(".*attempt=", ""),
        "code",
        app.mailTo(GUS).code());
    assertThat(
            later.post("/login/organization", "organization", globex, "return_to", "/ui/").next())
        .isEqualTo("/ui/");
    assertThat(later.get("/ui/organization/general").text("body")).contains("Globex");
  }

  @Test
  void who_is_not_confirmed_by_their_provider_is_asked_anew_for_what_they_were_about_to_do() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var max = app.as(MAX);
    var security = "%2Fui%2Fprofile%2Fsecurity";
    var form =
        max.get("/login?again&confirm=add_passkey&back=" + security + "&return_to=" + security)
            .element("form:has(#email)")
            .attr("action");
    var asked = SamlConnection.asked(max, max.post(form, "email", MAX));
    var refused =
        max.follow(acme.post(acme.mint(asked, "x", "who@tractor.example"), asked.relayState()));
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.element("a.button").attr("href")).isEqualTo("/ui/profile/security");
    assertThat(max.get("/ui/profile/account").text(".menu-head")).contains(MAX);
  }

  /** Gus of Globex, whom AcmeCorp's provider signs in since he has shown his mailbox once. */
  private TestApp.Browser foreign(SamlConnection acme) {
    member("acmecorp", GUS);
    var first = app.browser();
    var code = first.follow(arrives(acme, first, "gus", GUS));
    first.post(
        "/login/code",
        "attempt",
        code.next().replaceAll(".*attempt=", ""),
        "code",
        app.mailTo(GUS).code());
    app.mail().clear();
    var browser = app.browser();
    assertThat(browser.follow(arrives(acme, browser, "gus", GUS)).next()).isEqualTo("/ui/");
    return browser;
  }

  private static String asksFor(TestApp.Browser browser, String path, String... form) {
    var answer = form.length == 1 ? browser.get(path) : browser.post(path, form);
    return answer.next().replaceAll(".*confirm=([a-z_]*).*", "$1");
  }

  @Test
  void a_provider_of_another_organization_changes_nothing_that_is_a_persons_own() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    app.givePasskey(GUS, 1, "Phone", "d548826e-79b4-db40-a3d8-11116f7e8349", "made");
    var passkey = app.one("SELECT id FROM passkeys WHERE name = 'Phone'");
    var own = app.as(GUS, "globex");
    var foreign = foreign(acme);
    var security = "/ui/profile/security";
    var ownSession =
        app.one("SELECT id FROM sessions WHERE authenticated_with = 'otp' ORDER BY id LIMIT 1");
    var before = app.contents("users", "passkeys");

    assertThat(
            asksFor(foreign, "/ui/profile/account", "given_name", "Gone", "family_name", "Wrong"))
        .isEqualTo("change_name");
    assertThat(asksFor(foreign, security + "/sessions/others/revocation", "x", "y"))
        .isEqualTo("sign_out_elsewhere");
    assertThat(asksFor(foreign, security + "/sessions/others/revocation", "get"))
        .isEqualTo("sign_out_elsewhere");
    assertThat(asksFor(foreign, security + "/accounts/conn_1/disconnection", "x", "y"))
        .isEqualTo("disconnect_account");
    assertThat(asksFor(foreign, security + "/passkeys/" + passkey + "/name", "name", "Mine"))
        .isEqualTo("rename_passkey");
    assertThat(asksFor(foreign, security + "/passkeys/" + passkey + "/removal", "x", "y"))
        .isEqualTo("delete_passkey");
    assertThat(asksFor(foreign, "/ui/profile/passkeys", "get")).isEqualTo("see_passkeys");
    assertThat(foreign.post(security + "/sessions/" + ownSession + "/revocation").status())
        .isEqualTo(404);
    assertThat(app.contents("users", "passkeys")).isEqualTo(before);
    assertThat(own.get("/ui/profile/account").status()).isEqualTo(200);
  }

  @Test
  void a_provider_of_another_organization_is_not_shown_where_else_a_person_belongs() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var foreign = foreign(acme);
    app.app()
        .core()
        .invitations
        .invite(
            Identity.INTERNAL,
            app.organization("initech"),
            GUS,
            List.of(app.role("member").value()));
    for (var page :
        List.of(
            foreign.get("/login/organization"),
            foreign.get("/login/organization?new"),
            foreign.post("/login/organization", "organization", "x"))) {
      assertThat(page.text("main")).contains("AcmeCorp").doesNotContain("Globex", "Initech");
      assertThat(page.text("#own-proof")).contains("Show that it is you");
    }

    var asked = foreign.get("/login/organization").element("#own-proof a").attr("href");
    assertThat(asked).contains("confirm=see_organizations");
    var login = foreign.get(asked);
    assertThat(login.text("main")).contains("see where else you belong");
    app.app().core().letterBox.sendDue();
    app.mail().clear();
    var sent =
        foreign.post(
            "/login",
            "email",
            GUS,
            "return_to",
            login.element("input[name=return_to]").attr("value"),
            "confirm",
            "see_organizations");
    var code = sent.next().replaceAll(".*attempt=", "").replaceAll("&.*", "");
    var back = foreign.post("/login/code", "attempt", code, "code", app.mailTo(GUS).code());
    var whole = foreign.get(back.next());
    assertThat(whole.text("main")).contains("AcmeCorp", "Globex", "Initech");
    assertThat(whole.has("#own-proof")).isFalse();
  }

  @Test
  void a_provider_of_another_organization_sees_the_sessions_it_has_vouched_for_and_ends_those() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    app.givePasskey(GUS, 1, "Phone", "d548826e-79b4-db40-a3d8-11116f7e8349", "made");
    var own = app.as(GUS, "globex").with("User-Agent", "Mozilla/5.0 Firefox/140.0");
    var foreign = foreign(acme);
    var security = "/ui/profile/security";

    var page = foreign.get(security);
    assertThat(page.text("#own-proof"))
        .contains("You came by the identity provider of AcmeCorp", "Show that it is you");
    assertThat(page.body()).doesNotContain("Phone");
    // the list of sessions looks as it does below passkeys
    assertThat(page.elements("link[href*=passkeys]")).hasSize(1);
    // this one, and the one before that began with the code
    assertThat(page.elements("tbody tr")).hasSize(2);
    var other = page.element(".row-menu a").attr("href");
    assertThat(foreign.post(other).status()).isEqualTo(303);
    assertThat(foreign.get(security).elements("tbody tr")).hasSize(1);
    assertThat(own.get(security).elements("tbody tr")).hasSize(2);
    assertThat(own.get(security).has("#own-proof")).isFalse();
    var account = foreign.get("/ui/profile/account");
    assertThat(account.has("#own-proof")).isTrue();
    assertThat(account.has("#account-update")).isFalse();

    // the code of a mail opens the rest, in the same session
    var asked = foreign.get(page.element("#own-proof a").attr("href"));
    var login = foreign.get(asked.next());
    assertThat(login.text("main")).contains("Before you see and change what is your own");
    var sent =
        foreign.post(
            "/login",
            "email",
            GUS,
            "return_to",
            login.element("[name=return_to]").val(),
            "confirm",
            "see_account");
    foreign.post(
        "/login/code",
        "attempt",
        sent.next().replaceAll(".*attempt=", ""),
        "code",
        app.mailTo(GUS).code());
    assertThat(foreign.get(security + "/proof").next()).isEqualTo(security);
    assertThat(foreign.get(security).body()).contains("Phone");
    assertThat(foreign.get(security).elements("tbody tr")).hasSize(2);
    foreign.post("/ui/profile/account", "given_name", "Gustav", "family_name", "Globex");
    assertThat(own.get("/ui/profile/account").body()).contains("Gustav");
  }

  @Test
  void a_provider_of_the_persons_own_domain_is_asked_for_nothing_more() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var max = app.browser();
    acme.signIn(max, "00u-max", MAX);
    assertThat(max.get("/ui/profile/security").has("#own-proof")).isFalse();
    assertThat(
            max.post("/ui/profile/account", "given_name", "Maxim", "family_name", "Member").next())
        .isEqualTo("/ui/profile/account");
    assertThat(max.get("/ui/profile/account").body()).contains("Maxim");
  }

  @Test
  void who_came_by_another_organizations_provider_makes_an_organization_after_a_code() {
    var foreign = foreign(SamlConnection.enabled(app, "acmecorp"));
    var asked =
        foreign.post(
            "/login/organization/new",
            "display_name",
            "Gus & Sons",
            "return_to",
            "/ui/profile/account");
    assertThat(asked.next()).startsWith("/login/code");
    var in =
        foreign.post(
            "/login/code",
            "attempt",
            asked.next().replaceAll(".*attempt=", ""),
            "code",
            app.mailTo(GUS).code());
    var form = foreign.get(in.next());
    assertThat(form.element("[name=display_name]").val()).isEqualTo("Gus & Sons");
    assertThat(
            foreign
                .post(
                    "/login/organization/new",
                    "display_name",
                    "Gus & Sons",
                    "return_to",
                    form.element("form [name=return_to]").val())
                .next())
        .isEqualTo("/ui/profile/account");
    assertThat(foreign.get("/ui/organization/general").text("body")).contains("Gus & Sons");
  }

  @Test
  void who_may_be_sent_no_further_mail_keeps_the_name_typed_for_a_new_organization() {
    var foreign = foreign(SamlConnection.enabled(app, "acmecorp"));
    for (var name : List.of("Gus & Sons", "Gus & Daughters"))
      foreign.post("/login/organization/new", "display_name", name);
    var refused =
        foreign.post(
            "/login/organization/new",
            "display_name",
            "Gus & Grandchildren",
            "return_to",
            "/ui/profile/account");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isNotEmpty();
    assertThat(refused.element("[name=display_name]").val()).isEqualTo("Gus & Grandchildren");
    assertThat(refused.element("form:has([name=display_name]) [name=return_to]").val())
        .isEqualTo("/ui/profile/account");
    assertThat(refused.text(".notice.failed")).isNotEmpty();
  }

  private static dev.hostedui.testing.Answer arrives(
      SamlConnection connection, TestApp.Browser browser, String subject, String email) {
    var asked = connection.askedFor(browser, ADA);
    return connection.post(connection.mint(asked, subject, email), asked.relayState());
  }

  // ------------------------------------------------------------------ what applications ask for

  @Test
  void an_application_names_the_connection_the_organization_or_the_domain() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    for (var asks :
        List.of(
            List.of("connection_id", acme.id().value()),
            List.of("organization_id", acme.organization().value()),
            List.of("domain", "acmecorp.example"),
            List.of("domain_hint", "ACMECORP.example"),
            List.of("login_hint", MAX))) {
      var browser = app.browser();
      var asked =
          SamlConnection.asked(browser, browser.get(client.authorize(asks.get(0), asks.get(1))));
      var landed = browser.follow(acme.post(acme.mint(asked, "max", MAX), asked.relayState()));
      assertThat(landed.next()).as(asks.toString()).startsWith("/oauth/authorize/continue/");
      var tokens = TestClient.json(client.exchange(parameters(browser.follow(landed)).get("code")));
      var claims = TestClient.claims(tokens.get("id_token").asText());
      assertThat(claims.get("amr").get(0).asText()).isEqualTo(acme.id().value());
      assertThat(claims.get("oid").asText()).isEqualTo(acme.organization().value());
      assertThat(claims.get("email").asText()).isEqualTo(MAX);
    }
  }

  @Test
  void of_several_connections_of_an_organization_that_of_the_person_is_asked() {
    var first = SamlConnection.enabled(app, "acmecorp");
    var second = SamlConnection.beside(app, "acmecorp", "second", "second.example");
    var acme = first.organization().value();
    var yan = "yan@second.example";
    var browser = app.browser();
    assertThat(
            SamlConnection.asked(
                    browser,
                    browser.get(client.authorize("organization_id", acme, "login_hint", yan)))
                .address())
        .startsWith("https://idp.second.example/");
    for (var hint : List.of(MAX, GUS))
      assertThat(
              SamlConnection.asked(
                      browser,
                      browser.get(client.authorize("organization_id", acme, "login_hint", hint)))
                  .address())
          .as(hint)
          .startsWith("https://idp.acmecorp.example/");

    // nobody knows whose it is: the address says so
    var page = browser.follow(browser.get(client.authorize("organization_id", acme)));
    assertThat(page.has("input[name=email]")).isTrue();
    var asked =
        SamlConnection.asked(
            browser,
            browser.post(
                "/login",
                "email",
                yan,
                "return_to",
                page.element("input[name=return_to]").attr("value")));
    assertThat(asked.address()).startsWith("https://idp.second.example/");
    var landed = browser.follow(second.post(second.mint(asked, "yan", yan), asked.relayState()));
    assertThat(parameters(browser.follow(landed))).containsKey("code");

    // who is here already is known, also when it has to be proven anew
    assertThat(
            SamlConnection.asked(
                    browser,
                    browser.get(client.authorize("organization_id", acme, "prompt", "login")))
                .address())
        .startsWith("https://idp.second.example/");
  }

  @Test
  void an_invitation_to_the_organization_that_an_application_names_is_offered_on_the_way() {
    invite("globex", "nia@acmecorp.example");
    var acme = SamlConnection.enabled(app, "acmecorp");
    var globex = app.organization("globex").value();
    var wants = client.authorize("organization_id", globex, "login_hint", "nia@acmecorp.example");
    var browser = app.browser();
    var asked = SamlConnection.asked(browser, browser.get(wants));
    var landed =
        browser.follow(
            acme.post(acme.mint(asked, "nia", "nia@acmecorp.example"), asked.relayState()));
    for (var waits : List.of(browser.follow(landed), browser.get(wants))) {
      assertThat(waits.next()).startsWith("/login/organization?return_to=");
      assertThat(browser.follow(waits).text("main")).contains("Globex");
    }
    assertThat(
            parameters(browser.get(client.authorize("organization_id", globex, "prompt", "none")))
                .get("error"))
        .isEqualTo("interaction_required");
    var joined = joins(browser, browser.follow(browser.get(wants)), "globex");
    var tokens =
        TestClient.json(client.exchange(parameters(browser.get(joined.next())).get("code")));
    assertThat(TestClient.claims(tokens.get("id_token").asText()).get("oid").asText())
        .isEqualTo(globex);
  }

  @Test
  void who_is_invited_to_an_organization_of_another_provider_joins_without_it() {
    SamlConnection.enabled(app, "acmecorp");
    invite("acmecorp", GUS);
    var gus = app.as(GUS, "globex");
    var acme = app.organization("acmecorp").value();
    var waits = gus.get(client.authorize("organization_id", acme));
    assertThat(waits.next()).startsWith("/login/organization?return_to=");
    var elsewhere =
        gus.post(
            "/login/organization",
            "organization",
            app.organization("globex").value(),
            "return_to",
            gus.follow(waits).element("input[name=return_to]").val());
    assertThat(parameters(gus.get(elsewhere.next())).get("error")).isEqualTo("access_denied");

    app.clock().advance(Duration.ofSeconds(1));
    waits = gus.get(client.authorize("organization_id", acme));
    var joined = joins(gus, gus.follow(waits), "acmecorp");
    assertThat(parameters(gus.get(joined.next()))).containsKey("code");
  }

  @Test
  void
      whom_another_organizations_provider_has_vouched_for_shows_who_it_is_before_anything_is_said() {
    var foreign = foreign(SamlConnection.enabled(app, "acmecorp"));
    var globex = app.organization("globex").value();
    var initech = app.organization("initech").value();
    // where he belongs and where he does not
    for (var named : List.of(globex, initech)) {
      assertThat(
              parameters(foreign.get(client.authorize("prompt", "none", "organization_id", named)))
                  .get("error"))
          .as(named)
          .isEqualTo("login_required");
      var asked = foreign.get(client.authorize("organization_id", named));
      assertThat(asked.next()).as(named).contains("confirm=go_to_app");
      var page = foreign.follow(asked);
      assertThat(page.element("#email").val()).isEqualTo(GUS);
      assertThat(
              parameters(foreign.get(page.element("a:contains(Cancel)").attr("href"))).get("error"))
          .isEqualTo("access_denied");
    }

    var page = foreign.follow(foreign.get(client.authorize("organization_id", globex)));
    var sent =
        foreign.post(
            page.element("form:has(#email)").attr("action"),
            "email",
            GUS,
            "return_to",
            page.element("input[name=return_to]").val());
    var in =
        foreign.post(
            "/login/code",
            "attempt",
            sent.next().replaceAll(".*attempt=", "").replaceAll("&.*", ""),
            "code",
            app.mailTo(GUS).code());
    var tokens = TestClient.json(client.exchange(parameters(foreign.get(in.next())).get("code")));
    assertThat(TestClient.claims(tokens.get("id_token").asText()).get("oid").asText())
        .isEqualTo(globex);
    assertThat(parameters(foreign.get(client.authorize("organization_id", initech))).get("error"))
        .isEqualTo("access_denied");
  }

  @Test
  void whom_another_organizations_provider_has_vouched_for_comes_by_the_named_ones_own() {
    var foreign = foreign(SamlConnection.enabled(app, "acmecorp"));
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
    var globex = SamlConnection.enabled(app, "globex");
    var asked =
        SamlConnection.asked(
            foreign,
            foreign.get(client.authorize("organization_id", globex.organization().value())));
    assertThat(asked.address()).startsWith("https://idp.globex.example/");
    var code = foreign.follow(globex.post(globex.mint(asked, "gus", GUS), asked.relayState()));
    var landed =
        foreign.post(
            "/login/code",
            "attempt",
            code.next().replaceAll(".*attempt=", ""),
            "code",
            app.mailTo(GUS).code());
    assertThat(parameters(foreign.get(landed.next()))).containsKey("code");
  }

  @Test
  void what_is_named_first_decides() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'globex'");
    var globex = SamlConnection.enabled(app, "globex");
    var browser = app.browser();

    assertThat(
            SamlConnection.asked(
                    browser,
                    browser.get(
                        client.authorize(
                            "connection_id",
                            globex.id().value(),
                            "organization_id",
                            acme.organization().value(),
                            "domain",
                            "acmecorp.example",
                            "login_hint",
                            MAX)))
                .address())
        .startsWith("https://idp.globex.example/");
    assertThat(
            SamlConnection.asked(
                    browser,
                    browser.get(
                        client.authorize(
                            "organization_id",
                            globex.organization().value(),
                            "domain",
                            "acmecorp.example")))
                .address())
        .startsWith("https://idp.globex.example/");
  }

  @Test
  void what_an_application_cannot_have_it_is_told() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    acme.disable();
    assertThat(error("connection_id", acme.id().value())).isEqualTo("connection_not_active");
    assertThat(error("connection_id", "conn_000000000000000001"))
        .isEqualTo("invalid_connection_id");
    assertThat(error("domain", "acmecorp.example")).isEqualTo("no_active_connections");
    assertThat(error("domain", "nobody.example")).isEqualTo("domain_not_found");
    assertThat(error("organization_id", "org_1")).isEqualTo("invalid_organization_id");
    acme.enable();
    app.arrange("UPDATE organizations SET features = '' WHERE slug = 'acmecorp'");
    assertThat(error("connection_id", acme.id().value())).isEqualTo("connection_not_active");
  }

  private String error(String name, String value) {
    return parameters(app.browser().get(client.authorize(name, value))).get("error");
  }

  @Test
  void an_organization_without_a_provider_is_an_ordinary_sign_in() {
    var globex = app.organization("globex").value();
    assertThat(app.browser().get(client.authorize("organization_id", globex)).next())
        .startsWith("/login?");
    var browser = app.browser();
    assertThat(
            browser
                .follow(browser.get(client.authorize("organization_id", globex)))
                .has("input[name=email]"))
        .isTrue();
  }

  @Test
  void nobody_is_asked_where_an_application_wants_no_page() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var byMail = app.as(ADA, "globex");
    for (var browser : List.of(app.browser(), byMail)) {
      assertThat(
              parameters(
                      browser.get(
                          client.authorize("prompt", "none", "connection_id", acme.id().value())))
                  .get("error"))
          .isEqualTo("login_required");
    }
    assertThat(
            parameters(
                    byMail.get(
                        client.authorize(
                            "prompt", "none", "organization_id", acme.organization().value())))
                .get("error"))
        .isIn("login_required", "interaction_required");

    var passed = app.browser();
    acme.signIn(passed, "max", MAX);
    assertThat(
            parameters(
                passed.get(client.authorize("prompt", "none", "connection_id", acme.id().value()))))
        .containsKey("code");
  }

  @Test
  void a_session_that_has_not_passed_a_named_connection_is_sent_there() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var ada = app.as(ADA, "globex");

    var asked =
        SamlConnection.asked(ada, ada.get(client.authorize("connection_id", acme.id().value())));
    var landed = ada.follow(acme.post(acme.mint(asked, "ada", ADA), asked.relayState()));

    assertThat(parameters(ada.follow(landed))).containsKey("code");
    // the same session, in the organization of the connection
    assertThat(app.sessionsOf(app.user(ADA))).hasSize(1);
    assertThat(parameters(ada.get(client.authorize("connection_id", acme.id().value()))))
        .containsKey("code");
  }

  /** Comes by a link that names the connection, whose provider answers at once. */
  private dev.hostedui.testing.Answer byLink(
      SamlConnection acme,
      TestApp.Browser browser,
      String subject,
      String email,
      String... changes) {
    var wanted = new ArrayList<>(List.of("connection_id", acme.id().value()));
    wanted.addAll(List.of(changes));
    var asked =
        SamlConnection.asked(browser, browser.get(client.authorize(wanted.toArray(String[]::new))));
    return browser.follow(acme.post(acme.mint(asked, subject, email), asked.relayState()));
  }

  /** Comes by that link of somebody whom the provider answers for with something changed. */
  private Map<String, String> comes(
      SamlConnection acme, TestApp.Browser browser, UnaryOperator<SamlMint> change) {
    var asked =
        SamlConnection.asked(
            browser, browser.get(client.authorize("connection_id", acme.id().value())));
    var answer = change.apply(acme.mint(asked, "gus", GUS));
    return parameters(browser.follow(browser.follow(acme.post(answer, asked.relayState()))));
  }

  private static UnaryOperator<SamlMint> provenBefore(Duration ago) {
    return it ->
        it.change(
            "/assertion/AuthnStatement/AuthnInstant", app.clock().instant().minus(ago).toString());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void how_long_ago_somebody_signed_in_is_what_their_provider_says(boolean byTheWordAlone) {
    var acme = SamlConnection.enabled(app, "acmecorp");
    foreign(acme);
    var gus = byTheWordAlone ? app.browser() : app.as(GUS, "globex");
    var id = acme.id().value();
    var proven = app.clock().instant().minus(Duration.ofHours(5)).getEpochSecond();

    var tokens =
        TestClient.json(
            client.exchange(comes(acme, gus, provenBefore(Duration.ofHours(5))).get("code")));

    var claims = TestClient.claims(tokens.get("id_token").asText());
    assertThat(claims.get("auth_time").asLong()).isEqualTo(proven);
    assertThat(claims.get("amr").get(0).asText()).isEqualTo(id);
    var silent =
        gus.get(client.authorize("connection_id", id, "max_age", "3600", "prompt", "none"));
    assertThat(parameters(silent).get("error")).isEqualTo("login_required");
    var aged = gus.get(client.authorize("connection_id", id, "max_age", "18060"));
    assertThat(parameters(aged)).containsKey("code");

    // it is asked for a new one, and what it says then counts although some time passes on the way
    var asked =
        SamlConnection.asked(
            gus, gus.get(client.authorize("connection_id", id, "max_age", "3600")));
    assertThat(asked.xml()).contains("ForceAuthn=\"true\"");
    var late = provenBefore(Duration.ofSeconds(3_700)).apply(acme.mint(asked, "gus", GUS));
    app.clock().advance(Duration.ofSeconds(30));
    var landed = gus.follow(acme.post(late, asked.relayState()));
    assertThat(claims(client, gus.get(landed.next())).get("auth_time").asLong())
        .isEqualTo(app.clock().instant().getEpochSecond() - 3_600);
    // a session lasts from when it was shown here, whenever it was proven
    assertThat(gus.get("/ui/organization/general").text("body")).contains("AcmeCorp");
  }

  @Test
  void a_proof_of_before_at_the_provider_is_no_fresh_one_for_a_passkey() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var max = app.browser();
    var asked = acme.askedFor(max, MAX);
    max.follow(
        acme.post(
            provenBefore(Duration.ofHours(5)).apply(acme.mint(asked, "max", MAX)),
            asked.relayState()));
    var options = max.post("/ui/profile/security/passkeys/options");
    assertThat(options.next() + options.header("HX-Redirect")).contains("confirm=add_passkey");

    var confirm = "/login?again&confirm=add_passkey&back=%2Fui%2F";
    asked = SamlConnection.asked(max, max.post(confirm, "email", MAX, "return_to", "/ui/"));
    assertThat(asked.xml()).contains("ForceAuthn=\"true\"");
    max.follow(acme.post(acme.mint(asked, "max", MAX), asked.relayState()));
    assertThat(max.post("/ui/profile/security/passkeys/options").status()).isEqualTo(200);
  }

  @Test
  void a_word_ends_when_the_provider_says_and_the_session_goes_on_without() {
    var acme = SamlConnection.enabled(app, "acmecorp").turn(Switch.PROVIDER_ENDS_SESSIONS, true);
    foreign(acme);
    var gus = app.as(GUS, "globex");
    var own = client.tokens(gus).get("refresh_token").asText();
    UnaryOperator<SamlMint> ends =
        it -> it.change("/assertion/AuthnStatement/SessionNotOnOrAfter", "now+60s");

    var tokens = TestClient.json(client.exchange(comes(acme, gus, ends).get("code")));
    assertThat(tokens.get("expires_in").asLong()).isLessThanOrEqualTo(60);
    var granted = tokens.get("refresh_token").asText();
    app.clock().advance(Duration.ofSeconds(59));
    granted = TestClient.json(client.refresh(granted)).get("refresh_token").asText();
    app.clock().advance(Duration.ofSeconds(1));

    for (var swept : List.of(false, true)) {
      if (swept) {
        var ended = app.app().core().ends;
        assertThat(ended.endWords()).isOne();
        assertThat(ended.endWords()).isZero();
        assertThat(app.events()).contains("application.grant_revoked");
      }
      assertThat(client.refresh(granted).status()).isEqualTo(400);
      var silent = gus.get(client.authorize("connection_id", acme.id().value(), "prompt", "none"));
      assertThat(parameters(silent).get("error")).isEqualTo("login_required");
    }
    assertThat(client.refresh(own).status()).isEqualTo(200);
    assertThat(gus.get("/ui/profile/account").status()).isEqualTo(200);

    // what has begun by the word ends with it, unless more was shown since
    var alone = app.browser();
    comes(acme, alone, ends);
    var both = app.browser();
    var code = client.exchange(comes(acme, both, ends).get("code"));
    granted = TestClient.json(code).get("refresh_token").asText();
    proves(both, both.post("/login?again", "email", GUS, "return_to", "/ui/"), GUS);
    app.clock().advance(Duration.ofMinutes(1));
    assertThat(alone.get("/ui/profile/account").status()).isEqualTo(302);
    assertThat(both.get("/ui/profile/account").status()).isEqualTo(200);
    assertThat(client.refresh(granted).status()).isEqualTo(400);
  }

  @Test
  void a_link_makes_nobody_somebody_else_unless_they_say_so() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    for (var prompt : List.of("", "login")) {
      var gus = app.as(GUS, "globex");
      var page =
          prompt.isEmpty()
              ? byLink(acme, gus, "ada", ADA)
              : byLink(acme, gus, "ada", ADA, "prompt", prompt);
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.text("main")).contains("signed in here as " + GUS, "that you are " + ADA);
      assertThat(app.sessionsOf(app.user(ADA))).isEmpty();
      assertThat(page.text("main")).contains("sent you to an identity provider");
      var stay = gus.get(page.element("p.center a").attr("href"));
      assertThat(stay.next()).startsWith(TestClient.CALLBACK).contains("error=access_denied");
      assertThat(gus.get("/ui/profile/account").text("body")).contains(GUS);

      // whoever is meant by the button is who is signed in by now
      var form = page.element("main form").attr("action");
      assertThat(gus.post(form, "instead_of", MAX).text("main")).contains("that you are " + ADA);
      assertThat(gus.postBare(form, "instead_of", GUS).status()).isEqualTo(403);
      var agreed = gus.post(form, "instead_of", GUS);
      assertThat(agreed.status()).isEqualTo(200);
      assertThat(gus.get("/ui/profile/account").text("body")).contains(ADA);
      assertThat(app.sessionsOf(app.user(GUS))).isEmpty();
      gus.post("/logout");
    }
  }

  @Test
  void who_has_stayed_and_goes_back_to_take_the_other_one_begins_anew_at_the_app() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var begins = "http://localhost:9999/login";
    client =
        TestClient.register(
            app,
            new Registration(
                "Other app",
                ApplicationType.WEB,
                false,
                false,
                null,
                begins,
                List.of(TestClient.CALLBACK),
                List.of(),
                List.of()));
    var gus = app.as(GUS, "globex");
    var page = byLink(acme, gus, "ada", ADA);
    var stay = page.element("p.center a").attr("href");
    assertThat(parameters(gus.get(stay)).get("error")).isEqualTo("access_denied");

    assertThat(gus.get(stay).header("Location")).startsWith(begins + "?");
    var other = gus.post(page.element("main form").attr("action"), "instead_of", GUS);
    assertThat(gus.follow(other).header("Location")).startsWith(begins + "?");
  }

  @Test
  void who_types_another_address_or_comes_back_as_themselves_is_asked_nothing() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var gus = app.as(GUS, "globex");
    var asked =
        SamlConnection.asked(
            gus, gus.post("/login", "email", ADA, "return_to", "/ui/profile/account"));
    assertThat(gus.follow(acme.post(acme.mint(asked, "ada", ADA), asked.relayState())).next())
        .isEqualTo("/ui/profile/account");
    assertThat(gus.get("/ui/profile/account").text("body")).contains(ADA);

    assertThat(parameters(gus.follow(byLink(acme, gus, "ada", ADA, "prompt", "login"))))
        .containsKey("code");
  }

  @Test
  void the_word_of_one_organizations_provider_takes_nothing_from_what_was_proven() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    foreign(acme);
    var gus = app.as(GUS, "globex");
    app.clock().advance(Duration.ofHours(1));

    for (var asks : List.of(List.of("prompt", "login"), List.of("max_age", "60"))) {
      var in = gus.follow(byLink(acme, gus, "gus", GUS, asks.get(0), asks.get(1)));
      var tokens = TestClient.json(client.exchange(parameters(in).get("code")));
      var claims = TestClient.claims(tokens.get("id_token").asText());
      assertThat(claims.get("oid").asText()).isEqualTo(acme.organization().value());
      assertThat(claims.get("amr").get(0).asText()).isEqualTo(acme.id().value());
      assertThat(claims.get("auth_time").asLong())
          .isEqualTo(app.clock().instant().getEpochSecond());
      app.clock().advance(Duration.ofMinutes(2));
    }

    // it counts for what is his own, and everywhere, as before
    var chooser = gus.get("/login/organization");
    assertThat(chooser.text("main")).contains("AcmeCorp", "Globex");
    var globex = app.organization("globex").value();
    assertThat(gus.post("/login/organization", "organization", globex).next()).isEqualTo("/ui/");
    assertThat(gus.get("/ui/profile/passkeys").status()).isEqualTo(200);
    assertThat(
            TestClient.claims(client.tokens(gus).get("id_token").asText())
                .get("amr")
                .get(0)
                .asText())
        .isNotEqualTo(acme.id().value());
    // but it is no fresh proof of what is his own
    assertThat(gus.post("/ui/profile/security/passkeys/options").next()).contains("add_passkey");
  }

  private static void attach(String domain, SamlConnection to) {
    app.arrange(
        "INSERT INTO connection_domains (domain_id, connection_id) SELECT id, '"
            + to.id().value()
            + "' FROM email_domains WHERE domain = '"
            + domain
            + "' AND domain_type = 'ORGANIZATION_DOMAIN'");
  }

  @Test
  void the_word_of_a_provider_that_the_connection_leads_to_no_more_lets_nobody_back_in() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var ada = app.browser();
    acme.signIn(ada, "ada", ADA);
    turn(ada, app.organization("globex"));
    acme.change(it -> SamlConnection.with(it, "https://other.example/saml"));

    assertThat(turn(ada, acme.organization()).next()).startsWith(acme.address("/init"));
    for (var asks :
        List.of(
            List.of("connection_id", acme.id().value()),
            List.of("organization_id", acme.organization().value()),
            List.of("domain", "acmecorp.example"))) {
      assertThat(ada.get(client.authorize(asks.get(0), asks.get(1))).next())
          .as(asks.toString())
          .startsWith("/login?");
      assertThat(
              parameters(ada.get(client.authorize(asks.get(0), asks.get(1), "prompt", "none")))
                  .get("error"))
          .as(asks.toString())
          .isIn("login_required", "interaction_required");
    }
  }

  @Test
  void who_is_sent_to_another_connection_by_now_comes_by_that_one_to_come_back() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var ada = app.browser();
    acme.signIn(ada, "ada", ADA);
    turn(ada, app.organization("globex"));
    var second = SamlConnection.beside(app, "acmecorp", "second", "second.example");
    attach("acmecorp.example", second);
    assertThat(turn(ada, acme.organization()).next()).startsWith(second.address("/init"));

    // by the first only where an app insists on it, and after the code of a mail
    var at = byLink(acme, ada, "ada", ADA);
    if (at.next().startsWith("/login/code")) at = proves(ada, at, ADA);
    assertThat(parameters(ada.get(at.next()))).containsKey("code");
  }

  private static dev.hostedui.testing.Answer proves(
      TestApp.Browser browser, dev.hostedui.testing.Answer sent, String email) {
    return browser.post(
        "/login/code",
        "attempt",
        sent.next().replaceAll(".*attempt=", "").replaceAll("&.*", ""),
        "code",
        app.mailTo(email).code());
  }

  private static JsonNode claims(TestClient client, dev.hostedui.testing.Answer answer) {
    var code = parameters(answer).get("code");
    assertThat(code).as(answer.toString()).isNotNull();
    return TestClient.claims(TestClient.json(client.exchange(code)).get("id_token").asText());
  }

  @Test
  void the_word_of_one_organizations_provider_is_no_fresh_proof_for_another() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    foreign(acme);
    var globex = app.organization("globex").value();
    var gus = app.as(GUS, "globex");
    app.clock().advance(Duration.ofSeconds(33));
    var fresh = client.authorize("organization_id", globex, "max_age", "30");
    assertThat(gus.get(fresh).next()).startsWith("/login?");
    assertThat(parameters(gus.get(byLink(acme, gus, "gus", GUS).next()))).containsKey("code");

    assertThat(gus.get(fresh).next()).startsWith("/login?");
    assertThat(
            parameters(
                    gus.get(
                        client.authorize(
                            "organization_id", globex, "max_age", "30", "prompt", "none")))
                .get("error"))
        .isEqualTo("login_required");
    // whom the address in the request leads to a provider that does not help is asked by a page
    var waits =
        gus.get(client.authorize("organization_id", globex, "prompt", "login", "login_hint", ADA));
    var asked = SamlConnection.asked(gus, waits);
    var again = gus.follow(acme.post(acme.mint(asked, "gus", GUS), asked.relayState()));
    var login = gus.get(again.next());
    assertThat(login.next()).startsWith("/login?").endsWith("&choose");
    assertThat(gus.follow(login).has("#email")).isTrue();
  }

  @Test
  void no_other_way_in_will_do_for_an_app_that_names_the_connection() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var gus = foreign(acme);
    var id = acme.id().value();
    app.clock().advance(Duration.ofMinutes(2));
    var page = gus.follow(gus.get(client.authorize("connection_id", id, "prompt", "login")));
    var attempt = page.next().replaceAll(".*attempt=", "");
    var choose = gus.get("/login/again?attempt=" + attempt + "&choose").next();
    var sent =
        gus.post(
            choose,
            "email",
            GUS,
            "return_to",
            gus.get(choose).element("input[name=return_to]").val());
    var back = gus.get(proves(gus, sent, GUS).next());
    assertThat(back.next()).startsWith("/login?").doesNotContain("&choose");
    var asked = SamlConnection.asked(gus, back);
    var landed = gus.follow(acme.post(acme.mint(asked, "gus", GUS), asked.relayState()));
    var claims = claims(client, gus.get(landed.next()));
    assertThat(claims.get("amr").get(0).asText()).isEqualTo(id);

    // what was proven otherwise since is neither named nor counted for it
    app.clock().advance(Duration.ofMinutes(1));
    var said = app.clock().instant().getEpochSecond() - 60;
    proves(gus, gus.post("/login?again", "email", GUS, "return_to", "/ui/"), GUS);
    var later = claims(client, gus.get(client.authorize("connection_id", id)));
    assertThat(later.get("amr").get(0).asText()).isEqualTo(id);
    assertThat(later.get("auth_time").asLong()).isEqualTo(said);
    assertThat(gus.get(client.authorize("connection_id", id, "max_age", "30")).next())
        .startsWith("/login?");
  }

  @Test
  void of_two_connections_tokens_name_the_one_that_was_asked_for() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var second = SamlConnection.beside(app, "acmecorp", "second", "second.example");
    var ada = app.browser();
    acme.signIn(ada, "ada", ADA);
    app.clock().advance(Duration.ofMinutes(1));
    assertThat(
            claims(client, ada.get(byLink(second, ada, "ada", ADA).next()))
                .get("amr")
                .get(0)
                .asText())
        .isEqualTo(second.id().value());
    assertThat(
            claims(client, ada.get(client.authorize("connection_id", acme.id().value())))
                .get("amr")
                .get(0)
                .asText())
        .isEqualTo(acme.id().value());
  }

  @Test
  void an_app_that_means_somebody_else_does_not_get_who_is_signed_in() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var ada = app.browser();
    acme.signIn(ada, "ada@acme.onmicrosoft.example", ADA);
    var meant = List.of("connection_id", acme.id().value(), "login_hint", MAX);
    assertThat(
            parameters(
                    ada.get(
                        client.authorize(
                            "connection_id",
                            acme.id().value(),
                            "login_hint",
                            MAX,
                            "prompt",
                            "none")))
                .get("error"))
        .isEqualTo("login_required");
    var page = byLink(acme, ada, "max", MAX, "login_hint", MAX);
    assertThat(page.text("main")).contains("signed in here as " + ADA, "that you are " + MAX);

    // the provider has the last word on who is there
    var wants = ada.get(client.authorize(meant.toArray(String[]::new)));
    var asked = SamlConnection.asked(ada, wants);
    var landed =
        ada.follow(
            acme.post(acme.mint(asked, "ada@acme.onmicrosoft.example", ADA), asked.relayState()));
    assertThat(claims(client, ada.get(landed.next())).get("email").asText()).isEqualTo(ADA);
    // however an address is written, and by what the provider calls them
    for (var own : List.of("ADA@acmecorp.EXAMPLE", "ada@acme.onmicrosoft.example"))
      assertThat(
              parameters(
                  ada.get(client.authorize("connection_id", acme.id().value(), "login_hint", own))))
          .as(own)
          .containsKey("code");
  }

  @Test
  void who_was_just_vouched_for_is_not_signed_out_by_how_long_sessions_last_there() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    foreign(acme);
    var gus = app.as(GUS, "globex");
    app.arrange(
        "UPDATE organizations SET features = 'sso session_policy', session_policy_source ="
            + " 'CUSTOM', session_absolute_minutes = 6 WHERE slug = 'acmecorp'");
    app.clock().advance(Duration.ofMinutes(10));

    // choosing it would end the session at once: it is proven anew first
    var chosen = turn(gus, acme.organization());
    assertThat(chosen.next()).startsWith("/login/code");
    assertThat(gus.get("/ui/organization/general").text("body")).contains("Globex");
    app.app().core().letterBox.sendDue();

    assertThat(parameters(gus.get(byLink(acme, gus, "gus", GUS).next()))).containsKey("code");
    assertThat(gus.get("/ui/organization/general").text("body")).contains("AcmeCorp");
    app.clock().advance(Duration.ofMinutes(7));
    assertThat(gus.get("/ui/organization/general").status()).isEqualTo(302);
  }

  @Test
  void who_types_one_address_and_is_called_another_is_asked() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var gus = app.as(GUS, "globex");
    var asked = acme.askedFor(gus, ADA);
    var page = gus.follow(acme.post(acme.mint(asked, "max", MAX), asked.relayState()));
    assertThat(page.text("main")).contains("signed in here as " + GUS, "that you are " + MAX);
    assertThat(gus.get("/ui/profile/account").text("body")).contains(GUS);
    assertThat(app.sessionsOf(app.user(MAX))).isEmpty();
  }

  @Test
  void a_switch_that_an_application_asks_for_goes_by_the_provider_too() {
    var ada = app.as(ADA, "globex");
    var acme = SamlConnection.enabled(app, "acmecorp");

    var asked =
        SamlConnection.asked(
            ada,
            ada.get(
                client.authorize(
                    "prompt", "select_account", "organization_id", acme.organization().value())));
    var landed = ada.follow(acme.post(acme.mint(asked, "ada", ADA), asked.relayState()));

    var tokens = TestClient.json(client.exchange(parameters(ada.follow(landed)).get("code")));
    assertThat(TestClient.claims(tokens.get("id_token").asText()).get("oid").asText())
        .isEqualTo(acme.organization().value());
  }

  @Test
  void from_a_page_that_tells_why_it_did_not_work_one_can_sign_in_another_way() {
    var acme = SamlConnection.enabled(app, "acmecorp");
    var browser = app.browser();
    var asked =
        SamlConnection.asked(
            browser, browser.get(client.authorize("organization_id", acme.organization().value())));
    var refused =
        browser.follow(
            acme.post(acme.mint(asked, "who", "who@tractor.example"), asked.relayState()));
    assertThat(refused.status()).isEqualTo(403);

    var page = browser.get(refused.element("a.primary").attr("href"));

    assertThat(page.has("input[name=email]")).isTrue();
    assertThat(page.element("input[name=return_to]").attr("value"))
        .startsWith("/oauth/authorize/continue/");
  }
}
