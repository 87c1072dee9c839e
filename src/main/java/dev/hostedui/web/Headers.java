package dev.hostedui.web;

import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * The headers on every answer, set before anything looks at the request. They hardly differ, so
 * Jetty gets them as the bytes they are sent as.
 */
public final class Headers implements HttpConfiguration.Customizer {

  /**
   * Nothing but our own files, no inline script or style, no frame around us. Forms end here: see
   * {@link OnwardPage}.
   */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src"
          + " 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors"
          + " 'none'";

  /** Passkeys need no word: by default only our own pages may ask for them. */
  private static final String PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=()";

  private static final HttpField OPENER_POLICY =
      new PreEncodedHttpField("Cross-Origin-Opener-Policy", "same-origin");

  /** The way of a sign-in or sign-out from the application and back. */
  private static final List<String> IN_POPUP = List.of("/oauth/", "/oidc/", "/login", "/sso/");

  private final List<HttpField> fields = new ArrayList<>();

  /**
   * Takes whether browsers may come by https only, and whether that goes for hosts below this one
   * too, which may be other people's.
   */
  public Headers(boolean https, boolean subdomains) {
    add("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    add("X-Content-Type-Options", "nosniff");
    add("X-Frame-Options", "DENY");
    add("Referrer-Policy", "strict-origin-when-cross-origin");
    add("Permissions-Policy", PERMISSIONS_POLICY);
    // an answer that browsers may keep sets a Cache-Control of its own
    add("Cache-Control", "no-store");
    if (https)
      add(
          "Strict-Transport-Security",
          "max-age=63072000" + (subdomains ? "; includeSubDomains" : ""));
  }

  /**
   * Whether an application may have opened the page in a window of its own, to hear from it when it
   * comes back: an opener policy anywhere on the way would part the two for good.
   */
  private static boolean isInPopup(@Nullable String path) {
    if (path == null) return false;
    for (var way : IN_POPUP) {
      if (path.startsWith(way)) return true;
    }
    return false;
  }

  private void add(String name, String value) {
    fields.add(new PreEncodedHttpField(name, value));
  }

  /** Every one of them, for an answer no customizer was asked about. */
  Stream<HttpField> all() {
    return Stream.concat(fields.stream(), Stream.of(OPENER_POLICY));
  }

  /**
   * Lets everybody on the way keep this answer, which is the same for all who ask for it: for five
   * minutes, by how it may be packed (RFC 9111 §4.1).
   */
  public static void keepAWhile(Context ctx) {
    ctx.res().setHeader("Cache-Control", "public, max-age=300");
    ctx.res().setHeader("Vary", "Accept-Encoding");
  }

  /** Whether whoever asks takes an answer that is packed by gzip (RFC 9110 §12.5.3). */
  static boolean takesGzip(Context ctx) {
    var accepted = ctx.header("Accept-Encoding");
    if (accepted == null) return false;
    // those of quality 0 are left out, which are not taken
    var codings = new QuotedQualityCSV();
    codings.addValue(accepted);
    return codings.getValues().stream().anyMatch("gzip"::equalsIgnoreCase);
  }

  /**
   * Lets the forms of this page end anywhere: for the one form that hands an answer to an
   * application, which may lead on to whatever it likes.
   */
  public static void leaveFormsFree(Context ctx) {
    changePolicy(ctx, " form-action 'self';", "");
  }

  /** Changes a part of the policy of this answer; what was changed of it before stays so. */
  private static void changePolicy(Context ctx, String part, String other) {
    var policy = ctx.res().getHeader("Content-Security-Policy");
    ctx.res().setHeader("Content-Security-Policy", policy.replace(part, other));
  }

  /**
   * Lets this page be shown in a frame of these origins, and of no others (CSP 3,
   * "frame-ancestors"). With none it stays as it is: in no frame at all.
   *
   * @param origins as browsers write them, such as {@code https://app.example.com}
   */
  public static void letFrame(Context ctx, Collection<String> origins) {
    if (origins.isEmpty()) return;
    // what is older than frame-ancestors knows no list
    ctx.res().setHeader("X-Frame-Options", null);
    changePolicy(
        ctx, "frame-ancestors 'none'", "frame-ancestors 'self' " + String.join(" ", origins));
  }

  /** Lets this page show frames, of our own pages only (CSP 3, "frame-src"). */
  public static void showOwnFrames(Context ctx) {
    changePolicy(ctx, "default-src 'none';", "default-src 'none'; frame-src 'self';");
  }

  /**
   * Lets the elements of this one answer carry styles, and its pictures come from where the
   * operator has them: it is a mail, which has no style sheet. No script, form or frame works in
   * it.
   */
  public static void allowStylesInElements(Context ctx) {
    ctx.res()
        .setHeader(
            "Content-Security-Policy",
            "default-src 'none'; img-src 'self' https:; style-src-attr 'unsafe-inline'; base-uri"
                + " 'none'; form-action 'none'; frame-ancestors 'self'");
  }

  @Override
  public Request customize(Request request, HttpFields.Mutable answer) {
    fields.forEach(answer::add);
    if (!isInPopup(Request.getPathInContext(request))) answer.add(OPENER_POLICY);
    return request;
  }
}
