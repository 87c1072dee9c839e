package dev.hostedui;

import dev.hostedui.command.Commands;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    // before anything logs: the JDK's own forgets its handlers while requests still finish
    System.setProperty("java.util.logging.manager", LastingLogs.class.getName());
    var code = Commands.run(System.getenv(), arguments);
    // serve returns while its threads go on
    if (code != Commands.RUNNING) System.exit(code);
  }
}
