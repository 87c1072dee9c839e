package dev.hostedui.peers;

import dev.hostedui.testing.Form;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Somebody with a browser that has neither window nor script, who goes from site to site: it
 * follows redirects, sends forms, and keeps cookies as browsers do, for all ports of a host
 * together.
 */
final class Wanderer {

  private static final int MOST_REDIRECTS = 20;

  private record Cookie(String host, String path, String name, String value) {}

  private final HttpClient http =
      HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NEVER).build();
  private final List<Cookie> cookies;
  private HttpResponse<String> answer;
  private URI at = URI.create("about:blank");

  Wanderer() {
    cookies = new ArrayList<>();
  }

  /** Another tab of the same browser, on the same page. */
  Wanderer(Wanderer here) {
    cookies = here.cookies;
    answer = here.answer;
    at = here.at;
  }

  /** Goes to an address that was typed in. */
  Wanderer open(String address) {
    go("GET", URI.create(address), "", "none");
    return this;
  }

  /** Sends the form that matches as it is, but for these fields. */
  Wanderer send(String form, String... fields) {
    var element = page().select(form).first();
    if (element == null) throw new AssertionError("no " + form + " on " + this);
    var values = values(element);
    for (var i = 0; i < fields.length; i += 2) values.put(fields[i], fields[i + 1]);
    var action = element.hasAttr("action") ? element.absUrl("action") : at.toString();
    var body = Form.of(values);
    if (element.attr("method").equalsIgnoreCase("post"))
      go("POST", URI.create(action), body, site(action));
    else go("GET", URI.create(action.replaceAll("\\?.*", "") + "?" + body), "", site(action));
    return this;
  }

  /** Sends forms that have nothing to fill in, as pages of this kind do by script. */
  Wanderer goOn() {
    while (page()
            .select("form[method=post]:has(input[name=SAMLResponse], input[name=SAMLRequest])")
            .size()
        == 1) send("form[method=post]");
    return this;
  }

  /** What a browser would send of a form whose first button, if any has a name, is not pressed. */
  private static Map<String, String> values(Element form) {
    var values = new LinkedHashMap<String, String>();
    for (var field : form.select("input[name], select[name], textarea[name]")) {
      var type = field.attr("type");
      if (List.of("submit", "button", "file").contains(type)) continue;
      if (List.of("checkbox", "radio").contains(type) && !field.hasAttr("checked")) continue;
      if (field.tagName().equals("select")) {
        var chosen = field.select("option[selected]").first();
        if (chosen == null) chosen = field.select("option").first();
        values.put(field.attr("name"), chosen == null ? "" : chosen.val());
      } else values.put(field.attr("name"), field.val());
    }
    return values;
  }

  Document page() {
    return Jsoup.parse(answer.body(), at.toString());
  }

  String body() {
    return answer.body();
  }

  String text() {
    return page().text();
  }

  int status() {
    return answer.statusCode();
  }

  URI at() {
    return at;
  }

  @Override
  public String toString() {
    return at + " " + answer.statusCode() + ": " + text();
  }

  // ------------------------------------------------------------------ going

  private void go(String method, URI to, String body, String site) {
    for (var left = MOST_REDIRECTS; ; left--) {
      if (left == 0) throw new AssertionError("too many redirects, the last to " + to);
      answer = ask(method, to, body, site);
      at = to;
      keepCookies(to);
      var location = answer.headers().firstValue("Location");
      var refresh = page().selectFirst("meta[http-equiv=refresh]");
      if (location.isEmpty() && refresh == null) return;
      var next =
          to.resolve(
              location.orElseGet(() -> refresh.attr("content").replaceFirst("^0; ?url=", "")));
      if (!site.equals("none") && !isSameOrigin(to, next)) site = "same-site";
      to = next;
      if (answer.statusCode() != 307 && answer.statusCode() != 308) {
        method = "GET";
        body = "";
      }
    }
  }

  private HttpResponse<String> ask(String method, URI to, String body, String site) {
    var request = HttpRequest.newBuilder(to).header("Sec-Fetch-Site", site);
    var line =
        cookies.stream()
            .filter(it -> it.host().equals(to.getHost()) && to.getPath().startsWith(it.path()))
            .map(it -> it.name() + "=" + it.value())
            .collect(Collectors.joining("; "));
    if (!line.isEmpty()) request.header("Cookie", line);
    request.header("Accept", "text/html");
    if (method.equals("POST")) {
      request.header("Content-Type", "application/x-www-form-urlencoded");
      if (at.getHost() != null)
        request.header("Origin", at.getScheme() + "://" + at.getAuthority());
      request.POST(HttpRequest.BodyPublishers.ofString(body));
    }
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(to.toString(), e);
    }
  }

  private void keepCookies(URI from) {
    for (var line : answer.headers().allValues("Set-Cookie")) {
      var parts = line.split(";\\s*");
      var pair = parts[0].split("=", 2);
      var path = "/";
      var gone = false;
      for (var part : parts) {
        if (part.toLowerCase(Locale.ROOT).startsWith("path=")) path = part.substring(5);
        if (part.equalsIgnoreCase("Max-Age=0") || part.contains("1970")) gone = true;
      }
      var where = path;
      cookies.removeIf(
          it ->
              it.host().equals(from.getHost())
                  && it.path().equals(where)
                  && it.name().equals(pair[0]));
      if (!gone) cookies.add(new Cookie(from.getHost(), path, pair[0], pair[1]));
    }
  }

  private String site(String to) {
    var target = URI.create(to);
    if (at.getHost() == null) return "none";
    if (isSameOrigin(at, target)) return "same-origin";
    return at.getHost().equals(target.getHost()) ? "same-site" : "cross-site";
  }

  private static boolean isSameOrigin(URI one, URI other) {
    return one.getScheme().equals(other.getScheme())
        && one.getAuthority().equals(other.getAuthority());
  }
}
