package dev.hostedui.command;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption.Origin;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

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

  /** What the compiler took for a method lies free in the C library a moment later. */
  private static final Duration BETWEEN_TRIMS = Duration.ofSeconds(3);

  private Memory() {}

  /** Does so from now on, where this JVM can. */
  static void giveBackWhenIdle() {
    setOptions();
    var jvm = ManagementFactory.getPlatformMBeanServer();
    if (!trim(jvm)) return;
    var trimming =
        new ScheduledThreadPoolExecutor(
            1,
            work -> {
              var made = new Thread(work, "memory");
              made.setDaemon(true);
              return made;
            });
    var pause = BETWEEN_TRIMS.toMillis();
    var unused =
        trimming.scheduleWithFixedDelay(() -> trim(jvm), pause, pause, TimeUnit.MILLISECONDS);
  }

  private static void setOptions() {
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

  /**
   * Lets the C library give back what is free outside the heap: glibc keeps what compiling and
   * loading classes took, some 25 MB. It takes a few milliseconds. False where the JVM cannot, as
   * on other systems than Linux with glibc.
   */
  static boolean trim(MBeanServer jvm) {
    try {
      jvm.invoke(
          ObjectName.getInstance("com.sun.management:type=DiagnosticCommand"),
          "systemTrimNativeHeap",
          new Object[0],
          new String[0]);
      return true;
    } catch (JMException e) {
      return false;
    }
  }
}
