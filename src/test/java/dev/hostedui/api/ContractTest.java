package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.api.Document.Described;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operation of the document does what the document says, with right input and with wrong. */
class ContractTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @RegisterExtension static final TestApp app = TestApp.start();

  private static final Document DOCUMENT = new Document(app);

  static Stream<Described> operations() {
    return DOCUMENT.operations.stream();
  }

  @ParameterizedTest
  @MethodSource("operations")
  void what_its_example_asks_for_is_done_and_answered_as_described(Described it) {
    var scene = new Scene(app).preparedFor(it);
    app.clock().advance(Duration.ofNanos(123_456));
    var answer = ApiClient.of(app).send(it.method(), scene.addressWithQuery(it), scene.body(it));

    var status = it.operation().getResponses().keySet().iterator().next();
    assertThat(answer.status()).as(answer.toString()).isEqualTo(Integer.parseInt(status));
    assertThat(DOCUMENT.differences(it, answer.status(), answer.json()))
        .as(answer.toString())
        .isEmpty();
    assertThat(answer.json().toString())
        .as("a time is told as it is kept, and as it is read afterwards")
        .doesNotContainPattern(":\\d\\d\\.\\d{3}(?!0*Z)\\d+Z");
    assertThat(answer.header("Content-Type")).startsWith("application/json");
    assertThat(answer.header("RateLimit-Remaining")).isNotEmpty();
    if (it.method().equals("GET") && !answer.header("ETag").isEmpty())
      assertThat(it.operation().getResponses()).containsKey("304");
    var headers = DOCUMENT.response(it, answer.status()).getHeaders();
    assertThat(headers != null && headers.containsKey("ETag"))
        .as(answer.toString())
        .isEqualTo(!answer.header("ETag").isEmpty());
  }

  @Test
  void a_body_that_is_wrong_is_refused_at_its_field_and_changes_nothing() {
    var scene = new Scene(app);
    var before = app.contents();
    var api = ApiClient.of(app);
    for (var it : DOCUMENT.operations) {
      if (!it.hasBody()) continue;
      refused(it, api.send(it.method(), scene.address(it), "{\"unfinished\":"), "");
      refused(it, api.send(it.method(), scene.address(it), "7"), "");
      if (!(json(it.body()) instanceof ObjectNode example)) continue;
      for (var field : (Iterable<String>) example::fieldNames) {
        var wrong = example.deepCopy();
        // neither a text nor a number, truth, list or object of theirs
        if (example.get(field).isObject()) wrong.put(field, 7);
        else wrong.putObject(field);
        var answer = api.send(it.method(), scene.address(it), wrong.toString());
        refused(it, answer, field);
      }
      for (var field : DOCUMENT.requiredOf(it)) {
        var without = example.deepCopy();
        without.remove(field);
        refused(it, api.send(it.method(), scene.address(it), without.toString()), field);
      }
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_parameter_that_is_wrong_is_refused_and_changes_nothing() {
    var scene = new Scene(app);
    var before = app.contents();
    var api = ApiClient.of(app);
    for (var it : DOCUMENT.operations)
      for (var parameter : it.parameters("query")) {
        var type = parameter.getSchema().getType();
        var wrongs =
            parameter.getSchema().getEnum() != null
                ? List.of("neither")
                : "integer".equals(type)
                    ? List.of("x", "-1", "100000", "1.5")
                    : "boolean".equals(type) ? List.of("maybe") : List.<String>of();
        for (var wrong : wrongs) {
          var answer =
              api.send(
                  it.method(),
                  scene.address(it) + "?" + parameter.getName() + "=" + wrong,
                  scene.body(it));
          refused(it, answer, parameter.getName());
        }
      }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_token_of_another_list_is_no_token_of_this_one() {
    var scene = new Scene(app);
    var api = ApiClient.of(app);
    var token = api.get("/users?page_size=10").text("next_page_token");
    for (var i = 0; token.isEmpty(); i++) {
      api.post(
          "/organizations/" + app.organization("globex").value() + "/users",
          "{\"email\":\"page" + i + "@globex.example\"}");
      token = api.get("/users?page_size=10").text("next_page_token");
    }
    assertThat(api.get("/users?page_size=20&page_token=" + token).status()).isEqualTo(200);
    assertThat(api.get("/users?page_token=" + token + "&unknown=1").status()).isEqualTo(200);
    for (var it : DOCUMENT.operations) {
      // a position among all events is good wherever these are read
      var paged = it.parameters("query").stream().anyMatch(p -> p.getName().equals("page_token"));
      if (!paged || it.path().contains("events") || it.id().equals("listUsers")) continue;
      var address = scene.addressWithQuery(it);
      var answer = api.get(address + (address.contains("?") ? "&" : "?") + "page_token=" + token);
      assertThat(answer.code()).as(answer.toString()).isEqualTo("PAGE_TOKEN_UNKNOWN");
    }
  }

  static Stream<Described> versioned() {
    return operations().filter(Described::takesVersion);
  }

  @ParameterizedTest
  @MethodSource("versioned")
  void what_was_changed_meanwhile_is_left_as_it_is_when_the_caller_names_what_they_saw(
      Described it) {
    var scene = new Scene(app).preparedFor(it);
    var before = app.contents();
    var answer =
        ApiClient.of(app)
            .header("If-Match", "\"1\"")
            .send(it.method(), scene.addressWithQuery(it), scene.body(it));
    assertThat(answer.status()).as(answer.toString()).isEqualTo(412);
    assertThat(DOCUMENT.differences(it, 412, answer.json())).as(answer.toString()).isEmpty();
    assertThat(app.contents()).isEqualTo(before);
  }

  private static void refused(Described it, ApiClient.Answer answer, String field) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(400);
    assertThat(DOCUMENT.differences(it, 400, answer.json())).as(answer.toString()).isEmpty();
    if (!field.isEmpty())
      assertThat(
              answer.json().at("/validation_error_info/field_violations").findValuesAsText("field"))
          .as(answer.toString())
          .anyMatch(at -> at.startsWith(field))
          .allMatch(at -> answer.json().path("message").asText().contains(at + ": "));
  }

  private static com.fasterxml.jackson.databind.JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
