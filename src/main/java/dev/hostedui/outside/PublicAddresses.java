package dev.hostedui.outside;

import com.google.common.net.InetAddresses;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Which network addresses are the public internet's. All others (this machine, private networks,
 * link-local ones such as the metadata services of clouds, and the special-purpose blocks of RFC
 * 6890) are no business of an address somebody typed.
 */
final class PublicAddresses {
  private PublicAddresses() {}

  /** For an address of any kind; each kind's own blocks are looked at after what is common. */
  static boolean isPublic(InetAddress address) {
    if (address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || address.isLinkLocalAddress()
        || address.isSiteLocalAddress()
        || address.isMulticastAddress()) return false;
    if (address instanceof Inet4Address four) return isAssigned(four);
    return address instanceof Inet6Address six && isAssigned(six);
  }

  private static boolean isAssigned(Inet4Address address) {
    var bytes = address.getAddress();
    var a = bytes[0] & 0xff;
    var b = bytes[1] & 0xff;
    var c = bytes[2] & 0xff;
    return !(a == 0
        || a >= 224
        || (a == 100 && b >= 64 && b <= 127) // carrier-grade NAT
        || (a == 192 && b == 0 && (c == 0 || c == 2)) // protocol assignments, TEST-NET-1
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (b == 18 || b == 19)) // benchmarking
        || (a == 198 && b == 51 && c == 100) // TEST-NET-2
        || (a == 203 && b == 0 && c == 113)); // TEST-NET-3
  }

  private static boolean isAssigned(Inet6Address address) {
    var bytes = address.getAddress();
    var first = (bytes[0] & 0xff) << 8 | (bytes[1] & 0xff);
    // 2000::/3 is all that is assigned; RFC 4291 §2.4
    if ((first & 0xe000) != 0x2000) return isTranslated(bytes);
    var second = (bytes[2] & 0xff) << 8 | (bytes[3] & 0xff);
    // protocol assignments: Teredo, benchmarking, ORCHID; RFC 6890 §2.2.3
    if (first == 0x2001 && second < 0x200) return false;
    // documentation; RFC 3849, RFC 9637
    if (first == 0x2001 && second == 0xdb8) return false;
    if (first == 0x3fff && second < 0x1000) return false;
    // 6to4 and ISATAP carry an IPv4 address that packets are taken to
    if (first == 0x2002) return isPublic(InetAddresses.get6to4IPv4Address(address));
    return !InetAddresses.isIsatapAddress(address)
        || isPublic(InetAddresses.getIsatapIPv4Address(address));
  }

  /** NAT64 (RFC 6052 §2.1): public when the IPv4 address at its end is. */
  private static boolean isTranslated(byte[] bytes) {
    var prefix = new int[] {0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
    for (var i = 0; i < prefix.length; i++) {
      if ((bytes[i] & 0xff) != prefix[i]) return false;
    }
    var four = new byte[] {bytes[12], bytes[13], bytes[14], bytes[15]};
    try {
      return isPublic(InetAddress.getByAddress(four));
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
