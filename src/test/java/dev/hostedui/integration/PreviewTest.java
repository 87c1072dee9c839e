package dev.hostedui.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.Map;
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
  void mails_in_the_operators_own_words_are_shown_as_they_are_sent() {
    var operator = new Actor.Internal("test");
    app.app()
        .core()
        .mailTemplates
        .save(
            operator,
            new MailTemplate(
                MailKind.INVITATION,
                "Join {{organization_name}}",
                "<p style='color: #123456'><a href='{{link}}'>Come in, {{user_name}}</a>"
                    + "<img src='https://cdn.example.com/hello.png' alt=''></p>",
                "{{link}}",
                Map.of()));
    var address = app.app().core().previewLinks.make();
    assertThat(app.browser().get(address).texts("h2"))
        .endsWith("Mail", "Mail invitation: Join Example Inc.");
    var mail = app.browser().get(address + "/mail-invitation");
    assertThat(mail.text("a")).isEqualTo("Come in, Ada Example");
    assertThat(mail.header("Content-Security-Policy"))
        .contains("style-src-attr 'unsafe-inline'", "img-src 'self' https:")
        .doesNotContain("script-src");

    app.arrange("UPDATE mail_templates SET variables = 'no json'");
    assertThat(app.browser().get(address).texts("h2")).endsWith("Mail");
    for (var none : new String[] {"/mail-invitation", "/mail-sign_in", "/mail-nothing"})
      assertThat(app.browser().get(address + none).status()).as(none).isEqualTo(404);
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
