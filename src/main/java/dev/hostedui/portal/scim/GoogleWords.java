package dev.hostedui.portal.scim;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Properties;

/**
 * What is said about why a Google Workspace could not be read: the words of {@code
 * google.properties}. They are not refusals of a request, which {@link dev.hostedui.web.Words} has
 * the words for.
 */
final class GoogleWords {

  private static final Properties WORDS = read();

  private GoogleWords() {}

  private static Properties read() {
    var words = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(GoogleWords.class.getResourceAsStream("google.properties")),
            StandardCharsets.UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  static boolean has(String code) {
    return WORDS.containsKey("fault." + code) && WORDS.containsKey("remedy." + code);
  }

  /**
   * What went wrong, in a sentence.
   *
   * @param about what belongs to it, or empty
   */
  static String fault(String code, String about) {
    return WORDS
        .getProperty("fault." + code, "It did not work.")
        .replace("{0}", about.isEmpty() ? "That" : about);
  }

  /** What to do about it. */
  static String remedy(String code) {
    return WORDS.getProperty("remedy." + code, "It is tried again by itself.");
  }
}
