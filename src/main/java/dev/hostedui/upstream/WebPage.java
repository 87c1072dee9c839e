package dev.hostedui.upstream;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A web page that came in place of a document.
 *
 * @param title what it is called, or empty
 * @param asksForPassword whether it has a field for one
 */
record WebPage(String title, boolean asksForPassword) {

  /** So much of a page is looked at. */
  private static final int LOOKED_AT_BYTES = 64 * 1024;

  private static final int LONGEST_TITLE = 120;
  private static final List<String> BEGINNINGS =
      List.of("<!doctype html", "<html", "<head", "<body", "<script");
  private static final Pattern TITLE =
      Pattern.compile("<title[^>]{0,200}>([^<]{0,1000})", Pattern.CASE_INSENSITIVE);
  private static final Pattern PASSWORD =
      Pattern.compile("<input\\b[^>]{0,500}type\\s*=\\s*[\"']?password", Pattern.CASE_INSENSITIVE);
  private static final Pattern SIGNS_IN =
      Pattern.compile("log-?in|sign-?in|/auth|/sso|/saml|/adfs/ls|/idp/", Pattern.CASE_INSENSITIVE);

  /** The page that this is, whatever it is announced as; empty when it is none. */
  static Optional<WebPage> of(byte[] body) {
    var head = new String(body, 0, Math.min(body.length, LOOKED_AT_BYTES), StandardCharsets.UTF_8);
    if (!begins(head)) return Optional.empty();
    var title = TITLE.matcher(head);
    return Optional.of(
        new WebPage(title.find() ? plain(title.group(1)) : "", PASSWORD.matcher(head).find()));
  }

  /** Looks behind the byte order mark, the XML declaration and comments. */
  private static boolean begins(String text) {
    var at = text.startsWith("\ufeff") ? 1 : 0;
    while (at < text.length()) {
      if (Character.isWhitespace(text.charAt(at))) {
        at++;
        continue;
      }
      var end =
          text.startsWith("<?xml", at)
              ? text.indexOf("?>", at)
              : text.startsWith("<!--", at) ? text.indexOf("-->", at) : -1;
      if (end < 0) break;
      at = text.indexOf('>', end) + 1;
    }
    var rest = text.substring(at, Math.min(text.length(), at + 20)).toLowerCase(Locale.ROOT);
    return BEGINNINGS.stream().anyMatch(rest::startsWith);
  }

  private static String plain(String html) {
    var text =
        html.replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&#39;", "'")
            .replace("&nbsp;", " ")
            .replace("&amp;", "&");
    return Shown.line(text, LONGEST_TITLE);
  }

  /** Whether an address is one where people sign in, as far as its path tells. */
  static boolean signsIn(String path) {
    return SIGNS_IN.matcher(path).find();
  }
}
