package dev.hostedui.web;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.portallink.PortalSessionId;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The cookie of a session of the admin portal: {@code hosted_ui_portal_} and the number of the
 * session, with {@code __Host-} in front over https. It is never the one of a signed-in person, and
 * says nothing about them: a browser may hold both. It may hold several of these, for each window
 * has its own ({@link PortalWindow}).
 *
 * <p>Beside the token it remembers what the page around the frame said of itself, for it says so
 * only once. The browser could say something else; so whoever uses that asks whether the site is
 * registered.
 */
public final class PortalCookie {

  private static final Duration KEPT_AFTER_END = Duration.ofDays(1);
  private static final int LONGEST_HOST = 300;

  /** An app may make a link for each load of its page; the oldest are dropped. */
  private static final int MOST = 8;

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

  /**
   * What this browser holds for the window of a request, good or not. One whose address names no
   * session is of the newest.
   */
  public Optional<Held> read(Context ctx) {
    var window = PortalWindow.of(ctx);
    return window == null
        ? all(ctx).findFirst()
        : cookies.read(ctx, window).flatMap(PortalCookie::held);
  }

  /**
   * What this browser holds for any window, good or not, the newest first. No more than it is given
   * are looked at, whatever it sends.
   */
  public Stream<Held> all(Context ctx) {
    return windows(ctx).stream()
        .limit(MOST)
        .flatMap(it -> cookies.read(ctx, it).stream())
        .flatMap(it -> held(it).stream());
  }

  /** The numbers of sessions count up. */
  private List<String> windows(Context ctx) {
    return cookies
        .purposes(ctx)
        .filter(it -> it.matches("[0-9]{18}"))
        .distinct()
        .sorted(Comparator.reverseOrder())
        .toList();
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
  public void set(Context ctx, PortalSessionId session, Held held, Instant until) {
    var number = PortalWindow.number(session);
    windows(ctx).stream()
        .filter(it -> !it.equals(number))
        .skip(MOST - 1)
        .forEach(it -> cookies.clear(ctx, it));
    var host = held.host() == null ? "" : held.host();
    cookies.set(
        ctx,
        number,
        held.token()
            + "."
            + Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(host.getBytes(StandardCharsets.UTF_8))
            + "."
            + held.scheme().wireName(),
        Duration.between(clock.instant(), until).plus(KEPT_AFTER_END));
  }

  public void clear(Context ctx, PortalSessionId session) {
    cookies.clear(ctx, PortalWindow.number(session));
  }
}
