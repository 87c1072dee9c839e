package dev.hostedui.customer.site;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How the pages of the customer's side are answered. */
public final class Site {

  private static final String NOTICE = "basement_notice";

  private final TemplateEngine templates =
      TemplateEngine.createPrecompiled(null, ContentType.Html, null, "dev.hostedui.templates");

  /** The headers of every answer. */
  public void protect(Context ctx) {
    ctx.header("Cache-Control", "no-store");
    ctx.header("Referrer-Policy", "same-origin");
    ctx.header("X-Content-Type-Options", "nosniff");
    mayLeadTo(ctx, List.of());
  }

  /**
   * Says where the forms of this answer may lead, apart from here: browsers count every address on
   * the way.
   */
  public void mayLeadTo(Context ctx, Collection<URI> places) {
    var origins = new TreeSet<String>();
    for (var place : places)
      if (place.getHost() != null) origins.add(place.getScheme() + "://" + place.getAuthority());
    ctx.header(
        "Content-Security-Policy",
        """
        default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
        form-action 'self' %s; base-uri 'none'; frame-ancestors 'none'"""
            .formatted(String.join(" ", origins)));
  }

  /** Answers with a page; its template has its name and lies in the folder of its package. */
  public void show(Context ctx, int status, Record page) {
    var html = new StringOutput();
    templates.render(template(page.getClass()), page, html);
    ctx.status(status).contentType("text/html;charset=utf-8").result(html.toString());
  }

  private static String template(Class<?> page) {
    var name = page.getName().substring("dev.hostedui.".length()).replace('.', '/');
    var simple = name.lastIndexOf('/') + 1;
    return name.substring(0, simple)
        + Character.toLowerCase(name.charAt(simple))
        + name.substring(simple + 1)
        + ".jte";
  }

  /** Goes on to a page of this site, which says in a line what was done. */
  public void goOn(Context ctx, String path, String notice) {
    ctx.res()
        .addHeader(
            "Set-Cookie",
            NOTICE + "=" + encoded(notice) + "; HttpOnly; SameSite=Lax; Path=/; Max-Age=60");
    ctx.redirect(path, HttpStatus.SEE_OTHER);
  }

  /** What the page before wants said here, once; empty if nothing. */
  public String notice(Context ctx) {
    var notice = ctx.cookie(NOTICE);
    if (notice == null) return "";
    ctx.res().addHeader("Set-Cookie", NOTICE + "=; HttpOnly; SameSite=Lax; Path=/; Max-Age=0");
    return URLDecoder.decode(notice, StandardCharsets.UTF_8);
  }

  /** A text as forms write it, for addresses and cookies. */
  public static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** A field of a form without the blanks around it; empty if it was not sent. */
  public static String field(Context ctx, String name) {
    return Objects.requireNonNullElse(ctx.formParam(name), "").strip();
  }

  /** Whether a form was sent by a page of this site, as far as the browser says. */
  public static boolean isOwn(Context ctx, @Nullable String origin) {
    var site = ctx.header("Sec-Fetch-Site");
    if (site != null) return site.equals("same-origin") || site.equals("none");
    var from = ctx.header("Origin");
    return from == null || from.equals(origin);
  }
}
