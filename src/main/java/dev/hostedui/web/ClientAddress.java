package dev.hostedui.web;

import com.google.common.base.Ascii;
import com.google.common.base.Splitter;
import com.google.common.io.BaseEncoding;
import com.google.common.net.InetAddresses;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the address of the person behind proxies the operator trusts.
 *
 * <p>{@code Forwarded} (RFC 7239) and {@code X-Forwarded-For} are read from the right, past
 * addresses that are trusted; the first one that is not is the client. Whatever stands further left
 * was written by the client and is believed by nobody. A proxy writes one of the two headers and
 * may let the other one pass as the client sent it, so where both are present they must agree.
 */
public final class ClientAddress {

  /** A block of addresses, like {@code 10.0.0.0/8} or {@code 2001:db8::/32}. */
  public static final class Cidr {
    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
      this.network = network;
      this.bits = bits;
    }

    /** Reads a block or a single address; empty when it is neither. Names are not looked up. */
    public static Optional<Cidr> parse(String text) {
      var slash = text.indexOf('/');
      var address = numeric(slash < 0 ? text : text.substring(0, slash));
      if (address == null) return Optional.empty();
      var most = address.length * 8;
      try {
        var bits = slash < 0 ? most : Integer.parseInt(text.substring(slash + 1));
        return bits < 0 || bits > most ? Optional.empty() : Optional.of(new Cidr(address, bits));
      } catch (NumberFormatException e) {
        return Optional.empty();
      }
    }

    boolean contains(byte[] address) {
      if (address.length != network.length) return false;
      for (var bit = 0; bit < bits; bit++) {
        var mask = 0x80 >> (bit % 8);
        if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) return false;
      }
      return true;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(ClientAddress.class);

  private final List<Cidr> trusted;
  private final AtomicBoolean warned = new AtomicBoolean();

  public ClientAddress(List<Cidr> trusted) {
    this.trusted = List.copyOf(trusted);
  }

  /**
   * The client's address.
   *
   * @param peer who holds the connection
   * @param forwarded the {@code Forwarded} header, or null
   * @param forwardedFor the {@code X-Forwarded-For} header, or null
   */
  public String of(String peer, @Nullable String forwarded, @Nullable String forwardedFor) {
    if (!trusts(peer)) {
      if (forwarded != null || forwardedFor != null) warnOnce(peer);
      return peer;
    }
    var byStandard = forwarded == null ? null : client(peer, forwardedHops(forwarded));
    var byCustom =
        forwardedFor == null ? null : client(peer, Splitter.on(',').splitToList(forwardedFor));
    if (byStandard != null && byCustom != null)
      return byStandard.equals(byCustom) ? byCustom : peer;
    return byStandard != null ? byStandard : byCustom != null ? byCustom : peer;
  }

  /** Once: whoever is no proxy of the operator's may write the header as often as they like. */
  private void warnOnce(String peer) {
    if (warned.getAndSet(true)) return;
    LOG.warn(
        "A request through {} names the address it was forwarded for, which is not believed, so all"
            + " people behind {} count as one. If that is your proxy, set"
            + " HOSTED_UI_TRUSTED_PROXIES={}. This is said once.",
        peer,
        peer,
        peer);
  }

  private String client(String peer, List<String> hops) {
    var client = peer;
    for (var i = hops.size() - 1; i >= 0; i--) {
      var hop = bare(hops.get(i));
      if (numeric(hop) == null) break;
      client = hop;
      if (!trusts(hop)) break;
    }
    return client;
  }

  /** Whether what an address says of others is believed. */
  public boolean trusts(String address) {
    // where there is no proxy, no address need be read
    if (trusted.isEmpty()) return false;
    var bytes = numeric(address);
    return bytes != null && trusted.stream().anyMatch(block -> block.contains(bytes));
  }

  private static List<String> forwardedHops(String header) {
    var hops = new ArrayList<String>();
    for (var element : Splitter.on(',').split(header)) {
      for (var pair : Splitter.on(';').split(element)) {
        var text = pair.strip();
        if (Ascii.toLowerCase(text).startsWith("for=")) hops.add(text.substring(4));
      }
    }
    return hops;
  }

  /** Takes quotes, brackets and a port off. */
  private static String bare(String hop) {
    var text = hop.strip();
    if (text.length() > 1 && text.startsWith("\"") && text.endsWith("\""))
      text = text.substring(1, text.length() - 1);
    if (text.startsWith("[")) return text.substring(1, Math.max(1, text.indexOf(']')));
    var colon = text.indexOf(':');
    return colon > 0 && colon == text.lastIndexOf(':') ? text.substring(0, colon) : text;
  }

  /**
   * What counts as one address: an IPv6 connection is given a /64 at least, all of it to use. What
   * is no address stays as it is.
   */
  static String network(String address) {
    var bytes = numeric(address);
    return bytes == null || bytes.length == 4
        ? address
        : BaseEncoding.base16().lowerCase().encode(bytes, 0, 8) + "/64";
  }

  private static byte @Nullable [] numeric(String text) {
    var bare =
        text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
    // what only looks like an address, such as 999.1.1.1, would be looked up as a name
    return !bare.contains("%") && InetAddresses.isInetAddress(bare)
        ? InetAddresses.forString(bare).getAddress()
        : null;
  }
}
