package dev.hostedui.protocol.saml;

import dev.hostedui.protocol.saml.XmlRefused.Reason;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/**
 * The only place that reads XML. It reads no document with a DOCTYPE, so there are no entities to
 * expand and no files to fetch; it stops at a depth, at a number of attributes of one element, and
 * reads only the encodings listed here, so that nobody else can see other letters than we do.
 */
final class Xml {

  private static final int DEEPEST = 60;
  private static final int MOST_ATTRIBUTES = 200;
  private static final int LONGEST_NAME = 1000;

  private static final Map<String, Charset> ENCODINGS =
      Map.of(
          "utf-8", StandardCharsets.UTF_8,
          "us-ascii", StandardCharsets.US_ASCII,
          "ascii", StandardCharsets.US_ASCII,
          "iso-8859-1", StandardCharsets.ISO_8859_1);

  private static final Pattern DECLARED =
      Pattern.compile("^<\\?xml\\s[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._-]+)[\"']");

  /** Parsers are slow to make and good again after each document, though not for two at a time. */
  private static final ArrayBlockingQueue<DocumentBuilder> PARSERS = new ArrayBlockingQueue<>(16);

  private Xml() {}

  /** Reads a document in the bytes it came in. */
  static Document parse(byte[] bytes) throws XmlRefused {
    return parse(decode(bytes));
  }

  static Document parse(String text) throws XmlRefused {
    if (text.startsWith("<!DOCTYPE", endOfProlog(text))) throw new XmlRefused(Reason.DOCTYPE, 0);
    var parser = parser();
    try {
      var document = parser.parse(new InputSource(new StringReader(text)));
      // one that failed is not used again
      PARSERS.offer(parser);
      return document;
    } catch (SAXParseException e) {
      throw new XmlRefused(reason(e), Math.max(0, e.getLineNumber()));
    } catch (SAXException | IOException e) {
      throw new XmlRefused(Reason.NOT_XML, 0);
    }
  }

  /** The limits of the JDK have numbers, which no language changes. */
  private static Reason reason(SAXParseException e) {
    var message = String.valueOf(e.getMessage());
    return message.contains("JAXP0001") ? Reason.TOO_COMPLEX : Reason.NOT_XML;
  }

  /**
   * The letters of a document: those of its byte order mark if it has one, else those it declares,
   * else UTF-8. A byte that is no letter is an error and not a question mark.
   */
  static String decode(byte[] bytes) throws XmlRefused {
    var charset = StandardCharsets.UTF_8;
    var skipped = 0;
    if (begins(bytes, 0xef, 0xbb, 0xbf)) {
      skipped = 3;
    } else if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff)) {
      charset = bytes[0] == (byte) 0xff ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
      skipped = 2;
    } else {
      charset = declared(bytes);
    }
    try {
      return charset
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, skipped, bytes.length - skipped))
          .toString();
    } catch (CharacterCodingException e) {
      throw new XmlRefused(Reason.NOT_XML, 0);
    }
  }

  private static Charset declared(byte[] bytes) throws XmlRefused {
    var start = new String(bytes, 0, Math.min(200, bytes.length), StandardCharsets.ISO_8859_1);
    var declared = DECLARED.matcher(start);
    if (!declared.find()) return StandardCharsets.UTF_8;
    var charset = ENCODINGS.get(declared.group(1).toLowerCase(Locale.ROOT));
    if (charset == null) throw new XmlRefused(Reason.NOT_XML, 1);
    return charset;
  }

  private static boolean begins(byte[] bytes, int... with) {
    if (bytes.length < with.length) return false;
    for (var i = 0; i < with.length; i++) if ((bytes[i] & 0xff) != with[i]) return false;
    return true;
  }

  /** Where the first thing begins that is neither white space nor a comment or instruction. */
  static int endOfProlog(String text) {
    var at = 0;
    while (true) {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
      var end = -1;
      if (text.startsWith("<?", at)) end = after(text, "?>", at + 2);
      else if (text.startsWith("<!--", at)) end = after(text, "-->", at + 4);
      if (end < 0) return at;
      at = end;
    }
  }

  private static int after(String text, String mark, int from) {
    var found = text.indexOf(mark, from);
    return found < 0 ? -1 : found + mark.length();
  }

  private static DocumentBuilder parser() {
    var waiting = PARSERS.poll();
    return waiting == null ? newParser() : waiting;
  }

  private static DocumentBuilder newParser() {
    // the JDK's own: another one on the class path may not know these limits
    var factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setNamespaceAware(true);
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    try {
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
      factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
      // the whole of a document is looked at anyway
      factory.setFeature("http://apache.org/xml/features/dom/defer-node-expansion", false);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
      factory.setAttribute("jdk.xml.maxElementDepth", Integer.toString(DEEPEST));
      factory.setAttribute("jdk.xml.elementAttributeLimit", Integer.toString(MOST_ATTRIBUTES));
      factory.setAttribute("jdk.xml.maxXMLNameLimit", Integer.toString(LONGEST_NAME));
      factory.setAttribute("jdk.xml.entityExpansionLimit", "1");
      var parser = factory.newDocumentBuilder();
      parser.setEntityResolver(
          (publicId, systemId) -> {
            throw new SAXException("nothing is fetched");
          });
      // without one, the parser prints every mistake
      parser.setErrorHandler(new Silent());
      return parser;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Silent implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) {}

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
