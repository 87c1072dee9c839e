package dev.hostedui.identity.emaildomain;

/**
 * What an organization publishes in DNS to prove a domain: a TXT record at the domain itself, or at
 * the key below it, where it also counts when the domain cannot carry one.
 *
 * <p>The key begins with an underscore: such names are never hosts (RFC 8552), so that nobody who
 * was only given a host of the domain can publish there.
 *
 * @param key the first label of the other name
 * @param value the whole text of the record
 */
public record Challenge(DomainName domain, String key, String value) {

  /** The key of new challenges. */
  static final String KEY = "_domain-verification";

  /** The name below the domain at which the record counts as well. */
  public String keyName() {
    return key + "." + domain.value();
  }

  /** Whether the record counts at a name, which is compared without case (RFC 4343). */
  boolean countsAt(String name) {
    return name.equalsIgnoreCase(domain.value()) || name.equalsIgnoreCase(keyName());
  }
}
