package dev.hostedui.protocol.relyingparty;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is known of a provider and differs from the standard. A provider of an organization has
 * none: what it does otherwise is a fault of its settings.
 *
 * @param otherIssuers names by which it signs as well
 * @param manyTenants whether its issuer has {@code {tenantid}} in it, which stands for the tenant
 *     that a token names ({@code tid}): one provider for all tenants
 * @param leavesNonceOut whether its ID tokens may come without the nonce
 */
public record Habits(Set<String> otherIssuers, boolean manyTenants, boolean leavesNonceOut) {

  /** As the standard says. */
  public static final Habits NONE = new Habits(Set.of(), false, false);

  private static final String TENANT = "{tenantid}";
  private static final Pattern UUID =
      Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  public Habits {
    otherIssuers = Set.copyOf(otherIssuers);
  }

  /**
   * The issuer that a token has to name.
   *
   * @param issuer the provider's, as it is registered
   * @param named the one that the token names
   * @param tenant the tenant that the token names, or empty
   */
  String issuer(String issuer, String named, String tenant) {
    if (otherIssuers.contains(named)) return named;
    if (!manyTenants) return issuer;
    // without a tenant the placeholder itself must not pass for one
    return issuer.replace(TENANT, UUID.matcher(tenant).matches() ? tenant : "…");
  }

  /** The issuer that an answer without a token has to name (RFC 9207): of any tenant. */
  String issuer(String issuer, String named) {
    var at = issuer.indexOf(TENANT);
    var end = issuer.length() - at - TENANT.length();
    var tenant =
        manyTenants && at >= 0 && named.length() >= at + end
            ? named.substring(at, named.length() - end)
            : "";
    return issuer(issuer, named, tenant);
  }

  /** Whether a key that says for whom it signs may sign for the issuer that a token names. */
  boolean signsFor(ProviderKey key, String named, String tenant) {
    return !manyTenants
        || key.issuer() == null
        || issuer(key.issuer(), named, tenant).equals(named);
  }
}
