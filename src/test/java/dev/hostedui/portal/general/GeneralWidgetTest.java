package dev.hostedui.portal.general;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Map;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GeneralWidgetTest {

  private static final String GENERAL = "/ui/organization/general";

  @RegisterExtension static final TestApp app = TestApp.start();

  // ------------------------------------------------------------------ name

  @Test
  void it_shows_the_id_and_the_slug_for_support() {
    assertThat(app.as(MAX).get("/ui/organization/general").texts(".codes code"))
        .containsExactly(app.organization("acmecorp").value(), "acmecorp");
  }

  @Test
  void an_organization_without_a_slug_shows_none() {
    var id = app.organization("acmecorp").value();
    var ada = app.as(ADA);
    app.arrange("UPDATE organizations SET slug = NULL WHERE slug = 'acmecorp'");
    var page = ada.get("/ui/organization/general");
    assertThat(page.texts(".codes dt")).containsExactly("ID");
    assertThat(page.texts(".codes code")).containsExactly(id);
  }

  @Test
  void an_admin_renames_the_organization_for_everybody_at_once() {
    var max = app.as(MAX);
    var answer = rename("  Acme   &  Söhne ");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("The name is now Acme & Söhne.");
    assertThat(answer.element("#display_name").attr("value")).isEqualTo("Acme & Söhne");
    assertThat(answer.text("#menu .where")).isEqualTo("Acme & Söhne");
    assertThat(max.get(GENERAL).element("#display_name").attr("value")).isEqualTo("Acme & Söhne");
    assertThat(max.get(GENERAL).text(".menu-organization")).isEqualTo("Acme & Söhne");
    assertThat(app.events()).endsWith("organization.updated");
  }

  @Test
  void without_script_one_is_led_back_and_told_once() {
    var ada = app.as(ADA);
    var sent = ada.post(GENERAL + "/name", "display_name", "Renamed");

    assertThat(sent.status()).isEqualTo(303);
    assertThat(sent.header("Location")).endsWith(GENERAL);
    var page = ada.follow(sent);
    assertThat(page.toast()).isEqualTo("The name is now Renamed.");
    assertThat(page.text(".menu-organization")).isEqualTo("Renamed");
    assertThat(ada.get(GENERAL).has(".toast")).isFalse();
  }

  @Test
  void a_name_that_stays_the_same_is_no_event() {
    var before = app.events();
    rename("AcmeCorp");

    assertThat(app.events().stream().filter(it -> it.startsWith("organization"))).isEmpty();
    assertThat(before).doesNotContain("organization.updated");
  }

  @Test
  void names_that_show_nothing_are_refused_with_what_was_typed() {
    for (var typed :
        List.of(
            "",
            "   ",
            "\t\n",
            "\u00a0\u2003\u3000",
            "\u200b\ufeff",
            "\u202e\u2066",
            "\u2060",
            "\u00ad\u200e\u200f",
            "\u200d\u200c",
            "\u3164",
            "\u2800",
            "\u0000")) {
      var answer = rename(typed);
      assertThat(answer.status()).as(escaped(typed)).isEqualTo(422);
      assertThat(answer.element("#display_name").attr("aria-describedby"))
          .isEqualTo("display_name-error");
      assertThat(answer.element("#display_name").attr("aria-invalid")).isEqualTo("true");
      assertThat(answer.text("#display_name-error")).isEqualTo("Enter a name.");
      assertThat(answer.has(".toast")).isFalse();
    }
    assertThat(nameOf("acmecorp")).isEqualTo("AcmeCorp");
  }

  @Test
  void a_name_has_at_most_200_characters_as_people_count_them() {
    assertThat(rename("a".repeat(200)).status()).isEqualTo(200);
    assertThat(rename("😀".repeat(200)).status()).isEqualTo(200);
    assertThat(nameOf("acmecorp")).isEqualTo("😀".repeat(200));
    for (var typed : List.of("a".repeat(201), "😀".repeat(201), "a".repeat(5_000))) {
      var answer = rename(typed);
      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text("#display_name-error")).startsWith("A name has at most 200");
    }
    assertThat(rename("a".repeat(201)).element("#display_name").attr("value"))
        .isEqualTo("a".repeat(201));
    assertThat(nameOf("acmecorp")).isEqualTo("😀".repeat(200));
  }

  @Test
  void a_name_cannot_carry_markup_or_turn_the_text_around() {
    for (var typed :
        List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "'; DROP TABLE users; --",
            "שלום עולם",
            "👩‍👩‍👧‍👦 Familie",
            "${7*7} {{x}} %s")) {
      var answer = rename(typed);
      assertThat(answer.status()).as(typed).isEqualTo(200);
      assertThat(answer.elements("script, img")).isEmpty();
      assertThat(answer.element("#display_name").attr("value")).isEqualTo(typed);
      assertThat(app.as(MAX).get(GENERAL).text(".menu-organization")).isEqualTo(typed);
    }
    assertThat(rename("abc\u202ecod.exe").toast()).isEqualTo("The name is now abccod.exe.");
    assertThat(rename("a\r\nSet-Cookie: x=1").toast())
        .isEqualTo("The name is now a Set-Cookie: x=1.");
  }

  @Test
  void a_long_name_in_any_writing_is_told_of_after_a_redirect() {
    var ada = app.as(ADA);
    for (var name : List.of("社".repeat(200), "😀".repeat(200)))
      assertThat(ada.follow(ada.post(GENERAL + "/name", "display_name", name)).toast())
          .startsWith("The name is now " + name.substring(0, 100));
  }

  // ------------------------------------------------------------------ domains

  @Test
  void an_allowed_domain_is_listed_offered_for_removal_and_removed() {
    var added = allow(" @ACME.com. ");
    assertThat(added.status()).isEqualTo(200);
    assertThat(added.toast()).isEqualTo("acme.com is now an allowed email domain.");
    assertThat(added.texts(".list li .strong")).containsExactly("acme.com");
    assertThat(added.element("#domain").attr("value")).isEmpty();
    assertThat(app.events()).endsWith("organization.domain_created");
    assertThat(
            app.one(
                "SELECT domain_type || verification_method || verification_status FROM email_domains WHERE domain = 'acme.com'"))
        .isEqualTo("ALLOWED_EMAIL_DOMAINNOT_APPLICABLEAUTO_VERIFIED");

    var ada = app.as(ADA);
    var path = added.element(".list a.danger").attr("href");
    assertThat(ada.get(path).text("#ask")).contains("Remove acme.com?", "AcmeCorp");
    var removed = ada.copy().htmx().post(path);
    assertThat(removed.status()).isEqualTo(200);
    assertThat(removed.toast()).isEqualTo("acme.com is no longer an allowed email domain.");
    assertThat(removed.has(".list")).isFalse();
    assertThat(app.events()).endsWith("organization.domain_deleted");

    assertThat(ada.get(path).status()).isEqualTo(404);
    var again = ada.copy().htmx().post(path);
    assertThat(again.status()).isEqualTo(404);
    assertThat(again.elements("main#widget #domain")).hasSize(1);
  }

  @Test
  void a_domain_that_offers_nothing_says_what_is_needed_whether_another_has_verified_it_or_not() {
    var ada = app.as(ADA);
    allow("globex.example");
    var nothing = "globex.example Not active yet Remove";
    assertThat(ada.get(GENERAL).text("#inactive"))
        .isEqualTo(
            "A domain becomes active when this organization has verified it. While no other has"
                + " verified it, a proven email address of an admin there is enough.");
    assertThat(line("globex.example")).isEqualTo(nothing);
    var id = app.one("SELECT id FROM email_domains WHERE domain = 'globex.example'");
    assertThat(ada.get(GENERAL + "/domains/" + id + "/removal").text("#ask"))
        .contains("are not offered AcmeCorp now");

    confirm("globex", "globex.example");
    assertThat(line("globex.example"))
        .as("nobody learns who has verified what by listing it")
        .isEqualTo(nothing);
    allow("acmecorp.example");
    assertThat(line("acmecorp.example")).isEqualTo("acmecorp.example Remove");
    allow("own.example");
    confirm("acmecorp", "own.example");
    assertThat(line("own.example")).isEqualTo("own.example Remove");
    assertThat(app.as(MAX).get(GENERAL).text(".list")).contains("Not active yet");
  }

  private static void confirm(String slug, String domain) {
    app.app().core().organizationDomains.confirm(Identity.INTERNAL, app.organization(slug), domain);
  }

  private static String line(String domain) {
    return app.as(ADA).get(GENERAL).elements(".list li").stream()
        .map(Element::text)
        .filter(it -> it.startsWith(domain))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void what_is_no_domain_of_theirs_is_refused_with_what_was_typed_and_why() {
    var refused =
        Map.ofEntries(
            Map.entry("", "Enter a domain"),
            Map.entry("gmail.com", "gives addresses to anyone"),
            Map.entry("GMail.COM.", "gives addresses to anyone"),
            Map.entry("outlook.com", "gives addresses to anyone"),
            Map.entry("mailinator.com", "throw-away"),
            Map.entry("co.uk", "shared by many owners"),
            Map.entry("github.io", "shared by many owners"),
            Map.entry("com", "not a domain"),
            Map.entry("-a.com", "not a domain"),
            Map.entry("a-.com", "not a domain"),
            Map.entry("a..b", "not a domain"),
            Map.entry("a.com..", "not a domain"),
            Map.entry(".a.com", "not a domain"),
            Map.entry("a_b.com", "Did you mean a-b.com?"),
            Map.entry("a b.com", "not a domain"),
            Map.entry("127.0.0.1", "not a public domain"),
            Map.entry("a.b", "not a domain"),
            Map.entry("*.acme.com", "Add each of its sub-domains"),
            Map.entry("<script>.com", "not a domain"),
            Map.entry("a\u0000.com", "not a domain"),
            Map.entry("ada love@acme.com", "not a domain"),
            Map.entry("https://www.acme.com", "such as acme.com"),
            Map.entry("acme.com:80", "such as acme.com"),
            Map.entry("a".repeat(64) + ".com", "not a domain"),
            Map.entry("ab.".repeat(98) + "example", "at most 255"),
            Map.entry("x.".repeat(124) + "example", "at most 255"));
    var before = app.contents();
    refused.forEach(
        (typed, why) -> {
          var answer = allow(typed);
          assertThat(answer.status()).as(typed).isEqualTo(422);
          assertThat(answer.text("#domain-error")).as(typed).contains(why);
          assertThat(answer.element("#domain").attr("aria-describedby")).isEqualTo("domain-error");
          if (!typed.contains("\u0000"))
            assertThat(answer.element("#domain").attr("value")).isEqualTo(typed);
        });
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_domain_in_another_writing_is_one_domain() {
    assertThat(allow("MÜNCHEN.example").texts(".list li .strong"))
        .containsExactly("münchen.example");
    var again = allow("xn--mnchen-3ya.example");

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.text("#domain-error")).contains("is in the list already");
    assertThat(again.elements(".list li")).hasSize(1);
    assertThat(again.element("#domain").attr("value")).isEqualTo("xn--mnchen-3ya.example");
  }

  @Test
  void the_list_ends_at_fifty() {
    var ada = app.as(ADA).htmx();
    for (var i = 0; i < 50; i++)
      assertThat(ada.post(GENERAL + "/domains", "domain", "d" + i + ".example").status())
          .isEqualTo(200);
    var answer = ada.post(GENERAL + "/domains", "domain", "one-more.example");

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.text("#domain-error")).contains("50");
    assertThat(answer.elements(".list li")).hasSize(50);
  }

  @Test
  void two_organizations_may_list_the_same_domain() {
    assertThat(allow("acme.com").status()).isEqualTo(200);
    assertThat(app.as(GUS).htmx().post(GENERAL + "/domains", "domain", "acme.com").status())
        .isEqualTo(200);
  }

  @Test
  void a_strangers_domain_does_not_exist() {
    allow("acme.com");
    var id = app.one("SELECT id FROM email_domains WHERE domain = 'acme.com'");
    var proven = app.one("SELECT id FROM email_domains WHERE domain = 'acmecorp.example'");
    var unknown = "dom_000000000000000001";
    for (var browser : List.of(app.as(GUS), app.as(GUS).htmx())) {
      for (var known : List.of(id, proven)) {
        var theirs = browser.post(GENERAL + "/domains/" + known + "/removal");
        assertThat(theirs.status()).isEqualTo(404);
        assertThat(theirs.body())
            .isEqualTo(browser.post(GENERAL + "/domains/" + unknown + "/removal").body());
        assertThat(browser.get(GENERAL + "/domains/" + known + "/removal").body())
            .isEqualTo(browser.get(GENERAL + "/domains/" + unknown + "/removal").body());
      }
    }
    assertThat(app.count("email_domains")).isEqualTo(2);
  }

  @Test
  void a_proven_domain_of_the_organization_is_no_allowed_one() {
    var proven = app.one("SELECT id FROM email_domains WHERE domain = 'acmecorp.example'");
    var ada = app.as(ADA).htmx();

    assertThat(ada.get(GENERAL).has(".list")).isFalse();
    assertThat(ada.post(GENERAL + "/domains/" + proven + "/removal").status()).isEqualTo(404);
    assertThat(app.count("email_domains")).isEqualTo(1);
  }

  private Answer rename(String name) {
    return app.as(ADA).htmx().post(GENERAL + "/name", "display_name", name);
  }

  private Answer allow(String domain) {
    return app.as(ADA).htmx().post(GENERAL + "/domains", "domain", domain);
  }

  private String nameOf(String slug) {
    return app.one("SELECT display_name FROM organizations WHERE slug = '" + slug + "'");
  }

  private static String escaped(String text) {
    var hex = new StringBuilder();
    text.chars().forEach(c -> hex.append("U+").append(Integer.toHexString(c)).append(' '));
    return hex.toString();
  }
}
