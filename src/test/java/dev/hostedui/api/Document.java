package dev.hostedui.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.testing.TestApp;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.parser.OpenAPIV3Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The document of the API as a kept library reads it, and what it says of an answer. */
final class Document {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** An operation of the document with its address. */
  record Described(String method, String path, io.swagger.v3.oas.models.Operation operation) {
    String id() {
      return operation.getOperationId();
    }

    /** The scopes a token needs. */
    List<String> scopes() {
      return operation.getSecurity().get(0).get("clientCredentials");
    }

    /** Whether it refuses to change another version than the one the caller has seen. */
    boolean takesVersion() {
      return parameters("header").stream().anyMatch(it -> it.getName().equals("If-Match"));
    }

    boolean takesKey() {
      return parameters("header").stream().anyMatch(it -> it.getName().equals("Idempotency-Key"));
    }

    boolean hasBody() {
      return operation.getRequestBody() != null;
    }

    /** The example of its body, or null when it takes none. */
    String body() {
      try {
        return hasBody()
            ? JSON.writeValueAsString(
                operation.getRequestBody().getContent().get("application/json").getExample())
            : null;
      } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
        throw new AssertionError(e);
      }
    }

    List<Parameter> parameters(String in) {
      return operation.getParameters() == null
          ? List.of()
          : operation.getParameters().stream().filter(it -> it.getIn().equals(in)).toList();
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  final OpenAPI api;
  final List<String> complaints;
  final List<Described> operations = new ArrayList<>();

  Document(TestApp app) {
    var read = new OpenAPIV3Parser().readContents(app.browser().get("/openapi.json").body());
    api = read.getOpenAPI();
    complaints = read.getMessages();
    api.getPaths()
        .forEach(
            (path, item) ->
                new TreeMap<PathItem.HttpMethod, io.swagger.v3.oas.models.Operation>(
                        item.readOperationsMap())
                    .forEach(
                        (method, it) -> operations.add(new Described(method.name(), path, it))));
  }

  /** The fields that an operation's body must have. */
  List<String> requiredOf(Described operation) {
    var schema =
        operation.operation.getRequestBody().getContent().get("application/json").getSchema();
    var required = schema.get$ref() == null ? null : named(schema.get$ref()).getRequired();
    return required == null ? List.of() : required;
  }

  /** What an answer has that the document does not say, or lacks of what it promises. */
  List<String> differences(Described operation, int status, JsonNode answer) {
    if (!operation.operation.getResponses().containsKey(Integer.toString(status)))
      return List.of(status + " is not in the document");
    var response = response(operation, status);
    // a file is no object that could differ
    if (!response.getContent().containsKey("application/json")) return List.of();
    var found = new ArrayList<String>();
    compare(response.getContent().get("application/json").getSchema(), answer, "", found);
    return found;
  }

  /** What an operation answers with a status, wherever the document describes it. */
  ApiResponse response(Described operation, int status) {
    var response = operation.operation.getResponses().get(Integer.toString(status));
    return response.get$ref() == null
        ? response
        : api.getComponents()
            .getResponses()
            .get(response.get$ref().substring("#/components/responses/".length()));
  }

  private void compare(Schema<?> schema, JsonNode value, String at, List<String> found) {
    if (schema.get$ref() != null) {
      compare(named(schema.get$ref()), value, at, found);
      return;
    }
    if (schema.getAllOf() != null) {
      compare(schema.getAllOf().get(0), value, at, found);
      return;
    }
    switch (String.valueOf(schema.getType())) {
      case "string" -> {
        if (!value.isTextual()) found.add(at + " is no text: " + value);
        else if (schema.getEnum() != null && !schema.getEnum().contains(value.textValue()))
          found.add(at + " is none of " + schema.getEnum() + ": " + value);
      }
      case "integer" -> {
        if (!value.isIntegralNumber()) found.add(at + " is no whole number: " + value);
      }
      case "number" -> {
        if (!value.isNumber()) found.add(at + " is no number: " + value);
      }
      case "boolean" -> {
        if (!value.isBoolean()) found.add(at + " is no boolean: " + value);
      }
      case "array" -> {
        if (!value.isArray()) found.add(at + " is no list: " + value);
        else for (var item : value) compare(schema.getItems(), item, at + "[]", found);
      }
      default -> compareObject(schema, value, at, found);
    }
  }

  private void compareObject(Schema<?> schema, JsonNode value, String at, List<String> found) {
    if (!value.isObject()) {
      found.add(at + " is no object: " + value);
      return;
    }
    if (schema.getAdditionalProperties() instanceof Schema<?> each) {
      value.forEach(it -> compare(each, it, at + ".*", found));
      return;
    }
    if (Boolean.TRUE.equals(schema.getAdditionalProperties())) return;
    var properties =
        schema.getProperties() == null ? new TreeMap<String, Schema>() : schema.getProperties();
    if (schema.getRequired() != null)
      for (var name : schema.getRequired())
        if (!value.has(name)) found.add(at + "." + name + " is missing");
    // the details of a refusal are its fields once more
    if (at.endsWith("details[]")) return;
    value
        .properties()
        .forEach(
            field -> {
              var described = properties.get(field.getKey());
              var name = at + "." + field.getKey();
              if (described == null) found.add(name + " is not in the document");
              else compare(described, field.getValue(), name, found);
            });
  }

  private Schema<?> named(String reference) {
    return api.getComponents()
        .getSchemas()
        .get(reference.substring("#/components/schemas/".length()));
  }
}
