package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import dev.hostedui.protocol.scim.ListQuery;
import dev.hostedui.protocol.scim.Projection;
import dev.hostedui.protocol.scim.ResourceSchema;
import dev.hostedui.protocol.scim.ScimJson;
import dev.hostedui.protocol.scim.ScimProblem;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to the SCIM server, wherever it comes from.
 *
 * @param method an HTTP method in capitals
 * @param path what follows the address of the directory, in its parts
 * @param query the parameters, by their names in small letters
 * @param ifMatch and {@code ifNoneMatch}: the headers of RFC 9110 §13.1, or null
 * @param body as it came; empty when there was none
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them, and their bytes are many
record Asked(
    String method,
    List<String> path,
    Map<String, String> query,
    @Nullable String ifMatch,
    @Nullable String ifNoneMatch,
    byte[] body) {

  /**
   * Reads a request.
   *
   * @param address what follows the address of the directory, encoded, with its query
   * @throws ScimProblem when the address is not well encoded
   */
  static Asked of(
      String method,
      String address,
      @Nullable String ifMatch,
      @Nullable String ifNoneMatch,
      byte[] body) {
    var mark = address.indexOf('?');
    var path = mark < 0 ? address : address.substring(0, mark);
    return new Asked(
        Ascii.toUpperCase(method),
        Splitter.on('/').omitEmptyStrings().splitToStream(path).map(Asked::ofPath).toList(),
        query(mark < 0 ? "" : address.substring(mark + 1)),
        ifMatch,
        ifNoneMatch,
        body);
  }

  /** An operation of a bulk request, or a request that was pasted: a tree instead of bytes. */
  static Asked of(
      String method, String address, @Nullable String version, @Nullable ObjectNode data) {
    return of(method, address, version, null, data == null ? new byte[0] : ScimJson.bytes(data));
  }

  /** Whether it only reads. */
  boolean changesNothing() {
    var search = !path.isEmpty() && path.get(path.size() - 1).equals(".search");
    return method.equals("GET") || search;
  }

  /** A plus is a plus in a path. */
  private static String ofPath(String part) {
    return decoded(part.replace("+", "%2B"));
  }

  /** Of a parameter that comes twice the first counts. */
  private static Map<String, String> query(String query) {
    var all = new LinkedHashMap<String, String>();
    for (var pair : Splitter.on('&').omitEmptyStrings().split(query)) {
      var equals = pair.indexOf('=');
      var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      all.putIfAbsent(Ascii.toLowerCase(name), value);
    }
    return all;
  }

  private static String decoded(String text) {
    try {
      var plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
      if (plain.indexOf('\0') >= 0) throw new IllegalArgumentException("U+0000");
      return plain;
    } catch (IllegalArgumentException e) {
      throw new ScimProblem(
          ScimProblem.Type.INVALID_VALUE, "The address is not well encoded (RFC 3986 §2.1).");
    }
  }

  /** The part of the path at an index; empty when it is shorter. */
  String part(int index) {
    return index < path.size() ? path.get(index) : "";
  }

  @Nullable String parameter(String name) {
    return query.get(Ascii.toLowerCase(name));
  }

  ListQuery list(ResourceSchema of) {
    return ListQuery.of(of, this::parameter);
  }

  Projection projection(ResourceSchema of) {
    return Projection.read(
        of, text(parameter("attributes")), text(parameter("excludedAttributes")));
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value;
  }

  /**
   * The body as an object.
   *
   * @throws ScimProblem invalidSyntax
   */
  ObjectNode object() {
    return ScimJson.body(body);
  }
}
