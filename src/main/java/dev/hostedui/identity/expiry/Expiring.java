package dev.hostedui.identity.expiry;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What ends some day, and is warned of before.
 *
 * @param <T> one that ends
 */
public interface Expiring<T> {

  /** So many days before the end somebody is told. */
  List<Long> warned();

  /** Who is told: those who may see to it. */
  Permission permission();

  /**
   * Those that end soon and have not been warned of so many days before, the first to end first.
   *
   * @param until when so many days from now are over
   */
  List<T> due(Handle handle, Instant now, Instant until, long days, int most);

  Instant ends(T one);

  /**
   * Holds it, so that two nodes do not both say it, and tells whose it is; empty when there is
   * nothing to warn of any more.
   */
  Optional<OrganizationId> hold(Handle tx, T one);

  /** Notes that so many days before have been warned of; 0 when that was noted already. */
  int note(Handle tx, T one, long days, Instant now);

  /** Tells somebody, inside the change that notes it. */
  void tell(Handle tx, Organization organization, User admin, T one);
}
