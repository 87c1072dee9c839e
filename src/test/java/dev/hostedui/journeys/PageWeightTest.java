package dev.hostedui.journeys;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.LoadState;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Visit;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What travels over the network, as the browser counts it: headers and compressed bodies. */
@InChromium
class PageWeightTest {

  private static final long FIRST_VISIT_BYTES = 50_000;
  private static final long LATER_WIDGET_BYTES = 5_000;
  private static final long GUIDED_WIDGET_BYTES = 8_000;

  @Test
  void a_first_visit_and_a_later_widget_are_light() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      var bytes = new Traffic(ada);

      ada.open("/ui/organization/users");
      // without a window nobody asks for the icon of the tab
      ada.page()
          .evaluate(
              "() => fetch(document.querySelector('link[rel=icon]').href).then(it => it.text())");
      assertThat(bytes.taken()).isBetween(10_000L, FIRST_VISIT_BYTES);

      for (var title :
          new String[] {
            "General", "Domain Verification", "Activity", "My Account", "Security", "Users"
          }) {
        ada.link(title).click();
        assertThat(ada.find("h1")).containsText(title);
        assertThat(bytes.taken()).as(title).isBetween(500L, LATER_WIDGET_BYTES);
      }
    }
  }

  @Test
  void who_has_a_passkey_gets_no_more_than_that() {
    try (var app = TestApp.start();
        var max = Visit.to(app).with(app.as(MAX))) {
      app.givePasskey(MAX, 1, "Bitwarden", "d548826e-79b4-db40-a3d8-11116f7e8349", "made");
      max.open("/ui/organization/users");
      max.page().waitForLoadState(LoadState.NETWORKIDLE);
      var bytes = new Traffic(max);
      max.link("Security").click();
      assertThat(max.find(".passkeys li")).hasCount(1);
      assertThat(bytes.taken()).isBetween(500L, LATER_WIDGET_BYTES);
    }
  }

  @Test
  void a_widget_with_guides_costs_little_more() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      ada.open("/ui/organization/users");
      ada.page().waitForLoadState(LoadState.NETWORKIDLE);
      var bytes = new Traffic(ada);
      ada.link("Single Sign On").click();
      assertThat(ada.find("#provider-OKTA")).isVisible();
      assertThat(bytes.taken()).isBetween(500L, GUIDED_WIDGET_BYTES);

      // its longest guide, with the styles of the widget once more
      app.as(ADA)
          .post("/ui/organization/sso/provider", "provider", "MICROSOFT_AD", "protocol", "SAML");
      try (var again = Visit.to(app).with(app.as(ADA))) {
        again.open("/ui/organization/users");
        again.page().waitForLoadState(LoadState.NETWORKIDLE);
        var all = new Traffic(again);
        again.link("Single Sign On").click();
        assertThat(again.find("#configuration-save")).isVisible();
        assertThat(all.taken()).isBetween(500L, GUIDED_WIDGET_BYTES);
      }
    }
  }

  @Test
  void provisioning_costs_no_more_than_that_with_its_longest_guide_and_with_groups() {
    try (var app = TestApp.start();
        var ada = Visit.to(app).with(app.as(ADA))) {
      ada.open("/ui/organization/users");
      ada.page().waitForLoadState(LoadState.NETWORKIDLE);
      var bytes = new Traffic(ada);
      ada.link("SCIM Provisioning").click();
      assertThat(ada.find("#provider-OKTA")).isVisible();
      assertThat(bytes.taken()).isBetween(500L, GUIDED_WIDGET_BYTES);

      app.as(ADA).post("/ui/organization/scim/provider", "provider", "MICROSOFT_AD");
      assertThat(laterVisit(app, ".todo")).isBetween(500L, GUIDED_WIDGET_BYTES);

      // its styles once more, with a page of groups that give roles
      app.arrange(
          """
          INSERT INTO directory_groups (id, directory_id, organization_id, position, display_name, display_name_key,
                                        attributes, member_count, version, created_at, updated_at)
          WITH RECURSIVE numbers (n) AS (SELECT 10 UNION ALL SELECT n + 1 FROM numbers WHERE n < 40)
          SELECT 'dirgroup_0000000000000000' || n, d.id, d.organization_id, n, 'Department number ' || n,
                 'department number ' || n, '{}', n, 1, 0, 0
            FROM numbers, directories d
          """);
      app.arrange("UPDATE directories SET group_count = 31, user_count = 40, first_contact_at = 1");
      assertThat(laterVisit(app, ".pairs")).isBetween(500L, GUIDED_WIDGET_BYTES);
    }
  }

  @Test
  void the_admin_portal_weighs_no_more_than_the_portal() {
    try (var app = TestApp.start();
        var guest = Visit.to(app)) {
      var link = app.portalLink("initech", PortalLinks.Terms.of(PortalLink.Kind.SHAREABLE));
      var opened = app.browser();
      opened.post(link.path());
      guest.with(opened);
      var bytes = new Traffic(guest);
      guest.open("/portal/domains");
      // the frame, and a widget with styles of its own in it
      assertThat(bytes.taken()).isBetween(10_000L, FIRST_VISIT_BYTES + LATER_WIDGET_BYTES);
      guest.link("Single Sign On").click();
      assertThat(guest.find("#provider-OKTA")).isVisible();
      assertThat(bytes.taken()).isBetween(500L, GUIDED_WIDGET_BYTES);
      guest.link("Domain Verification").click();
      assertThat(guest.find("#widget h1")).hasText("Domain Verification");
      assertThat(bytes.taken()).isBetween(500L, LATER_WIDGET_BYTES);
    }
  }

  private static long laterVisit(TestApp app, String shown) {
    try (var visit = Visit.to(app).with(app.as(ADA))) {
      visit.open("/ui/organization/users");
      visit.page().waitForLoadState(LoadState.NETWORKIDLE);
      var bytes = new Traffic(visit);
      visit.link("SCIM Provisioning").click();
      assertThat(visit.find(shown).first()).isVisible();
      return bytes.taken();
    }
  }

  /**
   * What a page fetches. A style sheet may still be on its way when its widget is shown already.
   */
  private static final class Traffic {
    private final Page page;
    private final Set<String> underWay = new HashSet<>();
    private long bytes;

    Traffic(Visit visit) {
      page = visit.page();
      var network = page.context().newCDPSession(page);
      network.send("Network.enable");
      network.on(
          "Network.requestWillBeSent", event -> underWay.add(event.get("requestId").getAsString()));
      network.on(
          "Network.loadingFinished",
          event -> {
            bytes += event.get("encodedDataLength").getAsLong();
            underWay.remove(event.get("requestId").getAsString());
          });
    }

    /** All that has come since this was asked before, once nothing more is on its way. */
    long taken() {
      page.waitForLoadState(LoadState.NETWORKIDLE);
      page.waitForCondition(underWay::isEmpty);
      var taken = bytes;
      bytes = 0;
      return taken;
    }
  }
}
