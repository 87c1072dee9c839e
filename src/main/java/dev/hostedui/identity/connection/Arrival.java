package dev.hostedui.identity.connection;

import dev.hostedui.identity.UserId;
import dev.hostedui.identity.user.EmailAddress;

/** What becomes of somebody whom an identity provider has named. */
public sealed interface Arrival {

  /** Why the provider is believed about them. */
  enum Trust {
    /** Their address is of a domain that the organization has verified. */
    DOMAIN,
    /**
     * They showed once that the mailbox is theirs when this connection named them. It speaks for
     * them in its own organization and in no other.
     */
    MAILBOX
  }

  /** They are an active member and may be signed in to the connection's organization. */
  record Member(UserId user, Trust trust) implements Arrival {}

  /**
   * They have to show first that this mailbox is theirs, by a code or link; nothing has changed
   * yet. Who has shown it arrives once more with the address as proven.
   */
  record ProofNeeded(EmailAddress address) implements Arrival {}
}
