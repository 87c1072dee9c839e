package dev.hostedui.portal.scim;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Answer;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SCIM Provisioning page: choosing, connecting, tokens, on and off. */
class ScimWidgetTest {

  private static final String PAGE = "/ui/organization/scim";
  private static final String READER =
      "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_scim_read' WHERE"
          + " name = 'member'";
  private static final String NO_DOMAIN =
      "DELETE FROM email_domains WHERE domain_type = 'ORGANIZATION_DOMAIN'";

  @RegisterExtension static final TestApp app = TestApp.start();

  private TestApp.Browser ada;

  @BeforeEach
  void signIn() {
    ada = app.as(ADA, "acmecorp");
  }

  private Answer choose(String provider) {
    var answer = ada.post(PAGE + "/provider", "provider", provider);
    assertThat(answer.status()).isEqualTo(200);
    return answer;
  }

  private static String token(Answer answer) {
    return answer.text(".once code");
  }

  /** The directory calls, as far as the page can see. */
  private static void call(String token) {
    var tokens = app.app().core().directoryTokens;
    tokens.noteUse(tokens.find(token).orElseThrow());
  }

  private static boolean good(String token) {
    return app.app().core().directoryTokens.find(token).orElseThrow().state().good();
  }

  private String newest() {
    return ada.get(PAGE + "/token/rotation").element("[name=newest]").attr("value");
  }

  private Answer rotate(String grace) {
    return ada.post(PAGE + "/token/rotation", "newest", newest(), "grace", grace);
  }

  // ------------------------------------------------------------------ who sees it

  @Test
  void it_shows_only_to_those_who_may_and_where_it_is_switched_on() {
    assertThat(app.as(MAX).get(PAGE).status()).isEqualTo(403);
    assertThat(app.as(GUS).get(PAGE).status()).isEqualTo(403);
    assertThat(app.as(MAX).post(PAGE + "/provider", "provider", "OKTA").status()).isEqualTo(403);
    assertThat(app.count("directories")).isZero();
    app.arrange("UPDATE organizations SET features = 'sso' WHERE slug = 'acmecorp'");
    assertThat(ada.get(PAGE).status()).isEqualTo(403);
    assertThat(ada.get("/ui/organization/general").texts("#menu a"))
        .doesNotContain("SCIM Provisioning");
  }

  @Test
  void it_stands_between_single_sign_on_and_the_domains() {
    assertThat(ada.get(PAGE).texts("#menu a"))
        .containsSubsequence("Single Sign On", "SCIM Provisioning", "Domain Verification");
  }

  @Test
  void who_may_only_look_reads_that_nothing_is_configured_yet() {
    app.arrange(READER);
    var page = app.as(MAX).get(PAGE);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.text(".empty h2")).isEqualTo("SCIM provisioning is not configured yet");
    assertThat(page.has("form.choose")).isFalse();
  }

  @Test
  void who_may_only_look_can_press_nothing() {
    var token = token(choose("OKTA"));
    app.arrange(READER);
    var max = app.as(MAX);
    var page = max.get(PAGE);

    assertThat(page.status()).isEqualTo(200);
    assertThat(page.has("#widget form, #widget details.menu")).isFalse();
    assertThat(page.text(".tokens")).contains(token.substring(60));
    assertThat(page.body()).doesNotContain(token);
    var id = app.one("SELECT id FROM directory_tokens");
    for (var path :
        List.of(
            "/provider",
            "/token/rotation",
            "/tokens/" + id + "/revocation",
            "/enabling",
            "/disabling"))
      assertThat(max.post(PAGE + path, "newest", id).status()).as(path).isEqualTo(403);
    assertThat(good(token)).isTrue();
  }

  @Test
  void another_site_cannot_post_to_it() {
    var answer =
        ada.with("Sec-Fetch-Site", "cross-site").post(PAGE + "/provider", "provider", "OKTA");
    assertThat(answer.status()).isEqualTo(403);
    assertThat(app.count("directories")).isZero();
  }

  @Test
  void another_organization_sees_nothing_of_it() {
    var token = token(choose("OKTA"));
    var id = app.one("SELECT id FROM directory_tokens");
    var ivy = app.as(IVY);

    assertThat(ivy.get(PAGE).text("legend")).isEqualTo("Select your Directory Provider");
    assertThat(ivy.get(PAGE + "/tokens/" + id + "/revocation").status()).isEqualTo(404);
    ivy.post(PAGE + "/provider", "provider", "CUSTOM");
    assertThat(ivy.get(PAGE + "/tokens/" + id + "/revocation").status()).isEqualTo(404);
    assertThat(ivy.post(PAGE + "/tokens/" + id + "/revocation").status()).isEqualTo(404);
    assertThat(good(token)).isTrue();
  }

  // ------------------------------------------------------------------ choosing

  @Test
  void the_directories_that_call_us_stand_in_a_grid() {
    var page = ada.get(PAGE);
    assertThat(page.texts(".provider .strong"))
        .containsExactly(
            "Okta",
            "OneLogin",
            "Entra ID (Azure AD)",
            "JumpCloud",
            "Ping Identity",
            "Custom Provider");
    assertThat(page.elements("input[type=radio][checked]")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "NOBODY", "GOOGLE"})
  void only_one_of_them_can_be_chosen(String provider) {
    var answer = ada.post(PAGE + "/provider", "provider", provider);
    assertThat(answer.status()).isEqualTo(422);
    assertThat(answer.text("#choose-error")).startsWith("Choose ");
    assertThat(answer.has(".providers[tabindex=-1][aria-invalid=true]")).isTrue();
    assertThat(app.count("directories")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"OKTA", "ONELOGIN", "MICROSOFT_AD", "JUMPCLOUD", "PING_IDENTITY", "CUSTOM"})
  void each_guide_brings_the_address_of_this_directory(String provider) {
    var page = choose(provider);
    assertThat(page.texts(".copied code").get(0))
        .startsWith(
            app.app().core().config.issuer()
                + "/directory/"
                + app.one("SELECT id FROM directories")
                + "/scim/v2");
    assertThat(page.elements(".todo li")).hasSizeGreaterThan(4);
    assertThat(page.text("#directory-state")).isEqualTo("Waiting to connect with your Directory…");
    assertThat(app.events())
        .contains("organization.directory_created", "organization.directory_enabled");
  }

  @Test
  void the_token_is_shown_once_and_never_again() {
    var answer = choose("OKTA");
    var token = token(answer);

    assertThat(token).matches("[A-Za-z0-9]{64}");
    assertThat(answer.header("Cache-Control")).contains("no-store");
    assertThat(answer.text(".once .notice")).contains("shown this once");
    var again = ada.get(PAGE);
    assertThat(again.body()).doesNotContain(token);
    assertThat(again.text(".tokens"))
        .contains("••••", token.substring(60), "Never used", "by ada@");
    assertThat(app.contents()).doesNotContain(token);
  }

  @Test
  void choosing_twice_makes_one_directory() {
    choose("OKTA");
    ada.post(PAGE + "/provider", "provider", "OKTA");
    assertThat(app.count("directories")).isEqualTo(1);
    assertThat(app.count("directory_tokens")).isEqualTo(1);
  }

  @Test
  void another_provider_can_be_chosen_while_nothing_has_arrived() {
    var token = token(choose("OKTA"));
    assertThat(ada.get(PAGE + "/provider").element("#provider-OKTA").hasAttr("checked")).isTrue();
    assertThat(ada.post(PAGE + "/provider", "provider", "JUMPCLOUD").status()).isEqualTo(303);
    assertThat(app.one("SELECT provider FROM directories")).isEqualTo("JUMPCLOUD");

    call(token);
    assertThat(ada.get(PAGE).texts(".menu-items a")).doesNotContain("Change provider");
    assertThat(ada.get(PAGE + "/provider").status()).isEqualTo(409);
    assertThat(ada.post(PAGE + "/provider", "provider", "OKTA").status()).isEqualTo(409);
    assertThat(app.one("SELECT provider FROM directories")).isEqualTo("JUMPCLOUD");
  }

  // ------------------------------------------------------------------ waiting and connecting

  @Test
  void a_page_that_waits_hears_by_itself_that_the_directory_has_connected() {
    var token = token(choose("OKTA"));
    var poll = ada.get(PAGE).element("#arrivals").attr("hx-get");
    assertThat(poll).startsWith(PAGE + "/arrivals?round=1&state=WAITING&in_organization=usr_");
    assertThat(ada.htmx().get(poll).has("#directory-state")).isFalse();

    call(token);
    var news = ada.copy().htmx().get(poll);
    assertThat(news.element("#directory-state").attr("hx-swap-oob")).isEqualTo("true");
    assertThat(news.text("#directory-state")).isEqualTo("Connected");
    assertThat(news.element("#arrivals").attr("data-announce"))
        .isEqualTo("Your directory has connected.");
    app.arrange("UPDATE directories SET user_count = 3, group_count = 2");
    news = ada.copy().htmx().get(poll);
    assertThat(news.text("#count-users")).isEqualTo("(3)");
    assertThat(news.text("#count-groups")).isEqualTo("(2)");
    assertThat(news.element("#count-groups").attr("hx-swap-oob")).isEqualTo("true");
    assertThat(news.element("#arrivals").attr("hx-get")).contains("round=2&state=CONNECTED");
  }

  @Test
  void it_stops_asking_after_a_while_and_says_so() {
    choose("OKTA");
    var last = ada.htmx().get(PAGE + "/arrivals?round=" + Arrivals.MOST_ROUNDS + "&state=WAITING");
    assertThat(last.element("#arrivals").hasAttr("hx-get")).isFalse();
    assertThat(last.text("#arrivals")).contains("Reload the page");
    assertThat(ada.htmx().get(PAGE + "/arrivals?round=9999999&state=none").status()).isEqualTo(200);
  }

  @Test
  void without_script_a_reload_shows_it() {
    var token = token(choose("OKTA"));
    call(token);
    var page = ada.get(PAGE);
    assertThat(page.text("#directory-state")).isEqualTo("Connected");
    assertThat(page.text(".tokens")).contains("Created just now by").contains("Last used just now");
    assertThat(page.texts(".tokens time[title], #arrivals time[title]")).hasSize(3);
    assertThat(page.has(".todo")).isTrue();
    app.arrange("UPDATE directories SET user_count = 1");
    assertThat(ada.get(PAGE).has(".todo")).isFalse();
    assertThat(ada.get(PAGE + "?guide").has(".todo")).isTrue();
    assertThat(ada.get(PAGE + "/arrivals").status()).isEqualTo(303);
  }

  @Test
  void a_directory_that_has_fallen_silent_is_said_to_be_so_where_everybody_looks() {
    var token = token(choose("OKTA"));
    call(token);
    assertThat(ada.get(PAGE).has("#widget > .notice.failed")).isFalse();
    app.clock().advance(Duration.ofDays(60));
    var page = app.as(ADA, "acmecorp").get(PAGE);
    assertThat(page.text("#widget > .notice.failed"))
        .startsWith("The directory has been silent since");
    assertThat(page.element("#widget > .notice.failed a").attr("href"))
        .isEqualTo(PAGE + "/requests");
    // nothing beside it says that all is well
    assertThat(page.text("#directory-state")).isEqualTo("Silent");
    assertThat(page.has("#arrivals .notice")).isFalse();
    call(token);
    assertThat(app.as(ADA, "acmecorp").get(PAGE).text("#directory-state")).isEqualTo("Connected");
  }

  @Test
  void without_a_verified_domain_it_says_that_nobody_can_come() {
    assertThat(choose("OKTA").body()).doesNotContain("Nobody can be provisioned yet");
    app.arrange(NO_DOMAIN);
    var page = ada.get(PAGE);
    assertThat(page.text(".notice.waiting")).startsWith("Nobody can be provisioned yet.");
    assertThat(page.element(".notice.waiting a").attr("href"))
        .isEqualTo("/ui/organization/domains");
    // whoever sees the page and not the domains turns to somebody who does
    app.arrange(READER);
    assertThat(app.as(MAX, "acmecorp").get(PAGE).text(".notice.waiting"))
        .endsWith("Ask an admin to verify one under Domain Verification.");
    app.arrange("UPDATE organizations SET features = 'dir_sync' WHERE slug = 'acmecorp'");
    for (var path : List.of(PAGE, PAGE + "/enabling"))
      assertThat(ada.get(path).text(".notice.waiting"))
          .endsWith("Domain Verification is not switched on here. Ask the people who run the app.");
  }

  // ------------------------------------------------------------------ tokens

  @Test
  void a_new_token_takes_the_place_of_the_old_one_which_lives_on_as_long_as_was_chosen() {
    var first = token(choose("OKTA"));
    var second = token(rotate("DAY"));

    assertThat(second).matches("[A-Za-z0-9]{64}").isNotEqualTo(first);
    assertThat(good(first)).isTrue();
    var page = ada.get(PAGE);
    assertThat(page.texts(".tokens .pill")).containsExactly("Active", "Replaced, ends in 1 day");
    app.clock().advance(Duration.ofHours(25));
    assertThat(good(first)).isFalse();
    assertThat(good(second)).isTrue();
    assertThat(ada.get(PAGE).texts(".tokens .pill")).containsExactly("Active");
  }

  @Test
  void it_can_take_its_place_at_once() {
    var first = token(choose("OKTA"));
    // but not by a form that does not say when
    var second = token(ada.post(PAGE + "/token/rotation", "newest", newest()));
    assertThat(good(first)).isTrue();
    rotate("NONE");
    assertThat(good(first)).isFalse();
    assertThat(good(second)).isFalse();
  }

  @Test
  void a_form_that_is_sent_twice_makes_one_token() {
    choose("OKTA");
    var newest = newest();
    var second = token(ada.post(PAGE + "/token/rotation", "newest", newest, "grace", "NONE"));
    var again = ada.post(PAGE + "/token/rotation", "newest", newest, "grace", "NONE");

    assertThat(again.status()).isEqualTo(409);
    assertThat(again.toast()).startsWith("Another token was made meanwhile");
    assertThat(good(second)).isTrue();
    assertThat(app.count("directory_tokens")).isEqualTo(2);
  }

  @Test
  void a_token_can_be_revoked_and_the_page_says_that_none_is_left() {
    var token = token(choose("OKTA"));
    var id = app.one("SELECT id FROM directory_tokens");
    var ask = ada.get(PAGE + "/tokens/" + id + "/revocation");
    assertThat(ask.text("#ask-title"))
        .isEqualTo("Revoke the token that ends in " + token.substring(60) + "?");
    assertThat(ask.text("#ask")).contains("No other token is good.");

    assertThat(ada.post(PAGE + "/tokens/" + id + "/revocation").status()).isEqualTo(303);
    assertThat(good(token)).isFalse();
    var page = ada.get(PAGE);
    assertThat(page.text(".notice.failed")).startsWith("No token is good.");
    assertThat(page.has("#token-new")).isTrue();
    assertThat(token(rotate(""))).matches("[A-Za-z0-9]{64}");
    assertThat(ada.get(PAGE + "/tokens/" + id + "/revocation").status()).isEqualTo(404);
    assertThat(ada.get(PAGE + "/tokens/nonsense/revocation").status()).isEqualTo(404);
  }

  @Test
  void a_token_that_ends_soon_is_marked() {
    choose("OKTA");
    app.clock().advance(Duration.ofDays(345));
    var later = app.as(ADA, "acmecorp");
    assertThat(later.get(PAGE).text(".tokens .pill.waiting")).isEqualTo("Expires in 20 days");
    app.clock().advance(Duration.ofDays(21));
    assertThat(app.as(ADA, "acmecorp").get(PAGE).text(".tokens .pill.bad")).isEqualTo("Expired");
  }

  // ------------------------------------------------------------------ on and off

  @Test
  void it_can_be_disabled_and_enabled_after_saying_what_that_means() {
    choose("OKTA");
    var pushes = new Pushes(app, app.organization("acmecorp"));
    pushes.deactivate(pushes.person("Tom Thorn"));
    assertThat(ada.get(PAGE + "/disabling").text("#ask"))
        .contains("keep access here", "Nobody is signed out")
        .doesNotContain("came by it");
    pushes.person("Lena Lang");
    assertThat(ada.get(PAGE + "/disabling").text("#ask"))
        .contains("the one person who came by it keeps their access");
    assertThat(ada.post(PAGE + "/disabling").status()).isEqualTo(303);
    var page = ada.get(PAGE);
    assertThat(page.text("#directory-state")).isEqualTo("Disabled");
    assertThat(page.text("#arrivals")).contains("Not listening.");
    assertThat(page.element("#arrivals").hasAttr("hx-get")).isFalse();
    assertThat(page.texts(".menu-items a"))
        .contains("Enable directory")
        .doesNotContain("Disable directory");

    app.arrange(NO_DOMAIN);
    assertThat(ada.get(PAGE + "/enabling").text("#ask")).contains("Nobody can be provisioned yet");
    assertThat(ada.post(PAGE + "/enabling").status()).isEqualTo(303);
    assertThat(ada.get(PAGE).text("#directory-state"))
        .isEqualTo("Waiting to connect with your Directory…");
    assertThat(app.events())
        .endsWith("organization.directory_disabled", "organization.directory_enabled");
  }

  @Test
  void nothing_can_be_done_before_a_provider_is_chosen() {
    for (var path : List.of("/enabling", "/disabling", "/token/rotation"))
      assertThat(ada.get(PAGE + path).status()).as(path).isEqualTo(404);
    assertThat(ada.htmx().get(PAGE + "/arrivals?round=1").status()).isEqualTo(404);
    assertThat(ada.post(PAGE + "/disabling").status()).isEqualTo(404);
    assertThat(ada.get(PAGE + "/enabling").text("main"))
        .contains("Choose a directory provider first.")
        .doesNotContain("removed");
  }
}
