package dev.hostedui.protocol.upstream;

import com.google.common.base.Ascii;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which of a provider's own names say what of a person.
 *
 * @param email the name of the email address, without which nobody is signed in
 * @param firstName the name of the given name, which may be missing
 * @param lastName the name of the family name, which may be missing
 */
public record AttributeNames(String email, String firstName, String lastName) {

  /** What OpenID Connect calls them (OpenID Connect Core §5.1). */
  public static final AttributeNames OF_OPENID_CONNECT =
      new AttributeNames("email", "given_name", "family_name");

  private static final String EMAIL_VERIFIED = "email_verified";

  /** In the sign-in name of a guest of a Microsoft Entra tenant, which takes no mail. */
  private static final String GUEST = "#EXT#@";

  /**
   * Letters of other alphabets are in the domain at most: before it they only look alike. Those are
   * not that make another domain to some programs (UTS 46 §7).
   */
  private static final Pattern ADDRESS =
      Pattern.compile(
          "[!-~&&[^@<>\"(),:;\\[\\]\\\\]]{1,64}@[^\\s@<>\"(),:;\\[\\]\\\\ß\u1E9Eς\u200C\u200D]{1,189}");

  /**
   * Whether what is needed came: an email address must have, names are only missed.
   *
   * @param missingEmail the cause to name when there is no email address
   */
  public List<Check> checks(Map<String, List<String>> attributes, String missingEmail) {
    var checks = new ArrayList<Check>();
    var found = first(attributes, email);
    if (found.isEmpty()) checks.add(noAddress(email, "", missingEmail));
    else if (Ascii.toUpperCase(found).contains(GUEST))
      checks.add(noAddress(email, found, "email_of_guest"));
    else if (!ADDRESS.matcher(found).matches())
      checks.add(noAddress(email, found, "email_malformed"));
    else checks.add(Check.passed("email", email, found));
    checks.add(optional("first_name", firstName, attributes));
    checks.add(optional("last_name", lastName, attributes));
    return checks;
  }

  /**
   * Whether it is said that the address is not proven ({@code email_verified}, OpenID Connect Core
   * §5.1). Most never say anything of it; whoever does says {@code true}, many as a text, or has
   * not said that it is.
   */
  public static boolean emailDenied(Map<String, List<String>> attributes) {
    var said = attributes.get(EMAIL_VERIFIED);
    return said != null
        && (said.isEmpty() || !said.stream().allMatch(it -> it.equalsIgnoreCase("true")));
  }

  private static Check optional(String check, String name, Map<String, List<String>> attributes) {
    var value = first(attributes, name);
    return value.isEmpty()
        ? Check.doubtful(check, name, "", "mandatory_attribute_missing", "name_missing")
        : Check.passed(check, name, value);
  }

  private static Check noAddress(String name, String received, String cause) {
    return Check.failed("email", name, received, "mandatory_attribute_missing", cause);
  }

  /** The first value that is not blank, without the space around it; empty when there is none. */
  public static String first(Map<String, List<String>> attributes, String name) {
    return attributes.getOrDefault(name, List.of()).stream()
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .findFirst()
        .orElse("");
  }
}
