package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plays what directories really send, case by case, against the whole program. */
class ScimCasesTest {

  private static final Path CASES = Path.of("src/test/resources/cases/scim");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern ALTERNATIVE = Pattern.compile("(\\$\\S+) = (\"[^\"]*\"|[^, ]+)");

  @RegisterExtension static final TestApp app = TestApp.start();

  static Stream<String> cases() throws IOException {
    try (var files = Files.list(CASES)) {
      return files.map(it -> it.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void a_directory_is_answered_as_the_case_says(String file) throws IOException {
    var play = JSON.readTree(CASES.resolve(file).toFile());
    var known = new HashMap<String, String>();
    var client = ScimClient.of(app, "acmecorp");
    known.put("token", client.token);
    known.put("token_of_other_directory", ScimClient.of(app, "acmecorp").token);
    for (var part : List.of("setup", "steps"))
      for (var step : play.path(part)) play(client, step, known);
  }

  private void play(ScimClient client, JsonNode step, Map<String, String> known) {
    var what = step.path("method").asText() + " " + step.path("path").asText();
    var headers = new LinkedHashMap<String, String>();
    step.path("headers")
        .properties()
        .forEach(it -> headers.put(it.getKey(), filled(it.getValue().asText(), known)));
    var body =
        step.has("raw_body")
            ? step.get("raw_body").asText()
            : step.has("body") ? filled(step.get("body").toString(), known) : null;
    var answer =
        client.sendRaw(
            step.path("method").asText(), filled(step.path("path").asText(), known), body, headers);
    var expect = step.path("expect");
    var as = what + " → " + answer.status() + " " + answer.text();
    var allowed = new ArrayList<Integer>();
    if (expect.path("status").isArray())
      expect.get("status").forEach(it -> allowed.add(it.asInt()));
    else allowed.add(expect.path("status").asInt());
    assertThat(allowed).as(as).contains(answer.status());
    step.path("capture")
        .properties()
        .forEach(it -> known.put(it.getKey(), value(answer.json(), it.getValue().asText()).get(0)));
    expect
        .path("body_contains")
        .properties()
        .forEach(it -> checkBody(as, answer, it.getKey(), it.getValue(), known));
    for (var it : expect.path("body_must_not_contain")) {
      if (it.asText().startsWith("$"))
        assertThat(values(answer.json(), it.asText())).as(as).isEmpty();
      else assertThat(answer.text()).as(as).doesNotContain(it.asText());
    }
    expect
        .path("headers")
        .properties()
        .forEach(it -> checkHeader(as, answer, it.getKey(), it.getValue().asText()));
    if (expect.has("effect")) checkEffect(as, client, expect.get("effect").asText(), known);
    // whatever is answered is SCIM's own JSON
    if (!answer.text().isEmpty())
      assertThat(answer.header("Content-Type")).as(as).startsWith("application/scim+json");
  }

  private static String filled(String text, Map<String, String> known) {
    var all = text;
    for (var it : known.entrySet()) all = all.replace("{" + it.getKey() + "}", it.getValue());
    return all;
  }

  private static void checkHeader(String as, ScimClient.Answer answer, String name, String value) {
    var header = answer.header(name);
    if (value.startsWith("absolute address"))
      assertThat(header).as(as).startsWith("http").endsWith("/Users/" + answer.id());
    else assertThat(header).as(as).contains(value);
  }

  // ------------------------------------------------------------------ what the body says

  private static void checkBody(
      String as,
      ScimClient.Answer answer,
      String path,
      JsonNode expected,
      Map<String, String> known) {
    if (path.startsWith("if ")) {
      var family = path.substring(3).replace("x", ".");
      if (!Integer.toString(answer.status()).matches(family)) return;
      var all = ALTERNATIVE.matcher(filled(expected.asText(), known));
      var checked = 0;
      for (; all.find(); checked++)
        assertThat(value(answer.json(), all.group(1)))
            .as(as)
            .containsExactly(all.group(2).replace("\"", ""));
      assertThat(checked).isPositive();
      return;
    }
    var found = values(answer.json(), path);
    var words = expected.isTextual() ? filled(expected.asText(), known) : "";
    if (expected.isArray()) {
      var wanted = new ArrayList<String>();
      expected.forEach(it -> wanted.add(filled(it.asText(), known)));
      var texts = found.stream().flatMap(ScimCasesTest::elements).map(JsonNode::asText).toList();
      assertThat(texts).as(as).containsExactlyInAnyOrderElementsOf(wanted);
    } else if (!expected.isTextual()) {
      assertThat(found).as(as).singleElement().isEqualTo(expected);
    } else if (words.equals("number")) {
      assertThat(found).as(as).singleElement().matches(JsonNode::isNumber);
    } else if (words.equals("non-empty")) {
      assertThat(found).as(as).singleElement().matches(it -> !it.asText().isBlank());
    } else if (words.equals("empty or absent") || words.equals("absent or empty")) {
      assertThat(found).as(as).allMatch(JsonNode::isEmpty);
    } else if (words.equals("1 or 0")) {
      // an attribute that is absent is not equal to anything: see FilterMatch
      assertThat(found).as(as).singleElement().matches(it -> it.asInt() == 1);
    } else if (words.startsWith("exactly one, ")) {
      assertThat(found).as(as).hasSize(1);
      assertThat(found.get(0)).as(as).hasSize(1);
      assertThat(found.get(0).get(0).path("value").asText())
          .as(as)
          .isEqualTo(words.substring("exactly one, ".length()));
    } else if (words.startsWith("contains ")) {
      var texts = found.stream().flatMap(ScimCasesTest::elements).map(JsonNode::asText).toList();
      assertThat(texts).as(as).contains(words.substring("contains ".length()));
    } else if (words.startsWith("not ")) {
      assertThat(found).as(as).isNotEmpty().noneMatch(it -> it.asText().equals(words.substring(4)));
    } else if (words.equals("names the address and the remedy")) {
      assertThat(found.get(0).asText())
          .as(as)
          .contains("ada@acmecorp.example")
          .contains("Remove this user and create them");
    } else if (path.equals("$.detail")) {
      assertThat(found).as(as).singleElement().matches(it -> it.asText().contains(words));
    } else {
      assertThat(found).as(as).singleElement().matches(it -> it.isTextual());
      assertThat(found.get(0).asText()).as(as).isEqualTo(words);
    }
  }

  private static Stream<JsonNode> elements(JsonNode value) {
    return value instanceof ArrayNode list
        ? Stream.iterate(0, i -> i + 1).limit(list.size()).map(list::get)
        : Stream.of(value);
  }

  private static List<String> value(JsonNode json, String path) {
    return values(json, path).stream().map(JsonNode::asText).toList();
  }

  private static final Pattern STEP =
      Pattern.compile(
          "\\.([A-Za-z_]\\w*)|\\['([^']+)'\\]|\\[(\\d+)\\]|\\[(\\*)\\]|\\[\\?\\(@\\.(\\w+)==(\"[^\"]*\"|\\w+)\\)\\]");

  /** As much of JSONPath as the cases use. */
  private static List<JsonNode> values(JsonNode json, String path) {
    var found = List.of(json);
    var steps = STEP.matcher(path);
    var end = 1;
    while (steps.find()) {
      assertThat(steps.start()).as(path).isEqualTo(end);
      end = steps.end();
      var next = new ArrayList<JsonNode>();
      for (var it : found) {
        var name = steps.group(1) != null ? steps.group(1) : steps.group(2);
        if (name != null) add(next, it.get(name));
        else if (steps.group(3) != null) add(next, it.get(Integer.parseInt(steps.group(3))));
        else if (steps.group(4) != null) it.forEach(next::add);
        else
          for (var element : it)
            if (element.path(steps.group(5)).asText().equals(steps.group(6).replace("\"", "")))
              next.add(element);
      }
      found = next;
    }
    assertThat(end).as(path).isEqualTo(path.length());
    return found;
  }

  private static void add(List<JsonNode> to, @Nullable JsonNode value) {
    if (value != null) to.add(value);
  }

  // ------------------------------------------------------------------ what came of it

  private void checkEffect(String as, ScimClient client, String effect, Map<String, String> known) {
    if (effect.startsWith("membership ")) {
      var status = effect.contains("INACTIVE") ? "INACTIVE" : "ACTIVE";
      var id = known.getOrDefault("ada", known.get("riley"));
      assertThat(membership(client, id)).as(as).isEqualTo(status);
      if (effect.contains("direct_provision"))
        assertThat(app.one(ofPerson("m.provisioning_method", id)))
            .isEqualToIgnoringCase("direct_provision");
      return;
    }
    switch (effect) {
      case "same person, membership ACTIVE again" ->
          assertThat(
                  app.one(
                      "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id JOIN"
                          + " organizations o ON o.id = m.organization_id WHERE o.slug ="
                          + " 'acmecorp' AND u.email = 'ada@acmecorp.example'"))
              .as(as)
              .isEqualTo("ACTIVE");
      case "request log: \"the word Bearer was sent twice\"" ->
          assertThat(lastRemarks()).as(as).contains("token_bearer_twice");
      case "ada is a member; the other id pending, shown in the log" -> {
        assertThat(lastRemarks()).as(as).contains("members_pending");
        assertThat(app.all("SELECT value FROM directory_pending_members"))
            .containsExactly("11111111-2222-4333-8444-555555555555");
      }
      case "directory state turns from \"waiting\" to connected; nothing created" -> {
        var now = app.app().core().directories.find(client.directory.id()).orElseThrow();
        assertThat(now.contacted()).as(as).isTrue();
        assertThat(now.userCount()).as(as).isZero();
      }
      case "name changed, user the same" ->
          assertThat(client.get("/Users/" + known.get("ada")).at("/name/familyName"))
              .isEqualTo("King");
      case "one address element of type work with both parts; family name King; primary e-mail unchanged" ->
          assertThat(client.get("/Users/" + known.get("ada")).json().get("addresses")).hasSize(1);
      case "ada and max are members; roles recalculated" ->
          assertThat(client.get("/Groups/" + known.get("g")).json().get("members")).hasSize(2);
      case "only ada leaves" ->
          assertThat(client.get("/Groups/" + known.get("g")).json().get("members")).hasSize(1);
      case "unknown manager is kept as text reference, no 500" ->
          assertThat(client.filter("Users", "userName eq \"ivo@acmecorp.example\"").text())
              .contains("\"manager\":{\"value\":\"not-a-known-id\"}");
      case "primary e-mail emp1@acmecorp.example; the home address is not checked against the domain rule" ->
          assertThat(app.all("SELECT email FROM directory_users"))
              .containsExactly("emp1@acmecorp.example");
      case "already gone: no error",
          "role mapping stays attached to the group id",
          "not 400 invalid schema" -> {
        // the statuses and the next steps say it
      }
      default -> throw new AssertionError("nothing checks: " + effect);
    }
  }

  private static String lastRemarks() {
    app.app().core().directoryRequests.writeNoted();
    return String.valueOf(
        app.one("SELECT remarks FROM directory_requests ORDER BY id DESC LIMIT 1"));
  }

  /** A directory user that was removed leaves the person behind. */
  private static String membership(ScimClient client, String id) {
    var gone = client.get("/Users/" + id).status() == 404;
    return gone
        ? app.one(
            "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id JOIN organizations"
                + " o ON o.id = m.organization_id WHERE o.slug = 'acmecorp' AND u.email ="
                + " 'ada@acmecorp.example'")
        : app.one(ofPerson("m.status", id));
  }

  private static String ofPerson(String column, String id) {
    return "SELECT "
        + column
        + " FROM memberships m JOIN directory_users d ON d.user_id = m.user_id AND"
        + " d.organization_id = m.organization_id WHERE d.id = '"
        + id
        + "'";
  }
}
