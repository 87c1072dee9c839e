package dev.hostedui.web;

import dev.hostedui.identity.Ids;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a session of the admin portal: {@code hosted_ui_portal}, with {@code __Host-} in
 * front over https. It is never the one of a signed-in person, and says nothing about them: a
 * browser may hold both.
 *
 * <p>Beside the token it remembers what the page around the frame said of itself, for it says so
 * only once. The browser could say something else; so whoever uses that asks whether the site is
 * registered.
 */
public final class PortalCookie {

  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);
  private static final int LONGEST_HOST = 300;

  /**
   * What a browser holds.
   *
   * @param host the origin of the page that shows the portal in a frame, or null
   * @param scheme the colours that page is in
   */
  public record Held(String token, @Nullable String host, ColorScheme scheme) {

    /** Without the token. */
    @Override
    public String toString() {
      return host + " " + scheme;
    }
  }

  private final Cookies cookies;
  private final Clock clock;

  public PortalCookie(Cookies cookies, Clock clock) {
    this.cookies = cookies.ofAdminPortal();
    this.clock = clock;
  }

  /** What this browser holds, good or not. */
  public Optional<Held> read(Context ctx) {
    return cookies.read(ctx, "").flatMap(PortalCookie::held);
  }

  private static Optional<Held> held(String value) {
    var parts = value.split("\\.", -1);
    if (parts.length != 3 || !Ids.isToken(parts[0])) return Optional.empty();
    return Optional.of(new Held(parts[0], host(parts[1]), ColorScheme.named(parts[2])));
  }

  private static @Nullable String host(String written) {
    try {
      var host = new String(Base64.getUrlDecoder().decode(written), StandardCharsets.UTF_8);
      return host.isEmpty() || host.length() > LONGEST_HOST ? null : host;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /**
   * Hands it to the browser. It outlives the session, so that whoever comes back with it can be
   * told that this one is over.
   */
  public void set(Context ctx, Held held, Instant until) {
    var host = held.host() == null ? "" : held.host();
    cookies.set(
        ctx,
        "",
        held.token()
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(host.getBytes(StandardCharsets.UTF_8))
            + "."
            + held.scheme().wireName(),
        Duration.between(clock.instant(), until).plus(KEPT_AFTER_END));
  }

  public void clear(Context ctx) {
    cookies.clear(ctx, "");
  }
}
