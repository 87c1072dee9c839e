package dev.hostedui.protocol.saml;

import java.time.Instant;
import java.util.stream.Stream;

/** Writes XML as text, with everything escaped that has to be. */
final class XmlText {

  private final StringBuilder out = new StringBuilder();

  /**
   * Begins a message of ours with what all of them have (SAML Core §3.2.1, §3.2.2).
   *
   * @param name of the element in the namespace of the protocol, which stays open
   * @param more further attributes, as in {@link #open}
   */
  static XmlText message(
      String name, String id, Instant issuedAt, String destination, String issuer, String... more) {
    var attributes =
        Stream.concat(
            Stream.of(
                "xmlns:samlp",
                Elements.PROTOCOL,
                "xmlns:saml",
                Elements.ASSERTION,
                "ID",
                id,
                "Version",
                "2.0",
                "IssueInstant",
                Times.text(issuedAt),
                "Destination",
                destination),
            Stream.of(more));
    return new XmlText()
        .open("samlp:" + name, attributes.toArray(String[]::new))
        .element("saml:Issuer", issuer);
  }

  /**
   * Opens an element.
   *
   * @param attributes names and values by turns; one whose value is empty is left out
   */
  XmlText open(String name, String... attributes) {
    begin(name, attributes);
    out.append('>');
    return this;
  }

  XmlText close(String name) {
    out.append("</").append(name).append('>');
    return this;
  }

  /** An element with nothing in it. */
  XmlText empty(String name, String... attributes) {
    begin(name, attributes);
    out.append("/>");
    return this;
  }

  /** An element with text in it. */
  XmlText element(String name, String text, String... attributes) {
    open(name, attributes);
    text(out, text);
    return close(name);
  }

  private void begin(String name, String... attributes) {
    out.append('<').append(name);
    for (var i = 0; i < attributes.length; i += 2)
      if (!attributes[i + 1].isEmpty()) attribute(out, attributes[i], attributes[i + 1]);
  }

  @Override
  public String toString() {
    return out.toString();
  }

  static void attribute(StringBuilder out, String name, String value) {
    out.append(' ').append(name).append("=\"");
    escape(out, value, true);
    out.append('"');
  }

  static void text(StringBuilder out, String text) {
    escape(out, text, false);
  }

  /** Copies what needs no escape in one go. */
  private static void escape(StringBuilder out, String text, boolean inAttribute) {
    var copied = 0;
    for (var i = 0; i < text.length(); i++) {
      var escaped = escaped(text.charAt(i), inAttribute);
      if (escaped.isEmpty()) continue;
      out.append(text, copied, i).append(escaped);
      copied = i + 1;
    }
    out.append(text, copied, text.length());
  }

  /** How a character is written, or empty when it is written as it is. */
  private static String escaped(char c, boolean inAttribute) {
    return switch (c) {
      case '&' -> "&amp;";
      case '<' -> "&lt;";
      case '>' -> "&gt;";
      case '\r' -> "&#13;";
      // a reader would make blanks of them
      case '\t' -> inAttribute ? "&#9;" : "";
      case '\n' -> inAttribute ? "&#10;" : "";
      case '"' -> inAttribute ? "&quot;" : "";
      default -> "";
    };
  }
}
