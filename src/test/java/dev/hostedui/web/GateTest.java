package dev.hostedui.web;

import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinkId;
import dev.hostedui.identity.portallink.PortalSessionId;
import dev.hostedui.identity.portallink.PortalVisitor;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who calls, what is asked of them, and what a request may look like. */
class GateTest {

  private static final Actor ACTOR = new Actor.Internal("a caller");
  private static final String OTHER_SITE = "Sec-Fetch-Site: cross-site";

  private static TestApp app;
  private static Probe probe;

  @BeforeAll
  static void start() {
    app = TestApp.start();
    probe =
        new Probe(
            app,
            Map.of(
                Access.Kind.API, bearer("api-token", new Caller.Client(ACTOR)),
                Access.Kind.DIRECTORY, bearer("directory-token", new Caller.Directory(ACTOR)),
                Access.Kind.LINK, new LinkCookie()),
            Probe.PATIENT,
            GateTest::mount);
  }

  @AfterAll
  static void stop() {
    probe.close();
    app.close();
  }

  private static void mount(Routes routes) {
    routes.get("/api/things", Access.api(), GateTest::sayWho);
    routes.post("/api/things", Access.api(), 200_000, GateTest::sayWho);
    routes.put("/api/things/{thing}", Access.api(), 1_000, ctx -> ctx.result(ctx.body()));
    routes.patch("/api/things/{thing}", Access.api(), 1_000, GateTest::sayWho);
    routes.delete("/api/things/{thing}", Access.api(), GateTest::sayWho);
    routes.post("/scim/Users", Access.directory(), 1_000, GateTest::sayWho);
    routes.get("/setup", Access.link(), GateTest::sayWho);
    routes.post("/setup", Access.link(), GateTest::sayWho);
    var sso = Access.link(PortalModule.SSO);
    routes.get("/setup/sso", sso.and(Permission.SSO_MANAGE), GateTest::sayWho);
    routes.get("/setup/sso/step", sso.orStep(PortalStep.Kind.ENTER_METADATA), GateTest::sayWho);
    routes.get("/setup/scim", Access.link(PortalModule.SCIM), GateTest::sayWho);
    routes.post(
        "/saml/acs",
        Access.crossSitePost(),
        ctx -> ctx.result(Visitor.maybe(ctx).isPresent() ? "known" : Requests.encodedForm(ctx)));
    routes.get("/ui/page", Access.signedIn(), GateTest::sayWho);
    routes.post("/ui/page/form", Access.signedIn(), GateTest::sayWho);
    routes.get("/ui/*", Access.signedIn(), ctx -> ctx.status(404).html("nothing here"));
    routes.post(
        "/json",
        Access.client(),
        ctx -> ctx.result(JsonBody.read(ctx, Set.of("application/json")).toString()));
  }

  private static void sayWho(Context ctx) {
    ctx.result(Caller.of(ctx).getClass().getSimpleName() + " " + Caller.of(ctx).actor().type());
  }

  private static Credential bearer(String good, Caller caller) {
    return new BearerCredential(
        (token, ctx) -> token.equals(good) ? Optional.of(caller) : Optional.empty());
  }

  /** As a room that hands out links would keep them. */
  private static final class LinkCookie implements Credential {
    @Override
    public Optional<Caller> caller(Context ctx) {
      return Optional.ofNullable(ctx.cookie("link"))
          .flatMap(
              it ->
                  switch (it) {
                    case "good" -> Optional.of(holder(null));
                    case "step" ->
                        Optional.of(
                            holder(new PortalStep(PortalStep.Kind.ENTER_METADATA, "conn_1")));
                    default -> Optional.empty();
                  });
    }

    private static Caller holder(@Nullable PortalStep step) {
      return new Caller.LinkHolder(
          new PortalVisitor(
              new PortalLinkId("lnk_1"),
              PortalLink.Kind.SHAREABLE,
              new PortalSessionId("pses_1"),
              new OrganizationId("org_1"),
              "Initech",
              null,
              Set.of(Feature.SSO),
              Set.of(PortalModule.SSO),
              step,
              Set.of(),
              Set.of(),
              null,
              Instant.MAX),
          Actor.Origin.INSIDE);
    }

    @Override
    public void refuse(Context ctx) {
      ctx.status(401).result("Ask for a new link.");
    }
  }

  private static String session() {
    return "Cookie: hosted_ui=" + app.as(MAX).cookies().get("hosted_ui");
  }

  // ------------------------------------------------------------------ who calls

  @Test
  void each_kind_of_caller_is_known_by_its_own_credential() {
    assertThat(probe.send("GET /api/things", "Authorization: Bearer api-token").body())
        .isEqualTo("Client system");
    assertThat(probe.send("POST /scim/Users", "Authorization: bearer directory-token").body())
        .isEqualTo("Directory system");
    assertThat(probe.send("GET /setup", "Cookie: link=good").body())
        .isEqualTo("LinkHolder portal_link");
    assertThat(probe.send("GET /ui/page", session()).body()).isEqualTo("Visitor user");
  }

  @Test
  void a_credential_opens_nothing_but_the_routes_of_its_kind() {
    for (var other :
        new String[] {
          "Authorization: Bearer directory-token",
          "Authorization: Bearer api-token2",
          "Authorization: Basic YXBpLXRva2VuOg==",
          "Authorization: Bearer",
          "Cookie: link=good",
          session()
        }) {
      var reply = probe.send("GET /api/things", other);
      assertThat(reply.status()).as(other).isEqualTo(401);
      assertThat(reply.header("WWW-Authenticate")).as(other).startsWith("Bearer");
    }
    for (var other : new String[] {"Authorization: Bearer api-token", session(), "X: y"})
      assertThat(probe.send("POST /scim/Users", other).status()).as(other).isEqualTo(401);
    for (var other : new String[] {"Authorization: Bearer api-token", session(), "Cookie: link=x"})
      assertThat(probe.send("GET /setup", other).body()).isEqualTo("Ask for a new link.");
    for (var other : new String[] {"Authorization: Bearer api-token", "Cookie: link=good"}) {
      var reply = probe.send("GET /ui/page", other);
      assertThat(reply.status()).as(other).isEqualTo(302);
      assertThat(reply.header("Location")).isEqualTo("/login?return_to=%2Fui%2Fpage");
    }
  }

  @Test
  void who_sends_no_token_is_told_no_error_and_who_sends_a_bad_one_is() {
    assertThat(probe.send("GET /api/things").header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(probe.send("GET /api/things", "Authorization: Bearer x").header("WWW-Authenticate"))
        .isEqualTo("Bearer error=\"invalid_token\"");
  }

  @Test
  void a_token_may_come_from_anywhere_and_a_cookie_may_not() {
    assertThat(
            probe.send("POST /api/things", "Authorization: Bearer api-token", OTHER_SITE).status())
        .isEqualTo(200);
    assertThat(
            probe
                .send("POST /scim/Users", "Authorization: Bearer directory-token", OTHER_SITE)
                .status())
        .isEqualTo(200);
    assertThat(probe.send("POST /setup", "Cookie: link=good", OTHER_SITE).status()).isEqualTo(403);
    assertThat(
            probe.send("POST /setup", "Cookie: link=good", "Sec-Fetch-Site: same-origin").status())
        .isEqualTo(200);
    assertThat(probe.send("POST /ui/page/form", session(), OTHER_SITE).status()).isEqualTo(403);
  }

  @Test
  void an_answer_that_another_site_posts_is_read_without_the_session() {
    var reply =
        probe.sendBody(
            "SAMLResponse=x",
            "POST /saml/acs",
            session(),
            OTHER_SITE,
            "Origin: https://idp.example",
            "Content-Type: application/x-www-form-urlencoded");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.body()).isEqualTo("SAMLResponse=x");
  }

  @Test
  void a_route_for_callers_nobody_can_tell_stops_the_program_at_its_start() {
    assertThatThrownBy(
            () -> new Probe(app, routes -> routes.get("/api", Access.api(), ctx -> {})).close())
        .hasMessageContaining("API");
  }

  @Test
  void a_link_opens_its_modules_and_one_that_is_narrowed_only_its_step() {
    assertThat(probe.send("GET /setup/sso", "Cookie: link=good").status()).isEqualTo(200);
    assertThat(probe.send("GET /setup/sso/step", "Cookie: link=good").status()).isEqualTo(200);
    assertThat(probe.send("GET /setup/scim", "Cookie: link=good").status()).isEqualTo(403);
    assertThat(probe.send("GET /setup", "Cookie: link=step").status()).isEqualTo(200);
    assertThat(probe.send("GET /setup/sso/step", "Cookie: link=step").status()).isEqualTo(200);
    assertThat(probe.send("GET /setup/sso", "Cookie: link=step").status()).isEqualTo(403);
    assertThat(probe.send("GET /setup/scim", "Cookie: link=step").status()).isEqualTo(403);
  }

  @Test
  void a_form_of_another_organization_is_not_taken_from_a_link() {
    for (var other : Map.of("org_1", 200, "org_2", 409).entrySet())
      assertThat(
              probe
                  .sendBody(
                      "in_organization=" + other.getKey(),
                      "POST /setup",
                      "Cookie: link=good",
                      "Sec-Fetch-Site: same-origin",
                      "Content-Type: application/x-www-form-urlencoded")
                  .status())
          .isEqualTo(other.getValue());
  }

  @Test
  void what_only_members_have_is_asked_of_nobody_else() {
    assertThatThrownBy(() -> Access.link(PortalModule.SSO).and(Permission.SCIM_MANAGE))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Access.link(PortalModule.SCIM).orStep(PortalStep.Kind.ENTER_METADATA))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Access.link().with(Feature.SSO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Access.api().recently(ProofPurpose.ADD_PASSKEY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void the_sample_signs_nobody_in_under_a_name_that_was_made_to_lead_here() {
    for (var host : new String[] {"evil.example", "evil.example:8080", "127.0.0.1.evil.example"}) {
      var reply = signInAt(host, "Sec-Fetch-Site: same-origin\r\nOrigin: http://" + host + "\r\n");
      assertThat(reply.status()).as(host).isEqualTo(403);
      assertThat(reply.header("Set-Cookie")).isEmpty();
      assertThat(signInAt(host, "").status()).as(host).isEqualTo(403);
    }
    for (var host : new String[] {"localhost:8080", "localhost", "127.0.0.1:8080", "[::1]:8080"})
      assertThat(signInAt(host, "").status()).as(host).isEqualTo(303);
  }

  private static RawHttp.Reply signInAt(String host, String headers) {
    return RawHttp.sendAll(
        app.port(),
        "POST /dev/sign-in HTTP/1.1\r\nHost: "
            + host
            + "\r\nConnection: close\r\n"
            + headers
            + "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 28\r\n\r\n"
            + "email=max%40acmecorp.example");
  }

  // ------------------------------------------------------------------ verbs

  @Test
  void a_verb_that_an_address_does_not_know_is_405_and_says_which_it_knows() {
    for (var method : new String[] {"PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "get"}) {
      refused(probe.send(method + " /ui/page"), "GET, HEAD", method);
      refused(probe.send(method + " /ui/page/form"), "POST", method);
      refused(probe.send(method + " /static/app.css"), "GET, HEAD", method);
      refused(probe.send(method + " /health/live"), "GET, HEAD", method);
    }
    refused(probe.send("GET /ui/page/form", session()), "POST", "GET");
    refused(probe.send("GET /ui/page/form"), "POST", "GET");
    refused(probe.send("HEAD /ui/page/form"), "POST", "HEAD");
    refused(probe.send("POST /ui/page", session(), OTHER_SITE), "GET, HEAD", "POST");
    refused(probe.send("GET /api/things/1"), "DELETE, PATCH, PUT", "GET");
  }

  private static void refused(RawHttp.Reply reply, String allow, String method) {
    assertThat(reply.status()).as(method + " " + reply).isEqualTo(405);
    assertThat(reply.header("Allow")).as(method).isEqualTo(allow);
    assertThat(reply.header("X-Content-Type-Options")).isEqualTo("nosniff");
  }

  @Test
  void what_is_nowhere_stays_404_for_every_verb() {
    for (var method : new String[] {"POST", "PUT", "DELETE", "OPTIONS", "FOO"}) {
      assertThat(probe.send(method + " /nowhere").status()).as(method).isEqualTo(404);
      assertThat(probe.send(method + " /ui/nowhere").status()).as(method).isEqualTo(404);
    }
    assertThat(probe.send("GET /ui/nowhere", session()).body()).isEqualTo("nothing here");
  }

  @Test
  void every_verb_passes_the_gate() {
    for (var method : new String[] {"PUT", "PATCH", "DELETE"}) {
      assertThat(probe.send(method + " /api/things/1").status()).as(method).isEqualTo(401);
      assertThat(probe.send(method + " /api/things/1", "Authorization: Bearer api-token").status())
          .as(method)
          .isEqualTo(200);
    }
  }

  // ------------------------------------------------------------------ bodies

  @Test
  void a_body_is_taken_up_to_the_limit_of_its_route() {
    for (var chunked : new boolean[] {false, true}) {
      assertThat(put(1_000, chunked).body()).isEqualTo("x".repeat(1_000));
      var tooLarge = put(1_001, chunked);
      assertThat(tooLarge.status()).isEqualTo(413);
      assertThat(tooLarge.header("Connection")).isEqualTo("close");
    }
  }

  private static RawHttp.Reply put(int bytes, boolean chunked) {
    var body = "x".repeat(bytes);
    return chunked
        ? probe.sendBody(
            "%x\r\n%s\r\n0\r\n\r\n".formatted(bytes, body),
            "PUT /api/things/1",
            "Authorization: Bearer api-token",
            "Transfer-Encoding: chunked")
        : probe.sendBody(body, "PUT /api/things/1", "Authorization: Bearer api-token");
  }

  @Test
  void a_route_may_take_more_than_a_form_and_a_form_no_more_than_64_kilobytes() {
    var body = "x".repeat(150_000);
    assertThat(probe.sendBody(body, "POST /api/things", "Authorization: Bearer api-token").status())
        .isEqualTo(200);
    assertThat(probe.sendBody(body, "POST /saml/acs").status()).isEqualTo(413);
    assertThat(probe.sendBody("x".repeat(Routes.LARGEST_FORM), "POST /saml/acs").status())
        .isEqualTo(200);
  }

  @Test
  void what_is_no_form_is_415_and_a_form_without_a_field_422_and_neither_changes_anything() {
    var max = app.as(MAX);
    var before = app.contents();
    for (var path :
        new String[] {"/ui/profile/account", "/login", "/login/organization/new", "/dev/sign-in"}) {
      for (var type : new String[] {"application/json", "text/plain", "multipart/form-data"}) {
        var reply = post(path, max, "Content-Type: " + type + "\r\n", "{}");
        assertThat(reply.status()).as(path + " " + type).isEqualTo(415);
      }
      assertThat(post(path, max, "", "{}").status()).as(path).isEqualTo(415);
      var form = "Content-Type: application/x-www-form-urlencoded\r\n";
      for (var body : new String[] {"x=y", "given_name=Max", "email"}) {
        if (body.equals("email") && !path.equals("/ui/profile/account")) continue;
        var reply = post(path, max, form, body);
        assertThat(reply.status()).as(path + " " + body).isEqualTo(422);
        assertThat(reply.body()).as(path).contains("is missing. Nothing was changed.");
      }
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  private static RawHttp.Reply post(
      String path, TestApp.Browser browser, String headers, String body) {
    return RawHttp.sendAll(
        app.port(),
        "POST "
            + path
            + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
            + "Sec-Fetch-Site: same-origin\r\nCookie: hosted_ui="
            + browser.cookies().get("hosted_ui")
            + "\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body);
  }

  @Test
  void a_json_body_that_cannot_be_used_says_what_is_wrong_with_it() {
    assertThat(json("{\"a\":[1,\"ä\"]}").body()).isEqualTo("{\"a\":[1,\"ä\"]}");
    says(json("{\"secret\":hush}"), 400, "The body is not well-formed JSON (line 1, column");
    says(json("{} {}"), 400, "The body is not well-formed JSON");
    says(json("{\"a\":1,\"a\":2}"), 400, "A field is there twice");
    says(json("{\"a\":".repeat(40) + "1" + "}".repeat(40)), 400, "nested too deep");
    says(json("{\"a\":" + "9".repeat(100) + "}"), 400, "a number that is too long");
    says(json("{\"a\":NaN}"), 400, "The body is not well-formed JSON");
    says(
        probe.sendBody("{}", "POST /json", "Content-Type: text/plain"),
        415,
        "Send the body as application/json.");
    says(probe.sendBody("{}", "POST /json"), 415, "Send the body as application/json.");
  }

  @Test
  void a_json_body_that_is_not_utf8_is_refused() {
    says(
        RawHttp.sendAll(
            probe.port(),
            "POST /json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Type: application/json\r\nContent-Length: 9\r\n\r\n{\"a\":\"\u00e4\"}"),
        400,
        "The body is not UTF-8.");
  }

  private static RawHttp.Reply json(String body) {
    var sent = new String(body.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return probe.sendBody(sent, "POST /json", "Content-Type: application/json; charset=utf-8");
  }

  private static void says(RawHttp.Reply reply, int status, String words) {
    assertThat(reply.status()).as(reply.text()).isEqualTo(status);
    assertThat(reply.body()).contains(words).doesNotContain("hush", "jackson");
  }
}
