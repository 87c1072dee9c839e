package dev.hostedui.protocol.oidc;

import dev.hostedui.protocol.Query;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@code application/x-www-form-urlencoded} parameters, keeping those sent twice.
 *
 * <p>Strictly: a parameter that cannot be decoded and is left out, as libraries do, would be one
 * that two readers of the same request disagree about.
 */
public final class FormParameters {
  private FormParameters() {}

  private static final String FORM = "application/x-www-form-urlencoded";

  /** What may be sent several times (RFC 8707 §2, RFC 8693 §2.1); all else must not. */
  static final Set<String> SEVERAL = Set.of("resource", "audience");

  /** Whether a {@code Content-Type} header, or null, announces such a form. */
  public static boolean isForm(@Nullable String contentType) {
    return contentType != null && contentType.split(";", 2)[0].strip().equalsIgnoreCase(FORM);
  }

  /**
   * Those that were sent, by name; of several that may be, the first.
   *
   * @throws OAuthProblem when one was sent more than once (RFC 6749 §3.2)
   */
  static Map<String, String> once(Map<String, List<String>> parameters) {
    var all = new LinkedHashMap<String, String>();
    parameters.forEach(
        (name, values) -> {
          if (values.size() > 1 && !SEVERAL.contains(name)) throw OAuthProblem.sentTwice(name);
          all.put(name, values.get(0));
        });
    return all;
  }

  /**
   * All values of each parameter, in the order they were sent. One that was sent without a value is
   * one that was not sent (RFC 6749 §3.1, §3.2), unless it was sent several times.
   *
   * @throws OAuthProblem when one cannot be decoded
   */
  public static Map<String, List<String>> parse(String query) {
    var all = new LinkedHashMap<String, List<String>>();
    for (var pair : query.split("&", -1)) {
      if (pair.isEmpty()) continue;
      var equals = pair.indexOf('=');
      var name = decoded(equals < 0 ? pair : pair.substring(0, equals));
      var value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
      all.computeIfAbsent(name, any -> new ArrayList<>(1)).add(value);
    }
    all.values().removeIf(values -> values.equals(List.of("")));
    return all;
  }

  /** The text that {@link #parse} reads these from; all of it may stand in an address. */
  public static String write(Map<String, List<String>> parameters) {
    return parameters.entrySet().stream()
        .flatMap(
            parameter ->
                parameter.getValue().stream()
                    .map(value -> Query.encoded(parameter.getKey()) + "=" + Query.encoded(value)))
        .collect(Collectors.joining("&"));
  }

  private static String decoded(String text) {
    var bytes = new ByteArrayOutputStream(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '%') {
        var whole = i + 2 < text.length();
        var high = whole ? Character.digit(text.charAt(i + 1), 16) : -1;
        var low = whole ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) throw broken();
        bytes.write(high << 4 | low);
        i += 2;
      } else if (c > 0x7f) {
        throw broken();
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw broken();
    }
  }

  private static OAuthProblem broken() {
    return OAuthProblem.invalidRequest(
        "A parameter is not encoded as it must be: percent signs with two hexadecimal digits, and"
            + " UTF-8.");
  }
}
