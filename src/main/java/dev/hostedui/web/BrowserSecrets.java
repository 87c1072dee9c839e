package dev.hostedui.web;

import dev.hostedui.identity.Ids;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The secrets by which a browser is known where it may ask twice at once, as two tabs do that are
 * opened together. Each of them has a cookie of its own, so that the answer to one tab does not
 * take away what the other was given; as soon as the browser brings one, it is given no more.
 */
public final class BrowserSecrets {

  /** No more are looked at, whatever is sent. */
  private static final int MOST = 32;

  /** How much of a secret's hash tells its cookie from others. */
  private static final int NAME_LENGTH = 8;

  private final Cookies cookies;
  private final String purpose;
  private final Duration lifetime;

  /**
   * Those for one purpose.
   *
   * @param lifetime how long the browser keeps one from when it was last needed
   */
  public BrowserSecrets(Cookies cookies, String purpose, Duration lifetime) {
    this.cookies = cookies;
    this.purpose = purpose + "_";
    this.lifetime = lifetime;
  }

  /** Those that this browser brings. */
  public List<String> held(Context ctx) {
    return cookies
        .purposes(ctx)
        .filter(it -> it.startsWith(purpose))
        .distinct()
        .limit(MOST)
        .flatMap(it -> cookies.read(ctx, it).stream())
        .filter(Ids::isToken)
        .toList();
  }

  /** One that this browser holds from now on: of those that it brings, else a fresh one. */
  public String keep(Context ctx, Supplier<String> fresh) {
    var secret = held(ctx).stream().findFirst().orElseGet(fresh);
    cookies.set(ctx, purpose + Ids.hash(secret).substring(0, NAME_LENGTH), secret, lifetime);
    return secret;
  }
}
