package dev.hostedui;

import java.util.logging.LogManager;

/**
 * The JDK's log manager, but that it does not reset when the program is told to stop: what happens
 * until the last request has finished is worth a line as well. The JDK makes it by its name.
 */
public final class LastingLogs extends LogManager {
  @Override
  public void reset() {}
}
