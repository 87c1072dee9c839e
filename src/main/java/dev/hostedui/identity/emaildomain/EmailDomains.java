package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import java.time.Clock;
import org.jdbi.v3.core.Handle;

/** Allows and forgets the email domains that suggest an organization. */
public final class EmailDomains {

  /** So many an organization may list: what fits on its page. */
  public static final int MOST_ALLOWED = 50;

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public EmailDomains(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Lists a domain, which need not be proven, in an organization.
   *
   * @throws Problem INVALID for what is no domain, a public suffix, a public or disposable mail
   *     provider; CONFLICT when it is listed already or {@link #MOST_ALLOWED} are
   */
  public AllowedEmailDomain allow(Actor actor, OrganizationId organization, String typed) {
    var domain = DomainName.parse("domain", typed).mustBeOnes("domain");
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SETTINGS_MANAGE);
          if (count(tx, organization) >= MOST_ALLOWED) {
            throw Problem.conflict("too_many_domains").at("domain").with(MOST_ALLOWED);
          }
          var id = insert(tx, actor, organization, domain);
          return new AllowedEmailDomain(id, organization, domain);
        });
  }

  private EmailDomainId insert(
      Handle tx, Actor actor, OrganizationId organization, DomainName domain) {
    var id = new EmailDomainId(ids.next(EmailDomainId.PREFIX));
    var inserted =
        tx.createUpdate(
                """
                INSERT INTO email_domains (organization_id, id, domain, domain_type, verification_method,
                                           verification_status, created_at, updated_at)
                VALUES (:organization, :id, :domain, 'ALLOWED_EMAIL_DOMAIN', 'NOT_APPLICABLE', 'AUTO_VERIFIED', :now, :now)
                ON CONFLICT DO NOTHING
                """)
            .bind("id", id)
            .bind("organization", organization)
            .bind("domain", domain)
            .bind("now", clock.instant())
            .execute();
    if (inserted == 0) {
      throw Problem.conflict("domain_listed").at("domain").with(domain.displayed());
    }
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_DOMAIN_CREATED,
        organization,
        id,
        Change.created(DomainSnapshot.of(tx, organization, id)));
    return id;
  }

  /**
   * Takes a domain off the list; members who came through it stay.
   *
   * @throws Problem NOT_FOUND when the organization has no such allowed domain
   */
  public AllowedEmailDomain forget(Actor actor, OrganizationId organization, EmailDomainId id) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SETTINGS_MANAGE);
          var found =
              tx.createQuery(
                      "SELECT id, organization_id AS organization, domain FROM email_domains WHERE"
                          + " id = :id AND organization_id = :organization AND domain_type = 'ALLOWED_EMAIL_DOMAIN'")
                  .bind("id", id)
                  .bind("organization", organization)
                  .mapTo(AllowedEmailDomain.class)
                  .findOne()
                  .orElseThrow(() -> Problem.notFound("domain_not_found"));
          var was = DomainSnapshot.of(tx, organization, id);
          tx.createUpdate(
                  "DELETE FROM email_domains WHERE id = :id AND organization_id = :organization")
              .bind("id", id)
              .bind("organization", organization)
              .execute();
          events.record(
              tx,
              actor,
              EventType.ORGANIZATION_DOMAIN_DELETED,
              organization,
              id,
              Change.deleted(was));
          return found;
        });
  }

  private static int count(Handle tx, OrganizationId organization) {
    return tx.createQuery(
            "SELECT COUNT(*) FROM email_domains WHERE organization_id = :organization AND"
                + " domain_type = 'ALLOWED_EMAIL_DOMAIN'")
        .bind("organization", organization)
        .mapTo(Integer.class)
        .one();
  }
}
