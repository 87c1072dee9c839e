package dev.hostedui.command;

import java.util.Locale;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // what is written is read by programs: codes, times and names must not come out in the digits
    // or by the small letters of the language that the machine happens to speak
    Locale.setDefault(Locale.ROOT);
    var code = Commands.run(System.getenv(), arguments);
    // serve returns while its threads go on
    if (code != Commands.RUNNING) System.exit(code);
  }
}
