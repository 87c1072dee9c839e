package dev.hostedui.login;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Optional;

/** The word of somebody else for who a person is. It may not be enough by itself. */
interface Vouched extends Proof {

  /** Nobody is signed in yet: the mailbox that was named has to be shown to be theirs first. */
  final class MailboxUnproven extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient EmailAddress mailbox;

    MailboxUnproven(EmailAddress mailbox) {
      super("a mailbox has to be proven", null, false, false);
      this.mailbox = mailbox;
    }

    EmailAddress mailbox() {
      return mailbox;
    }
  }

  /** What it answers. */
  SignOnRequest request();

  /** Whose word it is. */
  Means means();

  /** The organization whose identity provider it is; empty for a provider for everybody. */
  Optional<OrganizationId> organization();
}
