package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a list is asked for (RFC 7644 §3.4.2, §3.4.3).
 *
 * @param startIndex the first one wanted, counted from 1
 * @param count how many at most, from 0
 */
public record ListQuery(
    @Nullable Filter filter,
    @Nullable AttributePath sortBy,
    boolean descending,
    int startIndex,
    int count,
    Projection projection) {

  /** More than these are in no answer. */
  public static final int MOST = 200;

  /** So many are in an answer when the client does not say. */
  private static final int USUAL = 100;

  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}");

  /**
   * Reads the parameters of an address.
   *
   * @param parameter the value of a parameter, or null
   * @throws ScimProblem invalidFilter or invalidValue
   */
  public static ListQuery of(ResourceSchema of, Function<String, @Nullable String> parameter) {
    var filter = text(parameter.apply("filter"));
    var sortBy = text(parameter.apply("sortBy"));
    return new ListQuery(
        filter.isEmpty() ? null : Filter.read(of, filter),
        sortBy.isEmpty() ? null : sortPath(of, sortBy),
        descending(text(parameter.apply("sortOrder"))),
        Math.max(1, number("startIndex", parameter.apply("startIndex"), 1)),
        Math.min(MOST, Math.max(0, number("count", parameter.apply("count"), USUAL))),
        Projection.read(
            of, text(parameter.apply("attributes")), text(parameter.apply("excludedAttributes"))));
  }

  /**
   * Reads the body of a search (RFC 7644 §3.4.3), which has the names of the parameters.
   *
   * @throws ScimProblem invalidFilter, invalidValue or invalidSyntax
   */
  public static ListQuery of(ResourceSchema of, ObjectNode body) {
    return of(
        of,
        name -> {
          var value = ScimJson.get(body, name);
          return value == null || value.isNull() ? null : written(name, value);
        });
  }

  /** The same from another place on. */
  public ListQuery at(int startIndex, int count) {
    return new ListQuery(filter, sortBy, descending, startIndex, count, projection);
  }

  /** The same with another filter. */
  public ListQuery with(Filter filter) {
    return new ListQuery(filter, sortBy, descending, startIndex, count, projection);
  }

  private static String written(String name, JsonNode value) {
    if (value.isValueNode()) return value.asText();
    var names = new StringBuilder();
    for (var it : value) {
      if (!value.isArray() || !it.isValueNode()) throw ResourceReader.invalid(name, "is no list");
      names.append(names.isEmpty() ? "" : ",").append(it.asText());
    }
    return names.toString();
  }

  private static String text(@Nullable String value) {
    return value == null ? "" : value.strip();
  }

  private static AttributePath sortPath(ResourceSchema of, String name) {
    var path = AttributePath.named(of, name);
    if (path == null || path.attribute() == null)
      throw ResourceReader.invalid("sortBy", "is no name of an attribute");
    // who belongs to whom has no order, and could only be sorted by after all of it was read
    if (path.is(of == ResourceSchema.GROUP ? "members" : "groups"))
      throw ResourceReader.invalid("sortBy", "is nothing to sort by");
    return path;
  }

  private static boolean descending(String order) {
    if (order.isEmpty() || Ascii.equalsIgnoreCase(order, "ascending")) return false;
    if (Ascii.equalsIgnoreCase(order, "descending")) return true;
    throw ResourceReader.invalid("sortOrder", "is neither ascending nor descending");
  }

  private static int number(String name, @Nullable String value, int otherwise) {
    var text = text(value);
    if (text.isEmpty()) return otherwise;
    if (!NUMBER.matcher(text).matches()) throw ResourceReader.invalid(name, "is no whole number");
    var number = new java.math.BigInteger(text.startsWith("+") ? text.substring(1) : text);
    return number.bitLength() < 32
        ? number.intValue()
        : number.signum() < 0 ? Integer.MIN_VALUE : Integer.MAX_VALUE;
  }
}
