package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Decides what follows for a domain from what name servers said, inside the transaction that holds
 * its organization and that of whoever has verified it. What it decides about, it reads anew.
 */
final class Proofs {

  static final Duration EVERY_MINUTE_FOR = Duration.ofMinutes(10);
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final Duration LATER = Duration.ofMinutes(10);
  private static final Duration DAILY = Duration.ofDays(1);

  /** What happens to another organization's domain is not done by the people of this one. */
  private static final Actor PROGRAM = new Actor.Internal("domain-verification");

  /**
   * What was seen.
   *
   * @param holder who had verified the domain when name servers were asked, or null
   * @param ofHolder what they said about the holder's record; null when they were not asked
   */
  record Evidence(DnsLook look, @Nullable OrganizationDomain holder, @Nullable DnsLook ofHolder) {}

  /** Why a domain does not become an organization's that was about to take it over. */
  private enum Dropped {
    /** Its own record is gone. */
    RECORD_GONE,
    /** The record of whoever has verified it is there. */
    HOLDER_PROVEN,
    /** The operator's word has given it to whoever has verified it. */
    HOLDER_CONFIRMED
  }

  private final Events events;
  private final DomainNews news;
  private final DomainNews.Managers managers;
  private final Clock clock;

  Proofs(Events events, DomainNews news, DomainNews.Managers managers, Clock clock) {
    this.events = events;
    this.news = news;
    this.managers = managers;
    this.clock = clock;
  }

  /** Writes down what was seen and what follows from it; answers the domain as it then is. */
  OrganizationDomain settle(Handle tx, Actor actor, OrganizationDomain it, Evidence evidence) {
    var now = clock.instant();
    if (it.isPending()) settlePending(tx, actor, it, evidence, now);
    else settleVerified(tx, it, evidence.look, now);
    var after = DomainTable.find(tx, it.organization(), it.id()).orElseThrow();
    DomainTable.writeLook(tx, after, evidence.look, nextLook(after, now));
    return DomainTable.find(tx, it.organization(), it.id()).orElseThrow();
  }

  /** When name servers are asked next; null when there is no need to. */
  static @Nullable Instant nextLook(OrganizationDomain it, Instant now) {
    if (!it.isLookedUp()) return null;
    if (it.isVerified()) return now.plus(DAILY);
    var next = now.plus(now.isBefore(it.createdAt().plus(EVERY_MINUTE_FOR)) ? SOON : LATER);
    for (var end : new Instant[] {it.closesAt(), it.contestedUntil()})
      if (end != null && end.isAfter(now) && end.isBefore(next)) next = end;
    return next;
  }

  // ------------------------------------------------------------------ a record that is looked for

  private void settlePending(
      Handle tx, Actor actor, OrganizationDomain it, Evidence evidence, Instant now) {
    var holder = DomainTable.holder(tx, it.domain()).orElse(null);
    var over = it.closesAt() != null && !now.isBefore(it.closesAt());
    if (evidence.look.proven() && holder == null) {
      if (isFirst(tx, it, null)) succeed(tx, actor, it, now);
    } else if (evidence.look.proven() && holder != null) {
      var contested = contest(tx, actor, it, holder, evidence, now);
      if (!contested && over) fail(tx, actor, it, Failure.HELD, now);
    } else if (over) {
      fail(tx, actor, it, Failure.EXPIRED, now);
      tellHolder(tx, it);
    } else if (evidence.look.conclusive()) {
      dropContest(tx, it, Dropped.RECORD_GONE, now);
    }
  }

  /**
   * Whether no other organization takes the domain over before this one, by what its page says.
   * That one is looked at by itself, soon; until then this one waits, whoever is looked at first.
   */
  static boolean isFirst(
      Handle handle, OrganizationDomain it, @Nullable OrganizationDomain holder) {
    return DomainTable.firstToTakeOver(handle, it.domain(), holder)
        .map(first -> first.id().equals(it.id()))
        .orElse(it.contestedUntil() == null);
  }

  private void succeed(Handle tx, Actor actor, OrganizationDomain it, Instant now) {
    var was = DomainSnapshot.of(tx, it.organization(), it.id());
    if (!DomainTable.verify(tx, it, now)) return;
    record(tx, actor, EventType.ORGANIZATION_DOMAIN_VERIFIED, it, was);
  }

  private void fail(Handle tx, Actor actor, OrganizationDomain it, Failure failure, Instant now) {
    var was = DomainSnapshot.of(tx, it.organization(), it.id());
    DomainTable.fail(tx, it, failure, now);
    record(tx, actor, EventType.ORGANIZATION_DOMAIN_FAILED, it, was);
  }

  // ------------------------------------------------------------------ a record that is gone

  private void settleVerified(Handle tx, OrganizationDomain it, DnsLook look, Instant now) {
    if (look.proven()) {
      if (it.staleSince() == null) return;
      DomainTable.setStale(tx, it, null, now);
      events.record(
          tx,
          PROGRAM,
          EventType.ORGANIZATION_DOMAIN_RECORD_BACK,
          it.organization(),
          it.id(),
          Change.created(DomainSnapshot.of(tx, it.organization(), it.id())));
    } else if (look.conclusive()) {
      makeStale(tx, it, now);
    }
  }

  private void makeStale(Handle tx, OrganizationDomain it, Instant now) {
    if (it.staleSince() != null) return;
    DomainTable.setStale(tx, it, now, now);
    events.record(
        tx,
        PROGRAM,
        EventType.ORGANIZATION_DOMAIN_RECORD_GONE,
        it.organization(),
        it.id(),
        Change.created(DomainSnapshot.of(tx, it.organization(), it.id())));
  }

  // ------------------------------------------------------------------ two organizations, one
  // domain

  /**
   * Goes on with a proof of what another organization has verified.
   *
   * @return whether the domain is about to become, or has become, this organization's
   */
  private boolean contest(
      Handle tx,
      Actor actor,
      OrganizationDomain it,
      OrganizationDomain holder,
      Evidence evidence,
      Instant now) {
    var asked = evidence.holder;
    var ofHolder = evidence.ofHolder;
    if (holder.method() == VerificationMethod.ADMIN) {
      dropContest(tx, it, Dropped.HOLDER_CONFIRMED, now);
      return false;
    }
    // who verified it a moment ago, or does not answer for now, is asked next time
    if (asked == null || ofHolder == null || !asked.id().equals(holder.id()))
      return it.contestedUntil() != null;
    if (ofHolder.proven()) {
      settleVerified(tx, holder, ofHolder, now);
      dropContest(tx, it, Dropped.HOLDER_PROVEN, now);
      return false;
    }
    if (!ofHolder.conclusive()) return it.contestedUntil() != null;
    var until = it.contestedUntil();
    // a time that began before this holder had the domain was not theirs to know of
    if (until == null || until.isBefore(holder.earliestTakeOver())) begin(tx, it, holder, now);
    else if (!now.isBefore(until) && isFirst(tx, it, holder)) takeOver(tx, actor, it, holder, now);
    return true;
  }

  private void begin(Handle tx, OrganizationDomain it, OrganizationDomain holder, Instant now) {
    var until = now.plus(OrganizationDomains.GRACE);
    var closesAt = it.closesAt();
    var longer = until.plus(DAILY);
    DomainTable.setContested(
        tx, it, until, closesAt != null && closesAt.isAfter(longer) ? closesAt : longer, now);
    makeStale(tx, holder, now);
    // where several take it over, the holder loses it to the first of them
    var lostAt =
        DomainTable.firstToTakeOver(tx, holder.domain(), holder)
            .map(OrganizationDomain::contestedUntil)
            .orElse(until);
    recordContest(
        tx,
        EventType.ORGANIZATION_DOMAIN_CONTESTED,
        it,
        Map.of("contested_until", until.toString()));
    recordContest(
        tx,
        EventType.ORGANIZATION_DOMAIN_CONTESTED,
        holder,
        Map.of("contested_until", lostAt.toString()));
    var organization = Organizations.get(tx, holder.organization());
    for (var manager : managers.of(tx, holder.organization(), DomainNews.MOST_TOLD))
      news.contested(tx, organization, manager, holder.domain(), lostAt);
  }

  private void dropContest(Handle tx, OrganizationDomain it, Dropped reason, Instant now) {
    if (it.contestedUntil() == null) return;
    var closesAt = it.closesAt();
    DomainTable.setContested(tx, it, null, closesAt == null ? now : closesAt, now);
    recordContest(
        tx, EventType.ORGANIZATION_DOMAIN_CONTEST_DROPPED, it, Map.of("reason", reason.name()));
    if (reason == Dropped.RECORD_GONE) tellHolder(tx, it);
  }

  /**
   * Tells who has verified a domain that it stays theirs, when the last one that would have taken
   * it over does not any more.
   *
   * @param it as it was while it was about to; it is gone, has failed or is looked for again
   */
  void tellHolder(Handle tx, OrganizationDomain it) {
    if (it.contestedUntil() == null || !it.isPending()) return;
    var holder = DomainTable.holder(tx, it.domain()).orElse(null);
    if (holder == null || DomainTable.firstToTakeOver(tx, it.domain(), holder).isPresent()) return;
    recordContest(tx, EventType.ORGANIZATION_DOMAIN_CONTEST_DROPPED, holder, Map.of());
  }

  private void recordContest(
      Handle tx, EventType type, OrganizationDomain side, Map<String, String> more) {
    var state = new LinkedHashMap<String, Object>();
    state.put("id", side.id().value());
    state.put("domain", side.domain().value());
    state.put("verification_status", side.status().name());
    state.putAll(more);
    events.record(tx, PROGRAM, type, side.organization(), side.id(), Change.created(state));
  }

  private void takeOver(
      Handle tx, Actor actor, OrganizationDomain it, OrganizationDomain holder, Instant now) {
    fail(tx, PROGRAM, holder, Failure.TAKEN_OVER, now);
    DomainTable.setDue(tx, holder, null);
    succeed(tx, actor, it, now);
    var organization = Organizations.get(tx, holder.organization());
    for (var manager : managers.of(tx, holder.organization(), DomainNews.MOST_TOLD))
      news.lost(tx, organization, manager, holder.domain());
  }

  private void record(
      Handle tx, Actor actor, EventType type, OrganizationDomain it, Map<String, Object> was) {
    events.record(
        tx,
        actor,
        type,
        it.organization(),
        it.id(),
        Change.from(was, DomainSnapshot.of(tx, it.organization(), it.id())));
  }
}
