package dev.hostedui.web;

import com.google.common.base.Ascii;
import dev.hostedui.identity.application.SignInStart;
import dev.hostedui.protocol.oidc.RedirectAnswer;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The public addresses by which the program is reached: the one it has now, and earlier ones, under
 * which things were made that go on working.
 *
 * <p>At an earlier one programs are answered as they always were, and what a browser posts is done,
 * so that nothing typed is lost. When a browser opens a page it is led to the same page here, where
 * its cookies are. That is never said to be for good: browsers would keep it, and an operator who
 * moves back would lock people out.
 *
 * <p>As long as there is no earlier one, nothing follows from the host that a request names, and
 * none is refused.
 */
public final class OwnAddresses {

  private final String base;
  private final Map<String, String> byAuthority;
  private final List<String> all;

  /** Takes addresses as {@code scheme://host[:port]}, in small letters. */
  public OwnAddresses(URI base, List<URI> earlier) {
    this.base = Gate.originOf(base);
    all = Stream.concat(Stream.of(base), earlier.stream()).map(Gate::originOf).distinct().toList();
    byAuthority =
        all.stream()
            .collect(Collectors.toUnmodifiableMap(it -> URI.create(it).getAuthority(), it -> it));
  }

  /** The address now. */
  public String base() {
    return base;
  }

  /** An address by which somebody knows us; the one of now where none is noted or ours no more. */
  public String knownAs(@Nullable String noted) {
    return noted != null && all.contains(noted) ? noted : base;
  }

  /** Asks an application to begin a sign-in, under the name by which it knows us. */
  public RedirectAnswer initiateLogin(SignInStart start, @Nullable String loginHint) {
    return RedirectAnswer.initiateLogin(start.uri(), knownAs(start.issuer()), loginHint);
  }

  /** The address that a request was sent to; the one of now where that cannot be told. */
  public String asked(Context ctx) {
    return all.size() == 1 ? base : byAuthority.getOrDefault(authority(ctx), base);
  }

  /** Whether a {@code Host} header names the host of an address. */
  public static boolean isHost(URI address, String header) {
    return authority(header).equals(address.getAuthority());
  }

  private static String authority(Context ctx) {
    var host = ctx.req().getHeader("Host");
    return host == null ? "" : authority(host);
  }

  /** As addresses write it: in small letters, without a port that a scheme implies. */
  private static String authority(String header) {
    return Ascii.toLowerCase(header.strip()).replaceFirst(":(?:80|443)$", "");
  }

  /**
   * Leads a browser on from an earlier address, and refuses a host that is none of ours.
   *
   * @return whether the request has its answer by that
   */
  boolean leadsOn(Context ctx) {
    if (all.size() == 1 || isOperators(ctx.path())) return false;
    if (!byAuthority.containsKey(authority(ctx))) {
      // RFC 9110 §15.5.20
      ctx.status(421).contentType("text/plain;charset=utf-8").result("Nothing is served here.\n");
      ctx.skipRemainingHandlers();
      return true;
    }
    var asked = asked(ctx);
    if (asked.equals(base) || !isPage(ctx)) return false;
    var there = base + PortalWindow.address(ctx, ctx.path()) + query(ctx, asked);
    if (ctx.header("HX-Request") == null) ctx.redirect(there, HttpStatus.FOUND);
    else ctx.header("HX-Redirect", there);
    ctx.skipRemainingHandlers();
    return true;
  }

  private static String query(Context ctx, String asked) {
    var query = ctx.queryString();
    var sent = query == null || query.isEmpty() ? "" : "?" + query;
    // a client that knows us by the earlier name has to be answered by that name (RFC 9207 §2)
    return ctx.path().equals("/oauth/authorize")
        ? sent + (sent.isEmpty() ? "?" : "&") + "issuer=" + asked
        : sent;
  }

  /** Asked by machines that know addresses only. */
  private static boolean isOperators(String path) {
    return path.startsWith("/health/") || path.equals(Metrics.PATH);
  }

  /** Whether a browser asks for something that people look at. */
  private static boolean isPage(Context ctx) {
    if (Requests.changes(ctx) || ctx.path().startsWith("/static/")) return false;
    return Access.of(ctx).filter(it -> it.kind().fromAnywhere()).isEmpty();
  }
}
