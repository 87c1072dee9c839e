package dev.hostedui.web;

import dev.hostedui.identity.Ids;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Optional;

/** The secret by which browsers on the way in are told apart: a sign-in belongs to one of them. */
public final class BrowserCookie {

  private static final String PURPOSE = "login";

  /** As long as the longest sign-in; each one begun starts it anew. */
  private static final Duration LIFETIME = Duration.ofHours(1);

  private final Cookies cookies;

  public BrowserCookie(Cookies cookies) {
    this.cookies = cookies;
  }

  /** The secret of this browser. */
  public Optional<String> read(Context ctx) {
    return cookies.read(ctx, PURPOSE).filter(Ids::isToken);
  }

  /** Lets the browser keep its secret. */
  public void set(Context ctx, String browser) {
    cookies.set(ctx, PURPOSE, browser, LIFETIME);
  }
}
