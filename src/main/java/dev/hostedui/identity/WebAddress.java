package dev.hostedui.identity;

import com.google.common.net.InetAddresses;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What an address that somebody else chose has to look like. Whether we may call it is not asked.
 */
public final class WebAddress {

  public static final int LONGEST = 1024;

  private static final int LARGEST_PORT = 65_535;

  /** A last part of a host that makes an address of IPv4 of the whole (WHATWG URL §3.5). */
  private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

  private WebAddress() {}

  /** Refuses what is no absolute web address; an empty one is none yet and passes. */
  public static void check(String field, String text, boolean plainHttp) {
    check(field, text, plainHttp, false);
  }

  /** Refuses what is no web address of a page for people, who may be led to a place on it. */
  public static void checkPage(String field, String text) {
    check(field, text, false, true);
  }

  private static void check(String field, String text, boolean plainHttp, boolean fragment) {
    if (text.isEmpty()) return;
    if (text.length() > LONGEST) throw Problem.invalid("address_too_long").at(field).with(LONGEST);
    if (text.codePoints().anyMatch(it -> Character.isWhitespace(it) || Character.isSpaceChar(it)))
      throw Problem.invalid("address_with_blanks").at(field);
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw Problem.invalid("address_malformed").at(field);
    }
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http"))
      throw Problem.invalid("address_malformed").at(field);
    if (uri.getHost() == null) throw withoutHost(uri).at(field);
    if (!isPlain(uri.getHost()))
      throw Problem.invalid("address_host_malformed").at(field).with(uri.getHost());
    if (uri.getRawUserInfo() != null) throw Problem.invalid("address_with_user").at(field);
    if (uri.getRawFragment() != null && !fragment)
      throw Problem.invalid("address_with_fragment").at(field);
    if (uri.getPort() == 0 || uri.getPort() > LARGEST_PORT)
      throw Problem.invalid("uri_port_out_of_range").at(field).with(text);
    if (scheme.equals("http") && !plainHttp) throw Problem.invalid("address_not_https").at(field);
  }

  /**
   * Whether a host is the same server to all who read it. A bare number, or octets with leading
   * zeros, are an address of IPv4 to some and a name or another address to others; what follows a
   * {@code %} is a device of this machine.
   */
  public static boolean isPlain(String host) {
    if (host.contains("%")) return false;
    var name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    return !NUMBER.matcher(name.substring(name.lastIndexOf('.') + 1)).matches()
        || InetAddresses.isInetAddress(host);
  }

  private static Problem withoutHost(URI uri) {
    var server = uri.getRawAuthority() == null ? "" : uri.getRawAuthority().replaceFirst(".*@", "");
    if (server.isEmpty()) return Problem.invalid("address_malformed");
    return server.codePoints().anyMatch(it -> it > 0x7F)
        ? Problem.invalid("address_not_plain")
        : Problem.invalid("address_host_malformed").with(server);
  }
}
