package dev.hostedui;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
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

  private static final Pattern SCHEME = Pattern.compile("((jdbc:)?\\w+:(//)?)?");

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
    try (var reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
      file.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      faults.add("--config: the file " + path + " cannot be read.");
    }
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
    }
  }

  String get(String name, String otherwise) {
    var value = environment.get(name);
    if (value == null || value.isBlank()) value = file.getProperty(name);
    return value == null || value.isBlank() ? otherwise : value.strip();
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
