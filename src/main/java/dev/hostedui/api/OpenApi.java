package dev.hostedui.api;

import static dev.hostedui.api.Schema.ordered;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.ApiRights;
import dev.hostedui.web.Words;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The document of the API (OpenAPI 3.0.3, which generators of clients take best), written from its
 * operations.
 */
final class OpenApi {

  /**
   * What a status refuses with.
   *
   * @param name what the document calls it
   * @param code the number of the gRPC status in the example
   * @param errorCode the stable code in the example
   */
  private record Refusal(String name, String words, int code, String errorCode, Problem example) {}

  private static final Words WORDS = Words.english(Api.class);

  private static final String ETAG = "ETag";
  private static final String RETRY_AFTER = "Retry-After";

  /** The statuses of refusals that may say when to come again. */
  private static final Set<Integer> FOR_A_WHILE = Set.of(409, 429, 503);

  private static final Map<Integer, Refusal> REFUSALS =
      Map.ofEntries(
          refusal(
              400,
              "BadRequest",
              "What was sent is wrong; validation_error_info says which field.",
              3,
              Problem.invalid("value_missing").at("display_name")),
          refusal(
              401,
              "Unauthenticated",
              "No access token, or none that is good here.",
              16,
              "UNAUTHENTICATED",
              Problem.forbidden("credential_missing")),
          refusal(
              403,
              "Forbidden",
              "The scope of the token does not allow it, or a feature is off.",
              7,
              Problem.forbidden("scope_missing").with("sk_org_settings_manage")),
          refusal(
              404,
              "NotFound",
              "It does not exist, or not in this organization.",
              5,
              Problem.notFound("organization_not_found")),
          refusal(
              409,
              "Conflict",
              "A rule forbids it as things are, or a name is taken. With Retry-After the first request"
                  + " with the Idempotency-Key still runs.",
              6,
              Problem.conflict("slug_taken")),
          refusal(
              412,
              "VersionChanged",
              "It is another version by now than If-Match names, or the tags it names are weak.",
              9,
              Problem.conflict("version_changed")),
          refusal(
              413, "TooLarge", "The body is too large.", 3, Problem.invalid("too_large").with(64)),
          refusal(
              414, "AddressTooLong", "The address is too long.", 3, Problem.invalid("unreadable")),
          refusal(
              415,
              "UnsupportedMediaType",
              "The body is not application/json.",
              3,
              Problem.invalid("media_type_expected").with("application/json")),
          refusal(
              429,
              "RateLimited",
              "Too many requests; Retry-After says when to come again.",
              8,
              "RATE_LIMITED",
              Problem.conflict("too_many_calls").with(100)),
          refusal(
              500,
              "Fault",
              "A fault of the server, which changed nothing.",
              13,
              Problem.invalid("fault").with("m1x2y3-4")),
          refusal(
              503,
              "Unavailable",
              "Not ready just now. Without Retry-After it is not known whether something was"
                  + " changed.",
              14,
              Problem.invalid("storage_unavailable")));

  private static Map.Entry<Integer, Refusal> refusal(
      int status, String name, String words, int code, Problem example) {
    return refusal(status, name, words, code, example.code().toUpperCase(Locale.ROOT), example);
  }

  private static Map.Entry<Integer, Refusal> refusal(
      int status, String name, String words, int code, String errorCode, Problem example) {
    return Map.entry(status, new Refusal(name, words, code, errorCode, example));
  }

  private final String issuer;
  private final List<Operation> operations;

  /** The answers that are shown with a version, by whichever operation. */
  private final Set<Schema.Shape> tagged;

  OpenApi(String issuer, List<Operation> operations) {
    this.issuer = issuer;
    this.operations = operations;
    tagged =
        operations.stream()
            .filter(Operation::isTagged)
            .map(Operation::answer)
            .collect(Collectors.toSet());
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

  private Map<String, Object> written(Operation operation) {
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
              content(body, operation.bodyExample())));
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

  private Map<String, Object> responses(Operation operation) {
    var responses = new LinkedHashMap<String, Object>();
    var done =
        ordered(
            "description",
            operation.status() == 201 ? "It was made." : "It was done.",
            "content",
            operation.files().isEmpty() ? content(operation.answer()) : files(operation.files()));
    if (tagged.contains(operation.answer())) done.put("headers", header(ETAG));
    responses.put(Integer.toString(operation.status()), done);
    if (operation.isTagged())
      responses.put(
          "304",
          ordered(
              "description",
              "You have it already: its ETag is among those of your If-None-Match. It is empty.",
              "headers",
              header(ETAG)));
    for (var status : operation.refusals())
      responses.put(
          Integer.toString(status),
          ordered("$ref", "#/components/responses/" + refusal(status).name));
    return responses;
  }

  private static Map<String, Object> files(List<String> kinds) {
    var files = new LinkedHashMap<String, Object>();
    for (var kind : kinds)
      files.put(kind, ordered("schema", ordered("type", "string", "format", "binary")));
    return files;
  }

  private static Map<String, Object> content(Schema schema) {
    return content(schema, schema.example());
  }

  private static Map<String, Object> content(Schema schema, Object example) {
    return ordered("application/json", ordered("schema", schema.written(), "example", example));
  }

  private static Refusal refusal(int status) {
    var refusal = REFUSALS.get(status);
    if (refusal == null) throw new IllegalStateException("nobody knows status " + status);
    return refusal;
  }

  private static Map<String, Object> header(String name) {
    return ordered(name, ordered("$ref", "#/components/headers/" + name));
  }

  private static Map<String, Object> headers() {
    return ordered(
        ETAG,
        ordered(
            "description",
            "The version of what is shown, for If-Match and If-None-Match.",
            "schema",
            Schema.text("\"1795428000000-x3vQ0aKd9wEz\"").written()),
        RETRY_AFTER,
        ordered(
            "description",
            "In how many seconds to come again.",
            "schema",
            Schema.count(1).written()));
  }

  /** Each refusal once, with an example of its own: all operations point here. */
  private Map<String, Object> refusals() {
    var written = new TreeMap<String, Object>();
    operations.stream()
        .flatMap(it -> it.refusals().stream())
        .distinct()
        .forEach(
            status -> {
              var it = refusal(status);
              var refused =
                  ordered(
                      "description",
                      it.words,
                      "content",
                      content(
                          Shapes.REFUSAL,
                          Shapes.refusal(it.code, it.errorCode, WORDS.of(it.example))));
              if (FOR_A_WHILE.contains(status)) refused.put("headers", header(RETRY_AFTER));
              written.put(it.name, refused);
            });
    return written;
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
        "responses",
        refusals(),
        "headers",
        headers(),
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
    return refusal(status).words;
  }
}
