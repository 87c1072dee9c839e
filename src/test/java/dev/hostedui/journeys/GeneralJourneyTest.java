package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;

import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@InChromium
class GeneralJourneyTest {

  @RegisterExtension final TestApp app = TestApp.start();

  @Test
  void an_organization_is_renamed_once_the_name_differs_and_is_not_empty() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general").expecting(422)) {
      var name = ada.field("Organization name");
      var save = ada.button("Save");
      assertThat(save).isDisabled();
      name.fill("  ");
      assertThat(save).isDisabled();
      name.fill("AcmeCorp");
      assertThat(save).isDisabled();

      name.fill("A".repeat(300));
      assertThat(save).isEnabled();
      save.click();
      assertThat(ada.find("#display_name-error")).isVisible();
      assertThat(name).isFocused();
      assertThat(name).hasValue("A".repeat(300));

      name.fill("Acme & Sons <Ltd>");
      save.click();
      assertThat(ada.toast()).hasText("The name is now Acme & Sons <Ltd>.");
      assertThat(name).hasValue("Acme & Sons <Ltd>");
      assertThat(ada.button("Save")).isDisabled();

      ada.page().reload();
      ada.find("#account-menu").click();
      assertThat(ada.find(".menu-organization")).hasText("Acme & Sons <Ltd>");
    }
  }

  @Test
  void allowed_domains_are_added_and_removed() {
    try (var ada = Visit.to(app).as(ADA).open("/ui/organization/general").expecting(422)) {
      var domain = ada.field("Domain to add");
      assertThat(ada.button("Add")).isDisabled();
      domain.fill("gmail.com");
      ada.page().keyboard().press("Enter");
      assertThat(ada.find("#domain-error")).isVisible();
      assertThat(domain).isFocused();
      assertThat(domain).hasAttribute("aria-describedby", "domain-error");
      assertThat(domain).hasValue("gmail.com");

      domain.fill("Acme-Labs.example");
      ada.button("Add").click();
      assertThat(ada.toast()).hasText("acme-labs.example is now an allowed email domain.");
      assertThat(ada.row("acme-labs.example")).isVisible();
      assertThat(ada.field("Domain to add")).hasValue("");

      ada.choose("acme-labs.example", "Remove");
      assertThat(ada.find("#dialog")).containsText("Remove acme-labs.example?");
      assertThat(ada.find("#ask-title")).isFocused();
      ada.page().keyboard().press("Escape");
      assertThat(ada.row("acme-labs.example").locator("summary")).isFocused();
      ada.choose("acme-labs.example", "Remove");
      ada.button("Remove domain").click();
      assertThat(ada.toast().last())
          .hasText("acme-labs.example is no longer an allowed email domain.");
      assertThat(ada.row("acme-labs.example")).hasCount(0);
    }
  }
}
