package dev.hostedui;

import com.google.common.base.CharMatcher;
import com.google.common.net.InternetDomainName;
import dev.hostedui.identity.Loopback;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.WebAddress;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the program is found and where it listens, and what follows from that. */
final class AddressSettings {

  private static final URI DEFAULT = URI.create("http://localhost:8080");
  private static final String BASE = "HOSTED_UI_BASE_URL";
  private static final String OLD = "HOSTED_UI_OLD_BASE_URLS";

  /**
   * None is the default; an address of IPv6 has brackets, since its own colons are none of ours.
   */
  private static final Pattern LISTEN_HOST =
      Pattern.compile("[^\\s:/\\[\\]]*|\\[[0-9a-fA-F:.%\\w]+\\]");

  private static final Pattern PARTS =
      Pattern.compile("(?<scheme>[^:/?#]+)://(?<host>[^/?#]*)(?<rest>.*)");

  /** What begins like an address of this machine, whatever is wrong with it. */
  private static final Pattern HERE =
      Pattern.compile("(?i)(\\w+://)?(localhost|127\\.[0-9.]+|\\[::1\\])(?![\\w.-])");

  private static final String NO_HOST =
      "must have the name of a host behind https://: letters, digits, hyphens and dots.";

  private final GivenSettings given;

  AddressSettings(GivenSettings given) {
    this.given = given;
  }

  /** The one that was given, or empty when none was, or what was given is none. */
  Optional<URI> baseUrl() {
    var text = given.get(BASE, "");
    return text.isEmpty() ? Optional.empty() : address(BASE, text);
  }

  /**
   * What stands for it when it was not given: on this machine what is listened to. Where that is
   * chosen while starting, so is this, see {@link Settings#atAFreePort}.
   */
  static URI otherwise(Listen listen) {
    if (listen.port() == 0 || !Loopback.is(listen.host())) return DEFAULT;
    // what is named localhost need not lead to another address of the loopback
    var host =
        listen.host().equals("127.0.0.1")
            ? "localhost"
            : listen.host().contains(":") ? "[" + listen.host() + "]" : listen.host();
    return URI.create("http://" + host + (listen.port() == 80 ? "" : ":" + listen.port()));
  }

  /** Whether one was given that cannot be taken and is not of this machine, as far as it shows. */
  boolean isFaultyElsewhere() {
    var text = given.get(BASE, "");
    return !text.isEmpty() && read(text).isEmpty() && !HERE.matcher(text).lookingAt();
  }

  /**
   * Earlier ones, the newest first.
   *
   * @param now the one that counts now, which is none of them
   */
  List<URI> oldBaseUrls(URI now) {
    return GivenSettings.LIST
        .splitToStream(given.get(OLD, ""))
        .flatMap(it -> address(OLD, it).stream())
        .filter(it -> !it.equals(now))
        .distinct()
        .toList();
  }

  /** Reads one; what is no such address is a fault, and empty. */
  private Optional<URI> address(String name, String text) {
    var url = read(text);
    if (url.isEmpty()) given.fault(name, reason(text));
    return url;
  }

  private static Optional<URI> read(String text) {
    try {
      var url = new URI(text.replaceAll("/+$", ""));
      var scheme = url.getScheme();
      if (("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
          && url.getHost() != null
          && WebAddress.isPlain(url.getHost())
          && url.getPort() != 0
          && url.getPort() <= 65_535
          && (url.getPath() == null || url.getPath().isEmpty())
          && url.getQuery() == null
          && url.getFragment() == null
          && url.getUserInfo() == null) {
        return Optional.of(canonical(url));
      }
    } catch (URISyntaxException e) {
      // the fault is said by its reason
    }
    return Optional.empty();
  }

  /** What is wrong with what is none. */
  private static String reason(String text) {
    var parts = PARTS.matcher(text);
    if (!parts.matches()) return "must begin with https://, like https://portal.example.com.";
    var scheme = parts.group("scheme");
    var host = parts.group("host");
    if (!scheme.equalsIgnoreCase("https") && !scheme.equalsIgnoreCase("http"))
      return "must begin with https://, like https://portal.example.com.";
    if (!parts.group("rest").replaceAll("^/+$", "").isEmpty() || host.contains("@"))
      return "must be an address without a path, like https://portal.example.com.";
    // which of two names is meant is not for us to say
    if (!CharMatcher.ascii().matchesAllOf(host) && !Names.hasTwoReadings(host)) {
      try {
        return "must be written as it stands in DNS: https://"
            + IDN.toASCII(host.replaceFirst(":.*", ""))
            + ".";
      } catch (IllegalArgumentException e) {
        return NO_HOST;
      }
    }
    if (host.matches("[A-Za-z0-9.-]+(:.*)?") && !WebAddress.isPlain(host.replaceFirst(":.*", "")))
      return "must have a name or an address of four numbers without zeros before them, like"
          + " 192.0.2.10: others read that host in two ways.";
    return host.matches("[A-Za-z0-9.-]+:.*") ? "must have a port from 1 to 65535." : NO_HOST;
  }

  /** As browsers write an origin: in small letters, without the port that its scheme implies. */
  private static URI canonical(URI url) throws URISyntaxException {
    var scheme = url.getScheme().toLowerCase(Locale.ROOT);
    var implied = scheme.equals("https") ? 443 : 80;
    return new URI(
        scheme,
        null,
        url.getHost().toLowerCase(Locale.ROOT),
        url.getPort() == implied ? -1 : url.getPort(),
        null,
        null,
        null);
  }

  /** WebAuthn §5.1.2: a host name, which stays what it was when the public address moves. */
  String passkeyRpId(URI baseUrl) {
    var id = given.get("HOSTED_UI_PASSKEY_RP_ID", baseUrl.getHost()).toLowerCase(Locale.ROOT);
    if (!id.equals(baseUrl.getHost()) && !isHost(id))
      given.fault(
          "HOSTED_UI_PASSKEY_RP_ID",
          "must be a host name of yours, like portal.example.com, without https://.");
    return id;
  }

  /** More than a suffix that belongs to many, of which any may be of a network of one's own. */
  private static boolean isHost(String name) {
    if (!InternetDomainName.isValid(name)) return false;
    var domain = InternetDomainName.from(name);
    return domain.hasParent() && !domain.isPublicSuffix();
  }

  record Listen(String host, int port) {}

  Listen listen() {
    var text = given.get("HOSTED_UI_LISTEN", "127.0.0.1:8080");
    var colon = text.lastIndexOf(':');
    try {
      var port = Integer.parseInt(text.substring(colon + 1));
      var host = text.substring(0, Math.max(colon, 0));
      if (colon >= 0 && LISTEN_HOST.matcher(host).matches() && port >= 0 && port <= 65_535) {
        if (!host.isEmpty()) InetAddress.getByName(host);
        return new Listen(host.isEmpty() ? "127.0.0.1" : host.replaceAll("[\\[\\]]", ""), port);
      }
    } catch (UnknownHostException e) {
      given.fault(
          "HOSTED_UI_LISTEN",
          "must begin with an address of this machine, like 127.0.0.1:8080: that is no address, and"
              + " no name that is known here.");
      return new Listen("127.0.0.1", 8080);
    } catch (NumberFormatException e) {
      // the fault is reported below
    }
    given.fault(
        "HOSTED_UI_LISTEN",
        text.matches(".*:\\d+")
            ? "must have an address before its port, like 127.0.0.1:8080, and a port up to 65535."
            : "must be address:port, like 127.0.0.1:8080.");
    return new Listen("127.0.0.1", 8080);
  }

  void refuseUnsafe(List<URI> oldBaseUrls) {
    if (oldBaseUrls.stream().anyMatch(it -> !"https".equals(it.getScheme())))
      given.fault(OLD, "must begin with https:// each, as HOSTED_UI_BASE_URL does.");
  }

  void refuseUnsafe(URI baseUrl) {
    if (!"https".equals(baseUrl.getScheme())) {
      given.fault(
          "HOSTED_UI_BASE_URL",
          "must begin with https:// in production, where sessions must not travel in the clear.");
    }
  }
}
