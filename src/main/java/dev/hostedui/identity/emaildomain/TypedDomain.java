package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.Idna;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.Pasted;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.text.Letters;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What people type and paste into the field for a domain: a web address, an address of mail,
 * several domains, a slip of the finger. It is taken where only one domain can be meant. Everything
 * else is refused with what was probably meant, and never read as another domain in silence.
 */
final class TypedDomain {

  private static final int LONGEST_TYPED = 2_000;
  private static final int SHORTEST = 4;
  private static final int LONGEST = 253;

  private static final Pattern AROUND =
      Pattern.compile(
          "^[\\s\\p{Z}\\u200B\\u2060\\uFEFF]{1,200}|[\\s\\p{Z}\\u200B\\u2060\\uFEFF]{1,200}$");

  /** Also as other scripts write it: IDNA takes each of them for a dot (RFC 3490 §3.1). */
  private static final Pattern FINAL_STOP = Pattern.compile("[.\\u3002\\uFF0E\\uFF61]$");

  private static final Pattern SCHEME = Pattern.compile("^(?:[a-z][a-z0-9+.-]{0,30}:)?//");
  private static final Pattern WEB = Pattern.compile("[/?#]|:\\d*$");
  private static final Pattern BETWEEN = Pattern.compile("[\\s,;]+");
  private static final Pattern ENCODED = Pattern.compile("xn--[a-z0-9-]*[a-z0-9]");

  /** Last labels that no public name server answers for (RFC 6761, RFC 6762, RFC 9476). */
  private static final Set<String> NOT_PUBLIC =
      Set.of(
          "localhost",
          "localdomain",
          "local",
          "internal",
          "intranet",
          "invalid",
          "onion",
          "alt",
          "arpa",
          "lan",
          "home",
          "corp");

  private final String field;

  TypedDomain(String field) {
    this.field = field;
  }

  DomainName read(String typed) {
    if (typed.length() > LONGEST_TYPED) throw tooLong();
    var bare = AROUND.matcher(Letters.small(typed)).replaceAll("");
    var text = Pasted.withoutQuotes(Pasted.withoutBullet(Pasted.withPlainDashes(bare)));
    text = text.replaceFirst("^mailto:/{0,3}", "");
    if (text.startsWith("[")) throw notPublic(text);
    refuseWebAddress(text);
    refuseSeveral(text);
    if (text.contains(","))
      throw Problem.invalid("domain_comma").at(field).with(meant(text.replace(',', '.')));
    return name(afterAt(text));
  }

  /** A host of the web need not be what people's mail is at, so its domain is only suggested. */
  private void refuseWebAddress(String text) {
    var rest = SCHEME.matcher(text).replaceFirst("");
    if (rest.length() == text.length() && !WEB.matcher(text).find()) return;
    var host = rest.split("[/?#]", 2)[0];
    host = host.substring(host.lastIndexOf('@') + 1).replaceFirst(":\\d*$", "");
    var domain = plain(FINAL_STOP.matcher(host).replaceFirst("")).registered();
    throw Problem.invalid("domain_within_address").at(field).with(domain.displayed());
  }

  private void refuseSeveral(String text) {
    var parts = Arrays.stream(BETWEEN.split(text)).filter(it -> !it.isEmpty()).toList();
    if (parts.size() > 1 && parts.stream().allMatch(it -> it.contains(".")))
      throw Problem.invalid("domain_several").at(field);
  }

  private String afterAt(String text) {
    var at = text.lastIndexOf('@');
    var address = at < 1 ? Optional.<EmailAddress>empty() : EmailAddress.parse(text);
    if (address.isPresent()) return address.get().domain();
    if (at > 0 && BETWEEN.matcher(text.substring(0, at)).find()) throw malformed();
    return text.substring(at + 1);
  }

  private DomainName name(String typed) {
    var text = FINAL_STOP.matcher(typed).replaceFirst("");
    if (text.isEmpty()) throw Problem.invalid("domain_missing").at(field);
    if (text.startsWith("*.")) throw Problem.invalid("domain_wildcard").at(field);
    if (text.contains("_"))
      throw Problem.invalid("domain_underscore").at(field).with(meant(text.replace('_', '-')));
    var name = plain(text);
    if (name.value().startsWith("www.") && name.value().indexOf('.', 4) > 0)
      throw Problem.invalid("domain_www").at(field).with(meant(text.substring(4)));
    return name;
  }

  /** A name alone, in its ASCII form. */
  private DomainName plain(String text) {
    if (Names.hasTwoReadings(text)) throw Problem.invalid("domain_two_readings").at(field);
    String ascii;
    try {
      ascii = Idna.toAscii(text);
    } catch (IllegalArgumentException e) {
      throw text.length() > LONGEST ? tooLong() : malformed();
    }
    if (ascii.length() > LONGEST) throw tooLong();
    var labels = ascii.split("\\.", -1);
    var last = labels[labels.length - 1];
    for (var label : labels) {
      if (Idna.isLabel(label)) continue;
      throw ENCODED.matcher(label).matches() && text.contains(label)
          ? Problem.invalid("domain_idn_malformed").at(field).with(label)
          : malformed();
    }
    if (NOT_PUBLIC.contains(last) || last.chars().allMatch(Character::isDigit))
      throw notPublic(text);
    if (ascii.length() < SHORTEST || labels.length < 2) throw malformed();
    return new DomainName(ascii);
  }

  /** What was probably meant, or the refusal of something that is no domain either way. */
  private String meant(String corrected) {
    try {
      return plain(corrected).displayed();
    } catch (Problem stillWrong) {
      throw malformed();
    }
  }

  private Problem notPublic(String text) {
    return Problem.invalid("domain_not_public").at(field).with(text);
  }

  private Problem tooLong() {
    return Problem.invalid("domain_too_long").at(field);
  }

  private Problem malformed() {
    return Problem.invalid("domain_malformed").at(field);
  }
}
