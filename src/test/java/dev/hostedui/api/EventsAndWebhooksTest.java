package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What happened, as programs learn of it. */
class EventsAndWebhooksTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static String events(String query) {
    return "/organizations/" + app.organization("acmecorp").value() + "/events" + query;
  }

  @Test
  void whoever_goes_on_from_a_cursor_misses_nothing_and_sees_nothing_twice() {
    var api = ApiClient.of(app);
    var seen = new ArrayList<String>();
    var cursor = "";
    for (var round = 0; round < 12; round++) {
      app.as(ADA).post("/ui/organization/general/name", "display_name", "Name " + round);
      var page = api.get(events("?page_size=3&page_token=" + cursor));
      page.json().path("events").forEach(it -> seen.add(it.path("id").asText()));
      cursor = page.text("cursor");
    }
    while (true) {
      var page = api.get(events("?page_size=3&page_token=" + cursor));
      page.json().path("events").forEach(it -> seen.add(it.path("id").asText()));
      cursor = page.text("cursor");
      if (page.text("next_page_token").isEmpty()) break;
    }
    var acme = app.organization("acmecorp").value();
    assertThat(seen)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            app.all("SELECT id FROM events WHERE organization_id = '" + acme + "'"));
    assertThat(api.get(events("?page_token=" + cursor)).json().path("events")).isEmpty();
    assertThat(api.get(events("?page_token=x")).code()).isEqualTo("PAGE_TOKEN_UNKNOWN");
  }

  @Test
  void events_come_as_a_file_for_programs_and_as_one_for_spreadsheets() {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "=cmd|' /C calc'!A0 é 日本");
    var api = ApiClient.of(app);
    var lines = api.text(events(":export?format=jsonl&type=organization.updated"));
    assertThat(lines.headers().firstValue("Content-Type")).contains("application/jsonl");
    assertThat(lines.body().lines()).hasSize(1).first().asString().contains("\"hash\":\"", "é 日本");
    var table = api.text(events(":export?format=csv&type=organization.updated"));
    assertThat(table.headers().firstValue("Content-Disposition").orElse(""))
        .contains("attachment", "events.csv");
    var nothing = api.text(events(":export?format=jsonl&since=2030-01-01T00:00:00Z"));
    assertThat(nothing.body()).isEmpty();
    assertThat(nothing.headers().firstValue("Content-Type")).contains("application/jsonl");
    assertThat(table.body().lines()).hasSize(2);
    assertThat(table.body()).contains("'=cmd", "é 日本");
    assertThat(api.get(events(":export?format=xlsx")).status()).isEqualTo(400);
    assertThat(api.get(events(":export")).status()).isEqualTo(400);
  }

  @Test
  void the_events_of_all_organizations_stand_in_one_order() {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Newname");
    var api = ApiClient.of(app);
    api.post("/permissions", "{\"name\":\"report:read\"}");
    var all = api.get("/events/paginated?type=organization.updated&type=permission.created");
    assertThat(all.json().at("/events")).hasSize(2);
    assertThat(all.text("events/0/type")).isEqualTo("organization.updated");
    assertThat(all.text("events/1/type")).isEqualTo("permission.created");
    assertThat(all.json().at("/events/1").has("organization_id")).isFalse();
    var acme = app.organization("acmecorp").value();
    var one = api.get("/events/paginated?type=permission.created&organization_id=" + acme);
    assertThat(one.json().at("/events")).isEmpty();
    for (var unknown : List.of("org_1", "org_000000000000000001"))
      assertThat(api.get("/events/paginated?organization_id=" + unknown).status()).isEqualTo(404);
  }

  @Test
  void the_events_of_an_organization_that_is_gone_are_listed_by_its_id() {
    var api = ApiClient.of(app);
    var made = api.post("/organizations", "{\"display_name\":\"Shortlived\"}");
    var id = made.text("organization/id");
    assertThat(api.delete("/organizations/" + id).status()).isEqualTo(200);
    var types = api.get("/events/paginated?organization_id=" + id).json().findValuesAsText("type");
    assertThat(types).contains("organization.created", "organization.deleted");
  }

  @Test
  void events_are_filtered_by_type_actor_and_time() {
    app.as(ADA).post("/ui/organization/general/name", "display_name", "Newname");
    var api = ApiClient.of(app);
    var ada = app.user(ADA).value();
    var found = api.get(events("?type=organization.updated&type=role.created&actor=" + ada));
    assertThat(found.json().path("events")).hasSize(1);
    assertThat(found.text("events/0/after/display_name")).isEqualTo("Newname");
    assertThat(found.text("events/0/actor/display_name")).isEqualTo(ADA);
    var now = app.clock().instant();
    // ids go on where the test before left them, and the clock does not
    assertThat(api.get(events("?since=" + now.plusSeconds(60))).json().path("events")).isEmpty();
    assertThat(api.get(events("?until=" + now.minusSeconds(1))).json().path("events")).isNotEmpty();
    assertThat(api.get(events("?since=yesterday")).code()).isEqualTo("TIME_MALFORMED");

    // what can match nothing is a slip
    var never = "?since=" + now + "&until=" + now.minusSeconds(1);
    for (var list : List.of(events(""), events(":export"), "/events/paginated")) {
      var format = list.endsWith(":export") ? "&format=csv" : "";
      assertThat(api.get(list + "?type=user.logn" + format).code()).isEqualTo("EVENT_TYPE_UNKNOWN");
      assertThat(api.get(list + never + format).code()).isEqualTo("SINCE_AFTER_UNTIL");
    }
  }

  @Test
  void a_webhook_is_made_told_and_looked_at() {
    try (var receiver = Receiver.start()) {
      var api = ApiClient.of(app);
      var made =
          api.post(
              "/webhooks/endpoints",
              "{\"url\":\""
                  + receiver.uri("/x")
                  + "\",\"event_types\":[\"organization.updated\"]}");
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.text("secret")).startsWith("whsec_");
      var path = "/webhooks/endpoints/" + made.text("endpoint/id");
      assertThat(api.get(path).json().toString()).doesNotContain("whsec_");

      app.as(ADA).post("/ui/organization/general/name", "display_name", "Newname");
      receiver.answer(500);
      app.app().core().webhookSender.sendDue().join();
      var listed = api.get(path + "/deliveries?state=retrying");
      assertThat(listed.text("deliveries/0/event_type")).isEqualTo("organization.updated");
      var delivery = path + "/deliveries/" + listed.text("deliveries/0/id");
      var details = api.get(delivery);
      assertThat(details.text("attempts/0/status")).isEqualTo("500");
      var got = receiver.messages().get(0);
      assertThat(details.text("payload")).isEqualTo(got.body());
      for (var name : List.of("webhook-id", "webhook-timestamp", "webhook-signature"))
        assertThat(details.text("attempts/0/headers/" + name)).isEqualTo(got.headers().get(name));

      for (var round = 0; round < 2; round++)
        app.as(ADA).post("/ui/organization/general/name", "display_name", "Name " + round);
      var log = path + "/deliveries?page_size=1&page_token=";
      var next = api.get(log).text("next_page_token");
      assertThat(api.get(log + next).json().path("deliveries")).hasSize(1);
      for (var wrong : List.of(details.text("delivery/id"), next + "0", next.substring(1)))
        assertThat(api.get(log + wrong).code()).as(wrong).isEqualTo("PAGE_TOKEN_UNKNOWN");
      assertThat(api.get(log + next + "&state=retrying").code()).isEqualTo("PAGE_TOKEN_UNKNOWN");

      receiver.answer(200);
      var replayed = api.post(delivery + ":replay", "{}");
      assertThat(replayed.status()).as(replayed.toString()).isEqualTo(200);
      app.app().core().webhookSender.sendDue().join();
      assertThat(
              api.get(path + "/deliveries/" + replayed.text("delivery/id")).text("delivery/state"))
          .isEqualTo("success");
      assertThat(api.patch(path, "{\"enabled\":false}").text("endpoint/enabled"))
          .isEqualTo("false");
      assertThat(api.post(path + ":test", "{}").status()).isEqualTo(409);
      assertThat(api.patch(path, "{\"event_types\":[\"no.such\"]}").code())
          .isEqualTo("UNKNOWN_EVENT_TYPE");
    }
  }

  /** A time that no clock shows has its own words; one that is only far away finds nothing. */
  @Test
  void times_beyond_all_calendars_are_named_with_their_range() {
    var api = ApiClient.of(app);
    var acme = app.organization("acmecorp").value();
    var directory =
        app.app()
            .core()
            .directories
            .add(
                new Actor.Internal("test"),
                app.organization("acmecorp"),
                "OKTA",
                DirectoryType.SCIM)
            .id()
            .value();
    for (var address :
        List.of(
            events("?since="),
            events("?until="),
            events(":export?format=jsonl&since="),
            events(":export?format=csv&until="),
            "/events/paginated?since=",
            "/organizations/" + acme + "/directories/" + directory + "/users?updated_after=",
            "/organizations/" + acme + "/directories/" + directory + "/groups?updated_after=",
            "/users/" + app.user(ADA).value() + "/sessions?filter.start_time=",
            "/users/" + app.user(ADA).value() + "/sessions?filter.end_time=")) {
      for (var time :
          List.of(
              "%2B999999999-12-31T23:59:59Z",
              "-999999999-01-01T00:00:00Z",
              "%2B292278995-01-01T00:00:00Z",
              "%2B10000-01-01T00:00:00Z")) {
        var answer = api.text(address + time);
        assertThat(answer.statusCode()).as(address + time).isEqualTo(400);
        assertThat(answer.body())
            .as(address + time)
            .contains(
                address.substring(
                    Math.max(address.indexOf('?'), address.indexOf('&')) + 1, address.length() - 1),
                "0000-01-01T00:00:00Z to 9999-12-31T23:59:59Z");
      }
      for (var time : List.of("0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z"))
        assertThat(api.text(address + time).statusCode()).as(address + time).isEqualTo(200);
    }
    assertThat(api.get(events("?until=9999-12-31T23:59:59Z")).json().path("events"))
        .isNotEmpty()
        .hasSameSizeAs(api.get(events("?since=0000-01-01T00:00:00Z")).json().path("events"));
    assertThat(api.get(events("?since=9999-01-01T00:00:00Z")).json().path("events")).isEmpty();
  }
}
