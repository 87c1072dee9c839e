package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The operations of a PATCH (RFC 7644 §3.5.2), which are carried out in order, all or none.
 *
 * <p>An operation without a path whose value is an object becomes one operation for each name in
 * it: so Okta, Entra and JumpCloud write changes of a few attributes, and what is not named stays
 * as it is.
 */
public record PatchRequest(List<Operation> operations) {

  private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

  /** More operations than any directory puts into one request. */
  public static final int MOST_OPERATIONS = 2_000;

  /** What an operation does with the value at its path. */
  public enum Kind {
    ADD,
    REPLACE,
    REMOVE
  }

  /**
   * One operation.
   *
   * @param value what came with it; null when nothing did. JSON's null is a value
   * @param spread whether the operation came without a path, as a name in a value object
   */
  public record Operation(
      Kind kind, AttributePath path, @Nullable JsonNode value, boolean spread) {}

  public PatchRequest {
    operations = List.copyOf(operations);
  }

  /**
   * Reads the body of a request.
   *
   * @throws ScimProblem when an operation cannot be understood
   */
  public static PatchRequest read(ResourceSchema of, ObjectNode body) {
    var list = ScimJson.get(body, "Operations");
    // ConnId leaves the list out of a PATCH that changes nothing of a person but the groups, which
    // it sends after that
    if (list == null && isSaidToBePatch(body)) return new PatchRequest(List.of());
    if (list == null || !list.isContainerNode()) throw syntax("A PATCH has a list of Operations.");
    var all = new ArrayList<Operation>();
    for (var it : list.isArray() ? list : List.of(list)) {
      if (!it.isObject()) throw syntax("An operation of a PATCH is an object.");
      read(of, it, all);
      if (all.size() > MOST_OPERATIONS)
        throw new ScimProblem(
            413, null, "A PATCH has at most " + MOST_OPERATIONS + " operations here.");
    }
    return new PatchRequest(all);
  }

  private static boolean isSaidToBePatch(ObjectNode body) {
    var schemas = ScimJson.get(body, "schemas");
    if (schemas == null) return false;
    for (var it : schemas) if (SCHEMA.equalsIgnoreCase(it.asText())) return true;
    return false;
  }

  private static void read(ResourceSchema of, JsonNode operation, List<Operation> into) {
    var kind = kind(operation);
    var path = ScimJson.get(operation, "path");
    var value = ScimJson.get(operation, "value");
    if (path != null && !path.isNull() && !path.isTextual()) throw syntax("A path is a text.");
    if (path == null || path.isNull() || path.textValue().isBlank()) {
      spread(of, kind, value, into);
      return;
    }
    if (kind != Kind.REMOVE && value == null)
      throw new ScimProblem(
          ScimProblem.Type.INVALID_VALUE,
          "The operation at " + ScimProblem.quoted(path.textValue()) + " has no value.");
    var whole = value != null && value.isObject() && endsInType(path.textValue());
    add(
        of,
        new Operation(kind, AttributePath.read(of, path.textValue(), whole), value, false),
        into);
  }

  /** The resource's own schema by its name is the resource: what is said of it has paths. */
  private static void add(ResourceSchema of, Operation operation, List<Operation> into) {
    var path = operation.path();
    var own = path.schema() == null && path.attribute() == null;
    if (own && operation.kind() != Kind.REMOVE && operation.value() instanceof ObjectNode value)
      spread(of, operation.kind(), value, into);
    else into.add(operation);
  }

  /** Schemas end in the name of a type, which is written with a capital; attributes do not. */
  private static boolean endsInType(String path) {
    var last = path.substring(path.lastIndexOf(':') + 1);
    return !last.isEmpty() && Character.isUpperCase(last.charAt(0));
  }

  private static void spread(
      ResourceSchema of, Kind kind, @Nullable JsonNode value, List<Operation> into) {
    if (kind == Kind.REMOVE)
      throw new ScimProblem(
          ScimProblem.Type.NO_TARGET, "The operation remove needs a path (RFC 7644 §3.5.2.2).");
    if (value == null || !value.isObject())
      throw new ScimProblem(
          ScimProblem.Type.INVALID_VALUE,
          "An operation without a path has an object as its value.");
    value
        .properties()
        .forEach(
            it -> {
              var whole = it.getValue().isObject() || it.getValue().isNull();
              add(
                  of,
                  new Operation(
                      kind, AttributePath.read(of, it.getKey(), whole), it.getValue(), true),
                  into);
            });
  }

  private static Kind kind(JsonNode operation) {
    var op = ScimJson.get(operation, "op");
    var name = op == null ? "" : op.asText().strip();
    for (var it : Kind.values()) if (Ascii.equalsIgnoreCase(it.name(), name)) return it;
    throw syntax(
        "The op of an operation is add, replace or remove, not " + ScimProblem.quoted(name) + ".");
  }

  private static ScimProblem syntax(String detail) {
    return new ScimProblem(ScimProblem.Type.INVALID_SYNTAX, detail);
  }
}
