package dev.hostedui.customer.directory;

import dev.hostedui.customer.directory.scim.App;
import dev.hostedui.customer.directory.scim.Dialect;
import dev.hostedui.customer.directory.scim.Mischief;
import dev.hostedui.customer.directory.scim.Vendor;
import java.util.Set;

/**
 * The app that a directory provisions.
 *
 * @param endpoint empty until somebody has set it up
 * @param mischief what goes wrong on the way, for now
 */
public record Connection(Vendor vendor, String endpoint, String token, Set<Mischief> mischief) {

  static final Connection NONE = new Connection(Vendor.OKTA, "", "", Set.of());

  public Connection {
    mischief = Set.copyOf(mischief);
  }

  public boolean isSet() {
    return !endpoint.isEmpty() && !token.isEmpty();
  }

  public boolean does(Mischief it) {
    return mischief.contains(it);
  }

  /** The token as it may be shown. */
  public String shownToken() {
    return token.isEmpty() ? "" : "…" + token.substring(Math.max(0, token.length() - 4));
  }

  Dialect dialect() {
    return vendor.dialect(endpoint);
  }

  App.Access access() {
    return new App.Access(endpoint, token, mischief);
  }

  Connection with(Set<Mischief> anew) {
    return new Connection(vendor, endpoint, token, anew);
  }
}
