package dev.hostedui.identity.connection;

import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/**
 * Tells those who manage single sign-on of an organization by mail that its provider's last
 * certificate ends, inside the change that notes it.
 */
public interface CertificateNews {

  /** The last certificate ends soon. */
  void lastCertificateEnds(Handle tx, Organization organization, User admin, Instant ends);
}
