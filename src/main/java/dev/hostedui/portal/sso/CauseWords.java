package dev.hostedui.portal.sso;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * What is said about what went wrong with an answer or a document of an identity provider: the
 * words of {@code causes.properties} for the codes of the protocols. They are not refusals of a
 * request, which {@link dev.hostedui.web.Words} has the words for.
 */
final class CauseWords {

  private static final Properties WORDS = read();

  private CauseWords() {}

  private static Properties read() {
    var words = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(CauseWords.class.getResourceAsStream("causes.properties")),
            StandardCharsets.UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /** What the code of a cause means, in a few words. */
  static String code(@Nullable String code) {
    return word("code.", code, "It did not work");
  }

  /** What was wrong, in a sentence. */
  static String cause(@Nullable String cause) {
    return word("cause.", cause, "The answer could not be used.");
  }

  /** What to do about it, in words for whoever runs the identity provider. */
  static String remedy(@Nullable String cause) {
    return word("remedy.", cause, "Look into the log of your identity provider at this time.");
  }

  /** What was looked at, as a heading. */
  static String check(String name) {
    var word = WORDS.getProperty("check." + name);
    return word != null ? word : name.replace('_', ' ');
  }

  /**
   * What is wrong with a document or an address.
   *
   * @param arguments what the words are filled in with; where one of them is empty, other words may
   *     be there that do without
   */
  static String document(String code, List<String> arguments) {
    var without = "document." + code + ".without";
    var text =
        arguments.contains("") && has(without)
            ? WORDS.getProperty(without)
            : word("document.", code, "This cannot be used.");
    for (var i = 0; i < arguments.size(); i++) text = text.replace("{" + i + "}", arguments.get(i));
    return text;
  }

  /** What is worth knowing about a document that was taken. */
  static String warning(String code, String about) {
    return word("warning.", code, "").replace("{0}", about);
  }

  static boolean has(String key) {
    return WORDS.containsKey(key);
  }

  private static String word(String kind, @Nullable String code, String otherwise) {
    return code == null ? otherwise : WORDS.getProperty(kind + code, otherwise);
  }
}
