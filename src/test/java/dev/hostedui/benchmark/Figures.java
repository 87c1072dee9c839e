package dev.hostedui.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured, and the table it is printed as. */
final class Figures {

  private record Figure(String name, String bar, String measured, String met) {}

  private final List<Figure> all = new ArrayList<>();

  /** A figure that should be at least this large. */
  void atLeast(double bar, String name, double measured, String unit) {
    add(name, "≥ " + number(bar) + unit, number(measured) + unit, measured >= bar);
  }

  /** A figure that should be at most this large. */
  void atMost(double bar, String name, double measured, String unit) {
    add(name, "≤ " + number(bar) + unit, number(measured) + unit, measured <= bar);
  }

  /** A figure without a bar, for those who want to understand the others. */
  void note(String name, double measured, String unit) {
    all.add(new Figure(name, "", number(measured) + unit, ""));
    System.out.println("  " + name + ": " + number(measured) + unit);
  }

  /** A rate, and that of another program if there is one. */
  void beside(String name, String ours, String theirs, double times) {
    var compared = theirs.isEmpty() ? "" : number(times) + " ×";
    all.add(new Figure(name, theirs, ours, compared));
    System.out.println("  " + name + ": " + ours + (theirs.isEmpty() ? "" : " (" + theirs + ")"));
  }

  /** A figure that this machine cannot measure. */
  void missing(String name, String why) {
    all.add(new Figure(name, "", why, "not measured"));
    System.out.println("  " + name + ": " + why);
  }

  private void add(String name, String bar, String measured, boolean met) {
    all.add(new Figure(name, bar, measured, met ? "met" : "MISSED"));
    System.out.println("  " + name + ": " + measured + " (" + bar + ")");
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%,.0f", value);
  }

  /** All figures, one a line, as the README quotes them. */
  String table() {
    var table = new StringBuilder("| Figure | Bar | Measured | |\n| --- | --- | --- | --- |\n");
    for (var it : all)
      table.append("| %s | %s | %s | %s |%n".formatted(it.name, it.bar, it.measured, it.met));
    return table.toString();
  }
}
