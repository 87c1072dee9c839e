package dev.hostedui.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "LocalHost",
        "app.localhost",
        "127.0.0.1",
        "127.8.9.1",
        "::1",
        "[::1]"
      })
  void names_and_addresses_of_the_machine_itself(String host) {
    assertThat(Loopback.is(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost.example",
        "notlocalhost",
        "10.0.0.1",
        "999.1.1.1",
        "127.1",
        "127.0.0.1.example",
        "[",
        "[]",
        "fe80::1"
      })
  void all_others(String host) {
    assertThat(Loopback.is(host)).isFalse();
  }
}
