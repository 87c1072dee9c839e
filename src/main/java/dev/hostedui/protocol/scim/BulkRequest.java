package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Several requests in one (RFC 7644 §3.7). A resource that one of them makes is named by the others
 * with the bulkId it was given.
 *
 * @param failOnErrors after so many errors the rest is not carried out; 0 for never
 */
public record BulkRequest(int failOnErrors, List<Operation> operations) {

  public static final int MOST_OPERATIONS = 100;
  public static final int LARGEST = 1024 * 1024;

  /**
   * Where another resource of the request is named: as an id, at the end of an address, or in
   * quotation marks in the path of a PATCH.
   */
  private static final Pattern REFERENCE =
      Pattern.compile("(?:^|(?<=/Users/)|(?<=/Groups/)|(?<=\"))bulkId:([^\"]+)");

  /** Where the path of an operation names one; what follows is a query. */
  private static final Pattern IN_PATH = Pattern.compile("(?<=^/(?:Users|Groups)/)bulkId:([^?]+)");

  private static final Set<String> METHODS = Set.of("POST", "PUT", "PATCH", "DELETE");

  /**
   * One request.
   *
   * @param path below the base, as {@code /Users} or {@code /Users/…}
   * @param fault why it cannot be understood, or null; then the rest is as it came
   */
  public record Operation(
      String method,
      @Nullable String bulkId,
      @Nullable String version,
      String path,
      @Nullable ObjectNode data,
      @Nullable ScimProblem fault) {

    /** One that can be understood. */
    public Operation(
        String method,
        @Nullable String bulkId,
        @Nullable String version,
        String path,
        @Nullable ObjectNode data) {
      this(method, bulkId, version, path, data, null);
    }

    /** The bulkIds that it names. */
    public Set<String> references() {
      var found = new HashSet<String>();
      if (fault != null) return found;
      named(IN_PATH, path, found::add);
      if (data != null) eachText(data, text -> named(REFERENCE, text, found::add));
      return found;
    }

    /** The same without what names a resource that is not among these: a member, a manager. */
    public Operation without(Set<String> known) {
      var left = data == null ? null : kept(data, known);
      return new Operation(method, bulkId, version, path, (ObjectNode) left);
    }

    /** The same with ids in the place of the bulkIds that have become some. */
    public Operation resolved(Map<String, String> ids) {
      return new Operation(
          method,
          bulkId,
          version,
          with(IN_PATH, path, ids),
          data == null || ids.isEmpty() ? data : (ObjectNode) with(data, ids));
    }
  }

  public BulkRequest {
    operations = List.copyOf(operations);
  }

  /**
   * Reads the body of a request. An operation that cannot be understood is one of its own, refused
   * by itself, as any other (RFC 7644 §3.7.3).
   *
   * @param base the address that the endpoints stand below; an operation may name it
   * @throws ScimProblem with status 413 for too many operations; invalidSyntax or invalidValue
   */
  public static BulkRequest read(ObjectNode body, String base) {
    var list = ScimJson.get(body, "Operations");
    if (!(list instanceof ArrayNode operations))
      throw new ScimProblem(
          ScimProblem.Type.INVALID_SYNTAX, "A bulk request has a list of Operations.");
    if (operations.size() > MOST_OPERATIONS)
      throw new ScimProblem(
          413, null, "A bulk request has at most " + MOST_OPERATIONS + " operations here.");
    var all = new ArrayList<Operation>();
    var names = new HashSet<String>();
    for (var it : operations) {
      var operation = operation(it, base);
      if (operation.bulkId() != null && !names.add(operation.bulkId()))
        throw ResourceReader.invalid("bulkId", "comes twice");
      all.add(operation);
    }
    var fail = ScimJson.get(body, "failOnErrors");
    var most = fail == null || fail.isNull() ? 0 : fail.asInt(-1);
    if (most < 0) throw ResourceReader.invalid("failOnErrors", "is no number from 0");
    return new BulkRequest(most, all);
  }

  private static Operation operation(JsonNode sent, String base) {
    var method = Ascii.toUpperCase(text(sent, "method"));
    var address = text(sent, "path");
    var path = address.startsWith(base + "/") ? address.substring(base.length()) : address;
    var bulkId = textOrNull(sent, "bulkId");
    var data = ScimJson.get(sent, "data");
    return new Operation(
        method,
        bulkId,
        textOrNull(sent, "version"),
        path,
        data instanceof ObjectNode object ? object : null,
        fault(method, path, bulkId));
  }

  private static @Nullable ScimProblem fault(String method, String path, @Nullable String bulkId) {
    if (!METHODS.contains(method))
      return ResourceReader.invalid("method", "is none of POST, PUT, PATCH and DELETE");
    if (!path.startsWith("/")) return ResourceReader.invalid("path", "does not begin with a slash");
    return method.equals("POST") && bulkId == null
        ? ResourceReader.invalid("bulkId", "is missing, which a POST needs")
        : null;
  }

  private static String text(JsonNode sent, String name) {
    var text = textOrNull(sent, name);
    return text == null ? "" : text;
  }

  private static @Nullable String textOrNull(JsonNode sent, String name) {
    var value = ScimJson.get(sent, name);
    // a version or a bulkId may be written as the number it looks like
    return value != null && (value.isTextual() || value.isNumber()) ? value.asText() : null;
  }

  private static void named(Pattern reference, String text, Consumer<String> each) {
    if (!text.contains("bulkId:")) return;
    for (var it = reference.matcher(text); it.find(); ) each.accept(it.group(1));
  }

  private static String with(Pattern reference, String text, Map<String, String> ids) {
    if (!text.contains("bulkId:")) return text;
    return reference
        .matcher(text)
        .replaceAll(it -> Matcher.quoteReplacement(ids.getOrDefault(it.group(1), it.group())));
  }

  /**
   * Whether a member of an object names no resource, whatever it looks like: it belongs to an
   * attribute that the schema of people knows and that is not the manager.
   */
  private static boolean isPlain(JsonNode object, String member) {
    var path = member.equalsIgnoreCase("value") ? ScimJson.get(object, "path") : null;
    var name = path == null ? member : Splitter.on('[').splitToList(path.asText()).get(0);
    var named = AttributePath.named(ResourceSchema.USER, name.strip());
    if (named == null) return false;
    var extension = named.extension(ResourceSchema.USER);
    var known = (extension == null ? named : extension).definition(ResourceSchema.USER);
    return known != null && !known.name().equals("manager");
  }

  private static void eachText(JsonNode value, Consumer<String> each) {
    if (value.isTextual()) each.accept(value.textValue());
    if (value.isArray()) value.forEach(it -> eachText(it, each));
    for (var it : value.properties())
      if (!isPlain(value, it.getKey())) eachText(it.getValue(), each);
  }

  private static @Nullable JsonNode kept(JsonNode value, Set<String> known) {
    if (value.isTextual()) {
      var names = new HashSet<String>();
      named(REFERENCE, value.textValue(), names::add);
      return known.containsAll(names) ? value : null;
    }
    if (!value.isContainerNode()) return value;
    if (value.isArray()) {
      var list = ScimJson.newList();
      for (var it : value) {
        var left = kept(it, known);
        if (left != null) list.add(left);
      }
      return list;
    }
    var object = ScimJson.newObject();
    for (var it : value.properties()) {
      var left = isPlain(value, it.getKey()) ? it.getValue() : kept(it.getValue(), known);
      if (left != null) object.set(it.getKey(), left);
      else if (it.getKey().equalsIgnoreCase("value")) return null;
    }
    return object;
  }

  private static JsonNode with(JsonNode value, Map<String, String> ids) {
    if (value.isTextual()) return TextNode.valueOf(with(REFERENCE, value.textValue(), ids));
    if (value.isObject()) {
      var copy = ScimJson.newObject();
      for (var it : value.properties()) {
        var plain = isPlain(value, it.getKey());
        copy.set(it.getKey(), plain ? it.getValue() : with(it.getValue(), ids));
      }
      return copy;
    }
    if (!value.isArray()) return value;
    var copy = ScimJson.newList();
    value.forEach(it -> copy.add(with(it, ids)));
    return copy;
  }
}
