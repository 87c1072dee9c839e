package dev.hostedui.portal.domains;

import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.DnsAnswer;
import dev.hostedui.identity.emaildomain.DnsLook;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.Failure;
import dev.hostedui.identity.emaildomain.OrganizationDomain;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.emaildomain.VerificationMethod;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.portal.Asking;
import dev.hostedui.portal.Spot;
import dev.hostedui.portal.domains.DomainPage.State;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws up what the pages about one domain say. */
final class DomainViews {

  private final OrganizationDomains domains;
  private final Environments environments;
  private final Brand brand;
  private final Clock clock;

  DomainViews(OrganizationDomains domains, Environments environments, Brand brand, Clock clock) {
    this.domains = domains;
    this.environments = environments;
    this.brand = brand;
    this.clock = clock;
  }

  DomainsPage.ListedDomain listed(OrganizationDomain it) {
    return new DomainsPage.ListedDomain(
        it.id().value(),
        it.domain().value(),
        it.domain().displayed(),
        Badge.of(it),
        Ago.of(it.createdAt(), clock.instant()));
  }

  DomainPage page(Spot spot, OrganizationDomain it, @Nullable Asking asking) {
    var contested = domains.contestedUntil(it).orElse(null);
    var state = state(it, contested);
    return new DomainPage(
        spot,
        brand.look(),
        it.domain().value(),
        it.domain().displayed(),
        Badge.of(it),
        state,
        it.challenge() == null ? null : record(it.challenge()),
        it.domain().isWithoutOwnDns(),
        findings(it, false),
        until(it, state, contested),
        environments.current().supportEmail(),
        state.isPending() ? poll(spot, it, 0, null) : null,
        asking);
  }

  private @Nullable Ago until(OrganizationDomain it, State state, @Nullable Instant contested) {
    var time =
        switch (state) {
          case TAKING_OVER -> it.contestedUntil();
          case CONTESTED -> contested;
          case STALE -> it.staleSince();
          case VERIFIED, CONFIRMED -> it.verifiedAt();
          default -> it.closesAt();
        };
    return time == null ? null : Ago.of(time, clock.instant());
  }

  private State state(OrganizationDomain it, @Nullable Instant contested) {
    return switch (it.status()) {
      case PENDING -> pending(it);
      case VERIFIED ->
          it.method() == VerificationMethod.ADMIN
              ? State.CONFIRMED
              : it.staleSince() == null
                  ? State.VERIFIED
                  : contested == null ? State.STALE : State.CONTESTED;
      case FAILED ->
          it.failure() == Failure.TAKEN_OVER
              ? State.TAKEN_OVER
              : it.failure() == Failure.HELD ? State.LOST_TO_HOLDER : State.EXPIRED;
    };
  }

  private State pending(OrganizationDomain it) {
    if (it.contestedUntil() != null)
      return domains.takesOverFirst(it) ? State.TAKING_OVER : State.BEHIND;
    var look = it.look();
    if (look == null || !look.proven())
      return look != null && look.isSlip() ? State.SLIP : State.PENDING;
    return domains
        .heldElsewhere(it)
        .map(by -> by == VerificationMethod.ADMIN ? State.HELD_BY_OPERATOR : State.HELD)
        .orElse(State.PENDING);
  }

  /** What to publish, with the name as a panel of the registered domain wants it. */
  private static DomainPage.RecordToPublish record(Challenge challenge) {
    var zone = challenge.domain().registered();
    return new DomainPage.RecordToPublish(
        host(challenge.domain()),
        !zone.equals(challenge.domain()),
        challenge.value(),
        challenge.keyName(),
        zone.displayed());
  }

  private static String host(DomainName domain) {
    var zone = domain.registered().value();
    return domain.value().equals(zone)
        ? "@"
        : domain.value().substring(0, domain.value().length() - zone.length() - 1);
  }

  DomainFindings findings(OrganizationDomain it, boolean swapped) {
    var look = it.look();
    var challenge = it.challenge();
    if (look == null || challenge == null)
      return new DomainFindings(swapped, false, List.of(), List.of());
    return new DomainFindings(
        swapped,
        !look.proven(),
        look.findings().stream()
            .map(finding -> FindingInWords.of(finding, challenge, host(challenge.domain())))
            .toList(),
        look.answers().stream().map(DomainViews::said).toList());
  }

  private static DomainFindings.Said said(DnsAnswer it) {
    var found =
        it.alias() != null
            ? List.of("an alias (CNAME) of " + it.alias())
            : switch (it.outcome()) {
              case FOUND -> it.texts();
              case NO_DATA -> List.of("no TXT record");
              case NO_NAME -> List.of("no such name");
              case FAILED -> List.of("no usable answer");
              case SILENT -> List.of("no answer in time");
              case NOT_PUBLIC -> List.of("not asked: not a public address");
            };
    var kept =
        it.role() == DnsAnswer.Role.RESOLVER && it.ttlSeconds() != null
            ? Ago.span(Duration.ofSeconds(it.ttlSeconds()))
            : it.serial() == null ? "" : "serial " + it.serial();
    return new DomainFindings.Said(
        it.role() == DnsAnswer.Role.RESOLVER ? "Our resolver" : it.server(),
        it.name(),
        found,
        kept);
  }

  /**
   * The line about the last look.
   *
   * @param known the stamp of what the page shows, or null when it is being drawn
   */
  DomainPoll poll(Spot spot, OrganizationDomain it, int round, @Nullable String known) {
    var fresh = findings(it, true);
    var isNew = known != null && !known.equals(fresh.stamp());
    return new DomainPoll(
        spot.here(
            "/"
                + it.domain().value()
                + "/progress?round="
                + (round + 1)
                + "&shown="
                + fresh.stamp()),
        round,
        looked(it.look()),
        onward(it),
        isNew ? "There is news about " + it.domain().displayed() + "." : null,
        isNew ? fresh : null);
  }

  private String looked(@Nullable DnsLook look) {
    if (look == null) return "Not looked up yet.";
    var ago = Ago.of(look.at(), clock.instant()).words();
    return "Looked up " + ago + ".";
  }

  private String onward(OrganizationDomain it) {
    var decided = it.contestedUntil();
    var end = decided != null && decided.isAfter(clock.instant()) ? decided : it.closesAt();
    return "We keep looking by ourselves, each minute at first and then each ten minutes"
        + (end == null ? "." : ", until " + Ago.exact(end) + ".");
  }
}
