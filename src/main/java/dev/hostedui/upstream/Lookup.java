package dev.hostedui.upstream;

import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.upstream.Recognized.Guess;
import dev.hostedui.upstream.Recognized.Link;
import dev.hostedui.upstream.Recognized.OpenIdProvider;
import dev.hostedui.upstream.Recognized.Refused;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Says what something is, and goes to look when it is an address. */
public final class Lookup {

  private final UpstreamDocuments documents;

  public Lookup(UpstreamDocuments documents) {
    this.documents = documents;
  }

  /**
   * Recognizes what was dropped, pasted or typed. An address is called, which takes as long as it
   * takes, at most some twenty seconds; nothing may be locked meanwhile.
   *
   * @param wanted what it is meant for: an address that could be either is looked at as this first
   * @return anything but a {@link Link}
   */
  public Recognized look(byte[] dropped, Protocol wanted, Recognition recognition) {
    var recognized = recognition.of(dropped);
    return recognized instanceof Link link
        ? follow(link.address(), wanted, recognition)
        : recognized;
  }

  private Recognized follow(String address, Protocol wanted, Recognition recognition) {
    // without a scheme it is the name of a provider that somebody typed
    var whole = address.contains("://");
    if (isDiscovery(address) || !whole) return issuer(address, recognition);
    if (mayBeMetadata(address)) return document(address, recognition);
    if (wanted == Protocol.SAML) {
      var found = document(address, recognition);
      return found instanceof Refused ? orElse(issuer(address, recognition), found) : found;
    }
    var found = issuer(address, recognition);
    return found instanceof Refused ? orElse(document(address, recognition), found) : found;
  }

  /** The second attempt when it found something, otherwise what was said first. */
  private static Recognized orElse(Recognized second, Recognized first) {
    return second instanceof Refused ? first : second;
  }

  private Recognized issuer(String address, Recognition recognition) {
    try {
      var issuer = DiscoveryAddress.of(address, recognition.httpToo());
      return issuer.guess() ? new Guess(issuer) : new OpenIdProvider(documents.discovery(issuer));
    } catch (FetchRefused e) {
      return Refused.of(e);
    } catch (Unusable e) {
      return Refused.of(e);
    }
  }

  private Recognized document(String address, Recognition recognition) {
    try {
      var document = documents.anything(address);
      return document.text().stripLeading().startsWith("{")
          ? recognition.of(document.text().getBytes(StandardCharsets.UTF_8))
          : recognition.metadata(document.bytes(), address);
    } catch (FetchRefused e) {
      return Refused.of(e);
    }
  }

  private static boolean isDiscovery(String address) {
    return address.contains("/.well-known/");
  }

  /** Whether an address is one where vendors publish SAML metadata, as far as it tells. */
  static boolean mayBeMetadata(String address) {
    var lower = address.toLowerCase(Locale.ROOT);
    return !isDiscovery(lower)
        && (lower.contains("metadata")
            || lower.contains("/saml/descriptor")
            || lower.replaceFirst("[?#].*", "").endsWith(".xml"));
  }
}
