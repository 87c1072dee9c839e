package dev.hostedui.identity.picture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.environment.BrandingChanges.Slot;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long pictures are kept, and that both databases take what branding says to them. */
class PicturesTest {

  private static final Actor OPERATOR = new Actor.Internal("test");

  private static PictureFile svg(String color) {
    var drawing =
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'><path fill='%s' d='M0 0h9v9z'/></svg>"
            .formatted(color);
    return PictureFile.read(drawing.getBytes(StandardCharsets.UTF_8), PictureFile.Use.LOGO);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_that_nobody_names_any_more_stays_for_a_season_and_another_ones_stays(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var core = app.app().core();
      var acme = app.organization("acmecorp");
      core.brandingChanges.show(OPERATOR, null, Slot.LOGO, svg("#111111"), null);
      core.organizationLogos.show(OPERATOR, acme, svg("#111111"));
      core.organizationLogos.show(OPERATOR, acme, svg("#222222"));
      core.organizationLogos.show(OPERATOR, acme, null);
      app.clock().advance(Duration.ofDays(89));
      assertThat(core.pictures.forgetReleased()).isZero();
      assertThat(core.pictures.find(svg("#222222").id())).as("in old mails").isPresent();
      app.clock().advance(Duration.ofDays(2));
      core.pictures.forgetReleased();
      assertThat(core.pictures.find(svg("#222222").id())).isEmpty();
      assertThat(core.pictures.find(svg("#111111").id())).as("still the app's").isPresent();

      core.brandingChanges.change(
          OPERATOR, null, Map.of(BrandingSetting.BACKGROUND_STYLE, "linear-gradient(red, blue)"));
      app.arrange(
          "UPDATE organizations SET logo_url = 'https://nowhere.invalid/x', logo_due_at = 0 WHERE slug = 'globex'");
      assertThat(core.organizationLogos.takeDue()).hasSize(1);
      assertThat(core.organizationLogos.takeDue()).as("somebody has it").isEmpty();
      var template = new MailTemplate(MailKind.SIGN_IN, "S", "{{otp}}", "{{otp}}", Map.of());
      core.mailTemplates.save(OPERATOR, template);
      core.mailTemplates.save(
          OPERATOR, new MailTemplate(MailKind.SIGN_IN, "T", "{{otp}}", "{{otp}}", Map.of()));
      assertThat(core.mailTemplates.find(OPERATOR, MailKind.SIGN_IN).orElseThrow().subject())
          .isEqualTo("T");
    }
  }
}
