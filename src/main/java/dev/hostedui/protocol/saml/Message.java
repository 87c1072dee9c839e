package dev.hostedui.protocol.saml;

import java.util.Base64;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** A message of the protocol as it comes in a form or in the query of an address. */
final class Message {

  /** The longest field of a form, in characters of base64. */
  static final int LONGEST_FIELD = 1024 * 1024;

  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Message() {}

  /** The root element of what a form field has in it (SAML Bindings §3.5.4). */
  static Element fromField(String field) throws SamlRefused {
    // before anything is made of it
    if (field.length() > LONGEST_FIELD)
      throw new SamlRefused(Cause.MESSAGE_TOO_LARGE, field.length() + " characters");
    return read(base64(field));
  }

  /** Most send it on one line, and some in many. */
  static byte[] base64(String text) throws SamlRefused {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      // tried once more below
    }
    try {
      return Base64.getDecoder().decode(SPACE.matcher(text).replaceAll(""));
    } catch (IllegalArgumentException e) {
      throw new SamlRefused(Cause.NOT_BASE64, Shown.text(start(text)));
    }
  }

  private static String start(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }

  static Element read(byte[] xml) throws SamlRefused {
    try {
      var document = Xml.parse(xml);
      Ids.register(document);
      return document.getDocumentElement();
    } catch (XmlRefused e) {
      throw switch (e.reason()) {
        case DOCTYPE -> new SamlRefused(Cause.HAS_DOCTYPE, "<!DOCTYPE");
        case TOO_COMPLEX -> new SamlRefused(Cause.MESSAGE_TOO_COMPLEX, "");
        case NOT_XML -> new SamlRefused(Cause.NOT_XML, e.line() == 0 ? "" : "line " + e.line());
      };
    }
  }
}
