package dev.hostedui.portal.scim;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.Remark;
import dev.hostedui.web.Words;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.MissingResourceException;
import java.util.Objects;
import java.util.Properties;

/**
 * What is said about calls of a directory: the words of {@code requests.properties}, and else what
 * the directory itself was told, in the app's own word for an organization.
 */
final class RequestWords {

  private static final Properties WORDS = read();

  private RequestWords() {}

  private static Properties read() {
    var words = new Properties();
    try (Reader in =
        new InputStreamReader(
            Objects.requireNonNull(RequestWords.class.getResourceAsStream("requests.properties")),
            StandardCharsets.UTF_8)) {
      words.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }

  /** Why a call was refused, in a sentence; empty when it was not. */
  static String cause(Words words, LoggedRequest request) {
    if (request.cause() == null) return "";
    var detail = request.answer().detail();
    var first = request.remarks().stream().findFirst();
    var own = first.map(RequestWords::remark).orElse("");
    if (!own.isEmpty()) return own;
    var told = first.map(it -> refusal(Words.english(), it)).orElse(word("otherwise.cause"));
    // a directory may have been told more than the first thing that is wrong
    if (detail != null && !detail.isBlank() && !detail.equals(told)) return detail;
    return first.map(it -> refusal(words, it)).orElse(told);
  }

  /** What to do about a refusal; empty when the call was not refused. */
  static String remedy(Words words, LoggedRequest request) {
    var cause = request.cause();
    if (cause == null) return "";
    if (GoogleWords.has(cause)) return GoogleWords.remedy(cause);
    for (var key : List.of(cause, "status_" + request.answer().status()))
      if (WORDS.containsKey("remedy." + key)) return words.filled(word("remedy." + key));
    return word("otherwise.remedy");
  }

  /** What is worth knowing beside that. */
  static List<String> remarks(LoggedRequest request) {
    return request.remarks().stream()
        .skip(request.answer().failed() ? 1 : 0)
        .map(RequestWords::remark)
        .filter(it -> !it.isEmpty())
        .toList();
  }

  /** The colour that stands for an answer. */
  static String tone(int status) {
    if (status >= 400) return "bad";
    // heard, and somebody has to confirm it
    return status == 202 ? "waiting" : "good";
  }

  /** What was asked, with the query as people write it and not as it is sent. */
  static String call(LoggedRequest request) {
    var path = request.call().path();
    if (request.call().method().equals("POLL"))
      return path.startsWith("/Users")
          ? "Sync of a person"
          : path.startsWith("/Groups") ? "Sync of a group" : "Sync";
    var mark = path.indexOf('?');
    return request.call().method()
        + " "
        + (mark < 0 ? path : path.substring(0, mark + 1) + plain(path.substring(mark + 1)));
  }

  private static String plain(String query) {
    try {
      return URLDecoder.decode(query, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
    } catch (IllegalArgumentException badlyEncoded) {
      return query;
    }
  }

  /** What became of a call, in a few words. */
  static String effect(LoggedRequest request) {
    var effect = request.effect();
    if (effect == null) return "";
    return switch (effect) {
      case CREATED -> "Created";
      case LINKED -> "Linked to an account that was there";
      case UPDATED -> "Updated";
      case UNCHANGED -> "Nothing changed";
      case DEACTIVATED -> "Deactivated";
      case REACTIVATED -> "Reactivated";
      case REMOVED -> "Removed";
    };
  }

  private static String remark(Remark remark) {
    if (GoogleWords.has(remark.code()))
      return GoogleWords.fault(
          remark.code(), remark.arguments().isEmpty() ? "" : remark.arguments().get(0));
    var text = WORDS.getProperty("remark." + remark.code(), "");
    var arguments = new ArrayList<>(remark.arguments());
    if (remark.code().equals("poll_done")) {
      arguments.set(0, GooglePages.count(Long.parseLong(arguments.get(0)), "person", "people"));
      arguments.set(1, GooglePages.count(Long.parseLong(arguments.get(1)), "group", "groups"));
    }
    if (remark.code().equals(Remark.MEMBERS_JOINED) || remark.code().equals(Remark.MEMBERS_LEFT))
      arguments.set(1, arguments.get(1).equals("0") ? "" : " and " + arguments.get(1) + " more");
    for (var i = 0; i < arguments.size(); i++) text = text.replace("{" + i + "}", arguments.get(i));
    return text;
  }

  /** What a refusal is called on pages. */
  private static String refusal(Words words, Remark remark) {
    try {
      return words.of(new Problem.Fault(null, remark.code(), List.copyOf(remark.arguments())));
    } catch (MissingResourceException e) {
      return word("otherwise.cause");
    }
  }

  private static String word(String key) {
    return WORDS.getProperty(key);
  }
}
