package dev.hostedui.portal.scim;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.apitoken.ApiTokens;
import dev.hostedui.identity.directory.DirectoryUser;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.LoggedRequest.About;
import dev.hostedui.identity.directory.Remark;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log of a directory's calls, its health, trying a request, and the drift. */
class RequestLogTest {

  private static final String PAGE = "/ui/organization/scim";
  private static final String REQUESTS = PAGE + "/requests";
  private static final String TRIAL = PAGE + "/trial";
  private static final String READER =
      "UPDATE roles SET effective_permissions = effective_permissions || ' sk_org_scim_read' WHERE"
          + " name = 'member'";
  private static final String DEACTIVATION =
      """
      {"Operations":[{"op":"replace","path":"active","value":false}],\
      "schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]}\
      """;

  @RegisterExtension static final TestApp app = TestApp.start();

  private TestApp.Browser ada;
  private Pushes pushes;

  @BeforeEach
  void connect() {
    ada = app.as(ADA, "acmecorp");
    ada.post(PAGE + "/provider", "provider", "OKTA");
    pushes = new Pushes(app, app.organization("acmecorp"));
  }

  private void note(
      String method,
      String path,
      int status,
      @Nullable String detail,
      @Nullable String body,
      About about,
      @Nullable Effect effect,
      Remark... remarks) {
    var core = app.app().core();
    var directory = core.directories.of(app.organization("acmecorp")).orElseThrow();
    core.directoryRequests.note(
        new LoggedRequest(
            directory.id(),
            new LoggedRequest.Call(
                "req-12345", method, path, "203.0.113.7", "Okta <b>SCIM</b> Client", body),
            new LoggedRequest.Answer(status, 12, status == 400 ? "invalidValue" : null, detail),
            about,
            effect,
            List.of(remarks)));
    while (core.directoryRequests.writeNoted() > 0)
      assertThat(core.directoryRequests.lost()).isZero();
  }

  private void refuse(String person, String code, String detail) {
    note("POST", "/Users", 400, detail, "{}", About.user(null, person), null, Remark.of(code));
  }

  private String newest() {
    return ada.get(REQUESTS).element(".calls a").attr("href");
  }

  // ------------------------------------------------------------------ the log

  @Test
  void before_the_first_call_the_page_says_what_it_will_list() {
    var page = ada.get(REQUESTS);
    assertThat(page.text(".empty h2")).isEqualTo("The directory has not called yet");
    assertThat(page.text(".health")).contains("It has never called.");
  }

  @Test
  void who_came_into_a_group_and_who_went_out_is_told() {
    note(
        "PATCH",
        "/Groups/x",
        204,
        null,
        null,
        About.group(null, "Guides"),
        Effect.UPDATED,
        Remark.of(Remark.MEMBERS_JOINED, "lena@acmecorp.example, tom@acmecorp.example", 12),
        Remark.of(Remark.MEMBERS_LEFT, "max@acmecorp.example", 0));
    assertThat(ada.get(newest()).text("main"))
        .contains(
            "Came into the group: lena@acmecorp.example, tom@acmecorp.example and 12 more.",
            "Went out of the group: max@acmecorp.example.");
  }

  @Test
  void a_filter_is_shown_as_people_write_it_and_tried_as_it_was_sent() {
    var sent = "/Users?filter=userName+eq%20%22a%2Bb%40acmecorp.example%22&count=1";
    note("GET", sent, 200, null, null, About.NOTHING, null);
    note("GET", "/Users?filter=%", 400, "x", null, About.NOTHING, null);
    var page = ada.get(REQUESTS);
    assertThat(page.text(".calls"))
        .contains("GET /Users?filter=userName eq \"a+b@acmecorp.example\"&count=1")
        .contains("GET /Users?filter=%");
    var all = page.elements(".calls a").stream().map(it -> it.attr("href")).toList();
    var one = ada.get(all.get(1));
    assertThat(one.text("main")).contains("filter=userName eq \"a+b@acmecorp.example\"");
    assertThat(ada.get(one.element("a[href*=trial]").attr("href")).element("[name=path]").val())
        .isEqualTo(sent);
  }

  @Test
  void a_body_that_is_no_json_is_kept_whole_and_one_that_is_long_is_cut() {
    var cut = "Only its beginning was kept.";
    for (var body : List.of("{\"x\":", "no json", "{}")) {
      note("POST", "/Users", 400, "x", body, About.NOTHING, null);
      var call = ada.get(newest());
      assertThat(call.text(".answer").replace(" ", "")).isEqualTo(body.replace(" ", ""));
      assertThat(call.text("main")).doesNotContain(cut);
      assertThat(call.has("#try")).isEqualTo(body.equals("{}"));
    }
    note("POST", "/Users", 400, "x", "{\"x\":\"" + "y".repeat(20_000), About.NOTHING, null);
    assertThat(ada.get(newest()).text("main")).contains(cut);
  }

  @Test
  void a_sync_is_called_so_and_what_it_read_is_counted() {
    var about = About.user(null, "bob@acmecorp.example");
    note("POLL", "/Users", 400, "x", null, about, null, Remark.of("foreign_domain", "a.example"));
    note("POLL", "/", 200, null, null, About.NOTHING, null, Remark.of("poll_done", 1, 1, 0, 0));
    note("POLL", "/", 200, null, null, About.NOTHING, null, Remark.of("poll_done", 2, 0, 1, 0));
    assertThat(ada.get(REQUESTS).text(".calls"))
        .contains("Sync of a person", "Read 1 person and 1 group: 0 changed")
        .contains("Read 2 people and 0 groups: 1 changed")
        .doesNotContain("POLL");
  }

  @Test
  void who_was_deleted_since_is_named_without_a_link() {
    var lena = pushes.person("Lena Lang");
    var email = "lena.lang@acmecorp.example";
    note("POST", "/Users", 201, null, null, About.user(lena.id(), email), Effect.CREATED);
    var address = ada.get(REQUESTS).element(".calls a").attr("href");
    assertThat(ada.get(address).has(".said a:contains(" + email + ")")).isTrue();

    app.arrange("DELETE FROM directory_users WHERE id = '" + lena.id().value() + "'");

    assertThat(ada.get(address).text(".said")).contains(email);
    assertThat(ada.get(address).has(".said a:contains(" + email + ")")).isFalse();
  }

  @Test
  void calls_are_listed_newest_first_and_found_by_whom_what_and_how_they_ended() {
    var lena = pushes.person("Lena Lang");
    var sales = pushes.group("Sales");
    note(
        "POST",
        "/Users",
        201,
        null,
        null,
        About.user(lena.id(), "lena.lang@acmecorp.example"),
        Effect.CREATED);
    note(
        "PATCH",
        "/Groups/x",
        200,
        null,
        null,
        About.group(sales.id(), "Sales"),
        Effect.UPDATED,
        Remark.of(Remark.MEMBERS_PENDING, 2, "later"));
    refuse("guest@gmail.example", "foreign_domain", "Not gmail.example.");
    note("GET", "/Users?count=1", 200, null, null, About.NOTHING, null);

    var page = ada.get(REQUESTS);

    assertThat(page.texts(".calls .strong"))
        .containsExactly("GET /Users?count=1", "POST /Users", "PATCH /Groups/x", "POST /Users");
    assertThat(page.texts(".calls .grow .muted"))
        .containsExactly(
            "guest@gmail.example · Not gmail.example.",
            "Sales · Updated. Members that have not been sent yet: 2. They come in as soon as they"
                + " are; the first is later.",
            "lena.lang@acmecorp.example · Created.");
    assertThat(calls("?outcome=refused")).hasSize(1);
    assertThat(calls("?method=POST")).hasSize(2);
    assertThat(calls("?about=LENA.lang%40acmecorp.example")).hasSize(1);
    assertThat(calls("?about=" + lena.id().value())).hasSize(1);
    assertThat(calls("?about=" + sales.id().value())).hasSize(1);
    assertThat(calls("?about=guest%40gmail.example&outcome=refused&method=POST")).hasSize(1);
    assertThat(ada.get(REQUESTS + "?about=nobody").text(".empty h2"))
        .isEqualTo("No request matches");
    assertThat(calls("?method=%27&outcome=x&after=y")).hasSize(4);
  }

  private List<String> calls(String query) {
    return ada.get(REQUESTS + query).texts(".calls li");
  }

  @Test
  void many_calls_have_pages_that_keep_what_they_are_narrowed_to() {
    for (var i = 0; i < 45; i++) {
      refuse("p" + i + "@gmail.example", "foreign_domain", "No.");
      note("GET", "/Users", 200, null, null, About.NOTHING, null);
    }
    var seen = new ArrayList<String>();
    for (var address = REQUESTS + "?outcome=refused"; !address.isEmpty(); ) {
      var page = ada.get(address);
      seen.addAll(page.texts(".calls .muted"));
      address = page.has("#next") ? page.element("#next").attr("href") : "";
    }
    assertThat(seen.stream().filter(it -> it.contains("gmail")).distinct()).hasSize(45);
  }

  @Test
  void one_call_shows_its_body_without_secrets_why_it_was_refused_and_what_to_do() {
    note(
        "POST",
        "/Users",
        400,
        "Not gmail.example.",
        "{\"userName\":\"<i>guest</i>\",\"password\":\"hunter2\"}",
        About.user(null, "guest@gmail.example"),
        null,
        Remark.of("foreign_domain", "gmail.example"),
        Remark.of("attributes_ignored", "shoeSize"));
    var page = ada.get(newest());
    assertThat(page.text(".finding")).contains("Not gmail.example.", "Have the domain verified");
    assertThat(page.text(".answer")).contains("<i>guest</i>", "(hidden)");
    assertThat(page.body()).doesNotContain("hunter2");
    assertThat(page.text(".one-call"))
        .contains("guest@gmail.example", "not kept: shoeSize", "12 ms", "req-12345", "<b>SCIM</b>");
    assertThat(page.element("#try").attr("href")).startsWith(TRIAL + "?from=dirreq_");
  }

  @Test
  void a_deactivation_tells_what_ended_and_how_soon() {
    var lena = pushes.person("Lena Lang");
    app.as("lena.lang@acmecorp.example");
    app.app()
        .core()
        .apiTokens
        .create(
            new Actor.Internal("test"),
            new ApiTokens.Wanted(lena.organization(), lena.user(), "", Map.of(), null));
    pushes.deactivate(lena);
    note(
        "PATCH",
        "/Users/" + lena.id().value(),
        200,
        null,
        DEACTIVATION,
        About.user(lena.id(), lena.email().value()),
        Effect.DEACTIVATED);
    assertThat(ada.get(newest()).text(".one-call"))
        .contains(
            "Access ended",
            "ms after the call arrived: the role Member; 1 session (unknown browser at 127.0.0.1, last active 23 Nov 2026, 10:00 UTC); 1 API token while they are out.");
    assertThat(ada.get(PAGE + "/users/" + lena.id().value()).text(".drawer"))
        .contains(
            "This ended: the role Member; 1 session (unknown browser at 127.0.0.1, last active 23 Nov 2026, 10:00 UTC); 1 API token while they are out.");
  }

  // ------------------------------------------------------------------ health

  @Test
  void the_health_says_what_is_wrong_in_words() {
    for (var i = 0; i < 3; i++) {
      refuse("guest@gmail.example", "foreign_domain", "Not gmail.example.");
      app.clock().advance(Duration.ofMinutes(1));
    }
    note("GET", "/Users", 200, null, null, About.NOTHING, null);
    note("GET", "/Users", 401, "x", null, About.NOTHING, null, Remark.of("token_bearer_twice"));
    assertThat(ada.get(REQUESTS).text(".health"))
        .contains(
            "4, of which 3 were refused (75 %)",
            "Not gmail.example. Have the domain verified",
            "3 times, the last time",
            "The word “Bearer” stands before the token twice. Enter only the token");
    assertThat(ada.get(newest()).has("#try")).isFalse();
    refuse("guest@hotmail.example", "foreign_domain", "Not hotmail.example.");
    assertThat(ada.get(REQUESTS).text(".health"))
        .contains(
            "Not hotmail.example. Have the domain verified", "4 times like this, the last time");
    app.clock().advance(Duration.ofDays(8));
    assertThat(ada.get(REQUESTS).text(".health")).doesNotContain("Bearer");
  }

  @Test
  void a_fault_of_ours_is_not_the_directorys_to_correct() {
    note("POST", "/Users", 500, "Something went wrong here.", "{}", About.NOTHING, null);
    assertThat(ada.get(REQUESTS).text(".health"))
        .contains("Something went wrong here. The fault is ours, not your directory's.")
        .doesNotContain("Correct it in your directory");
  }

  // ------------------------------------------------------------------ trying

  @Test
  void a_request_of_the_log_is_tried_without_a_trace_and_carried_out_with_one() {
    var lena = pushes.person("Lena Lang");
    var path = "/Users/" + lena.id().value();
    note(
        "PATCH",
        path,
        503,
        "Later.",
        DEACTIVATION,
        About.user(lena.id(), lena.email().value()),
        null);
    var form = ada.get(ada.get(newest()).element("#try").attr("href"));
    assertThat(form.element("#try-path").attr("value")).isEqualTo(path);
    assertThat(form.text("#try-body")).contains("\"active\"");

    var rehearsed =
        ada.post(TRIAL + "/rehearsal", "method", "PATCH", "path", path, "body", DEACTIVATION);
    assertThat(rehearsed.status()).isEqualTo(200);
    assertThat(rehearsed.text("#outcome")).isEqualTo("What would come of it");
    assertThat(rehearsed.has("#outcome[autofocus]")).isTrue();
    assertThat(rehearsed.text(".card:has(#outcome)")).contains("200", "Deactivated.");
    assertThat(rehearsed.text("#try-body")).contains("\"active\"");
    assertThat(active(lena)).isTrue();
    assertThat(calls("")).hasSize(1);

    var done = ada.post(TRIAL + "/replay", "method", "PATCH", "path", path, "body", DEACTIVATION);
    assertThat(done.text("#outcome")).isEqualTo("What came of it");
    assertThat(active(lena)).isFalse();
    app.app().core().directoryRequests.writeNoted();
    assertThat(calls("").get(0)).contains("Deactivated.", "Sent again by " + ADA);
  }

  @Test
  void a_dry_run_says_what_ends_and_what_one_loses_oneself() {
    var lena = pushes.person("Lena Lang");
    app.as("lena.lang@acmecorp.example");
    var path = "/Users/" + lena.id().value();
    var form = new String[] {"method", "DELETE", "path", path, "body", ""};
    var rehearsed = ada.post(TRIAL + "/rehearsal", form);
    assertThat(rehearsed.text(".card:has(#outcome)"))
        .contains("For lena.lang@acmecorp.example this ends: the role Member; 1 session")
        .doesNotContain("You lose");
    assertThat(ada.post(TRIAL + "/replay", form).text(".card:has(#outcome)"))
        .contains("For lena.lang@acmecorp.example this ended: the role Member; 1 session");

    var own =
        """
        {"userName":"%s","active":false,"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}\
        """
            .formatted(ADA);
    assertThat(
            ada.post(TRIAL + "/rehearsal", "method", "POST", "path", "/Users", "body", own)
                .text(".card:has(#outcome)"))
        .contains("For " + ADA + " this ends: the role Admin", "You lose your own access.");
  }

  @Test
  void a_dry_run_warns_who_loses_a_role_by_it() {
    var own =
        """
        {"userName":"%s","schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}\
        """
            .formatted(ADA);
    ada.post(TRIAL + "/replay", "method", "POST", "path", "/Users", "body", own);
    var group = pushes.group("Admins", ADA).id().value();
    app.arrange(
        "UPDATE directory_groups SET role_id = '"
            + app.role("admin").value()
            + "' WHERE id = '"
            + group
            + "'");
    var rehearsed =
        ada.post(TRIAL + "/rehearsal", "method", "DELETE", "path", "/Groups/" + group, "body", "");
    assertThat(rehearsed.text(".card:has(#outcome)"))
        .contains("Went out of the group: " + ADA, "You lose Admin yourself.");
  }

  @Test
  void why_a_directory_was_refused_is_said_in_the_apps_word_for_an_organization() {
    var core = app.app().core();
    core.brandingChanges.change(
        new Actor.Internal("test"), null, Map.of(BrandingSetting.ORGANIZATION_WORD, "Workspace"));
    var stranger =
        "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\"],\"userName\":\"x@other.example\"}";
    var tried = ada.post(TRIAL + "/replay", "method", "POST", "path", "/Users", "body", stranger);
    core.directoryRequests.writeNoted();
    var why = "The workspace has not verified the domain other.example.";
    assertThat(tried.text(".card:has(#outcome)")).contains(why);
    assertThat(ada.get(REQUESTS).text(".calls li")).contains(why);
    // once, and true for who has no Domain Verification
    assertThat(ada.get(newest()).text(".finding"))
        .contains(why, "Have the domain verified")
        .containsOnlyOnce("under Domain Verification where it is switched on");
    assertThat(ada.get(PAGE + "/drift").text(".drift:has(#refused)")).contains(why);

    refuse("y@other.example", "other_organization", "y belongs elsewhere.");
    assertThat(ada.get(newest()).text(".finding"))
        .contains("y belongs elsewhere.", "belong to one workspace only");
  }

  @Test
  void what_was_hidden_is_not_tried_and_the_page_says_what_that_is() {
    var path = "/Users/" + pushes.person("Lena Lang").id().value();
    var body = "{\"userName\":\"x\",\"urn:acme\":{\"accessToken\":\"(hidden)\"}}";
    for (var verb : List.of("/rehearsal", "/replay")) {
      var refused = ada.post(TRIAL + verb, "method", "PUT", "path", path, "body", body);
      assertThat(refused.status()).isEqualTo(422);
      assertThat(refused.text("[role=alert]")).contains("hidden", "accessToken", "take them out");
      assertThat(refused.text("#try-body")).contains("accessToken");
    }
  }

  @Test
  void who_reloads_after_a_trial_is_at_the_trial() {
    var form = new String[] {"method", "GET", "path", "/Users", "body", ""};
    for (var shown : List.of(TRIAL, TRIAL + "?from=req_1", TRIAL + "/rehearsal"))
      for (var verb : List.of("/rehearsal", "/replay")) {
        var answer =
            ada.copy().htmx().with("HX-Current-URL", app.origin() + shown).post(TRIAL + verb, form);
        assertThat(answer.status()).isEqualTo(200);
        // none, where the address is that of the trial already
        assertThat(answer.header("HX-Replace-Url"))
            .as(shown)
            .isEqualTo(shown.endsWith("/rehearsal") ? TRIAL : "");
      }
    assertThat(ada.get(TRIAL).status()).isEqualTo(200);
  }

  @Test
  void of_a_bulk_request_each_operation_says_what_becomes_of_it() {
    var lena = pushes.person("Lena Lang");
    var bulk =
        """
        {"Operations":[{"method":"PATCH","path":"/Users/%1$s","data":%2$s},
                       {"method":"DELETE","path":"/Users/%1$s"},
                       {"method":"DELETE","path":"/Users/nobody"}]}\
        """
            .formatted(lena.id().value(), DEACTIVATION);
    var page = ada.post(TRIAL + "/rehearsal", "method", "POST", "path", "/Bulk", "body", bulk);
    assertThat(page.text(".card:has(#outcome)"))
        .contains("A bulk request of 3 operations, of which 1 failed.")
        .doesNotContain("only reads");
    assertThat(page.texts(".calls li"))
        .containsExactly(
            "200 PATCH /Users/"
                + lena.id().value()
                + " "
                + lena.email().value()
                + " · Deactivated.",
            "204 DELETE /Users/" + lena.id().value() + " " + lena.email().value() + " · Removed.",
            "404 DELETE /Users/nobody This user was not found. It may have been removed.");
    assertThat(active(lena)).isTrue();
    var done = ada.post(TRIAL + "/replay", "method", "POST", "path", "/Bulk", "body", bulk);
    assertThat(done.texts(".calls li .muted")).hasSize(3);
    assertThat(done.text(".toast")).contains("Not everything was carried out.");
    assertThat(done.text(".card:has(#outcome)")).doesNotContain("only reads");
    // what reads says so
    var read = ada.post(TRIAL + "/rehearsal", "method", "GET", "path", "/Users", "body", "");
    assertThat(read.text(".card:has(#outcome)")).contains("It only reads.");
  }

  private static boolean active(DirectoryUser user) {
    return app.one(
            "SELECT COUNT(*) FROM directory_users WHERE deactivated_at IS NULL AND id = '"
                + user.id().value()
                + "'")
        .equals("1");
  }

  @Test
  void another_method_than_those_of_the_list_is_refused() {
    var refused = ada.post(TRIAL + "/rehearsal", "method", "BREW", "path", "/Users", "body", "");
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.has("#outcome")).isFalse();
  }

  @Test
  void what_cannot_be_tried_is_said_and_what_was_typed_stays() {
    var refused =
        ada.post(TRIAL + "/rehearsal", "method", "POST", "path", "/Users", "body", "{\"x\":");
    assertThat(refused.text(".card:has(#outcome)")).contains("400");
    assertThat(refused.text("#try-body")).contains("{\"x\":");
    var filter =
        ada.post(
            TRIAL + "/rehearsal", "method", "GET", "path", "/Users?filter=userName+eq", "body", "");
    assertThat(filter.text(".card:has(#outcome)"))
        .contains("A value is missing", "Check custom matching rules");
    var other =
        ada.post(
            TRIAL + "/rehearsal",
            "method",
            "GET",
            "path",
            "https://x.example/directory/dir_000000000000000009/scim/v2/Users",
            "body",
            "");
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.text(".notice.failed")).isNotEmpty();
    assertThat(ada.post(TRIAL + "/rehearsal", "method", "TRACE", "path", "", "body", "").status())
        .isLessThan(500);
  }

  // ------------------------------------------------------------------ drift

  @Test
  void the_drift_names_who_is_known_on_one_side_only() {
    pushes.person("Max Member");
    pushes.group("Sales", "still-to-come");
    refuse("guest@gmail.example", "foreign_domain", "Not gmail.example.");
    var back = pushes.person("Bea Back");
    pushes.deactivate(back);
    var drawer = PAGE + "/users/" + back.id().value();
    assertThat(ada.get(drawer).text(".drawer")).contains("no access until it activates them");
    // as an earlier version let somebody come back
    app.arrange(
        "UPDATE memberships SET status = 'ACTIVE' WHERE user_id = '"
            + app.user("bea.back@acmecorp.example").value()
            + "'");
    assertThat(ada.get(drawer).text(".drawer"))
        .contains("an active member here all the same")
        .doesNotContain("no access");
    var page = ada.get(PAGE + "/drift");
    assertThat(page.text(".drift:has(#still-member)")).contains("bea.back@acmecorp.example");
    assertThat(page.text(".drift:has(#refused)"))
        .contains("guest@gmail.example", "Not gmail.example.");
    assertThat(page.text(".drift:has(#no-member)")).contains("is an active member");
    assertThat(page.elements(".drift:has(#never-sent) li")).hasSize(5);
    assertThat(page.text(".drift:has(#awaited)")).contains("still-to-come", "in Sales");
    assertThat(ada.get(page.element(".drift:has(#refused) a").attr("href")).text(".finding"))
        .contains("Have the domain verified");

    var seen = new ArrayList<String>();
    for (var address = page.element("#more-never-sent").attr("href"); !address.isEmpty(); ) {
      var part = ada.get(address);
      seen.addAll(part.texts(".drift li .strong"));
      assertThat(part.elements(".drift")).hasSize(1);
      address = part.has("#more-never-sent") ? part.element("#more-never-sent").attr("href") : "";
    }
    assertThat(seen).hasSizeGreaterThan(20).doesNotHaveDuplicates().contains(ADA, MAX);
    assertThat(ada.get(PAGE + "/drift?list=x%27&after=%27").elements(".drift")).hasSize(5);
  }

  // ------------------------------------------------------------------ who sees it

  @Test
  void who_may_only_look_tries_nothing_and_who_may_not_sees_nothing() {
    note("POST", "/Users", 201, null, "{}", About.NOTHING, Effect.CREATED);
    var one = newest();
    for (var address : List.of(REQUESTS, one, PAGE + "/drift", TRIAL))
      assertThat(app.as(MAX).get(address).status()).as(address).isEqualTo(403);
    app.arrange(READER);
    var max = app.as(MAX);
    assertThat(max.get(REQUESTS).has("#trial")).isFalse();
    assertThat(max.get(one).status()).isEqualTo(200);
    assertThat(max.get(one).has("#try")).isFalse();
    assertThat(max.get(PAGE + "/drift").status()).isEqualTo(200);
    assertThat(max.get(TRIAL).status()).isEqualTo(403);
    for (var verb : List.of("/rehearsal", "/replay"))
      assertThat(max.post(TRIAL + verb, "method", "GET", "path", "/Users", "body", "").status())
          .isEqualTo(403);
  }

  @Test
  void another_organization_finds_none_of_it() {
    note(
        "POST",
        "/Users",
        201,
        null,
        "{}",
        About.user(null, "lena@acmecorp.example"),
        Effect.CREATED);
    var one = newest();
    var ivy = app.as(IVY);
    assertThat(ivy.get(REQUESTS).status()).isEqualTo(404);
    ivy.post(PAGE + "/provider", "provider", "OKTA");
    assertThat(ivy.get(one).status()).isEqualTo(404);
    assertThat(ivy.get(TRIAL + "?from=" + one.substring(one.lastIndexOf('/') + 1)).status())
        .isEqualTo(404);
    assertThat(ivy.get(REQUESTS + "?about=lena%40acmecorp.example").texts(".calls li")).isEmpty();
    assertThat(ivy.get(PAGE + "/drift").body()).doesNotContain("acmecorp.example");
    assertThat(ada.get(REQUESTS + "/nonsense").status()).isEqualTo(404);
  }

  @Test
  void the_words_are_plain_and_none_is_empty() throws IOException {
    var words = new Properties();
    try (var in =
        new InputStreamReader(
            Objects.requireNonNull(RequestWords.class.getResourceAsStream("requests.properties")),
            StandardCharsets.UTF_8)) {
      words.load(in);
    }
    assertThat(words).hasSizeGreaterThan(40);
    words.forEach(
        (key, text) ->
            assertThat(text.toString())
                .as(key.toString())
                .matches("[A-Z{“].*[.!]")
                .doesNotContain("<", "—", "  "));
    for (var key : words.stringPropertyNames())
      if (key.startsWith("remark.token_"))
        assertThat(words).containsKey(key.replace("remark.", "remedy."));
  }
}
