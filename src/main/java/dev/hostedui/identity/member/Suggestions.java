package dev.hostedui.identity.member;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * Which organizations are offered to people of an email domain that they list.
 *
 * <p>Anybody can list any domain. So one counts only where the organization has verified it, or
 * somebody who manages the organization has proven an address of that domain; and never where
 * another organization has verified the domain: else a stranger's organization would be offered to
 * all people of a company.
 */
public final class Suggestions {

  /**
   * Holds for a row {@code d} of {@code email_domains} that lists a domain and by which its
   * organization is offered; {@link #bind} and {@link #bindForAnybody} say to whom. Whoever asks
   * does not count as one of the admins: they ask what is so while they do not belong to it.
   *
   * <p>Which of this is missing must not be told to the organization: anybody can list any domain,
   * and would learn which companies have verified theirs here.
   */
  public static final String COUNTS =
      "(NOT EXISTS (SELECT 1 FROM email_domains v WHERE v.domain = d.domain AND v.domain_type"
          + " = 'ORGANIZATION_DOMAIN' AND v.verification_status = 'VERIFIED' AND v.organization_id"
          + " <> d.organization_id) AND (EXISTS (SELECT 1 FROM email_domains"
          + " v WHERE v.domain = d.domain AND v.domain_type = 'ORGANIZATION_DOMAIN' AND"
          + " v.verification_status = 'VERIFIED' AND v.organization_id = d.organization_id) OR"
          + " EXISTS (SELECT 1 FROM roles r JOIN membership_roles mr ON mr.organization_id ="
          + " d.organization_id AND mr.role_id = r.id JOIN memberships m ON m.organization_id ="
          + " d.organization_id AND m.user_id = mr.user_id JOIN users u ON u.id = m.user_id WHERE "
          + Roles.usableBy("d.organization_id")
          + " AND "
          + HeldRights.gives(0)
          + " AND m.status = 'ACTIVE' AND u.email_verified_at IS NOT NULL AND u.email <> :asking"
          + " AND SUBSTR(u.email, LENGTH(u.email) - LENGTH(d.domain)) = '@' || d.domain)))";

  /**
   * Holds for the row {@code d} of {@code email_domains} by which its organization is offered;
   * {@link #bind} says to whom.
   */
  public static final String OFFERED =
      "d.domain = :domain AND d.domain_type = 'ALLOWED_EMAIL_DOMAIN' AND " + COUNTS;

  private Suggestions() {}

  /** Binds what {@link #OFFERED} asks for, for somebody who does not belong to it. */
  public static Query bind(Query query, EmailAddress person) {
    return bind(query, person.value()).bind("domain", person.domain());
  }

  /** Binds what {@link #COUNTS} asks for, for everybody with an address there. */
  public static Query bindForAnybody(Query query) {
    return bind(query, "");
  }

  private static Query bind(Query query, String asking) {
    return query
        .bind("asking", asking)
        .bind("permission0", " " + Permission.SETTINGS_MANAGE.wireName() + " ");
  }

  /**
   * Whether an organization is offered to the person who has an address, or would be if they did
   * not belong to it.
   */
  static boolean include(Handle tx, OrganizationId organization, EmailAddress person) {
    return bind(
                tx.createQuery(
                    "SELECT COUNT(*) FROM email_domains d WHERE d.organization_id = :organization"
                        + " AND "
                        + OFFERED),
                person)
            .bind("organization", organization)
            .mapTo(Integer.class)
            .one()
        > 0;
  }
}
