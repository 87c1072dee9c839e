package dev.hostedui.integration;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.IVY;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.environment.BrandingSetting;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Answer;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An organization's own logo, wherever its people come. */
class OrganizationBrandingTest {

  private static final Actor OPERATOR = new Actor.Internal("test");
  private static final String GENERAL = "/ui/organization/general";
  private static final String BOUNDARY = "x-boundary-x";

  @RegisterExtension static final TestApp app = TestApp.start();

  private static void allow(boolean shown, boolean byAdmins) {
    app.app()
        .core()
        .brandingChanges
        .change(
            OPERATOR,
            null,
            Map.of(
                BrandingSetting.ORGANIZATION_BRANDING, shown ? "on" : "off",
                BrandingSetting.ORGANIZATION_LOGO_BY_ADMINS, byAdmins ? "on" : "off"));
  }

  private static byte[] png(int width, int height) {
    var bytes = new ByteArrayOutputStream();
    try {
      var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      ImageIO.write(image, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void give(String organization, byte[] logo) {
    app.app()
        .core()
        .organizationLogos
        .show(
            OPERATOR,
            app.organization(organization),
            logo.length == 0 ? null : PictureFile.read(logo, PictureFile.Use.LOGO));
  }

  private static Answer upload(TestApp.Browser browser, String organization, byte[] file) {
    var head =
        "--%1$s\r\nContent-Disposition: form-data; name=\"in_organization\"\r\n\r\n%2$s\r\n--%1$s\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"holiday.exe\"\r\nContent-Type: application/x-msdownload\r\n\r\n"
            .formatted(BOUNDARY, app.organization(organization).value());
    var form = new ByteArrayOutputStream();
    form.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    form.writeBytes(file);
    form.writeBytes(("\r\n--" + BOUNDARY + "--\r\n").getBytes(StandardCharsets.UTF_8));
    return browser.postRaw(
        GENERAL + "/logo", "multipart/form-data; boundary=" + BOUNDARY, form.toByteArray());
  }

  @Test
  void it_stands_where_people_sign_in_in_the_portal_in_the_chooser_and_in_mails() {
    var client = TestClient.web(app);
    var authorize = client.authorize("organization_id", app.organization("globex").value());
    give("globex", png(120, 40));
    var anyone = app.browser();
    var off = anyone.follow(anyone.get(authorize));
    assertThat(off.text("h1")).doesNotContain("Globex");
    assertThat(off.toString()).doesNotContain("Globex");

    allow(true, false);
    var page = anyone.follow(anyone.get(authorize));
    assertThat(page.text("h1")).isEqualTo("Sign in to Globex");
    var logo = page.element(".brand img");
    assertThat(logo.attr("alt")).isEqualTo("Globex");
    assertThat(app.browser().get(logo.attr("src")).header("Content-Type")).isEqualTo("image/png");

    var gus = app.as(GUS);
    assertThat(gus.get(GENERAL).element(".top .brand img").attr("src")).isEqualTo(logo.attr("src"));
    assertThat(app.as(ADA).get(GENERAL).text(".top .brand")).isEqualTo("Coffeedesk");
    assertThat(app.as(ADA).get("/login/organization").element(".choice img").attr("src"))
        .isEqualTo(logo.attr("src"));

    gus.post(
        "/ui/organization/users/invitations",
        "email",
        "new@globex.example",
        "role",
        app.role("member").value());

    assertThat(app.mailTo("new@globex.example").html())
        .contains("alt=\"Globex\"", logo.attr("src"))
        .contains("<img src=\"http");
    gus.post(
        "/ui/organization/users/invitations", "email", MAX, "role", app.role("member").value());
    // the mail has shown it to who is invited
    assertThat(app.as(MAX).get("/login/organization").element(".choice.still img").attr("src"))
        .isEqualTo(logo.attr("src"));
  }

  private static void wears(Answer page, String name) {
    var brand = page.element(".brand");
    var shown =
        brand.select("img").attr("alt") + brand.ownText() + brand.select(".wordmark").text();
    assertThat(shown).as(page.text("h1")).isEqualTo(name);
  }

  private static String link(PortalLink.Kind kind) {
    return app.portalLink("initech", PortalLinks.Terms.of(kind)).path();
  }

  @Test
  void it_stands_on_every_page_that_is_about_the_organization() {
    allow(true, false);
    give("initech", png(120, 40));
    var anyone = app.browser();

    // a link to the admin portal: before it is opened, inside, left, used up and over
    var path = link(PortalLink.Kind.SHAREABLE);
    wears(anyone.get(path), "Initech");
    anyone.post(path);
    wears(anyone.follow(anyone.get("/portal/")), "Initech");
    var over = anyone.copy();
    wears(anyone.post("/portal/leaving"), "Initech");
    wears(over.get("/portal/sso"), "Initech");
    var used = link(PortalLink.Kind.EMBED);
    anyone.post(used);
    wears(app.browser().get(used), "Initech");
    wears(anyone.get("/magicLink/unknown"), "Coffeedesk");

    // and the mails of a link
    var core = app.app().core();
    var carla = new EmailAddress("carla@dns.example");
    core.portalLinks.ask(
        Identity.INTERNAL,
        app.organization("initech"),
        new PortalLinks.Terms(PortalLink.Kind.SHAREABLE, Set.of(), null, false, carla));
    assertThat(app.mailTo(carla.value()).html()).contains("alt=\"Initech\"");
    anyone.post(URI.create(app.mailTo(carla.value()).link()).getPath() + "/code");
    assertThat(app.mailTo(carla.value()).subject()).contains("verification code");
    assertThat(app.mailTo(carla.value()).html()).contains("alt=\"Initech\"");

    // an invitation, and the mail of a sign-in whose app has named the organization
    var ivy = app.as(IVY);
    ivy.post(
        "/ui/organization/users/invitations",
        "email",
        "new@initech.example",
        "role",
        app.role("member").value());
    wears(app.browser().get(app.mailTo("new@initech.example").link()), "Initech");
    var client = TestClient.web(app);
    var signingIn = app.browser();
    var page =
        signingIn.follow(
            signingIn.get(
                client.authorize("organization_id", app.organization("initech").value())));
    signingIn.follow(
        signingIn.post(
            "/login",
            "email",
            IVY,
            "return_to",
            page.element("input[name=return_to]").attr("value")));
    var link = app.mailTo(IVY).link();
    wears(signingIn.get(link), "Initech");

    // what people see who are signed in there, and who just were
    wears(ivy.get("/oauth/authorize"), "Initech");
    wears(ivy.get("/oidc/logout"), "Initech");
    wears(ivy.get("/ui/profile/passkeys"), "Initech");
    app.arrange("UPDATE sessions SET status = 'revoked'");
    wears(ivy.post("/ui/organization/general/name", "display_name", "Initech 2"), "Initech");

    // a sign-in is not taken for that of whoever is signed in now
    wears(app.as(IVY).get("/login?again"), "Coffeedesk");

    // what a connection's provider is told wrong
    var connection = SamlConnection.enabled(app, "initech");
    wears(app.browser().get(connection.address("/callback")), "Initech");

    allow(false, false);
    wears(app.browser().get(path), "Coffeedesk");
  }

  /** By whose picture the newest mail to an address stands; empty for the app's name in words. */
  private static String logoOfMailTo(String email) {
    var alt = Pattern.compile("<img [^>]*alt=\"([^\"]*)\"").matcher(app.mailTo(email).html());
    return alt.find() ? alt.group(1) : "";
  }

  @Test
  void a_sign_in_that_is_known_to_be_about_the_organization_wears_it_to_its_end() {
    allow(true, false);
    give("initech", png(120, 40));

    // the app has named it
    var client = TestClient.web(app);
    var browser = app.browser();
    var initech = app.organization("initech").value();
    var page = browser.follow(browser.get(client.authorize("organization_id", initech)));
    var returnTo = page.element("input[name=return_to]").attr("value");
    wears(browser.follow(browser.post("/login", "email", IVY, "return_to", returnTo)), "Initech");
    assertThat(logoOfMailTo(IVY)).isEqualTo("Initech");
    assertThat(browser.get(app.mailTo(IVY).link()).text("h1")).isEqualTo("Sign in to Initech");

    // somebody has the link of an invitation, copied by hand
    var ivy = app.as(IVY);
    var people = "/ui/organization/users/";
    var member = app.role("member").value();
    ivy.post(people + "invitations", "email", "new@initech.example", "role", member);
    var link =
        ivy.post(people + app.user("new@initech.example").value() + "/link")
            .element("#link")
            .attr("value");
    var invited = app.browser();
    wears(invited.follow(invited.post(URI.create(link).getPath())), "Initech");
    assertThat(logoOfMailTo("new@initech.example")).isEqualTo("Initech");

    // the organization's provider has named a mailbox that is still to be proven
    app.app()
        .core()
        .members
        .provision(Identity.INTERNAL, "initech", "con@tractor.example", "", "", "member");
    app.app()
        .core()
        .database
        .useTransaction(
            tx ->
                app.app()
                    .core()
                    .organizationDomains
                    .addVerified(
                        tx,
                        OPERATOR,
                        app.organization("initech"),
                        DomainName.parse("domain", "initech.example")));
    var connection = SamlConnection.enabled(app, "initech");
    var contractor = app.browser();
    wears(contractor.post("/login", "email", IVY), "Coffeedesk");
    var asked = connection.askedFor(contractor, IVY);
    var back =
        connection.post(connection.mint(asked, "c", "con@tractor.example"), asked.relayState());
    wears(contractor.follow(contractor.follow(back)), "Initech");
    assertThat(logoOfMailTo("con@tractor.example")).isEqualTo("Initech");
    // the app has named it, and the address leads to its provider
    wears(browser.post("/login", "email", IVY, "return_to", returnTo), "Initech");
  }

  @Test
  void whoever_only_types_an_address_is_shown_nothing_of_the_organization() {
    allow(true, false);
    give("globex", png(120, 40));
    var anyone = app.browser();
    wears(anyone.follow(anyone.post("/login", "email", GUS)), "Coffeedesk");
    var mail = app.mailTo(GUS);
    assertThat(mail.html()).doesNotContain("Globex");
    wears(app.browser().get(mail.link()), "Coffeedesk");
  }

  @Test
  void news_of_an_account_wears_that_of_the_organization_its_person_was_in() {
    allow(true, false);
    give("initech", png(120, 40));
    var ivy = app.as(IVY);
    app.as(IVY); // from the same device: nothing is new about it
    app.givePasskey(IVY, 1, "Key", "42b4fb4a-2866-43b2-9bf7-6c6669c2e5d3", "impossible");
    ivy.post("/ui/profile/security/passkeys/cred_000000000000000001/removal");
    assertThat(app.mailTo(IVY).subject()).contains("passkey");
    assertThat(logoOfMailTo(IVY)).isEqualTo("Initech");
    var link = app.mailTo(IVY).link();
    wears(app.browser().get(link), "Initech");
    wears(app.browser().post(link), "Initech");
    wears(app.browser().get(link), "Coffeedesk");

    var elsewhere = app.browser().with("User-Agent", "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0");
    elsewhere.post("/login", "email", IVY);
    elsewhere.post("/login/code", "code", app.mailTo(IVY).code());
    assertThat(app.mailTo(IVY).subject()).contains("New sign-in");
    assertThat(logoOfMailTo(IVY)).isEqualTo("Initech");
  }

  @Test
  void an_admin_chooses_it_under_general_where_the_operator_allows_it() {
    var ada = app.as(ADA);
    assertThat(ada.get(GENERAL).has("#logo")).isFalse();
    assertThat(upload(ada, "acmecorp", png(120, 40)).status()).isEqualTo(403);
    allow(true, true);
    assertThat(ada.get(GENERAL).has("#logo")).isTrue();
    assertThat(app.as(MAX).get(GENERAL).has("#logo")).isFalse();
    assertThat(upload(app.as(MAX), "acmecorp", png(120, 40)).status()).isEqualTo(403);

    var sent = upload(ada, "acmecorp", png(120, 40));
    assertThat(sent.status()).as(sent.toString()).isEqualTo(303);
    var page = ada.follow(sent);
    assertThat(page.toast()).isEqualTo("The logo is changed.");
    assertThat(page.has("main img.logo")).isTrue();
    assertThat(app.events()).endsWith("organization.updated");

    assertThat(ada.get(GENERAL + "/logo/removal").text("h1")).contains("Remove the logo?");
    ada.follow(ada.post(GENERAL + "/logo/removal"));
    assertThat(ada.get(GENERAL).has("main img.logo")).isFalse();
  }

  @Test
  void what_cannot_be_taken_is_said_at_the_field_and_changes_nothing() {
    allow(true, true);
    var ada = app.as(ADA);
    var before = app.contents("organizations", "events", "pictures");
    var script = "<svg xmlns='http://www.w3.org/2000/svg' onload='x()' viewBox='0 0 9 9'/>";
    var hostile = upload(ada, "acmecorp", script.getBytes(StandardCharsets.UTF_8));
    assertThat(hostile.status()).isEqualTo(422);
    assertThat(hostile.text("#logo-error")).contains("script");
    assertThat(hostile.element("#logo").attr("aria-describedby")).isEqualTo("logo-error");
    assertThat(upload(ada, "acmecorp", new byte[0]).text("#logo-error")).contains("Choose a file");
    assertThat(upload(ada, "acmecorp", png(100, 20)).text("#logo-error")).contains("36");
    assertThat(upload(ada, "acmecorp", new byte[20 * 1024 * 1024]).status()).isEqualTo(413);
    assertThat(upload(ada, "globex", png(120, 40)).status()).isEqualTo(409);
    assertThat(app.contents("organizations", "events", "pictures")).isEqualTo(before);
  }

  @Test
  void an_address_that_the_app_keeps_is_fetched_and_what_is_wrong_with_it_is_known()
      throws IOException {
    allow(true, false);
    var picture = png(120, 40);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, picture.length);
          exchange.getResponseBody().write(picture);
          exchange.close();
        });
    server.start();
    var address = "http://127.0.0.1:" + server.getAddress().getPort() + "/logo.png";
    app.arrange(
        "UPDATE organizations SET logo_url = '"
            + address
            + "', logo_due_at = 0 WHERE slug = 'globex'");
    var core = app.app().core();
    var globex = app.organization("globex");
    try {
      assertThat(core.logoFetch.fetchDue()).isEqualTo(1);
      assertThat(core.organizationLogos.find(globex).orElseThrow().logo()).isNotNull();
      assertThat(core.logoFetch.fetchDue()).as("until tomorrow").isZero();
    } finally {
      server.stop(0);
    }
    app.arrange("UPDATE organizations SET logo_due_at = 0 WHERE slug = 'globex'");
    core.logoFetch.fetchDue();
    var stale = core.organizationLogos.find(globex).orElseThrow();
    assertThat(stale.fault()).contains("nothing listens there");
    assertThat(stale.logo()).as("the last one stays").isNotNull();
    allow(true, true);
    assertThat(app.as(GUS).get(GENERAL).text("main .notice.waiting"))
        .contains("The picture above, which is older, stays.", "nothing listens there")
        .doesNotContain("not shown");
    app.arrange("UPDATE organizations SET logo_picture = NULL WHERE slug = 'globex'");
    assertThat(app.as(GUS).get(GENERAL).text("main .notice.waiting"))
        .contains("that is not shown", "nothing listens there")
        .doesNotContain("above");

    give("globex", new byte[0]);
    assertThat(core.organizationLogos.find(globex).orElseThrow().source()).isNull();
  }
}
