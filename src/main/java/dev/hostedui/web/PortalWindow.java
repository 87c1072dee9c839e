package dev.hostedui.web;

import dev.hostedui.identity.portallink.PortalSessionId;
import io.javalin.http.Context;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which session of the admin portal a request is of: the number behind {@code /portal/} in its
 * address says so. One browser may show several portals, in frames and tabs that share their
 * cookies, and each stays with the link that opened it, also without script.
 *
 * <p>Routes know nothing of it. It is taken out of the address before they are looked for, and put
 * into each address that leads on.
 */
public final class PortalWindow {

  private static final String SESSION = PortalWindow.class.getName();
  private static final String ROOT = "/portal/";
  private static final Pattern ADDRESS = Pattern.compile(ROOT + "([0-9]{18})(?:/(.*))?");

  /** A segment that leads up or nowhere once the address is resolved, raw or encoded. */
  private static final Pattern DOTS = Pattern.compile("(?i)/(?:\\.|%2e){1,2}(?:[/;]|$)");

  private PortalWindow() {}

  /** A request whose address names a session, as one to the page behind that name. */
  static Request pageOf(Request request, HttpFields.Mutable answer) {
    var address = request.getHttpURI();
    var path = address.getPath();
    if (path == null || !path.startsWith(ROOT)) return request;
    var named = ADDRESS.matcher(path);
    // an address that leads out of the window is no page of it
    if (!named.matches() || DOTS.matcher(path).find()) return request;
    request.setAttribute(SESSION, named.group(1));
    var rest = named.group(2) == null ? "" : named.group(2);
    return Request.serveAs(request, HttpURI.build(address).path(ROOT + rest));
  }

  /** The number of the session that the address names, or null when it names none. */
  static @Nullable String of(Context ctx) {
    return ctx.req().getAttribute(SESSION) instanceof String number ? number : null;
  }

  static String number(PortalSessionId session) {
    return session.value().substring(PortalSessionId.PREFIX.length());
  }

  /** The address of a page in the same window: one of the admin portal names the same session. */
  public static String address(Context ctx, String page) {
    var number = of(ctx);
    return number == null || !page.startsWith(ROOT) ? page : in(number, page);
  }

  /** The address of a page of the admin portal in the window of a session. */
  public static String address(PortalSessionId session, String page) {
    return in(number(session), page);
  }

  /** The first page of the window that the path of a request names, of which no more is known. */
  public static String home(String path) {
    var named = ADDRESS.matcher(path);
    return named.matches() ? in(named.group(1), ROOT) : ROOT;
  }

  private static String in(String number, String page) {
    return ROOT + number + "/" + page.substring(ROOT.length());
  }
}
