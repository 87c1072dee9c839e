package dev.hostedui.api;

import static dev.hostedui.api.Schema.ordered;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.application.ApiRights;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The document of the API (OpenAPI 3.0.3, which generators of clients take best), written from its
 * operations.
 */
final class OpenApi {

  private static final Map<Integer, String> REFUSALS =
      Map.ofEntries(
          Map.entry(400, "What was sent is wrong; validation_error_info says which field."),
          Map.entry(401, "No access token, or none that is good here."),
          Map.entry(403, "The scope of the token does not allow it, or a feature is off."),
          Map.entry(404, "It does not exist, or not in this organization."),
          Map.entry(409, "A rule forbids it as things are, or a name is taken."),
          Map.entry(412, "It is another version by now than If-Match names."),
          Map.entry(413, "The body is too large."),
          Map.entry(415, "The body is not application/json."),
          Map.entry(429, "Too many requests; Retry-After says when to come again."),
          Map.entry(500, "A fault of the server, which changed nothing."),
          Map.entry(503, "Not ready just now."));

  private final String issuer;
  private final List<Operation> operations;

  OpenApi(String issuer, List<Operation> operations) {
    this.issuer = issuer;
    this.operations = operations;
  }

  Map<String, Object> map() {
    return ordered(
        "openapi",
        "3.0.3",
        "info",
        ordered(
            "title",
            "Management API",
            "version",
            "1",
            "description",
            "Organizations, people and their rights, for programs. Get a token with the client"
                + " credentials of an application that may use this API; it is good for a day."
                + " Fields that nobody knows are ignored, and new ones may come to answers.",
            "license",
            ordered("name", "Apache-2.0", "url", "https://www.apache.org/licenses/LICENSE-2.0")),
        "servers",
        List.of(ordered("url", issuer + Api.ROOT)),
        "tags",
        tags(),
        "security",
        List.of(ordered("clientCredentials", List.of())),
        "paths",
        paths(),
        "components",
        components());
  }

  private List<Map<String, Object>> tags() {
    return operations.stream()
        .map(it -> it.group)
        .distinct()
        .map(it -> ordered("name", it.title, "description", it.description))
        .toList();
  }

  private Map<String, Object> paths() {
    var paths = new LinkedHashMap<String, Map<String, Object>>();
    for (var operation : operations)
      paths
          .computeIfAbsent(operation.path, any -> new LinkedHashMap<>())
          .put(operation.method.toLowerCase(Locale.ROOT), written(operation));
    return new LinkedHashMap<>(paths);
  }

  private static Map<String, Object> written(Operation operation) {
    var written =
        ordered(
            "operationId",
            operation.id,
            "tags",
            List.of(operation.group.title),
            "summary",
            operation.summary(),
            "description",
            operation.description(),
            "security",
            List.of(ordered("clientCredentials", operation.scopes())));
    if (!operation.parameters().isEmpty())
      written.put("parameters", operation.parameters().stream().map(OpenApi::written).toList());
    var body = operation.body();
    if (body != null)
      written.put(
          "requestBody",
          ordered(
              "required",
              !(body instanceof Schema.Shape shape) || needsAny(shape),
              "content",
              content(body)));
    written.put("responses", responses(operation));
    return written;
  }

  private static boolean needsAny(Schema.Shape shape) {
    return shape.fields().stream().anyMatch(Schema.Field::required);
  }

  private static Map<String, Object> written(Operation.Parameter parameter) {
    var schema =
        parameter.repeated()
            ? ordered("type", "array", "items", parameter.schema().written())
            : parameter.schema().written();
    var written =
        ordered(
            "name",
            parameter.name(),
            "in",
            parameter.place().name().toLowerCase(Locale.ROOT),
            "description",
            parameter.description(),
            "required",
            parameter.required(),
            "schema",
            schema);
    if (parameter.repeated()) {
      written.put("style", "form");
      written.put("explode", true);
    }
    return written;
  }

  private static Map<String, Object> responses(Operation operation) {
    var responses = new LinkedHashMap<String, Object>();
    responses.put(
        Integer.toString(operation.status()),
        ordered(
            "description",
            operation.status() == 201 ? "It was made." : "It was done.",
            "content",
            content(operation.answer())));
    for (var status : operation.refusals())
      responses.put(
          Integer.toString(status),
          ordered("description", words(status), "content", content(Shapes.REFUSAL)));
    return responses;
  }

  private static Map<String, Object> content(Schema schema) {
    return ordered(
        "application/json", ordered("schema", schema.written(), "example", schema.example()));
  }

  private Map<String, Object> components() {
    var shapes = new TreeMap<String, Schema.Shape>();
    Schema.shapes(Shapes.REFUSAL, shapes);
    for (var operation : operations) {
      Schema.shapes(operation.answer(), shapes);
      var body = operation.body();
      if (body != null) Schema.shapes(body, shapes);
    }
    var schemas = new LinkedHashMap<String, Object>();
    shapes.forEach((name, shape) -> schemas.put(name, shape.described()));
    return ordered(
        "schemas",
        schemas,
        "securitySchemes",
        ordered(
            "clientCredentials",
            ordered(
                "type",
                "oauth2",
                "description",
                "Client credentials of an application that may use the management API. Without a"
                    + " scope the token holds all of these.",
                "flows",
                ordered(
                    "clientCredentials",
                    ordered("tokenUrl", issuer + "/oauth/token", "scopes", scopes())))));
  }

  private static Map<String, Object> scopes() {
    var scopes = new LinkedHashMap<String, Object>();
    for (var permission : Permission.values())
      scopes.put(permission.wireName(), "The same in every organization as for a member of one.");
    scopes.put(
        ApiRights.OPERATE,
        "What belongs to no organization: organizations themselves, people, roles, permissions and"
            + " applications.");
    return scopes;
  }

  /** All statuses with their words, as the page shows them. */
  static String words(int status) {
    return REFUSALS.getOrDefault(status, "");
  }
}
