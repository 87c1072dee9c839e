package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.directory.RequestTrials.Request;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Operations of a bulk request: each is carried out or refused by itself, but of those that name
 * each other all are or none.
 */
class BulkRequestsTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_circle_that_is_refused_leaves_members_as_they_were(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      app.as("max@acmecorp.example");
      assertThat(client.get("/Users").status()).isEqualTo(200); // connected, which is an event
      var before = app.contents(ScimClient.CHANGED);

      // whose manager is refused for the domain, and who comes first or last
      var foreign =
          client.post(
              "/Bulk",
              bulk(
                  managed("m1", "max@acmecorp.example", "m2"),
                  managed("m2", "boss@nope.example", "m1")));
      assertThat(statuses(foreign)).containsExactly("409", "400");
      assertThat(foreign.at("/Operations/0/response/detail")).startsWith("No resource was made");
      var last =
          client.post(
              "/Bulk",
              bulk(
                  managed("m2", "boss@nope.example", "m1"),
                  managed("m1", "max@acmecorp.example", "m2")));
      assertThat(statuses(last)).containsExactly("400", "409");
      // one of three, between two whom it would have let in
      var three =
          client.post(
              "/Bulk",
              bulk(
                  managed("m1", "max@acmecorp.example", "m2"),
                  managed("m2", "new@acmecorp.example", "m3"),
                  managed("m3", "max@acmecorp.example", "m1")));
      assertThat(statuses(three)).containsExactly("409", "409", "409");
      assertThat(three.at("/Operations/2/response/scimType")).isEqualTo("uniqueness");
      // whoever names themselves and nobody
      var nobody =
          client.post("/Bulk", bulk(managed("m1", "max@acmecorp.example", "m1', 'x':'bulkId:no")));
      assertThat(statuses(nobody)).containsExactly("409");

      assertThat(app.contents(ScimClient.CHANGED)).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_does_not_belong_to_a_refused_circle_is_carried_out(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var requests =
          bulk(
              managed("waits", "waits@acmecorp.example", "m1"),
              managed("m1", "max@acmecorp.example", "m2"),
              managed("m2", "boss@nope.example", "m1"),
              managed("n1", "one@acmecorp.example", "n2"),
              managed("n2", "two@acmecorp.example", "n1"),
              managed("report", "report@acmecorp.example", "n1"));
      // a dry run is a transaction around it all
      var tried =
          app.app()
              .scim()
              .trials()
              .rehearse(
                  ScimClient.OPERATOR,
                  client.directory.organization(),
                  client.directory.id(),
                  new Request("POST", "/Bulk", requests.replace('\'', '"')));
      assertThat(tried.body()).contains("\"status\":\"201\"").contains("\"status\":\"400\"");
      assertThat(client.get("/Users").at("/totalResults")).isEqualTo("0");

      var answer = client.post("/Bulk", requests);
      assertThat(statuses(answer)).containsExactly("409", "409", "400", "201", "201", "201");
      assertThat(client.get("/Users").at("/totalResults")).isEqualTo("3");
      // each change that was made is in the log, and none that was not
      app.app().core().directoryRequests.writeNoted();
      assertThat(
              app.all(
                  "SELECT method || ' ' || status || ' ' || COALESCE(person, '') FROM"
                      + " directory_requests WHERE method <> 'GET' ORDER BY id"))
          .containsExactlyInAnyOrder(
              "POST 409 ",
              "POST 409 ",
              "POST 400 boss@nope.example",
              "POST 201 one@acmecorp.example",
              "POST 201 two@acmecorp.example",
              "PUT 200 one@acmecorp.example",
              "POST 201 report@acmecorp.example",
              "POST 200 ");
    }
  }

  /** As PostgreSQL does when what must be unique has become another one's meanwhile. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "POSTGRESQL")
  void a_circle_that_is_carried_out_again_names_what_is_there(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      // a sequence is not rolled back, so only the first change of somebody fails
      app.arrange("CREATE SEQUENCE tries");
      app.arrange(
          "CREATE FUNCTION fail_once() RETURNS trigger AS $$ BEGIN IF nextval('tries') = 1 THEN"
              + " RAISE unique_violation; END IF; RETURN NEW; END $$ LANGUAGE plpgsql");
      app.arrange(
          "CREATE TRIGGER fail_once BEFORE UPDATE ON directory_users FOR EACH ROW EXECUTE FUNCTION"
              + " fail_once()");
      var answer =
          client.post(
              "/Bulk",
              bulk(
                  managed("a", "ann@acmecorp.example", "b"),
                  managed("b", "bob@acmecorp.example", "a")));
      assertThat(statuses(answer)).containsExactly("201", "201");
      assertThat(app.one("SELECT last_value FROM tries")).isEqualTo("2");
      for (var i : List.of(0, 1)) {
        var made = answer.at("/Operations/" + i + "/location");
        var other = answer.at("/Operations/" + (1 - i) + "/location");
        assertThat(
                client
                    .get(made.substring(made.indexOf("/Users/")))
                    .json()
                    .at("/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User/manager/value")
                    .asText())
            .isEqualTo(other.substring(other.lastIndexOf('/') + 1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void an_address_that_cannot_be_read_refuses_its_own_operation(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var answer =
          client.post(
              "/Bulk",
              bulk(
                  "{'method':'DELETE','path':'/Users/%zz'}",
                  "{'method':'PUT','path':'/Bulk','data':{}}",
                  "{'method':'POST','bulkId':'a','path':'/Groups','data':{'displayName':'A'}}"));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(statuses(answer)).containsExactly("400", "400", "201");
    }
  }

  /** RFC 7644 §3.7.3: what is wrong with one is said where it is answered. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void what_cannot_be_understood_is_refused_by_itself(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var group = "'path':'/Groups','data':{'displayName':'%s'}";
      var base = client.get("/ServiceProviderConfig").at("/meta/location");
      base = base.substring(0, base.lastIndexOf('/'));
      var odd =
          new String[] {
            "{'method':'POST','bulkId':'a'," + group.formatted("A") + "}",
            "{'method':'POST','bulkId':'b','path':'Users','data':{'userName':'bulkId:f'}}",
            "{'method':'GET','path':'/Users'}",
            "{'method':'POST'," + group.formatted("C") + "}",
            "{'path':'/Users/bulkId:a'}",
            "{'method':'DELETE'}",
            "{'method':'DELETE','path':'https://elsewhere.example/scim/v2/Users/x'}",
            "'nothing'",
            "{'method':'PATCH','path':'/Users/bulkId:b','data':{}}",
            "{'method':'POST','bulkId':'f','path':'" + base + "/Groups','data':{'displayName':'F'}}"
          };
      var answer = client.post("/Bulk", bulk(odd));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(statuses(answer))
          .containsExactly("201", "400", "400", "400", "400", "400", "400", "400", "409", "201");
      assertThat(answer.at("/Operations/1/response/scimType")).isEqualTo("invalidValue");
      assertThat(answer.at("/Operations/1/response/detail")).contains("path");
      assertThat(answer.at("/Operations/1/bulkId")).isEqualTo("b");
      assertThat(answer.at("/Operations/2/method")).isEqualTo("GET");
      assertThat(answer.json().at("/Operations/4").has("method")).isFalse();
      assertThat(answer.at("/Operations/9/location")).startsWith(base + "/Groups/");
      app.app().core().directoryRequests.writeNoted();
      assertThat(app.all("SELECT path FROM directory_requests WHERE status >= 400"))
          .as("each in the log")
          .hasSize(8);

      var stopped = client.post("/Bulk", "{'failOnErrors':2," + bulk(odd).substring(1));
      assertThat(statuses(stopped)).as("A is taken").containsExactly("409", "400");
      var twice = bulk("{'method':'POST','bulkId':'a'," + group.formatted("G") + "}", odd[0]);
      assertThat(client.post("/Bulk", twice).scimType()).isEqualTo("invalidValue");
      assertThat(client.get("/Groups").at("/totalResults")).isEqualTo("2");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void a_version_may_be_a_number_and_a_query_may_follow_a_bulk_id(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var patch = "'data':{'Operations':[{'op':'replace','path':'displayName','value':'B'}]}";
      var answer =
          client.post(
              "/Bulk",
              bulk(
                  "{'method':'POST','bulkId':7,'path':'/Groups','data':{'displayName':'A'}}",
                  "{'method':'PATCH','version':7,'path':'/Groups/bulkId:7'," + patch + "}",
                  "{'method':'PATCH','path':'/Groups/bulkId:7?attributes=id'," + patch + "}"));
      assertThat(statuses(answer)).containsExactly("201", "412", "200");
      assertThat(client.get("/Groups").at("/Resources/0/displayName")).isEqualTo("B");
    }
  }

  /** RFC 7644 §3.7.2: only what refers to a resource is another one's bulkId. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void what_is_said_of_somebody_may_look_like_a_bulk_id(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var said = "'title':'bulkId:no','name':{'givenName':'bulkId:g'},'department':'bulkId:u'";
      var phone =
          "{'op':'add','path':'phoneNumbers[type eq \\'work\\'].value','value':'bulkId:no'}";
      var nick = "{'op':'add','path':'nickName','value':'bulkId:g'}";
      var member =
          "{'op':'add','path':'members','value':[{'value':'bulkId:u','display':'bulkId:u'}]}";
      var answer =
          client.post(
              "/Bulk",
              bulk(
                  "{'method':'PATCH','path':'/Users/bulkId:u','data':{'Operations':["
                      + phone
                      + ","
                      + nick
                      + "]}}",
                  "{'method':'POST','path':'/Users','bulkId':'u','data':{'userName':'u@acmecorp.example',"
                      + said
                      + "}}",
                  "{'method':'POST','path':'/Groups','bulkId':'g','data':{'displayName':'bulkId:u'}}",
                  "{'method':'PATCH','path':'/Groups/bulkId:g','data':{'Operations':["
                      + member
                      + "]}}"));
      assertThat(statuses(answer)).containsExactly("200", "201", "201", "204");
      var user = client.get("/Users").json().at("/Resources/0");
      assertThat(user.path("title").asText()).isEqualTo("bulkId:no");
      assertThat(user.at("/name/givenName").asText()).isEqualTo("bulkId:g");
      assertThat(user.path("nickName").asText()).isEqualTo("bulkId:g");
      assertThat(user.at("/phoneNumbers/0/value").asText()).isEqualTo("bulkId:no");
      var group = client.get("/Groups").json().at("/Resources/0");
      assertThat(group.path("displayName").asText()).isEqualTo("bulkId:u");
      assertThat(group.at("/members/0/value").asText()).isEqualTo(user.path("id").asText());
    }
  }

  /** Its token ends while the second of its changes is made, so what was made before is made. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void what_was_carried_out_before_the_token_ended_is_in_the_log(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      app.arrange(
          "CREATE TRIGGER ended AFTER INSERT ON directory_groups WHEN NEW.display_name = 'Second'"
              + " BEGIN UPDATE directory_tokens SET ends_at = 0; END");
      var group =
          "{'method':'POST','path':'/Groups','bulkId':'%1$s','data':{'displayName':'%1$s'}}";
      var answer =
          client.post(
              "/Bulk",
              bulk(group.formatted("First"), group.formatted("Second"), "{'method':'GET'}"));
      assertThat(answer.status()).isEqualTo(401);
      assertThat(app.all("SELECT display_name FROM directory_groups")).containsExactly("First");
      app.app().core().directoryRequests.writeNoted();
      assertThat(
              app.all(
                  "SELECT path || ' ' || status || ' ' || COALESCE(group_name, '') FROM"
                      + " directory_requests ORDER BY id"))
          .containsExactlyInAnyOrder("/Groups 201 First", "/Bulk 401 ");
    }
  }

  private static List<String> statuses(ScimClient.Answer answer) {
    var all = new ArrayList<String>();
    for (var it : answer.json().get("Operations")) all.add(it.get("status").asText());
    return all;
  }

  private static String bulk(String... operations) {
    return "{'Operations':[" + String.join(",", operations) + "]}";
  }

  private static String managed(String name, String email, String by) {
    return ("{'method':'POST','path':'/Users','bulkId':'%1$s','data':{'userName':'%2$s',"
            + "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'"
            + ":{'manager':{'value':'bulkId:%3$s'}}}}")
        .formatted(name, email, by);
  }
}
