package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.Logging;
import dev.hostedui.identity.Problem;
import dev.hostedui.web.ClientAddress.Cidr;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose address a request comes from, and what counts as one. */
class ClientAddressTest {

  @Test
  void the_whole_of_a_customers_ipv6_network_counts_as_one_address() {
    assertThat(ClientAddress.network("2001:db8:1:2:3:4:5:6"))
        .isEqualTo(ClientAddress.network("2001:db8:1:2::1"))
        .isNotEqualTo(ClientAddress.network("2001:db8:1:3::1"));
    assertThat(ClientAddress.network("203.0.113.7")).isEqualTo("203.0.113.7");
    assertThat(ClientAddress.network("usr_1")).isEqualTo("usr_1");

    var limits = new Limits();
    for (var i = 0; i < 10; i++) limits.take("mail", 10, "2001:db8:1:2::" + i);
    assertThatThrownBy(() -> limits.take("mail", 10, "2001:db8:1:2:ffff::1"))
        .isInstanceOf(Problem.class);
    limits.take("mail", 10, "2001:db8:1:3::1");
  }

  @Test
  void guesses_made_at_once_are_all_counted() {
    var limits = new Limits();
    for (var i = 0; i < 40; i++) limits.guessedWrong("code", 10, "203.0.113.7");
    assertThatThrownBy(() -> limits.refuseGuesser("code", 10, "203.0.113.7"))
        .isInstanceOfSatisfying(Problem.class, it -> assertThat(it.retryAfter()).hasMinutes(3));
    limits.refuseGuesser("code", 10, "203.0.113.8");
  }

  /** A program that is asked for addresses, with its log. */
  public static final class Asked {
    private Asked() {}

    public static void main(String[] arguments) {
      Logging.configure("info");
      var addresses = new ClientAddress(List.of(Cidr.parse("10.0.0.0/8").orElseThrow()));
      System.out.println(addresses.of("192.0.2.1", null, null));
      System.out.println(addresses.of("10.0.0.1", null, "203.0.113.7"));
      System.out.println(addresses.of("192.0.2.1", null, "203.0.113.7"));
      System.out.println(addresses.of("192.0.2.2", "for=6.6.6.6", null));
    }
  }

  @Test
  void a_header_that_is_not_believed_is_said_once_with_the_setting_to_change() throws Exception {
    // the program's own configuration of the log first, not that of the tests
    var folders =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .sorted(Comparator.comparing(folder -> folder.contains("test-classes")))
            .toList();
    var asked =
        new ProcessBuilder(
                System.getProperty("java.home") + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(File.pathSeparator, folders),
                Asked.class.getName())
            .redirectErrorStream(true)
            .start();
    var said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(said).contains("192.0.2.1\n203.0.113.7\n", "192.0.2.2\n");
    assertThat(said).containsOnlyOnce("WARN").contains("HOSTED_UI_TRUSTED_PROXIES=192.0.2.1");
  }
}
