package dev.hostedui.web;

import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.signon.Farewells;
import io.javalin.http.Context;

/** Ends the session of a browser because its person signs out. */
public final class SignOut {

  /** Where sign-outs go on at identity providers; a state follows. */
  public static final String ONWARD = "/sso/v1/logout/";

  private final Sessions sessions;
  private final SessionEnds ends;
  private final Farewells farewells;
  private final SessionCookie cookie;

  public SignOut(Sessions sessions, SessionEnds ends, Farewells farewells, SessionCookie cookie) {
    this.sessions = sessions;
    this.ends = ends;
    this.farewells = farewells;
    this.cookie = cookie;
  }

  /**
   * Ends it and takes its cookie away.
   *
   * @param returnTo where the browser is to go afterwards
   * @return where it goes now: there, or first to the identity providers that want to be told,
   *     which lie elsewhere
   */
  public String end(Context ctx, Visitor visitor, String returnTo) {
    var vouchers = sessions.vouchers(visitor.session().id());
    ends.signOut(visitor.actor());
    cookie.clear(ctx);
    return farewells.begin(vouchers, returnTo, ONWARD).map(ONWARD::concat).orElse(returnTo);
  }
}
