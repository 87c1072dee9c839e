package dev.hostedui.web;

import io.javalin.http.Context;
import jakarta.servlet.http.Cookie;
import java.time.Duration;
import java.util.Optional;

/**
 * Cookies of this program: {@code HttpOnly}, {@code SameSite=Lax}, bound to the host, secure on
 * https.
 */
public final class Cookies {

  private final boolean secure;

  public Cookies(boolean secure) {
    this.secure = secure;
  }

  private String name(String purpose) {
    var name = purpose.isEmpty() ? "hosted_ui" : "hosted_ui_" + purpose;
    return secure ? "__Host-" + name : name;
  }

  /** The value of the cookie for a purpose. */
  public Optional<String> read(Context ctx, String purpose) {
    var name = name(purpose);
    for (var cookie : cookies(ctx)) {
      if (cookie.getName().equals(name)
          && cookie.getValue() != null
          && !cookie.getValue().isEmpty()) return Optional.of(cookie.getValue());
    }
    return Optional.empty();
  }

  private static Cookie[] cookies(Context ctx) {
    try {
      var cookies = ctx.req().getCookies();
      return cookies == null ? new Cookie[0] : cookies;
    } catch (RuntimeException e) {
      // what cannot be read is none: Jetty throws at a character that no cookie has
      return new Cookie[0];
    }
  }

  /** Sets it; the value must consist of characters that need no quoting. */
  public void set(Context ctx, String purpose, String value, Duration lifetime) {
    ctx.res()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; SameSite=Lax%s"
                .formatted(
                    name(purpose),
                    value,
                    Math.max(0, lifetime.toSeconds()),
                    secure ? "; Secure" : ""));
  }

  public void clear(Context ctx, String purpose) {
    set(ctx, purpose, "", Duration.ZERO);
  }
}
