package dev.hostedui.identity.emaildomain;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The domains that organizations prove to be their own: what sends their people to single sign-on,
 * and lets their identity provider and directory speak for addresses there.
 *
 * <p>Name servers are never asked inside a transaction. A change that follows from their answers
 * reads anew what it is about.
 */
public final class OrganizationDomains {

  /** So many an organization may have: what fits on its page. */
  public static final int MOST = 100;

  /** How long the record is looked for. */
  public static final Duration WINDOW = Duration.ofDays(3);

  /**
   * How long an organization whose record is gone keeps its domain after another one has proven it.
   */
  public static final Duration GRACE = Duration.ofDays(3);

  private static final Logger LOG = LoggerFactory.getLogger(OrganizationDomains.class);
  private static final int BATCH = 10;

  /** Longer than asking about a whole batch can last. */
  private static final Duration LEASE = Duration.ofMinutes(2);

  /** So many threads of requests wait for name servers at once; the job waits besides. */
  private static final int MOST_WAITING = 16;

  private static final List<Quotas.Limit> BY_HAND =
      List.of(
          new Quotas.Limit(20, Duration.ofMinutes(1)), new Quotas.Limit(600, Duration.ofDays(1)));

  private static final Actor PROGRAM = new Actor.Internal("domain-verification");

  private final Database database;
  private final DnsLookup dns;
  private final Proofs proofs;
  private final Events events;
  private final Ids ids;
  private final Quotas quotas;
  private final Clock clock;
  private final Semaphore waiting = new Semaphore(MOST_WAITING);

  public OrganizationDomains(
      Database database,
      DnsLookup dns,
      DomainNews news,
      DomainNews.Managers managers,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.dns = dns;
    this.proofs = new Proofs(events, news, managers, clock);
    this.events = events;
    this.ids = ids;
    this.quotas = new Quotas(ids, clock);
    this.clock = clock;
  }

  // ------------------------------------------------------------------ looking up

  /**
   * Which organization has verified a domain: the question of home-realm discovery, just-in-time
   * provisioning and SCIM. The match is exact; sub-domains are domains of their own.
   *
   * <p>Whoever joins this with something else writes it as {@code email_domains d … WHERE d.domain
   * = :domain AND d.domain_type = 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED'},
   * and reads {@code d.organization_id}. There is at most one such row, which a unique index holds
   * to be so and finds.
   *
   * @param domain in its ASCII form and lower case, as in {@link DomainName} and in what follows
   *     the {@code @} of a parsed address
   */
  public static Optional<OrganizationId> verifiedBy(Handle handle, String domain) {
    return handle
        .createQuery(
            "SELECT organization_id FROM email_domains WHERE domain = :domain AND domain_type ="
                + " 'ORGANIZATION_DOMAIN' AND verification_status = 'VERIFIED'")
        .bind("domain", domain)
        .mapTo(OrganizationId.class)
        .findOne();
  }

  /** Whether the organization has shown that some domain is its own. */
  public static boolean hasVerified(Handle handle, OrganizationId organization) {
    return handle
        .createQuery(
            "SELECT 1 FROM email_domains WHERE organization_id = :organization AND domain_type ="
                + " 'ORGANIZATION_DOMAIN' AND verification_status = 'VERIFIED' LIMIT 1")
        .bind("organization", organization)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /** Whether the organization has shown that exactly this domain is its own. */
  public static boolean hasVerified(Handle handle, OrganizationId organization, String domain) {
    return handle
        .createQuery(
            "SELECT 1 FROM email_domains WHERE organization_id = :organization AND domain = :domain"
                + " AND domain_type = 'ORGANIZATION_DOMAIN' AND verification_status = 'VERIFIED'")
        .bind("organization", organization)
        .bind("domain", domain)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Part of a statement about domains {@code d} of the organization that has a connection: whether
   * their people belong to it, so that its provider is believed about them. About a domain that is
   * attached to no connection each of the organization is believed. One that is attached belongs to
   * that connection alone, also while that is disabled.
   *
   * @param connection what stands for its id in the statement: a column or a parameter
   */
  public static String belongTo(String connection) {
    return " d.domain_type = 'ORGANIZATION_DOMAIN' AND d.verification_status = 'VERIFIED' AND NOT"
        + " EXISTS (SELECT 1 FROM connection_domains a WHERE a.domain_id = d.id AND"
        + " a.connection_id <> "
        + connection
        + ") ";
  }

  /** The domains of an organization by name, at most {@link #MOST}. */
  public List<OrganizationDomain> list(OrganizationId organization) {
    return database.read(handle -> DomainTable.list(handle, organization, MOST));
  }

  /** The domain of that name, if the organization has it; whatever the proof of it has come to. */
  public Optional<OrganizationDomain> find(OrganizationId organization, DomainName domain) {
    return database.read(handle -> DomainTable.find(handle, organization, domain));
  }

  /**
   * A domain of an organization, in the transaction of who refers to it.
   *
   * @throws Problem NOT_FOUND, for another organization's too
   */
  public static OrganizationDomain find(Handle tx, OrganizationId organization, EmailDomainId id) {
    return found(DomainTable.find(tx, organization, id));
  }

  /** By what another organization has verified a domain; empty when none has. */
  public Optional<VerificationMethod> heldElsewhere(OrganizationDomain it) {
    return database.read(
        handle ->
            DomainTable.holder(handle, it.domain())
                .filter(holder -> !holder.id().equals(it.id()))
                .map(OrganizationDomain::method));
  }

  /**
   * When a verified domain becomes another organization's, which has proven it; empty when none
   * has.
   */
  public Optional<Instant> contestedUntil(OrganizationDomain it) {
    return it.isVerified()
        ? database
            .read(handle -> DomainTable.firstToTakeOver(handle, it.domain(), it))
            .map(OrganizationDomain::contestedUntil)
        : Optional.empty();
  }

  /**
   * Whether a domain becomes this organization's when its time ends, and not another one's that has
   * proven it too and whose time ends before.
   */
  public boolean takesOverFirst(OrganizationDomain it) {
    return database.read(
        handle -> Proofs.isFirst(handle, it, DomainTable.holder(handle, it.domain()).orElse(null)));
  }

  // ------------------------------------------------------------------ adding and deleting

  /**
   * Adds a domain to be proven by a record in its DNS. One whose proof has failed is added anew,
   * with another value to publish.
   *
   * @param contesting whether it is meant although another organization has verified it
   * @throws Problem INVALID for what is no domain, a public suffix, a public or disposable mail
   *     provider; CONFLICT when it is listed already, when {@link #MOST} are, or when another
   *     organization has verified it
   */
  public OrganizationDomain add(
      Actor actor, OrganizationId organization, String typed, boolean contesting) {
    var domain = DomainName.parse("domain", typed).mustBeOnes("domain");
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, PortalModule.DOMAINS);
          var known = DomainTable.find(tx, organization, domain).orElse(null);
          if (known != null && known.status() != VerificationStatus.FAILED) throw listed(domain);
          DomainTable.holder(tx, domain).ifPresent(it -> refuseHeld(it, contesting));
          if (known != null) remove(tx, actor, known);
          return insert(tx, actor, organization, domain);
        });
  }

  private static void refuseHeld(OrganizationDomain holder, boolean contesting) {
    var name = holder.domain().displayed();
    if (holder.method() == VerificationMethod.ADMIN)
      throw Problem.conflict("domain_held_by_operator").at("domain").with(name);
    if (!contesting) throw Problem.conflict("domain_held").at("domain").with(name);
  }

  /**
   * Removes a domain that is not verified and adds it again, with another value to publish and all
   * the time to do so.
   *
   * @throws Problem NOT_FOUND when the organization has no such domain; CONFLICT when it is
   *     verified
   */
  public OrganizationDomain addAgain(Actor actor, OrganizationId organization, EmailDomainId id) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, PortalModule.DOMAINS);
          var it = found(DomainTable.find(tx, organization, id));
          if (it.isVerified()) throw listed(it.domain());
          remove(tx, actor, it);
          return insert(tx, actor, organization, it.domain());
        });
  }

  private OrganizationDomain insert(
      Handle tx, Actor actor, OrganizationId organization, DomainName domain) {
    if (DomainTable.count(tx, organization) >= MOST)
      throw Problem.conflict("too_many_domains").at("domain").with(MOST);
    var now = clock.instant();
    var id = new EmailDomainId(ids.next(EmailDomainId.PREFIX));
    var challenge =
        new Challenge(
            domain,
            Challenge.KEY,
            slug(tx, organization) + "-verify-" + id.value() + "=" + ids.uuid());
    var made =
        new OrganizationDomain(
            id,
            organization,
            domain,
            VerificationStatus.PENDING,
            VerificationMethod.DNS,
            challenge,
            now,
            now.plus(WINDOW),
            null,
            null,
            null,
            null,
            null);
    write(tx, actor, made);
    DomainTable.setDue(tx, made, Proofs.nextLook(made, now));
    return made;
  }

  /** What the value begins with: the first label of the slug, for a value of one string. */
  private static String slug(Handle tx, OrganizationId organization) {
    var slug =
        Organizations.addressNames(tx, organization)
            .map(Organizations.AddressNames::slug)
            .orElse(null);
    return slug == null || slug.isEmpty() ? "organization" : slug.split("\\.", 2)[0];
  }

  /**
   * {@link #addVerified} for a domain as the operator types it, in a change of its own.
   *
   * @throws Problem INVALID for what is no domain or a public suffix; and what the other refuses
   */
  public DomainName confirm(Actor actor, OrganizationId organization, String typed) {
    var domain = DomainName.parse("domain", typed).mustBeOnes("domain");
    database.useTransaction(tx -> addVerified(tx, actor, organization, domain));
    return domain;
  }

  /**
   * Adds a domain as proven by the operator's word; no record of another organization takes it
   * over.
   *
   * @throws Problem CONFLICT when the organization has verified it already, or another one has
   */
  public EmailDomainId addVerified(
      Handle tx, Actor actor, OrganizationId organization, DomainName domain) {
    actor.mustOperate();
    Locks.organization(tx, organization);
    var known = DomainTable.find(tx, organization, domain).orElse(null);
    if (known != null && known.isVerified()) throw listed(domain);
    if (known != null) remove(tx, actor, known);
    if (DomainTable.holder(tx, domain).isPresent())
      throw Problem.conflict("domain_held").at("domain").with(domain.displayed());
    var now = clock.instant();
    var id = new EmailDomainId(ids.next(EmailDomainId.PREFIX));
    write(
        tx,
        actor,
        new OrganizationDomain(
            id,
            organization,
            domain,
            VerificationStatus.VERIFIED,
            VerificationMethod.ADMIN,
            null,
            now,
            null,
            now,
            null,
            null,
            null,
            null));
    return id;
  }

  private void write(Handle tx, Actor actor, OrganizationDomain made) {
    if (!DomainTable.insert(tx, made)) throw listed(made.domain());
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_DOMAIN_CREATED,
        made.organization(),
        made.id(),
        Change.created(DomainSnapshot.of(tx, made.organization(), made.id())));
  }

  /**
   * Removes a domain. Whoever came in through it stays; nobody else does from now on.
   *
   * @throws Problem NOT_FOUND when the organization has no such domain
   */
  public OrganizationDomain delete(Actor actor, OrganizationId organization, EmailDomainId id) {
    return database.inTransaction(
        tx -> {
          actor.must(tx, organization, PortalModule.DOMAINS);
          var it = found(DomainTable.find(tx, organization, id));
          remove(tx, actor, it);
          return it;
        });
  }

  /**
   * Removes the domains of an organization in the change that deletes it, whose event speaks for
   * them, too. Whoever has verified one that it was about to take over is told that it stays
   * theirs.
   */
  public void forget(Handle tx, OrganizationId organization) {
    // the operator may have confirmed more than they could have added
    for (var it : DomainTable.list(tx, organization, Integer.MAX_VALUE)) drop(tx, it);
  }

  private void drop(Handle tx, OrganizationDomain it) {
    DomainTable.delete(tx, it);
    proofs.tellHolder(tx, it);
  }

  private void remove(Handle tx, Actor actor, OrganizationDomain it) {
    var was = DomainSnapshot.of(tx, it.organization(), it.id());
    drop(tx, it);
    events.record(
        tx,
        actor,
        EventType.ORGANIZATION_DOMAIN_DELETED,
        it.organization(),
        it.id(),
        Change.deleted(was));
  }

  // ------------------------------------------------------------------ verifying

  /**
   * Asks name servers now, and answers the domain as it then is. Nothing is asked about a domain
   * that needs no proof: one that is verified and whose record is there, or one that has failed.
   *
   * @throws Problem NOT_FOUND when the organization has no such domain, also when it was deleted
   *     meanwhile; TOO_MANY when it was asked very often; UNAVAILABLE when very many others ask
   */
  public OrganizationDomain verify(Actor actor, OrganizationId organization, EmailDomainId id) {
    var domain =
        database.inTransaction(
            tx -> {
              actor.must(tx, organization, publishing(id));
              var it = found(DomainTable.find(tx, organization, id));
              if (needsLook(it)) countLook(tx, organization);
              return it;
            });
    if (!needsLook(domain)) return domain;
    if (!waiting.tryAcquire()) throw Problem.unavailable("domain_lookups_busy");
    Proofs.Evidence evidence;
    try {
      evidence = gather(domain).join();
    } finally {
      waiting.release();
    }
    return found(decide(actor, domain, evidence));
  }

  /** The step that somebody may have been asked to do without holding any permission. */
  private static PortalStep publishing(EmailDomainId id) {
    return new PortalStep(PortalStep.Kind.PUBLISH_RECORD, id.value());
  }

  private static boolean needsLook(OrganizationDomain it) {
    return it.isLookedUp() && (it.isPending() || it.staleSince() != null);
  }

  private void countLook(Handle tx, OrganizationId organization) {
    quotas
        .use(tx, "domain_lookup", organization.value(), BY_HAND)
        .ifPresent(
            wait -> {
              throw Problem.tooMany("too_many_domain_lookups", wait);
            });
  }

  /**
   * Asks name servers about a bounded batch of the domains that are due. A job of the timetable;
   * any number of nodes may run it.
   *
   * @return how many were asked about
   */
  public int lookUpDue() {
    var now = clock.instant();
    if (!database.read(handle -> DomainTable.anyDue(handle, now))) return 0;
    var due =
        database.inTransaction(tx -> DomainTable.take(tx, now, now.plus(LEASE), BATCH)).stream()
            .flatMap(it -> due(it).stream())
            .toList();
    var asked = new ArrayList<CompletableFuture<Proofs.Evidence>>();
    for (var it : due) asked.add(gather(it));
    for (var i = 0; i < due.size(); i++) {
      try {
        decide(PROGRAM, due.get(i), asked.get(i).join());
      } catch (Problem gone) {
        LOG.debug("A domain or its organization is gone: {}", due.get(i).id().value());
      }
    }
    return due.size();
  }

  private Optional<OrganizationDomain> due(DomainTable.Due it) {
    return database
        .read(handle -> DomainTable.find(handle, it.organization(), it.id()))
        .filter(OrganizationDomain::isLookedUp);
  }

  /** Asks about a domain, and about the record of who has verified it if that comes to matter. */
  private CompletableFuture<Proofs.Evidence> gather(OrganizationDomain domain) {
    var holder =
        domain.isPending()
            ? database.read(handle -> DomainTable.holder(handle, domain.domain())).orElse(null)
            : null;
    return look(domain)
        .thenCompose(
            look ->
                holder == null || holder.challenge() == null || !look.proven()
                    ? CompletableFuture.completedFuture(new Proofs.Evidence(look, holder, null))
                    : look(holder).thenApply(it -> new Proofs.Evidence(look, holder, it)));
  }

  private CompletableFuture<DnsLook> look(OrganizationDomain domain) {
    var challenge = domain.challenge();
    if (challenge == null)
      throw new IllegalArgumentException(domain.id() + " is not proven by DNS");
    return dns.ask(challenge).thenApply(it -> DnsLook.of(challenge, it, clock.instant()));
  }

  private Optional<OrganizationDomain> decide(
      Actor actor, OrganizationDomain domain, Proofs.Evidence evidence) {
    return database.inTransaction(
        tx -> {
          hold(tx, domain, evidence.holder());
          actor.must(tx, domain.organization(), publishing(domain.id()));
          return DomainTable.find(tx, domain.organization(), domain.id())
              .map(it -> it.isLookedUp() ? proofs.settle(tx, actor, it, evidence) : it);
        });
  }

  /**
   * Both sides in one order, so that two who look at each other's domains do not block each other.
   */
  private static void hold(
      Handle tx, OrganizationDomain domain, @Nullable OrganizationDomain holder) {
    var all = new ArrayList<>(List.of(domain.organization()));
    if (holder != null) all.add(holder.organization());
    // the holder's may have been deleted while name servers were asked
    var unused = Locks.organizations(tx, all);
  }

  private static OrganizationDomain found(Optional<OrganizationDomain> it) {
    return it.orElseThrow(() -> Problem.notFound("domain_not_found"));
  }

  private static Problem listed(DomainName domain) {
    return Problem.conflict("domain_listed").at("domain").with(domain.displayed());
  }
}
