package dev.hostedui.identity;

import com.google.common.net.InetAddresses;
import java.util.Locale;

/** Tells the names and addresses of the machine itself from all others; nothing is looked up. */
public final class Loopback {
  private Loopback() {}

  /**
   * Whether a host is this machine for whoever asks for it: {@code localhost}, a name below it, or
   * an address of the loopback, in brackets or without. What only looks like an address is none.
   */
  public static boolean is(String host) {
    var name = host.toLowerCase(Locale.ROOT);
    if (name.equals("localhost") || name.endsWith(".localhost")) return true;
    var bare =
        name.startsWith("[") && name.endsWith("]") ? name.substring(1, name.length() - 1) : name;
    return InetAddresses.isInetAddress(bare) && InetAddresses.forString(bare).isLoopbackAddress();
  }
}
