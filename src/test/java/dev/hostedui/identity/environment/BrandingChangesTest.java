package dev.hostedui.identity.environment;

import static dev.hostedui.identity.environment.BrandingSetting.APP_NAME;
import static dev.hostedui.identity.environment.BrandingSetting.BACKGROUND_STYLE;
import static dev.hostedui.identity.environment.BrandingSetting.CORNER_RADIUS;
import static dev.hostedui.identity.environment.BrandingSetting.FOOTER_BADGE;
import static dev.hostedui.identity.environment.BrandingSetting.ORGANIZATION_WORD;
import static dev.hostedui.identity.environment.BrandingSetting.PAGE_COLOR;
import static dev.hostedui.identity.environment.BrandingSetting.PRIMARY_COLOR;
import static dev.hostedui.identity.environment.BrandingSetting.SUPPORT_EMAIL;
import static dev.hostedui.identity.environment.BrandingSetting.TERMS_URL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BrandingChangesTest {

  private static final Actor OPERATOR = new Actor.Internal("test");

  @RegisterExtension static final TestApp app = TestApp.start();

  private static BrandingChanges changes() {
    return app.app().core().brandingChanges;
  }

  private static List<Problem.Fault> faults(Map<BrandingSetting, String> given) {
    return catchThrowableOfType(Problem.class, () -> changes().change(OPERATOR, null, given))
        .faults();
  }

  @Test
  void an_organization_is_called_by_its_new_word_on_pages_and_in_refusals() {
    changes().change(OPERATOR, null, Map.of(ORGANIZATION_WORD, "Team"));

    var ada = app.as("ada@acmecorp.example");
    var users = ada.get("/ui/organization/users");
    assertThat(users.text("main")).contains("Remove from Team").doesNotContain("Organization");
    var gus = app.as("gus@globex.example");
    assertThat(gus.post("/ui/profile/account/departure").text("body"))
        .contains("A team keeps at least one active admin.");
  }

  @Test
  void what_is_given_is_changed_with_one_event_and_the_rest_stays() {
    changes()
        .change(
            OPERATOR,
            null,
            Map.of(
                PRIMARY_COLOR, "#0A6",
                BACKGROUND_STYLE, "linear-gradient(White, #eee)",
                CORNER_RADIUS, "large",
                FOOTER_BADGE, "off",
                ORGANIZATION_WORD, " Workspace "));
    var environment = app.app().core().environments.current();
    var branding = environment.branding();
    assertThat(branding.primaryColor()).isEqualTo("#00aa66");
    assertThat(branding.background()).hasToString("linear-gradient(#ffffff,#eeeeee)");
    assertThat(branding.cornerRadius()).isEqualTo(Branding.CornerRadius.LARGE);
    assertThat(branding.layout().badge()).isFalse();
    assertThat(branding.appName()).isEqualTo("Coffeedesk");
    assertThat(environment.organizationWord().word()).isEqualTo("Workspace");
    assertThat(events()).isEqualTo(1);

    changes().change(OPERATOR, null, Map.of(PRIMARY_COLOR, "#00aa66", FOOTER_BADGE, "off"));
    assertThat(events()).as("nothing differs").isEqualTo(1);
    changes().change(OPERATOR, null, Map.of(BACKGROUND_STYLE, ""));
    assertThat(app.app().core().environments.current().branding().background()).isNull();
  }

  private static long events() {
    return Long.parseLong(
        app.one("SELECT count(*) FROM events WHERE type = 'environment.branding_updated'"));
  }

  @Test
  void all_that_cannot_be_taken_is_named_and_nothing_is_changed() {
    var before = app.contents("environment", "events");
    assertThat(
            faults(
                Map.of(
                    APP_NAME, " ",
                    PRIMARY_COLOR, "#fff;}body{display:none}",
                    PAGE_COLOR, "red",
                    BACKGROUND_STYLE, "url(x)",
                    SUPPORT_EMAIL, "a\r\nBcc: b@example.com",
                    TERMS_URL, "javascript:alert(1)",
                    ORGANIZATION_WORD, "<b>",
                    FOOTER_BADGE, "perhaps",
                    CORNER_RADIUS, "huge")))
        .extracting(Problem.Fault::field)
        .containsExactlyInAnyOrder(
            "app_name",
            "primary_color",
            "page_color",
            "background_style",
            "support_email",
            "terms_url",
            "organization_word",
            "footer_badge",
            "corner_radius");
    assertThat(app.contents("environment", "events")).isEqualTo(before);
  }

  @Test
  void only_the_operator_and_only_on_the_version_they_have_seen() {
    var client = new Actor.Client("skc_x", Set.of(), Actor.Origin.INSIDE);
    assertThat(
            catchThrowableOfType(
                Problem.class, () -> changes().change(client, null, Map.of(APP_NAME, "X"))))
        .extracting(Problem::code)
        .isEqualTo("operator_only");
    assertThat(catchThrowableOfType(Problem.class, () -> changes().shown(client)).code())
        .isEqualTo("operator_only");
    assertThat(
            catchThrowableOfType(
                    Problem.class, () -> changes().change(OPERATOR, "1", Map.of(APP_NAME, "X")))
                .code())
        .isEqualTo("version_changed");
  }
}
