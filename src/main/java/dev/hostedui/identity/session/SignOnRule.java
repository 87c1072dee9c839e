package dev.hostedui.identity.session;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import org.jdbi.v3.core.Handle;

/** Says which organization wants its people to come by its own identity provider. */
@FunctionalInterface
public interface SignOnRule {

  /** Whether an organization wants whoever has this address to have come by its provider. */
  boolean requires(Handle tx, EmailAddress email, OrganizationId organization);
}
