package dev.hostedui.portal.domains;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.NameServer;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** The Domain Verification page over HTTP, with a real name server behind it. */
class DomainsWidgetTest {

  private static final String PAGE = "/ui/organization/domains";
  private static final String INITECH = PAGE + "/initech.example";

  private static final NameServer dns = new NameServer();

  @RegisterExtension
  static final TestApp app = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DNS", dns.address()));

  @AfterAll
  static void closeNames() {
    dns.close();
  }

  private TestApp.Browser ivy;

  @BeforeEach
  void beginAnew() {
    dns.reset();
    dns.zone("initech.example");
    ivy = app.as(IVY);
  }

  // ------------------------------------------------------------------ seeing

  @Test
  void the_domain_of_ones_own_address_is_suggested_where_there_is_none() {
    var page = ivy.get(PAGE);
    assertThat(page.text("h1")).isEqualTo("Domain Verification");
    assertThat(page.text("#menu [aria-current=page]")).isEqualTo("Domain Verification");
    assertThat(page.text("#domain-suggested")).isEqualTo("Add initech.example");
    assertThat(page.element("form input[name=domain]").attr("value")).isEqualTo("initech.example");
    app.arrange("UPDATE users SET email = 'ivy@gmail.com' WHERE email = '" + IVY + "'");
    assertThat(ivy.get(PAGE).text("#domain-new")).isEqualTo("Add domain");
    assertThat(ivy.get(PAGE).has("#domain-suggested")).isFalse();
  }

  @Test
  void it_stands_after_single_sign_on_and_before_the_session_policy() {
    var titles = ivy.get(PAGE).texts("#menu a");
    assertThat(titles.indexOf("Domain Verification"))
        .isGreaterThan(titles.indexOf("Single Sign On"))
        .isLessThan(titles.indexOf("Session Policy"));
  }

  @Test
  void the_list_tells_how_far_each_domain_has_got() {
    add("initech.example");
    add("failing.example");
    app.arrange(
        "UPDATE email_domains SET verification_status = 'FAILED', failure = 'EXPIRED' WHERE domain"
            + " = 'failing.example'");
    app.clock().advance(Duration.ofMinutes(5));
    var page = ivy.get(PAGE);
    assertThat(page.texts(".list li a.strong"))
        .containsExactly("failing.example", "initech.example");
    assertThat(page.texts(".list .pill")).containsExactly("Failed", "Pending");
    assertThat(page.text(".list li .muted")).isEqualTo("Added 5 minutes ago");
    assertThat(app.as(ADA, "acmecorp").get(PAGE).texts(".list .pill"))
        .containsExactly("Admin Verified");
    var confirmed = app.as(ADA, "acmecorp").get(PAGE + "/acmecorp.example");
    assertThat(confirmed.text(".notice.done"))
        .contains("acmecorp.example is verified", "have confirmed");
    assertThat(confirmed.has(".record")).isFalse();
    assertThat(confirmed.has("#domain-verify")).isFalse();
  }

  @Test
  void the_record_to_publish_can_be_copied_piece_by_piece() {
    var page = add("initech.example");
    var value = value("initech.example");
    assertThat(value).startsWith("initech-verify-dom_");
    assertThat(page.texts(".record th")).containsExactly("Type", "Name", "Value", "TTL (seconds)");
    assertThat(page.texts(".record td code")).containsExactly("TXT", "@", value, "500");
    assertThat(page.elements(".record [data-copy]").stream().map(it -> it.attr("data-copy")))
        .containsExactly("@", value);
    assertThat(page.text(".more")).contains("_domain-verification.initech.example", "dig TXT");

    var below = add("eu.initech.example");
    assertThat(below.texts(".record td code").get(1)).isEqualTo("eu");
  }

  // ------------------------------------------------------------------ adding

  @Test
  void a_domain_is_added_and_its_page_is_where_one_is() {
    var added =
        ivy.copy()
            .htmx()
            .with("HX-Current-URL", app.origin() + PAGE)
            .post(PAGE, "domain", " InItech.example ");
    assertThat(added.status()).isEqualTo(200);
    assertThat(added.header("HX-Push-Url")).isEqualTo(INITECH);
    assertThat(added.toast()).isEqualTo("initech.example is added. Now publish its record.");
    assertThat(app.events()).endsWith("organization.domain_created");

    var plain = ivy.post(PAGE, "domain", "ivy@other.example");
    assertThat(plain.status()).isEqualTo(303);
    assertThat(plain.header("Location")).endsWith(PAGE + "/other.example");
    assertThat(ivy.follow(plain).toast())
        .startsWith("other.example, the domain of the address you");
  }

  @Test
  void what_cannot_be_taken_comes_back_as_typed_with_the_reason() {
    for (var typed :
        Map.of(
                "https://www.initech.example/login?x=1", "such as initech.example",
                "gmail.com", "gives addresses to anyone",
                "github.io", "shared by many owners",
                "initech,example", "Did you mean initech.example?",
                "*.initech.example", "sub-domains",
                "a\u0000b.com", "not a domain",
                "", "Enter a domain")
            .entrySet()) {
      var answer = ivy.copy().htmx().post(PAGE, "domain", typed.getKey());
      assertThat(answer.status()).as(typed.getKey()).isEqualTo(422);
      assertThat(answer.text("#domain-error")).contains(typed.getValue());
      assertThat(answer.element("#domain").attr("aria-invalid")).isEqualTo("true");
      if (!typed.getKey().contains("\u0000"))
        assertThat(answer.element("#domain").attr("value")).isEqualTo(typed.getKey());
    }
    add("initech.example");
    var again = ivy.copy().htmx().post(PAGE, "domain", "initech.example");
    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("#domain-error")).isEqualTo("initech.example is in the list already.");
    assertThat(
            app.one(
                "SELECT COUNT(*) FROM email_domains WHERE organization_id = '"
                    + app.organization("initech").value()
                    + "'"))
        .isEqualTo("1");
  }

  @Test
  void who_is_not_first_is_told_so_and_how_to_go_on() {
    publish("@", add("initech.example"));
    verify();
    give("globex");
    var gus = app.as(GUS).htmx();
    var refused = gus.post(PAGE, "domain", "initech.example");
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.text("#domain-error")).contains("Another organization has verified");
    assertThat(refused.text(".contest"))
        .contains("Is it yours?", "Whoever controls the DNS decides");
    assertThat(refused.body()).doesNotContain("Initech");

    var claimed = gus.post(PAGE, "domain", "initech.example", "contesting", "true");
    assertThat(claimed.status()).isEqualTo(200);
    publish("@", claimed);
    assertThat(gus.post(INITECH + "/verification").text(".notice"))
        .contains("another organization was first");

    var confirmed = gus.post(PAGE, "domain", "acmecorp.example", "contesting", "true");
    assertThat(confirmed.status()).isEqualTo(409);
    assertThat(confirmed.text("#domain-error")).contains("Only they can change that");
    assertThat(confirmed.has(".contest")).isFalse();
  }

  @Test
  void what_a_provider_keeps_the_dns_of_cannot_be_proven_and_says_so() {
    assertThat(add("initech.onmicrosoft.com").text(".notice.failed"))
        .contains("Microsoft keeps the DNS");
  }

  // ------------------------------------------------------------------ verifying

  @Test
  void a_record_that_is_there_verifies_the_domain_and_says_what_that_means() {
    publish("@", add("initech.example"));
    var answer = verify();
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("initech.example is verified.");
    assertThat(answer.text(".notice.done")).contains("initech.example is verified");
    assertThat(answer.texts(".meaning li")).hasSize(3);
    assertThat(answer.has("#domain-verify, #poll")).isFalse();
    assertThat(answer.texts(".pill")).containsExactly("Verified");
    assertThat(app.events()).endsWith("organization.domain_dns_verification_success");
    // once more changes nothing
    assertThat(verify().toast()).isEqualTo("initech.example is verified.");
  }

  @Test
  void without_script_one_is_led_back_to_what_was_seen() {
    add("initech.example");
    var sent = ivy.post(INITECH + "/verification");
    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("Location")).endsWith(INITECH);
    var page = ivy.follow(sent);
    assertThat(page.text(".toast.failed p"))
        .isEqualTo("The record of initech.example is not visible yet.");
    assertThat(page.text(".findings")).contains("There is no TXT record at initech.example");
    assertThat(page.texts(".answers strong"))
        .containsExactly("Our resolver", "ns1.initech.example", "ns2.initech.example");
    assertThat(page.text(".answers")).contains("remembered for 1 day", "serial 2026112801");
  }

  @Test
  void each_mistake_is_named_with_what_to_do() {
    var value = publishedValue();
    mistake(
        "initech.example", Type.TXT, value, "Your DNS panel adds the domain by itself: enter @");
    mistake("\\@", Type.TXT, value, "takes the @ literally. Leave the name empty.");
    mistake("@", Type.TXT, "@ 500 IN TXT " + value, "The whole row of the table is in the value.");
    mistake(
        "@",
        Type.TXT,
        value.substring(value.indexOf('=') + 1),
        "the beginning “initech-verify-dom_");
    mistake("@", Type.TXT, value.substring(0, value.length() - 6), "but the end “");
    mistake("@", Type.TXT, value.replace("=", "=\u200b"), "no screen shows (U+200B)");
    mistake("@", Type.TXT, value.toUpperCase(Locale.ROOT), "Capital and small letters");
    mistake(
        "@", Type.TXT, value.replace('-', '\u2011'), "another dash that looks like it (U+2011)");
    mistake(
        "@", Type.TXT, value.replace('-', '\u2013').replace("=", "= x"), "not quite the one above");
    mistake("@", Type.TXT, "“" + value + "”", "quotation marks inside");
    mistake("@", Type.TXT, value.replace("=", "= x"), "not quite the one above");
    mistake(
        "@",
        Type.TXT,
        "initech-verify-dom_100000000000000001=11111111-2222-4333-8444-555555555555",
        "earlier attempt, or of somebody else (dom_100000000000000001)");
    mistake("@", Type.TXT, "v=spf1 -all", "There is one TXT record at initech.example");
  }

  @Test
  void what_gets_no_usable_answer_is_told_also_when_the_other_name_has_one() {
    add("initech.example");
    var domain = NameServer.name("initech.example");
    dns.instead(
        answer -> {
          if (answer == null || !answer.getQuestion().getName().equals(domain)) return answer;
          answer.removeAllRecords(Section.ANSWER);
          answer.removeAllRecords(Section.AUTHORITY);
          answer.getHeader().setRcode(Rcode.SERVFAIL);
          return answer;
        });
    var page = verify();
    assertThat(page.text(".notice.waiting")).isEqualTo("Not visible yet. This is what we saw:");
    assertThat(page.text(".findings"))
        .contains("Our resolver got no usable answer about initech.example.", "over TCP as well");
  }

  private String publishedValue() {
    add("initech.example");
    return value("initech.example");
  }

  private void mistake(String name, int type, String text, String words) {
    dns.zone("initech.example").clear().text(name, text);
    var answer = verify();
    assertThat(answer.text(".findings")).as(text).contains(words);
    assertThat(answer.text(".notice.waiting"))
        .containsAnyOf("Not visible yet.", "There is something, but not right yet.");
    assertThat(
            app.one(
                "SELECT verification_status FROM email_domains WHERE domain = 'initech.example'"))
        .isEqualTo("PENDING");
    app.clock().advance(Duration.ofSeconds(10));
  }

  @Test
  void what_strangers_publish_is_shown_as_text() {
    add("initech.example");
    dns.zone("initech.example").text("@", "<script>alert(1)</script>\u202e\u0007${x}");
    var answer = verify();
    assertThat(answer.elements("script")).isEmpty();
    assertThat(answer.text(".answers")).contains("<script>alert(1)</script>[U+202E][U+0007]${x}");
  }

  @Test
  void an_odd_record_that_counts_is_mentioned() {
    var page = add("initech.example");
    dns.zone("initech.example")
        .text("@", '"' + page.element(".record [data-copy^=initech]").attr("data-copy") + '"');
    var answer = verify();
    assertThat(answer.toast()).isEqualTo("initech.example is verified.");
    assertThat(answer.text(".findings"))
        .contains("Quotation marks are part of the value. It counts");
  }

  @Test
  void a_domain_that_failed_is_removed_and_added_again() {
    add("initech.example");
    var before = value("initech.example");
    app.clock().advance(Duration.ofDays(4));
    app.app().core().organizationDomains.lookUpDue();
    var failed = ivy.get(INITECH);
    assertThat(failed.text(".notice.failed")).contains("not visible within three days");
    assertThat(failed.has("#domain-verify")).isFalse();
    assertThat(ivy.copy().htmx().post(INITECH + "/verification").toast())
        .isEqualTo("initech.example was not verified.");

    var again = ivy.copy().htmx().post(INITECH + "/renewal");
    assertThat(again.toast()).contains("added again, with a new value");
    assertThat(again.texts(".record td code").get(2)).isNotEqualTo(before);
    assertThat(again.has("#domain-verify")).isTrue();
  }

  @Test
  void a_missing_record_is_a_warning_and_can_be_looked_up_again() {
    publish("@", add("initech.example"));
    verify();
    dns.zone("initech.example").clear();
    app.clock().advance(Duration.ofDays(1));
    app.app().core().organizationDomains.lookUpDue();
    var page = ivy.get(INITECH);
    assertThat(page.text(".notice.waiting"))
        .contains("The record is missing since", "stays verified");
    assertThat(ivy.get(PAGE).text(".list .pill")).isEqualTo("Record missing");
    assertThat(verify().text(".toast.failed p"))
        .isEqualTo("The record of initech.example is still missing.");
    publish("@", page);
    assertThat(verify().text(".notice.done")).contains("is verified");
  }

  @Test
  void when_the_record_is_gone_and_another_one_there_both_sides_are_told() {
    publish("@", add("initech.example"));
    verify();
    give("globex");
    var gus = app.as(GUS).htmx();
    dns.zone("initech.example").clear();
    publish("@", gus.post(PAGE, "domain", "initech.example", "contesting", "true"));
    assertThat(gus.post(INITECH + "/verification").text(".notice"))
        .contains("The domain becomes yours on 26 Nov 2026, 10:00 UTC");
    assertThat(ivy.get(INITECH).text(".notice.failed"))
        .contains("Publish the record again before 26 Nov 2026, 10:00 UTC");
    assertThat(app.mailTo(IVY).subject())
        .contains("Your domain initech.example needs its DNS record");
    app.clock().advance(Duration.ofHours(72));
    app.app().core().organizationDomains.lookUpDue();
    assertThat(app.as(GUS).get(INITECH).text(".notice.done"))
        .contains("initech.example is verified");
    assertThat(app.as(IVY).get(INITECH).text(".notice.failed"))
        .contains("belongs to another organization now");
    assertThat(activity(IVY))
        .contains(
            "initech.example was lost, because somebody else has proven it.",
            "Somebody else has proven initech.example, and takes it over unless its DNS record"
                + " comes back.");
    assertThat(activity(GUS))
        .contains(
            "initech.example was verified.",
            "initech.example is about to be taken over from somebody else, whose DNS record is"
                + " gone.");
  }

  private static List<String> activity(String person) {
    return app.as(person)
        .get("/ui/organization/activity?topic=domains")
        .texts(".activity summary .strong");
  }

  @Test
  void who_takes_a_domain_over_and_comes_second_is_told_so_and_why_it_ends() {
    publish("@", add("initech.example"));
    verify();
    var held = value("initech.example");
    dns.zone("initech.example").clear();
    give("globex");
    var gus = app.as(GUS).htmx();
    var ada = app.as(ADA).htmx();
    publish("@", gus.post(PAGE, "domain", "initech.example", "contesting", "true"));
    gus.post(INITECH + "/verification");
    app.clock().advance(Duration.ofHours(1));
    publish("@", ada.post(PAGE, "domain", "initech.example", "contesting", "true"));
    assertThat(ada.post(INITECH + "/verification").text(".notice"))
        .contains("another organization comes before you")
        .doesNotContain("UTC");
    assertThat(ada.get(INITECH).text("#poll")).contains("until 26 Nov 2026, 11:00 UTC");
    assertThat(gus.get(INITECH).text(".notice")).contains("becomes yours on 26 Nov 2026, 10:00");

    dns.zone("initech.example").text("@", held);
    gus.post(INITECH + "/verification");
    assertThat(activity(GUS))
        .first()
        .isEqualTo(
            "initech.example is not taken over, because somebody else’s DNS record is there.");
    assertThat(activity(IVY)).first().isEqualTo("The DNS record of initech.example is back.");
    dns.zone("initech.example").clear();
    ada.post(INITECH + "/verification");
    assertThat(activity(ADA))
        .first()
        .isEqualTo("initech.example is not taken over, because its DNS record is gone.");
    assertThat(activity(IVY)).first().isEqualTo("Nobody else proves initech.example any more.");
  }

  // ------------------------------------------------------------------ news while one waits

  @Test
  void the_page_asks_for_news_ever_more_seldom_and_stops() {
    var page = add("initech.example");
    var poll = page.element("#poll");
    assertThat(poll.attr("hx-trigger")).isEqualTo("load delay:15s");
    var htmx = ivy.copy().htmx();
    var next = htmx.get(poll.attr("hx-get"));
    assertThat(next.status()).isEqualTo(200);
    assertThat(next.has("main")).isFalse();
    assertThat(next.has("#findings")).as("nothing new").isFalse();
    assertThat(next.element("#poll").attr("hx-get")).contains("round=2");
    assertThat(htmx.get(INITECH + "/progress?round=25&shown=x").element("#poll").attr("hx-trigger"))
        .isEqualTo("load delay:60s");
    for (var round : List.of("40", "999", "x", "-1")) {
      var last = htmx.get(INITECH + "/progress?shown=x&round=" + round).element("#poll");
      assertThat(last.hasAttr("hx-trigger")).isFalse();
      assertThat(last.text()).endsWith("Reload this page to see how far it is.");
    }

    app.clock().advance(Duration.ofMinutes(1));
    app.app().core().organizationDomains.lookUpDue();
    var news = htmx.get(poll.attr("hx-get"));
    assertThat(news.element("#findings").attr("hx-swap-oob")).isEqualTo("true");
    assertThat(news.text("#findings")).contains("There is no TXT record");
    assertThat(news.element("#poll").attr("data-announce")).contains("news about initech.example");

    publish("@", page);
    app.clock().advance(Duration.ofMinutes(1));
    app.app().core().organizationDomains.lookUpDue();
    var done = htmx.get(news.element("#poll").attr("hx-get"));
    assertThat(done.header("HX-Retarget")).isEqualTo("#widget");
    assertThat(done.toast()).isEqualTo("initech.example is verified.");
    assertThat(done.has("#poll")).isFalse();
    assertThat(ivy.get(INITECH + "/progress").status()).isEqualTo(303);
  }

  // ------------------------------------------------------------------ deleting

  @Test
  void deleting_says_what_stops_and_leads_back_to_the_list() {
    publish("@", add("initech.example"));
    verify();
    var ask = ivy.get(INITECH + "/removal");
    assertThat(ask.text("#ask"))
        .contains("Delete initech.example?", "Single sign-on", "Just-in-time", "SCIM");
    var deleted =
        ivy.copy().htmx().with("HX-Current-URL", app.origin() + INITECH).post(INITECH + "/removal");
    assertThat(deleted.toast()).isEqualTo("initech.example is deleted.");
    assertThat(deleted.header("HX-Replace-Url")).isEqualTo(PAGE);
    assertThat(deleted.has("#domain-suggested")).isTrue();
    assertThat(app.events()).endsWith("organization.domain_deleted");
    assertThat(ivy.copy().htmx().post(INITECH + "/removal").status()).isEqualTo(404);
    assertThat(ivy.get(INITECH).status()).isEqualTo(404);
  }

  // ------------------------------------------------------------------ who may not

  @Test
  void only_who_manages_the_settings_sees_it_and_only_where_it_is_switched_on() {
    var max = app.as(MAX);
    assertThat(max.get(PAGE).status()).isEqualTo(403);
    assertThat(max.get("/ui/profile/account").texts("#menu a"))
        .doesNotContain("Domain Verification");
    assertThat(max.post(PAGE, "domain", "max.example").status()).isEqualTo(403);
    var gus = app.as(GUS);
    assertThat(gus.get(PAGE).status()).isEqualTo(403);
    assertThat(gus.post(PAGE, "domain", "globex.example").status()).isEqualTo(403);
    assertThat(app.count("email_domains")).isEqualTo(1);
  }

  @Test
  void a_strangers_domain_does_not_exist() {
    add("initech.example");
    give("globex");
    var before = app.contents("email_domains", "domain_checks");
    for (var browser : List.of(app.as(GUS), app.as(GUS).htmx())) {
      for (var path : List.of("", "/progress", "/removal"))
        assertThat(browser.get(INITECH + path).status()).isEqualTo(404);
      for (var path : List.of("/verification", "/renewal", "/removal")) {
        var theirs = browser.post(INITECH + path);
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.body()).isEqualTo(browser.post(PAGE + "/no.example" + path).body());
      }
      for (var odd : List.of("x", "dom_000000000000000001", "%00", "..%2f", "a".repeat(300)))
        assertThat(browser.get(PAGE + "/" + odd).status()).as(odd).isIn(400, 404);
    }
    assertThat(app.contents("email_domains", "domain_checks")).isEqualTo(before);
  }

  @Test
  void another_site_changes_nothing() {
    add("initech.example");
    var before = app.contents("email_domains", "domain_checks");
    var evil = ivy.copy().with("Sec-Fetch-Site", "cross-site");
    for (var path :
        List.of(
            "",
            "/initech.example/verification",
            "/initech.example/renewal",
            "/initech.example/removal"))
      assertThat(evil.postBare(PAGE + path, "domain", "evil.example").status()).isEqualTo(403);
    assertThat(app.contents("email_domains", "domain_checks")).isEqualTo(before);
  }

  @Test
  void who_asks_very_often_waits() {
    add("initech.example");
    for (var i = 0; i < 20; i++) assertThat(verify().status()).isEqualTo(200);
    var refused = verify();
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("60");
    assertThat(refused.toast()).contains("We keep looking by ourselves");
    assertThat(refused.has("#domain-verify")).isTrue();
  }

  // ------------------------------------------------------------------ doing

  private Answer add(String domain) {
    var answer = ivy.copy().htmx().post(PAGE, "domain", domain);
    assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
    return answer;
  }

  private Answer verify() {
    return ivy.copy().htmx().post(INITECH + "/verification");
  }

  /** Publishes what a page asks for. */
  private static void publish(String name, Answer page) {
    dns.zone("initech.example").text(name, page.texts(".record td code").get(2));
  }

  private static String value(String domain) {
    return app.one(
        "SELECT txt_record_secret FROM email_domains WHERE domain = '"
            + domain
            + "' AND organization_id = '"
            + app.organization("initech").value()
            + "'");
  }

  /** Switches the feature on. */
  private static void give(String slug) {
    app.app()
        .core()
        .organizations
        .setFeature(new Actor.Internal("test"), slug, Feature.DOMAIN_VERIFICATION, true);
  }
}
