package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The statements that only the API has, on the other engine: everything that reads, with each
 * search and with the page after the first. What changes something calls verbs, which are tested on
 * both.
 */
class ReadingOnPostgresqlTest {

  private static TestApp app;

  @BeforeAll
  static void start() {
    app = TestApp.start(Engine.POSTGRESQL, Map.of());
  }

  @AfterAll
  static void close() {
    app.close();
  }

  @Test
  void everything_that_reads_answers_as_described() {
    var document = new Document(app);
    var scene = new Scene(app);
    var api = ApiClient.of(app);
    var read = 0;
    for (var it : document.operations) {
      if (!it.method().equals("GET") || it.id().endsWith("ByExternalId")) continue;
      // these need more than the scene has at first, and read by verbs
      if (it.id().equals("syncDirectory") || it.path().equals("/connections/{connection_id}"))
        continue;
      if (!scene.hasAll(it)) continue;
      read++;
      var answer = api.send("GET", scene.addressWithQuery(it), null);
      assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      assertThat(document.differences(it, 200, answer.json())).as(answer.toString()).isEmpty();
    }
    assertThat(read).isGreaterThan(30);
  }

  @Test
  void a_page_of_connections_has_those_of_all_with_the_domains_that_lead_to_them() {
    var api = ApiClient.of(app);
    var path = "/organizations/" + app.organization("acmecorp").value() + "/connections";
    for (var type : List.of("SAML", "OIDC"))
      api.post(path, "{\"provider\":\"OKTA\",\"type\":\"" + type + "\"}");
    var all = api.get("/organizations/-/connections?page_size=30").json().at("/connections");
    assertThat(all.size()).isGreaterThanOrEqualTo(2);
    var ofAcme = 0;
    for (var it : all) {
      var one =
          api.get(
              "/organizations/"
                  + it.get("organization_id").asText()
                  + "/connections/"
                  + it.get("id").asText());
      var domains = new ArrayList<String>();
      one.json().at("/connection/domains").forEach(d -> domains.add(d.get("domain").asText()));
      var listed = new ArrayList<String>();
      it.get("domains").forEach(d -> listed.add(d.asText()));
      assertThat(listed).isEqualTo(domains);
      if (listed.contains("acmecorp.example")) ofAcme++;
    }
    assertThat(ofAcme).isPositive();
  }

  @Test
  void searches_find_and_pages_lead_on_and_back() {
    var api = ApiClient.of(app);
    var acme = "/organizations/" + app.organization("acmecorp").value();
    for (var list :
        new String[] {
          "/users?page_size=10",
          "/users:search?query=acme&page_size=2",
          acme + "/users?page_size=2",
          acme + "/users:search?query=acme&page_size=2"
        }) {
      var first = api.get(list);
      var next = api.get(list + "&page_token=" + first.text("next_page_token"));
      assertThat(next.text("users/0/id")).as(next.toString()).isNotEmpty();
      assertThat(next.text("users/0/id")).isNotEqualTo(first.text("users/0/id"));
      var back = api.get(list + "&page_token=" + next.text("prev_page_token"));
      assertThat(back.json().at("/users")).isEqualTo(first.json().at("/users"));
    }
    assertThat(api.get("/organizations:search?query=CORP").text("organizations/0/display_name"))
        .isEqualTo("AcmeCorp");
    assertThat(api.get("/users:search?query=no-such-person").json().at("/users")).isEmpty();
    assertThat(api.get("/organizations/-/connections:search?query=acme&enabled=false").status())
        .isEqualTo(200);
    assertThat(api.get("/connections?include=all").status()).isEqualTo(200);
  }
}
