package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import dev.hostedui.protocol.scim.Filter.Operator;
import dev.hostedui.text.Letters;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a filter means (RFC 7644 §3.4.2.2). A comparison holds when it holds for one value of a
 * list. Texts compare without regard to letter case unless the schema says that it counts.
 *
 * <p>The standard leaves open what {@code ne} says of an attribute without a value: here it holds,
 * because nothing is not equal to something.
 */
final class FilterMatch {

  /** A time is read in that of so many looks at a text. */
  private static final int A_TIME = 50;

  private final ResourceSchema of;
  private final Effort effort;

  /** Texts with other letters than those of ASCII, which take long to fold. */
  private final IdentityHashMap<JsonNode, String> folded = new IdentityHashMap<>();

  FilterMatch(ResourceSchema of, Effort effort) {
    this.of = of;
    this.effort = effort;
  }

  boolean matches(Filter filter, ObjectNode resource) {
    if (filter instanceof Filter.And and) {
      for (var it : and.all()) if (!matches(it, resource)) return false;
      return true;
    }
    if (filter instanceof Filter.Or or) {
      for (var it : or.any()) if (matches(it, resource)) return true;
      return false;
    }
    if (filter instanceof Filter.Not not) return !matches(not.not(), resource);
    if (filter instanceof Filter.Present present) {
      for (var value : values(present.path(), resource)) if (isPresent(value)) return true;
      return false;
    }
    if (filter instanceof Filter.Element element) {
      for (var it : elements(element.path(), resource))
        if (matchesElement(element.path().definition(of), element.filter(), it)) return true;
      return false;
    }
    var compare = (Filter.Compare) filter;
    var definition = compare.path().definition(of);
    return holds(compare, definition, values(compare.path(), resource));
  }

  /** Whether one element of a list fulfils the filter in the brackets behind the list's name. */
  boolean matchesElement(ResourceSchema.@Nullable Attribute list, Filter filter, JsonNode element) {
    if (filter instanceof Filter.And and) {
      for (var it : and.all()) if (!matchesElement(list, it, element)) return false;
      return true;
    }
    if (filter instanceof Filter.Or or) {
      for (var it : or.any()) if (matchesElement(list, it, element)) return true;
      return false;
    }
    if (filter instanceof Filter.Not not) return !matchesElement(list, not.not(), element);
    if (filter instanceof Filter.Present present) {
      var value = part(element, present.path());
      return value != null && isPresent(value);
    }
    if (filter instanceof Filter.Element) return false;
    var compare = (Filter.Compare) filter;
    var value = part(element, compare.path());
    var name = compare.path().attribute();
    var definition = list == null || name == null ? null : list.part(name);
    return holdsFor(compare, definition, value == null ? List.of() : List.of(value));
  }

  /** A plain value in a list is the {@code value} of an element that has nothing else. */
  private @Nullable JsonNode part(JsonNode element, AttributePath path) {
    var name = path.attribute();
    if (name == null) return null;
    effort.find(element.size());
    if (element.isObject()) return ScimJson.get(element, name);
    return name.equalsIgnoreCase("value") ? element : null;
  }

  private boolean holds(
      Filter.Compare compare, ResourceSchema.@Nullable Attribute definition, List<JsonNode> found) {
    var about = definition == null ? null : definition.compared(compare.path().part());
    return holdsFor(compare, about, found);
  }

  private boolean holdsFor(
      Filter.Compare compare, ResourceSchema.@Nullable Attribute definition, List<JsonNode> found) {
    effort.spend(1);
    var value = compare.value();
    if (value.isNull()) {
      var present = found.stream().anyMatch(FilterMatch::isPresent);
      return (compare.operator() == Operator.NE) == present;
    }
    if (found.isEmpty()) return compare.operator() == Operator.NE;
    for (var it : found) if (compare(it, compare.operator(), compare, definition)) return true;
    return false;
  }

  /**
   * Whether one value compares so.
   *
   * @param with the comparison that has what it is compared with
   */
  private boolean compare(
      JsonNode found,
      Operator operator,
      Filter.Compare with,
      ResourceSchema.@Nullable Attribute definition) {
    if (operator == Operator.NE) return !compare(found, Operator.EQ, with, definition);
    if (found.isObject()) {
      var inner = ScimJson.get(found, "value");
      return inner != null && compare(inner, operator, with, definition);
    }
    var value = with.value();
    if (found.isBoolean()) {
      return operator == Operator.EQ && value.asText().equalsIgnoreCase(found.asText());
    }
    if (found.isNumber() && value.isNumber())
      return ordered(operator, decimal(found).compareTo(decimal(value)));
    var type = definition == null ? ResourceSchema.Type.TEXT : definition.type();
    if (type == ResourceSchema.Type.TIME) return times(found.asText(), operator, with.text());
    var exact = definition != null && definition.exact();
    var left = exact ? found.asText() : folded(found);
    var right = exact ? with.text() : with.folded();
    // where a part may be, all of it may have to be looked at again
    effort.read((long) left.length() * (operator == Operator.CO ? right.length() : 1));
    return switch (operator) {
      case CO -> left.contains(right);
      case SW -> left.startsWith(right);
      case EW -> left.endsWith(right);
      default -> ordered(operator, left.compareTo(right));
    };
  }

  private static BigDecimal decimal(JsonNode number) {
    return number.decimalValue();
  }

  private boolean times(String found, Operator operator, String value) {
    // a moment has no parts; what is compared as text is what was sent
    if (operator == Operator.CO) return found.contains(value);
    if (operator == Operator.SW) return found.startsWith(value);
    if (operator == Operator.EW) return found.endsWith(value);
    effort.spend(A_TIME);
    var left = Filter.time(found);
    var right = Filter.time(value);
    return left != null && right != null && ordered(operator, left.compareTo(right));
  }

  private static boolean ordered(Operator operator, int order) {
    return switch (operator) {
      case EQ -> order == 0;
      case GT -> order > 0;
      case GE -> order >= 0;
      case LT -> order < 0;
      case LE -> order <= 0;
      default -> false;
    };
  }

  private String folded(JsonNode value) {
    var text = value.asText();
    // no letter of ASCII is made of two, nor becomes another in capitals
    if (CharMatcher.ascii().matchesAllOf(text)) return Ascii.toLowerCase(text);
    var known = folded.get(value);
    if (known != null) return known;
    effort.fold(text);
    var made = Letters.caseless(text);
    folded.put(value, made);
    return made;
  }

  private static boolean isPresent(JsonNode value) {
    return !value.isNull()
        && !(value.isContainerNode() && value.isEmpty())
        && !(value.isTextual() && value.textValue().isEmpty());
  }

  /** The elements of a list; a single value is a list of one. */
  private List<JsonNode> elements(AttributePath path, ObjectNode resource) {
    var value = attribute(path, resource);
    if (value == null || value.isNull()) return List.of();
    var all = new ArrayList<JsonNode>();
    if (value.isArray()) value.forEach(all::add);
    else all.add(value);
    effort.spend(all.size());
    return all;
  }

  private List<JsonNode> values(AttributePath path, ObjectNode resource) {
    var part = path.part();
    if (part == null) return elements(path, resource);
    var all = new ArrayList<JsonNode>();
    for (var element : elements(path, resource)) {
      effort.find(element.size());
      var value = ScimJson.get(element, part);
      if (value == null || value.isNull()) continue;
      if (value.isArray()) value.forEach(all::add);
      else all.add(value);
    }
    effort.spend(all.size());
    return all;
  }

  private @Nullable JsonNode attribute(AttributePath path, ObjectNode resource) {
    effort.find(resource.size());
    var there = path.in(of, resource);
    var within = there.schema() == null ? resource : ScimJson.get(resource, there.schema());
    return within == null || there.attribute() == null
        ? null
        : ScimJson.get(within, there.attribute());
  }
}
