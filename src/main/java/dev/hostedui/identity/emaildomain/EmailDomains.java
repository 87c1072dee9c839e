package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.event.Snapshot;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Allows and forgets the email domains that suggest an organization. */
public final class EmailDomains {

  /** So many an organization may list: what fits on its page. */
  public static final int MOST_ALLOWED = 50;

  private static final String ALLOWED_TYPE = "ALLOWED_EMAIL_DOMAIN";
  private static final String ORGANIZATION_TYPE = "ORGANIZATION_DOMAIN";

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
    var domain = DomainName.parse("domain", typed);
    if (domain.isPublicSuffix()) {
      throw Problem.invalid("domain_public_suffix").at("domain").with(domain.displayed());
    }
    if (MailProviders.isPublic(domain.value())) {
      throw Problem.invalid("domain_public_provider").at("domain").with(domain.displayed());
    }
    if (MailProviders.isDisposable(domain.value())) {
      throw Problem.invalid("domain_disposable").at("domain").with(domain.displayed());
    }
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, Permission.SETTINGS_MANAGE);
          if (count(tx, organization) >= MOST_ALLOWED) {
            throw Problem.conflict("too_many_domains").at("domain").with(MOST_ALLOWED);
          }
          var id =
              insert(
                  tx, actor, organization, domain, ALLOWED_TYPE, "NOT_APPLICABLE", "AUTO_VERIFIED");
          return new AllowedEmailDomain(id, organization, domain);
        });
  }

  /**
   * Adds an organization domain as proven by the operator's word: for the sample and the command
   * line.
   */
  public EmailDomainId addVerified(
      Handle tx, Actor actor, OrganizationId organization, DomainName domain) {
    actor.mustOperate();
    return insert(tx, actor, organization, domain, ORGANIZATION_TYPE, "ADMIN", "VERIFIED");
  }

  private EmailDomainId insert(
      Handle tx,
      Actor actor,
      OrganizationId organization,
      DomainName domain,
      String type,
      String method,
      String status) {
    var id = new EmailDomainId(ids.next(EmailDomainId.PREFIX));
    var inserted =
        tx.createUpdate(
                """
                INSERT INTO email_domains (id, organization_id, domain, domain_type, verification_method,
                                           verification_status, created_at, updated_at)
                VALUES (:id, :organization, :domain, :type, :method, :status, :now, :now)
                ON CONFLICT (organization_id, domain_type, domain) DO NOTHING
                """)
            .bind("id", id)
            .bind("organization", organization)
            .bind("domain", domain)
            .bind("type", type)
            .bind("method", method)
            .bind("status", status)
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
        Change.created(snapshot(tx, organization, id)));
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
                          + " id = :id AND organization_id = :organization AND domain_type = :type")
                  .bind("id", id)
                  .bind("organization", organization)
                  .bind("type", ALLOWED_TYPE)
                  .mapTo(AllowedEmailDomain.class)
                  .findOne()
                  .orElseThrow(() -> Problem.notFound("domain_not_found"));
          var was = snapshot(tx, organization, id);
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

  /** Whether the organization has shown that some domain is its own. */
  public static boolean hasVerified(Handle tx, OrganizationId organization) {
    return tx.createQuery(
            "SELECT 1 FROM email_domains WHERE organization_id = :organization AND domain_type ="
                + " :type AND verification_status = 'VERIFIED' LIMIT 1")
        .bind("organization", organization)
        .bind("type", ORGANIZATION_TYPE)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Whether the organization has shown that exactly this domain is its own. */
  public static boolean hasVerified(Handle handle, OrganizationId organization, String domain) {
    return handle
        .createQuery(
            "SELECT 1 FROM email_domains WHERE organization_id = :organization AND domain_type ="
                + " :type AND domain = :domain AND verification_status = 'VERIFIED'")
        .bind("organization", organization)
        .bind("type", ORGANIZATION_TYPE)
        .bind("domain", domain)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** The domains that the organization has shown to be its own, in the order of their names. */
  public static List<String> verified(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT domain FROM email_domains WHERE organization_id = :organization AND domain_type"
                + " = :type AND verification_status = 'VERIFIED' ORDER BY domain LIMIT 1000")
        .bind("organization", organization)
        .bind("type", ORGANIZATION_TYPE)
        .mapTo(String.class)
        .list();
  }

  private static int count(Handle tx, OrganizationId organization) {
    return tx.createQuery(
            "SELECT COUNT(*) FROM email_domains WHERE organization_id = :organization AND"
                + " domain_type = :type")
        .bind("organization", organization)
        .bind("type", ALLOWED_TYPE)
        .mapTo(Integer.class)
        .one();
  }

  /** A domain as events show it (behaviour §10.3). */
  private static Map<String, Object> snapshot(
      Handle tx, OrganizationId organization, EmailDomainId id) {
    return tx.createQuery(
            """
            SELECT id, domain, domain_type, organization_id, verification_status, verification_method, updated_at
              FROM email_domains WHERE id = :id AND organization_id = :organization
            """)
        .bind("id", id)
        .bind("organization", organization)
        .map(
            (row, context) ->
                new Snapshot()
                    .with("id", Columns.text(row, "id"))
                    .with("domain", Columns.text(row, "domain"))
                    .with("domain_type", Columns.text(row, "domain_type"))
                    .with("organization_id", Columns.text(row, "organization_id"))
                    .with("verification_status", Columns.text(row, "verification_status"))
                    .with("verification_method", Columns.text(row, "verification_method"))
                    .at("updated_at", Columns.time(row, "updated_at"))
                    .values())
        .one();
  }
}
