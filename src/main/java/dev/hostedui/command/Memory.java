package dev.hostedui.command;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption.Origin;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Gives back to the machine what a burst of requests made the JVM take. By itself it takes a share
 * of what the machine has, and keeps it.
 *
 * <p>The options can be set while it runs. One that was given on the command line stays as it is.
 */
final class Memory {

  private record Option(String name, String value) {}

  /** The ratios may never cross on the way: the lower one first. */
  private static final List<Option> OPTIONS =
      List.of(
          // milliseconds without a collection until one looks what can go
          new Option("G1PeriodicGCInterval", "10000"),
          // how many per cent of the heap stay free for what comes next
          new Option("MinHeapFreeRatio", "20"),
          new Option("MaxHeapFreeRatio", "40"));

  private Memory() {}

  /** Sets the options where this JVM has them. */
  static void giveBackWhenIdle() {
    var jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
    if (jvm == null) return;
    for (var option : OPTIONS) {
      try {
        if (jvm.getVMOption(option.name).getOrigin() == Origin.DEFAULT)
          jvm.setVMOption(option.name, option.value);
      } catch (IllegalArgumentException e) {
        // another JVM, or one that refuses: it goes on as it would have
      }
    }
  }
}
