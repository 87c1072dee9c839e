package dev.hostedui.protocol.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    if (found.isEmpty())
      checks.add(Check.failed("email", email, "", "mandatory_attribute_missing", missingEmail));
    else if (!ADDRESS.matcher(found.get()).matches())
      checks.add(
          Check.failed(
              "email", email, found.get(), "mandatory_attribute_missing", "email_malformed"));
    else checks.add(Check.passed("email", email, found.get()));
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
    return first(attributes, name)
        .map(value -> Check.passed(check, name, value))
        .orElseGet(
            () -> Check.doubtful(check, name, "", "mandatory_attribute_missing", "name_missing"));
  }

  private static Optional<String> first(Map<String, List<String>> attributes, String name) {
    return attributes.getOrDefault(name, List.of()).stream()
        .filter(value -> !value.isBlank())
        .findFirst();
  }
}
