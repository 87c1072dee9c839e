package dev.hostedui.protocol.scim;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a value stands in a resource (RFC 7644 §3.10 and figure 7), as in {@code emails[type eq
 * "work"].value}.
 *
 * @param schema the stored name of the extension it belongs to, or null for the resource's own
 *     schema
 * @param attribute the name of the attribute, as the schema writes it; null for the extension as a
 *     whole
 * @param filter which elements of a list are meant, or null for all
 * @param part the sub-attribute, or null for the whole value
 */
public record AttributePath(
    @Nullable String schema,
    @Nullable String attribute,
    @Nullable Filter filter,
    @Nullable String part) {

  private static final int LONGEST = 2_000;

  /** It becomes the name of a member where the value is kept. */
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z$][A-Za-z0-9_$-]{0," + (ScimJson.LONGEST_NAME - 1) + "}+");

  /**
   * Reads the path of a PATCH operation, or a name in a value object that stands for one.
   *
   * @param whole whether an unknown URN without an attribute may be meant: then the value is what
   *     belongs below it
   * @throws ScimProblem invalidPath when it cannot be understood
   */
  static AttributePath read(ResourceSchema of, String text, boolean whole) {
    var path = text.strip();
    // some clients write the resource itself in front, as in "/displayName"
    if (path.startsWith("/")) path = path.substring(1);
    if (path.isEmpty()) throw invalid(text);
    var open = path.indexOf('[');
    // a filter has limits of its own
    if ((open < 0 ? path.length() : open) > LONGEST)
      throw new ScimProblem(
          ScimProblem.Type.INVALID_PATH,
          "The name of an attribute has at most " + LONGEST + " characters.");
    if (open < 0) {
      var plain = named(of, path, whole);
      if (plain == null) throw invalid(text);
      return plain;
    }
    var close = path.lastIndexOf(']');
    if (close < open) throw invalid(text);
    var before = named(of, path.substring(0, open), false);
    if (before == null || before.attribute == null || before.part != null) throw invalid(text);
    var after = path.substring(close + 1);
    if (!after.isEmpty() && (after.charAt(0) != '.' || !NAME.matcher(after.substring(1)).matches()))
      throw invalid(text);
    Filter filter;
    try {
      filter = FilterReader.within(of, before, path.substring(open + 1, close));
    } catch (ScimProblem refused) {
      throw new ScimProblem(ScimProblem.Type.INVALID_PATH, refused.detail());
    }
    return new AttributePath(
        before.schema,
        before.attribute,
        filter,
        after.isEmpty() ? null : before.canonicalPart(of, after.substring(1)));
  }

  /** Reads the name of an attribute without a filter in it; null when it is none. */
  static @Nullable AttributePath named(ResourceSchema of, String path) {
    return path.length() > LONGEST ? null : named(of, path, false);
  }

  private static @Nullable AttributePath named(ResourceSchema of, String path, boolean whole) {
    if (!Urn.is(path)) return dotted(of, null, path);
    var small = Ascii.toLowerCase(path);
    String longest = null;
    for (var name : of.schemaNames()) {
      // some clients write a dot in place of the last colon
      var fits =
          small.startsWith(name)
              && (small.length() == name.length()
                  || ":.".indexOf(small.charAt(name.length())) >= 0);
      if (fits && (longest == null || name.length() > longest.length())) longest = name;
    }
    if (longest != null) {
      var stored = of.stored(longest);
      var schema = of.urn().equals(stored) ? null : stored;
      if (small.length() == longest.length()) return new AttributePath(schema, null, null, null);
      var known = dotted(of, schema, path.substring(longest.length() + 1));
      // the name of an older schema may be the beginning of one that is not known
      if (known != null) return known;
    }
    var colon = path.lastIndexOf(':');
    var unknown = whole ? path : path.substring(0, colon);
    if (unknown.length() > ScimJson.LONGEST_NAME) return null;
    return whole
        ? new AttributePath(unknown, null, null, null)
        : dotted(of, unknown, path.substring(colon + 1));
  }

  private static @Nullable AttributePath dotted(
      ResourceSchema of, @Nullable String schema, String path) {
    var dot = path.indexOf('.');
    var name = dot < 0 ? path : path.substring(0, dot);
    var part = dot < 0 ? null : path.substring(dot + 1);
    if (!NAME.matcher(name).matches() || (part != null && !NAME.matcher(part).matches()))
      return null;
    var known = of.attribute(schema, name);
    // what has no parts has none that could be named; of a list of texts each is the value
    var plain = known != null && known.type() != ResourceSchema.Type.COMPLEX && !known.many();
    if (part != null && plain) return null;
    var attribute = new AttributePath(schema, known == null ? name : known.name(), null, null);
    return part == null
        ? attribute
        : new AttributePath(schema, attribute.attribute, null, attribute.canonicalPart(of, part));
  }

  private String canonicalPart(ResourceSchema of, String part) {
    var known = definition(of);
    var knownPart = known == null ? null : known.part(part);
    return knownPart == null ? part : knownPart.name();
  }

  /** What the schema says of the attribute, or null when it does not know it. */
  ResourceSchema.@Nullable Attribute definition(ResourceSchema of) {
    return attribute == null ? null : of.attribute(schema, attribute);
  }

  /** Whether it leads to an attribute of the resource's own schema. */
  boolean is(String name) {
    return schema == null && name.equalsIgnoreCase(attribute);
  }

  /**
   * The attribute of an extension that is meant, as Entra's documentation writes {@code manager},
   * without its URN; null for none.
   */
  @Nullable AttributePath extension(ResourceSchema of) {
    var extension = schema != null || attribute == null ? null : of.extensionOf(attribute);
    var known = extension == null ? null : of.attribute(extension, String.valueOf(attribute));
    if (known == null) return null;
    var there = new AttributePath(extension, known.name(), filter, null);
    return part == null
        ? there
        : new AttributePath(extension, there.attribute, filter, there.canonicalPart(of, part));
  }

  /**
   * Where it leads in a resource: to an attribute of an extension without its URN only if the
   * client has put nothing beside the attributes of the schema under that name.
   */
  AttributePath in(ResourceSchema of, ObjectNode resource) {
    var extension = extension(of);
    return extension == null || ScimJson.keyOf(resource, String.valueOf(attribute)) != null
        ? this
        : extension;
  }

  /**
   * The whole of an extension that no schema knows, where the resource has one of that name: what
   * stands behind its last colon reads like an attribute of a shorter name.
   */
  AttributePath orWhole(ResourceSchema of, ObjectNode resource) {
    if (schema == null || filter != null || part != null || definition(of) != null) return this;
    var whole = attribute == null ? null : ScimJson.keyOf(resource, schema + ":" + attribute);
    return whole == null ? this : new AttributePath(whole, null, null, null);
  }

  /** The path without its filter, as {@code emails.value}. */
  public String dotted() {
    return (schema == null ? "" : schema + (attribute == null ? "" : ":"))
        + (attribute == null ? "" : attribute)
        + (part == null ? "" : "." + part);
  }

  private static ScimProblem invalid(String text) {
    return new ScimProblem(
        ScimProblem.Type.INVALID_PATH,
        "The path " + ScimProblem.quoted(text) + " is no path of an attribute.");
  }
}
