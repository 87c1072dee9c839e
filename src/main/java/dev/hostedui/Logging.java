package dev.hostedui;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets up slf4j-simple: one line for each message on standard error. What does not depend on a
 * setting stands in {@code simplelogger.properties}.
 */
public final class Logging {
  private Logging() {}

  /**
   * Writes messages of this level and above. Must come before anything asks for a logger, because
   * slf4j-simple reads its configuration once and a logger keeps the level it was made with.
   *
   * @param level {@code error}, {@code warn}, {@code info} or {@code debug}; of libraries only
   *     warnings and errors are written
   */
  public static synchronized void configure(String level) {
    System.setProperty("org.slf4j.simpleLogger.log.dev.hostedui", level);
    if (level.equals("error"))
      System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "error");
    var console = System.err;
    System.setErr(new Lines());
    try {
      // slf4j-simple keeps the stream that it finds now
      LoggerFactory.getILoggerFactory();
    } finally {
      System.setErr(console);
    }
    // the PostgreSQL driver and the mail library log through the JDK
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }

  /**
   * Standard error for the log. Takes line breaks and other control characters out of every line
   * that is printed, of messages and of stack traces, so that what a stranger sends cannot look
   * like a line of its own.
   */
  private static final class Lines extends PrintStream {
    /** All that terminals and log readers may take for the end of a line, or for a command. */
    private static final Pattern BREAKS = Pattern.compile("[\\p{Cc}\\u2028\\u2029&&[^\t]]");

    Lines() {
      super(new FileOutputStream(FileDescriptor.err), false, StandardCharsets.UTF_8);
    }

    @Override
    public void println(String line) {
      // nearly every line has none, which takes a fraction of the time to see
      super.println(mayBreak(line) ? BREAKS.matcher(line).replaceAll(" ") : line);
    }

    private static boolean mayBreak(String line) {
      for (var i = 0; i < line.length(); i++) {
        var it = line.charAt(i);
        if (it < ' ' || it > '~') return true;
      }
      return false;
    }

    /** A stack trace prints its lines this way. */
    @Override
    public void println(Object line) {
      println(String.valueOf(line));
    }
  }
}
