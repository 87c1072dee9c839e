package dev.hostedui.identity.social;

import dev.hostedui.identity.UserId;
import dev.hostedui.identity.user.EmailAddress;

/** What becomes of somebody whom a provider has named. */
public sealed interface SocialArrival {

  /** They are known here by now and may be signed in. */
  record Known(UserId user) implements SocialArrival {}

  /**
   * They have to show first that this mailbox is theirs, by a code or link; nothing has changed
   * yet. Who has shown it arrives once more with the address as proven.
   */
  record ProofNeeded(EmailAddress address) implements SocialArrival {}
}
