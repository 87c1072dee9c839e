package dev.hostedui.protocol.saml;

/** Writes XML as text, with everything escaped that has to be. */
final class XmlText {

  private final StringBuilder out = new StringBuilder();

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
    for (var i = 0; i < value.length(); i++) {
      var c = value.charAt(i);
      switch (c) {
        case '"' -> out.append("&quot;");
        // a reader would make blanks of them
        case '\t' -> out.append("&#9;");
        case '\n' -> out.append("&#10;");
        default -> character(out, c);
      }
    }
    out.append('"');
  }

  static void text(StringBuilder out, String text) {
    for (var i = 0; i < text.length(); i++) character(out, text.charAt(i));
  }

  private static void character(StringBuilder out, char c) {
    switch (c) {
      case '&' -> out.append("&amp;");
      case '<' -> out.append("&lt;");
      case '>' -> out.append("&gt;");
      case '\r' -> out.append("&#13;");
      default -> out.append(c);
    }
  }
}
