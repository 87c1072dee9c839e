package dev.hostedui.customer.directory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.customer.CustomerSide;
import dev.hostedui.customer.SiteClient;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DirectoryTest {

  private static final String HERE = "/directory/initech.example";
  private static final String IVY = HERE + "/people/p-1001";
  private static final String NOOR = HERE + "/people/p-1002";
  private static final String IT = HERE + "/groups/g-1004";
  private static final String SCHEMAS =
      "\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]";

  private RecordingApp app;
  private CustomerSide side;
  private SiteClient client;

  @BeforeEach
  void start() {
    app = new RecordingApp();
    side = start(null);
  }

  private CustomerSide start(Path file) {
    var it = new CustomerSide(new CustomerSide.Setup("127.0.0.1", 0, 0, file), Clock.systemUTC());
    assertThat(it.start()).isTrue();
    client = new SiteClient(it.url());
    return it;
  }

  @AfterEach
  void stop() {
    side.close();
    app.close();
  }

  // ------------------------------------------------------------------ using it

  private Document page(String path) {
    var answer = client.get(path);
    assertThat(answer.statusCode()).isEqualTo(200);
    return Jsoup.parse(answer.body());
  }

  private void post(String path, Map<String, String> fields) {
    assertThat(client.post(path, fields).statusCode()).isEqualTo(303);
  }

  private void connect(String vendor) {
    connect(vendor, "");
  }

  private void connect(String vendor, String flag) {
    post(
        HERE + "/provisioning/test",
        Map.of("vendor", vendor, "endpoint", app.endpoint() + flag, "token", RecordingApp.TOKEN));
    post(HERE + "/provisioning/all", Map.of());
    app.came();
  }

  private static Map<String, String> noor(String... changed) {
    var fields = new HashMap<String, String>();
    fields.put("given_name", "Noor");
    fields.put("family_name", "Newcomer");
    fields.put("email", "noor@initech.example");
    fields.put("title", "Engineer");
    fields.put("department", "Products");
    fields.put("group", "g-1005");
    for (var i = 0; i < changed.length; i += 2) fields.put(changed[i], changed[i + 1]);
    return fields;
  }

  private List<String> said(String path, Map<String, String> fields) {
    post(path, fields);
    return app.lines();
  }

  // ------------------------------------------------------------------ as the vendors speak

  private static String patched(String operations) {
    return "{" + SCHEMAS + ",\"Operations\":[" + operations + "]}";
  }

  @Test
  void okta_looks_up_by_user_name_and_changes_without_a_path() {
    connect("OKTA");

    assertThat(said(HERE + "/people", newcomer()))
        .containsExactly(
            "GET /Users?filter=userName%20eq%20%22riley%40initech.example%22&startIndex=1&count=100",
            "POST /Users {\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\","
                + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],"
                + "\"userName\":\"riley@initech.example\",\"externalId\":\"p-1006\","
                + "\"name\":{\"givenName\":\"Riley\",\"familyName\":\"O\\\"Kta\"},"
                + "\"displayName\":\"Riley O\\\"Kta\",\"emails\":[{\"value\":\"riley@initech.example\","
                + "\"type\":\"work\",\"primary\":true}],\"active\":true,\"locale\":\"en-US\","
                + "\"password\":\"N3verSt0red!\",\"groups\":[]}",
            "PATCH /Groups/g4 "
                + patched(
                    "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"u6\","
                        + "\"display\":\"riley@initech.example\"}]}"));
    assertThat(said(NOOR, noor("family_name", "King", "title", "Chief")))
        .containsExactly(
            "PATCH /Users/u2 "
                + patched(
                    "{\"op\":\"replace\",\"value\":{\"name\":{\"givenName\":\"Noor\","
                        + "\"familyName\":\"King\"},\"displayName\":\"Noor King\",\"title\":\"Chief\"}}"));
    assertThat(said(NOOR + "/suspend", Map.of()))
        .containsExactly(
            "PATCH /Users/u2 " + patched("{\"op\":\"replace\",\"value\":{\"active\":false}}"));
    assertThat(said(IT, Map.of("name", "IT EU", "member", "p-1002")))
        .containsExactly(
            "PATCH /Groups/g4 "
                + patched(
                    "{\"op\":\"replace\",\"value\":{\"id\":\"g4\",\"displayName\":\"IT EU\"}}"),
            "PATCH /Groups/g4 "
                + patched(
                    "{\"op\":\"remove\",\"path\":\"members[value eq \\\"u1\\\"]\"},"
                        + "{\"op\":\"remove\",\"path\":\"members[value eq \\\"u6\\\"]\"},"
                        + "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"u2\","
                        + "\"display\":\"noor@initech.example\"}]}"));
  }

  private static Map<String, String> newcomer() {
    return Map.of(
        "given_name", "Riley",
        "family_name", "O\"Kta",
        "email", "riley@initech.example",
        "group", "g-1004");
  }

  @Test
  void okta_never_deletes_people_and_finds_who_comes_back() {
    connect("OKTA");

    assertThat(said(NOOR + "/leave", Map.of()))
        .containsExactly(
            "PATCH /Users/u2 " + patched("{\"op\":\"replace\",\"value\":{\"active\":false}}"),
            "PATCH /Groups/g5 "
                + patched("{\"op\":\"remove\",\"path\":\"members[value eq \\\"u2\\\"]\"}"));
    assertThat(page(NOOR).text()).contains("Okta never deletes people in an app.");
    assertThat(said(NOOR + "/return", Map.of()))
        .containsExactly(
            "PATCH /Users/u2 " + patched("{\"op\":\"replace\",\"value\":{\"active\":true}}"));
  }

  @Test
  void oktas_wizard_puts_back_what_it_read_and_groups_whole() {
    connect("OKTA_WIZARD");

    var said = said(NOOR + "/suspend", Map.of());
    assertThat(said).hasSize(2);
    assertThat(said.get(0)).isEqualTo("GET /Users/u2");
    assertThat(said.get(1))
        .startsWith("PUT /Users/u2 {")
        .contains("\"meta\":{", "\"groups\":[]", "\"id\":\"u2\"", "\"active\":false");
    assertThat(said(IT, Map.of("name", "IT", "member", "p-1003")))
        .containsExactly(
            "PUT /Groups/g4 {\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:Group\"],"
                + "\"displayName\":\"IT\",\"id\":\"g4\",\"members\":[{\"value\":\"u3\","
                + "\"display\":\"ilja@initech.example\"}]}");
  }

  @Test
  void entra_writes_switches_as_text_and_removes_members_by_a_list() {
    connect("ENTRA");

    assertThat(said(NOOR + "/suspend", Map.of()))
        .containsExactly(
            "PATCH /Users/u2 "
                + patched("{\"op\":\"Replace\",\"path\":\"active\",\"value\":\"False\"}"));
    assertThat(said(NOOR, noor("family_name", "King", "title", "")))
        .containsExactly(
            "PATCH /Users/u2 "
                + patched(
                    "{\"op\":\"Replace\",\"path\":\"displayName\",\"value\":\"Noor King\"},"
                        + "{\"op\":\"Replace\",\"path\":\"name.familyName\",\"value\":\"King\"},"
                        + "{\"op\":\"Remove\",\"path\":\"title\"}"));
    assertThat(said(IT, Map.of("name", "IT EU", "member", "p-1002")))
        .containsExactly(
            "PATCH /Groups/g4 "
                + patched("{\"op\":\"Replace\",\"path\":\"displayName\",\"value\":\"IT EU\"}"),
            "PATCH /Groups/g4 "
                + patched(
                    "{\"op\":\"Remove\",\"path\":\"members\",\"value\":[{\"$ref\":null,\"value\":\"u1\"}]}"),
            "PATCH /Groups/g4 "
                + patched(
                    "{\"op\":\"Add\",\"path\":\"members\",\"value\":[{\"$ref\":null,\"value\":\"u2\"}]}"));
    assertThat(said(NOOR + "/provision", Map.of()).subList(0, 1))
        .containsExactly("GET /Users?filter=externalId+eq+%22p-1002%22");
  }

  @Test
  void entra_deletes_who_has_left_only_later() {
    connect("ENTRA");

    assertThat(said(NOOR + "/leave", Map.of())).noneMatch(it -> it.startsWith("DELETE"));
    assertThat(said(NOOR + "/erase", Map.of())).containsExactly("DELETE /Users/u2");
    assertThat(client.get(NOOR).statusCode()).isEqualTo(404);
  }

  @Test
  void entra_with_its_flag_is_closer_to_the_standard() {
    connect("ENTRA", "?aadOptscim062020");

    assertThat(said(NOOR, noor("family_name", "King", "email", "noor.king@initech.example")))
        .containsExactly(
            "PATCH /Users/u2?aadOptscim062020 "
                + patched(
                    "{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\","
                        + "\"value\":\"noor.king@initech.example\"},"
                        + "{\"op\":\"replace\",\"value\":{\"displayName\":\"Noor King\","
                        + "\"name.familyName\":\"King\",\"userName\":\"noor.king@initech.example\"}}"));
    assertThat(said(NOOR + "/suspend", Map.of()))
        .containsExactly(
            "PATCH /Users/u2?aadOptscim062020 "
                + patched("{\"op\":\"replace\",\"path\":\"active\",\"value\":false}"));
    assertThat(said(IT, Map.of("name", "IT", "member", "p-1002")))
        .containsExactly(
            "PATCH /Groups/g4?aadOptscim062020 "
                + patched("{\"op\":\"remove\",\"path\":\"members[value eq \\\"u1\\\"]\"}"),
            "PATCH /Groups/g4?aadOptscim062020 "
                + patched(
                    "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"$ref\":null,\"value\":\"u2\"}]}"));
  }

  @Test
  void onelogin_speaks_an_old_draft_and_deletes_who_leaves() {
    connect("ONELOGIN");

    var said = said(NOOR, noor("title", "Chief"));
    assertThat(said).hasSize(1);
    assertThat(said.get(0))
        .startsWith("PUT /Users/u2?& {\"schemas\":[\"urn:scim:schemas:core:2.0\",")
        .contains("\"urn:scim:schemas:extension:enterprise:2.0\":{\"department\":\"Products\"}");
    assertThat(said(HERE + "/people", newcomer()))
        .satisfiesExactly(
            it ->
                assertThat(it)
                    .isEqualTo("GET /Users?filter=userName+eq+%22riley%40initech.example%22&"),
            it -> assertThat(it).contains("\"emails\":{\"value\":\"riley@initech.example\"}"),
            it -> assertThat(it).startsWith("PATCH /Groups/g4 "));
    assertThat(said(NOOR + "/leave", Map.of())).containsExactly("DELETE /Users/u2");
    assertThat(said(NOOR + "/return", Map.of()))
        .satisfiesExactly(
            it -> assertThat(it).startsWith("GET /Users?filter="),
            it -> assertThat(it).startsWith("POST /Users "));
  }

  @Test
  void jumpcloud_tells_of_each_member_twice_and_leaves_groups_where_they_are() {
    connect("JUMPCLOUD");

    var add =
        "PATCH /Groups/g4 "
            + patched(
                "{\"op\":\"add\",\"path\":\"members\",\"value\":[{\"value\":\"u2\","
                    + "\"display\":\"noor@initech.example\"}]}");
    post(IT, Map.of("name", "jc-it", "member", "p-1002"));
    assertThat(app.lines())
        .containsExactly(
            "PATCH /Groups/g4 "
                + patched("{\"op\":\"replace\",\"value\":{\"displayName\":\"jc-it\"}}"),
            "PATCH /Groups/g4 "
                + patched("{\"op\":\"remove\",\"path\":\"members[value eq \\\"u1\\\"]\"}"),
            add,
            add);
    assertThat(said(NOOR + "/suspend", Map.of()))
        .containsExactly(
            "PATCH /Users/u2 "
                + patched("{\"op\":\"replace\",\"path\":\"active\",\"value\":false}"));
    assertThat(said(IT + "/delete", Map.of()))
        .containsExactly(
            "PATCH /Groups/g4 "
                + patched("{\"op\":\"remove\",\"path\":\"members[value eq \\\"u2\\\"]\"}"));
    assertThat(app.held).containsKey("g4");
    assertThat(client.get(IT).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(strings = {"OKTA", "OKTA_WIZARD", "ENTRA", "ONELOGIN", "JUMPCLOUD"})
  void everybody_is_provisioned_once_and_what_is_told_again_makes_nobody_twice(String vendor) {
    connect(vendor);

    assertThat(app.held).hasSize(5);
    assertThat(said(HERE + "/provisioning/all", Map.of())).isEmpty();
    assertThat(page(HERE).select("td .tag.good").eachText().stream().filter("Up to date"::equals))
        .hasSize(5);
    assertThat(said(HERE + "/provisioning/again", Map.of())).hasSizeGreaterThan(5);
    assertThat(app.held).hasSize(5);
    assertThat(said(IT + "/delete", Map.of())).isNotEmpty();
    assertThat(said(HERE + "/people/p-1003/leave", Map.of())).isNotEmpty();
    assertThat(page(HERE).select(".problem")).isEmpty();
  }

  @Test
  void the_headers_are_those_of_the_vendor_and_the_token_is_shown_to_nobody() {
    post(
        HERE + "/provisioning/test",
        Map.of("vendor", "OKTA", "endpoint", app.endpoint() + "/", "token", RecordingApp.TOKEN));
    var okta = app.came().get(0);
    assertThat(okta.target()).isEqualTo("/Users?startIndex=1&count=2");
    assertThat(okta.headers().getFirst("User-Agent")).isEqualTo("Okta SCIM Client 1.0.0");
    assertThat(okta.headers().getFirst("Content-Type"))
        .isEqualTo("application/scim+json; charset=utf-8");
    post(
        HERE + "/provisioning/test",
        Map.of("vendor", "ENTRA", "endpoint", app.endpoint(), "token", ""));
    var entra = app.came().get(0);
    assertThat(entra.target()).startsWith("/Users?filter=userName+eq+%2212345678-");
    assertThat(entra.headers()).doesNotContainKeys("Accept", "Content-type");
    for (var path : List.of("", "/provisioning", "/calls"))
      assertThat(client.get(HERE + path).body()).doesNotContain(RecordingApp.TOKEN);
    assertThat(page(HERE + "/calls").text()).contains("Authorization: Bearer …9xYz");
  }

  // ------------------------------------------------------------------ what goes wrong

  @Test
  void a_test_that_fails_saves_nothing_and_says_why() {
    var answer =
        client.post(
            HERE + "/provisioning/test",
            Map.of("vendor", "OKTA", "endpoint", app.endpoint(), "token", "wrong"));
    assertThat(answer.statusCode()).isEqualTo(422);
    var page = Jsoup.parse(answer.body());
    assertThat(page.select("[role=alert]").text()).contains("401: The token is wrong.");
    assertThat(page.select("#endpoint").attr("value")).isEqualTo(app.endpoint());
    assertThat(page(HERE).text()).contains("No app is told of anything yet.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nowhere", "ftp://127.0.0.1/", "http://", "http://[", "//host/x"})
  void what_is_no_endpoint_is_not_saved(String endpoint) {
    for (var path : List.of("/provisioning", "/provisioning/test"))
      assertThat(
              client
                  .post(HERE + path, Map.of("vendor", "OKTA", "endpoint", endpoint, "token", "x"))
                  .statusCode())
          .isEqualTo(422);
  }

  @Test
  void what_the_app_refuses_stays_here_and_is_said_until_it_is_taken() {
    connect("OKTA");

    post(HERE + "/contractor", Map.of());
    var page = page(HERE);
    assertThat(page.select(".problem").text())
        .contains("Cora Contractor: 400 invalidValue: elsewhere.example is not a verified domain.");
    assertThat(page.select("tr:contains(Cora) .tag.bad").text()).isEqualTo("Refused");
    app.came();
    post(NOOR, noor("title", "Chief"));
    assertThat(app.lines()).as("others are told of alone").hasSize(1);
    post(HERE + "/people/p-1006/leave", Map.of());
    post(HERE + "/people/p-1006/erase", Map.of());
    assertThat(page(HERE).select(".problem")).isEmpty();
  }

  @Test
  void an_app_that_has_lost_somebody_is_told_of_them_anew() {
    connect("OKTA");
    app.held.remove("u2");
    app.held.remove("g4");

    post(NOOR, noor("title", "Chief"));
    post(IT, Map.of("name", "IT", "member", "p-1002"));
    assertThat(app.held.values())
        .extracting(it -> it.path("displayName").asText())
        .contains("Noor Newcomer", "IT");
    assertThat(page(HERE).select(".problem")).isEmpty();
  }

  @Test
  void an_app_that_does_not_answer_is_asked_once() {
    connect("OKTA");
    app.close();

    post(HERE + "/provisioning/again", Map.of());
    assertThat(page(HERE).select(".problem").text()).contains("does not answer");
    assertThat(page(HERE + "/calls").select("details .tag").first().text()).isEqualTo("No answer");
    assertThat(page(HERE).select(".problem li")).hasSize(1);
  }

  private List<String> misbehaving(String mischief) {
    post(HERE + "/provisioning/misbehave", Map.of("mischief", mischief));
    app.came();
    return said(HERE + "/people", newcomer());
  }

  @Test
  void everything_twice_and_side_by_side_makes_one_person() {
    connect("OKTA");
    assertThat(misbehaving("TWICE").stream().filter(it -> it.startsWith("POST"))).hasSize(2);
    post(HERE + "/people/p-1006/leave", Map.of());
    post(HERE + "/provisioning/misbehave", Map.of("mischief", "SIDE_BY_SIDE"));
    post(HERE + "/people", noor("email", "side@initech.example"));
    assertThat(app.lines().stream().filter(it -> it.startsWith("POST"))).hasSize(4);
    assertThat(app.held).hasSize(7);
    assertThat(page(HERE).select(".problem")).isEmpty();
  }

  @Test
  void groups_come_before_their_members_by_the_directorys_own_ids() {
    connect("OKTA");
    var said = misbehaving("GROUPS_FIRST");
    assertThat(said.get(0)).startsWith("PATCH /Groups/g4 ").contains("\"value\":\"p-1006\"");
    assertThat(said.get(2)).startsWith("POST /Users ");
    post(HERE + "/provisioning/misbehave", Map.of());
    assertThat(said(HERE + "/provisioning/all", Map.of())).isEmpty();
  }

  @Test
  void a_token_goes_wrong_in_two_ways() {
    connect("OKTA");
    for (var mischief : List.of("WRONG_TOKEN", "DOUBLED_BEARER")) {
      post(HERE + "/provisioning/misbehave", Map.of("mischief", mischief));
      post(NOOR, noor("title", mischief));
      assertThat(page(HERE).select(".problem").text()).contains("401: The token is wrong.");
    }
    var sent = new ArrayList<String>();
    for (var it : app.came()) sent.add(it.headers().getFirst("Authorization"));
    assertThat(sent.get(sent.size() - 1)).isEqualTo("Bearer Bearer " + RecordingApp.TOKEN);
  }

  @Test
  void what_the_app_holds_is_read_page_by_page() {
    connect("OKTA");
    for (var i = 0; i < 4; i++) post(HERE + "/people", noor("email", i + "@initech.example"));
    post(HERE + "/people/p-1006/leave", Map.of());
    app.held.get("u1").put("userName", "stranger@initech.example");
    app.came();

    post(HERE + "/provisioning/read", Map.of());
    assertThat(app.lines())
        .containsExactly(
            "GET /Users?startIndex=1&count=5",
            "GET /Users?startIndex=6&count=5",
            "GET /Groups?startIndex=1&count=5");
    assertThat(page(HERE + "/provisioning").select(".notice").text())
        .isEqualTo(
            "The app holds 7 people and 2 groups; not known here: stranger@initech.example.");
  }

  // ------------------------------------------------------------------ the pages

  @Test
  void what_cannot_be_here_comes_back_as_typed() {
    for (var wrong :
        List.of(
            noor("email", "no address"),
            noor("email", "IVY@initech.example"),
            noor("family_name", " "),
            noor("title", "x".repeat(101)))) {
      for (var path : List.of(HERE + "/people", NOOR)) {
        var answer = client.post(path, wrong);
        assertThat(answer.statusCode()).isEqualTo(422);
        var page = Jsoup.parse(answer.body());
        assertThat(page.select("[role=alert]").text()).isNotEmpty();
        assertThat(page.select("#email").attr("value")).isEqualTo(wrong.get("email"));
        assertThat(page.select("#in-g-1005").hasAttr("checked")).isTrue();
      }
    }
    for (var name : List.of("", "it", "x".repeat(101)))
      for (var path : List.of(HERE + "/groups", HERE + "/groups/g-1005")) {
        var answer = client.post(path, Map.of("name", name));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select("#name").attr("value")).isEqualTo(name);
      }
  }

  @Test
  void nobody_and_nowhere_is_not_found() {
    for (var path :
        List.of(
            "/directory/globex.example",
            "/directory/globex.example/calls",
            "/directory/globex.example/provisioning",
            HERE + "/people/p-2001",
            HERE + "/groups/g-2004"))
      assertThat(client.get(path).statusCode()).as(path).isEqualTo(404);
    assertThat(client.post(HERE + "/people/p-9/suspend", Map.of()).statusCode()).isEqualTo(404);
    assertThat(client.get("/directory").headers().firstValue("Location")).hasValue(HERE);
  }

  @Test
  void another_site_changes_nothing() {
    var answer = client.post(IVY + "/leave", Map.of(), "Sec-Fetch-Site", "cross-site");
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(page(IVY).select("h2").eachText()).contains("Active");
  }

  @Test
  void what_is_here_and_what_was_told_outlast_a_restart(@TempDir Path folder) {
    side.close();
    side = start(folder.resolve("customer.json"));
    connect("ENTRA");
    post(NOOR + "/suspend", Map.of());
    post(HERE + "/provisioning/misbehave", Map.of("mischief", "TWICE"));
    side.close();

    side = start(folder.resolve("customer.json"));
    app.came();
    assertThat(page(NOOR).select("h2").eachText()).contains("Suspended");
    assertThat(said(HERE + "/provisioning/all", Map.of())).isEmpty();
    assertThat(page(HERE + "/provisioning").select("#m-TWICE").hasAttr("checked")).isTrue();
  }

  @Test
  void another_app_is_told_everything_from_the_beginning() {
    connect("OKTA");
    post(IT + "/delete", Map.of());
    try (var other = new RecordingApp()) {
      post(
          HERE + "/provisioning/test",
          Map.of("vendor", "OKTA", "endpoint", other.endpoint(), "token", ""));
      assertThat(page(HERE).select("tr:contains(Noor)").text()).contains("Not yet there");
      post(HERE + "/provisioning/all", Map.of());
      assertThat(other.held).hasSize(4);
      post(HERE + "/provisioning/forget", Map.of());
      assertThat(page(HERE).text()).contains("No app is told of anything yet.");
    }
  }
}
