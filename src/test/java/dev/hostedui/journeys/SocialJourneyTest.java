package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.testing.Axe;
import dev.hostedui.testing.FakeProviders;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** Gus signs in with an account he has elsewhere, and looks after it. */
@InChromium
class SocialJourneyTest {

  @Test
  void somebody_comes_by_an_account_of_their_own_stops_once_and_disconnects_it() {
    try (var world = FakeProviders.start();
        var app = TestApp.startAtItsAddress(Map.of("HOSTED_UI_SOCIAL_URL", world.address()));
        var gus = Visit.to(app).alsoAt(world.address())) {
      world.goBy(app.clock());
      app.hasNoWayToAnApp();
      for (var provider : SocialProvider.values()) FakeProviders.enable(app, provider);
      world.next(FakeProviders.Who.of("1001", "gus@globex.example"));

      gus.open("/login");
      for (var scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
        gus.scheme(scheme);
        Assertions.assertThat(Axe.problems(gus)).isEmpty();
      }
      gus.expecting(422).button("Continue with GitHub").click();
      gus.link("Cancel").click();
      assertThat(gus.find("h1")).hasText("You are not signed in");
      gus.link("Back to sign-in").click();
      gus.button("Continue with GitHub").click();
      gus.link("Continue as gus@globex.example").click();
      assertThat(gus.page()).hasURL(app.origin() + "/ui/organization/general");

      gus.open("/ui/profile/security");
      assertThat(gus.find("section[aria-labelledby=accounts-title] li")).containsText("GitHub");
      Assertions.assertThat(Axe.problems(gus)).isEmpty();
      gus.link("Disconnect GitHub").click();
      gus.button("Disconnect").click();
      assertThat(gus.toast().last()).hasText("GitHub was disconnected.");
      assertThat(gus.find("#accounts-title")).hasCount(0);
    }
  }
}
