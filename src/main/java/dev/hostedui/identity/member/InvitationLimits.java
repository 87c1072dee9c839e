package dev.hostedui.identity.member;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How many invitations are mailed: for the mailbox, the organization and the person who invites,
 * whatever becomes of the membership afterwards. An application or a directory may invite for many
 * organizations, so only theirs is counted.
 */
final class InvitationLimits {

  private static final List<Quotas.Limit> TO_ONE_MAILBOX =
      List.of(
          new Quotas.Limit(1, Duration.ofMinutes(1)),
          new Quotas.Limit(10, Duration.ofHours(1)),
          new Quotas.Limit(20, Duration.ofDays(1)));
  private static final List<Quotas.Limit> BY_STRANGERS =
      List.of(
          new Quotas.Limit(20, Duration.ofMinutes(1)), new Quotas.Limit(200, Duration.ofDays(1)));

  /** Once an organization has shown that a domain is its own. */
  private static final List<Quotas.Limit> BY_VERIFIED =
      List.of(
          new Quotas.Limit(20, Duration.ofMinutes(1)), new Quotas.Limit(2_000, Duration.ofDays(1)));

  private final Quotas quotas;

  InvitationLimits(Ids ids, Clock clock) {
    this.quotas = new Quotas(ids, clock);
  }

  private interface Ask {
    Optional<Duration> untilFree(String kind, String subject, List<Quotas.Limit> limits);
  }

  /**
   * Counts a mail to be sent.
   *
   * @throws Problem TOO_MANY over a limit
   */
  void use(Handle tx, OrganizationId organization, Actor inviter, EmailAddress email) {
    Ask use = (kind, subject, limits) -> quotas.use(tx, kind, subject, limits);
    refuse(tx, organization, inviter, use);
    refuse(email, use);
  }

  /**
   * Counts nothing.
   *
   * @param nth which of the mails that would be sent together this one is, from 1 on
   * @throws Problem TOO_MANY when that mail would be over a limit
   */
  void check(
      Handle handle, OrganizationId organization, Actor inviter, EmailAddress email, int nth) {
    refuse(
        handle,
        organization,
        inviter,
        (kind, subject, limits) -> quotas.untilFree(handle, kind, subject, limits, nth));
    refuse(email, (kind, subject, limits) -> quotas.untilFree(handle, kind, subject, limits, 1));
  }

  private static void refuse(Handle handle, OrganizationId organization, Actor inviter, Ask ask) {
    var limits = OrganizationDomains.hasVerified(handle, organization) ? BY_VERIFIED : BY_STRANGERS;
    ask.untilFree("invitation_of_organization", organization.value(), limits)
        .or(
            () ->
                inviter instanceof Actor.Person person
                    ? ask.untilFree("invitation_of_inviter", person.id(), limits)
                    : Optional.empty())
        .ifPresent(
            wait -> {
              if (wait.compareTo(Duration.ofMinutes(1)) <= 0)
                throw Problem.tooMany("too_many_invitations_at_once", wait);
              throw isLong(wait)
                  ? Problem.tooMany("too_many_invitations_today", wait).with(hours(wait))
                  : Problem.tooMany("too_many_invitations", wait).with(minutes(wait));
            });
  }

  private static void refuse(EmailAddress email, Ask ask) {
    ask.untilFree("invitation_to_mailbox", email.mailbox(), TO_ONE_MAILBOX)
        .ifPresent(
            wait -> {
              if (wait.compareTo(Duration.ofMinutes(1)) <= 0)
                throw Problem.tooMany("resent_just_now", wait).with(email.value());
              throw isLong(wait)
                  ? Problem.tooMany("too_many_invitations_to_one_today", wait)
                      .with(email.value(), hours(wait))
                  : Problem.tooMany("too_many_invitations_to_one", wait)
                      .with(email.value(), minutes(wait));
            });
  }

  private static boolean isLong(Duration wait) {
    return wait.compareTo(Duration.ofHours(1)) > 0;
  }

  private static long hours(Duration wait) {
    return wait.plusMinutes(59).toHours();
  }

  private static long minutes(Duration wait) {
    return wait.plusSeconds(59).toMinutes();
  }
}
