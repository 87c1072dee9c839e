package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.text.Letters;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A value that a resource is sorted by (RFC 7644 §3.4.2.3), in the order of its type as filters
 * compare it: numbers and times by what they are, texts without regard to letter case unless the
 * schema says that it counts. Where one attribute has values of several types, numbers come first.
 *
 * @param number null for what is none
 * @param time likewise
 * @param text empty for a number or a time; else its beginning, as it is compared
 */
public record SortKey(@Nullable BigDecimal number, @Nullable Instant time, String text)
    implements Comparable<SortKey> {

  /** By so much of a text it has its place in an order: many may be held at once. */
  private static final int LONGEST = 256;

  private static final Comparator<SortKey> ORDER =
      Comparator.comparing(SortKey::number, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(SortKey::time, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(SortKey::text);

  /**
   * The value of a resource: of a list the primary one, or else the first; null for none.
   *
   * @param effort what it takes to read it
   * @throws ScimProblem tooMany when it takes more than it may
   */
  public static @Nullable SortKey of(
      ResourceSchema schema, ObjectNode resource, AttributePath by, Effort effort) {
    var path = by.in(schema, resource);
    var value = value(resource, path);
    if (value == null) return null;
    if (value.isNumber()) return new SortKey(value.decimalValue(), null, "");
    var definition = path.definition(schema);
    var compared = definition == null ? null : definition.compared(path.part());
    var isTime = compared != null && compared.type() == ResourceSchema.Type.TIME;
    var time = isTime ? Filter.time(value.asText()) : null;
    if (time != null) return new SortKey(null, time, "");
    var beginning = Letters.beginning(value.asText(), LONGEST);
    effort.fold(beginning);
    var exact = compared != null && compared.exact();
    return new SortKey(null, null, exact ? beginning : Letters.caseless(beginning));
  }

  private static @Nullable JsonNode value(ObjectNode resource, AttributePath by) {
    var value = part(by.schema() == null ? resource : part(resource, by.schema()), by.attribute());
    if (value.isArray()) value = primary(value);
    if (by.part() != null) value = part(value, by.part());
    else if (value.isObject()) value = value.path("value");
    return value.isValueNode() && !value.isNull() ? value : null;
  }

  private static JsonNode part(JsonNode of, @Nullable String name) {
    var part = name == null ? null : ScimJson.get(of, name);
    return part == null ? MissingNode.getInstance() : part;
  }

  private static JsonNode primary(JsonNode list) {
    for (var it : list) if (it.path("primary").asBoolean()) return it;
    return list.path(0);
  }

  @Override
  public int compareTo(SortKey other) {
    return ORDER.compare(this, other);
  }
}
