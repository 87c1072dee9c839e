package dev.hostedui;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The settings as they were given, and what is found wrong with them: the environment first, then
 * the properties file.
 */
final class GivenSettings {

  /** Values of a setting that takes several. */
  static final Splitter LIST = Splitter.on(CharMatcher.anyOf(", \t\n")).omitEmptyStrings();

  /** Not settings of the program but of its tests and builds. */
  private static final String TEST_PREFIX = "HOSTED_UI_TEST_";

  /** What may hold a password or a key, and is not repeated. */
  private static final Set<String> SECRET =
      Set.of(
          "HOSTED_UI_SECRET_KEY",
          "HOSTED_UI_SMTP_URL",
          "HOSTED_UI_GOOGLE_CLIENT_SECRET",
          "HOSTED_UI_METRICS_TOKEN");

  /** Where in the address of a database a password may begin. */
  private static final CharMatcher BEFORE_PASSWORD = CharMatcher.anyOf("?&;=");

  /** A whole value, as a shell would take its quotation marks away and nobody else does. */
  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|'[^']*'");

  private static final Pattern BROKEN_ESCAPE =
      Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u(?![0-9a-fA-F]{4})");

  private static final Pattern SCHEME = Pattern.compile("((jdbc:)?\\w+:(//)?)?");

  private static final int LARGEST_FILE = 1024 * 1024;

  private final Map<String, String> environment;
  private final Properties file = new Properties();
  private final List<String> faults = new ArrayList<>();

  GivenSettings(Map<String, String> environment) {
    this.environment = environment;
  }

  /** All that was found wrong so far, in the order it was found. */
  List<String> faults() {
    return faults;
  }

  void load(Path path) {
    var text = "";
    try (var in = Files.newInputStream(path)) {
      var bytes = in.readNBytes(LARGEST_FILE + 1);
      if (bytes.length > LARGEST_FILE) {
        faults.add("--config: the file " + path + " has more than 1 MB.");
        return;
      }
      text = decoded(bytes);
      // editors of Windows write a mark in front
      file.load(new StringReader(text.startsWith("\uFEFF") ? text.substring(1) : text));
    } catch (NoSuchFileException e) {
      faults.add("--config: there is no file " + path + ".");
    } catch (AccessDeniedException e) {
      faults.add("--config: this user may not read the file " + path + ".");
    } catch (NotUtf8 e) {
      faults.add("--config: line " + e.line + " of " + path + " is not written in UTF-8.");
    } catch (IOException e) {
      faults.add("--config: " + path + " cannot be read: " + e.getMessage() + ".");
    } catch (IllegalArgumentException e) {
      var escape = BROKEN_ESCAPE.matcher(text);
      var line = escape.find() ? lines(text.substring(0, escape.start())) : 1;
      faults.add(
          "--config: line "
              + line
              + " of "
              + path
              + " has a \\u that is no character. Write two backslashes for one, as in C:\\\\up.svg.");
    }
  }

  /** Where a file is not UTF-8. */
  private static final class NotUtf8 extends IOException {
    private final long line;

    NotUtf8(long line) {
      this.line = line;
    }
  }

  private static String decoded(byte[] bytes) throws NotUtf8 {
    var in = ByteBuffer.wrap(bytes);
    var out = CharBuffer.allocate(bytes.length);
    var result = StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
    var text = out.flip().toString();
    if (result.isError()) throw new NotUtf8(lines(text));
    return text;
  }

  /** The number of the line that a text ends in. */
  private static long lines(String text) {
    return 1 + text.chars().filter(it -> it == '\n').count();
  }

  void refuseUnknown() {
    var given = new TreeSet<String>();
    environment.keySet().stream()
        .filter(name -> name.startsWith("HOSTED_UI_") && !name.startsWith(TEST_PREFIX))
        .forEach(given::add);
    file.stringPropertyNames().forEach(given::add);
    for (var name : given) {
      if (!Settings.NAMES.contains(name))
        faults.add(
            name
                + ": there is no such setting."
                + Nearest.question(name, Settings.NAMES)
                + " The README lists them all.");
      else if (LostCharacters.in(environment.getOrDefault(name, "")))
        faults.add(name + ": " + LostCharacters.words("its value"));
      else if (isQuoted(raw(name, "")))
        faults.add(name + ": must stand without quotation marks, which would be part of it.");
    }
  }

  String get(String name, String otherwise) {
    var value = raw(name, otherwise);
    // those are a fault of their own, and what is between them has to be looked at too
    return isQuoted(value) ? value.substring(1, value.length() - 1).strip() : value;
  }

  private String raw(String name, String otherwise) {
    var value = environment.get(name);
    if (value == null || value.isBlank()) value = file.getProperty(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
  }

  private static boolean isQuoted(String value) {
    return QUOTED.matcher(value).matches();
  }

  /** Notes a fault, with what was received unless that may hold a password or a key. */
  void fault(String name, String what) {
    var received = get(name, "");
    var line = name + ": " + what + shown(name, received);
    // each part of a list may have the same fault
    if (!faults.contains(line)) faults.add(line);
  }

  private static String shown(String name, String received) {
    if (SECRET.contains(name)) return "";
    return Received.shown(name.equals("HOSTED_UI_DATABASE_URL") ? openPart(received) : received);
  }

  /** Of an address of a database, in which anything may be in the wrong place. */
  private static String openPart(String address) {
    var scheme = SCHEME.matcher(address);
    if (address.indexOf('@') >= 0 && scheme.lookingAt()) return scheme.group() + "…";
    var end = BEFORE_PASSWORD.indexIn(address);
    return end < 0 ? address : address.substring(0, end) + "…";
  }

  boolean bool(String name, boolean otherwise) {
    var text = get(name, Boolean.toString(otherwise)).toLowerCase(Locale.ROOT);
    if (!text.equals("true") && !text.equals("false")) fault(name, "must be true or false.");
    return text.equals("true");
  }
}
