package dev.hostedui;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Locale;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Sets up the JDK's logging: one line for each message on standard error, as text or as JSON.
 * Control characters are taken out, so that nobody writes lines of their own into the log.
 */
public final class Logging {
  private Logging() {}

  /** Writes messages of this level and above; {@code json} for machines. */
  public static void configure(String level, boolean json) {
    var ours = level(level);
    var root = Logger.getLogger("");
    for (var handler : root.getHandlers()) root.removeHandler(handler);
    var handler = new ConsoleHandler();
    handler.setLevel(Level.ALL);
    handler.setFormatter(json ? new Json() : new Text());
    root.addHandler(handler);
    root.setLevel(ours.intValue() > Level.WARNING.intValue() ? ours : Level.WARNING);
    KEPT.setLevel(ours);
    // says once more, and worse, what the command line says in plain words
    STARTUP.setLevel(Level.OFF);
  }

  /** Held, because the JDK forgets the level of a logger nobody holds. */
  private static final Logger KEPT = Logger.getLogger("dev.hostedui");

  private static final Logger STARTUP = Logger.getLogger("io.javalin.Javalin");

  private static Level level(String name) {
    return switch (name) {
      case "error" -> Level.SEVERE;
      case "warn" -> Level.WARNING;
      case "debug" -> Level.FINE;
      default -> Level.INFO;
    };
  }

  private static String name(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) return "ERROR";
    if (level.intValue() >= Level.WARNING.intValue()) return "WARN";
    return level.intValue() >= Level.INFO.intValue() ? "INFO" : "DEBUG";
  }

  private static String trace(LogRecord it) {
    if (it.getThrown() == null) return "";
    var text = new StringWriter();
    it.getThrown().printStackTrace(new PrintWriter(text, true));
    return text.toString();
  }

  private static final class Text extends Formatter {
    @Override
    public String format(LogRecord it) {
      var message = formatMessage(it).replaceAll("\\p{Cntrl}+", " ");
      var trace = trace(it);
      return "%s %-5s %s%n%s"
          .formatted(
              it.getInstant().truncatedTo(java.time.temporal.ChronoUnit.MILLIS),
              name(it.getLevel()),
              message,
              trace);
    }
  }

  private static final class Json extends Formatter {
    @Override
    public String format(LogRecord it) {
      var trace = trace(it);
      return "{\"time\":\"%s\",\"level\":\"%s\",\"logger\":\"%s\",\"message\":\"%s\"%s}%n"
          .formatted(
              it.getInstant(),
              name(it.getLevel()).toLowerCase(Locale.ROOT),
              escaped(String.valueOf(it.getLoggerName())),
              escaped(formatMessage(it)),
              trace.isEmpty() ? "" : ",\"trace\":\"" + escaped(trace) + "\"");
    }

    private static String escaped(String text) {
      return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
  }
}
