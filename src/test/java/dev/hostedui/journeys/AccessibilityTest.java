package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.sample.SampleApplications;
import dev.hostedui.testing.Album;
import dev.hostedui.testing.Axe;
import dev.hostedui.testing.ConnectionSamples;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.NameServer;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import dev.hostedui.testing.VirtualAuthenticator;
import dev.hostedui.testing.Visit;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every page in every state, light and dark, on a desktop and on the narrowest phone: nothing that
 * keeps anybody out, and nothing to scroll sideways for.
 */
@InChromium(isLongest = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AccessibilityTest {

  /** How to get a window into a state. */
  private interface State {
    void enter(Visit visit);
  }

  private static String authorize(String more) {
    return "/oauth/authorize?response_type=code&scope=openid&client_id="
        + SampleApplications.COFFEEDESK
        + "&redirect_uri="
        + SampleApplications.COFFEEDESK_HOME
        + "/callback&code_challenge_method=S256&code_challenge="
        + TestClient.challenge(TestClient.VERIFIER)
        + more;
  }

  private static final String SSO = "/ui/organization/sso";
  private static final String SCIM = "/ui/organization/scim";
  private static final PictureFile LOGO =
      PictureFile.read(
          "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 120 40'><path d='M0 0h120v40H0z'/></svg>"
              .getBytes(StandardCharsets.UTF_8),
          PictureFile.Use.LOGO);
  private static final String STRANGER = "nora@nordwind.example";
  private static final String LONG_ADDRESS = "y".repeat(60) + "@" + "x".repeat(60) + ".example";

  private final Map<String, State> states = new LinkedHashMap<>();
  private final NameServer dns = new NameServer();
  private Visit visit;
  private TestApp app;
  private TestApp outbox;
  private TestApp.Browser ada;
  private TestApp.Browser max;
  private TestApp.Browser gus;
  private TestApp.Browser ivy;
  private TestApp.Browser stranger;
  private String signInLink = "";

  @BeforeAll
  void arrange() {
    app = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DNS", dns.address()));
    outbox = TestApp.startWithOutbox();
    Album.dress(app);
    visit = Visit.to(app);
    Axe.bring(visit);
    ada = app.as(ADA);
    max = app.as(MAX);
    gus = app.as(GUS);
    ivy = app.as(IVY);
    var member = app.role("member").value();
    // Max belongs to one organization, is invited to another and may join a third
    gus.post("/ui/organization/general/domains", "domain", "acmecorp.example");
    // which an admin there has proven, and nobody has verified
    app.arrange("DELETE FROM email_domains WHERE domain_type = 'ORGANIZATION_DOMAIN'");
    app.arrange(
        "UPDATE membership_roles SET role_id = '"
            + app.role("admin").value()
            + "' WHERE organization_id = '"
            + app.organization("globex").value()
            + "' AND user_id = '"
            + app.user(ADA).value()
            + "'");
    ivy.post("/ui/organization/users/invitations", "email", MAX, "role", member);
    // nothing keeps people from words without a space in them
    ivy.post("/ui/organization/general/name", "display_name", "Initech" + "h".repeat(190));
    ivy.post("/ui/organization/general/domains", "domain", "x".repeat(60) + ".example");
    ivy.post("/ui/organization/users/invitations", "email", LONG_ADDRESS, "role", member);
    ada.post("/ui/organization/general/domains", "domain", "acme-labs.example");
    ada.post("/ui/organization/users/invitations", "email", STRANGER, "role", member);
    for (var number = 1; number <= 3; number++) passkey(number);
    singleSignOn();
    provisioning();
    app.app()
        .core()
        .brandingChanges
        .change(
            Identity.INTERNAL,
            null,
            Map.of(
                BrandingSetting.ORGANIZATION_BRANDING, "on",
                BrandingSetting.ORGANIZATION_LOGO_BY_ADMINS, "on"));
    app.app().core().organizationLogos.show(Identity.INTERNAL, app.organization("globex"), LOGO);
    prove("slip.example", "wrong.example.");
    prove("proven.example", "@");
    stranger = app.browser();
    signIn(stranger, "solo@solo.example");
    var asking = app.browser();
    asking.post("/login", "email", "link@link.example");
    signInLink = app.mailTo("link@link.example").link();
  }

  /** Globex chooses a provider, Initech sets one up, and AcmeCorp has one with a draft beside. */
  private void singleSignOn() {
    app.arrange("UPDATE organizations SET features = 'sso dir_sync' WHERE slug = 'globex'");
    ivy.post(SSO + "/provider", "provider", "JUMPCLOUD", "protocol", "SAML");
    ada.post(SSO + "/provider", "provider", "CUSTOM", "protocol", "SAML");
    ada.post(
        SSO + "/configuration",
        "base",
        "0",
        "way",
        "FILE",
        "idp_metadata_url",
        "",
        "idp_metadata",
        ConnectionSamples.metadata("okta.xml"),
        "idp_entity_id",
        "",
        "idp_sso_url",
        "",
        "idp_certificates",
        "");
    ada.post(SSO + "/enabling", "version", "1", "untested", "true");
    ada.post(SSO + "/settings/protocol", "base", "1", "force_authn", "true");
    ada.post(SSO + "/test", "version", "2");
    ConnectionSamples.failTest(app);
    ConnectionSamples.noteSignIns(app);
  }

  /** Globex chooses a provider, Initech waits for one, and one has provisioned AcmeCorp. */
  private void provisioning() {
    ivy.post(SCIM + "/provider", "provider", "ONELOGIN");
    ada.post(SCIM + "/provider", "provider", "MICROSOFT_AD");
    app.arrange(
        """
        INSERT INTO directory_users (id, directory_id, organization_id, user_id, position, user_name, user_name_key, external_id,
                                     email, given_name, family_name, display_name, deactivated_at, attributes, version, created_at, updated_at)
        SELECT 'diruser_0000000000000000' || (10 + m.position %% 80), d.id, d.organization_id, u.id, m.position %% 80, u.email, u.email, 'e' || u.id,
               u.email, u.given_name, u.family_name, u.given_name, CASE WHEN m.position %% 5 = 0 THEN 1000 END,
               '{"userName":"' || u.email || '","note":"%s"}', 1, 1000, 2000
          FROM directories d JOIN organizations o ON o.id = d.organization_id AND o.slug = 'acmecorp'
          JOIN memberships m ON m.organization_id = o.id JOIN users u ON u.id = m.user_id
        """
            .formatted("x".repeat(90)));
    app.arrange(
        """
        INSERT INTO directory_groups (id, directory_id, organization_id, position, display_name, display_name_key, role_id,
                                      attributes, member_count, version, created_at, updated_at)
        WITH RECURSIVE numbers (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM numbers WHERE n < 30)
        SELECT 'dirgroup_0000000000000000' || n, d.id, d.organization_id, n, 'Department%s ' || n, 'department ' || n,
               CASE WHEN n = 11 THEN '%s' END, '{}', 20, 1, 1000, 2000
          FROM numbers, directories d JOIN organizations o ON o.id = d.organization_id AND o.slug = 'acmecorp'
        """
            .formatted("x".repeat(60), app.role("admin").value()));
    app.arrange(
        "INSERT INTO directory_group_members SELECT g.id, u.id FROM directory_groups g,"
            + " directory_users u WHERE g.position < 15 AND u.position < 30");
    app.arrange(
        "INSERT INTO directory_pending_members (group_id, value, directory_id) SELECT id, '"
            + "p".repeat(80)
            + "', directory_id FROM directory_groups WHERE position = 10");
    app.arrange(
        """
        INSERT INTO directory_requests (id, organization_id, directory_id, request_id, method, path, ip, user_agent, body, body_form,
                                        status, outcome, cause, milliseconds, scim_type, detail, person, remarks, at)
        WITH RECURSIVE numbers (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM numbers WHERE n < 40)
        SELECT 'dirreq_0000000000000000' || n, d.organization_id, d.id, 'request', 'POST', '/Users?x=' || '%1$s', '203.0.113.7',
               '%1$s', '{"userName":"%1$s"}', 'WHOLE', 400, 'FAILURE', 'foreign_domain', 12, 'invalidValue', 'No %1$s.',
               '%1$s@gmail.example', NULL, 1000 + n
          FROM numbers, directories d JOIN organizations o ON o.id = d.organization_id AND o.slug = 'acmecorp'
        """
            .formatted("x".repeat(90)));
    app.arrange(
        "UPDATE directories SET user_count = 42, group_count = 21, first_contact_at = 1000,"
            + " last_contact_at = 2000, users_changed_at = 2000 WHERE provider = 'MICROSOFT_AD'");
  }

  private void scim() {
    states.put(
        "SCIM Provisioning, a provider chosen",
        it -> {
          it.with(gus).open(SCIM);
          it.find("#provider-OKTA").check();
          assertThat(it.button("Configure")).isVisible();
        });
    states.put(
        "SCIM Provisioning, a token that is shown this once",
        it -> {
          it.with(ivy).open(SCIM);
          it.find("#scim-actions").click();
          it.find(".menu-items a[href*=rotation]").first().click();
          it.find("#dialog button[type=submit]").click();
          assertThat(it.find(".once")).isVisible();
        });
    states.put(
        "SCIM Provisioning with everything open",
        it -> {
          it.with(ada).open(SCIM + "?guide");
          it.page()
              .locator("#widget details")
              .evaluateAll("all => all.forEach(it => it.open = true)");
          assertThat(it.find(".pairs")).isVisible();
        });
    states.put(
        "a token to regenerate",
        it -> {
          it.with(ada).open(SCIM);
          it.find("#scim-actions").click();
          it.find(".menu-items a[href*=rotation]").first().click();
          assertThat(it.find("#dialog")).isVisible();
        });
    states.put(
        "roles of groups to confirm",
        it -> {
          it.with(ada).open(SCIM);
          it.find(".pairs select").first().selectOption(app.role("admin").value());
          it.find("#roles-save").click();
          assertThat(it.find("#dialog .effects")).isVisible();
        });
    states.put("people of a directory", it -> it.with(ada).open(SCIM + "/users"));
    states.put(
        "people of a directory, nobody found", it -> it.with(ada).open(SCIM + "/users?q=nobody"));
    states.put(
        "a person of a directory",
        it -> {
          it.with(ada).open(SCIM + "/users?status=inactive");
          it.find("td.who a").first().click();
          it.find(".drawer summary").click();
          assertThat(it.find(".drawer pre")).isVisible();
        });
    states.put("groups of a directory", it -> it.with(ada).open(SCIM + "/groups"));
    states.put(
        "a group of a directory on a page of its own",
        it -> it.with(ada).open(SCIM + "/groups/dirgroup_000000000000000010"));
    states.put("requests of a directory", it -> it.with(ada).open(SCIM + "/requests"));
    states.put(
        "a request of a directory that was refused",
        it -> it.with(ada).open(SCIM + "/requests/dirreq_000000000000000010"));
    states.put(
        "a request of a directory that was tried",
        it -> {
          it.with(ada).open(SCIM + "/trial?from=dirreq_000000000000000010");
          it.find("#rehearse").click();
          assertThat(it.find("#outcome")).isVisible();
        });
    states.put("the drift of a directory", it -> it.with(ada).open(SCIM + "/drift"));
    states.put(
        "a directory to disable on a page of its own",
        it -> it.with(ada).open(SCIM + "/disabling"));
  }

  private void sso() {
    states.put(
        "Single Sign On, a provider and its protocol chosen",
        it -> {
          it.with(gus).open(SSO);
          it.find("#provider-OKTA").check();
          it.find("#protocol-SAML").check();
          assertThat(it.button("Configure")).isVisible();
        });
    states.put(
        "Single Sign On in setup, refused",
        it -> {
          it.with(ivy).open(SSO);
          it.find("#way-MANUAL").check();
          it.find("#idp_entity_id").fill("x".repeat(200));
          it.find("#idp_certificates").fill("none");
          it.button("Save").click();
          assertThat(it.find("#idp_certificates-error")).isVisible();
        });
    states.put(
        "Single Sign On with a draft and a test that failed",
        it -> {
          it.with(ada).open(SSO);
          assertThat(it.find(".draft")).isVisible();
          it.page()
              .locator("#widget details")
              .evaluateAll("all => all.forEach(it => it.open = true)");
          assertThat(it.find("#test .notice.failed")).isVisible();
        });
    states.put(
        "Single Sign On with its actions open",
        it -> {
          it.with(ada).open(SSO);
          it.find("#sso-actions").click();
        });
    states.put(
        "a draft to make live",
        it -> {
          it.with(ada).open(SSO);
          it.link("Make live").click();
          assertThat(it.find("#dialog")).isVisible();
        });
    states.put("disabling on a page of its own", it -> it.with(ada).open(SSO + "/disabling"));
    states.put("Single Sign On, settings", it -> it.with(ada).open(SSO + "/settings"));
    states.put(
        "Single Sign On, sign-in history",
        it -> {
          it.with(ada).open(SSO + "/history");
          it.find(".history summary").first().click();
        });
    states.put("Single Sign On, certificates", it -> it.with(ada).open(SSO + "/certificates"));
  }

  /** Adds a domain, publishes its record at a name and has it looked up. */
  private void prove(String domain, String name) {
    var browser = ivy.copy().htmx();
    var page = browser.post("/ui/organization/domains", "domain", domain);
    var value = page.texts(".record td code").get(2);
    dns.zone(domain).text(name, value).text("@", value.substring(20));
    browser.post("/ui/organization/domains/" + domain + "/verification");
  }

  private void passkey(int number) {
    app.givePasskey(
        IVY,
        number,
        number == 1 ? "Google Titan Security Key" : "l" + "o".repeat(110) + "ng",
        number == 1
            ? "42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3"
            : "ea9b8d66-4d01-1d21-3ce4-b6b48cb575d4",
        number == 1 ? "impossible" : "made");
  }

  private void signIn(TestApp.Browser browser, String email) {
    browser.post("/login", "email", email);
    var answer = browser.post("/login/code", "code", app.mailTo(email).code());
    assertThat(answer.status()).isEqualTo(303);
  }

  @AfterAll
  void stop() {
    visit.close();
    app.close();
    outbox.close();
    dns.close();
  }

  private void around() {
    states.put("sign-in", it -> it.open("/login"));
    states.put(
        "sign-in with an error",
        it -> {
          it.open("/login");
          it.button("Continue").click();
          assertThat(it.find("#email-error")).isVisible();
        });
    states.put("signed out", it -> it.open("/login?signed_out"));
    states.put("sign-up", it -> it.open("/login/sign-up"));
    states.put(
        "code with an error",
        it -> {
          it.open("/login");
          it.field("Email").fill("code@code.example");
          it.button("Continue").click();
          it.field("6-digit code").fill("1");
          it.button("Continue").click();
          assertThat(it.find("#code-error")).isVisible();
        });
    states.put(
        "code, another one sent and one too many",
        it -> {
          it.open("/login");
          it.field("Email").fill("more@code.example");
          it.button("Continue").click();
          it.button("send another").click();
          assertThat(it.find(".notice.done")).isVisible();
          it.button("send another").click();
          assertThat(it.find(".notice.failed")).isVisible();
        });
    states.put("link from another browser", it -> it.open(signInLink));
    states.put("link used up", it -> it.open("/login/link/" + "a".repeat(43)));
    states.put("invitation", it -> it.open(app.mailTo(STRANGER).link()));
    states.put(
        "invitation while somebody else is signed in",
        it -> {
          it.with(max).open(app.mailTo(STRANGER).link());
          assertThat(it.find(".notice.info")).isVisible();
        });
    states.put("invitation withdrawn", it -> it.open("/login/invitation/" + "a".repeat(43)));
    states.put(
        "chooser",
        it -> {
          it.with(max).open("/login/organization");
          assertThat(it.find("section.table-card")).hasCount(3);
        });
    states.put(
        "chooser, one of one's own refused",
        it -> {
          it.with(max).open("/login/organization?new");
          it.button("Create organization").click();
          assertThat(it.find("#display_name-error")).isVisible();
        });
    states.put("first organization", it -> it.with(stranger).open("/login/organization"));
    states.put("not found", it -> it.open("/nowhere"));
    states.put("sign-in for an app", it -> it.open(authorize("")));
    states.put(
        "a mail with long words", it -> it.page().setContent(app.mailTo(LONG_ADDRESS).html()));
    states.put("chooser for an app", it -> it.with(ada).open(authorize("&prompt=select_account")));
    states.put("sign-in for no app", it -> it.open("/oauth/authorize?client_id=nobody"));
    states.put(
        "sign-in of another browser", it -> it.open("/oauth/authorize/continue/" + "a".repeat(43)));
    states.put(
        "sign-out asked for by an app",
        it -> it.with(max).open("/oidc/logout?client_id=" + SampleApplications.COFFEEDESK));
    states.put("sample people", it -> it.open("/dev/"));
  }

  private void general() {
    states.put("General", it -> it.with(ada).open("/ui/organization/general"));
    states.put("General of a member", it -> it.with(max).open("/ui/organization/general"));
    states.put("General with long words", it -> it.with(ivy).open("/ui/organization/general"));
    states.put(
        "General with a name refused",
        it -> {
          it.with(ada).open("/ui/organization/general");
          it.field("Organization name").fill("A".repeat(300));
          it.button("Save").click();
          assertThat(it.find("#display_name-error")).isVisible();
        });
    states.put(
        "General with a domain refused",
        it -> {
          it.with(ada).open("/ui/organization/general");
          it.field("Domain to add").fill("gmail.com");
          it.button("Add").click();
          assertThat(it.find("#domain-error")).isVisible();
        });
    states.put(
        "General with a menu open",
        it -> {
          it.with(ada).open("/ui/organization/general");
          it.row("acme-labs.example").locator("summary").click();
        });
    states.put(
        "removal of a domain",
        it -> {
          it.with(ada).open("/ui/organization/general");
          it.choose("acme-labs.example", "Remove");
          assertThat(it.find("#dialog")).isVisible();
        });
  }

  private void users() {
    states.put("Users", it -> it.with(ada).open("/ui/organization/users"));
    states.put(
        "Users of a status", it -> it.with(ada).open("/ui/organization/users?status=invited"));
    states.put(
        "Users of a status that nobody has",
        it -> it.with(ada).open("/ui/organization/users?status=inactive&q=zzz"));
    states.put(
        "several people to invite",
        it -> it.with(ada).open("/ui/organization/users/invitations/several"));
    states.put("Users of a member", it -> it.with(max).open("/ui/organization/users"));
    states.put("Users with long words", it -> it.with(ivy).open("/ui/organization/users"));
    states.put(
        "Users, the last page",
        it -> {
          it.with(ada).open("/ui/organization/users?q=acmecorp");
          while (it.link("Next").count() > 0) {
            var before = it.find(".pager p").innerText();
            it.link("Next").click();
            assertThat(it.find(".pager p")).not().hasText(before);
          }
        });
    states.put(
        "Users, nobody found",
        it -> it.with(ada).open("/ui/organization/users?q=nobody%20at%20all"));
    states.put(
        "Users with a row's menu open",
        it -> {
          it.with(ada).open("/ui/organization/users");
          it.row(STRANGER).locator("summary").click();
        });
    states.put(
        "Users with the account menu open",
        it -> {
          it.with(ada).open("/ui/organization/users");
          it.find("#account-menu").click();
        });
    states.put(
        "invite",
        it -> {
          it.with(ada).open("/ui/organization/users");
          it.link("Invite User").click();
          assertThat(it.field("Email")).isFocused();
          it.button("Send invitation").click();
          assertThat(it.find("#dialog #email-error")).isVisible();
        });
    states.put(
        "link of an invitation to hand on",
        it -> {
          ask(it, "Copy Link");
          it.find("#dialog button[type=submit]").click();
          assertThat(it.find("#link")).isVisible();
        });
    states.put("role", it -> ask(it, "Change Role"));
    states.put("resending", it -> ask(it, "Resend Invite"));
    states.put("removal", it -> ask(it, "Revoke Invitation"));
    states.put(
        "invite on a page of its own",
        it -> it.with(ada).open("/ui/organization/users/invitations"));
    states.put(
        "role on a page of its own",
        it -> it.with(ada).open("/ui/organization/users/" + app.user(MAX).value() + "/role"));
    states.put(
        "removal on a page of its own",
        it -> it.with(ada).open("/ui/organization/users/" + app.user(MAX).value() + "/removal"));
  }

  private void ask(Visit visit, String action) {
    visit.with(ada).open("/ui/organization/users");
    visit.choose(STRANGER, action);
    assertThat(visit.find("#dialog")).isVisible();
  }

  private void colleagues() {
    states.put(
        "asking a colleague for a part of provisioning",
        it -> {
          it.with(ada).open(SCIM);
          it.find("#ask-colleague").click();
          it.find("#scope-all").check();
          assertThat(it.find("#map-groups")).isVisible();
        });
    ada.post(SSO + "/colleagues", "email", "carla@" + "x".repeat(60) + ".example");
    states.put("colleagues that were asked", it -> it.with(ada).open(SSO + "/colleagues"));
    states.put("no colleague was asked", it -> it.with(ivy).open(SSO + "/colleagues"));
    states.put(
        "asking a colleague",
        it -> {
          it.with(ada).open(SSO);
          it.find("#ask-colleague").click();
          it.find("#colleague").fill("nobody");
          it.find("#ask button[type=submit]").click();
          assertThat(it.find("#colleague-error")).isVisible();
        });
    states.put(
        "asking a colleague on a page of its own",
        it -> it.with(ivy).open(SCIM + "/colleagues/new"));
    states.put(
        "a link to hand on",
        it -> {
          it.with(ada).open(SCIM + "/colleagues/new");
          it.find("#ask button[type=submit]").click();
          assertThat(it.find("#made-link")).isVisible();
        });
    states.put(
        "revoking a link",
        it -> {
          it.with(ada).open(SSO + "/colleagues");
          it.find("[id^=revoke-]").first().click();
          assertThat(it.find("#dialog")).isVisible();
        });
  }

  private String link(String organization, PortalLink.Kind kind, PortalStep step, String to) {
    return app.portalLink(
            organization,
            new PortalLinks.Terms(
                kind, Set.of(), step, false, to == null ? null : new EmailAddress(to)))
        .path();
  }

  private String link() {
    return link("initech", PortalLink.Kind.SHAREABLE, null, null);
  }

  /** Somebody who has opened a link. */
  private TestApp.Browser guest(PortalStep.Kind kind, String table) {
    var step =
        kind == null
            ? null
            : new PortalStep(
                kind,
                app.one(
                    "SELECT MAX(id) FROM "
                        + table
                        + " WHERE organization_id = '"
                        + app.organization("acmecorp").value()
                        + "'"));
    var guest = app.browser();
    assertThat(guest.post(link("acmecorp", PortalLink.Kind.SHAREABLE, step, null)).status())
        .isEqualTo(303);
    return guest;
  }

  private void byLink() {
    var whole = guest(null, "");
    states.put("a link to the admin portal", it -> it.open(link()));
    states.put(
        "a link that asks for a code, which is wrong",
        it -> {
          it.open(
              link("initech", PortalLink.Kind.SHAREABLE, null, "c".repeat(60) + "@dns.example"));
          it.find("#send-code").click();
          it.find("#code").fill("1");
          it.button("Open the Admin Portal").click();
          assertThat(it.find("#code-error")).isVisible();
        });
    states.put("Single Sign On by a link", it -> it.with(whole).open("/portal/sso"));
    states.put("SCIM Provisioning by a link", it -> it.with(whole).open("/portal/scim"));
    for (var page : new String[] {"/portal/sso", "/portal/scim"})
      states.put(
          "what stands at " + page + ", to be deleted",
          it -> {
            it.with(whole).open(page);
            it.find("#sso-actions, #scim-actions").click();
            it.find(".menu-items a[href*=deletion]").click();
            assertThat(it.find("#ask .danger")).isVisible();
          });
    states.put("Domain Verification by a link", it -> it.with(whole).open("/portal/domains"));
    states.put("a page of the admin portal that is none", it -> it.with(whole).open("/portal/x"));
    states.put(
        "a connection to test by a link",
        it -> it.with(guest(PortalStep.Kind.TEST_CONNECTION, "connections")).open("/portal/sso"));
    states.put(
        "groups to map by a link",
        it -> it.with(guest(PortalStep.Kind.MAP_GROUPS, "directories")).open("/portal/scim"));
    states.put(
        "a token made by a link",
        it -> {
          it.with(guest(PortalStep.Kind.CONNECT_DIRECTORY, "directories")).open("/portal/scim");
          it.find(".tokens summary").first().click();
          it.find(".menu-items a[href*=rotation]").first().click();
          it.find("#dialog button[type=submit]").click();
          assertThat(it.find(".once")).isVisible();
        });
    states.put("a link that is none", it -> it.open("/magicLink/unknown"));
    states.put(
        "a link that was used",
        it -> {
          var used = link("acmecorp", PortalLink.Kind.EMBED, null, null);
          app.browser().post(used);
          it.open(used);
          assertThat(it.find("h1")).hasText("This link was used");
        });
    states.put(
        "a link that was revoked",
        it -> {
          var revoked = link();
          app.app().core().portalLinks.revokeAll(Identity.INTERNAL, app.organization("initech"));
          it.open(revoked);
          assertThat(it.find("h1")).containsText("revoked");
        });
    states.put("the admin portal without a link", it -> it.open("/portal/"));
    states.put("the admin portal without cookies", it -> it.open("/portal/?opened"));
    states.put(
        "the admin portal, over while something is sent",
        it -> {
          var guest = guest(null, "");
          it.with(guest).open("/portal/domains/new");
          guest.copy().post("/portal/leaving");
          it.field("Enter your domain").fill("late.example");
          it.button("Add domain").click();
          assertThat(it.find("#over p")).isVisible();
        });
    states.put(
        "the admin portal, left",
        it -> {
          it.with(guest(null, "")).open("/portal/sso");
          it.button("Leave").click();
          assertThat(it.find("h1")).hasText("You have left");
        });
  }

  private void branding() {
    states.put("General with a logo", it -> it.with(gus).open("/ui/organization/general"));
    states.put(
        "General with a logo refused",
        it -> {
          it.with(gus).open("/ui/organization/general");
          it.find("#logo-save").click();
          assertThat(it.find("#logo-error")).isVisible();
        });
    states.put("the preview of the branding", it -> it.open(app.app().core().previewLinks.make()));
  }

  private void profile() {
    states.put("Session Policy", it -> it.with(ada).open("/ui/organization/session-policy"));
    states.put(
        "Session Policy, refused",
        it -> {
          it.with(ada).open("/ui/organization/session-policy");
          it.find("#source-custom").check();
          it.find("#idle-on").check();
          it.find("#absolute").fill("x");
          it.find("#policy-save").click();
          assertThat(it.find("#absolute-error")).isVisible();
        });
    states.put(
        "Session Policy, asked",
        it -> {
          it.with(ada).open("/ui/organization/session-policy");
          it.find("#source-custom").check();
          it.find("#absolute").fill("8");
          it.find("#policy-save").click();
          assertThat(it.find("#ask-title")).isVisible();
        });
    states.put("My Account", it -> it.with(max).open("/ui/profile/account"));
    states.put("My Account with long words", it -> it.with(ivy).open("/ui/profile/account"));
    states.put(
        "leaving the organization",
        it -> {
          it.with(max).open("/ui/profile/account");
          it.find("#leave").click();
          assertThat(it.find("#dialog")).isVisible();
        });
    states.put(
        "My Account with an error",
        it -> {
          it.with(max).open("/ui/profile/account");
          it.field("First name").fill("x".repeat(300));
          it.button("Update").click();
          assertThat(it.find("#given_name-error")).isVisible();
        });
    states.put(
        "Security",
        it -> {
          app.as(MAX);
          it.with(max).open("/ui/profile/security");
        });
    states.put(
        "Security with passkeys",
        it -> {
          it.with(ivy).open("/ui/profile/security");
          assertThat(it.find(".passkeys li").nth(1)).isVisible();
        });
    states.put(
        "a passkey refused by its device",
        it -> {
          VirtualAuthenticator.in(it.page(), VirtualAuthenticator.Kind.PLATFORM, true)
              .recognize(false);
          it.with(ivy).open("/ui/profile/passkeys");
          it.button("Add passkey").click();
          assertThat(it.find("#passkey-problem")).isVisible();
        });
    states.put(
        "name of a passkey",
        it -> {
          it.with(ivy).open("/ui/profile/security");
          it.link("Rename Google Titan Security Key").click();
          it.field("Name").fill(" ");
          it.button("Rename").click();
          assertThat(it.find("#name-error")).isVisible();
        });
    states.put(
        "removal of a passkey on a page of its own",
        it -> {
          it.with(ivy).open("/ui/profile/passkeys");
          it.link("Delete Google Titan Security Key").click();
          assertThat(it.find("h1")).hasText("Delete this passkey?");
        });
    states.put("passkeys on a page of their own", it -> it.with(max).open("/ui/profile/passkeys"));
    states.put(
        "a notice of a passkey that was not me",
        it -> {
          ivy.copy().post("/ui/profile/security/passkeys/cred_000000000000000003/removal");
          it.open(app.mailTo(IVY).link());
          assertThat(it.find("h1")).hasText("This wasn’t me");
        });
    states.put("a notice that was used", it -> it.open("/login/not-me/" + "a".repeat(43)));
    states.put(
        "revocation",
        it -> {
          app.as(MAX);
          it.with(max).open("/ui/profile/security");
          it.find("tbody .button").first().click();
          assertThat(it.find("#dialog")).isVisible();
        });
    states.put(
        "revocation of all others",
        it -> {
          app.as(MAX);
          it.with(max).open("/ui/profile/security");
          it.link("Sign out everywhere else").click();
          assertThat(it.find("#dialog")).isVisible();
        });
  }

  private void messages() {
    states.put("no access", it -> it.with(max).open("/ui/organization/users/invitations"));
    states.put(
        "not there", it -> it.with(ada).open("/ui/organization/users/usr_000000000000000001/role"));
    states.put(
        "the menu of a narrow window",
        it -> {
          it.with(ada).open("/ui/profile/account").screen(Visit.Screen.NARROW);
          it.find(".menu-open").click();
          assertThat(it.link("Activity")).isVisible();
        });
    states.put(
        "toast of something done",
        it -> {
          it.with(gus).open("/ui/profile/account");
          it.field("First name").fill(it.field("First name").inputValue() + "s");
          it.button("Update").click();
          // one from before may still be there
          it.button("Dismiss").last().focus();
        });
    states.put(
        "toast of something refused",
        it -> {
          app.as(MAX);
          it.with(max).open("/ui/profile/security");
          it.find("tbody .button").first().click();
          assertThat(it.find("#dialog")).isVisible();
          max.copy().post("/ui/profile/security/sessions/others/revocation");
          it.button("Revoke session").click();
          assertThat(it.find(".toast.failed")).isVisible();
        });
    states.put(
        "toast of a lost connection",
        it -> {
          it.with(max).open("/ui/profile/account");
          it.offline(true);
          it.link("Security").click();
          assertThat(it.find(".toast.failed")).isVisible();
          it.offline(false);
        });
  }

  private void domains() {
    states.put("no domain", it -> it.with(ada).open("/ui/organization/domains"));
    states.put("domains", it -> it.with(ivy).open("/ui/organization/domains"));
    states.put(
        "domain with a slip",
        it -> {
          it.with(ivy).open("/ui/organization/domains/slip.example");
          it.find(".more summary").first().click();
          it.find("#answers summary").click();
        });
    states.put("proven domain", it -> it.with(ivy).open("/ui/organization/domains/proven.example"));
    states.put(
        "domain of another organization",
        it -> {
          it.with(ada).open("/ui/organization/domains/new");
          it.field("Enter your domain").fill("proven.example");
          it.button("Add domain").click();
          assertThat(it.find(".contest")).isVisible();
        });
    states.put(
        "deleting a domain",
        it -> {
          it.with(ivy).open("/ui/organization/domains/proven.example");
          it.link("Delete Domain").click();
          assertThat(it.find("#dialog")).isVisible();
        });
  }

  private void activity() {
    states.put(
        "activity with an open line",
        it -> {
          it.with(ada).open("/ui/organization/activity");
          it.find(".activity summary").first().click();
        });
    states.put(
        "activity of nobody",
        it -> it.with(ada).open("/ui/organization/activity?person=nobody@nowhere.example"));
  }

  Stream<String> states() {
    around();
    general();
    activity();
    domains();
    users();
    sso();
    scim();
    colleagues();
    byLink();
    branding();
    profile();
    messages();
    return states.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("states")
  void keeps_nobody_out(String state) {
    visit.expecting(400, 401, 403, 404, 409, 422, 429);
    states.get(state).enter(visit);
    assertThat(Axe.problems(visit, state)).isEmpty();
  }

  @AfterEach
  void handOn() {
    visit.handOn();
  }

  @ParameterizedTest
  @MethodSource("mails")
  void keeps_nobody_out_of_the_sample(boolean withMail) {
    try (var visit = Visit.to(outbox)) {
      if (withMail) {
        visit.open("/login");
        visit.field("Email").fill(MAX);
        visit.button("Continue").click();
        assertThat(visit.find(".notice.info")).isVisible();
        assertThat(Axe.problems(visit)).isEmpty();
        outbox.app().core().letterBox.sendDue();
      }
      visit.open("/dev/mail");
      assertThat(visit.find("article")).hasCount(withMail ? 1 : 0);
      assertThat(Axe.problems(visit)).isEmpty();
    }
  }

  static Stream<Boolean> mails() {
    return Stream.of(false, true);
  }

  @Test
  void keeps_nobody_out_where_the_page_is_dark_by_day() {
    var branding = outbox.app().core().brandingChanges;
    branding.change(Identity.INTERNAL, null, Map.of(BrandingSetting.BACKGROUND_STYLE, "#10263b"));
    try (var visit = Visit.to(outbox)) {
      visit.with(outbox.as(MAX)).open("/login/organization");
      assertThat(Axe.problems(visit)).isEmpty();
      assertThat(visit.find(".chooser > p")).hasCSS("color", "rgb(237, 237, 240)");
      visit.button("Sign out").focus();
      assertThat(visit.button("Sign out")).hasCSS("outline-color", "rgb(237, 237, 240)");
    } finally {
      branding.change(Identity.INTERNAL, null, Map.of(BrandingSetting.BACKGROUND_STYLE, ""));
    }
  }
}
