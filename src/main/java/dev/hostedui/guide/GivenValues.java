package dev.hostedui.guide;

import java.util.Map;

/**
 * What a guide gives people to copy, by the names that its text calls the values by.
 *
 * @param byName the values
 */
public record GivenValues(Map<String, String> byName) {

  public GivenValues {
    byName = Map.copyOf(byName);
  }

  /**
   * A value.
   *
   * @throws IllegalArgumentException when there is none of this name
   */
  public String get(String name) {
    var value = byName.get(name);
    if (value == null) throw new IllegalArgumentException("no value " + name);
    return value;
  }
}
