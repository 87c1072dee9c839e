package dev.hostedui.upstream;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.ProviderMetadata;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.saml.CertificateReader;
import dev.hostedui.protocol.saml.CertificateRefused;
import dev.hostedui.protocol.saml.MetadataReader;
import dev.hostedui.protocol.saml.MetadataRefused;
import dev.hostedui.upstream.Recognized.Other;
import dev.hostedui.upstream.Recognized.Refused;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Says what something is that an admin dropped, pasted or typed: metadata, a certificate, a
 * discovery document, an address, an issuer, or what a client is called. Calls nobody; {@link
 * Lookup} goes on with addresses.
 *
 * @param reader reads SAML metadata, and knows which is our own
 * @param ownAddresses what our own addresses for identity providers begin and began with
 * @param httpToo whether addresses without TLS are taken
 */
public record Recognition(MetadataReader reader, List<String> ownAddresses, boolean httpToo) {

  /** The largest thing that is looked at. */
  public static final int LIMIT_BYTES = MetadataReader.LIMIT;

  static final int LONGEST_SHOWN = 200;
  private static final Pattern ADDRESS =
      Pattern.compile("https?://[^\\s\"'<>]{1,2000}", Pattern.CASE_INSENSITIVE);
  private static final Pattern EMAIL = Pattern.compile("[^\\s@/]{1,64}@[^\\s@/]{1,255}");
  private static final Pattern TOKEN =
      Pattern.compile("eyJ[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*");

  /** How {@code <samlp:Response} and {@code <saml2p:Response} begin in base64. */
  private static final Pattern RESPONSE =
      Pattern.compile("(?:PHNhbWxwOlJl|PHNhbWwycDpS|PD94bWwgdmVy|SAMLResponse=).*", Pattern.DOTALL);

  private static final Pattern HOST =
      Pattern.compile(
          "(?:[a-z0-9][a-z0-9-]{0,62}\\.)++[a-z]{2,63}(?::[0-9]{1,5})?(?:/\\S*)?"
              + "|localhost(?::[0-9]{1,5})?(?:/\\S*)?"
              // any other name or number of a host, where what follows tells that it is one
              + "|[a-z0-9][a-z0-9.-]{0,252}:[0-9]{1,5}/\\S*",
          Pattern.CASE_INSENSITIVE);

  /**
   * What recognizes things for the program at an address.
   *
   * @param issuers our own addresses, now and before, without a slash at their ends
   * @param chosen the entity id of the provider that is meant of a document with several, or empty
   * @param httpToo whether addresses without TLS are taken
   */
  public static Recognition at(List<String> issuers, Instant now, String chosen, boolean httpToo) {
    var reader =
        new MetadataReader(
            now, id -> issuers.stream().anyMatch(it -> id.startsWith(it + "/sso/v1/saml/")));
    if (httpToo) reader = reader.allowingPlainHttp();
    if (!chosen.isEmpty()) reader = reader.choosing(chosen);
    return new Recognition(reader, issuers.stream().map(it -> it + "/sso/v1/").toList(), httpToo);
  }

  /** Looks at the bytes of a file, or at a text in UTF-8. */
  public Recognized of(byte[] dropped) {
    if (dropped.length > LIMIT_BYTES)
      return Refused.of(Other.TOO_LARGE, String.valueOf(LIMIT_BYTES));
    if (begins(dropped, 'P', 'K', 3, 4)) return Refused.of(Other.ARCHIVE);
    // binary certificates and stores of keys, which no text begins like
    if (begins(dropped, 0x30) && dropped.length > 1 && (dropped[1] & 0x80) != 0)
      return certificates(dropped);
    if (begins(dropped, 0xfe, 0xed, 0xfe, 0xed) || begins(dropped, 0xce, 0xce, 0xce, 0xce))
      return certificates(dropped);
    return of(dropped, decoded(dropped).strip());
  }

  private Recognized of(byte[] dropped, String text) {
    if (text.isEmpty()) return Refused.of(Other.EMPTY);
    if (text.startsWith("<")) return metadata(dropped, "");
    if (text.startsWith("{") || text.startsWith("[")) return ClientFile.json(text, this);
    var plain = text.getBytes(StandardCharsets.UTF_8);
    if (text.contains("-----BEGIN") || text.startsWith("ssh-")) return certificates(plain);
    if (TOKEN.matcher(text).matches()) return Refused.of(Other.TOKEN);
    if (RESPONSE.matcher(text).matches()) return Refused.of(Other.SAML_RESPONSE);
    var credentials = ClientFile.lines(text);
    if (credentials.isPresent()) return credentials.get();
    if (EMAIL.matcher(text).matches()) return Refused.of(Other.EMAIL_ADDRESS);
    if (HOST.matcher(text).matches()) return address(text);
    var addresses = ADDRESS.matcher(text).results().map(it -> it.group()).distinct().toList();
    if (addresses.size() == 1) return address(addresses.get(0));
    if (addresses.size() > 1) return Refused.of(Other.SEVERAL_ADDRESSES);
    if (plain.length > CertificateReader.LIMIT) return Refused.of(Other.UNKNOWN);
    var certificates = certificates(plain);
    return certificates.equals(NO_CERTIFICATE) ? Refused.of(Other.UNKNOWN) : certificates;
  }

  private static final Refused NO_CERTIFICATE =
      new Refused("certificate_" + CertificateRefused.Reason.NOT_A_CERTIFICATE.code(), List.of());

  /** Reads it as the metadata of an identity provider. */
  Recognized metadata(byte[] document, String address) {
    try {
      return new Recognized.SamlProvider(reader.read(document), address);
    } catch (MetadataRefused e) {
      return e.reason() == MetadataRefused.Reason.SEVERAL_PROVIDERS
          ? new Recognized.SeveralProviders(e.candidates(), address)
          : Refused.of(e);
    }
  }

  /** Reads it as a discovery document that was dropped as a file: it names itself. */
  Recognized discovery(String document, String issuer) {
    try {
      return new Recognized.OpenIdProvider(ProviderMetadata.read(document, issuer, httpToo));
    } catch (Unusable e) {
      return Refused.of(e);
    }
  }

  private static Recognized certificates(byte[] dropped) {
    try {
      return new Recognized.Certificates(CertificateReader.read(dropped));
    } catch (CertificateRefused e) {
      return Refused.of(e);
    }
  }

  private Recognized address(String text) {
    if (isOwn(text)) return Refused.of(Other.OWN_ADDRESS, Shown.line(text, LONGEST_SHOWN));
    if (Lookup.mayBeMetadata(text)) return new Recognized.Link(text);
    try {
      var issuer = DiscoveryAddress.of(text, httpToo);
      return issuer.guess() ? new Recognized.Guess(issuer, text) : new Recognized.Link(text);
    } catch (Unusable e) {
      return Refused.of(e);
    }
  }

  /**
   * Whether it is an address of ours for identity providers, or what we are called as an issuer.
   */
  private boolean isOwn(String address) {
    var plain = Ascii.toLowerCase(address);
    var asIssuer =
        plain.replaceFirst("/(?:\\.well-known/openid-configuration/?)?$", "") + "/sso/v1/";
    return ownAddresses.stream()
        .map(Ascii::toLowerCase)
        .anyMatch(own -> plain.startsWith(own) || asIssuer.equals(own));
  }

  /** Text as editors save it: UTF-8, or UTF-16 with its mark. */
  private static String decoded(byte[] bytes) {
    if (begins(bytes, 0xff, 0xfe) || begins(bytes, 0xfe, 0xff))
      return new String(bytes, StandardCharsets.UTF_16);
    return UpstreamDocument.text(bytes);
  }

  private static boolean begins(byte[] bytes, int... with) {
    if (bytes.length < with.length) return false;
    for (var i = 0; i < with.length; i++) if ((bytes[i] & 0xff) != with[i]) return false;
    return true;
  }
}
