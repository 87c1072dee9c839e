package dev.hostedui.login;

import dev.hostedui.identity.user.User;
import org.jdbi.v3.core.Handle;

/** What has shown who somebody is, and is used up by the session that begins with it. */
interface Proof {

  /** How it was shown, as {@code amr} writes it (RFC 8176 §2). */
  String method();

  /**
   * Uses it up, inside the change that begins the session.
   *
   * @return whose it is; an account may be made on first sight
   * @throws dev.hostedui.identity.Problem when it does not let anybody in; nothing has changed then
   */
  User use(Handle tx);
}
