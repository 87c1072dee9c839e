package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that mean harm, or no sense: each is answered by SCIM's own error and does nothing. */
class ScimHostileTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void no_request_is_answered_with_a_fault_of_ours(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var group = client.createGroup("Engineering", ada);
      var before = app.contents("directory_users", "directory_groups", "directory_group_members");
      for (var body : bodies()) {
        for (var call :
            List.of(
                List.of("POST", "/Users"),
                List.of("PUT", "/Users/" + ada),
                List.of("PATCH", "/Users/" + ada),
                List.of("POST", "/Groups"),
                List.of("PUT", "/Groups/" + group),
                List.of("PATCH", "/Groups/" + group),
                List.of("POST", "/Bulk"),
                List.of("POST", "/Users/.search"))) refused(client, call.get(0), call.get(1), body);
      }
      for (var path : paths(ada)) refused(client, "GET", path, null);
      // what HTTP itself cannot read never gets as far as SCIM
      for (var path : List.of("/Users/" + ada + "%00", "/Users/..%2f..%2f", "/Schemas/%2e%2e")) {
        var answer = client.get(path);
        assertThat(answer.status()).as(path).isIn(400, 404);
        assertThat(answer.text()).as(path).doesNotContain("<");
      }
      assertThat(app.contents("directory_users", "directory_groups", "directory_group_members"))
          .isEqualTo(before);
    }
  }

  private static void refused(ScimClient client, String method, String path, String body) {
    var answer = client.send(method, path, body);
    var as =
        method
            + " "
            + shortened(path)
            + " "
            + shortened(String.valueOf(body))
            + " → "
            + answer.status()
            + " "
            + shortened(answer.text());
    // a search passes over what it does not know
    if (path.endsWith("/.search") && answer.status() == 200) return;
    // and an operation of several is refused by itself
    if (path.equals("/Bulk") && answer.status() == 200) {
      assertThat(answer.json().get("Operations"))
          .as(as)
          .hasSize(body.split("'op':", -1).length - 1)
          .allMatch(it -> it.path("status").asText().startsWith("4"));
      return;
    }
    assertThat(answer.status()).as(as).isBetween(400, 499);
    assertThat(answer.at("/status")).as(as).isEqualTo(Integer.toString(answer.status()));
    assertThat(answer.at("/detail")).as(as).isNotBlank();
    assertThat(answer.text().length()).as(as).isLessThan(2_000);
  }

  private static String shortened(String text) {
    return text.length() > 200 ? text.substring(0, 200) : text;
  }

  private static List<String> bodies() {
    var all = new ArrayList<String>();
    all.add("");
    all.add("null");
    all.add("[]");
    all.add("'x'");
    all.add("{");
    all.add("{'a':1}{");
    all.add("{'userName':'a','userName':'b','displayName':'x','Operations':[]}");
    all.add("[".repeat(100_000));
    all.add("{'a':" + "{'a':".repeat(50_000));
    all.add(
        "{'Operations':[" + "{'op':'replace','path':'title','value':'x'},".repeat(10_000) + "{}]}");
    all.add(
        "{'Operations':[{'op':'replace','path':'emails["
            + "(".repeat(20_000)
            + "','value':'x'}],'displayName':5e400}");
    all.add(
        "{'userName':'a\\u0000@acmecorp.example','displayName':'\\u0000','filter':'userName eq \\u0000','Operations':[{'op':'replace','path':'displayName','value':'\\u0000'}]}");
    all.add(
        "{'userName':'\\ud800@acmecorp.example','displayName':'\\udfff','Operations':[{'op':'replace','path':'displayName','value':'\\ud800'}]}");
    all.add("{'userName':{'$ne':1},'displayName':['a','b'],'filter':{},'Operations':{'op':1}}");
    all.add("{'x':" + "9".repeat(5_000) + "}");
    // exponents that no number of Java's has
    for (var number : List.of("1e9999999999", "-1E+2147483648", "1.0e-99999999999"))
      all.add(
          "{'userName':'zz@acmecorp.example','displayName':'x','Operations':[],'q':"
              + number
              + "}");
    return all;
  }

  private static List<String> paths(String user) {
    var filter = "/Users?filter=";
    return List.of(
        filter + "(".repeat(3_000),
        filter + "userName%20eq%20%22x%22;DROP%20TABLE%20users",
        filter + "userName%20eq%20%22%00%22",
        filter + "title%20pr%20or%20".repeat(300) + "title%20pr",
        filter + "%ff%fe",
        filter + "meta.created%20eq%20%22%2B9999999999-01-01T00:00:00Z%22",
        "/Users?startIndex=x",
        "/Users?count=1e3",
        "/Users?sortBy=a%20b",
        "/Users?sortOrder=sideways",
        "/Users/" + user + "/more",
        "/Users/%20",
        "/Schemas/x",
        "/ServiceProviderConfig?filter=a%20pr",
        "/Users/diruser_" + "9".repeat(18),
        "/Nothing");
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void what_is_too_large_or_badly_sent_is_refused_in_scims_words(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var large = client.post("/Users", "{'a':'" + "x".repeat(1 << 20) + "'}");
      assertThat(large.status()).isEqualTo(413);
      assertThat(large.at("/status")).isEqualTo("413");

      var head = "POST /directory/" + client.directory.id().value() + "/scim/v2/Users HTTP/1.1";
      var token = "Authorization: Bearer " + client.token;
      var short_ =
          RawHttp.send(
              app.port(), head, "Host: x", token, "Content-Length: -5", "Connection: close");
      assertThat(short_.status()).isEqualTo(400);
      var both =
          RawHttp.sendAll(
              app.port(),
              head
                  + "\r\nHost: x\r\n"
                  + token
                  + "\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n");
      assertThat(both.status()).isEqualTo(400);

      var badly =
          RawHttp.send(
              app.port(),
              head.replace("POST", "GET").replace("/Users", "/Users?filter=%zz"),
              "Host: x",
              token,
              "Connection: close");
      assertThat(badly.status()).isEqualTo(400);
      assertThat(badly.body()).contains("urn:ietf:params:scim:api:messages:2.0:Error");

      // who calls chooses the host header, and not where their client is sent
      var body = ScimClient.user("host@acmecorp.example").replace('\'', '"');
      var made =
          RawHttp.sendAll(
              app.port(),
              head
                  + "\r\nHost: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\n"
                  + token
                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                  + body.length()
                  + "\r\nConnection: close\r\n\r\n"
                  + body);
      assertThat(made.status()).isEqualTo(201);
      assertThat(made.header("Location")).startsWith("http://localhost:8080/directory/");
      assertThat(made.text()).doesNotContain("evil.example");
      var split = client.get("/Users/x%0d%0aSet-Cookie:%20a=b");
      assertThat(split.status()).isEqualTo(404);
      assertThat(split.header("Set-Cookie")).isNull();
      assertThat(client.get("/Users").header("Cache-Control")).isEqualTo("no-store");
    }
  }

  /** Of these, Java's own folding of a single one takes a minute, while nobody else can write. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void letters_that_are_laborious_to_fold_hold_nobody_up(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var group = client.createGroup("Engineering");
      var number = 0;
      for (var piece : List.of("Σ", "ΐ", "ß", "\u0315\u0300")) {
        var name = "ada" + number++ + "@acmecorp.example";
        var long_ = piece.repeat(30_000 / piece.length());
        var made =
            client.post(
                "/Users",
                "{'userName':'"
                    + name
                    + "','emails':[{'value':'"
                    + name
                    + "','primary':true},{'value':'a"
                    + long_
                    + "'}]}");
        assertThat(made.status()).as(piece).isEqualTo(201);
        var user = "/Users/" + made.id();
        var title = "[{'op':'replace','path':'title','value':'x'}]";
        assertThat(client.patch(user, title).status()).isEqualTo(200);
        var active = "[{'op':'replace','path':'active','value':'" + long_ + "'}]";
        assertThat(client.patch(user, active).scimType()).isEqualTo("invalidValue");
        var op = "[{'op':'" + long_ + "','path':'title','value':'x'}]";
        assertThat(client.patch(user, op).scimType()).isEqualTo("invalidSyntax");
        var order = "{'sortBy':'title','sortOrder':'" + long_ + "'}";
        assertThat(client.post("/Users/.search", order).status()).isEqualTo(400);
        var filter = "emails.value eq \\\"b" + piece.repeat(9_000 / piece.length()) + "\\\"";
        assertThat(client.post("/Users/.search", "{'filter':'" + filter + "'}").at("/totalResults"))
            .isEqualTo("0");
        var members = new StringBuilder();
        for (var i = 0; i < 300; i++)
          members.append("{'value':'").append(i).append(piece.repeat(250)).append("'},");
        var add =
            "[{'op':'add','path':'members','value':[" + members + "{'value':'" + name + "'}]}]";
        assertThat(client.patch("/Groups/" + group, add).status()).as(piece).isLessThan(300);
      }
      assertThat(client.get("/Groups/" + group).json().get("members")).hasSize(number);
    }
  }

  /** Paths and dotted names are levels of their own in what is kept, and some numbers grow. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_kept_can_be_read_and_sent_back(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var number = "1." + "2".repeat(59) + "e-";
      var values = new ArrayList<>(List.of(number + 5, number + 6));
      for (var levels = 20; levels < 24; levels++)
        values.add("{'a':".repeat(levels) + "1" + "}".repeat(levels));
      var ada = "/Users/" + client.create("ada@acmecorp.example");
      var red = "/Groups/" + client.createGroup("Red");
      var refused = 0;
      for (var value : values) {
        for (var name :
            List.of("custom", "custom.x", "urn:x:y:z", "urn:x:y:z:a", "urn:x:y:z:a.b")) {
          var member = ",'" + name + "':" + value + "}";
          refused += sentBack(client, "POST", "/Users", person("bea") + member);
          refused += sentBack(client, "PUT", ada, person("ada") + member);
          refused += sentBack(client, "POST", "/Groups", "{'displayName':'Blue'" + member);
          refused += sentBack(client, "PUT", red, "{'displayName':'Red'" + member);
        }
        for (var path :
            List.of("custom", "custom.x", "urn:x:y:zs[type eq \\\"q\\\"].p", "urn:x:y:Z")) {
          refused += sentBack(client, "PATCH", ada, replace(path, value));
          refused += sentBack(client, "PATCH", red, replace(path, value));
        }
      }
      assertThat(refused).isBetween(50, 150);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void a_path_has_no_longer_names_than_a_body(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = "/Users/" + client.create("ada@acmecorp.example");
      var red = "/Groups/" + client.createGroup("Red");
      for (var path :
          List.of("%s", "a.%s", "urn:x:%s:a", "urn:x:y:%s", "as[b eq 1].%s", "as[%s eq 1]"))
        for (var resource : List.of(ada, red)) {
          assertThat(
                  sentBack(
                      client, "PATCH", resource, replace(path.formatted("n".repeat(400)), "1")))
              .isZero();
          var answer =
              client.send("PATCH", resource, replace(path.formatted("n".repeat(600)), "1"));
          assertThat(answer.status()).as(path).isEqualTo(400);
          assertThat(answer.scimType()).as(path).isEqualTo("invalidPath");
        }
    }
  }

  private static String person(String name) {
    return "{'userName':'" + name + "@acmecorp.example'";
  }

  private static String replace(String path, String value) {
    return "{'Operations':[{'op':'replace','path':'" + path + "','value':" + value + "}]}";
  }

  /** Whether a change is refused and was none; of another its result can be sent as it is read. */
  private static int sentBack(ScimClient client, String method, String path, String body) {
    var list = path.startsWith("/Users") ? "/Users" : "/Groups";
    var before = client.get(list).text();
    var answer = client.send(method, path, body);
    var after = client.get(list);
    assertThat(after.status()).as(after.text()).isEqualTo(200);
    if (answer.status() == 400) {
      assertThat(after.text()).isEqualTo(before);
      return 1;
    }
    assertThat(answer.status()).as(answer.text()).isBetween(200, 204);
    var one = method.equals("POST") ? list + "/" + answer.id() : path;
    var headers =
        Map.of("Authorization", "Bearer " + client.token, "Content-Type", "application/json");
    var again = client.sendRaw("PUT", one, client.get(one).text(), headers);
    assertThat(again.status()).as(again.text()).isEqualTo(200);
    if (method.equals("POST")) assertThat(client.delete(one).status()).isEqualTo(204);
    return 0;
  }

  /** What folds to three letters is the longest there is in an index. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void names_have_as_many_characters_as_they_may_have(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var random = new Random(512);
      var count = 0;
      for (var letters : List.of("x", "🚀🚲🛶🛸🚂", "ΐΰὒὔὖῒΐῗῢΰῧᾷῇῷ")) {
        var points = letters.codePoints().toArray();
        var text = new StringBuilder();
        while (text.codePointCount(0, text.length()) < 513)
          text.appendCodePoint(points[random.nextInt(points.length)]);
        var most = text.substring(0, text.offsetByCodePoints(0, 512));
        for (var name : List.of("userName", "displayName", "externalId")) {
          var email = "p" + count++ + "@acmecorp.example";
          var rest =
              ",'emails':['"
                  + email
                  + "']"
                  + (name.equals("userName") ? "" : ",'userName':'" + email + "'")
                  + "}";
          var long_ = client.post("/Users", "{'" + name + "':'" + text + "'" + rest);
          assertThat(long_.status()).as(name).isEqualTo(400);
          assertThat(long_.at("/detail")).contains("longer than 512 characters");
          var made = client.post("/Users", "{'" + name + "':'" + most + "'" + rest);
          assertThat(made.status()).as(name + " " + made.text()).isEqualTo(201);
          assertThat(made.at("/" + name)).isEqualTo(most);
        }
        var group = text.substring(0, text.offsetByCodePoints(0, 256));
        var made =
            client.post(
                "/Groups",
                "{'displayName':'"
                    + group
                    + "','externalId':'"
                    + most
                    + "','members':['"
                    + most
                    + "','"
                    + most.substring(2)
                    + "']}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        assertThat(made.json().path("members")).hasSize(1);
        for (var wrong :
            List.of(
                "'displayName':'" + group + "🚀'",
                "'displayName':'x','externalId':'" + text + "'",
                "'displayName':'x','members':['" + text + "']"))
          assertThat(client.post("/Groups", "{" + wrong + "}").at("/detail"))
              .contains("longer than");
      }
    }
  }

  /** People as a directory has them, and what a simple program would make of its requests. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void random_requests_leave_what_a_simple_model_says(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      new RandomDirectory(ScimClient.of(app, "acmecorp"), new Random(7644)).play(600);
    }
  }
}
