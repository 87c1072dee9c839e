package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.OrganizationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A domain that an organization says is its own, and how far the proof of that has got.
 *
 * @param challenge what has to be in its DNS; null when the operator's word is the proof
 * @param closesAt until when the record is looked for; null unless it is {@code PENDING}
 * @param verifiedAt since when the domain is the organization's, or null
 * @param staleSince since when the record of a verified domain is gone, or null while it is there
 * @param contestedUntil when this organization takes the domain over from another one whose record
 *     is gone, if nothing changes until then; null unless that is under way
 * @param failure why it failed; null unless it did
 * @param look what name servers said last, or null when they were not asked yet
 */
public record OrganizationDomain(
    EmailDomainId id,
    OrganizationId organization,
    DomainName domain,
    VerificationStatus status,
    VerificationMethod method,
    @Nullable Challenge challenge,
    Instant createdAt,
    @Nullable Instant closesAt,
    @Nullable Instant verifiedAt,
    @Nullable Instant staleSince,
    @Nullable Instant contestedUntil,
    @Nullable Failure failure,
    @Nullable DnsLook look) {

  public boolean isPending() {
    return status == VerificationStatus.PENDING;
  }

  public boolean isVerified() {
    return status == VerificationStatus.VERIFIED;
  }

  /** Before then nobody takes over what is verified: its admins were told in time. */
  Instant earliestTakeOver() {
    return (verifiedAt == null ? createdAt : verifiedAt).plus(OrganizationDomains.GRACE);
  }

  /** Whether name servers have anything to say about it: a failed proof is over. */
  boolean isLookedUp() {
    return challenge != null && status != VerificationStatus.FAILED;
  }
}
