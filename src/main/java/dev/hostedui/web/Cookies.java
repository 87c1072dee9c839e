package dev.hostedui.web;

import com.google.common.base.CharMatcher;
import com.google.common.base.Splitter;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Cookies of this program: {@code HttpOnly}, bound to the host. Those of people are {@code
 * SameSite=Lax}, and secure on https.
 *
 * <p>Those of the admin portal are others, with names of their own. An app may show it in a frame,
 * and there browsers send only cookies with {@code SameSite=None}; {@code Partitioned} gives each
 * app its own, so that they work where cookies of third parties are blocked, and nobody is followed
 * by them (CHIPS). Both need {@code Secure}, which browsers take from plain http of this machine
 * too, except Safari.
 */
public final class Cookies {

  /**
   * Around a cookie stand spaces and tabs, nothing else. Other white space is a part of its name,
   * and browsers let another host of the same site set cookies whose names begin with it, where
   * they would not let it set ours.
   */
  private static final Splitter COOKIES = Splitter.on(';').trimResults(CharMatcher.anyOf(" \t"));

  private final boolean secure;
  private final boolean framed;

  public Cookies(boolean secure) {
    this(secure, false);
  }

  private Cookies(boolean secure, boolean framed) {
    this.secure = secure;
    this.framed = framed;
  }

  /** The cookies of the admin portal, which are sent in frames too. */
  public Cookies ofAdminPortal() {
    return new Cookies(secure, true);
  }

  private String name(String purpose) {
    var name =
        (framed ? "hosted_ui_portal" : "hosted_ui") + (purpose.isEmpty() ? "" : "_" + purpose);
    return secure ? "__Host-" + name : name;
  }

  /** The value of the cookie for a purpose. */
  public Optional<String> read(Context ctx, String purpose) {
    return values(ctx, name(purpose)).filter(value -> !value.isEmpty()).findFirst();
  }

  /** What the cookies that came are for, of those that have a purpose. */
  Stream<String> purposes(Context ctx) {
    var beginning = name("") + "_";
    return sent(ctx)
        .filter(cookie -> cookie.startsWith(beginning))
        .map(cookie -> cookie.substring(beginning.length()).replaceFirst("=.*", ""));
  }

  /** Whether any cookie of ours came: whoever sends one has a browser that keeps them. */
  public boolean came(Context ctx) {
    return sent(ctx).anyMatch(cookie -> cookie.startsWith(name("")));
  }

  /**
   * A cookie ends at the next semicolon, whatever is in it (RFC 6265 §5.2). Whoever else sets
   * cookies for this host may begin one with a quotation mark, and Jetty would read all that follow
   * as a part of it.
   */
  private static Stream<String> sent(Context ctx) {
    return Collections.list(ctx.req().getHeaders("Cookie")).stream()
        .flatMap(COOKIES::splitToStream);
  }

  private static Stream<String> values(Context ctx, String name) {
    return sent(ctx)
        .filter(cookie -> cookie.startsWith(name + "="))
        .map(cookie -> cookie.substring(name.length() + 1));
  }

  /** Sets it; the value must consist of characters that need no quoting. */
  public void set(Context ctx, String purpose, String value, Duration lifetime) {
    ctx.res()
        .addHeader(
            "Set-Cookie",
            "%s=%s; Path=/; Max-Age=%d; HttpOnly; %s"
                .formatted(
                    name(purpose),
                    value,
                    Math.max(0, lifetime.toSeconds()),
                    framed
                        ? "SameSite=None; Secure; Partitioned"
                        : secure ? "SameSite=Lax; Secure" : "SameSite=Lax"));
  }

  public void clear(Context ctx, String purpose) {
    set(ctx, purpose, "", Duration.ZERO);
  }
}
