package dev.hostedui.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import javax.management.MBeanServerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void lets_the_c_library_give_back_what_is_free() {
    assertThat(Memory.trim(ManagementFactory.getPlatformMBeanServer())).isTrue();
  }

  @Test
  void goes_on_where_the_JVM_cannot() {
    assertThat(Memory.trim(MBeanServerFactory.newMBeanServer())).isFalse();
  }
}
