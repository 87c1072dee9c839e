package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.environment.Branding;
import dev.hostedui.identity.environment.OrganizationWord;
import dev.hostedui.identity.picture.Tone;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LookTest {

  @Test
  void what_an_app_calls_an_organization_has_a_plural() {
    Map.of(
            "Organization", "organizations",
            "Company", "companies",
            "Workspace", "workspaces",
            "Business", "businesses",
            "Branch", "branches",
            "Day", "days",
            "Box", "boxes")
        .forEach((one, several) -> assertThat(called(one).organizations()).isEqualTo(several));
  }

  private static Look called(String word) {
    return new Look(
        "App",
        "App",
        new OrganizationWord(word),
        null,
        false,
        Tone.ANY,
        "",
        null,
        null,
        null,
        Branding.Layout.INITIAL,
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "",
        "");
  }
}
