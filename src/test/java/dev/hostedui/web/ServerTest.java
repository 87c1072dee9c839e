package dev.hostedui.web;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.environment.BrandingChanges;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Waiting;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The edge: headers, sizes, odd requests, proxies, and a database that is away. */
@Waiting
class ServerTest {

  @RegisterExtension final TestApp app = TestApp.start();

  // ------------------------------------------------------------------ headers

  @Test
  void every_answer_carries_the_safety_headers() {
    var ada = app.as(ADA);
    var file = ada.get(app.browser().get("/login").element("link[rel=stylesheet]").attr("href"));
    for (var answer :
        List.of(
            ada.get("/ui/organization/users"),
            ada.copy().htmx().get("/ui/organization/users"),
            app.browser().get("/login"),
            app.browser().get("/ui/"),
            app.browser().htmx().get("/ui/profile/account"),
            ada.get("/nowhere"),
            ada.get("/ui/nowhere"),
            file,
            ada.get("/static/nowhere.css"),
            ada.get("/health/live"),
            ada.get("/health/ready"),
            ada.get("/dev/mail"),
            app.browser().with("Accept", "application/json").get("/dev/mail"),
            ada.get("/ui/organization/users?page=x"),
            app.as(MAX).get("/ui/organization/users/invitations"),
            ada.postBare("/logout"),
            ada.post("/ui/organization/general/name", "display_name", "x".repeat(70_000)))) {
      var policy = answer.header("Content-Security-Policy");
      assertThat(policy)
          .as(answer.toString())
          .contains("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")
          .doesNotContain("unsafe", "*");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("X-Frame-Options")).isEqualTo(answer == file ? "" : "DENY");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("strict-origin-when-cross-origin");
      assertThat(answer.header("Permissions-Policy")).contains("camera=()");
      assertThat(answer.header("X-Request-Id")).isNotEmpty();
      assertThat(answer.header("Server")).isEmpty();
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(answer.headers("X-Request-Id")).hasSize(1);
    }
  }

  @Test
  void cookies_of_others_lock_nobody_out() {
    var session = "hosted_ui=" + app.as(MAX).cookies().get("hosted_ui");
    for (var sent :
        List.of(
            "Cookie: a=\"b; " + session,
            "Cookie: " + session + "; theme=\"dark",
            "Cookie: theme=\"dark; x=y; " + session + "; z=\"",
            "Cookie: theme=\"dark\r\nCookie: " + session,
            "Cookie: a=\"b\\\"; " + session,
            "Cookie: a b=c,d\u00e9; {}; =; hosted_ui=; " + session,
            "Cookie:" + session + ";x"))
      assertThat(
              RawHttp.sendAll(
                      app.port(),
                      "GET /ui/profile/security HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                          + sent
                          + "\r\n\r\n")
                  .status())
          .as(sent)
          .isEqualTo(200);
  }

  /** Another host of the same site may set a cookie of any name but one with our prefix. */
  @Test
  void a_cookie_with_other_white_space_before_its_name_is_not_ours() {
    var session = "hosted_ui=" + app.as(MAX).cookies().get("hosted_ui");
    for (var before : List.of("", " ", "\t", "\u0085", "\u00a0", " \u0085"))
      assertThat(
              RawHttp.send(
                      app.port(),
                      "GET /ui/profile/security HTTP/1.1",
                      "Host: localhost",
                      "Connection: close",
                      "Cookie: x=y;" + before + session)
                  .status())
          .as("U+%04x", before.isEmpty() ? 0 : before.codePointBefore(before.length()))
          .isEqualTo(before.isBlank() ? 200 : 302);
  }

  @Test
  void an_answer_with_nothing_in_it_claims_no_media_type() {
    for (var request :
        List.of(
            "GET /userinfo",
            "OPTIONS /userinfo",
            "OPTIONS /oauth/token",
            "GET /ui/organization/users")) {
      var reply =
          RawHttp.sendAll(
              app.port(),
              request
                  + """
                   HTTP/1.1\r
                  Host: localhost\r
                  HX-Request: true\r
                  Connection: close\r
                  \r
                  """);
      assertThat(reply.body()).as(request).isEmpty();
      assertThat(reply.header("Content-Type")).as(request).isEmpty();
      assertThat(reply.status()).as(request).isIn(200, 204, 401);
    }
  }

  @Test
  void what_no_program_should_meet_is_answered_and_logged_too() {
    try (var probe =
        new Probe(
            app,
            routes ->
                routes.get(
                    "/deep",
                    Access.anyone(),
                    ctx -> {
                      throw new StackOverflowError();
                    }))) {
      var answer = probe.send("GET /deep");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).contains(answer.header("X-Request-Id"));
    }
  }

  /** What a header makes of it is known to no rule about requests that change something. */
  @Test
  void the_verb_of_a_request_is_the_one_in_its_first_line() {
    var ada = app.as(ADA);
    var override = ada.copy().with("X-HTTP-Method-Override", "POST").with("Origin", "https://evil");
    assertThat(override.get("/logout").status()).isEqualTo(405);
    assertThat(ada.get("/ui/organization/users").status()).isEqualTo(200);
    assertThat(ada.with("X-HTTP-Method-Override", "GET").post("/logout").status()).isEqualTo(303);
  }

  @Test
  void no_window_keeps_hold_of_a_page_but_those_on_the_way_of_a_sign_in() {
    var ada = app.as(ADA);
    for (var path : List.of("/ui/organization/users", "/ui/nowhere", "/nowhere", "/dev/mail"))
      assertThat(ada.get(path).header("Cross-Origin-Opener-Policy"))
          .as(path)
          .isEqualTo("same-origin");
    assertThat(app.browser().get("/login").header("Cross-Origin-Opener-Policy")).isEmpty();
  }

  @Test
  void a_harmless_request_id_is_kept_and_any_other_replaced() {
    assertThat(app.browser().with("X-Request-Id", "proxy-Req_12345").get("/login"))
        .extracting(answer -> answer.header("X-Request-Id"))
        .isEqualTo("proxy-Req_12345");
    for (var id :
        List.of("short", "x".repeat(65), "<script>alert(1)", "a b c d e f", "../../etc/x"))
      assertThat(app.browser().with("X-Request-Id", id).get("/login").header("X-Request-Id"))
          .isNotEqualTo(id)
          .matches("[a-z0-9-]+");
  }

  /** Proxies send the requests of many people over one connection, which remembers headers. */
  @Test
  void a_connection_that_many_share_gives_nobodys_letters_to_the_next() {
    var token = app.as(ADA).cookies().get("hosted_ui");
    var otherCase = token.chars().mapToObj(ServerTest::inOtherCase).collect(Collectors.joining());
    var lines = new StringBuilder();
    for (var cookie : List.of(otherCase, token, otherCase.substring(0, 9), token, otherCase))
      lines
          .append("GET /ui/profile/account HTTP/1.1\r\nHost: localhost\r\nCookie: hosted_ui=")
          .append(cookie)
          .append("\r\n\r\n");
    lines.append("GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    var answers = RawHttp.sendAll(app.port(), lines.toString()).text();

    assertThat(
            Pattern.compile("HTTP/1\\.1 (\\d+)").matcher(answers).results().map(it -> it.group(1)))
        .containsExactly("302", "200", "302", "200", "302", "200");
  }

  private static String inOtherCase(int letter) {
    return Character.toString(
        Character.isLowerCase(letter)
            ? Character.toUpperCase(letter)
            : Character.toLowerCase(letter));
  }

  @Test
  void a_packed_body_is_refused_in_words_of_each_face() {
    for (var path :
        List.of(
            "/api/v1/organizations",
            "/directory/dir_1/scim/v2/Users",
            "/oauth/token",
            "/login",
            "/ui/organization/general/name")) {
      var reply =
          RawHttp.sendAll(
              app.port(),
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
                  + "Content-Type: application/json\r\nContent-Encoding: GZIP\r\n"
                  + "Content-Length: 2\r\nConnection: close\r\n\r\n{}");
      assertThat(reply.status()).as(path).isEqualTo(415);
      assertThat(reply.header("Accept-Encoding")).isEqualTo("identity");
      assertThat(reply.body()).as(path).contains("without Content-Encoding");
    }
  }

  @Test
  void personal_pages_are_kept_by_nobody() {
    var ada = app.as(ADA);
    for (var path :
        List.of(
            "/ui/organization/users", "/ui/profile/account", "/login", "/login/organization", "/x"))
      assertThat(ada.get(path).header("Cache-Control")).as(path).contains("no-store");
    for (var path : List.of("/ui/", "/login"))
      assertThat(app.as(MAX).get(path).header("Cache-Control"))
          .as("redirect of " + path)
          .contains("no-store");
  }

  @Test
  void a_text_in_a_style_sheet_travels_as_it_is() {
    assertThat(app.browser().get(new Assets().url("scim.css")).body())
        .contains("content:\"Members: \";");
  }

  /** One that is in none of them is a square. */
  @Test
  void every_icon_is_in_a_style_sheet_of_the_page_it_stands_on() throws Exception {
    var templates = Path.of("templates");
    var texts = new TreeMap<String, String>();
    try (var files = Files.walk(templates)) {
      for (var file : files.filter(it -> it.toString().endsWith(".jte")).toList())
        texts.put(
            templates.relativize(file).toString().replaceAll("[/\\\\]", ".").replace(".jte", ""),
            Files.readString(file));
    }
    var within = new HashSet<String>();
    for (var text : texts.values()) within.addAll(found("@template\\.([\\w.]+)\\(", text));
    var common = new StringBuilder();
    var page = app.as(ADA).get("/ui/organization/general");
    for (var link : page.elements("head link[rel=stylesheet]"))
      common.append(app.browser().get(link.attr("href")).body());
    for (var name : texts.keySet()) {
      // parts of a page that has them, the other programs of the sample, and what is put into a
      // page
      if (within.contains(name)
          || name.matches("(coffeedesk|customer)\\..*|portal\\.scim\\.syncNews")) continue;
      var whole = whole(texts, name, new HashSet<>());
      var sheets = new StringBuilder(common);
      for (var sheet : found("(\\w+)StylesUrl", whole)) sheets.append(sheet(sheet));
      for (var icon : found("icon-((?:[a-z0-9-]|\\$\\{[^}]*\\})+)", whole))
        for (var one : icon.startsWith("$") ? found("\"([a-z0-9-]+)\"", icon) : List.of(icon))
          assertThat(sheets.toString()).as(name).contains(".icon-" + one + "{");
    }
  }

  /** A template with all that it is made of. */
  private static String whole(Map<String, String> texts, String name, Set<String> seen) {
    if (!seen.add(name)) return "";
    var whole = new StringBuilder(texts.get(name));
    for (var part : found("@template\\.([\\w.]+)\\(", texts.get(name)))
      whole.append(whole(texts, part, seen));
    return whole.toString();
  }

  /** The style sheet that templates call so; that of the pages around the portal is made anew. */
  private String sheet(String name) {
    if (!name.equals("plain"))
      return app.browser().get(new Assets().url(name.toLowerCase(Locale.ROOT) + ".css")).body();
    return app.browser()
        .get(app.browser().get("/login").element("link[href*=/plain.]").attr("href"))
        .body();
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern).matcher(text).results().map(it -> it.group(1)).toList();
  }

  @Test
  void static_files_are_kept_for_good_and_travel_compressed() throws Exception {
    var page = app.browser().get("/login");
    var paths =
        page.elements("link[href^=/static/], script[src^=/static/]").stream()
            .map(it -> it.hasAttr("href") ? it.attr("href") : it.attr("src"))
            .distinct()
            .toList();
    assertThat(paths).hasSizeGreaterThanOrEqualTo(4);
    for (var path : paths) {
      var plain = app.browser().get(path);
      assertThat(plain.status()).isEqualTo(200);
      assertThat(plain.header("Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
      assertThat(plain.header("Vary")).isEqualTo("Accept-Encoding");
      assertThat(plain.header("Content-Encoding")).isEmpty();
      assertThat(plain.headers("Set-Cookie")).isEmpty();
      if (path.endsWith(".woff2")) continue;
      var zipped =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(app.origin() + path))
                      .header("Accept-Encoding", "gzip, br")
                      .build(),
                  HttpResponse.BodyHandlers.ofByteArray());
      assertThat(zipped.headers().firstValue("Content-Encoding")).hasValue("gzip");
      try (var in = new GZIPInputStream(new ByteArrayInputStream(zipped.body()))) {
        assertThat(in.readAllBytes()).asString().isEqualTo(plain.body());
      }
    }
    assertThat(app.browser().get("/static/app.css").status()).isEqualTo(404);
  }

  /** A cache between would hand a packed answer to whoever cannot unpack it. */
  @Test
  void what_may_be_kept_by_others_says_that_it_depends_on_how_it_is_packed() {
    var css = app.browser().get("/login").element("link[rel=stylesheet]").attr("href");
    var packed = Map.of("gzip", true, "GZIP;q=0.5", true, "gzip;q=0, *", false, "br", false);
    for (var path : List.of(css, "/keys", "/.well-known/openid-configuration", "/openapi.json"))
      packed.forEach(
          (accepted, expected) -> {
            var reply =
                RawHttp.send(
                    app.port(),
                    "GET " + path + " HTTP/1.1",
                    "Host: localhost",
                    "Accept-Encoding: " + accepted,
                    "Connection: close");
            assertThat(reply.header("Cache-Control")).as(path).startsWith("public, ");
            assertThat(reply.header("Vary")).as(path).isEqualTo("Accept-Encoding");
            if (!expected) assertThat(reply.header("Content-Encoding")).as(accepted).isEmpty();
            else if (path.equals(css))
              assertThat(reply.header("Content-Encoding")).as(accepted).isEqualTo("gzip");
          });
  }

  @Test
  void a_changed_branding_is_a_style_sheet_of_its_own() {
    var before = app.browser().get("/login").element("link[rel=stylesheet]").attr("href");
    app.arrange("UPDATE environment SET primary_color = '#7a1fa2'");
    app.app().core().environments.refresh();
    var after = app.browser().get("/login").element("link[rel=stylesheet]").attr("href");
    assertThat(after).isNotEqualTo(before);
    assertThat(app.browser().get(after).body())
        .contains("@font-face", "--primary:#7a1fa2")
        .doesNotContain("/* ");
    // a page that was open already still finds the one it links to
    assertThat(app.browser().get(before).status()).isEqualTo(200);
  }

  @Test
  void a_square_picture_stands_beside_the_name_and_in_the_tab_and_any_other_for_the_name() {
    var page = app.browser().get("/login");
    var picture = page.element(".brand img");
    assertThat(picture.attr("alt")).isEmpty();
    assertThat(page.text(".brand")).isEqualTo("Coffeedesk");
    assertThat(page.element("link[rel=icon]").attr("href")).isEqualTo(picture.attr("src"));
    assertThat(app.browser().get(picture.attr("src")).header("Content-Type"))
        .isEqualTo("image/svg+xml");

    var wide =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'><path d='M0 0h9v9z'/></svg>";
    app.app()
        .core()
        .brandingChanges
        .show(
            new Actor.Internal("test"),
            null,
            BrandingChanges.Slot.LOGO,
            PictureFile.read(wide.getBytes(StandardCharsets.UTF_8), PictureFile.Use.LOGO),
            null);
    page = app.browser().get("/login");
    assertThat(page.element(".brand img").attr("alt")).isEqualTo("Coffeedesk");
    assertThat(page.text(".brand")).isEmpty();
    assertThat(page.element("link[rel=icon]").attr("href"))
        .isNotEqualTo(page.element(".brand img").attr("src"));
  }

  // ------------------------------------------------------------------ odd requests

  @Test
  void what_is_nowhere_is_404_and_says_nothing_about_how_it_is_built() {
    for (var path :
        List.of(
            "/nowhere",
            "/ui/nowhere",
            "/login/nowhere",
            "/ui/organization",
            "/ui/organization/sso/x",
            "/static/",
            "/static/../app.css",
            "/favicon.ico",
            "/.env",
            "/WEB-INF/web.xml")) {
      var answer = app.as(ADA).get(path);
      assertThat(answer.status()).as(path).isIn(400, 404);
      assertThat(answer.body())
          .doesNotContainIgnoringCase("jetty", "javalin", "exception", "at dev");
    }
  }

  @Test
  void tricks_with_the_path_open_nothing() {
    var token = app.as(MAX).cookies().get("hosted_ui");
    for (var path :
        List.of(
            "/ui/organization/users/%69nvitations",
            "/ui//organization/users/invitations",
            "//ui/organization/users/invitations",
            "/ui/organization/users/invitations/",
            "/ui/organization/users/./invitations",
            "/ui/profile/../organization/users/invitations",
            "/ui/profile/%2e%2e/organization/users/invitations",
            "/ui/profile/..%2forganization/users/invitations",
            "/ui/organization%2fusers/invitations",
            "/ui/organization/users;x=y/invitations",
            "/ui/organization/users/invitations;jsessionid=1",
            "/static/..%2f..%2fetc/passwd",
            "/static/%2e%2e/%2e%2e/etc/passwd",
            "/UI/organization/users/invitations",
            "/ui/organization/users/invitations%00",
            "/ui/organization/users\\invitations")) {
      for (var cookie : List.of("x=y", "hosted_ui=" + token)) {
        var reply =
            RawHttp.send(
                app.port(),
                "GET " + path + " HTTP/1.1",
                "Host: localhost",
                "Cookie: " + cookie,
                "Connection: close");
        assertThat(reply.status()).as(path).isIn(302, 400, 403, 404);
        assertThat(reply.body()).as(path).doesNotContain("Send invitation", "root:");
        assertThat(reply.text()).doesNotContainIgnoringCase("jetty", "at org.", "at dev.");
      }
    }
  }

  @Test
  void strange_methods_do_nothing() {
    var token = app.as(ADA).cookies().get("hosted_ui");
    var before = app.contents();
    for (var method :
        List.of("PUT", "DELETE", "PATCH", "TRACE", "OPTIONS", "CONNECT", "FOO", "get")) {
      var reply =
          RawHttp.send(
              app.port(),
              method + " /ui/organization/general/name HTTP/1.1",
              "Host: localhost",
              "Cookie: hosted_ui=" + token,
              "X-Secret: reflected?",
              "Sec-Fetch-Site: same-origin",
              "Content-Type: application/x-www-form-urlencoded",
              "Content-Length: 0",
              "Connection: close");
      assertThat(reply.status()).as(method).isBetween(400, 501).isNotEqualTo(500);
      assertThat(reply.text()).doesNotContain("reflected?");
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void asking_for_the_head_only_reveals_no_more_than_asking_for_all() {
    var token = app.as(ADA).cookies().get("hosted_ui");
    var reply =
        RawHttp.send(
            app.port(),
            "HEAD /ui/organization/users HTTP/1.1",
            "Host: localhost",
            "Cookie: hosted_ui=" + token,
            "Connection: close");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void what_cannot_be_read_is_answered_in_our_words_and_says_that_the_connection_ends() {
    for (var line : List.of("NONSENSE", "GE T / HTTP", "\u0016\u0003\u0001", "GET HTTP/1.1")) {
      var reply = RawHttp.send(app.port(), line, "Host: localhost");

      refused(reply, line);
      assertThat(reply.body()).as(line).endsWith(".\n").doesNotContain("<");
    }
  }

  @Test
  void an_answer_that_is_too_long_to_be_sent_says_by_what_number_it_is_found() {
    // each bracket takes three letters in the address that it leads to
    var reply =
        RawHttp.send(
            app.port(),
            "GET /ui/profile/account?x=" + "(".repeat(14_000) + " HTTP/1.1",
            "Host: localhost",
            "X-Request-Id: too-long-to-be-sent");

    assertThat(reply.status()).isEqualTo(500);
    assertThat(reply.header("X-Request-Id")).isEqualTo("too-long-to-be-sent");
    assertThat(reply.body()).contains("too-long-to-be-sent").doesNotContain("Jetty");
    assertThat(reply.header("Content-Security-Policy")).isNotEmpty();
  }

  private static void refused(RawHttp.Reply reply, String what) {
    assertThat(reply.status()).as(what).isIn(400, 414, 431, 505);
    assertThat(reply.header("Connection")).as(what).isEqualTo("close");
    assertThat(reply.header("Content-Security-Policy")).as(what).isNotEmpty();
    assertThat(reply.header("X-Content-Type-Options")).as(what).isEqualTo("nosniff");
    assertThat(reply.text()).as(what).doesNotContainIgnoringCase("jetty", "exception");
  }

  /** Requests for what is below an address, each unreadable in its own way. */
  private static List<String[]> unreadable(String path) {
    var host = "Host: localhost";
    return List.of(
        new String[] {"GET " + path + "/%zz HTTP/1.1", host},
        new String[] {"GET " + path + "/%00 HTTP/1.1", host},
        new String[] {"GET " + path + "?filter=" + "a".repeat(20_000) + " HTTP/1.1", host},
        new String[] {"GET http://localhost" + path + "/%zz HTTP/1.1", host},
        new String[] {"GET " + path + " HTTP/1.1", "Host: a b"},
        new String[] {"GET " + path + " HTTP/1.1", "Host: a", "Host: b"},
        new String[] {"GET " + path + " HTTP/1.1"},
        new String[] {"GET " + path + " HTTP/9.9", host},
        new String[] {"GET " + path + " HTTP/1.1", host, "X-Large: " + "a".repeat(20_000)});
  }

  @Test
  void what_cannot_be_read_is_answered_in_the_form_of_those_whose_address_it_begins_with() {
    for (var lines : unreadable("/directory/d/scim/v2/Users")) {
      var reply = RawHttp.send(app.port(), lines);
      refused(reply, lines[0]);
      assertThat(reply.header("Content-Type")).startsWith("application/scim+json");
      assertThat(reply.body())
          .contains("urn:ietf:params:scim:api:messages:2.0:Error", "\"detail\":")
          .contains("\"" + reply.status() + "\"");
    }
    for (var lines : unreadable("/api/v1/users")) {
      var reply = RawHttp.send(app.port(), lines);
      refused(reply, lines[0]);
      assertThat(reply.header("Content-Type")).startsWith("application/json");
      assertThat(reply.body()).contains("\"error_code\":", "\"message\":");
    }
    for (var lines : unreadable("/oauth/token")) {
      var reply = RawHttp.send(app.port(), lines);
      refused(reply, lines[0]);
      assertThat(reply.header("Content-Type")).startsWith("application/json");
      assertThat(reply.body()).contains("\"error\":\"invalid_request\"", "error_description");
    }
    for (var path : List.of("/ui/organization/users", "/login", "/portal/sso", "/nowhere"))
      for (var lines : unreadable(path)) {
        var reply = RawHttp.send(app.port(), lines);
        refused(reply, lines[0]);
        assertThat(reply.header("Content-Type")).startsWith("text/html");
        assertThat(reply.body()).contains("<h1>That did not work</h1>");
      }
  }

  @Test
  void what_was_asked_before_on_a_connection_says_nothing_of_what_cannot_be_read() {
    var reply =
        RawHttp.sendAll(
            app.port(),
            "GET /api/v1/users HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "GET /directory/d/scim/v2/Users/%zz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertThat(reply.text()).contains("\"error_code\":").contains("scim:api:messages:2.0:Error");
  }

  @Test
  void broken_encodings_are_the_senders_fault() {
    var token = app.as(ADA).cookies().get("hosted_ui");
    for (var query : List.of("q=%zz", "q=%", "q=%e0%80", "page=%f", "%=x", "q=%u0041")) {
      var reply =
          RawHttp.send(
              app.port(),
              "GET /ui/organization/users?" + query + " HTTP/1.1",
              "Host: localhost",
              "Cookie: hosted_ui=" + token,
              "Connection: close");
      assertThat(reply.status()).as(query).isIn(200, 400, 422);
    }
    var before = app.contents();
    for (var type :
        List.of(
            "application/x-www-form-urlencoded; charset=nonsense",
            "application/x-www-form-urlencoded; charset=utf-16",
            "application/x-www-form-urlencoded;charset=",
            "multipart/form-data",
            "multipart/form-data; boundary=x",
            "application/json",
            "text/plain",
            "nonsense",
            "")) {
      for (var body :
          List.of("display_name=%zz", "%", "\u0000\u0001", "--x\r\nbroken", "{\"a\":1}")) {
        var reply =
            RawHttp.sendAll(
                app.port(),
                "POST /ui/organization/general/name HTTP/1.1\r\n"
                    + "Host: localhost\r\n"
                    + "Cookie: hosted_ui="
                    + token
                    + "\r\nSec-Fetch-Site: same-origin\r\nContent-Type: "
                    + type
                    + "\r\nContent-Length: "
                    + body.length()
                    + "\r\nConnection: close\r\n\r\n"
                    + body);
        assertThat(reply.status()).as(type + " | " + body).isIn(400, 415, 422);
      }
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  /** The server gives up the connection when it cannot read one, also where nobody asked for it. */
  @Test
  void a_broken_form_with_a_file_from_nobody_says_that_the_connection_ends() {
    var body = "--x\r\nbroken";
    var reply =
        RawHttp.sendAll(
            app.port(),
            "POST /ui/organization/general/logo HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(body.length(), body));
    assertThat(reply.status()).isEqualTo(303);
    assertThat(reply.header("Connection")).isEqualTo("close");
  }

  @Test
  void a_form_that_cannot_be_decoded_is_malformed_and_none_of_it_is_taken() {
    var token = app.as(ADA).cookies().get("hosted_ui");
    var before = app.contents();
    for (var body :
        List.of(
            "display_name=%ff%fe",
            "display_name=A%c3",
            "display_name=A%ed%a0%80",
            "display_name=%u0041",
            "display_name=A&x=%",
            "display_name=A&x=%1",
            "display_name=A&%zz=x")) {
      for (var path : List.of("/ui/organization/general/name", "/login/organization/new")) {
        var reply =
            RawHttp.sendAll(
                app.port(),
                "POST %s HTTP/1.1\r\nHost: localhost\r\nCookie: hosted_ui=%s\r\nSec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                    .formatted(path, token, body.length(), body));
        assertThat(reply.status()).as(path + " | " + body).isEqualTo(400);
        assertThat(reply.text()).as(body).contains("What was sent is malformed");
      }
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void whoever_sends_a_body_that_is_too_large_can_read_why() {
    var body = "x".repeat(20 * 1024 * 1024);
    for (var i = 0; i < 10; i++)
      assertThat(app.browser().post("/login", "email", body).status()).isEqualTo(413);
  }

  @Test
  void a_huge_body_is_refused_before_it_is_read() {
    for (var path : List.of("/login", "/ui/organization/general/name", "/dev/sign-in")) {
      var declared =
          RawHttp.send(
              app.port(),
              "POST " + path + " HTTP/1.1",
              "Host: localhost",
              "Sec-Fetch-Site: same-origin",
              "Content-Type: application/x-www-form-urlencoded",
              "Content-Length: 104857600");
      assertThat(declared.status()).isEqualTo(413);
      assertThat(declared.header("Connection")).isEqualTo("close");
      var chunked =
          RawHttp.sendAll(
              app.port(),
              "POST "
                  + path
                  + " HTTP/1.1\r\nHost: localhost\r\nSec-Fetch-Site: same-origin\r\n"
                  + "Content-Type: application/x-www-form-urlencoded\r\n"
                  + "Transfer-Encoding: chunked\r\n\r\n10001\r\n"
                  + "x".repeat(65_537));
      assertThat(chunked.status()).isEqualTo(413);
      assertThat(chunked.header("Connection")).isEqualTo("close");
      // neither waited for the rest, which never came: that ends with 408
    }
    var both =
        RawHttp.send(
            app.port(),
            "POST /login HTTP/1.1",
            "Host: localhost",
            "Sec-Fetch-Site: same-origin",
            "Content-Length: 5",
            "Transfer-Encoding: chunked");
    assertThat(both.status()).isIn(400, 411);
  }

  @Test
  void huge_or_broken_headers_are_refused_without_a_word_about_the_server() {
    var huge =
        RawHttp.send(
            app.port(), "GET /login HTTP/1.1", "Host: localhost", "X-Big: " + "a".repeat(200_000));
    assertThat(huge.status()).isIn(0, 431);
    assertThat(huge.text()).doesNotContainIgnoringCase("jetty");
    for (var lines :
        List.of(
            new String[] {"GET /login HTTP/1.1"},
            new String[] {"GET /login HTTP/9.9", "Host: x"},
            new String[] {"NONSENSE"},
            new String[] {"GET /login HTTP/1.1", "Host: localhost", "Content-Length: -1"},
            new String[] {"GET /login HTTP/1.1", "Host: a", "Host: b"})) {
      var reply = RawHttp.send(app.port(), lines);
      assertThat(reply.status()).as(lines[0]).isIn(0, 400, 505);
      assertThat(reply.text()).doesNotContainIgnoringCase("jetty", "exception");
    }
  }

  @Test
  void a_foreign_host_header_finds_its_way_into_nothing() {
    var reply =
        RawHttp.send(
            app.port(),
            "GET /ui/ HTTP/1.1",
            "Host: evil.example",
            "X-Forwarded-Host: evil.example",
            "Connection: close");
    assertThat(reply.text()).doesNotContain("evil.example");
    app.browser().with("X-Forwarded-Host", "evil.example").post("/login", "email", MAX);
    assertThat(app.mailTo(MAX).text()).doesNotContain("evil").contains("http://localhost:8080/");
  }

  // ------------------------------------------------------------------ proxies

  @Test
  void a_client_cannot_make_up_its_address() {
    assertThat(addressSeen(app, "X-Forwarded-For: 6.6.6.6")).isEqualTo("127.0.0.1");
    assertThat(addressSeen(app, "Forwarded: for=6.6.6.6")).isEqualTo("127.0.0.1");
  }

  @Test
  void a_trusted_proxy_is_believed_as_far_as_it_can_know() {
    try (var behind =
        TestApp.start(
            Engine.SQLITE, Map.of("HOSTED_UI_TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.0/8"))) {
      assertThat(addressSeen(behind, "X-Forwarded-For: 203.0.113.7")).isEqualTo("203.0.113.7");
      assertThat(addressSeen(behind, "X-Forwarded-For: 6.6.6.6, 203.0.113.7, 10.1.2.3"))
          .isEqualTo("203.0.113.7");
      assertThat(addressSeen(behind, "X-Forwarded-For: 203.0.113.7:4711")).isEqualTo("203.0.113.7");
      assertThat(
              addressSeen(behind, "Forwarded: for=6.6.6.6, for=\"[2001:db8::1]:4711\";proto=https"))
          .isEqualTo("2001:db8::1");
      assertThat(addressSeen(behind, "X-Forwarded-For: <script>")).isEqualTo("127.0.0.1");
      assertThat(addressSeen(behind, "X-Forwarded-For: 6.6.6.6, nonsense")).isEqualTo("127.0.0.1");
      assertThat(addressSeen(behind, "X-Other: x")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void what_the_client_wrote_above_the_proxys_line_is_not_believed() {
    try (var behind =
        TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_TRUSTED_PROXIES", "127.0.0.1"))) {
      assertThat(addressSeen(behind, "X-Forwarded-For: 6.6.6.6", "X-Forwarded-For: 203.0.113.7"))
          .isEqualTo("203.0.113.7");
      assertThat(addressSeen(behind, "Forwarded: for=6.6.6.6", "Forwarded: for=203.0.113.7"))
          .isEqualTo("203.0.113.7");
      assertThat(addressSeen(behind, "Forwarded: for=6.6.6.6", "X-Forwarded-For: 203.0.113.7"))
          .as("two headers that disagree")
          .isEqualTo("127.0.0.1");
    }
  }

  private static String addressSeen(TestApp app, String... headers) {
    var body = "email=max%40acmecorp.example";
    var before = app.all("SELECT id FROM sessions");
    var reply =
        RawHttp.sendAll(
            app.port(),
            "POST /dev/sign-in HTTP/1.1\r\nHost: localhost\r\n"
                + String.join("\r\n", headers)
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
                + body.length()
                + "\r\nConnection: close\r\n\r\n"
                + body);
    assertThat(reply.status()).isEqualTo(303);
    var ids = app.all("SELECT id FROM sessions");
    ids.removeAll(before);
    return app.one("SELECT ip FROM sessions WHERE id = '" + ids.get(0) + "'");
  }

  // ------------------------------------------------------------------ health and storage

  @Test
  void operators_see_whether_it_lives_and_is_ready() {
    assertThat(app.browser().get("/health/live").status()).isEqualTo(200);
    assertThat(app.browser().get("/health/ready").body()).isEqualTo("ready\n");
  }

  @Test
  void a_read_only_database_refuses_changes_whole_and_still_shows_pages() {
    var ada = app.as(ADA);
    assertThatThrownBy(
            () ->
                app.app().core().database.inTransaction(tx -> tx.execute("PRAGMA query_only = 1")))
        .as("not even the transaction that made it so can be committed")
        .isInstanceOf(StorageUnavailable.class);
    var before = app.contents();
    for (var answer :
        List.of(
            ada.post("/ui/organization/general/name", "display_name", "X"),
            ada.copy().htmx().post("/ui/organization/general/name", "display_name", "X"),
            ada.post(
                "/ui/organization/users/invitations",
                "email",
                "n@acme.com",
                "role",
                app.role("member").value()),
            ada.post("/ui/organization/users/" + app.user(MAX).value() + "/removal"),
            ada.post("/logout"),
            app.browser().post("/login", "email", MAX))) unavailable(answer);
    var typed = app.browser().post("/login", "email", MAX, "return_to", "/ui/profile/account");
    unavailable(typed);
    assertThat(typed.element("form[action='/login'] [name=email]").val()).isEqualTo(MAX);
    assertThat(typed.element("form[action='/login'] [name=return_to]").val())
        .isEqualTo("/ui/profile/account");
    assertThat(typed.texts("dd")).as("what was typed").containsExactly(MAX);
    assertThat(ada.get("/ui/organization/users").status()).isEqualTo(200);
    assertThat(app.contents()).isEqualTo(before);

    app.clock().advance(Duration.ofMinutes(5));
    assertThat(ada.get("/ui/organization/users").status())
        .as("a page does not fail because the visit cannot be noted")
        .isEqualTo(200);
  }

  /** Nobody has typed what an identity provider has a browser post. */
  @Test
  void an_answer_of_a_provider_is_sent_again_and_not_shown() {
    app.hasNoWayToAnApp();
    var acme = SamlConnection.enabled(app, "acmecorp");
    var asked = acme.askedFor(app.browser(), MAX);
    var answer = acme.mint(asked, "00u-max", MAX).field();
    assertThatThrownBy(
            () ->
                app.app().core().database.inTransaction(tx -> tx.execute("PRAGMA query_only = 1")))
        .isInstanceOf(StorageUnavailable.class);

    var page = acme.post(answer, asked.relayState());

    unavailable(page);
    assertThat(page.element("form [name=SAMLResponse]").val()).isEqualTo(answer);
    assertThat(page.text("main")).contains("Send again").doesNotContain("typed");
    assertThat(page.texts(".primary")).containsExactly("Send again");
  }

  @Test
  void a_full_disk_leaves_nothing_half_done() {
    var ada = app.as(ADA);
    // as when no page more can be had from the disk
    app.app()
        .core()
        .database
        .inTransaction(tx -> tx.createQuery("PRAGMA max_page_count = 1").mapTo(Long.class).one());
    Answer last = null;
    for (var i = 0; i < 200; i++) {
      var before = app.contents();
      last =
          ada.post(
              "/ui/organization/users/invitations",
              "email",
              "person-with-a-long-address-" + i + "@acme.com",
              "role",
              app.role("member").value());
      if (last.status() == 503) {
        assertThat(app.contents()).isEqualTo(before);
        break;
      }
      assertThat(last.status()).isEqualTo(303);
    }
    assertThat(last).isNotNull();
    unavailable(last);
    assertThat(ada.get("/ui/organization/users").status()).isEqualTo(200);
  }

  @Test
  void a_database_server_that_drops_connections_is_no_fault_of_ours() {
    try (var other = TestApp.start(Engine.POSTGRESQL, Map.of())) {
      var ada = other.as(ADA);
      for (var i = 0; i < 10; i++) {
        drop(other, false);
        var before = nameOfAcme(other);
        var changed = ada.post("/ui/organization/general/name", "display_name", "X" + i);
        if (changed.status() == 303) {
          assertThat(nameOfAcme(other)).isEqualTo("X" + i);
        } else {
          unavailable(changed);
          assertThat(nameOfAcme(other)).isEqualTo(before);
        }
        drop(other, false);
        assertThat(ada.get("/ui/organization/users").status()).as("read once more").isEqualTo(200);
      }
    }
  }

  @Test
  void a_database_server_that_became_a_read_only_copy_refuses_changes_whole() {
    try (var other = TestApp.start(Engine.POSTGRESQL, Map.of())) {
      var ada = other.as(ADA);
      other.arrange(
          "ALTER DATABASE "
              + other.one("SELECT current_database()")
              + " SET default_transaction_read_only = on");
      drop(other, true);
      for (var i = 0; i < 20; i++) {
        unavailable(ada.post("/ui/organization/general/name", "display_name", "X"));
        assertThat(ada.get("/ui/organization/users").status()).isIn(200, 503);
      }
      assertThat(nameOfAcme(other)).isEqualTo("AcmeCorp");
    }
  }

  /** Sessions that live on keep what they were told when they began. */
  @Test
  @Timeout(60)
  void a_database_server_that_takes_changes_again_is_believed_without_any() throws SQLException {
    var url = Engine.POSTGRESQL.fresh();
    try (var other = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", url));
        var operator = operator(url)) {
      var ada = other.as(ADA);
      var database = other.app().core().database;
      execute(operator, "ALTER DATABASE %s SET default_transaction_read_only = on");
      execute(
          operator,
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s' AND pid <>"
              + " pg_backend_pid()");
      while (!database.trouble().equals(Optional.of(StorageUnavailable.Reason.READ_ONLY)))
        assertThat(ada.get("/ui/organization/users").status()).isIn(200, 503);
      unavailable(ada.post("/ui/organization/general/name", "display_name", "X"));

      execute(operator, "ALTER DATABASE %s RESET default_transaction_read_only");
      while (database.trouble().isPresent()) {
        assertThat(other.browser().get("/health/ready").status()).isIn(200, 503);
      }
      assertThat(other.browser().get("/health/ready").status()).isEqualTo(200);
      assertThat(ada.post("/ui/organization/general/name", "display_name", "Y").status())
          .isEqualTo(303);
    }
  }

  @Test
  void a_user_of_the_database_without_rights_is_the_operators_to_mend() throws SQLException {
    var url = Engine.POSTGRESQL.fresh();
    try (var operator = operator(url)) {
      execute(
          operator,
          """
          DO $$ BEGIN CREATE ROLE some_rights LOGIN; EXCEPTION WHEN duplicate_object THEN NULL;
          END $$;
          GRANT ALL ON ALL TABLES IN SCHEMA public TO some_rights;
          REVOKE ALL ON login_attempts FROM some_rights;
          """);
      var theirs = url.replaceFirst("user=\\w+", "user=some_rights");
      try (var other = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DATABASE_URL", theirs))) {
        unavailable(other.browser().post("/login", "email", MAX));
        assertThat(other.browser().get("/health/ready").body()).contains("lacks rights");
        execute(operator, "GRANT ALL ON login_attempts TO some_rights");
        assertThat(other.browser().get("/health/ready").status()).isEqualTo(200);
      } finally {
        execute(operator, "DROP OWNED BY some_rights");
      }
    }
  }

  private static Connection operator(String url) throws SQLException {
    return DriverManager.getConnection(url + "&options=-c%20default_transaction_read_only=off");
  }

  /** Runs statements, in which %s is the database. */
  private static void execute(Connection operator, String sql) throws SQLException {
    try (var statement = operator.createStatement()) {
      statement.execute(sql.replace("%s", operator.getCatalog()));
    }
  }

  /** Reads until a connection is found that still lives. */
  private static String nameOfAcme(TestApp app) {
    for (var i = 0; i < 50; i++) {
      try {
        return app.one("SELECT display_name FROM organizations WHERE slug = 'acmecorp'");
      } catch (StorageUnavailable e) {
        // the next one, then
      }
    }
    throw new AssertionError("no connection came back");
  }

  /** Ends every connection to the database but one, and makes that one read-only if wanted. */
  private static void drop(TestApp app, boolean readOnly) {
    for (var i = 0; i < 50; i++) {
      try {
        app.app()
            .core()
            .database
            .read(
                handle -> {
                  if (readOnly) handle.execute("SET default_transaction_read_only = on");
                  return handle
                      .createQuery(
                          "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE"
                              + " datname = current_database() AND pid <> pg_backend_pid()")
                      .mapTo(Integer.class)
                      .one();
                });
        return;
      } catch (StorageUnavailable e) {
        // one that was dropped before
      }
    }
    throw new AssertionError("no connection came back");
  }

  private static void unavailable(Answer answer) {
    assertThat(answer.status()).as(answer.toString()).isEqualTo(503);
    assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
    assertThat(answer.text("main")).contains("Nothing was changed");
    assertThat(answer.body()).doesNotContain("SQL", "sqlite", "postgres");
  }

  @Test
  void a_cookie_that_cannot_be_read_is_none() {
    for (var path : List.of("/ui/", "/login", "/login/code", "/oauth/authorize")) {
      var reply =
          RawHttp.send(
              app.port(),
              "GET " + path + " HTTP/1.1",
              "Host: localhost",
              "Cookie: x=a\tb",
              "Connection: close");
      assertThat(reply.status()).as(path).isLessThan(500).isNotZero();
    }
  }

  @Test
  void a_body_that_comes_late_is_judged_when_it_is_there() {
    var thief = app.as(MAX);
    var reply =
        RawHttp.sendLate(
            app.port(),
            () -> app.as(MAX).post("/ui/profile/security/sessions/others/revocation"),
            "given_name=Thief&family_name=Thief",
            "POST /ui/profile/account HTTP/1.1",
            "Host: localhost",
            "Sec-Fetch-Site: same-origin",
            "Content-Type: application/x-www-form-urlencoded",
            "Cookie: hosted_ui=" + thief.cookies().get("hosted_ui"),
            "Connection: close");
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.body()).contains("You are signed out");
    assertThat(app.one("SELECT given_name FROM users WHERE email = '" + MAX + "'"))
        .isEqualTo("Max");
  }

  // ------------------------------------------------------------------ features

  @Test
  void a_route_of_a_feature_is_open_only_while_the_operator_has_it_on() {
    try (var probe =
        new Probe(
            app,
            routes ->
                routes.get(
                    "/ui/gated",
                    Access.members(Permission.SETTINGS_READ).with(Feature.SSO),
                    ctx -> ctx.result("inside")))) {
      var port = probe.port();
      var token = app.as(MAX).cookies().get("hosted_ui");
      assertThat(gated(port, token).body()).isEqualTo("inside");

      app.arrange(
          "UPDATE organizations SET features = 'dir_sync sso_other' WHERE slug = 'acmecorp'");
      var refused = gated(port, token);
      assertThat(refused.status()).isEqualTo(403);
      assertThat(refused.body()).contains("This is not switched on for AcmeCorp.");

      app.arrange("UPDATE organizations SET features = 'dir_sync sso' WHERE slug = 'acmecorp'");
      assertThat(gated(port, token).status()).isEqualTo(200);
      app.arrange("UPDATE roles SET effective_permissions = '' WHERE name = 'member'");
      assertThat(gated(port, token).body()).contains("Your role does not allow this");
    }
  }

  private static RawHttp.Reply gated(int port, String token) {
    return RawHttp.send(
        port,
        "GET /ui/gated HTTP/1.1",
        "Host: localhost",
        "Cookie: hosted_ui=" + token,
        "Connection: close");
  }
}
