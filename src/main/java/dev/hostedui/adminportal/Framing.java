package dev.hostedui.adminportal;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.web.ColorScheme;
import dev.hostedui.web.Gate;
import dev.hostedui.web.Headers;
import dev.hostedui.web.PortalCookie;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.net.URI;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may show a page of the admin portal in a frame, and who does.
 *
 * <p>A page learns what is around it from the {@code Referer} of the first request, where browsers
 * name the origin, or from its script, which reads it in {@code location.ancestorOrigins}; later it
 * stands in the cookie. None of these is proof, so it counts only when it is registered. A message
 * to a registered origin that does not show the page arrives nowhere.
 */
final class Framing {

  /** The parameter by which the script says what is around the page. */
  static final String HOST = "host";

  /** The parameter by which the app says what colours it is in. */
  static final String THEME = "theme";

  private final Applications applications;
  private final PortalCookie cookie;

  Framing(Applications applications, PortalCookie cookie) {
    this.applications = applications;
    this.cookie = cookie;
  }

  /**
   * Lets registered sites show this answer in a frame.
   *
   * @param organization whose portal it is, or null when that is not known
   */
  Around allow(Context ctx, @Nullable OrganizationId organization) {
    var held = cookie.read(ctx);
    var embedders = applications.embedders(organization);
    var host =
        Stream.of(
                Requests.query(ctx, HOST),
                origin(ctx.header("Referer")),
                held.map(PortalCookie.Held::host).orElse(null))
            .flatMap(Stream::ofNullable)
            .filter(embedders::include)
            .findFirst()
            .orElse(null);
    Headers.letFrame(ctx, embedders.origins(host));
    return around(ctx, host, held);
  }

  /** Lets nobody show this answer in a frame. */
  Around refuse(Context ctx) {
    return around(ctx, null, cookie.read(ctx));
  }

  private static Around around(
      Context ctx, @Nullable String host, Optional<PortalCookie.Held> held) {
    return new Around(host, "iframe".equals(ctx.header("Sec-Fetch-Dest")), scheme(ctx, held));
  }

  private static ColorScheme scheme(Context ctx, Optional<PortalCookie.Held> held) {
    var asked = Requests.query(ctx, THEME);
    if (!asked.isEmpty()) return ColorScheme.named(asked);
    return held.map(PortalCookie.Held::scheme).orElse(ColorScheme.AUTO);
  }

  private static @Nullable String origin(@Nullable String referer) {
    if (referer == null) return null;
    try {
      var uri = URI.create(referer);
      return uri.getHost() == null ? null : Gate.originOf(uri);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
