package dev.hostedui.identity.emaildomain;

import com.google.common.net.InternetDomainName;
import dev.hostedui.db.TextValue;
import dev.hostedui.identity.Problem;
import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A domain name that mail can be sent to, lower case and in its ASCII form (RFC 5890 A-labels).
 *
 * @param value 4 to 255 characters, at least two labels of at most 63 each
 */
public record DomainName(String value) implements TextValue {

  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /**
   * Reads what a person typed; a leading {@code @} and a final dot are forgiven.
   *
   * @throws Problem INVALID, naming the field
   */
  public static DomainName parse(String field, String typed) {
    var text = typed.strip().toLowerCase(Locale.ROOT);
    if (text.startsWith("@")) text = text.substring(1);
    if (text.endsWith(".")) text = text.substring(0, text.length() - 1);
    if (text.isEmpty()) throw Problem.invalid("domain_missing").at(field);
    if (text.contains("/") || text.contains(":") || text.contains("@")) {
      throw Problem.invalid("domain_within_address").at(field);
    }
    if (text.length() > 255) throw tooLong(field);
    String ascii;
    try {
      ascii = IDN.toASCII(text, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      throw malformed(field);
    }
    if (ascii.length() > 253) throw tooLong(field);
    var labels = ascii.split("\\.", -1);
    for (var label : labels) {
      if (!LABEL.matcher(label).matches()) throw malformed(field);
    }
    if (ascii.length() < 4
        || labels.length < 2
        || labels[labels.length - 1].chars().allMatch(Character::isDigit)) {
      throw malformed(field);
    }
    return new DomainName(ascii);
  }

  private static Problem tooLong(String field) {
    return Problem.invalid("domain_too_long").at(field);
  }

  private static Problem malformed(String field) {
    return Problem.invalid("domain_malformed").at(field);
  }

  /**
   * Whether it is a public suffix, under which strangers register: {@code co.uk}, {@code
   * github.io}.
   */
  public boolean isPublicSuffix() {
    return InternetDomainName.isValid(value) && InternetDomainName.from(value).isPublicSuffix();
  }

  /** How a person reads it: {@code xn--mnchen-3ya.example} is {@code münchen.example}. */
  public String displayed() {
    return IDN.toUnicode(value);
  }
}
