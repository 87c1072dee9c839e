package dev.hostedui.identity.social;

import dev.hostedui.identity.user.User;
import java.time.Instant;
import org.jdbi.v3.core.Handle;

/** Tells people by mail that an account at a provider leads into their account from now on. */
public interface SocialNews {

  /** Sends it inside the change that connects the two. */
  void connected(Handle tx, User user, SocialProvider provider, Instant at);
}
