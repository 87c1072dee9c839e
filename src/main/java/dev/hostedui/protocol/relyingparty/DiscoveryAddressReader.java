package dev.hostedui.protocol.relyingparty;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@link DiscoveryAddress}. */
final class DiscoveryAddressReader {

  private static final String WELL_KNOWN = "/.well-known/openid-configuration";

  /** RFC 8414 §3.1 puts it before the path. */
  private static final String WELL_KNOWN_OAUTH = "/.well-known/oauth-authorization-server";

  private static final int LONGEST = 2_048;

  private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

  /** A page of a vendor's, and the issuer whose page it is. */
  private record Portal(Pattern address, Function<MatchResult, String> issuer) {}

  /** What admins copy out of the address bar. */
  private static final List<Portal> PORTALS =
      List.of(
          portal(
              "([a-z0-9-]+)-admin\\.(okta[a-z0-9.:-]*)(/.*)?",
              it -> it.group(1) + "." + it.group(2)),
          portal(
              "([a-z0-9-]+\\.okta[a-z0-9.:-]*)/(?:app|admin|enduser|login)\\b.*",
              it -> it.group(1)),
          portal(
              "([a-z0-9-]+\\.onelogin\\.[a-z0-9.:-]+)/(?:admin2?|apps|client|portal|login2?)\\b.*",
              it -> it.group(1) + "/oidc/2"),
          portal(
              "manage\\.auth0\\.com/dashboard/([a-z0-9]+)/([a-z0-9-]+)(?:/.*)?",
              it -> it.group(2) + "." + it.group(1) + ".auth0.com/"),
          portal(
              "(?:console|admin)\\.((?:[a-z]{2}\\.)?)jumpcloud\\.com(?:[/?#].*)?",
              it -> "oauth.id." + it.group(1) + "jumpcloud.com/"),
          portal(
              "(?:admin|console\\.cloud|console\\.developers)\\.google\\.com(?:[/?#].*)?",
              it -> "accounts.google.com"),
          portal(
              "console\\.(pingone\\.[a-z.]+)/.*[?&]env=(" + UUID + ").*",
              it -> "auth." + it.group(1) + "/" + it.group(2) + "/as"),
          portal(
              "([a-z0-9.:-]+)/adfs/(?:ls|idpinitiatedsignon|services|probe|portal)\\b.*",
              it -> it.group(1) + "/adfs"));

  /** Pages that are alike for all customers of a vendor. */
  private static final Pattern NAMELESS =
      Pattern.compile(
          "(?:portal\\.azure\\.com|entra\\.microsoft\\.com|aad\\.portal\\.azure\\.com|manage\\.auth0\\.com|console\\.pingone\\.[a-z.]+)(?:[/?#].*)?");

  private DiscoveryAddressReader() {}

  private static Portal portal(String address, Function<MatchResult, String> issuer) {
    return new Portal(Pattern.compile(address, Pattern.CASE_INSENSITIVE), issuer);
  }

  static DiscoveryAddress read(String typed, boolean httpToo) throws Unusable {
    var text = typed.strip();
    if (text.isEmpty() || text.length() > LONGEST || text.chars().anyMatch(it -> it <= ' '))
      throw new Unusable(Reason.ISSUER_NOT_AN_ADDRESS);
    var schemeEnd = text.indexOf("://");
    var scheme = schemeEnd < 0 ? "https" : Ascii.toLowerCase(text.substring(0, schemeEnd));
    var rest = schemeEnd < 0 ? text : text.substring(schemeEnd + 3);
    if (!scheme.equals("https") && !scheme.equals("http"))
      throw new Unusable(Reason.ISSUER_NOT_AN_ADDRESS);
    var meant = ofPortal(rest);
    if (meant.isPresent()) return at("https://" + meant.get(), "", true);
    if (NAMELESS.matcher(Ascii.toLowerCase(rest)).matches())
      throw new Unusable(Reason.ISSUER_OF_PORTAL, Shown.line(text));
    var taken = httpToo || scheme.equals("https");
    return issuer((taken ? scheme : "https") + "://" + rest, !taken);
  }

  static boolean isPortal(String typed) {
    var rest = typed.strip().replaceFirst("^[A-Za-z]+://", "");
    return ofPortal(rest).isPresent() || NAMELESS.matcher(Ascii.toLowerCase(rest)).matches();
  }

  private static Optional<String> ofPortal(String rest) {
    for (var portal : PORTALS) {
      var matcher = portal.address.matcher(rest);
      if (matcher.matches()) return Optional.of(portal.issuer.apply(matcher));
    }
    return Optional.empty();
  }

  private static DiscoveryAddress issuer(String address, boolean guess) throws Unusable {
    var plain = address.replaceFirst("#.*", "");
    var query = plain.indexOf('?') < 0 ? "" : plain.substring(plain.indexOf('?'));
    var path = plain.substring(0, plain.length() - query.length());
    var document = path.replaceFirst("(/\\.well-known/[^/]+)/+$", "$1");
    if (document.endsWith(WELL_KNOWN))
      return at(document.substring(0, document.length() - WELL_KNOWN.length()), query, guess);
    var before = document.indexOf(WELL_KNOWN_OAUTH);
    if (before >= 0)
      return at(
          document.substring(0, before) + document.substring(before + WELL_KNOWN_OAUTH.length()),
          "",
          guess);
    // an issuer has neither query nor fragment (OpenID Connect Core §2)
    return at(path, "", guess || !plain.equals(address) || !query.isEmpty());
  }

  private static DiscoveryAddress at(String issuer, String query, boolean guess) throws Unusable {
    try {
      var uri = new URI(issuer);
      if (uri.getRawUserInfo() != null || !isHost(uri.getHost()))
        throw new Unusable(Reason.ISSUER_NOT_AN_ADDRESS);
    } catch (URISyntaxException e) {
      throw new Unusable(Reason.ISSUER_NOT_AN_ADDRESS);
    }
    return new DiscoveryAddress(issuer, issuer.replaceFirst("/+$", "") + WELL_KNOWN + query, guess);
  }

  /** A single word is no host that anybody means, but for this machine. */
  private static boolean isHost(@Nullable String host) {
    return host != null && (host.contains(".") || host.startsWith("[") || host.equals("localhost"));
  }
}
