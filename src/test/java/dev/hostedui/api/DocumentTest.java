package dev.hostedui.api;

import static dev.hostedui.testing.TestClient.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import io.swagger.v3.oas.models.media.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What developers and their tools read about the API. */
class DocumentTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void the_document_is_read_without_a_complaint() {
    var document = new Document(app);
    assertThat(document.complaints).isEmpty();
    assertThat(document.api.getOpenapi()).isEqualTo("3.0.3");
    assertThat(document.api.getServers().get(0).getUrl()).endsWith("/api/v1");
    assertThat(document.operations).isNotEmpty();
  }

  @Test
  void each_route_of_the_api_is_described_and_nothing_else() {
    var routes =
        app.app().routes().lines().stream()
            .map(line -> line.split("\\s+"))
            .filter(line -> line[1].startsWith("/api/v1"))
            .map(line -> line[0] + " " + line[1].substring("/api/v1".length()))
            .collect(Collectors.toSet());
    assertThat(
            new Document(app).operations.stream().map(Object::toString).collect(Collectors.toSet()))
        .isEqualTo(routes);
  }

  @Test
  void each_operation_has_a_name_of_its_own_words_examples_and_its_refusals() {
    var names = new HashSet<String>();
    var document = new Document(app);
    for (var it : document.operations) {
      assertThat(names.add(it.id())).as(it.id()).isTrue();
      assertThat(it.operation().getSummary()).as(it.id()).isNotBlank();
      assertThat(it.operation().getDescription()).as(it.id()).endsWith(".");
      assertThat(it.scopes()).as(it.id()).isNotEmpty();
      var responses = it.operation().getResponses();
      var wanted = new ArrayList<>(List.of("401", "403", "414", "429", "500", "503"));
      if (it.path().contains("{")) wanted.addAll(List.of("400", "404"));
      if (it.hasBody()) wanted.addAll(List.of("400", "413", "415"));
      if (it.takesKey()) wanted.add("409");
      if (it.takesVersion()) wanted.add("412");
      assertThat(responses.keySet()).as(it.id()).containsAll(wanted);
      responses.forEach(
          (status, any) -> {
            var response = document.response(it, Integer.parseInt(status));
            assertThat(response.getDescription()).as(it.id() + " " + status).isNotBlank();
            if (List.of("409", "429", "503").contains(status))
              assertThat(response.getHeaders()).as(it.id()).containsKey("Retry-After");
            if (status.equals("304")) assertThat(response.getHeaders()).containsKey("ETag");
            if (status.equals("304")) assertThat(response.getContent()).isNull();
            else if (response.getContent().containsKey("application/json"))
              assertThat(response.getContent().get("application/json").getExample())
                  .as(it.id() + " " + status)
                  .isNotNull();
          });
      if (it.hasBody()) assertThat(it.body()).as(it.id()).isNotEqualTo("null");
      if (it.operation().getParameters() == null) continue;
      for (var parameter : it.operation().getParameters())
        assertThat(parameter.getDescription()).as(it.id() + " " + parameter.getName()).isNotBlank();
    }
  }

  @Test
  void what_is_shown_with_a_version_is_changed_by_it() {
    var operations = new Document(app).operations;
    var shown =
        operations.stream()
            .filter(it -> it.operation().getResponses().containsKey("304"))
            .map(Document.Described::path)
            .toList();
    assertThat(operations)
        .filteredOn(it -> List.of("PUT", "PATCH").contains(it.method()))
        .filteredOn(it -> shown.contains(it.path()))
        .isNotEmpty()
        .allMatch(Document.Described::takesVersion);
  }

  @Test
  void refusals_are_described_once_and_each_with_an_example_of_its_own() {
    var document = new Document(app);
    assertThat(document.api.getComponents().getResponses()).hasSizeBetween(10, 12);
    document
        .api
        .getComponents()
        .getResponses()
        .forEach(
            (name, response) ->
                assertThat(response.getContent().get("application/json").getExample().toString())
                    .as(name)
                    .contains("\"error_code\":\"")
                    .doesNotContain("{0}"));
    var bytes = app.browser().get("/openapi.json").body().length();
    assertThat(bytes / document.operations.size()).as("bytes an operation").isLessThan(3_500);
  }

  @Test
  void patterns_are_for_all_of_a_text() {
    var patterns = json(app.browser().get("/openapi.json")).findValuesAsText("pattern");
    assertThat(patterns)
        .isNotEmpty()
        .allSatisfy(
            it -> {
              assertThat(it).startsWith("^").endsWith("$");
              assertThat(it.contains("|")).isEqualTo(it.startsWith("^(?:"));
            });
  }

  @Test
  void each_field_has_words_and_an_example() {
    new Document(app)
        .api
        .getComponents()
        .getSchemas()
        .forEach((name, schema) -> assertDescribed(name, schema));
  }

  private static void assertDescribed(String name, Schema<?> schema) {
    if (schema.getProperties() == null) return;
    schema
        .getProperties()
        .forEach(
            (field, described) -> {
              assertThat(described.getDescription()).as(name + "." + field).endsWith(".");
              if (described.getAllOf() == null
                  && !"array".equals(described.getType())
                  && described.get$ref() == null)
                assertThat(described.getExample()).as(name + "." + field).isNotNull();
            });
  }

  @Test
  void the_document_may_be_read_by_pages_of_other_origins_and_the_api_may_not() {
    assertThat(app.browser().get("/openapi.json").header("Access-Control-Allow-Origin"))
        .isEqualTo("*");
    assertThat(ApiClient.of(app).get("/organizations").header("Access-Control-Allow-Origin"))
        .isEmpty();
  }

  @Test
  void the_reference_shows_each_operation_and_asks_nothing_of_others() {
    var page = app.browser().get("/api/");
    assertThat(page.status()).isEqualTo(200);
    for (var it : new Document(app).operations) assertThat(page.has("#" + it.id())).isTrue();
    assertThat(page.elements("[src^=http], link[href^=http]")).isEmpty();
    assertThat(page.text("#createOrganization")).contains("curl -X POST", "environment_manage");
  }
}
