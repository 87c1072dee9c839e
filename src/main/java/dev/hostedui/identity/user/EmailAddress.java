package dev.hostedui.identity.user;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An email address as it is stored and compared: lower case, the domain in its ASCII form.
 *
 * @param value a dot-atom or plain local part of at most 64 ASCII characters, and a domain (RFC
 *     5321 §4.1.2); look-alikes and invisible characters of other alphabets are none of them
 */
public record EmailAddress(String value) {

  public static final int LONGEST = 254;

  private static final Pattern LOCAL = Pattern.compile("[!-~&&[^@\"(),:;<>\\[\\\\\\]]]{1,64}");
  private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");

  /** Reads what a person typed; empty when no mail could be sent there. */
  public static Optional<EmailAddress> parse(String typed) {
    var text = typed.strip();
    var at = text.lastIndexOf('@');
    if (at < 1 || text.length() > LONGEST) return Optional.empty();
    var local = text.substring(0, at);
    if (!LOCAL.matcher(local).matches()
        || local.startsWith(".")
        || local.endsWith(".")
        || local.contains("..")) {
      return Optional.empty();
    }
    String domain;
    try {
      domain =
          IDN.toASCII(text.substring(at + 1), IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    var labels = domain.split("\\.", -1);
    if (labels.length < 2) return Optional.empty();
    for (var label : labels) {
      if (!LABEL.matcher(label).matches()) return Optional.empty();
    }
    var address = local.toLowerCase(Locale.ROOT) + "@" + domain;
    return address.length() > LONGEST ? Optional.empty() : Optional.of(new EmailAddress(address));
  }

  /** What stands after the {@code @}. */
  public String domain() {
    return value.substring(value.lastIndexOf('@') + 1);
  }
}
