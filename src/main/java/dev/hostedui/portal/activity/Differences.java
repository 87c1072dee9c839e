package dev.hostedui.portal.activity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.web.Ago;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Says what an event changed in the words of {@code sentences.properties}. What has none there is
 * shown as the event has it.
 */
final class Differences {

  private static final int MOST = 40;
  private static final int LONGEST = 500;

  /** Below this stands what a directory sent, in its own names. */
  private static final String SENT = "raw_attributes.";

  /** What is the same in all that an organization may see, or tells of it beside a membership. */
  private static final Pattern EVERYWHERE =
      Pattern.compile("organization\\..*|(.*\\.)?(organization|environment)_id");

  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z");

  /** Where a part of a list says what it is called, in order of preference. */
  private static final List<String> NAMES =
      List.of("display_name", "name", "role_name", "client_id", "value");

  private final Map<String, String> names;
  private final Map<String, String> vendors;

  /**
   * Takes what to call things.
   *
   * @param names the providers of connections, by the ids of these
   * @param vendors what vendors are called, by the names that events have for them
   */
  Differences(Map<String, String> names, Map<String, String> vendors) {
    this.names = names;
    this.vendors = vendors;
  }

  /**
   * What differs between two states, in the order in which it stands there; at most 40 values. What
   * a directory sent is left out where a field of ours shows the same.
   */
  List<Difference> between(JsonNode before, JsonNode after) {
    var was = new LinkedHashMap<String, String>();
    var is = new LinkedHashMap<String, String>();
    collect("", before, was);
    collect("", after, is);
    var names = new LinkedHashSet<>(is.keySet());
    names.addAll(was.keySet());
    var found = new ArrayList<Difference>();
    for (var name : names) {
      var old = was.getOrDefault(name, "");
      var now = is.getOrDefault(name, "");
      if (old.equals(now)) continue;
      found.add(
          name.endsWith("_picture")
              ? difference(
                  name, picture("value.picture.before", old), picture("value.picture", now))
              : difference(name, old, now));
    }
    var ours =
        found.stream()
            .filter(it -> !isSent(it))
            .map(Differences::values)
            .collect(Collectors.toSet());
    return found.stream()
        .filter(it -> !isSent(it) || !ours.contains(values(it)))
        .limit(MOST)
        .toList();
  }

  private static boolean isSent(Difference it) {
    return it.isRaw() && it.label().contains(SENT);
  }

  private static List<String> values(Difference it) {
    return List.of(it.before(), it.after());
  }

  /** An event knows a picture by a number that is made from it, which says nothing to people. */
  private static String picture(String words, String number) {
    return number.isEmpty() ? "" : EventWords.say(words, List.of());
  }

  private static Difference difference(String name, String before, String after) {
    return endings(name)
        .map(ending -> "field." + ending)
        .filter(EventWords::has)
        .findFirst()
        .map(key -> new Difference(EventWords.say(key, List.of()), false, before, after))
        .orElseGet(() -> new Difference(name, true, before, after));
  }

  /** A name with ever less of what leads to it; of what somebody else named, only the whole. */
  private static Stream<String> endings(String name) {
    if (name.contains(SENT) || name.contains("metadata.")) return Stream.of(name);
    return Stream.iterate(
        name, Objects::nonNull, it -> it.contains(".") ? it.substring(it.indexOf('.') + 1) : null);
  }

  private void collect(String name, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      for (var field : node.properties()) {
        var key = field.getKey();
        var inner = name.isEmpty() ? key : name + "." + key;
        if (key.endsWith("_timeout_unit")) continue;
        if (!EVERYWHERE.matcher(inner).matches()) collect(inner, field.getValue(), into);
        // a time stands with its unit, which is always the same
        if (key.endsWith("_timeout"))
          into.computeIfPresent(
              inner, (it, number) -> Ago.exactly(Duration.ofMinutes(field.getValue().asLong())));
      }
    } else if (!node.isNull() && !node.isMissingNode()) {
      var text = said(name.substring(name.lastIndexOf('.') + 1), node);
      into.put(name, text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }
  }

  /** What a field holds, in words where it holds one of a few things that are ours. */
  private String said(String field, JsonNode node) {
    if (field.equals("features")) return features(node);
    if (node.isArray())
      return elements(node).map(it -> part(field, it)).collect(Collectors.joining(", "));
    if (!node.isValueNode()) return node.toString();
    var text = node.asText();
    var key = node.isBoolean() ? "value." + text : "value." + field + "." + text;
    if (EventWords.has(key)) return EventWords.say(key, List.of());
    if (field.equals("provider")) return vendors.getOrDefault(text, text);
    if (field.equals("authenticated_with")) {
      var provider = names.getOrDefault(text, text);
      return vendors.getOrDefault(provider, provider);
    }
    return TIME.matcher(text).matches() ? time(text) : text;
  }

  private static String time(String text) {
    try {
      return Ago.exact(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return text;
    }
  }

  private String part(String field, JsonNode part) {
    if (!part.isObject()) return said(field, part);
    var name =
        NAMES.stream()
            .filter(part::has)
            .findFirst()
            .map(it -> part.path(it).asText())
            .orElseGet(part::toString);
    return part.has("group_name") ? part.path("group_name").asText() + ": " + name : name;
  }

  /** Those that are on, called like the pages they show. */
  private static String features(JsonNode features) {
    return elements(features)
        .filter(it -> !it.isObject() || it.path("enabled").asBoolean())
        .map(it -> Sentences.titleOf(it.isObject() ? it.path("name").asText() : it.asText()))
        .collect(Collectors.joining(", "));
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }
}
