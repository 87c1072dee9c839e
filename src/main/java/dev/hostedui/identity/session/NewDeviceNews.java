package dev.hostedui.identity.session;

import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Tells people by mail that somebody signed in to their account on a device they have not used. */
public interface NewDeviceNews {

  /** Sends it inside the change that begins the session. */
  void signedIn(Handle tx, User user, Device device, Instant at);
}
