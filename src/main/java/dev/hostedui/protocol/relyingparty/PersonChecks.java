package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.Check;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Checks of what is said of a person: whether it suffices, and whether they are the customer's. */
final class PersonChecks {

  private static final String ENTRA = "https://login.microsoftonline.com/";

  /** One issuer for everybody: its word alone does not say whose people they are. */
  private static final Set<String> FOR_EVERYBODY = Set.of("https://accounts.google.com");

  private PersonChecks() {}

  static List<Check> all(Expected expected, Map<String, List<String>> attributes) {
    var issuer = expected.registration().issuer();
    var names = expected.names();
    var checks =
        new ArrayList<>(
            names.checks(
                attributes,
                issuer.startsWith(ENTRA) && names.email().equals("email")
                    ? "email_missing_entra"
                    : "email_missing"));
    var email = first(attributes, names.email()).toLowerCase(Locale.ROOT);
    if (email.indexOf('@') >= 0) {
      // missing says nothing: most never send it
      if (first(attributes, "email_verified").equalsIgnoreCase("false"))
        checks.add(
            Check.doubtful(
                "email_verified", "true", "false", "invalid_user_domain", "email_not_verified"));
      checks.add(domain(expected, issuer, email.substring(email.lastIndexOf('@') + 1)));
    }
    var hosted = first(attributes, "hd").toLowerCase(Locale.ROOT);
    if (!hosted.isEmpty()) checks.add(hosted(expected, hosted));
    // somebody's own account, which they keep when they leave the organization
    else if (FOR_EVERYBODY.contains(issuer))
      checks.add(
          Check.doubtful(
              "hosted_domain",
              wanted(expected),
              "",
              "invalid_user_domain",
              "hosted_domain_missing"));
    return checks;
  }

  private static Check domain(Expected expected, String issuer, String domain) {
    var wanted = wanted(expected);
    if (expected.domains().contains(domain)) return Check.passed("email_domain", wanted, domain);
    return FOR_EVERYBODY.contains(issuer)
        ? Check.failed(
            "email_domain", wanted, domain, "invalid_user_domain", "email_domain_of_others")
        : Check.doubtful(
            "email_domain", wanted, domain, "invalid_user_domain", "email_domain_not_verified");
  }

  /** Google's name for the organization of an account. */
  private static Check hosted(Expected expected, String hosted) {
    var wanted = wanted(expected);
    return expected.domains().contains(hosted)
        ? Check.passed("hosted_domain", wanted, hosted)
        : Check.failed(
            "hosted_domain",
            wanted,
            Shown.line(hosted),
            "invalid_user_domain",
            "hosted_domain_of_others");
  }

  private static String wanted(Expected expected) {
    return String.join(", ", expected.domains().stream().sorted().toList());
  }

  private static String first(Map<String, List<String>> attributes, String name) {
    var values = attributes.getOrDefault(name, List.of());
    return values.isEmpty() ? "" : values.get(0);
  }
}
