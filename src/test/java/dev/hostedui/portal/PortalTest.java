package dev.hostedui.portal;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Feature;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestApp;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds for every page of the portal, whichever widget it shows. */
class PortalTest {

  private static final List<String> PAGES =
      List.of(
          "/ui/organization/general",
          "/ui/organization/users",
          "/ui/profile/account",
          "/ui/profile/security");

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void what_was_typed_by_who_may_not_send_it_any_more_is_there_to_be_copied() {
    var invitations = "/ui/organization/users/invitations";
    var ada = app.as(ADA);
    app.arrange(
        "UPDATE membership_roles SET role_id = '%s' WHERE user_id = '%s'"
            .formatted(app.role("member").value(), app.user(ADA).value()));
    for (var browser : List.of(ada.copy(), ada.copy().htmx().with("HX-Target", "ask"))) {
      var one =
          browser.post(invitations, "email", "typed@acmecorp.example", "role", "role_1", "q", "");
      var several =
          browser.post(invitations + "/several", "addresses", "a@acme.example\nb@acme.example");
      var name = browser.post("/ui/organization/general/name", "display_name", "Typed Name");
      assertThat(one.text("main details")).contains("Email", "typed@acmecorp.example");
      assertThat(several.text("main details")).contains("a@acme.example", "b@acme.example");
      assertThat(name.text("main details")).contains("Display name", "Typed Name");
      for (var answer : List.of(one, several, name)) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.has("form button:contains(Send again)")).isFalse();
      }
    }
    app.arrange("UPDATE organizations SET features = '' WHERE slug = 'globex'");
    for (var browser : List.of(app.as(GUS), app.as(GUS).htmx().with("HX-Target", "dialog")))
      for (var path : List.of("preview", "change")) {
        var limits =
            browser.post(
                "/ui/organization/session-policy/" + path,
                "policy_source",
                "CUSTOM",
                "absolute_session_timeout",
                "17");
        assertThat(limits.status()).isEqualTo(403);
        assertThat(limits.text("main details")).contains("Absolute session timeout", "17");
      }
    // another site may have made an address
    assertThat(app.as(GUS).get("/ui/organization/session-policy?q=x").has("main details"))
        .isFalse();
  }

  @Test
  void a_form_that_waits_while_its_organization_is_deleted_is_told_so() {
    var forms =
        List.of(
            "/ui/organization/users/{user}/role",
            "/ui/organization/users/{user}/removal",
            "/ui/organization/users/{user}/invitation",
            "/ui/organization/users/{user}/link",
            "/ui/organization/users/invitations",
            "/ui/organization/general/name",
            "/ui/organization/general/domains/{domain}/removal",
            "/ui/organization/session-policy/change");
    try (var it = TestApp.start(Engine.POSTGRESQL, Map.of())) {
      var core = it.app().core();
      for (var form : forms) {
        var slug = "gone" + forms.indexOf(form);
        var organization = core.organizations.create(Identity.INTERNAL, slug, slug);
        for (var name : List.of("ann", "bob"))
          core.members.provision(
              Identity.INTERNAL, slug, name + "@" + slug + ".example", "", "", "admin");
        core.organizations.setFeature(Identity.INTERNAL, slug, Feature.SESSION_POLICY, true);
        var domain =
            core.emailDomains.allow(Identity.INTERNAL, organization.id(), slug + ".example");
        var path =
            form.replace("{user}", it.user("bob@" + slug + ".example").value())
                .replace("{domain}", domain.id().value());
        var ann = it.as("ann@" + slug + ".example", slug);
        var answer =
            Race.afterWaiting(
                core.database,
                organization.id(),
                "DELETE FROM organizations WHERE slug = '" + slug + "'",
                () ->
                    ann.post(
                        path,
                        "role",
                        it.role("member").value(),
                        "email",
                        "eve@" + slug + ".example",
                        "display_name",
                        "Changed",
                        "policy_source",
                        "APPLICATION"));
        assertThat(answer.status()).as(form).isEqualTo(404);
        assertThat(answer.text("main")).as(form).contains("not found");
      }
    }
  }

  @Test
  void an_address_without_a_widget_is_not_found_inside_the_frame() {
    var whole = app.as(ADA).get("/ui/organization/nowhere");
    var part = app.as(ADA).htmx().get("/ui/organization/nowhere");

    assertThat(whole.status()).isEqualTo(404);
    assertThat(whole.text("main#widget h1")).isEqualTo("Not found");
    assertThat(whole.texts("nav a")).contains("General", "Users", "My Account", "Security");
    assertThat(part.status()).isEqualTo(404);
    assertThat(part.body()).doesNotContain("<html");
    assertThat(app.browser().get("/ui/organization/nowhere").header("Location"))
        .startsWith("/login");
  }

  @Test
  void the_navigation_names_the_organization_one_is_in() {
    var ada = app.as(ADA, "globex");
    assertThat(ada.get("/ui/organization/users").text("#menu .where")).isEqualTo("Globex");

    ada.post("/login/organization", "organization", app.organization("acmecorp").value());
    assertThat(ada.get("/ui/organization/users").text("#menu .where")).isEqualTo("AcmeCorp");
    assertThat(ada.htmx().get("/ui/organization/users").text("#menu .where")).isEqualTo("AcmeCorp");
  }

  @Test
  void a_widget_is_a_whole_page_or_a_fragment_with_exactly_one_widget_in_both() {
    for (var path : PAGES) {
      var whole = app.as(ADA).get(path);
      var part = app.as(ADA).htmx().get(path);

      assertThat(whole.status()).isEqualTo(200);
      assertThat(whole.body()).startsWith("<!doctype html>");
      assertThat(whole.elements("main")).hasSize(1);
      assertThat(whole.elements("main#widget")).hasSize(1);
      assertThat(whole.has("header.top")).isTrue();

      assertThat(part.status()).isEqualTo(200);
      assertThat(part.body()).doesNotContain("<!doctype", "<html", "<script", "<head");
      assertThat(part.elements("main")).hasSize(1);
      assertThat(part.elements("main#widget")).hasSize(1);
      assertThat(part.has("header")).isFalse();
      assertThat(part.text("title")).isEqualTo(whole.text("title"));
      assertThat(part.text("main h1")).isEqualTo(whole.text("main h1"));
      assertThat(part.text("nav [aria-current=page]"))
          .isEqualTo(whole.text("nav [aria-current=page]"))
          .isEqualTo(whole.text("main h1").replaceAll(" \\(.*", ""));

      for (var answer : List.of(whole, part)) {
        assertThat(answer.header("Vary")).contains("HX-Request");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.elements("[style], style, [onclick]")).isEmpty();
        assertThat(answer.elements("script:not([src])")).isEmpty();
      }
    }
  }

  @Test
  void going_back_in_history_gets_the_whole_page() {
    var page =
        app.as(ADA).htmx().with("HX-History-Restore-Request", "true").get("/ui/organization/users");

    assertThat(page.body()).startsWith("<!doctype html>");
    assertThat(page.elements("main#widget")).hasSize(1);
  }

  @Test
  void a_dialog_is_a_page_of_its_own_without_script() {
    var path = "/ui/organization/users/invitations";
    var page = app.as(ADA).get(path);
    var part = app.as(ADA).htmx().with("HX-Target", "dialog").get(path);

    assertThat(page.elements("main#widget #ask")).hasSize(1);
    assertThat(page.text("title")).startsWith("Invite User");
    assertThat(part.elements("main")).isEmpty();
    assertThat(part.elements("#ask")).hasSize(1);
  }

  @Test
  void what_opens_in_the_dialog_is_a_dialog() {
    app.as(ADA).post("/ui/organization/sso/provider", "provider", "OKTA", "protocol", "SAML");
    app.as(ADA).post("/ui/organization/scim/provider", "provider", "OKTA");
    var pages = new ArrayList<>(PAGES);
    for (var more : List.of("domains", "sso", "scim", "session-policy"))
      pages.add("/ui/organization/" + more);
    var seen = 0;
    for (var page : pages)
      for (var link : app.as(ADA).get(page).elements("a[hx-target='#dialog']")) {
        var opened = app.as(ADA).htmx().with("HX-Target", "dialog").get(link.attr("hx-get"));
        assertThat(opened.has("#ask")).as(link.outerHtml()).isTrue();
        assertThat(opened.has("#widget")).as(link.outerHtml()).isFalse();
        seen++;
      }
    assertThat(seen).isGreaterThan(10);
  }

  @Test
  void the_entry_leads_to_the_first_page_the_visitor_may_see() {
    assertThat(app.browser().get("/").header("Location")).isEqualTo("/ui/");
    assertThat(app.as(ADA).get("/ui/").header("Location")).isEqualTo("/ui/organization/general");
    assertThat(app.as(MAX).get("/ui/").header("Location")).isEqualTo("/ui/organization/general");
    assertThat(app.as(MAX).get("/ui/").status()).isEqualTo(302);

    app.arrange(
        "UPDATE roles SET effective_permissions = 'sk_org_users_read' WHERE name = 'member'");
    assertThat(app.as(MAX).get("/ui/").header("Location")).isEqualTo("/ui/organization/users");

    app.arrange("UPDATE roles SET effective_permissions = '' WHERE name = 'member'");
    assertThat(app.as(MAX).get("/ui/").header("Location")).isEqualTo("/ui/profile/account");
  }

  @Test
  void without_a_session_one_signs_in_first_and_comes_back() {
    for (var path : PAGES) {
      var plain = app.browser().get(path + "?q=a%20b");
      assertThat(plain.status()).isEqualTo(302);
      assertThat(plain.header("Location"))
          .isEqualTo("/login?return_to=" + path.replace("/", "%2F") + "%3Fq%3Da%2520b");

      var script = app.browser().htmx().get(path);
      assertThat(script.status()).isEqualTo(401);
      assertThat(script.header("HX-Redirect")).startsWith("/login?return_to=");
      assertThat(script.body()).isEmpty();

      // a part of a page is no place to come back to, nor what is only opened on one
      var shown = app.browser().with("Referer", app.origin() + path);
      var back = "/login?return_to=" + path.replace("/", "%2F");
      assertThat(shown.copy().get(path + "?in_organization=org_1").header("Location"))
          .isEqualTo(back);
      assertThat(
              shown.htmx().with("HX-Target", "poll").get(path + "?round=1").header("HX-Redirect"))
          .isEqualTo(back);
    }
    var posted = app.browser().post("/ui/organization/general/name");
    assertThat(posted.status()).isEqualTo(303);
    assertThat(posted.header("Location")).isEqualTo("/login?return_to=%2Fui%2F");
    var from =
        app.browser()
            .with("Referer", app.origin() + "/ui/organization/general")
            .post("/ui/organization/general/name");
    assertThat(from.header("Location"))
        .as("back to where it was typed")
        .isEqualTo("/login?return_to=%2Fui%2Forganization%2Fgeneral");
  }

  @Test
  void a_member_sees_general_and_users_and_the_profile_and_cannot_press_anything() {
    var max = app.as(MAX);
    for (var path : PAGES)
      assertThat(max.get(path).texts("nav li"))
          .containsExactly("General", "Users", "My Account", "Security");

    var general = max.get("/ui/organization/general");
    assertThat(general.text("main")).contains("Allowed email domains");
    assertThat(general.elements("main button, main details, main a")).isEmpty();
    assertThat(general.elements("main input")).isNotEmpty().allMatch(it -> it.hasAttr("disabled"));
    assertThat(general.element("main #display_name").attr("value")).isEqualTo("AcmeCorp");

    var users = max.get("/ui/organization/users");
    assertThat(users.elements("main details, main form[method=post]")).isEmpty();
    assertThat(users.texts("main button")).containsExactly("Search");
    assertThat(users.elements("main a")).allMatch(it -> it.hasClass("quiet"));
    assertThat(users.elements("tbody tr")).hasSize(10);
  }

  @Test
  void every_change_of_the_organization_is_refused_to_a_member_by_hand() {
    var max = app.as(MAX);
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.com");
    var before = app.contents();
    var routes = changes("/ui/organization/");
    assertThat(routes).hasSizeGreaterThan(5);

    for (var path : routes) {
      for (var browser : List.of(max, max.copy().htmx())) {
        var answer = browser.post(path, goodFields());
        assertThat(answer.status()).as(path).isEqualTo(403);
        assertThat(answer.elements("main#widget")).hasSize(1);
        assertThat(answer.text("main")).contains("Your role does not allow this");
      }
    }
    for (var path : asks()) assertThat(max.get(path).status()).as(path).isEqualTo(403);
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_page_left_open_changes_neither_organization_once_another_is_chosen() {
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.com");
    var ada = app.as(ADA);
    var acme = app.organization("acmecorp").value();
    var meantHere = app.meant(ADA, "acmecorp");
    var forms = new ArrayList<Element>();
    var paths = new ArrayList<>(PAGES);
    paths.add("/ui/organization/session-policy");
    paths.addAll(asks());
    for (var path : paths) forms.addAll(ada.get(path).elements("main form[method=post]"));
    assertThat(forms).hasSizeGreaterThan(8);
    for (var form : forms)
      assertThat(form.select("input[type=hidden][name=in_organization]").attr("value"))
          .as(form.attr("action"))
          .isEqualTo(meantHere);

    // the other window
    ada.post("/login/organization", "organization", app.organization("globex").value());
    var before = app.contents();
    for (var form : forms) {
      for (var browser : List.of(ada.copy(), ada.copy().htmx())) {
        for (var meant : List.of(acme, "", " ")) {
          var fields = new ArrayList<>(List.of(goodFields()));
          fields.addAll(List.of("in_organization", meant));
          var answer = browser.post(form.attr("action"), fields.toArray(String[]::new));
          assertThat(answer.status()).as(form.attr("action") + meant).isEqualTo(409);
          assertThat(answer.text("main")).contains("You have switched to Globex in another window");
        }
      }
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_page_left_open_opens_no_dialog_of_another_organization() {
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.com");
    var ada = app.as(ADA);
    var acme = app.organization("acmecorp").value();
    var opened = new ArrayList<String>();
    opened.add(ada.get("/ui/organization/users").element("form[role=search]").attr("hx-get"));
    for (var section : Section.values()) {
      if (section.path().endsWith("/security")) continue;
      for (var link :
          ada.get(section.path())
              .elements(
                  "main a[hx-target=#dialog], main .menu-items[hx-target=#dialog] a[hx-get]")) {
        assertThat(link.attr("hx-get")).isEqualTo(link.attr("href"));
        opened.add(link.attr("href"));
      }
    }
    assertThat(opened).hasSizeGreaterThan(8);
    for (var address : opened) assertThat(ada.get(address).status()).as(address).isEqualTo(200);
    // the other window
    ada.post("/login/organization", "organization", app.organization("globex").value());
    for (var address : opened) {
      var whole = ada.get(address);
      assertThat(whole.status()).as(address).isEqualTo(409);
      assertThat(whole.text("main")).contains("You have switched to Globex in another window");
      var swapped = ada.copy().htmx().with("HX-Target", "dialog").get(address);
      assertThat(swapped.status()).as(address).isEqualTo(409);
      assertThat(swapped.header("HX-Reswap")).isEqualTo("none");
      // what a page asks for by itself has no answer where that page is over
      var polled = ada.copy().htmx().with("HX-Target", "poll").get(address);
      assertThat(polled.header("HX-Refresh")).isEqualTo("true");
    }
    for (var section : List.of(Section.GENERAL, Section.USERS, Section.SESSION_POLICY))
      assertThat(ada.get(section.path()).text("#menu .where")).isEqualTo("Globex");
  }

  @Test
  void a_page_left_open_does_nothing_for_somebody_else_who_signed_in_since() {
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.com");
    app.givePasskey(ADA, 1, "Bitwarden", "d548826e-79b4-db40-a3d8-11116f7e8349", "made");
    app.as(ADA); // another session, to be ended
    var ada = app.as(ADA);
    var forms = new ArrayList<Element>();
    var opened = new TreeSet<String>();
    var paths = new ArrayList<>(PAGES);
    paths.addAll(asks());
    for (var section : Section.values()) {
      paths.add(section.path());
      for (var link :
          ada.get(section.path())
              .elements(
                  "main a[hx-target=#dialog], main .menu-items[hx-target=#dialog] a[hx-get]")) {
        assertThat(link.attr("hx-get")).isEqualTo(link.attr("href"));
        opened.add(link.attr("href"));
      }
    }
    assertThat(opened).anyMatch(it -> it.contains("/security/")).hasSizeGreaterThan(12);
    paths.addAll(opened);
    for (var path : paths) forms.addAll(ada.get(path).elements("main form[method=post]"));
    assertThat(forms).hasSizeGreaterThan(15);

    // the other window
    var gus = app.as(GUS);
    var max = app.as(MAX);
    var before = app.contents();
    for (var form : forms) {
      var fields = new ArrayList<String>();
      form.select("input[name]")
          .forEach(it -> fields.addAll(List.of(it.attr("name"), it.attr("value"))));
      for (var browser : List.of(max.copy(), max.copy().htmx(), gus.copy())) {
        var answer =
            form.attr("enctype").isEmpty()
                ? browser.post(form.attr("action"), fields.toArray(String[]::new))
                : browser.postRaw(
                    form.attr("action"),
                    "multipart/form-data; boundary=b",
                    multipart(form.select("[name=in_organization]").attr("value")));
        if (answer.status() == 403 && !form.attr("enctype").isEmpty()) continue;
        assertThat(answer.status()).as(form.attr("action")).isEqualTo(409);
        assertThat(answer.text("main"))
            .contains("Somebody else (")
            .contains("is signed in here now. Nothing was changed.");
      }
    }
    for (var address : opened) {
      var whole = max.get(address);
      assertThat(whole.status()).as(address).isEqualTo(409);
      assertThat(whole.text("main"))
          .contains("Somebody else (max@acmecorp.example) is signed in here now");
      var swapped = max.copy().htmx().with("HX-Target", "dialog").get(address);
      assertThat(swapped.header("HX-Reswap")).isEqualTo("none");
    }
    assertThat(app.contents()).isEqualTo(before);
    var card = ada.get("/ui/profile/security").element("form[data-options]");
    var refused = max.copy().htmx().post(card.attr("data-options"));
    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.body()).startsWith("{\"problem\":\"Somebody else (max@");
    for (var address : opened) assertThat(ada.get(address).status()).as(address).isEqualTo(200);
  }

  private static byte[] multipart(String meant) {
    return ("--b\r\nContent-Disposition: form-data; name=\"in_organization\"\r\n\r\n"
            + meant
            + "\r\n--b--\r\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void what_was_typed_comes_back_when_somebody_else_has_signed_in() {
    var form = app.as(MAX).get("/ui/profile/account").element("main form");
    var meant = form.select("[name=in_organization]").attr("value");
    var fields =
        new String[] {
          "given_name", "Maximilian", "family_name", "Fischer", "in_organization", meant
        };
    var answer = app.as(ADA).post("/ui/profile/account", fields);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.texts("dl dd")).containsExactly("Maximilian", "Fischer");
    // nothing is to be switched back: it is the person who is another one
    assertThat(answer.elements("main form[target=_blank]")).isEmpty();
    var back = answer.element("main form");
    var again = new ArrayList<String>();
    back.select("input").forEach(it -> again.addAll(List.of(it.attr("name"), it.attr("value"))));
    assertThat(app.as(MAX).post(back.attr("action"), again.toArray(String[]::new)).status())
        .isEqualTo(303);
    assertThat(app.all("SELECT given_name FROM users")).contains("Maximilian");
  }

  @Test
  void what_was_typed_comes_back_when_another_organization_was_chosen() {
    var ada = app.as(ADA);
    var acme = app.organization("acmecorp").value();
    ada.post("/login/organization", "organization", app.organization("globex").value());
    var path = "/ui/organization/general/name";
    var fields = new String[] {"display_name", "Acme & Söhne", "in_organization", acme};
    var swapped = ada.copy().htmx().post(path, fields);
    assertThat(swapped.header("HX-Reswap")).isEqualTo("none");
    assertThat(swapped.header("HX-Retarget")).isEmpty();

    var answer = ada.post(path, fields);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.texts("dl dd")).containsExactly("Acme & Söhne");
    var back = answer.element("main form[target=_blank]");
    ada.post(back.attr("action"), "organization", back.select("[name=organization]").attr("value"));
    var form = answer.element("main form[action='" + path + "']");
    var again = new ArrayList<String>();
    form.select("input").forEach(it -> again.addAll(List.of(it.attr("name"), it.attr("value"))));
    assertThat(ada.post(path, again.toArray(String[]::new)).status()).isEqualTo(303);
    assertThat(app.all("SELECT display_name FROM organizations")).contains("Acme & Söhne");
  }

  @Test
  void what_was_typed_comes_back_when_the_session_was_over() {
    var ada = app.as(ADA);
    var name = "Rothaus & <b>Söhne</b> \"1\"";
    var acme = app.organization("acmecorp").value();
    app.arrange("UPDATE sessions SET status = 'revoked', ended_at = created_at");
    var before = app.contents();
    var answer =
        ada.with("Referer", app.origin() + "/ui/organization/general")
            .post(
                "/ui/organization/general/name",
                "display_name",
                name,
                "client_secret",
                "s3cr3t",
                "in_organization",
                acme);

    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.text("h1")).isEqualTo("You are signed out");
    assertThat(answer.element("main ol a").attr("href"))
        .isEqualTo("/login?return_to=%2Fui%2Forganization%2Fgeneral");
    assertThat(answer.texts("dl dd")).containsExactly(name, "••••••");
    assertThat(app.contents()).isEqualTo(before);

    var form = answer.element("main form");
    var fields = new ArrayList<String>();
    form.select("input").forEach(it -> fields.addAll(List.of(it.attr("name"), it.attr("value"))));
    var sent = app.as(ADA).post(form.attr("action"), fields.toArray(String[]::new));
    assertThat(sent.status()).isEqualTo(303);
    assertThat(app.as(ADA).get("/ui/organization/general").element("#display_name").attr("value"))
        .isEqualTo(name);
  }

  @Test
  void a_form_that_cannot_be_decoded_leads_to_sign_in() {
    var form = "application/x-www-form-urlencoded";
    for (var type : List.of(form, form + "; charset=nope", form + "; charset=UTF-16")) {
      for (var broken : List.of("display_name=%zz", "display_name=a%", "%=b")) {
        var answer =
            app.browser()
                .postRaw(
                    "/ui/organization/general/name",
                    type,
                    broken.getBytes(StandardCharsets.US_ASCII));
        assertThat(answer.status()).as(type + " " + broken).isEqualTo(303);
        assertThat(answer.header("Location")).startsWith("/login?return_to=");
      }
    }
  }

  @Test
  void a_form_in_which_nothing_was_typed_leads_to_sign_in() {
    var removal = "/ui/organization/general/name";
    var choice = new String[] {"role", "role_123456789012345678"};
    var list = new String[] {"q", "bob", "status", "active", "has_role", "", "page", "2"};
    for (var fields : List.of(new String[0], choice, list)) {
      var answer = app.browser().post(removal, fields);
      assertThat(answer.status()).isEqualTo(303);
      assertThat(answer.header("Location")).startsWith("/login?return_to=");
    }
  }

  @Test
  void what_is_too_much_is_said_on_the_page_it_was_sent_from() {
    var ada = app.as(ADA);
    var large = "x".repeat(500_000);
    var plain = ada.post("/ui/organization/domains", "domain", large);
    assertThat(plain.status()).isEqualTo(413);
    assertThat(plain.text("h1")).isEqualTo("That is too much");
    assertThat(plain.text("main")).contains("larger than the 64 KB that this address takes");
    assertThat(plain.text("main a")).isEqualTo("Go to Domain Verification");
    var swapped = ada.htmx().post("/ui/organization/domains", "domain", large);
    assertThat(swapped.status()).isEqualTo(413);
    // the form stays, with all that was typed, and the script of the page says this
    assertThat(swapped.header("HX-Reswap")).isEqualTo("none");
    assertThat(swapped.header("HX-Retarget")).isEmpty();
    assertThat(swapped.text("#widget p")).contains("larger than the 64 KB");
    assertThat(swapped.body()).doesNotContain("<html");
  }

  @Test
  void the_way_back_from_an_error_is_the_section_that_was_asked_for() {
    var ada = app.as(ADA);
    assertThat(ada.get("/ui/organization/users/usr_nobody/removal").text("main a"))
        .isEqualTo("Go to Users");
    assertThat(ada.get("/ui/profile/security/nowhere").text("main a")).isEqualTo("Go to Security");
    assertThat(ada.get("/ui/nowhere").text("main a")).isEqualTo("Go to General");
  }

  @Test
  void another_site_cannot_change_anything() {
    app.as(ADA).post("/ui/organization/general/domains", "domain", "acme.com");
    var ada = app.as(ADA);
    app.as(ADA);
    var before = app.contents();
    var sessions = app.contents("sessions");
    var all = changes("/");
    assertThat(all).contains("/logout", "/login", "/login/code").hasSizeGreaterThan(15);

    for (var path : all) {
      if (path.startsWith("/dev/")) continue;
      var form = goodFields();
      for (var site : List.of("cross-site", "same-site", "none", "SAME-ORIGIN", "x"))
        assertThat(ada.copy().with("Sec-Fetch-Site", site).post(path, form).status())
            .as(path + " " + site)
            .isEqualTo(403);
      for (var origin :
          List.of(
              "https://evil.example",
              "null",
              "http://localhost:8080.evil.example",
              "http://localhost:80800",
              "https://localhost:8080",
              "http://LOCALHOST:8080 http://evil.example"))
        assertThat(ada.copy().with("Origin", origin).postBare(path, form).status())
            .as(path + " " + origin)
            .isEqualTo(403);
      assertThat(
              ada.copy()
                  .with("Sec-Fetch-Site", "cross-site")
                  .with("Origin", "http://localhost:8080")
                  .postBare(path, form)
                  .status())
          .isEqualTo(403);
      assertThat(ada.copy().postBare(path, form).status()).as(path).isEqualTo(403);
    }
    assertThat(app.contents()).isEqualTo(before);
    assertThat(app.contents("sessions")).isEqualTo(sessions);
  }

  @Test
  void where_browsers_send_no_fetch_metadata_our_own_origin_is_enough() {
    var answer =
        app.as(ADA)
            .with("Origin", "http://localhost:8080")
            .postBare("/ui/organization/general/name", "display_name", "Acme");

    assertThat(answer.status()).isEqualTo(303);
    assertThat(app.one("SELECT display_name FROM organizations WHERE slug = 'acmecorp'"))
        .isEqualTo("Acme");
  }

  @Test
  void a_permission_taken_away_is_gone_with_the_next_request() {
    var max = app.as(MAX);
    assertThat(max.get("/ui/organization/users").status()).isEqualTo(200);

    app.arrange(
        "UPDATE roles SET effective_permissions = 'sk_org_settings_read' WHERE name = 'member'");

    var refused = max.get("/ui/organization/users");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.texts("nav li")).containsExactly("General", "My Account", "Security");
    assertThat(refused.has("header.top")).isTrue();
    assertThat(refused.text(".menu-open")).isEqualTo("AcmeCorp");

    app.arrange("UPDATE roles SET effective_permissions = '' WHERE name = 'member'");
    var nothing = max.get("/ui/organization/users");
    assertThat(nothing.texts("nav li")).containsExactly("My Account", "Security");
    assertThat(nothing.text(".menu-open")).isEqualTo("Menu");
  }

  @Test
  void managing_without_reading_is_enough_to_see_the_settings_but_not_the_people() {
    app.arrange(
        "UPDATE roles SET effective_permissions = 'sk_org_settings_manage sk_org_users_invite"
            + " sk_org_users_delete' WHERE name = 'member'");
    var max = app.as(MAX);

    assertThat(max.get("/ui/organization/general").has("#name-save")).isTrue();
    assertThat(max.get("/ui/organization/users").status()).isEqualTo(403);
    assertThat(max.get("/ui/organization/users/invitations").status()).isEqualTo(403);
    var before = app.contents();
    assertThat(max.post("/ui/organization/users/" + app.user(ADA).value() + "/removal").status())
        .isEqualTo(403);
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_deactivated_membership_closes_the_organization_with_the_next_request() {
    var max = app.as(MAX);
    app.arrange(
        "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '"
            + app.user(MAX).value()
            + "'");

    assertThat(max.get("/ui/organization/users").header("Location"))
        .startsWith("/login/organization");
    assertThat(max.get("/ui/profile/account").texts("nav li"))
        .containsExactly("My Account", "Security");
    assertThat(max.get("/login/organization").texts(".choice")).isEmpty();
  }

  @Test
  void there_is_no_organization_in_any_address_to_tamper_with() {
    var gus = app.as(GUS);
    var acme = app.organization("acmecorp").value();

    for (var name : List.of("organization", "organization_id", "org", "oid"))
      assertThat(gus.get("/ui/organization/users?" + name + "=" + acme).text("h1"))
          .isEqualTo("Users (2)");
    gus.post(
        "/ui/organization/general/name",
        "display_name",
        "Mine",
        "organization_id",
        acme,
        "id",
        acme);
    assertThat(app.one("SELECT display_name FROM organizations WHERE slug = 'acmecorp'"))
        .isEqualTo("AcmeCorp");
  }

  private static final Set<String> WITHOUT_COOKIE =
      Set.of("client", "cross_site_post", "api", "directory");

  /** Every changing route below a prefix, its parameters filled with what exists. */
  private List<String> changes(String prefix) {
    return routes("POST", prefix);
  }

  private List<String> asks() {
    return routes("GET", "/ui/organization/").stream()
        .filter(path -> path.split("/").length > 4)
        .toList();
  }

  private List<String> routes(String method, String prefix) {
    var domain = app.all("SELECT id FROM email_domains WHERE domain = 'acme.com'");
    var session = app.sessionsOf(app.user(ADA)).get(0);
    return app.app().routes().lines().stream()
        .map(line -> line.split("\\s+"))
        // what proves itself by what is sent: no cookie is read
        .filter(parts -> !WITHOUT_COOKIE.contains(parts[2]))
        .filter(parts -> parts[0].equals(method) && parts[1].startsWith(prefix))
        .map(
            parts ->
                parts[1]
                    .replace("{user}", app.user("tove.hansen@acmecorp.example").value())
                    .replace("{domain}", domain.isEmpty() ? "x" : domain.get(0))
                    .replace("{session}", session)
                    .replace("{passkey}", "cred_000000000000000001")
                    .replace("{token}", "a".repeat(43))
                    .replaceAll("\\{.*?}", "none"))
        .toList();
  }

  private String[] goodFields() {
    return new String[] {
      "display_name", "Changed",
      "domain", "changed.example",
      "email", "changed@acme.com",
      "role", app.role("member").value(),
      "given_name", "Changed",
      "family_name", "Changed",
      "organization", app.organization("globex").value()
    };
  }
}
