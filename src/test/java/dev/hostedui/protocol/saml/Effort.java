package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.function.Executable;

/** How much work something is: the time of the processor, which a busy machine does not stretch. */
final class Effort {

  private Effort() {}

  static void atMost(Duration most, Executable work) throws Throwable {
    var threads = ManagementFactory.getThreadMXBean();
    var began = threads.getCurrentThreadCpuTime();
    work.execute();
    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - began)).isLessThan(most);
  }
}
