package dev.hostedui.identity.member;

import dev.hostedui.db.Direct;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import org.jdbi.v3.core.Handle;

/**
 * Whom a directory keeps out: the last that any directory of an organization has said of their
 * address is that they are inactive. What else it says of them since, such as another title, is no
 * word on that. It counts while the directory is disabled, and whether they are members or have
 * left, were removed here or have no account any more: else whoever removes or leaves a membership
 * would open the way that the directory has closed.
 */
public final class KeptOut {

  /** Whether somebody of an address, {@code %2$s}, is kept out of an organization, {@code %1$s}. */
  private static final String CONDITION =
      """
      EXISTS (SELECT 1 FROM directories kd JOIN directory_users k ON k.directory_id = kd.id
               WHERE kd.organization_id = %1$s AND k.email = %2$s AND k.deactivated_at IS NOT NULL
                 AND NOT EXISTS (SELECT 1 FROM directories ld JOIN directory_users l ON l.directory_id = ld.id
                                  WHERE ld.organization_id = kd.organization_id AND l.email = k.email
                                    AND l.deactivated_at IS NULL AND COALESCE(l.activated_at, l.created_at) > k.deactivated_at))
      """;

  private static final String ASKED = "SELECT 1 WHERE " + CONDITION.formatted("?", "?");

  private KeptOut() {}

  /** The condition that somebody is kept out, for a statement that names both. */
  public static String in(String organization, String email) {
    return CONDITION.formatted(organization, email);
  }

  /** Whether a directory of an organization keeps somebody out. */
  public static boolean is(Handle handle, OrganizationId organization, EmailAddress email) {
    return Direct.row(handle, ASKED, row -> true, organization, email).isPresent();
  }
}
