package dev.hostedui;

import dev.hostedui.command.Commands;

/** Where the program begins. */
public final class Main {
  private Main() {}

  public static void main(String[] arguments) {
    var code = Commands.run(System.getenv(), arguments);
    // serve returns while its threads go on
    if (code != Commands.RUNNING) System.exit(code);
  }
}
