package dev.hostedui.identity.emaildomain;

import com.google.common.net.InternetDomainName;
import dev.hostedui.db.TextValue;
import dev.hostedui.identity.Idna;
import dev.hostedui.identity.Problem;
import java.net.IDN;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A domain name that mail can be sent to, lower case and in its ASCII form (RFC 5890 A-labels).
 *
 * @param value 4 to 253 characters, at least two labels of at most 63 each
 */
public record DomainName(String value) implements TextValue {

  /**
   * Domains below which a provider gives a name to each of its customers and keeps the DNS to
   * itself. They are missing in the Public Suffix List.
   */
  private static final Set<String> GIVEN_TO_TENANTS =
      Set.of("onmicrosoft.com", "onmicrosoft.us", "onmschina.cn", "partner.onmschina.cn");

  /**
   * Reads what a person typed or pasted. An address of mail, a leading {@code @}, a final dot and
   * capitals are forgiven, because it is clear which domain is meant.
   *
   * @throws Problem INVALID, naming the field, and what was probably meant where that can be told
   */
  public static DomainName parse(String field, String typed) {
    return new TypedDomain(field).read(typed);
  }

  /**
   * Refuses what one organization cannot have for itself: public suffixes, and domains where anyone
   * gets an address.
   *
   * @throws Problem INVALID, naming the field
   */
  DomainName mustBeOnes(String field) {
    if (isPublicSuffix()) throw Problem.invalid("domain_public_suffix").at(field).with(displayed());
    if (MailProviders.isPublic(value))
      throw Problem.invalid("domain_public_provider").at(field).with(displayed());
    if (MailProviders.isDisposable(value))
      throw Problem.invalid("domain_disposable").at(field).with(displayed());
    return this;
  }

  /**
   * Whether it is a public suffix, under which strangers register: {@code co.uk}, {@code
   * github.io}, {@code onmicrosoft.com}.
   */
  public boolean isPublicSuffix() {
    return isPublicSuffix(value);
  }

  static boolean isPublicSuffix(String name) {
    return GIVEN_TO_TENANTS.contains(name)
        || (InternetDomainName.isValid(name) && InternetDomainName.from(name).isPublicSuffix());
  }

  /** Whether its DNS is kept by a provider, so that its owner cannot publish a record there. */
  public boolean isWithoutOwnDns() {
    return GIVEN_TO_TENANTS.stream().anyMatch(it -> value.endsWith("." + it));
  }

  /**
   * The domain that was registered: itself, or the one it lies below. The Public Suffix List says
   * where registrations begin; where it knows nothing, that is below the last label.
   */
  public DomainName registered() {
    if (InternetDomainName.isValid(value)) {
      var name = InternetDomainName.from(value);
      if (name.isUnderPublicSuffix()) return new DomainName(name.topPrivateDomain().toString());
    }
    var last = value.lastIndexOf('.');
    return new DomainName(value.substring(value.lastIndexOf('.', last - 1) + 1));
  }

  /** How a person reads it: {@code xn--mnchen-3ya.example} is {@code münchen.example}. */
  public String displayed() {
    // in letters that nobody sees, it would look like another one
    return Arrays.stream(value.split("\\.", -1))
        .map(label -> Idna.isLabel(label) ? IDN.toUnicode(label) : label)
        .collect(Collectors.joining("."));
  }
}
