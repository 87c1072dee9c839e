package dev.hostedui.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The preview whose address {@code branding preview} prints. */
class PreviewTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void it_shows_every_face_without_a_session_and_nothing_runs_in_it() {
    var address = app.app().core().previewLinks.make();
    var page = app.browser().get(address);
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.header("Content-Security-Policy")).contains("frame-src 'self'");
    assertThat(page.elements("iframe")).hasSize(18);
    for (var frame : page.elements("iframe")) {
      assertThat(frame.attr("sandbox")).isEqualTo("allow-same-origin");
      assertThat(frame.hasAttr("inert")).isTrue();
    }
    for (var link : page.elements("h2 a")) {
      var face = app.browser().get(link.attr("href"));
      assertThat(face.status()).as(link.attr("href")).isEqualTo(200);
      assertThat(face.body()).contains("Coffeedesk");
      assertThat(face.header("Content-Security-Policy")).contains("frame-ancestors 'self'");
    }
  }

  @Test
  void it_is_over_after_an_hour_and_nobody_makes_one_up() {
    var address = app.app().core().previewLinks.make();
    assertThat(app.browser().get(address + "/nothing").status()).isEqualTo(404);
    assertThat(app.browser().get("/preview/made-up").status()).isEqualTo(404);
    assertThat(app.browser().get(address + "x").status()).isEqualTo(404);
    assertThat(app.browser().get("/preview/made-up/sign-in").status()).isEqualTo(404);
    app.clock().advance(Duration.ofMinutes(61));
    assertThat(app.browser().get(address).status()).isEqualTo(404);
    assertThat(app.browser().get(address + "/sign-in").status()).isEqualTo(404);
  }
}
