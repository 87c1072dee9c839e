package dev.hostedui.identity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Names and texts that an app keeps with something of ours. They mean nothing here. Other pairs of
 * an app are stored in the same form.
 *
 * @param values in the order of their names
 */
public record Metadata(Map<String, String> values) {

  /** What nothing was kept with. */
  public static final Metadata NONE = new Metadata(Map.of());

  private static final int SHORTEST_NAME = 3;
  private static final int LONGEST_NAME = 25;
  private static final int LONGEST_TEXT = 256;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final TypeReference<Map<String, String>> TYPE = new TypeReference<>() {};

  public Metadata {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
  }

  /** What is stored as JSON. */
  public static Metadata stored(String json) {
    try {
      return new Metadata(JSON.readValue(json, TYPE));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("metadata that is no JSON", e);
    }
  }

  /** How it is stored. */
  public String json() {
    try {
      return JSON.writeValueAsString(values);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts are always JSON", e);
    }
  }

  /**
   * Refuses what is too much to keep.
   *
   * @param most how many pairs there may be
   * @throws Problem INVALID, naming the field
   */
  public Metadata within(String field, int most) {
    if (values.size() > most) throw Problem.invalid("metadata_too_many").at(field).with(most);
    values.forEach(
        (name, text) -> {
          if (!isName(name))
            throw Problem.invalid("metadata_name").at(field).with(SHORTEST_NAME, LONGEST_NAME);
          if (!isText(text)) throw Problem.invalid("metadata_text").at(field).with(LONGEST_TEXT);
        });
    return this;
  }

  /** Whether a pair is one that can be kept. */
  public static boolean fits(String name, String text) {
    return isName(name) && isText(text);
  }

  private static boolean isName(String name) {
    var length = Names.length(name);
    return length >= SHORTEST_NAME && length <= LONGEST_NAME;
  }

  private static boolean isText(String text) {
    return !text.isEmpty() && Names.length(text) <= LONGEST_TEXT;
  }
}
