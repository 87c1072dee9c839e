package dev.hostedui.identity.session;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Tells people by mail that somebody signed in to their account on a device they have not used. */
public interface NewDeviceNews {

  /**
   * Sends it inside the change that begins the session.
   *
   * @param organization the one that the session begins in, or null
   */
  void signedIn(
      Handle tx, User user, @Nullable OrganizationId organization, Device device, Instant at);
}
