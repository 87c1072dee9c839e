package dev.hostedui.portal.activity;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * A value that an event changed.
 *
 * @param name the way to it, like {@code user.membership.roles}
 * @param before what it was, or empty
 * @param after what it is, or empty
 */
public record Difference(String name, String before, String after) {

  private static final int MOST = 40;
  private static final int LONGEST = 500;

  /** What differs between two states, in the order in which it stands there; at most 40 values. */
  static List<Difference> between(JsonNode before, JsonNode after) {
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
      if (!old.equals(now) && found.size() < MOST) found.add(new Difference(name, old, now));
    }
    return found;
  }

  private static void collect(String name, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      for (var field : node.properties())
        collect(
            name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue(), into);
    } else if (!node.isNull() && !node.isMissingNode()) {
      var text = node.isTextual() ? node.asText() : node.toString();
      into.put(name, text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…");
    }
  }
}
