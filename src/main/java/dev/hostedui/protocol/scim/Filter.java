package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hostedui.text.Letters;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A filter as a tree (RFC 7644 §3.4.2.2). What it means stands in {@link #matches}; whoever can
 * answer a part of it more cheaply, as a database can, walks the tree.
 */
public sealed interface Filter {

  /** How a value is compared. */
  enum Operator {
    EQ,
    NE,
    CO,
    SW,
    EW,
    GT,
    GE,
    LT,
    LE
  }

  /** All of them hold. */
  record And(List<Filter> all) implements Filter {
    public And {
      all = List.copyOf(all);
    }
  }

  /** At least one of them holds. */
  record Or(List<Filter> any) implements Filter {
    public Or {
      any = List.copyOf(any);
    }
  }

  /** It does not hold. */
  record Not(Filter not) implements Filter {}

  /** The attribute has a value. */
  record Present(AttributePath path) implements Filter {}

  /**
   * A value of the attribute compares so with this one.
   *
   * @param value a text, number or boolean, or JSON's null for what is not there
   * @param text as it was written: a number may be meant as a text, and has zeros before it
   * @param folded the text without regard to letter case: many values may be compared with it
   */
  record Compare(AttributePath path, Operator operator, JsonNode value, String text, String folded)
      implements Filter {
    Compare(AttributePath path, Operator operator, JsonNode value, String text) {
      this(path, operator, value, text, Letters.caseless(text));
    }

    /** With a text. */
    public Compare with(String other) {
      return new Compare(path, operator, TextNode.valueOf(other), other);
    }
  }

  /** One and the same element of a list fulfils a filter of its own. */
  record Element(AttributePath path, Filter filter) implements Filter {}

  /**
   * Reads a filter.
   *
   * @throws ScimProblem invalidFilter when it cannot be understood, or is longer or deeper than any
   *     sensible one
   */
  static Filter read(ResourceSchema of, String text) {
    return FilterReader.read(of, text);
  }

  /**
   * The moment that a text of XML schema's dateTime names (RFC 7643 §2.3.5), or null. One without a
   * zone is that of UTC.
   */
  static @Nullable Instant time(String text) {
    try {
      return DateTimeFormatter.ISO_DATE_TIME.withZone(ZoneOffset.UTC).parse(text, Instant::from);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /**
   * Whether a resource, with all its attributes under their own names, fulfils it.
   *
   * @param effort what it takes to find out
   * @throws ScimProblem tooMany when it takes more than it may
   */
  default boolean matches(ResourceSchema of, ObjectNode resource, Effort effort) {
    return new FilterMatch(of, effort).matches(this, resource);
  }
}
