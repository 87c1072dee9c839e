package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.emaildomain.Finding.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Compares what somebody published with what they should have. White space around the value and one
 * pair of quotation marks count as nothing, because panels add them; everything else has to be
 * right.
 */
final class Reading {

  private static final int SHORTEST_PART = 12;

  /** What is longer is never the value, and only its beginning is looked at. */
  private static final int LONGEST = 1_000;

  private static final Pattern AROUND =
      Pattern.compile("^[\\s\\p{Z}\\p{Cf}\\p{Cc}]{1,500}|[\\s\\p{Z}\\p{Cf}\\p{Cc}]{1,500}$");
  private static final Pattern BLANK = Pattern.compile("[ \\t\\r\\n]");
  private static final Pattern UNSEEN = Pattern.compile("[\\p{Z}\\p{Cf}\\p{Cc}&&[^ \\t\\r\\n]]");
  private static final Pattern UNSEEN_POINT =
      Pattern.compile("[\\p{Z}\\p{Cf}\\p{Cc}\\p{Co}\\p{Cn}\\p{Cs}]");
  private static final Pattern QUOTE =
      Pattern.compile("[\"'`\u2018\u2019\u201C\u201D\u201E\u00AB\u00BB]");

  /** What looks like the hyphen that is in the value. */
  private static final Pattern DASH = Pattern.compile("[\\p{Pd}\\u2043\\u2212&&[^-]]");

  private static final Pattern TYPE = Pattern.compile("\\bTXT\\b", Pattern.CASE_INSENSITIVE);
  private static final Pattern OTHER_VALUE =
      Pattern.compile("-verify-(" + EmailDomainId.PREFIX + "\\w{1,40})=");

  private final String value;

  Reading(String value) {
    this.value = value;
  }

  /** Whether a text counts as the value. */
  boolean matches(String text) {
    return text.length() <= LONGEST && core(text).equals(value);
  }

  private static String core(String text) {
    var trimmed = AROUND.matcher(text).replaceAll("");
    var quoted = trimmed.length() >= 2 && trimmed.startsWith("\"") && trimmed.endsWith("\"");
    return quoted
        ? AROUND.matcher(trimmed.substring(1, trimmed.length() - 1)).replaceAll("")
        : trimmed;
  }

  /** What is odd about a text that counts. */
  List<Finding> oddities(String text) {
    var found = new ArrayList<Finding>();
    if (text.contains("\"")) found.add(Finding.of(Code.QUOTES_AROUND));
    if (!text.equals(value) && !text.equals('"' + value + '"'))
      found.add(Finding.of(Code.INVISIBLE_AROUND, points(text, AROUND)));
    return found;
  }

  /** What went wrong with a text that was meant to be the value; empty for any other text. */
  Optional<Finding> mistake(String published) {
    if (matches(published)) return Optional.empty();
    var text = published.substring(0, Math.min(published.length(), LONGEST));
    var seen = UNSEEN.matcher(text).replaceAll("");
    if (core(seen).equals(value))
      return Optional.of(Finding.of(Code.INVISIBLE_WITHIN, points(text, UNSEEN)));
    if (core(BLANK.matcher(text).replaceAll("")).equals(value))
      return Optional.of(Finding.of(Code.BLANKS_WITHIN));
    if (core(QUOTE.matcher(text).replaceAll("")).equals(value))
      return Optional.of(Finding.of(Code.QUOTES_WITHIN));
    if (core(text.replace("\\", "")).equals(value))
      return Optional.of(Finding.of(Code.BACKSLASHES));
    var hyphenated = DASH.matcher(text).replaceAll("-");
    if (core(hyphenated).equals(value))
      return Optional.of(Finding.of(Code.DASHES, points(text, DASH)));
    if (core(text).equalsIgnoreCase(value)) return Optional.of(Finding.of(Code.CAPITALS));
    if (text.contains(value))
      return Optional.of(
          TYPE.matcher(text).find()
              ? Finding.of(Code.WHOLE_ROW)
              : Finding.of(Code.MORE_THAN_VALUE, shown(text)));
    return part(core(hyphenated)).or(() -> otherValue(hyphenated));
  }

  private Optional<Finding> part(String text) {
    if (text.length() < SHORTEST_PART) return Optional.empty();
    if (value.endsWith(text))
      return Optional.of(
          Finding.of(Code.BEGINNING_MISSING, value.substring(0, value.length() - text.length())));
    return value.startsWith(text)
        ? Optional.of(Finding.of(Code.END_MISSING, value.substring(text.length())))
        : Optional.empty();
  }

  private Optional<Finding> otherValue(String text) {
    var matcher = OTHER_VALUE.matcher(text);
    if (!matcher.find()) return Optional.empty();
    return Optional.of(
        value.contains(matcher.group())
            ? Finding.of(Code.ALTERED)
            : Finding.of(Code.OLD_VALUE, matcher.group(1)));
  }

  /** The code points that a pattern finds, each once, like {@code U+00A0}. */
  private static String points(String text, Pattern pattern) {
    return pattern
        .matcher(text)
        .results()
        .flatMap(it -> it.group().codePoints().boxed())
        .distinct()
        .limit(5)
        .map(it -> String.format(Locale.ROOT, "U+%04X", it))
        .collect(Collectors.joining(", "));
  }

  /**
   * A text as it can be shown: not endless, and with each character that no screen shows as its
   * code point.
   */
  static String shown(String text) {
    var cut = text.codePointCount(0, text.length()) > DnsLook.LONGEST_TEXT;
    return text.codePoints()
            .limit(DnsLook.LONGEST_TEXT)
            .mapToObj(
                it ->
                    it == ' ' || !UNSEEN_POINT.matcher(Character.toString(it)).matches()
                        ? Character.toString(it)
                        : String.format(Locale.ROOT, "[U+%04X]", it))
            .collect(Collectors.joining())
        + (cut ? "…" : "");
  }
}
