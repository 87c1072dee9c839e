package dev.hostedui.web;

import dev.hostedui.identity.Ids;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The files of {@code static/}, each under a name that carries its content's hash, so that browsers
 * keep them for good. Compressed once, at start; held in memory, where all of them are small.
 */
public final class Assets {

  /**
   * What travels as it is, beside {@link #STYLES}, which link to the font. It is the two Latin
   * parts of {@code @fontsource-variable/figtree} 5.3.0 made one, with the letters of European
   * languages and the weights that are used, and with no outline further from the original than two
   * thousandths of the letter's size: one request and half the bytes.
   */
  private static final List<String> FILES =
      List.of(
          "vendor/figtree-5.3.0-european.woff2",
          "login.js",
          "preview.js",
          "passkeys.js",
          "later.js",
          "adminportal.js");

  /** The script of the portal: htmx and all of ours, for one request is less than two. */
  private static final String PORTAL_SCRIPT = "portal.js";

  /** The script of the pages around it. */
  private static final String PLAIN_SCRIPT = "app.js";

  /**
   * What they are made of, in this order. The page's own comes first and is seen by all; each other
   * one keeps to itself what it does not hang on {@code page}.
   */
  private static final List<String> PORTAL_PARTS =
      List.of("toasts", "menus", "forms", "dialog", "requests", "focus", "signals", "start");

  private static final List<String> PLAIN_PARTS = List.of("forms", "signals", "start");

  private static final String STYLES = "app.css";

  /** What only pages around the portal load, with its icons. */
  private static final String PLAIN_STYLES = "plain.css";

  private static final List<String> PLAIN_ICONS = List.of("arrow-right", "mail", "inbox");

  /** What only the preview of the looks loads. */
  private static final String PREVIEW_STYLES = "preview.css";

  /** What only the General page loads. */
  private static final String GENERAL_STYLES = "general.css";

  /** What only the page of the session policy loads. */
  private static final String POLICY_STYLES = "policy.css";

  /** What only the page of what happened loads. */
  private static final String ACTIVITY_STYLES = "activity.css";

  /** What only the pages of domains load. */
  private static final String DOMAINS_STYLES = "domains.css";

  /** What only asking colleagues loads. */
  private static final String COLLEAGUES_STYLES = "colleagues.css";

  /** The pictures of vendors: the beginning of every style sheet of pages that show one. */
  private static final String TILE_STYLES = "tile.css";

  /** What only the choice of an identity provider or a directory loads. */
  private static final String CHOOSE_STYLES = "choose.css";

  /** What the pages with guides have in common: the beginning of their style sheets. */
  private static final String GUIDE_STYLES = "guides.css";

  /** What only the pages of Single Sign On load, with its icons. */
  private static final String SSO_STYLES = "sso.css";

  private static final List<String> SSO_ICONS =
      List.of("check", "link", "unlink", "triangle-alert", "pencil");

  /** What only the pages of SCIM Provisioning load, with its icons. */
  private static final String SCIM_STYLES = "scim.css";

  private static final List<String> SCIM_ICONS =
      List.of("check", "link", "unlink", "triangle-alert");

  /** What only the pages of a Google Workspace load beside those. */
  private static final String GOOGLE_STYLES = "google.css";

  /** What only the pages of a directory's requests and of its differences load beside those. */
  private static final String CALLS_STYLES = "calls.css";

  /** What only the admin portal loads. */
  private static final String ADMIN_PORTAL_STYLES = "adminportal.css";

  private static final String PROVIDERS = "providers/";
  private static final String SIMPLE_ICONS = "vendor/simple-icons/";

  /** What only pages with buttons of providers for everybody load, with the pictures of those. */
  private static final String SOCIAL_STYLES = "social.css";

  /**
   * What people know a provider by, in its own colours: drawn for this program, or from {@code
   * simple-icons}.
   */
  private static final List<String> SOCIAL_PICTURES =
      List.of(
          PROVIDERS + "google",
          PROVIDERS + "microsoft",
          SIMPLE_ICONS + "github",
          SIMPLE_ICONS + "gitlab",
          PROVIDERS + "linkedin",
          PROVIDERS + "salesforce");

  private static final String ICON_FOLDER = "vendor/lucide/";

  /** What only pages with passkeys on them load, with its icons. */
  private static final String PASSKEY_STYLES = "passkeys.css";

  private static final List<String> PASSKEY_ICONS =
      List.of("key-round", "fingerprint", "usb", "pencil", "monitor", "smartphone", "tablet");

  /**
   * What says something to whoever reads the source: lines of their own, words behind a line, and
   * the space before any.
   */
  private static final Pattern FOR_READERS =
      Pattern.compile("(?m)^\\s*(?://.*|/\\*[^*]*\\*/)\\R|^[ \\t]+| // .*$");

  /** The end of a line after a sign that ends something already. */
  private static final Pattern BREAK_IN_SOURCE = Pattern.compile("(?<=[;{,])\\R");

  /** A path of a drawing: how it begins, where, and how it goes on. */
  private static final Pattern PATH =
      Pattern.compile("<path d=\"([Mm])(-?\\d*\\.?\\d+)[ ,]?(-?\\d*\\.?\\d+) ?([^\"]*)\" ?/>");

  /** A text in a script, which stays as it is, or the space around signs that need none. */
  private static final Pattern SPACE_IN_SCRIPT =
      Pattern.compile("('(?:[^'\\\\]|\\\\.)*'|`[^`]*`)| ?(=>|[!=]==|&&|\\|\\||[=?:<>{}(),;]) ?");

  /**
   * A text in a style sheet, which stays as it is, or space around signs that end or begin
   * something; that before a colon may stand for a child.
   */
  private static final Pattern SPACE_IN_CSS =
      Pattern.compile("(\"[^\"\\n]*\")|\\s*([{};,>])\\s*|(?<=[a-z0-9]:) ");

  /**
   * A file is not a page: no script, form or frame of it is meant to work, which a sandbox says in
   * a word.
   */
  private static final String FILE_POLICY =
      "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

  /**
   * Nor does it use any device: the least that says so, for each file of a first visit carries it.
   */
  private static final String FILE_PERMISSIONS = "camera=()";

  /** The pictures of providers that were asked for: there are only as many as the program has. */
  private static final Map<String, String> PICTURES = new ConcurrentHashMap<>();

  /** The pictures of makers that were asked for: our own, so there are few. */
  private static final Map<String, String> MAKERS = new ConcurrentHashMap<>();

  /**
   * The icons templates use as {@code <span class="icon icon-key">}; they travel in the style
   * sheet.
   */
  private static final List<String> ICONS =
      List.of(
          "settings",
          "users",
          "globe",
          "key",
          "arrow-left-right",
          "user",
          "lock",
          "search",
          "plus",
          "ellipsis",
          "chevron-left",
          "chevron-right",
          "log-out",
          "circle-check",
          "circle-alert",
          "info",
          "x",
          "building-2",
          "repeat",
          "trash-2",
          "send",
          "user-cog",
          "user-minus",
          "timer",
          "list",
          "arrow-left");

  private static final class Asset {
    /** What the browser asks for: another one when anything in it is. */
    final String name;

    final String mediaType;
    final byte[] plain;
    final byte @Nullable [] gzipped;

    Asset(String file, byte[] bytes) {
      var base = file.substring(file.lastIndexOf('/') + 1);
      var dot = base.lastIndexOf('.');
      name =
          base.substring(0, dot)
              + "."
              + Ids.hash(new String(bytes, StandardCharsets.ISO_8859_1))
                  .substring(0, 12)
                  .replace('-', 'a')
                  .replace('_', 'b')
              + base.substring(dot);
      mediaType = mediaType(base.substring(dot));
      plain = bytes;
      gzipped = mediaType.startsWith("font/") || mediaType.equals("image/png") ? null : gzip(bytes);
    }
  }

  /** What this program brings with it: the same for every server in a process, and made once. */
  private static final class OfTheProgram {
    static final OfTheProgram MADE = new OfTheProgram();

    final Map<String, Asset> byName = new HashMap<>();
    final Map<String, String> names = new HashMap<>();
    final String styles;
    final String plainStyles;

    private OfTheProgram() {
      for (var file : FILES)
        add(file, file.startsWith("vendor/") ? read(file) : utf8(compactScript(text(file))));
      add(PORTAL_SCRIPT, utf8(text("vendor/htmx.min.js") + "\n" + script(PORTAL_PARTS)));
      add(PLAIN_SCRIPT, utf8(script(PLAIN_PARTS)));
      styles = compact(withLinks(text(STYLES))) + icons(ICONS);
      plainStyles = compact(text(PLAIN_STYLES)) + icons(PLAIN_ICONS);
      add(PREVIEW_STYLES, utf8(compact(text(PREVIEW_STYLES))));
      add(GENERAL_STYLES, utf8(compact(text(GENERAL_STYLES))));
      add(POLICY_STYLES, utf8(compact(text(POLICY_STYLES))));
      add(ACTIVITY_STYLES, utf8(compact(text(ACTIVITY_STYLES))));
      add(DOMAINS_STYLES, utf8(compact(text(DOMAINS_STYLES))));
      add(COLLEAGUES_STYLES, utf8(compact(text(COLLEAGUES_STYLES))));
      var tiles = compact(text(TILE_STYLES));
      add(CHOOSE_STYLES, utf8(tiles + compact(text(CHOOSE_STYLES))));
      var guides = tiles + compact(text(GUIDE_STYLES));
      add(SSO_STYLES, utf8(guides + compact(text(SSO_STYLES)) + icons(SSO_ICONS)));
      add(SCIM_STYLES, utf8(guides + compact(text(SCIM_STYLES)) + icons(SCIM_ICONS)));
      add(ADMIN_PORTAL_STYLES, utf8(compact(text(ADMIN_PORTAL_STYLES))));
      add(CALLS_STYLES, utf8(compact(text(CALLS_STYLES))));
      add(GOOGLE_STYLES, utf8(compact(text(GOOGLE_STYLES))));
      add(SOCIAL_STYLES, utf8(compact(text(SOCIAL_STYLES)) + pictures(SOCIAL_PICTURES)));
      add(PASSKEY_STYLES, utf8(compact(text(PASSKEY_STYLES)) + icons(PASSKEY_ICONS)));
    }

    private void add(String file, byte[] bytes) {
      put(byName, names, file, bytes);
    }

    /** A style sheet in which links lead to what was added before it. */
    private String withLinks(String css) {
      var linked = css;
      for (var entry : names.entrySet())
        linked =
            linked.replace("url(" + entry.getKey() + ")", "url(/static/" + entry.getValue() + ")");
      return linked;
    }
  }

  private final Map<String, Asset> byName = new ConcurrentHashMap<>(OfTheProgram.MADE.byName);
  private final Map<String, String> names = new ConcurrentHashMap<>(OfTheProgram.MADE.names);
  private final AtomicLong lookedAgain = new AtomicLong(System.nanoTime() - 1_000_000_000L);
  private volatile Runnable missing = () -> {};

  /** Takes what makes files that are missing here and may be known to others. */
  void whenMissing(Runnable maker) {
    missing = maker;
  }

  /** Looks whether there is something new, at most once a second whoever asks. */
  private boolean lookAgain() {
    var now = System.nanoTime();
    var last = lookedAgain.get();
    if (now - last < 1_000_000_000L || !lookedAgain.compareAndSet(last, now)) return false;
    missing.run();
    return true;
  }

  /** Where the browser finds a file of {@code static/}. */
  public String url(String file) {
    var name = names.get(file);
    if (name == null) throw new IllegalArgumentException("no such asset: " + file);
    return "/static/" + name;
  }

  /**
   * Adds the style sheet with a branding's rules at its end, and answers where it is found: one
   * file instead of two, which would be one more request with headers longer than the rules.
   */
  String addStyles(String branding) {
    return addGenerated(STYLES, utf8(OfTheProgram.MADE.styles + branding));
  }

  /** Adds the style sheet of the pages around the portal with a branding's rules at its end. */
  String addPlainStyles(String branding) {
    return addGenerated(PLAIN_STYLES, utf8(OfTheProgram.MADE.plainStyles + branding));
  }

  /** Adds a file made at run time, such as a branding's logo, and answers where it is found. */
  synchronized String addGenerated(String file, byte[] bytes) {
    put(byName, names, file, bytes);
    return url(file);
  }

  private static void put(
      Map<String, Asset> byName, Map<String, String> names, String file, byte[] bytes) {
    var asset = new Asset(file, bytes);
    byName.put(asset.name, asset);
    names.put(file, asset.name);
  }

  /** Answers {@code GET /static/{name}}. */
  void serve(Context ctx) throws IOException {
    var asset = byName.get(ctx.pathParam("name"));
    if (asset == null && lookAgain()) asset = byName.get(ctx.pathParam("name"));
    if (asset == null) {
      ctx.status(404).contentType("text/plain;charset=utf-8").result("There is no such file.\n");
      return;
    }
    ctx.disableCompression();
    ctx.header("Cache-Control", "public, max-age=31536000, immutable");
    ctx.header("Vary", "Accept-Encoding");
    ctx.contentType(asset.mediaType);
    ctx.header("Content-Security-Policy", FILE_POLICY);
    ctx.header("Permissions-Policy", FILE_PERMISSIONS);
    // older browsers are told of pages; each file of a first visit would carry it
    ctx.res().setHeader("X-Frame-Options", null);
    var gzip = asset.gzipped != null && Headers.takesGzip(ctx);
    if (gzip) ctx.header("Content-Encoding", "gzip");
    // written in one call: Javalin would copy a result piece by piece
    ctx.outputStream().write(gzip ? asset.gzipped : asset.plain);
  }

  private static String script(List<String> parts) {
    var script = new StringBuilder("(() => {\n'use strict';\n").append(text("app/page.js"));
    for (var part : parts) script.append("{\n").append(text("app/" + part + ".js")).append("}\n");
    return compactScript(script.append("})();\n").toString());
  }

  private static String compactScript(String source) {
    return SPACE_IN_SCRIPT
        .matcher(withoutWordsForReaders(source))
        .replaceAll(
            it -> Matcher.quoteReplacement(it.group(1) != null ? it.group(1) : it.group(2).strip()))
        .replace(";}", "}");
  }

  private static String withoutWordsForReaders(String source) {
    return BREAK_IN_SOURCE.matcher(FOR_READERS.matcher(source).replaceAll("")).replaceAll("");
  }

  /** A style sheet without what is there for readers. */
  private static String compact(String css) {
    return SPACE_IN_CSS.matcher(withoutWordsForReaders(css)).replaceAll("$1$2").replace(";}", "}");
  }

  /** Pictures in colours of their own, as {@code <span class="picture picture-okta">}. */
  private static String pictures(List<String> files) {
    var rules = new StringBuilder();
    for (var file : files)
      rules
          .append(".picture-")
          .append(file.substring(file.lastIndexOf('/') + 1))
          .append("{background-image:url(\"")
          .append(inline(oneLine(text(file + ".svg")).replace('"', '\'')))
          .append("\")}");
    return rules.toString();
  }

  /**
   * The picture of an identity provider that organizations connect, as an address that holds it: a
   * page shows one of them, or all of them once.
   *
   * @param name of its file
   */
  public static String provider(String name) {
    return PICTURES.computeIfAbsent(name, it -> inline(drawn(it)));
  }

  private static String drawn(String provider) {
    return oneLine(text(PROVIDERS + provider + ".svg")).replace('"', '\'');
  }

  private static String oneLine(String svg) {
    return svg.replaceAll("\\s+", " ").replace(" />", "/>").replace("> <", "><").strip();
  }

  private static String icons(List<String> names) {
    var rules = new StringBuilder();
    for (var icon : names) {
      var svg = text(ICON_FOLDER + icon + ".svg");
      var inner =
          oneLine(
              svg.substring(svg.indexOf('>', svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")));
      var drawn =
          "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='none' stroke='#000'"
              + " stroke-width='2' stroke-linecap='round' stroke-linejoin='round'>"
              + inOnePath(inner).replace('"', '\'')
              + "</svg>";
      rules
          .append(".icon-")
          .append(icon)
          .append("{--icon:url(\"")
          .append(inline(drawn))
          .append("\")}");
    }
    return rules.toString();
  }

  /** A drawing with all its paths in one; a path that begins relative begins anew from nowhere. */
  private static String inOnePath(String drawn) {
    var paths = new StringBuilder();
    var others = PATH.matcher(drawn).replaceAll("");
    PATH.matcher(drawn)
        .results()
        .forEach(
            it -> {
              paths.append('M').append(it.group(2)).append(' ').append(it.group(3));
              // further places after the first are lines, which begin as the path did
              var on = it.group(4);
              if (!on.isEmpty() && !Character.isLetter(on.charAt(0)))
                paths.append(it.group(1).equals("m") ? 'l' : 'L');
              paths.append(on);
            });
    return paths.isEmpty() ? drawn : "<path d=\"" + paths + "\"/>" + others;
  }

  private static String inline(String svg) {
    return "data:image/svg+xml,"
        + svg.replace("%", "%25").replace("#", "%23").replace("<", "%3C").replace(">", "%3E");
  }

  /**
   * The picture of who makes an authenticator, as an address that holds the picture: a person has
   * one or two of them, and a request with its headers is longer. From {@code simple-icons}, each
   * in its maker's colour.
   */
  public static String maker(String maker) {
    return MAKERS.computeIfAbsent(maker, it -> inline(mark(it)));
  }

  /** The same picture all in white, for dark surfaces: several makers' colour is black. */
  public static String makerInWhite(String maker) {
    return inline(mark(maker).replaceFirst("fill='[^']*'", "fill='#ffffff'"));
  }

  private static String mark(String maker) {
    return text(SIMPLE_ICONS + maker + ".svg").strip().replace('"', '\'');
  }

  private static String text(String file) {
    return new String(read(file), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String file) {
    try (var in = Assets.class.getResourceAsStream("/static/" + file)) {
      if (in == null)
        throw new IllegalStateException("static/" + file + " is missing from the program");
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] gzip(byte[] bytes) {
    var out = new ByteArrayOutputStream();
    try (var gzip =
        new GZIPOutputStream(out) {
          {
            def.setLevel(Deflater.BEST_COMPRESSION);
          }
        }) {
      gzip.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static String mediaType(String extension) {
    return switch (extension) {
      case ".css" -> "text/css;charset=utf-8";
      case ".js" -> "text/javascript;charset=utf-8";
      case ".woff2" -> "font/woff2";
      case ".svg" -> "image/svg+xml";
      case ".png" -> "image/png";
      case ".jpg" -> "image/jpeg";
      case ".gif" -> "image/gif";
      default -> throw new IllegalArgumentException("no media type for " + extension);
    };
  }
}
