package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.IVY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.NameServer;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An admin with the console of their DNS provider in the other tab. */
@InChromium
class DomainsJourneyTest {

  private static final NameServer dns = new NameServer();

  @RegisterExtension
  static final TestApp app = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DNS", dns.address()));

  @AfterAll
  static void closeNames() {
    dns.close();
  }

  @BeforeEach
  void beginAnew() {
    dns.reset();
    dns.zone("initech.example");
  }

  @Test
  void a_domain_is_added_put_right_and_verified_while_the_page_is_open() {
    try (var ivy = Visit.to(app).with(app.as(IVY))) {
      ivy.page().context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
      ivy.page().clock().install();
      ivy.open("/ui/organization/domains");
      ivy.button("Add initech.example").click();
      assertThat(ivy.toast()).hasText("initech.example is added. Now publish its record.");
      assertThat(ivy.page()).hasURL(app.origin() + "/ui/organization/domains/initech.example");

      ivy.button("Copy the value").click();
      assertThat(ivy.button("Copy the value")).hasText("Copied");
      var value = (String) ivy.page().evaluate("() => navigator.clipboard.readText()");
      assertThat(value).startsWith("initech-verify-dom_");

      dns.zone("initech.example").text("initech.example", value);
      ivy.button("Verify").click();
      assertThat(ivy.find("#findings"))
          .containsText("The record is at initech.example.initech.example.");
      assertThat(ivy.toast().last()).hasText("The record of initech.example is not right yet.");
      ivy.page().reload();
      assertThat(ivy.find("#findings")).containsText("enter @ as the name");

      // news arrives by itself, and takes the focus from nobody
      ivy.button("Verify").focus();
      dns.zone("initech.example").clear().text("@", value.substring(0, 40));
      app.clock().advance(Duration.ofMinutes(1));
      app.app().core().organizationDomains.lookUpDue();
      ivy.page().clock().fastForward(16_000);
      assertThat(ivy.find("#findings")).containsText("is missing");
      assertThat(ivy.button("Verify")).isFocused();

      dns.zone("initech.example").clear().text("@", value);
      app.clock().advance(Duration.ofMinutes(1));
      app.app().core().organizationDomains.lookUpDue();
      ivy.page().clock().fastForward(16_000);
      assertThat(ivy.find(".notice.done")).containsText("initech.example is verified");
      assertThat(ivy.find("#poll")).hasCount(0);

      ivy.link("Delete Domain").click();
      assertThat(ivy.find("#dialog")).containsText("Single sign-on");
      assertThat(ivy.find("#ask-title")).isFocused();
      ivy.page().keyboard().press("Escape");
      assertThat(ivy.link("Delete Domain")).isFocused();
      ivy.find(".trail a").click();
      assertThat(ivy.row("initech.example")).containsText("Verified");
      ivy.choose("initech.example", "Delete domain");
      ivy.button("Delete domain").click();
      assertThat(ivy.toast().last()).hasText("initech.example is deleted.");
      assertThat(ivy.button("Add initech.example")).isVisible();
    }
  }

  @Test
  void all_of_it_works_without_script() {
    try (var ivy = Visit.withoutScript(app).with(app.as(IVY)).expecting(422)) {
      ivy.open("/ui/organization/domains");
      ivy.link("Add another domain").click();
      ivy.field("Enter your domain").fill("https://www.initech.example/login");
      ivy.button("Add domain").click();
      assertThat(ivy.find("#domain-error")).containsText("such as initech.example");
      ivy.field("Enter your domain").fill("ivy@initech.example");
      ivy.button("Add domain").click();
      var value = ivy.find(".record td:nth-child(3) code").innerText();
      ivy.button("Verify").click();
      assertThat(ivy.find("#findings")).containsText("There is no TXT record");
      dns.zone("initech.example").text("@", value);
      ivy.button("Verify").click();
      assertThat(ivy.find(".notice.done")).containsText("is verified");
      ivy.link("Delete Domain").click();
      ivy.button("Delete domain").click();
      assertThat(ivy.find(".empty")).isVisible();
    }
  }
}
