package dev.hostedui.identity.session;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What a {@code User-Agent} header says in words for a list of sessions. What is not known is
 * empty.
 *
 * @param deviceType {@code desktop}, {@code mobile}, {@code tablet} or {@code other}
 */
public record UserAgent(
    String raw,
    String deviceType,
    String os,
    String osVersion,
    String browser,
    String browserVersion) {

  /** Longer headers are cut; nothing useful stands that far back. */
  private static final int LONGEST = 512;

  private record Rule(String name, Pattern pattern) {
    static Rule of(String name, String pattern) {
      return new Rule(name, Pattern.compile(pattern));
    }
  }

  /** In this order: each browser also names those it descends from. */
  private static final List<Rule> BROWSERS =
      List.of(
          Rule.of("Edge", "\\b(?:Edg|EdgA|EdgiOS)/([0-9.]+)"),
          Rule.of("Opera", "\\b(?:OPR|OPiOS)/([0-9.]+)"),
          Rule.of("Samsung Internet", "\\bSamsungBrowser/([0-9.]+)"),
          Rule.of("Vivaldi", "\\bVivaldi/([0-9.]+)"),
          Rule.of("Firefox", "\\b(?:Firefox|FxiOS)/([0-9.]+)"),
          Rule.of("Chrome", "\\b(?:Chrome|CriOS|HeadlessChrome)/([0-9.]+)"),
          Rule.of("Safari", "\\bVersion/([0-9.]+)[^)]*\\bSafari/"),
          Rule.of("curl", "^curl/([0-9.]+)"));

  private static final List<Rule> SYSTEMS =
      List.of(
          Rule.of("iPadOS", "\\biPad;.*?OS ([0-9_]+)"),
          Rule.of("iOS", "\\b(?:iPhone|iPod)[^)]*?OS ([0-9_]+)"),
          Rule.of("Android", "\\bAndroid ?([0-9.]*)"),
          Rule.of("ChromeOS", "\\bCrOS \\S+ ([0-9.]+)"),
          Rule.of("Windows", "\\bWindows NT ([0-9.]+)"),
          Rule.of("macOS", "\\bMac OS X ([0-9_.]+)"),
          Rule.of("Linux", "\\bLinux()\\b"));

  /** Reads a header; whatever it holds, there is an answer. */
  public static UserAgent parse(String header) {
    var raw = header.length() > LONGEST ? header.substring(0, LONGEST) : header;
    var clean = raw.replaceAll("\\p{Cntrl}", " ");
    var browser = first(BROWSERS, clean);
    var system = first(SYSTEMS, clean);
    var version = system[1].replace('_', '.');
    // frozen by the vendors: every Windows since 10 says 10.0
    if (system[0].equals("Windows") && version.equals("10.0")) version = "10 or later";
    return new UserAgent(
        clean, device(clean, system[0]), system[0], version, browser[0], browser[1]);
  }

  private static String device(String header, String system) {
    return switch (system) {
      case "iPadOS" -> "tablet";
      case "iOS" -> "mobile";
      case "Android" -> header.contains("Mobile") ? "mobile" : "tablet";
      case "Windows", "macOS", "Linux", "ChromeOS" -> "desktop";
      default -> "other";
    };
  }

  private static String[] first(List<Rule> rules, String header) {
    for (var rule : rules) {
      var match = rule.pattern.matcher(header);
      if (match.find()) return new String[] {rule.name, match.group(1)};
    }
    return new String[] {"", ""};
  }
}
