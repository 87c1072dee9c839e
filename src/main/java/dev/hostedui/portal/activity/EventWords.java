package dev.hostedui.portal.activity;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of {@code sentences.properties}: what is said of each kind of event. */
final class EventWords {

  private static final Properties WORDS = read();
  private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

  private EventWords() {}

  private static Properties read() {
    var words = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(EventWords.class.getResourceAsStream("sentences.properties")),
            StandardCharsets.UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  static boolean has(String key) {
    return WORDS.containsKey(key);
  }

  /** A text, each place in it filled in once with what was typed by somebody. */
  static String say(String key, List<String> arguments) {
    return PLACE
        .matcher(WORDS.getProperty(key, key))
        .replaceAll(
            place -> {
              var number = Integer.parseInt(place.group(1));
              var filling = number < arguments.size() ? arguments.get(number) : "";
              return Matcher.quoteReplacement(filling);
            });
  }
}
