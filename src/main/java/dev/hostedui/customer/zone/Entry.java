package dev.hostedui.customer.zone;

import java.util.List;

/**
 * A record that somebody published.
 *
 * @param name its full name with the final dot, a literal {@code @} or dot in a label escaped as in
 *     RFC 1035 §5.1
 * @param type {@code TXT} or {@code CNAME}
 * @param parts the character-strings of a text, or the one name an alias points to
 * @param ttl in seconds
 */
public record Entry(String name, String type, List<String> parts, int ttl) {

  public Entry {
    parts = List.copyOf(parts);
  }

  /** The text as a whole. */
  public String value() {
    return String.join("", parts);
  }

  /** As it stands in a zone file; what no screen shows is escaped. */
  public String shown() {
    if (!type.equals("TXT")) return value();
    var shown = new StringBuilder();
    for (var part : parts) {
      if (shown.length() > 0) shown.append(' ');
      shown.append('"');
      part.codePoints()
          .forEach(
              it -> {
                if (it == '"' || it == '\\') shown.append('\\').appendCodePoint(it);
                else if (it >= ' ' && it < 127) shown.appendCodePoint(it);
                else shown.append(String.format("\\u{%04X}", it));
              });
      shown.append('"');
    }
    return shown.toString();
  }
}
