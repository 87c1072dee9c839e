package dev.hostedui.identity.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.google.common.base.Ascii;
import dev.hostedui.identity.ExactJson;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Hides passwords and whatever else is named like a secret in what a directory sends, before it is
 * written down. What is left shows the customer their own data.
 *
 * <p>It would rather hide too much: in a text that is no JSON, or is too long to be read as a
 * whole, each value that follows such a name is hidden, and where a path names one, the values of
 * all operations are.
 */
final class Redaction {

  /** So many characters of a body are kept. */
  static final int LONGEST_BODY = 16 * 1024;

  /** What stands in place of a secret. */
  static final String HIDDEN = "(hidden)";

  /**
   * Words that tell of a secret, wherever a name ends with one or goes on with another word. A word
   * that is glued to it is part of it only where it says no more: who has a {@code secretary} hides
   * nothing.
   */
  private static final String NAME =
      "(?:passw|passphrase|(?:pass(?:code)?|(?-i:(?<![A-Za-z])pin|Pin|PIN)|pwd|secret|token|credential"
          + "|(?:api|access|private)[_-]?key|authorization|cookie)"
          + "(?:s|keys?|values?|hash|text|data|string|header)?(?-i:(?![a-z])))";

  private static final Pattern TELLING = Pattern.compile(NAME, Pattern.CASE_INSENSITIVE);
  private static final Pattern TELLING_PATH =
      Pattern.compile(
          "[\"']path[\"']\\s*:\\s*[\"'][^\"']*(?:" + NAME + ")", Pattern.CASE_INSENSITIVE);

  /** The attribute of RFC 7643 §4.1.1, by its name or with its URN. */
  private static final Pattern PASSWORD =
      Pattern.compile("(?:.*:)?password", Pattern.CASE_INSENSITIVE);

  /** A name in quotes, and what it stands for or how that begins; a text may have no end. */
  private static final Pattern PAIR =
      Pattern.compile(
          "\"([^\"\\\\]*+)\"\\s*+:\\s*+(\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+[\"\\\\]?|[\\[{]|[^\\s\",{}\\[\\]]++)",
          Pattern.DOTALL);

  /**
   * A name that tells of a secret, and its value, in other notations: a form, an address, XML, or
   * what a script takes for JSON.
   */
  private static final Pattern PLAIN_PAIR = plainPair(NAME);

  private static final Pattern PLAIN_VALUE = plainPair("value");

  /**
   * A filter that compares what is named like a secret (RFC 7644 §3.4.2.2), or would if it were
   * written well.
   */
  private static final Pattern COMPARED =
      Pattern.compile(
          "(?:"
              + NAME
              + ")[\\w.:$\\[-]{0,80}+(?:\\s{1,8}+(?:(?:eq|ne|co|sw|ew|gt|ge|lt|le)\\b|[\"'])|\\s{0,8}+=)",
          Pattern.CASE_INSENSITIVE);

  /** A parameter of an address, and its value. */
  private static final Pattern PARAMETER = Pattern.compile("([?&][^=&]*+=)([^&]*+)");

  /** A letter, a hyphen or an underscore as JSON may write it, too (RFC 8259 §7). */
  private static final Pattern ESCAPED =
      Pattern.compile("\\\\u00([46][1-9A-Fa-f]|[57][0-9Aa]|2[Dd]|5[Ff])");

  /** Where a list or an object ends is not known; what is hidden is not hidden again. */
  private static Pattern plainPair(String name) {
    return Pattern.compile(
        "((?:"
            + name
            + ")[\\w.-]{0,40}+[\"']?\\s{0,8}+[=:>]\\s{0,8}+)(?![\"']?\\(hidden\\))"
            + "(?:\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+[\"\\\\]?"
            + "|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+['\\\\]?"
            + "|[\\[{].*+"
            + "|[^\\s\"'&<,;][^\\s\"&<,;]*+)",
        Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  }

  /** In which form a body was kept. */
  enum Form {
    /** All of it: it can be sent again, except for the secrets. */
    WHOLE,
    /** Its beginning. */
    CUT,
    /** It is no JSON. */
    UNREADABLE
  }

  /** A body as it is kept. */
  record Body(String text, Form form) {}

  private Redaction() {}

  /** A body without its secrets; null when there is none. */
  static @Nullable Body of(@Nullable String body) {
    if (body == null || body.isBlank()) return null;
    if (body.length() > LONGEST_BODY)
      return new Body(hidden(body.substring(0, LONGEST_BODY)) + "…", Form.CUT);
    try {
      var root = ExactJson.read(body);
      if (root.isContainerNode()) return new Body(hidden(root).toString(), Form.WHOLE);
      // no name tells what a value is that stands by itself
      return new Body(HIDDEN, Form.UNREADABLE);
    } catch (JsonProcessingException e) {
      return new Body(hidden(body), Form.UNREADABLE);
    }
  }

  /**
   * A path with its query, in which values of parameters are hidden that are named like a secret,
   * or that hold a filter which compares one.
   */
  static String ofPath(String path) {
    var hidden =
        PARAMETER
            .matcher(path)
            .replaceAll(
                it ->
                    Matcher.quoteReplacement(
                        isTelling(decoded(it.group(1))) || isCompared(decoded(it.group(2)))
                            ? it.group(1) + HIDDEN
                            : it.group()));
    return PLAIN_PAIR.matcher(hidden).replaceAll("$1" + HIDDEN);
  }

  /** A text in which a credential is hidden wherever it stands, whatever it is named there. */
  static String without(String credential, String text) {
    return text.replace(credential, HIDDEN);
  }

  /** What was answered, unless it repeats a filter that compares a secret. */
  static @Nullable String ofWords(@Nullable String words) {
    return words != null && isCompared(words) ? HIDDEN : words;
  }

  /** What is not well encoded is looked at as it is. */
  private static String decoded(String value) {
    try {
      return URLDecoder.decode(value, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return value.replace("+", " ").replace("%20", " ");
    }
  }

  /**
   * Where a body holds a filter: a search, or what an operation changes (RFC 7644 §3.4.3, §3.5.2).
   */
  private static boolean isFilter(String name) {
    return name.equalsIgnoreCase("filter") || name.equalsIgnoreCase("path");
  }

  /** However often it was encoded on its way. */
  private static boolean isCompared(String text) {
    return COMPARED.matcher(text).find() || COMPARED.matcher(decoded(text)).find();
  }

  /**
   * The names of attributes in whose place a body that was kept says that they were hidden, each
   * once. A password is none of them: the SCIM server keeps none, so nothing is lost with it.
   */
  static List<String> hiddenIn(String body) {
    var names = new LinkedHashSet<String>();
    try {
      collectHidden(ExactJson.read(body), "", names);
    } catch (JsonProcessingException e) {
      // what cannot be read is not carried out either
      return List.of();
    }
    return List.copyOf(names);
  }

  private static void collectHidden(JsonNode node, String name, Set<String> names) {
    if (node.isTextual() && node.textValue().equals(HIDDEN)) {
      if (!PASSWORD.matcher(name).matches()) names.add(name);
      return;
    }
    var path = node instanceof ObjectNode object ? path(object) : "";
    for (var property : node.properties()) {
      var ofPath = property.getKey().equalsIgnoreCase("value") && !path.isEmpty();
      collectHidden(property.getValue(), ofPath ? path : property.getKey(), names);
    }
    if (node instanceof ArrayNode list) for (var item : list) collectHidden(item, name, names);
  }

  private static JsonNode hidden(JsonNode node) {
    if (node instanceof ArrayNode list) {
      for (var i = 0; i < list.size(); i++) list.set(i, hidden(list.get(i)));
    } else if (node instanceof ObjectNode object) {
      var secretPath = isTelling(path(object));
      for (var name : object.properties().stream().map(it -> it.getKey()).toList()) {
        var value = object.get(name);
        if (isTelling(name)
            || (secretPath && name.equalsIgnoreCase("value"))
            || (isFilter(name) && value.isTextual() && isCompared(value.textValue()))) {
          if (!value.isNull() && !value.isBoolean()) object.set(name, TextNode.valueOf(HIDDEN));
        } else {
          object.set(name, hidden(value));
        }
      }
    }
    return node;
  }

  /** The path of an operation (RFC 7644 §3.5.2), whatever the case of its name. */
  private static String path(ObjectNode operation) {
    for (var property : operation.properties())
      if (Ascii.equalsIgnoreCase(property.getKey(), "path")) return property.getValue().asText();
    return "";
  }

  private static boolean isTelling(String name) {
    return TELLING.matcher(name).find();
  }

  private static String unescaped(String text) {
    return ESCAPED
        .matcher(text)
        .replaceAll(it -> Character.toString(Integer.parseInt(it.group(1), 16)));
  }

  private static String hidden(String escaped) {
    var text = unescaped(escaped);
    var secretPath = TELLING_PATH.matcher(text).find();
    var left = new StringBuilder();
    var from = 0;
    var pairs = PAIR.matcher(text);
    while (pairs.find()) {
      var name = pairs.group(1);
      if (!isTelling(name)
          && !(secretPath && name.equalsIgnoreCase("value"))
          && !(isFilter(name) && isCompared(pairs.group(2)))) continue;
      left.append(text, from, pairs.start(2)).append('"').append(HIDDEN).append('"');
      from = pairs.end();
      // where a list or an object ends is not known
      if ("[{".contains(pairs.group(2))) from = text.length();
      if (from == text.length()) break;
    }
    left.append(text, from, text.length());
    var hidden = PLAIN_PAIR.matcher(left).replaceAll("$1" + HIDDEN);
    return secretPath ? PLAIN_VALUE.matcher(hidden).replaceAll("$1" + HIDDEN) : hidden;
  }
}
