package dev.hostedui.portal.colleagues;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Asking colleagues, over HTTP, from the three pages that offer it. */
class ColleaguesWidgetTest {

  private static final String DOMAINS = "/ui/organization/domains";
  private static final String CARLA = "carla@dns.example";
  private static final Actor.Origin ORIGIN =
      new Actor.Origin(
          "203.0.113.9",
          "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:130.0) Gecko/20100101 Firefox/130.0",
          "");

  @RegisterExtension static final TestApp app = TestApp.start();

  private TestApp.Browser ada;
  private OrganizationId acme;

  @BeforeEach
  void beginAnew() {
    ada = app.as(ADA);
    acme = app.organization("acmecorp");
  }

  private String domain() {
    return app.app()
        .core()
        .organizationDomains
        .add(Identity.INTERNAL, acme, "shop.example", false)
        .id()
        .value();
  }

  // ------------------------------------------------------------------ where it is offered

  @ParameterizedTest
  @CsvSource({"sso,Single Sign On", "scim,SCIM Provisioning", "domains,Domain Verification"})
  void each_of_the_three_pages_leads_to_it_for_who_may_do_it_themselves(String page, String title) {
    var path = "/ui/organization/" + page;
    assertThat(ada.get(path).element("#ask-colleague").attr("href"))
        .isEqualTo(path + "/colleagues/new?in_organization=" + app.meant(ADA, "acmecorp"));
    var dialog = ada.get(path + "/colleagues/new");
    assertThat(dialog.text("h1")).isEqualTo("Ask a colleague");
    assertThat(dialog.text("title")).startsWith("Ask a colleague – " + title + " – ");
    assertThat(dialog.has("input[name=step]")).isFalse();
    var empty = ada.get(path + "/colleagues");
    assertThat(empty.text("#widget h2")).contains("Nobody was asked yet");
    assertThat(empty.text(".back a")).isEqualTo(title);

    // who may not, may not ask
    var max = app.as(MAX);
    for (var rest : new String[] {"", "/new"})
      assertThat(max.get(path + "/colleagues" + rest).status()).isEqualTo(403);
    assertThat(max.post(path + "/colleagues", "email", CARLA).status()).isEqualTo(403);
    assertThat(app.as(GUS).get(path + "/colleagues").status()).isEqualTo(403);
    assertThat(app.count("portal_links")).isZero();
  }

  @Test
  void pages_about_one_thing_offer_its_step() {
    var core = app.app().core();
    for (var old : core.connections.all(acme))
      core.connections.delete(Identity.INTERNAL, acme, old.id());
    for (var old : core.directories.all(acme))
      core.directories.delete(Identity.INTERNAL, acme, old.id());
    var connection = core.connections.add(Identity.INTERNAL, acme, "OKTA", Protocol.SAML).id();
    var directory = core.directories.add(Identity.INTERNAL, acme, "OKTA", DirectoryType.SCIM).id();
    var domain = domain();
    for (var it :
        new String[][] {
          {"/ui/organization/sso", "enter_metadata:" + connection.value(), "Enter the settings"},
          {"/ui/organization/scim", "connect_directory:" + directory.value(), "Make a token"},
          {DOMAINS + "/shop.example", "publish_record:" + domain, "Publish the record of shop"}
        }) {
      var href = ada.get(it[0]).element("#ask-colleague").attr("href");
      assertThat(href).contains("/colleagues/new?step=" + it[1]);
      var dialog = ada.get(href);
      assertThat(dialog.texts(".scopes label").get(0))
          .startsWith(it[2])
          .endsWith("Only this step.");
      assertThat(dialog.has("#scope-" + it[1].replace(':', '-') + "[checked]")).isTrue();
    }
    // a step of another page, or of nothing, is none here
    for (var wrong :
        new String[] {"enter_metadata:" + connection.value(), "dance:dom_1", "x", "%00"})
      assertThat(ada.get(DOMAINS + "/colleagues/new?step=" + wrong).has(".scopes")).isFalse();
    // what was proven by the operator's word has no such step
    assertThat(ada.get(DOMAINS + "/acmecorp.example").has("#ask-colleague")).isFalse();
  }

  // ------------------------------------------------------------------ asking

  @Test
  void a_link_to_hand_on_is_shown_this_once() {
    var answer = ada.post(DOMAINS + "/colleagues", "email", "");
    assertThat(answer.status()).isEqualTo(200);
    var link = answer.element("#made-link").attr("value");
    assertThat(link).matches("http://localhost:\\d+/magicLink/[0-9a-f-]{36}_p");
    assertThat(answer.element("[data-copy]").attr("data-copy")).isEqualTo(link);
    var after = ada.get(DOMAINS + "/colleagues");
    assertThat(after.body()).doesNotContain("/magicLink/");
    assertThat(after.texts(".asked > li").get(0))
        .startsWith(
            "Whoever has the link Not opened yet All of Domain Verification Asked just now by "
                + ADA)
        .contains("Nobody has opened it yet.");
    assertThat(app.count("letters")).isZero();
    // with script, a reload stays at this page as well
    var shown = app.origin() + DOMAINS + "/colleagues/new";
    var made =
        ada.copy().htmx().with("HX-Current-URL", shown).post(DOMAINS + "/colleagues", "email", "");
    assertThat(made.header("HX-Replace-Url")).isEqualTo(DOMAINS + "/colleagues");
  }

  @Test
  void a_step_that_is_none_here_opens_nothing_more_in_its_place() {
    for (var wrong : new String[] {"enter_metadata:conn_123456789012345678", "dance:dom_1", "x"}) {
      var answer = ada.post(DOMAINS + "/colleagues", "step", wrong, "email", "");
      assertThat(answer.status()).as(wrong).isEqualTo(409);
      assertThat(answer.text("[role=alert]")).contains("nothing to do for this step");
    }
    assertThat(app.count("portal_links")).isZero();
  }

  @Test
  void mapping_groups_beside_one_step_is_refused_and_not_dropped() {
    var core = app.app().core();
    for (var old : core.directories.all(acme))
      core.directories.delete(Identity.INTERNAL, acme, old.id());
    var directory = core.directories.add(Identity.INTERNAL, acme, "OKTA", DirectoryType.SCIM).id();
    var step = "connect_directory:" + directory.value();
    var form =
        new String[] {"offered", step, "step", step, "map_groups", "yes", "email", "carla@x"};

    var refused = ada.post("/ui/organization/scim/colleagues", form);
    assertThat(refused.text("#colleague-error")).isNotEmpty();
    assertThat(refused.has("#map-groups[checked]:not([aria-invalid])")).isTrue();
    form[7] = CARLA;
    refused = ada.post("/ui/organization/scim/colleagues", form);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text("#map-groups-error")).contains("all of SCIM Provisioning");
    assertThat(refused.has("#map-groups[checked][aria-invalid=true]")).isTrue();
    assertThat(refused.has("#scope-connect_directory-" + directory.value() + "[checked]")).isTrue();
    assertThat(refused.has("[role=alert]")).isFalse();
    assertThat(app.count("portal_links")).isZero();
    form[3] = "";
    assertThat(ada.post("/ui/organization/scim/colleagues", form).status()).isEqualTo(303);
    assertThat(app.count("portal_links")).isEqualTo(1);
  }

  @Test
  void somebody_is_asked_by_mail_for_one_step_and_it_shows_as_done() {
    var domain = domain();
    var page = DOMAINS + "/shop.example";
    var answer =
        ada.htmx()
            .post(
                DOMAINS + "/colleagues",
                "step",
                "publish_record:" + domain,
                "email",
                " Carla <CARLA@DNS.example> ");
    assertThat(answer.toast()).isEqualTo("We mailed " + CARLA + " what to do.");
    assertThat(answer.body()).doesNotContain("magicLink");
    var letter = app.mailTo(CARLA);
    assertThat(letter.text())
        .contains(ADA + " asks you to publish a DNS record", "shop.example", "AcmeCorp")
        .contains("30 Nov 2026");
    assertThat(letter.subject()).doesNotContain("AcmeCorp");
    assertThat(ada.get(page).text(".notice.info"))
        .startsWith(CARLA + " is asked to publish the record");

    var sessions = app.app().core().portalSessions;
    var uuid = letter.link().replace("/magicLink/", "");
    sessions.sendCode(uuid, ORIGIN);
    var token = sessions.open(uuid, ORIGIN, app.mailTo(CARLA).code()).token();
    var carla = sessions.resolve(token).orElseThrow().actor(ORIGIN);
    app.arrange(
        "UPDATE portal_links SET done_at = "
            + app.clock().millis()
            + ", done_by = '"
            + CARLA
            + "' WHERE id = '"
            + carla.id()
            + "'");
    app.clock().advance(Duration.ofMinutes(2));
    assertThat(ada.get(page).text(".notice.done"))
        .startsWith(CARLA + " has published the record, 2 minutes ago");
    var list = ada.get(DOMAINS + "/colleagues");
    assertThat(list.texts(".asked > li").get(0))
        .startsWith(CARLA + " Done Publish the record of shop.example");
    assertThat(list.texts(".asked details li").get(0))
        .startsWith("Opened by " + CARLA + " from 203.0.113.9, Firefox on macOS");

    var activity = ada.get(list.element(".asked details a").attr("href"));
    assertThat(activity.texts(".activity summary .strong")).hasSize(2);
    assertThat(activity.texts(".activity summary .strong"))
        .contains(
            "Ada Admin asked " + CARLA + " to help with one step of Domain Verification.",
            CARLA
                + " by portal link "
                + carla.id()
                + " opened the portal for one step of Domain Verification.");
  }

  @Test
  void a_step_that_proves_itself_is_done_also_when_its_link_has_ended_before() {
    var domain = domain();
    ada.post(DOMAINS + "/colleagues", "step", "publish_record:" + domain, "email", CARLA);
    var letter = app.mailTo(CARLA);
    var link = letter.link();
    app.clock().advance(Duration.ofDays(8));
    assertThat(app.browser().get(link).text("h1")).isEqualTo("This link has expired");
    assertThat(app.browser().get(link).has(".notice.done")).isFalse();

    verify(domain);
    app.clock().advance(Duration.ofMinutes(2));
    assertThat(app.as(ADA).get(DOMAINS + "/shop.example").text(".notice.done"))
        .startsWith(CARLA + " was asked to publish the record, and it is done, 2 minutes ago");
    assertThat(app.as(ADA).get(DOMAINS + "/colleagues").texts(".asked > li").get(0))
        .contains("Done");
    assertThat(app.browser().get(link).text(".notice.done"))
        .startsWith("This is done, since 1 Dec 2026, 10:00 UTC.");
  }

  @Test
  void who_made_the_link_that_anybody_may_use_is_named_to_others() {
    var step = "publish_record:" + domain();
    var page = DOMAINS + "/shop.example";
    ada.post(DOMAINS + "/colleagues", "step", step, "email", "");
    assertThat(ada.get(page).text(".notice.info"))
        .startsWith("Whoever has the link that you made is asked to publish the record");
    app.arrange(
        "UPDATE roles SET effective_permissions = effective_permissions || '"
            + " sk_org_settings_manage' WHERE name = 'member'");
    assertThat(app.as(MAX).get(page).text(".notice.info"))
        .startsWith("Whoever has the link that " + ADA + " made is asked");
    app.app()
        .core()
        .portalLinks
        .make(
            Identity.INTERNAL,
            acme,
            new PortalLinks.Terms(
                PortalLink.Kind.SHAREABLE,
                Set.of(PortalModule.DOMAINS),
                PortalStep.parse(step).orElseThrow(),
                false,
                null));
    assertThat(ada.get(page).text(".notice.info"))
        .startsWith("Whoever has the link that the people who run Coffeedesk made is asked");
  }

  @Test
  void a_link_that_was_revoked_asks_for_nothing_any_more() {
    var domain = domain();
    ada.post(DOMAINS + "/colleagues", "step", "publish_record:" + domain, "email", CARLA);
    app.app().core().portalLinks.revokeAll(Identity.INTERNAL, app.organization("acmecorp"));
    verify(domain);
    assertThat(app.one("SELECT COUNT(*) FROM portal_links WHERE done_at IS NOT NULL"))
        .isEqualTo("0");
  }

  /** Notes that a domain was found proven, as the job does that looks. */
  private static void verify(String domain) {
    var core = app.app().core();
    core.database.useTransaction(
        tx ->
            core.events.record(
                tx,
                Identity.INTERNAL,
                EventType.ORGANIZATION_DOMAIN_VERIFIED,
                app.organization("acmecorp"),
                new EmailDomainId(domain),
                Change.created(Map.of("domain", "shop.example"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"nobody", "a@b", "x@y.example, z@y.example"})
  void what_is_no_address_is_said_beside_it_with_all_as_typed(String typed) {
    var answer =
        ada.post(
            DOMAINS + "/colleagues",
            "offered",
            "publish_record:" + domain(),
            "step",
            "",
            "email",
            typed);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#colleague-error")).contains("Enter an email address");
    assertThat(answer.element("#colleague").attr("value")).isEqualTo(typed);
    assertThat(answer.has("#scope-all[checked]")).isTrue();
    assertThat(app.count("portal_links")).isZero();
  }

  @Test
  void what_lacks_a_field_of_the_form_opens_nothing() {
    assertThat(ada.post(DOMAINS + "/colleagues").status()).isEqualTo(422);
    var offered = "publish_record:" + domain();
    assertThat(ada.post(DOMAINS + "/colleagues", "offered", offered, "email", "").status())
        .isEqualTo(422);
    assertThat(app.count("portal_links")).isZero();
  }

  @Test
  void what_is_sent_twice_asks_somebody_once() {
    for (var i = 0; i < 2; i++)
      assertThat(ada.post(DOMAINS + "/colleagues", "email", CARLA).status()).isEqualTo(303);
    assertThat(app.count("portal_links")).isEqualTo(1);
    assertThat(app.count("letters")).isEqualTo(1);
    // who is asked anew on purpose has revoked the first
    var id = app.one("SELECT id FROM portal_links");
    ada.post(DOMAINS + "/colleagues/" + id + "/revocation");
    ada.post(DOMAINS + "/colleagues", "email", CARLA);
    assertThat(app.count("portal_links")).isEqualTo(2);
  }

  @Test
  void what_cannot_be_asked_now_is_said_in_the_dialog() {
    for (var i = 0; i < 2; i++) {
      ada.post(DOMAINS + "/colleagues", "email", CARLA);
      app.clock().advance(PortalLinks.SENT_TWICE);
    }
    var third = ada.post(DOMAINS + "/colleagues", "email", CARLA);
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.text("#colleague-error")).startsWith("Many such mails were sent already.");
    for (var i = 2; i < 50; i++) ada.post(DOMAINS + "/colleagues", "email", "");
    var full = ada.post(DOMAINS + "/colleagues", "email", "");
    assertThat(full.status()).isEqualTo(409);
    assertThat(full.text("[role=alert]")).startsWith("There are 50 open links already.");
  }

  // ------------------------------------------------------------------ revoking

  @Test
  void who_was_never_reached_is_shown_so() {
    var nobody = "nobody@dns.example";
    app.mail().refuse(nobody);
    ada.post(DOMAINS + "/colleagues", "email", nobody);
    var row = ada.get(DOMAINS + "/colleagues").element(".asked > li");
    assertThat(row.text()).contains(nobody, "Nobody has opened it yet");
    app.app().core().letterBox.sendDue();

    row = ada.get(DOMAINS + "/colleagues").element(".asked > li");
    assertThat(row.text())
        .contains(nobody, "The mail to them was refused", "the right address")
        .doesNotContain("Nobody has opened it yet");
    assertThat(row.text()).contains("Not delivered").doesNotContain("Not opened yet");
  }

  @Test
  void a_link_is_revoked_after_a_question_that_names_it() {
    ada.post(DOMAINS + "/colleagues", "email", CARLA);
    var id = app.one("SELECT id FROM portal_links");
    var path = DOMAINS + "/colleagues/" + id + "/revocation";
    assertThat(ada.get(DOMAINS + "/colleagues").element("#revoke-" + id).attr("href"))
        .isEqualTo(path + "?in_organization=" + app.meant(ADA, "acmecorp"));
    assertThat(ada.get(path).text("#ask")).contains(CARLA, "All of Domain Verification");
    assertThat(app.as(IVY).post(path).status()).isEqualTo(404);
    assertThat(ada.post("/ui/organization/sso/colleagues/" + id + "/revocation").status())
        .isEqualTo(404);
    var revoked = ada.follow(ada.post(path));
    assertThat(revoked.toast()).isEqualTo("The link of " + CARLA + " is revoked.");
    assertThat(revoked.texts(".asked > li").get(0)).startsWith(CARLA + " Revoked");
    assertThat(revoked.has("#revoke-" + id)).isFalse();
    assertThat(ada.get(DOMAINS + "/colleagues/lnk_1/revocation").status()).isEqualTo(404);
  }

  @Test
  void a_link_of_somebody_who_may_not_do_it_any_more_has_ended_and_says_whom_to_ask() {
    ada.post(DOMAINS + "/colleagues", "email", CARLA);
    var link = app.mailTo(CARLA).link();
    var max = app.user(MAX);
    var members = app.app().core().members;
    var admin = List.of(app.role("admin").value());
    members.changeRoles(Identity.INTERNAL, acme, max, admin);
    members.remove(Identity.INTERNAL, acme, app.user(ADA));

    var list = app.as(MAX).get(DOMAINS + "/colleagues");
    assertThat(list.texts(".asked > li").get(0))
        .startsWith(CARLA + " Ended")
        .contains("It has ended: " + ADA + " may not change that any more.");
    var closed = app.browser().get(link);
    assertThat(closed.status()).isEqualTo(409);
    assertThat(closed.text("h1")).isEqualTo("This link has ended");
    assertThat(closed.text(".card"))
        .contains("ask an admin of the organization for a new one")
        .doesNotContain(ADA);
    assertThat(app.browser().post(link + "/code").status()).isEqualTo(409);
  }

  @Test
  void it_goes_with_the_feature() {
    app.app()
        .core()
        .organizations
        .setFeature(Identity.INTERNAL, acme.value(), Feature.DOMAIN_VERIFICATION, false);
    assertThat(ada.get(DOMAINS + "/colleagues").status()).isEqualTo(403);
    assertThat(ada.post(DOMAINS + "/colleagues", "email", "").status()).isEqualTo(403);
  }
}
