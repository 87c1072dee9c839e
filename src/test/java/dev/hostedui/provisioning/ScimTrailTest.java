package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whom the log says a request was about, also one that was refused while it was read. */
class ScimTrailTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static String about(String columns) {
    app.app().core().directoryRequests.writeNoted();
    return app.one(
        "SELECT "
            + columns
            + " FROM directory_requests WHERE status >= 400 ORDER BY id DESC LIMIT 1");
  }

  @Test
  void who_could_not_be_taken_in_is_named_whatever_was_wrong() {
    var client = ScimClient.of(app, "acmecorp");
    for (var more :
        List.of(
            "'active':'yes'",
            "'name':'Full Name'",
            "'title':'" + "t".repeat(70_000) + "'",
            "'emails':'new@acmecorp.example','active':1")) {
      var body = "{'userName':'New@acmecorp.example'," + more + "}";
      assertThat(client.post("/Users", body).status()).isEqualTo(400);
      assertThat(about("person")).as(more).isEqualTo("new@acmecorp.example");
    }
    var nameless = "{'emails':[{'value':'mail@acmecorp.example'}]}";
    assertThat(client.post("/Users", nameless).status()).isEqualTo(400);
    assertThat(about("person")).isEqualTo("mail@acmecorp.example");
    var unreadable = "{'USERNAME':'other@acmecorp.example','emails':[7,{'value':{}}]}";
    assertThat(client.post("/Users", unreadable).status()).isEqualTo(400);
    assertThat(about("person")).isEqualTo("other@acmecorp.example");
  }

  @Test
  void who_was_not_changed_is_named_by_the_address_of_the_request() {
    var client = ScimClient.of(app, "acmecorp");
    var ada = client.create("ada2@acmecorp.example");
    var path = "/Users/" + ada;
    var stale = Map.of("If-Match", "W/\"99\"", "Authorization", "Bearer " + client.token);
    for (var answer :
        List.of(
            client.put(path, "{'userName':'x','active':'yes'}"),
            client.put(path, "{'active':true}"),
            client.put(path, "{"),
            client.patch(path, "[{'op':'replace','path':'title'}]"),
            client.send("PATCH", path, "{"),
            client.sendRaw("DELETE", path, null, stale))) {
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(about("person")).as(answer.text()).isEqualTo("ada2@acmecorp.example");
      assertThat(about("user_id")).as(answer.text()).isEqualTo(ada);
    }
  }

  @Test
  void a_group_that_was_not_changed_is_named_too() {
    var client = ScimClient.of(app, "acmecorp");
    assertThat(client.post("/Groups", "{'displayName':'Blue','members':[{}]}").status())
        .isEqualTo(400);
    assertThat(about("group_name")).isEqualTo("Blue");
    var red = client.createGroup("Red");
    var path = "/Groups/" + red;
    var stale = Map.of("If-Match", "W/\"99\"", "Authorization", "Bearer " + client.token);
    for (var answer :
        List.of(
            client.put(path, "{'displayName':' '}"),
            client.send("PUT", path, "{"),
            client.patch(path, "[{'op':'replace','path':'members[display eq \\\"x\\\"]'}]"),
            client.sendRaw("DELETE", path, null, stale))) {
      assertThat(answer.status()).isGreaterThanOrEqualTo(400);
      assertThat(about("group_id")).as(answer.text()).isEqualTo(red);
      assertThat(about("group_name")).as(answer.text()).isEqualTo("Red");
    }
  }

  @Test
  void the_token_that_let_a_call_in_is_not_written_wherever_it_stands() {
    var client = ScimClient.of(app, "acmecorp");
    var token = client.token;
    assertThat(client.get("/Users/" + token).status()).isEqualTo(404);
    assertThat(client.get("/Users?filter=nickName%20eq%20" + token + "%20%20or").status())
        .isEqualTo(400);
    assertThat(
            client
                .post(
                    "/Users",
                    "{'userName':'told@acmecorp.example','nickName':'"
                        + token
                        + "','"
                        + token
                        + "':1}")
                .status())
        .isEqualTo(201);
    assertThat(client.post("/Groups", "{'displayName':'" + token + "'}").status()).isEqualTo(201);
    assertThat(client.post("/Users", "'" + token + "'").status()).isEqualTo(400);
    app.app().core().directoryRequests.writeNoted();
    assertThat(
            app.all(
                "SELECT path || COALESCE(body, '') || COALESCE(detail, '') || COALESCE(person, '')"
                    + " || COALESCE(group_name, '') || COALESCE(remarks, '') FROM"
                    + " directory_requests"))
        .anyMatch(it -> it.contains("/Users/(hidden)"))
        .noneMatch(it -> it.toLowerCase(Locale.ROOT).contains(token.toLowerCase(Locale.ROOT)));
  }

  private static String remarks() {
    app.app().core().directoryRequests.writeNoted();
    return app.one("SELECT remarks FROM directory_requests ORDER BY id DESC LIMIT 1");
  }

  @Test
  void who_comes_into_a_group_or_goes_out_of_it_is_named() {
    var client = ScimClient.of(app, "acmecorp");
    var ids =
        IntStream.range(0, 7).mapToObj(i -> client.create("m" + i + "@acmecorp.example")).toList();
    var group = client.createGroup("Moved");
    var path = "/Groups/" + group;
    client.patch(path, "[{'op':'add','path':'members','value':[{'value':'" + ids.get(0) + "'}]}]");
    assertThat(remarks()).contains("members_joined", "m0@acmecorp.example").doesNotContain("left");
    var all =
        ids.stream().skip(1).map(it -> "{'value':'" + it + "'}").collect(Collectors.joining(","));
    client.put(path, "{'displayName':'Moved','members':[" + all + "]}");
    assertThat(remarks())
        .contains("members_joined", "m5@acmecorp.example\",\"1\"")
        .contains("\"members_left\",\"arguments\":[\"m0@acmecorp.example\",\"0\"]");
    client.delete(path);
    assertThat(remarks()).contains("members_left", "m1@acmecorp.example").doesNotContain("joined");
  }
}
