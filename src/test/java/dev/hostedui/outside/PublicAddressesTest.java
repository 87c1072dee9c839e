package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses may be called that somebody else chose. */
class PublicAddressesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "126.255.255.255",
        "128.0.0.0",
        "169.253.255.255",
        "169.255.0.0",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.0",
        "192.167.255.255",
        "192.169.0.0",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "2606:4700:4700::1111",
        "2a00:1450:4001:80b::200e",
        "64:ff9b::808:808",
        "2002:808:808::1"
      })
  void the_public_internet(String address) {
    assertThat(PublicAddresses.isPublic(InetAddresses.forString(address))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.0.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255"
      })
  void what_is_this_machines_a_private_networks_or_special(String address)
      throws UnknownHostException {
    var four = InetAddresses.forString(address);
    assertThat(PublicAddresses.isPublic(four)).isFalse();
    var bytes = four.getAddress();
    assertThat(PublicAddresses.isPublic(six("::ffff:%s".formatted(address))))
        .as("IPv4-mapped")
        .isFalse();
    assertThat(PublicAddresses.isPublic(six("::%s".formatted(address))))
        .as("IPv4-compatible")
        .isFalse();
    assertThat(PublicAddresses.isPublic(six("64:ff9b::%s".formatted(address))))
        .as("NAT64")
        .isFalse();
    assertThat(PublicAddresses.isPublic(six("64:ff9b:1::%s".formatted(address))))
        .as("NAT64 of a private network")
        .isFalse();
    assertThat(PublicAddresses.isPublic(sixToFour(bytes))).as("6to4").isFalse();
    assertThat(PublicAddresses.isPublic(teredo(bytes))).as("Teredo").isFalse();
    assertThat(PublicAddresses.isPublic(six("2606:4700::5efe:%s".formatted(address))))
        .as("ISATAP")
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::",
        "::1",
        "fe80::1",
        "fec0::1",
        "fc00::1",
        "fd12:3456:789a::1",
        "ff02::1",
        "100::1",
        "2001:db8::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "3fff::1",
        "5f00::1",
        "4000::1",
        "e000::1"
      })
  void the_same_in_ipv6(String address) {
    assertThat(PublicAddresses.isPublic(InetAddresses.forString(address))).isFalse();
  }

  @Test
  void a_mapped_address_that_was_not_unwrapped_is_none() throws UnknownHostException {
    var bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    bytes[12] = 127;
    bytes[15] = 1;
    assertThat(PublicAddresses.isPublic(Inet6Address.getByAddress("x", bytes, /* scope */ 0)))
        .isFalse();
  }

  private static InetAddress six(String text) {
    return InetAddresses.forString(text);
  }

  private static InetAddress sixToFour(byte[] four) throws UnknownHostException {
    var bytes = new byte[16];
    bytes[0] = 0x20;
    bytes[1] = 0x02;
    System.arraycopy(four, 0, bytes, 2, 4);
    bytes[15] = 1;
    return InetAddress.getByAddress(bytes);
  }

  private static InetAddress teredo(byte[] client) throws UnknownHostException {
    var bytes = new byte[16];
    bytes[0] = 0x20;
    bytes[1] = 0x01;
    bytes[4] = 8;
    bytes[5] = 8;
    bytes[6] = 8;
    bytes[7] = 8;
    for (var i = 0; i < 4; i++) bytes[12 + i] = (byte) ~client[i];
    return InetAddress.getByAddress(bytes);
  }
}
