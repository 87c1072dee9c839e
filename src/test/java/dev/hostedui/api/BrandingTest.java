package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the operator says about the looks by the API, and what people then see. */
class BrandingTest {

  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'><path d='M0 0h9v9z'/></svg>";

  @RegisterExtension static final TestApp app = TestApp.start();

  private ApiClient api;

  @BeforeEach
  void call() {
    api = ApiClient.of(app);
  }

  private static String content(String file) {
    return "{\"content\":\""
        + Base64.getEncoder().encodeToString(file.getBytes(StandardCharsets.UTF_8))
        + "\"}";
  }

  private String styles(String page, String file) {
    for (var link : app.browser().get(page).elements("link[rel=stylesheet]"))
      if (link.attr("href").contains(file)) return app.browser().get(link.attr("href")).body();
    throw new AssertionError("no " + file + " on " + page);
  }

  @Test
  void what_is_changed_is_on_the_next_page_under_another_address() {
    var before = app.browser().get("/login").element("link[rel=stylesheet]").attr("href");
    var changed =
        api.patch(
            "/environment/branding",
            "{\"primary_color\":\"#0b5d3b\",\"background_style\":\"linear-gradient(#FFF, #dfe)\","
                + "\"logo_position\":\"INSIDE\",\"footer_badge\":false,\"organization_word\":\"Team\","
                + "\"header_alignment\":\"LEFT\"}");
    assertThat(changed.status()).as(changed.toString()).isEqualTo(200);
    assertThat(changed.json().at("/branding/footer_badge").asBoolean(true)).isFalse();
    var page = app.browser().get("/login");
    assertThat(page.element("link[rel=stylesheet]").attr("href")).isNotEqualTo(before);
    assertThat(styles("/login", "app.")).contains("--primary:#0b5d3b");
    assertThat(styles("/login", "plain."))
        .contains("background:linear-gradient(#ffffff,#ddffee)", "text-align:left");
    assertThat(page.elements("body.logo-inside")).hasSize(1);
    assertThat(page.elements(".badge")).isEmpty();
    assertThat(app.as(ADA).get("/ui/organization/general").text("#name-title"))
        .isEqualTo("Team name");
  }

  @Test
  void a_colour_that_is_a_style_sheet_is_refused_at_its_field_and_changes_nothing() {
    var refused =
        api.patch(
            "/environment/branding",
            "{\"app_name\":\"Teadesk\",\"page_color\":\"#fff;}body{display:none}\"}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.toString()).contains("page_color", "color_malformed");
    assertThat(api.get("/environment/branding").text("branding/app_name")).isEqualTo("Coffeedesk");
  }

  @Test
  void a_change_of_what_was_not_seen_is_refused() {
    var seen = api.get("/environment/branding").header("ETag");
    api.patch("/environment/branding", "{\"app_name\":\"Teadesk\"}");
    var late =
        api.header("If-Match", seen).patch("/environment/branding", "{\"app_name\":\"Milkdesk\"}");
    assertThat(late.status()).isEqualTo(412);
  }

  @Test
  void a_logo_is_served_as_a_picture_and_nothing_else() {
    var shown = api.put("/environment/branding/logo", content(SVG));
    assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
    var address = app.browser().get("/login").element(".brand img").attr("src");
    assertThat(shown.text("branding/logo_url")).endsWith(address);
    var picture = app.browser().get(address);
    assertThat(picture.header("Content-Type")).isEqualTo("image/svg+xml");
    assertThat(picture.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(picture.header("Content-Security-Policy"))
        .contains("default-src 'none'", "sandbox")
        .doesNotContain("unsafe");
    assertThat(picture.header("Cache-Control")).contains("immutable");
    assertThat(app.browser().get("/pictures/nothing").status()).isEqualTo(404);
    assertThat(app.browser().get(address.replaceAll(".$", "")).status()).isEqualTo(404);

    assertThat(api.delete("/environment/branding/logo").status()).isEqualTo(200);
    assertThat(app.browser().get("/login").elements(".brand img")).isEmpty();
    assertThat(app.browser().get(address).status()).as("mails still link to it").isEqualTo(200);
  }

  @Test
  void a_hostile_drawing_and_twenty_megabytes_are_refused_in_words() {
    var hostile =
        api.put(
            "/environment/branding/logo",
            content(
                "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)' viewBox='0 0 9 9'/>"));
    assertThat(hostile.status()).isEqualTo(400);
    assertThat(hostile.toString()).contains("has a script in it", "content");
    var huge =
        api.put(
            "/environment/branding/logo", "{\"content\":\"" + "A".repeat(20 * 1024 * 1024) + "\"}");
    assertThat(huge.status()).isEqualTo(413);
    assertThat(huge.toString()).contains("larger than");
    assertThat(api.put("/environment/branding/logo", "{}").toString()).contains("file_missing");
  }

  @Test
  void an_address_is_fetched_once_and_its_picture_served_by_us() throws IOException {
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var found = exchange.getRequestURI().getPath().equals("/logo");
          var bytes = SVG.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(found ? 200 : 404, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
    var base = "http://127.0.0.1:" + server.getAddress().getPort();
    try {
      var shown = api.put("/environment/branding/favicon", "{\"url\":\"" + base + "/logo\"}");
      assertThat(shown.status()).as(shown.toString()).isEqualTo(200);
      assertThat(shown.text("branding/favicon_source")).isEqualTo(base + "/logo");
      assertThat(app.browser().get("/login").element("link[rel=icon]").attr("href"))
          .startsWith("/pictures/");
      var missing = api.put("/environment/branding/logo", "{\"url\":\"" + base + "/no\"}");
      assertThat(missing.status()).isEqualTo(400);
      assertThat(missing.toString()).contains("it answered 404");
    } finally {
      server.stop(0);
    }
    var nowhere = api.put("/environment/branding/logo", "{\"url\":\"" + base + "/logo\"}");
    assertThat(nowhere.status()).isEqualTo(400);
    assertThat(nowhere.toString()).contains("nothing listens there");
    assertThat(api.put("/environment/branding/logo", "{\"url\":\"file:///etc/passwd\"}").status())
        .isEqualTo(400);
  }
}
