package dev.hostedui.web;

import io.javalin.http.Context;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The cookie that holds the session's token: {@code __Host-hosted_ui}, or {@code hosted_ui} on
 * plain http, where browsers refuse the prefix.
 */
public final class SessionCookie {

  private static final Duration KEPT_AFTER_END = Duration.ofDays(30);

  private final Cookies cookies;
  private final Clock clock;

  public SessionCookie(Cookies cookies, Clock clock) {
    this.cookies = cookies;
    this.clock = clock;
  }

  Optional<String> read(Context ctx) {
    return cookies.read(ctx, "");
  }

  /**
   * Hands the token to the browser. It outlives the session, which the server ends, so that whoever
   * comes back with it can be told why they must sign in again.
   */
  public void set(Context ctx, String token, Instant until) {
    cookies.set(ctx, "", token, Duration.between(clock.instant(), until).plus(KEPT_AFTER_END));
  }

  public void clear(Context ctx) {
    cookies.clear(ctx, "");
  }
}
