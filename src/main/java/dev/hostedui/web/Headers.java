package dev.hostedui.web;

import io.javalin.http.Context;

/** The headers on every answer. */
final class Headers {

  /** Nothing but our own files, no inline script or style, no frame around us. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

  private static final String PERMISSIONS_POLICY =
      "camera=(), geolocation=(), microphone=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)";

  private final boolean https;

  Headers(boolean https) {
    this.https = https;
  }

  void on(Context ctx) {
    var answer = ctx.res();
    answer.setHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    answer.setHeader("X-Content-Type-Options", "nosniff");
    answer.setHeader("X-Frame-Options", "DENY");
    answer.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
    answer.setHeader("Permissions-Policy", PERMISSIONS_POLICY);
    answer.setHeader("Cross-Origin-Opener-Policy", "same-origin");
    answer.setHeader("X-Request-Id", Requests.id(ctx));
    // what may be kept says so itself
    answer.setHeader("Cache-Control", "no-store");
    if (https) answer.setHeader("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
  }
}
