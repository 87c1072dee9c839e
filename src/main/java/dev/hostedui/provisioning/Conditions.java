package dev.hostedui.provisioning;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Ascii;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.directory.DirectoryUserTable;
import dev.hostedui.protocol.scim.AttributePath;
import dev.hostedui.protocol.scim.Filter;
import dev.hostedui.protocol.scim.Filter.Operator;
import dev.hostedui.text.Letters;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns filters into SQL over the columns of users or groups. What no column answers is looked for
 * in the text of the stored attributes, which lets too many rows pass and hardly any that do not
 * belong; the filter itself decides then.
 */
final class Conditions {

  /** Users, whose table is called {@code du} in the statement. */
  static final Conditions OF_USERS =
      new Conditions(
          Map.of("username", "du.user_name_key"),
          Names::line,
          "du",
          "groups",
          "directory_user_id AS id FROM directory_group_members m WHERE m.group_id = %s",
          "EXISTS (SELECT 1 FROM directory_group_members m WHERE m.directory_user_id = du.id)");

  /** Groups, whose table is called {@code g} in the statement. */
  static final Conditions OF_GROUPS =
      new Conditions(
          Map.of("displayname", "g.display_name_key"),
          Names::line,
          "g",
          "members",
          "group_id AS id FROM directory_group_members m WHERE m.directory_user_id = %s",
          "g.member_count > 0");

  private static final String SCHEMAS = "schemas";

  /**
   * So much of a text is looked for, and the filter itself decides about the rest: SQLite takes
   * patterns of some length, and a longer one costs more for each row.
   */
  private static final int LONGEST_PATTERN = 128;

  /** What compares a piece of a text, in which a space at an end counts. */
  private static final Set<Operator> PIECES = Set.of(Operator.CO, Operator.SW, Operator.EW);

  /** What is said of whoever belongs somewhere, in small letters. */
  private static final Set<String> PARTS = Set.of("value", "$ref", "display", "type");

  /** Columns of text in which capitals were folded, by the name of their attribute. */
  private final Map<String, String> folded;

  /** How these texts are cleaned before they are kept. */
  private final UnaryOperator<String> cleaned;

  private final String table;
  private final String belonging;
  private final String belongsTo;
  private final String belongsAtAll;

  private Conditions(
      Map<String, String> folded,
      UnaryOperator<String> cleaned,
      String table,
      String belonging,
      String belongsTo,
      String belongsAtAll) {
    this.folded = folded;
    this.cleaned = cleaned;
    this.table = table;
    this.belonging = belonging;
    this.belongsTo = belongsTo;
    this.belongsAtAll = belongsAtAll;
  }

  private static final Instant FIRST = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant LAST = Instant.ofEpochMilli(Long.MAX_VALUE);

  /** The column in which the folded text of an attribute stands, or null. */
  @Nullable String foldedColumn(AttributePath path) {
    return path.schema() != null || path.attribute() == null || path.part() != null
        ? null
        : folded.get(small(path.attribute()));
  }

  /**
   * The filter as it is meant: names of people and groups are cleaned before they are kept, and so
   * is a name that they are compared with as a whole.
   */
  Filter meant(Filter filter) {
    if (filter instanceof Filter.And and)
      return new Filter.And(and.all().stream().map(this::meant).toList());
    if (filter instanceof Filter.Or or)
      return new Filter.Or(or.any().stream().map(this::meant).toList());
    if (filter instanceof Filter.Not not) return new Filter.Not(meant(not.not()));
    if (!(filter instanceof Filter.Compare compare)
        || foldedColumn(compare.path()) == null
        || !compare.value().isTextual()
        || PIECES.contains(compare.operator())) return filter;
    var name = cleaned.apply(compare.value().textValue());
    return compare.with(name);
  }

  /** The SQL of a filter. */
  Condition of(@Nullable Filter filter) {
    return filter == null ? Condition.NONE : new Reading().of(filter);
  }

  private static String small(@Nullable String name) {
    return name == null ? "" : Ascii.toLowerCase(name);
  }

  /** The reading of one filter, which numbers its parameters. */
  private final class Reading {

    private int count;

    Condition of(Filter filter) {
      if (filter instanceof Filter.And and)
        return and.all().stream().map(this::of).reduce(Condition::and).orElse(Condition.ANY);
      if (filter instanceof Filter.Or or)
        return or.any().stream().map(this::of).reduce(Condition::or).orElse(Condition.ANY);
      if (filter instanceof Filter.Not not) return of(not.not()).not();
      if (filter instanceof Filter.Element element) return element(element);
      if (filter instanceof Filter.Present present) return present(present.path());
      return compare((Filter.Compare) filter);
    }

    private Condition element(Filter.Element element) {
      if (isBelonging(element.path())) return belonging(element.filter());
      // what must be in one element must be in the resource
      return within(element.path(), element.filter());
    }

    private Condition within(AttributePath path, Filter filter) {
      if (filter instanceof Filter.And and)
        return and.all().stream()
            .map(it -> within(path, it))
            .reduce(Condition::and)
            .orElse(Condition.ANY);
      if (filter instanceof Filter.Or or)
        return or.any().stream()
            .map(it -> within(path, it))
            .reduce(Condition::or)
            .orElse(Condition.ANY);
      if (!(filter instanceof Filter.Compare compare) || isSchemas(path)) return Condition.ANY;
      return isAddress(path, compare.path().attribute()) ? address(compare) : mentioned(compare);
    }

    /** Whether a part of an attribute is an address of a person; no part is its value. */
    private boolean isAddress(AttributePath path, @Nullable String part) {
      return table.equals("du")
          && path.schema() == null
          && small(path.attribute()).equals("emails")
          && (part == null || small(part).equals("value"));
    }

    /** One of the addresses of a person, of which the known one is in a column. */
    private Condition address(Filter.Compare compare) {
      var mentioned = mentioned(compare);
      if (compare.operator() != Operator.EQ || !compare.value().isTextual()) return mentioned;
      var name = name();
      return new Condition(
              "1 = 1",
              Map.of(name, DirectoryUserTable.addressKey(compare.value().textValue())),
              false,
              DirectoryUserTable.WITH_ADDRESS.formatted(":" + name),
              false)
          .and(mentioned);
    }

    /** Schemas are told by what is there: they are in no column, nor in the stored attributes. */
    private boolean isSchemas(AttributePath path) {
      return path.schema() == null && small(path.attribute()).equals(SCHEMAS);
    }

    private boolean isBelonging(AttributePath path) {
      return path.schema() == null && small(path.attribute()).equals(belonging);
    }

    private Condition belonging(Filter filter) {
      if (filter instanceof Filter.Or or)
        return or.any().stream()
            .map(this::belonging)
            .reduce(Condition::or)
            .orElse(Condition.OF_BELONGING);
      // what must be in one element must be in the resource
      if (filter instanceof Filter.And and)
        return and.all().stream()
            .map(this::belonging)
            .reduce(Condition.OF_BELONGING, Condition::and);
      return filter instanceof Filter.Compare compare && !compare.value().isNull()
          ? belongs(compare, compare.path().attribute())
          : Condition.OF_BELONGING;
    }

    /** By its id somebody is found; by anything else each is asked. */
    private Condition belongs(Filter.Compare compare, @Nullable String part) {
      if (compare.operator() != Operator.EQ || !small(part).equals("value"))
        return Condition.OF_BELONGING;
      var name = name();
      var among = "SELECT m." + belongsTo.formatted(":" + name);
      return new Condition(
          table + ".id IN (" + among + ")", Map.of(name, compare.text()), true, among, true);
    }

    private Condition belongsAtAll(AttributePath path, boolean is) {
      if (path.part() != null && !PARTS.contains(small(path.part()))) return Condition.OF_BELONGING;
      var any = new Condition(belongsAtAll, Map.of(), true, null, true);
      return is ? any : any.not();
    }

    private Condition present(AttributePath path) {
      if (isBelonging(path)) return belongsAtAll(path, true);
      var attribute = small(path.attribute());
      var ours = Set.of("id", "meta", SCHEMAS, "active").contains(attribute);
      if (path.schema() == null && ours) return Condition.ANY;
      // JSON writes a name in quotation marks
      var name = name();
      return new Condition(
              lowered() + " LIKE :" + name + " ESCAPE '!'",
              Map.of(name, "%\"" + literal(attribute) + "\"%"),
              true)
          .inexact();
    }

    private Condition compare(Filter.Compare compare) {
      var path = compare.path();
      if (isBelonging(path)) {
        if (compare.value().isNull()) return belongsAtAll(path, compare.operator() == Operator.NE);
        return belongs(compare, path.part() == null ? "value" : path.part());
      }
      if (compare.value().isNull()) return Condition.ANY;
      if (path.schema() != null) return mentioned(compare);
      if (isAddress(path, path.part())) return address(compare);
      var attribute = small(path.attribute());
      if (path.part() != null) return attribute.equals("meta") ? meta(compare) : mentioned(compare);
      return switch (attribute) {
        case "id" -> equal(compare, "id");
        case "externalid" -> equal(compare, "external_id");
        case "active" -> active(compare);
        case SCHEMAS -> Condition.ANY;
        default -> text(compare, foldedColumn(path));
      };
    }

    /** A column that is compared exactly. */
    private Condition equal(Filter.Compare compare, String column) {
      if (compare.operator() != Operator.EQ) return Condition.ANY;
      var name = name();
      var there = table + "." + column;
      return new Condition(
          "(" + there + " IS NOT NULL AND " + there + " = :" + name + ")",
          Map.of(name, compare.text()),
          true);
    }

    private Condition active(Filter.Compare compare) {
      var value = small(compare.text());
      if (!table.equals("du") || compare.operator() != Operator.EQ) return Condition.ANY;
      return switch (value) {
        case "true" -> new Condition("du.deactivated_at IS NULL", Map.of(), true);
        case "false" -> new Condition("du.deactivated_at IS NOT NULL", Map.of(), true);
        default -> Condition.ANY;
      };
    }

    private Condition text(Filter.Compare compare, @Nullable String column) {
      if (column == null) return mentioned(compare);
      var folded = Names.caseless(compare.text());
      var name = name();
      if (compare.operator() == Operator.EQ)
        return new Condition(column + " = :" + name, Map.of(name, folded), true);
      var pattern =
          switch (compare.operator()) {
            case CO -> "%" + literal(Letters.beginning(folded, LONGEST_PATTERN)) + "%";
            case SW -> literal(Letters.beginning(folded, LONGEST_PATTERN)) + "%";
            case EW -> "%" + literal(Letters.end(folded, LONGEST_PATTERN));
            default -> null;
          };
      return pattern == null
          ? Condition.ANY
          : new Condition(column + " LIKE :" + name + " ESCAPE '!'", Map.of(name, pattern), true)
              .inexact();
    }

    /** The times that we set ourselves. */
    private Condition meta(Filter.Compare compare) {
      // the version of a person tells of their groups, and that of a group of its members
      if (small(compare.path().part()).equals("version")) return Condition.OF_BELONGING;
      var column =
          switch (small(compare.path().part())) {
            case "created" -> table + ".created_at";
            case "lastmodified" -> table + ".updated_at";
            default -> null;
          };
      var operator =
          switch (compare.operator()) {
            case EQ -> "=";
            case GT -> ">";
            case GE -> ">=";
            case LT -> "<";
            case LE -> "<=";
            default -> null;
          };
      var time = time(compare.value());
      if (column == null || operator == null || time == null) return Condition.ANY;
      var name = name();
      return new Condition(column + " " + operator + " :" + name, Map.of(name, time), true);
    }

    /** Only whole milliseconds are kept, and compared here; of what lies far off there are none. */
    private static @Nullable Instant time(JsonNode value) {
      var time = Filter.time(value.asText());
      return time != null
              && time.equals(time.truncatedTo(ChronoUnit.MILLIS))
              && time.isAfter(FIRST)
              && time.isBefore(LAST)
          ? time
          : null;
    }

    /**
     * What is compared with a text holds it in the stored attributes, at least the longest piece of
     * it that JSON writes as it is; or it holds other letters, which may fold to the same ones, as
     * ß does to ss.
     */
    private Condition mentioned(Filter.Compare compare) {
      var holds =
          List.of(Operator.EQ, Operator.CO, Operator.SW, Operator.EW).contains(compare.operator());
      if (!holds || !compare.value().isTextual()) return Condition.ANY;
      var piece = plainPiece(compare.value().textValue());
      if (piece.isEmpty()) return Condition.ANY;
      var name = name();
      var attributes = table + ".attributes";
      var holdsIt = lowered() + " LIKE :" + name + " ESCAPE '!'";
      var others = " OR OCTET_LENGTH(" + attributes + ") > LENGTH(" + attributes + ")";
      return new Condition(
              hasTwins(piece) ? "(" + holdsIt + others + ")" : holdsIt,
              Map.of(name, "%" + literal(Ascii.toLowerCase(piece)) + "%"),
              true)
          .inexact();
    }

    /**
     * The stored attributes with the capitals of ASCII made small, whatever the language of the
     * database: in Turkish the small letter of I is none of ASCII's.
     */
    private String lowered() {
      return "LOWER(" + table + ".attributes COLLATE \"C\")";
    }

    private String name() {
      return "f" + count++;
    }
  }

  private static String plainPiece(String text) {
    var longest = "";
    var start = 0;
    for (var i = 0; i <= text.length(); i++) {
      var plain = i < text.length() && isPlain(text.charAt(i));
      if (plain) continue;
      if (i - start > longest.length()) longest = text.substring(start, i);
      start = i + 1;
    }
    return Letters.beginning(longest, LONGEST_PATTERN);
  }

  /** Whether other letters than those of ASCII fold to one in a text: ſ, ß, the sign of Kelvin. */
  private static boolean hasTwins(String text) {
    return Ascii.toLowerCase(text).chars().anyMatch(c -> "afhijklnstwy".indexOf(c) >= 0);
  }

  private static boolean isPlain(char c) {
    return c >= ' ' && c <= '~' && c != '"' && c != '\\';
  }

  /** A text for LIKE in which nothing stands for anything else. */
  private static String literal(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
