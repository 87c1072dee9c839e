package dev.hostedui.db;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A statement whose parameters have names, as {@link Database#rows} passes it to the driver.
 *
 * @param sql with {@code ?} in place of each name
 * @param names in the order in which they stood, some perhaps more than once
 */
record NamedParameters(String sql, List<String> names) {

  private static final Pattern NAME = Pattern.compile("(?<![:\\w]):([a-z][A-Za-z0-9]*)");

  /** Reads a statement that has no colon in its texts. */
  static NamedParameters of(String sql) {
    var names = new ArrayList<String>();
    var plain =
        NAME.matcher(sql)
            .replaceAll(
                match -> {
                  names.add(match.group(1));
                  return "?";
                });
    return new NamedParameters(plain, List.copyOf(names));
  }

  /** The values in the order of the question marks. */
  Object[] values(Map<String, ?> values) {
    return names.stream()
        .map(
            name -> {
              var value = values.get(name);
              if (value == null) throw new IllegalArgumentException("no value for :" + name);
              return value;
            })
        .toArray();
  }
}
