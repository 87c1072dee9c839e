package dev.hostedui.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class PortsTest {

  private static ServerSocket listening(int port) {
    try {
      return new ServerSocket(port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void where_somebody_else_was_quicker_another_port_is_tried() throws IOException {
    var quicker = new ArrayList<ServerSocket>();
    try (var started =
        Ports.start(
            port -> {
              if (quicker.size() < 2) quicker.add(listening(port));
              return listening(port);
            })) {
      assertThat(quicker).hasSize(2).noneMatch(it -> it.getLocalPort() == started.getLocalPort());
    } finally {
      for (var socket : quicker) socket.close();
    }
  }

  @Test
  void what_fails_for_another_reason_fails_at_once() {
    var tried = new ArrayList<Integer>();
    assertThatThrownBy(
            () ->
                Ports.start(
                    port -> {
                      tried.add(port);
                      throw new IllegalStateException("of its own");
                    }))
        .hasMessage("of its own");
    assertThat(tried).hasSize(1);
  }
}
