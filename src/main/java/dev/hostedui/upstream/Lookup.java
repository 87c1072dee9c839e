package dev.hostedui.upstream;

import com.google.common.base.Ascii;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.protocol.relyingparty.DiscoveryAddress;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.upstream.Recognized.Guess;
import dev.hostedui.upstream.Recognized.Link;
import dev.hostedui.upstream.Recognized.OpenIdProvider;
import dev.hostedui.upstream.Recognized.Other;
import dev.hostedui.upstream.Recognized.Refused;
import java.nio.charset.StandardCharsets;

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
    if (wanted == Protocol.SAML) recognized = asMetadata(recognized);
    return recognized instanceof Link link
        ? follow(link.address(), wanted, recognition)
        : recognized;
  }

  /**
   * What an address is to somebody who looks for metadata, and not for an issuer, which it cannot
   * be as it stands: to be called all the same, unless people sign in to a vendor's pages there.
   */
  private static Recognized asMetadata(Recognized recognized) {
    if (recognized instanceof Guess guess)
      return DiscoveryAddress.isPortal(guess.typed())
          ? Refused.of(Other.PAGE_OF_PORTAL, Shown.line(guess.typed(), Recognition.LONGEST_SHOWN))
          : new Link(guess.typed());
    if (recognized instanceof Refused refused
        && refused.code().equals(Unusable.Reason.ISSUER_OF_PORTAL.code()))
      return new Refused(Other.PAGE_OF_PORTAL.code(), refused.arguments());
    return recognized;
  }

  private Recognized follow(String address, Protocol wanted, Recognition recognition) {
    if (isDiscovery(address)) return issuer(address, recognition);
    var whole = address.contains("://");
    if (wanted == Protocol.SAML) {
      // what stands behind a # is for a browser
      var plain = address.replaceFirst("#.*", "");
      var found = document(whole ? plain : "https://" + plain, recognition);
      if (!(found instanceof Refused) || mayBeMetadata(address)) return found;
      return issuer(address, recognition) instanceof OpenIdProvider provider ? provider : found;
    }
    // without a scheme it is the name of a provider that somebody typed
    if (!whole) return issuer(address, recognition);
    if (mayBeMetadata(address)) return document(address, recognition);
    var found = issuer(address, recognition);
    if (!(found instanceof Refused)) return found;
    var second = document(address, recognition);
    return second instanceof Refused ? found : second;
  }

  private Recognized issuer(String address, Recognition recognition) {
    try {
      var issuer = DiscoveryAddress.of(address, recognition.httpToo());
      return issuer.guess()
          ? new Guess(issuer, address)
          : new OpenIdProvider(documents.discovery(issuer));
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

  /** Vendors publish other things as well at places that are well known (RFC 8615). */
  private static boolean isDiscovery(String address) {
    return address.contains("/.well-known/openid-configuration")
        || address.contains("/.well-known/oauth-authorization-server");
  }

  /** Whether an address is one where vendors publish SAML metadata, as far as it tells. */
  static boolean mayBeMetadata(String address) {
    var lower = Ascii.toLowerCase(address);
    return !isDiscovery(lower)
        && (lower.contains("metadata")
            || lower.contains("/saml/descriptor")
            || lower.replaceFirst("[?#].*", "").endsWith(".xml"));
  }
}
