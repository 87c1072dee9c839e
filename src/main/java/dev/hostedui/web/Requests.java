package dev.hostedui.web;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.base.Utf8;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.protocol.Query;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is read off every request: its id, where it came from, whether a script sent it. */
public final class Requests {

  private static final Pattern BEFOREHAND =
      Pattern.compile("(prefetch|preview)\\b", Pattern.CASE_INSENSITIVE);

  /** The headers by which browsers say that they load something beforehand. */
  private static final List<String> PURPOSES =
      List.of("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz");

  static final String ID = "request-id";
  private static final String SOUND = "form-is-encoded";
  private static final int LONGEST_AGENT = 512;
  private static final int LONGEST_PATH = 200;
  static final int LONGEST_FIELD = 4_000;
  private static final String FORM = "application/x-www-form-urlencoded";

  /**
   * Also where somebody has escaped some of its characters; what opens the admin portal is shorter
   * than the others and known by its place. Classes, and no alternatives that are repeated: Java
   * repeats those by calling itself, and an address of 5,000 letters used up its stack.
   */
  private static final Pattern TOKEN =
      Pattern.compile("(?<=^/magicLink/)/*[^/]+|[A-Za-z0-9_%-]{43,}");

  /** What stands before the @ of an address in a path. */
  private static final Pattern MAILBOX = Pattern.compile("(?<=/)[^/@]+?(?=@|%40)");

  /** What is behind a link that was taken from a text, and no part of any. */
  private static final CharMatcher BEHIND_LINK =
      CharMatcher.inRange('A', 'Z')
          .or(CharMatcher.inRange('a', 'z'))
          .or(CharMatcher.inRange('0', '9'))
          .or(CharMatcher.anyOf("_-"))
          .negate()
          .precomputed();

  private final ClientAddress addresses;
  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /** Ids of this run begin with the time it started. */
  public Requests(ClientAddress addresses, long startedAtMillis) {
    this.addresses = addresses;
    this.prefix = Long.toString(startedAtMillis, 36) + "-";
  }

  /** Gives the request its id: the one a proxy in front sent, if it is harmless, else a new one. */
  String assignId(Context ctx) {
    var sent = ctx.header("X-Request-Id");
    var id =
        sent != null && isHarmless(sent)
            ? sent
            : prefix + Long.toString(count.incrementAndGet(), 36);
    ctx.attribute(ID, id);
    return id;
  }

  private static boolean isHarmless(String id) {
    if (id.length() < 8 || id.length() > 64) return false;
    for (var i = 0; i < id.length(); i++) {
      var c = id.charAt(i);
      var plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && c != '-' && c != '_') return false;
    }
    return true;
  }

  public static String id(Context ctx) {
    String id = ctx.attribute(ID);
    return id == null ? "" : id;
  }

  /**
   * The path as a log may keep it: without the secrets that links in mails carry, without the
   * addresses of people, and no longer than a line that somebody reads.
   */
  static String pathForLog(String path) {
    var shown = MAILBOX.matcher(TOKEN.matcher(path).replaceAll("…")).replaceAll("…");
    return shown.length() > LONGEST_PATH ? shown.substring(0, LONGEST_PATH) + "…" : shown;
  }

  /**
   * What stands in the path of a link that people get by mail or are handed, without what stood
   * behind it where it was copied or made one: the end of a sentence or a line, a bracket, a quote.
   */
  public static String inLink(Context ctx, String name) {
    return BEHIND_LINK.trimTrailingFrom(ctx.pathParam(name));
  }

  /** Where a request came from, as events write it. */
  public Actor.Origin origin(Context ctx) {
    return new Actor.Origin(ip(ctx), userAgent(ctx), id(ctx));
  }

  /** The network address of the person, past trusted proxies. */
  public String ip(Context ctx) {
    return addresses.of(
        ctx.req().getRemoteAddr(), joined(ctx, "Forwarded"), joined(ctx, "X-Forwarded-For"));
  }

  /**
   * All lines of a header as one: a proxy may put its own line below the one the client made up.
   */
  private static @Nullable String joined(Context ctx, String name) {
    var lines = Collections.list(ctx.req().getHeaders(name));
    return lines.isEmpty() ? null : String.join(",", lines);
  }

  public static String userAgent(Context ctx) {
    var agent = ctx.header("User-Agent");
    if (agent == null) return "";
    return agent.length() > LONGEST_AGENT ? agent.substring(0, LONGEST_AGENT) : agent;
  }

  /** Whether a request may change something, by its verb (RFC 9110 §9.2.1). */
  public static boolean changes(Context ctx) {
    return switch (ctx.req().getMethod()) {
      case "GET", "HEAD", "OPTIONS" -> false;
      default -> true;
    };
  }

  /**
   * Whether a page of another site has led here, also by way of others; where a browser does not
   * say it, no.
   */
  public static boolean isFromAnotherSite(Context ctx) {
    var site = ctx.header("Sec-Fetch-Site");
    return site != null && !site.equals("same-origin") && !site.equals("none");
  }

  /** The page of the portal a change was asked for on. */
  static String pageBefore(Context ctx) {
    var referer = ctx.header("Referer");
    try {
      var page = referer == null ? null : URI.create(referer).getRawPath();
      return page != null && Home.holds(page) ? page : Home.PATH;
    } catch (IllegalArgumentException e) {
      return Home.PATH;
    }
  }

  /** Whether htmx sent it and wants a fragment; going back in history wants the whole page. */
  public static boolean wantsFragment(Context ctx) {
    return "true".equals(ctx.header("HX-Request"))
        && !"true".equals(ctx.header("HX-History-Restore-Request"));
  }

  /** Whether htmx will put the answer where the widget is, or the list that is searched in it. */
  static boolean wantsPage(Context ctx) {
    var target = ctx.header("HX-Target");
    return target == null || target.equals("widget") || target.equals("list");
  }

  /** Whether htmx will take nothing of the answer but the list that is searched in a widget. */
  public static boolean wantsList(Context ctx) {
    return wantsFragment(ctx) && "list".equals(ctx.header("HX-Target"));
  }

  /** Whether htmx will put the answer into the shell's dialog. */
  public static boolean wantsDialog(Context ctx) {
    var target = ctx.header("HX-Target");
    return wantsFragment(ctx) && ("dialog".equals(target) || "ask".equals(target));
  }

  /**
   * The body of a form, still encoded. Whatever charset it claims, a form is sent as ASCII; other
   * bytes stay other characters, for whoever decodes it to refuse.
   */
  public static String encodedForm(Context ctx) {
    return new String(ctx.bodyAsBytes(), StandardCharsets.ISO_8859_1);
  }

  /**
   * The body of a form, still encoded, for callers that have not looked at the media type.
   *
   * @throws HttpResponseException 415 when the body is no form
   */
  public static String encodedFormOnly(Context ctx) {
    if (!isForm(ctx)) throw new HttpResponseException(415);
    return encodedForm(ctx);
  }

  /** Whether the body says that it is a form. */
  static boolean isForm(Context ctx) {
    return mediaType(ctx).equals(FORM);
  }

  /**
   * The media type of the body, in small letters and without parameters; empty when none is named.
   */
  public static String mediaType(Context ctx) {
    var type = ctx.header("Content-Type");
    if (type == null) return "";
    var end = type.indexOf(';');
    return Ascii.toLowerCase((end < 0 ? type : type.substring(0, end)).strip());
  }

  /**
   * A form field as it was typed, cut to a length no honest value reaches.
   *
   * @throws HttpResponseException 415 when the body is no form, 400 when it is a malformed one
   * @throws Problem INVALID when the field is not there: what is missing must not count as emptied
   */
  public static String field(Context ctx, String name) {
    return field(ctx, name, LONGEST_FIELD);
  }

  /** A form field that a script filled in, cut to a length of its own; refused like the other. */
  public static String field(Context ctx, String name, int longest) {
    var value = sent(ctx, name);
    if (value == null) throw Problem.invalid("field_missing").with(name).at(name);
    return cut(value, longest);
  }

  /** A form field that browsers leave out, like a box that is not ticked; empty when missing. */
  public static String optionalField(Context ctx, String name) {
    return optionalField(ctx, name, LONGEST_FIELD);
  }

  /** A form field that browsers leave out or another site filled in, cut to a length of its own. */
  public static String optionalField(Context ctx, String name, int longest) {
    var value = sent(ctx, name);
    return value == null ? "" : cut(value, longest);
  }

  /** All values of a form field that may be there several times, the first so many of them. */
  public static List<String> fields(Context ctx, String name, int most) {
    return form(ctx, () -> ctx.formParams(name)).stream()
        .limit(most)
        .map(it -> cut(it, LONGEST_FIELD))
        .toList();
  }

  /** A form field where one that is empty means something else than one that is not there. */
  public static Optional<String> fieldIfSent(Context ctx, String name) {
    return Optional.ofNullable(sent(ctx, name)).map(it -> cut(it, LONGEST_FIELD));
  }

  /**
   * The form fields whose names begin so, by the rest of their names, in the order they came; each
   * value is cut like a field.
   */
  public static Map<String, String> fields(Context ctx, String prefix) {
    var fields = new LinkedHashMap<String, String>();
    form(ctx, ctx::formParamMap)
        .forEach(
            (name, values) -> {
              if (name.startsWith(prefix) && !values.isEmpty())
                fields.put(name.substring(prefix.length()), cut(values.get(0), LONGEST_FIELD));
            });
    return fields;
  }

  /**
   * All fields of a form with their values, in the order they came; none that cannot be decoded.
   */
  static Map<String, List<String>> formIfReadable(Context ctx) {
    try {
      return form(ctx, ctx::formParamMap);
    } catch (BadRequestResponse e) {
      return Map.of();
    }
  }

  private static @Nullable String sent(Context ctx, String name) {
    return form(ctx, () -> ctx.formParam(name));
  }

  /** The server leaves out or replaces what it cannot decode; nobody has typed what is left. */
  private static <T extends @Nullable Object> T form(Context ctx, Supplier<T> read) {
    if (!isForm(ctx)) throw new HttpResponseException(415);
    Boolean sound = ctx.attribute(SOUND);
    if (sound == null) {
      sound = isEncoded(ctx.bodyAsBytes());
      ctx.attribute(SOUND, sound);
    }
    if (!sound) throw new MalformedForm();
    return decoded(read);
  }

  /** Whether the escapes of a form are whole, and all of it is UTF-8 (WHATWG URL §5.1). */
  private static boolean isEncoded(byte[] form) {
    var text = new byte[form.length];
    var length = 0;
    for (var i = 0; i < form.length; i++) {
      if (form[i] == '%') {
        var high = i + 2 < form.length ? Character.digit(form[i + 1], 16) : -1;
        var low = i + 2 < form.length ? Character.digit(form[i + 2], 16) : -1;
        if (high < 0 || low < 0) return false;
        text[length++] = (byte) (high << 4 | low);
        i += 2;
      } else text[length++] = form[i];
    }
    return Utf8.isWellFormed(text, 0, length);
  }

  /**
   * What a form says, or else the address that it was sent to; of a request without a form, what
   * its address says. Empty when neither does.
   */
  public static String fieldOrQuery(Context ctx, String name) {
    var field = changes(ctx) ? fieldIfSent(ctx, name) : Optional.<String>empty();
    return field.orElseGet(() -> query(ctx, name));
  }

  /**
   * The query of a request, to be put into another address; empty when there is none. It is read
   * and written anew: what somebody else sent must not stand in a header as it came.
   */
  public static String queryWritten(Context ctx) {
    return decoded(ctx::queryParamMap).entrySet().stream()
        .flatMap(it -> it.getValue().stream().map(value -> written(it.getKey(), value)))
        .collect(Collectors.joining("&"));
  }

  private static String written(String name, String value) {
    var written = Query.encoded(name);
    return value.isEmpty() ? written : written + "=" + Query.encoded(value);
  }

  /** A query parameter as it was typed, cut like a field; empty when missing. */
  public static String query(Context ctx, String name) {
    var value = decoded(() -> ctx.queryParam(name));
    return value == null ? "" : cut(value, LONGEST_FIELD);
  }

  /**
   * The address that was asked for, without the organization it was asked in; empty where it names
   * none.
   */
  public static Optional<String> withoutOrganization(Context ctx) {
    if (!hasQuery(ctx, Gate.MEANT)) return Optional.empty();
    var rest =
        Arrays.stream(ctx.queryString().split("&"))
            .filter(it -> !it.startsWith(Gate.MEANT + "="))
            .collect(Collectors.joining("&"));
    return Optional.of(PortalWindow.address(ctx, ctx.path()) + (rest.isEmpty() ? "" : "?" + rest));
  }

  /** A query parameter where one that is empty means something else than one that is not there. */
  static Optional<String> queryIfSent(Context ctx, String name) {
    return hasQuery(ctx, name) ? Optional.of(query(ctx, name)) : Optional.empty();
  }

  /** Whether there is such a query parameter, with or without a value. */
  public static boolean hasQuery(Context ctx, String name) {
    return decoded(() -> ctx.queryParam(name)) != null;
  }

  /**
   * Whether a browser loads an address that nobody has chosen to go to yet. It says so by {@code
   * Sec-Purpose} (Fetch §3.8), older ones by names of their own.
   */
  static boolean isPrefetch(Context ctx) {
    return PURPOSES.stream()
        .flatMap(it -> Optional.ofNullable(ctx.header(it)).stream())
        .anyMatch(it -> BEFOREHAND.matcher(it).lookingAt());
  }

  /** A form holds what cannot be decoded. */
  static final class MalformedForm extends BadRequestResponse {}

  /** What cannot be decoded, by a broken escape or in an unknown charset, is the sender's fault. */
  private static <T extends @Nullable Object> T decoded(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new BadRequestResponse();
    }
  }

  static String cut(String value, int longest) {
    return value.length() > longest ? value.substring(0, longest) : value;
  }
}
