package dev.hostedui.protocol.saml;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * A message in the query of an address (SAML Bindings §3.4).
 *
 * <p>What is signed is text, so it is read from the text: the values are taken from the very pairs
 * the signature was checked over. A parameter that comes twice, or whose name is written in another
 * way, is refused, because a web server might give us the other one.
 */
final class RedirectQuery {

  private static final Set<String> NAMES =
      Set.of("SAMLRequest", "SAMLResponse", "RelayState", "SigAlg", "Signature", "SAMLEncoding");
  private static final String DEFLATE = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";
  private static final int LONGEST_QUERY = 64 * 1024;
  private static final int LONGEST_MESSAGE = 256 * 1024;

  private final Map<String, String> raw = new HashMap<>();
  private final String parameter;

  /** Takes the query as it came, and which parameter has the message. */
  RedirectQuery(String query, String parameter) throws SamlRefused {
    this.parameter = parameter;
    if (query.length() > LONGEST_QUERY)
      throw new SamlRefused(Cause.MESSAGE_TOO_LARGE, query.length() + " characters");
    for (var pair : query.split("&", -1)) {
      var equals = pair.indexOf('=');
      var name = equals < 0 ? pair : pair.substring(0, equals);
      var decoded = decoded(name);
      if (!NAMES.contains(decoded)) continue;
      if (!decoded.equals(name)) throw new SamlRefused(Cause.PARAMETER_NAME_ENCODED, decoded);
      if (raw.putIfAbsent(name, equals < 0 ? "" : pair.substring(equals + 1)) != null)
        throw new SamlRefused(Cause.PARAMETER_REPEATED, name);
    }
    if (!raw.containsKey(parameter)) throw new SamlRefused(Cause.PARAMETER_MISSING, parameter);
    if (raw.containsKey("SAMLRequest") && raw.containsKey("SAMLResponse"))
      throw new SamlRefused(Cause.PARAMETER_REPEATED, "SAMLRequest, SAMLResponse");
  }

  private static String decoded(String text) throws SamlRefused {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new SamlRefused(Cause.PARAMETER_NAME_ENCODED, Shown.text(text));
    }
  }

  private String value(String name) throws SamlRefused {
    return decoded(raw.getOrDefault(name, ""));
  }

  @Nullable String relayState() throws SamlRefused {
    return raw.containsKey("RelayState") ? value("RelayState") : null;
  }

  /** Refuses it unless one of the certificates' keys signed it. */
  void verify(List<SamlCertificate> certificates, boolean sha1Allowed) throws SamlRefused {
    if (!raw.containsKey("Signature") || !raw.containsKey("SigAlg"))
      throw new SamlRefused(Cause.NOT_SIGNED, "no Signature");
    var name = value("SigAlg");
    var algorithm =
        Algorithms.signing(name)
            .orElseThrow(
                () -> new SamlRefused(Cause.SIGNATURE_ALGORITHM_REFUSED, Shown.text(name)));
    if (algorithm.sha1() && !sha1Allowed) throw new SamlRefused(Cause.SHA1, algorithm.name());
    var signed = signedText().getBytes(StandardCharsets.UTF_8);
    var signature = Message.base64(value("Signature"));
    for (var certificate : certificates)
      if (algorithm.verifies(certificate.key(), signed, signature)) return;
    throw new SamlRefused(Cause.SIGNED_BY_ANOTHER_KEY, algorithm.name());
  }

  /** In the order of the standard, in whatever order they came. */
  private String signedText() {
    var text = new StringBuilder(parameter).append('=').append(raw.get(parameter));
    if (raw.containsKey("RelayState")) text.append("&RelayState=").append(raw.get("RelayState"));
    return text.append("&SigAlg=").append(raw.get("SigAlg")).toString();
  }

  /** The root element of the message. */
  Element message() throws SamlRefused {
    if (raw.containsKey("SAMLEncoding") && !value("SAMLEncoding").equals(DEFLATE))
      throw new SamlRefused(Cause.NOT_DEFLATED, Shown.text(value("SAMLEncoding")));
    return Message.read(inflated(Message.base64(value(parameter))));
  }

  private static byte[] inflated(byte[] deflated) throws SamlRefused {
    var inflater = new Inflater(true);
    try (var inflating = new InflaterInputStream(new ByteArrayInputStream(deflated), inflater)) {
      var bytes = inflating.readNBytes(LONGEST_MESSAGE + 1);
      if (bytes.length > LONGEST_MESSAGE)
        throw new SamlRefused(Cause.MESSAGE_TOO_LARGE, "more than " + LONGEST_MESSAGE + " bytes");
      return bytes;
    } catch (IOException e) {
      throw new SamlRefused(Cause.NOT_DEFLATED, "");
    } finally {
      inflater.end();
    }
  }
}
