package dev.hostedui.protocol.relyingparty;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.upstream.AttributeNames;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks of what is said of a person: whether it suffices, and whether they are the customer's. */
final class PersonChecks {

  private static final String ENTRA = "https://login.microsoftonline.com/";

  /** One issuer for everybody: its word alone does not say whose people they are. */
  private static final Set<String> FOR_EVERYBODY = Set.of("https://accounts.google.com");

  private PersonChecks() {}

  static List<Check> all(
      Expected expected, Set<String> domains, Map<String, List<String>> attributes) {
    var issuer = expected.registration().issuer();
    var names = expected.names();
    var checks =
        new ArrayList<>(
            names.checks(
                attributes,
                issuer.startsWith(ENTRA) && names.email().equals("email")
                    ? Cause.EMAIL_MISSING_ENTRA.text()
                    : Cause.EMAIL_MISSING.text()));
    var email = Ascii.toLowerCase(AttributeNames.first(attributes, names.email()));
    if (email.indexOf('@') >= 0) {
      if (AttributeNames.emailDenied(attributes))
        checks.add(Cause.EMAIL_NOT_VERIFIED.doubtful("email_verified", "true", "false"));
      checks.add(domain(domains, issuer, email.substring(email.lastIndexOf('@') + 1)));
    }
    var hosted = Ascii.toLowerCase(AttributeNames.first(attributes, "hd"));
    if (!hosted.isEmpty()) checks.add(hosted(domains, hosted));
    // somebody's own account, which they keep when they leave the organization
    else if (FOR_EVERYBODY.contains(issuer))
      checks.add(Cause.HOSTED_DOMAIN_MISSING.doubtful("hosted_domain", wanted(domains), ""));
    UpstreamIdentity.groupsElsewhere(attributes)
        .ifPresent(it -> checks.add(Cause.GROUPS_NOT_SENT.doubtful("attributes", "groups", it)));
    return checks;
  }

  private static Check domain(Set<String> domains, String issuer, String domain) {
    var wanted = wanted(domains);
    if (domains.contains(domain)) return Check.passed("email_domain", wanted, domain);
    return FOR_EVERYBODY.contains(issuer)
        ? Cause.EMAIL_DOMAIN_OF_OTHERS.failed("email_domain", wanted, domain)
        : Cause.EMAIL_DOMAIN_NOT_VERIFIED.doubtful("email_domain", wanted, domain);
  }

  /** Google's name for the organization of an account. */
  private static Check hosted(Set<String> domains, String hosted) {
    var wanted = wanted(domains);
    return domains.contains(hosted)
        ? Check.passed("hosted_domain", wanted, hosted)
        : Cause.HOSTED_DOMAIN_OF_OTHERS.failed("hosted_domain", wanted, Shown.line(hosted));
  }

  private static String wanted(Set<String> domains) {
    return String.join(", ", domains.stream().sorted().toList());
  }
}
