package dev.hostedui.identity.user;

import dev.hostedui.db.TextValue;
import dev.hostedui.identity.Idna;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Pasted;
import dev.hostedui.identity.Problem;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An email address as it is stored and compared: lower case, the domain in its ASCII form.
 *
 * @param value a dot-atom or plain local part of at most 64 ASCII characters, and a domain (RFC
 *     5321 §4.1.2); look-alikes and invisible characters of other alphabets are none of them
 */
public record EmailAddress(String value) implements TextValue {

  public static final int LONGEST = 254;

  /** In what is longer, such as a text of its own, nobody looks for an address. */
  private static final int LONGEST_PASTED = 4_000;

  private static final Pattern LOCAL = Pattern.compile("[!-~&&[^@\"(),:;<>\\[\\\\\\]]]{1,64}");

  /**
   * Marks the name of a guest in Entra ID. It looks like an address of the host's and holds that of
   * another organization, and no mail arrives there.
   */
  private static final String GUEST = "#EXT#";

  private static final String MAILTO = "mailto:";

  /** Nothing to see, but for the joiners that a name in other letters is written with. */
  private static final Pattern UNSEEN =
      Pattern.compile(
          "[\\p{Cf}\\u034F\\u2800\\uFE00-\\uFE0F&&[^\\u200C\\u200D]]"
              + "|(?<![\\p{L}\\p{M}&&[^\\p{ASCII}]])[\\u200C\\u200D]");

  private static final Pattern ENCODED = Pattern.compile("%[2-7][0-9A-Fa-f]");
  private static final Pattern WIDE = Pattern.compile("[\\uFF01-\\uFF5E\\uFE6B]");

  /**
   * A name, then the address (RFC 5322 §3.4): nothing but the end of a list follows, and the last
   * bracket may have been missed.
   */
  private static final Pattern IN_BRACKETS =
      Pattern.compile(
          "^([^<>]{0,200})<([^<>]{1,300})>?[" + Pasted.MARKS + "'`*_~)\\].,;:!?]{0,20}$");

  /** What in a name is nobody's address, whatever it holds: quotes and comments. */
  private static final Pattern NAMING =
      Pattern.compile("\"[^\"]*\"|\\([^()]*\\)|(?<!\\S)'[^']*'(?!\\S)");

  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\\p{Z},;]+");

  /** A name before the address without brackets, told by its capitals: {@code Ada ada@…}. */
  private static final Pattern NAME =
      Pattern.compile(
          "^(?:\\p{Lu}[\\p{L}\\p{M}.'\u2019-]{0,60}[\\t\\p{Zs}]{1,5}){1,6}(?=\\S{1,300}$)");

  /** A name behind the address (RFC 5322 §3.2.2): {@code ada@example.com (Ada)}. */
  private static final Pattern COMMENT =
      Pattern.compile("[\\s\\p{Z}]{1,20}\\([^()@]{0,200}\\)[\\s\\p{Z}.,;]{0,20}$");

  /** A link as Markdown writes it; what it is called is not asked. */
  private static final Pattern AS_LINK =
      Pattern.compile("^\\s*\\[[^\\[\\]]{0,300}]\\((mailto:[^()\\s]{1,400})\\)[\\s.,;:!?]{0,20}$");

  /** What the address is, before it: {@code Email: ada@example.com}, and no address of the web. */
  private static final Pattern LABELLED =
      Pattern.compile("^(?!(?i)mailto:)\\p{L}[\\p{L} -]{0,30}:(?!/)[\\s\\p{Z}]{0,20}");

  private static final Pattern AROUND =
      Pattern.compile(
          "^[" + Pasted.MARKS + "(\\[/]{1,200}|[" + Pasted.MARKS + ").,;:!?>\\]/]{1,200}$");

  /** An address that nothing has to be taken from. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9][A-Za-z0-9._+@-]{0,300}[A-Za-z0-9]");

  private static final Pattern NUMBER = Pattern.compile("[0-9]+");

  /**
   * Reads what a person typed or pasted, such as {@code Ada <ada@example.com>} or {@code
   * mailto:ada@example.com}; empty when no mail could be sent there.
   */
  public static Optional<EmailAddress> parse(String typed) {
    var text = meant(typed);
    var at = text.lastIndexOf('@');
    if (at < 1 || text.length() > LONGEST) return Optional.empty();
    var local = text.substring(0, at);
    if (!LOCAL.matcher(local).matches()
        || local.startsWith(".")
        || local.endsWith(".")
        || local.contains("..")
        || local.toUpperCase(Locale.ROOT).contains(GUEST)) {
      return Optional.empty();
    }
    var written = text.substring(at + 1);
    if (Names.hasTwoReadings(written)) return Optional.empty();
    String domain;
    try {
      domain = Idna.toAscii(written);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var labels = domain.split("\\.", -1);
    // the numbers of a host are no domain, and no top level has a number for its name (RFC 3696 §2)
    if (labels.length < 2 || NUMBER.matcher(labels[labels.length - 1]).matches())
      return Optional.empty();
    for (var label : labels) {
      if (!Idna.isLabel(label)) return Optional.empty();
    }
    var address = local.toLowerCase(Locale.ROOT) + "@" + domain;
    return address.length() > LONGEST ? Optional.empty() : Optional.of(new EmailAddress(address));
  }

  /**
   * Reads what a person typed or pasted into a field.
   *
   * @throws Problem INVALID, naming the field, when no mail could be sent there, or to two domains
   */
  public static EmailAddress parse(String field, String typed) {
    return parse(typed).orElseThrow(() -> wrong(typed).at(field));
  }

  /** What is wrong with what is no address. */
  public static Problem wrong(String typed) {
    var text = meant(typed);
    return Names.hasTwoReadings(text.substring(text.lastIndexOf('@') + 1))
        ? Problem.invalid("domain_two_readings")
        : Problem.invalid("email_malformed");
  }

  /**
   * What is meant by what was pasted: without marks that nobody sees, in plain letters where wide
   * ones were typed, with the hyphens that were meant, without a name, a label, a sign of a list or
   * {@code mailto:} in front, and without brackets, quotes and what ends a sentence or a list
   * around it. Where two addresses stand, neither is.
   */
  private static String meant(String typed) {
    // what programs send, and most people
    if (typed.length() > LONGEST_PASTED || PLAIN.matcher(typed).matches()) return typed;
    var text = WIDE.matcher(UNSEEN.matcher(typed).replaceAll("")).replaceAll(EmailAddress::plain);
    text = Pasted.withoutBullet(Pasted.withPlainDashes(Pasted.unescaped(text)));
    var link = AS_LINK.matcher(text);
    if (link.find()) text = link.group(1);
    var named = IN_BRACKETS.matcher(text);
    if (!named.find()) return alone(COMMENT.matcher(text).replaceFirst(""));
    var address = alone(named.group(2));
    return namesNobodyElse(named.group(1), address) ? address : text;
  }

  /** Whether what stands before an address holds no other one: a list is not cut to its last. */
  private static boolean namesNobodyElse(String name, String address) {
    return BETWEEN_WORDS
        .splitAsStream(NAMING.matcher(name).replaceAll(" "))
        .allMatch(it -> it.indexOf('@') < 1 || it.endsWith("@") || it.equalsIgnoreCase(address));
  }

  private static String alone(String pasted) {
    var text = NAME.matcher(labelless(labelless(pasted))).replaceFirst("");
    if (!text.regionMatches(true, 0, MAILTO, 0, MAILTO.length())) return text;
    var link = text.substring(MAILTO.length()).split("\\?", 2)[0].replaceFirst("^/{1,3}", "");
    return ENCODED.matcher(link).replaceAll(EmailAddress::decoded).strip();
  }

  private static String labelless(String pasted) {
    // what begins with such a sign could begin the address, but no domain ends so
    return Pasted.withoutPairs(
        LABELLED.matcher(AROUND.matcher(pasted).replaceAll("")).replaceFirst(""));
  }

  /** In a link such as {@code mailto:ada%2Btag@example.com} (RFC 6068 §2). */
  private static String decoded(MatchResult encoded) {
    return Matcher.quoteReplacement(
        String.valueOf((char) Integer.parseInt(encoded.group().substring(1), 16)));
  }

  private static String plain(MatchResult wide) {
    var sign = wide.group().charAt(0);
    return sign == '\uFE6B'
        ? "@"
        : Matcher.quoteReplacement(String.valueOf((char) (sign - '\uFF01' + '!')));
  }

  /**
   * The mailbox as it is counted: most providers deliver {@code ada+anything@} to {@code ada@}, so
   * that whoever counts mails by the address alone counts none of them twice.
   */
  public String mailbox() {
    var tag = value.indexOf('+');
    return tag < 1 ? value : value.substring(0, tag) + value.substring(value.lastIndexOf('@'));
  }

  /** What stands after the {@code @}. */
  public String domain() {
    return value.substring(value.lastIndexOf('@') + 1);
  }
}
