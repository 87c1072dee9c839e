package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Portal links as apps make them, in the original's shapes and in ours. */
class PortalLinkOperationsTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static String path(String slug) {
    return "/organizations/" + app.organization(slug).value() + "/portal_links";
  }

  private static List<String> features(ApiClient.Answer answer) {
    return StreamSupport.stream(answer.json().at("/link/features").spliterator(), false)
        .map(it -> it.asText())
        .toList();
  }

  @Test
  void an_app_makes_an_embed_link_for_each_load_of_its_page() {
    var api = ApiClient.of(app);
    var made = api.send("PUT", path("acmecorp") + "?features=sso&features=dir_sync", null);
    assertThat(made.status()).isEqualTo(200);
    assertThat(made.text("link/id")).matches("lnk_\\d{18}");
    assertThat(made.text("link/location"))
        .matches("http://localhost:\\d+/magicLink/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    assertThat(made.text("link/expire_time"))
        .isEqualTo(app.clock().instant().plus(Duration.ofMinutes(1)).toString());
    assertThat(features(made)).containsExactly("sso", "dir_sync");

    // all three are taken, also under their other names, and without any all that are on
    assertThat(features(api.send("PUT", path("acmecorp") + "?features=domain_verification", "{}")))
        .containsExactly("domain_verification");
    for (var name : List.of("directory_sync", "scim"))
      assertThat(features(api.send("PUT", path("acmecorp"), "{\"features\":[\"" + name + "\"]}")))
          .containsExactly("dir_sync");
    assertThat(features(api.send("PUT", path("acmecorp"), null)))
        .containsExactly("sso", "dir_sync", "domain_verification");
    app.app()
        .core()
        .organizations
        .setFeature(
            Identity.INTERNAL, app.organization("initech").value(), Feature.DIR_SYNC, false);
    assertThat(features(api.send("PUT", path("initech"), null)))
        .containsExactly("sso", "domain_verification");
    // what is off is told, as it may be on before the link is opened
    var part = api.send("PUT", path("initech") + "?features=sso&features=dir_sync", null);
    assertThat(features(part)).containsExactly("sso", "dir_sync");
    assertThat(part.json().at("/link/features_off").toString()).isEqualTo("[\"dir_sync\"]");
    assertThat(
            api.get(path("initech") + "/" + part.text("link/id")).json().at("/link/features_off"))
        .hasSize(1);
    assertThat(made.json().at("/link").has("features_off")).isFalse();

    var twice = path("acmecorp") + "?features=sso";
    assertThat(api.send("PUT", twice, "{\"features\":[\"dir_sync\"]}").code())
        .isEqualTo("FEATURES_CONTRADICT");
    assertThat(api.send("PUT", twice, "{\"features\":[]}").status()).isEqualTo(200);

    // an empty list is not all there is
    assertThat(api.send("PUT", path("acmecorp"), "{\"features\":[]}").code())
        .isEqualTo("FEATURES_EMPTY");
    assertThat(api.send("PUT", path("acmecorp") + "?features=", null).code())
        .isEqualTo("FEATURES_EMPTY");
    for (var without :
        List.of(
            "{\"features\":[\"sso\"],\"map_groups\":true}",
            "{\"features\":[\"sso\",\"domain_verification\"],\"map_groups\":true}"))
      assertThat(api.send("PUT", path("acmecorp"), without).code())
          .isEqualTo("MAP_GROUPS_NEEDLESS");

    assertThat(api.send("PUT", path("globex"), null).status()).isEqualTo(403);
    assertThat(api.send("PUT", path("acmecorp") + "?features=everything", null).status())
        .isEqualTo(400);
    // a plain GET lists, without what opens them
    var list = api.get(path("acmecorp"));
    assertThat(list.json().at("/links")).hasSize(6);
    assertThat(list.json().findValues("location")).isEmpty();
    assertThat(api.get(path("acmecorp") + "?kind=shareable").json().at("/links")).isEmpty();
    assertThat(api.get(path("acmecorp") + "?kind=embed").json().at("/links")).hasSize(6);
  }

  @Test
  void a_shareable_link_is_narrowed_bound_and_mailed() {
    var api = ApiClient.of(app);
    var acme = app.organization("acmecorp");
    var domain =
        app.app()
            .core()
            .organizationDomains
            .add(Identity.INTERNAL, acme, "shop.example", false)
            .id();
    var body =
        """
        {"kind":"shareable","step":{"type":"publish_record","object_id":"%s"},"email":" Carla@DNS.example ","send_email":true}
        """
            .formatted(domain.value());
    var made = api.send("PUT", path("acmecorp"), body);
    assertThat(made.status()).as(made.toString()).isEqualTo(200);
    assertThat(made.text("link/email")).isEqualTo("carla@dns.example");
    assertThat(made.text("link/step/object_id")).isEqualTo(domain.value());
    assertThat(made.json().at("/link/location").isMissingNode()).isTrue();
    var letter = app.mailTo("carla@dns.example");
    assertThat(letter.text()).contains("shop.example", "acmecorp-verify-", "AcmeCorp");
    var uuid = letter.link().replace("/magicLink/", "");
    app.app().core().portalSessions.sendCode(uuid, Actor.Origin.INSIDE);

    var one = path("acmecorp") + "/" + made.text("link/id");
    var got = api.get(one);
    assertThat(got.text("uses/0/type")).isEqualTo("CODE_SENT");
    assertThat(api.send("DELETE", one, null).json()).isEmpty();
    assertThat(api.get(one).text("link/status")).isEqualTo("REVOKED");
    assertThat(api.send("DELETE", one, null).status()).isEqualTo(200);
    assertThat(api.send("DELETE", path("acmecorp"), null).json()).isEmpty();

    for (var wrong :
        new String[][] {
          {"{\"send_email\":true}", "email"},
          {"{\"send_email\":true,\"email\":\"a@b.example\"}", "kind"},
          {"{\"email\":\"nobody\"}", "email"},
          {"{\"step\":{\"type\":\"dance\",\"object_id\":\"dom_1\"}}", "step.type"},
          {"{\"step\":{\"object_id\":\"dom_1\"}}", "step.type"},
          {"{\"kind\":\"eternal\"}", "kind"}
        }) {
      var refused = api.send("PUT", path("acmecorp"), wrong[0]);
      assertThat(refused.status()).as(wrong[0]).isEqualTo(400);
      assertThat(refused.text("validation_error_info/field_violations/0/field"))
          .as(wrong[0])
          .isEqualTo(wrong[1]);
    }
    var foreign =
        "{\"kind\":\"shareable\",\"step\":{\"type\":\"publish_record\",\"object_id\":\"%s\"}}"
            .formatted(domain.value());
    assertThat(api.send("PUT", path("initech"), foreign).status()).isEqualTo(404);
  }

  @Test
  void a_token_makes_links_to_what_it_may_change_itself() {
    var narrow = ApiClient.scoped(app, "sk_org_settings_manage sk_org_sso_manage");
    assertThat(features(narrow.send("PUT", path("acmecorp"), null)))
        .containsExactly("sso", "domain_verification");
    assertThat(narrow.send("PUT", path("acmecorp") + "?features=dir_sync", null).status())
        .isEqualTo(403);
    var all = ApiClient.of(app).send("PUT", path("acmecorp"), null).text("link/id");
    assertThat(narrow.send("DELETE", path("acmecorp") + "/" + all, null).status()).isEqualTo(403);
    assertThat(
            ApiClient.scoped(app, "sk_org_sso_manage").send("PUT", path("acmecorp"), null).status())
        .isEqualTo(403);
    assertThat(app.as(ADA).get("/api/v1" + path("acmecorp")).status()).isEqualTo(401);
  }
}
