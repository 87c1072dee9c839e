package dev.hostedui.identity.application;

import static dev.hostedui.identity.application.ApplicationType.NATIVE;
import static dev.hostedui.identity.application.ApplicationType.SPA;
import static dev.hostedui.identity.application.ApplicationType.WEB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.RedirectUris.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a browser may be sent (RFC 9700 §2.1). */
class RedirectUrisTest {

  private static final Scope ACME = new Scope("acme", "cust-42", Metadata.NONE);

  private static boolean registers(String uri, ApplicationType type, boolean development) {
    var fault =
        catchThrowable(
            () ->
                assertThat(RedirectUris.register("redirect_uri", uri, type, development))
                    .isEqualTo(uri.strip()));
    if (fault == null) return true;
    assertThat(fault).as(uri).isInstanceOf(Problem.class);
    var problem = (Problem) fault;
    assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
    assertThat(problem.field()).isEqualTo("redirect_uri");
    return false;
  }

  private static boolean matches(String registered, String asked) {
    return matches(registered, asked, WEB, Scope.NONE);
  }

  private static boolean matches(
      String registered, String asked, ApplicationType type, Scope scope) {
    return RedirectUris.matches(List.of(registered), asked, type, scope);
  }

  // ------------------------------------------------------------------ what may be registered

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://app.example.com",
        "https://app.example.com/",
        "https://app.example.com/callback",
        "https://app.example.com:8443/callback",
        "https://app.example.com/%C3%BC",
        "https://xn--bcher-kva.example/callback",
        "https://203.0.114.7/callback",
        "https://[2606:4700::1]/callback",
        "https://{{org_slug}}.example.com/callback",
        "https://{{external_id}}.app.example.com/callback",
        "https://{{org_slug}}/callback",
        "https://app.example.com/{{org_slug}}/callback",
        "https://app.example.com/{{org_slug}}/{{external_id}}",
        "https://{{org_slug}}.example.com:8443/{{external_id}}",
        "https://app.example.com/callback?",
        "https://app.example.com/callback?x=1&y=https://other.example/../z",
        "https://app.example.com?x",
        "https://{{org_slug}}.example.com/{{external_id}}?x=1",
        "https://{{external_id}}?x=1"
      })
  void in_production(String uri) {
    assertThat(registers(uri, WEB, false)).as(uri).isTrue();
    assertThat(registers(uri, SPA, false)).as(uri).isTrue();
    assertThat(registers(uri, NATIVE, false)).as(uri).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example.com/callback",
        "http://localhost/callback",
        "http://localhost:9999/callback",
        "https://localhost/callback",
        "https://app.localhost/callback",
        "http://127.0.0.1:3000/callback",
        "http://[::1]:3000/callback",
        "https://127.8.9.10/callback",
        "https://*.example.com/callback",
        "https://auth-*.acme.com",
        "https://*-auth.acme.com/callback",
        "https://a*b.acme.com/callback",
        "https://*.acme.co.uk/callback",
        "http://*.localhost:3000/callback",
        "https://*.example.com/{{org_slug}}"
      })
  void only_in_development(String uri) {
    assertThat(registers(uri, WEB, true)).as(uri).isTrue();
    assertThat(registers(uri, WEB, false)).as(uri).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // wildcards
        "https://*",
        "https://*/",
        "https://*.com",
        "https://*.com/callback",
        "https://*.com.",
        "https://*.co.uk",
        "https://*.co.uk:8443/callback",
        "https://auth-*.com/callback",
        "https://*.github.io/callback",
        "https://*.herokuapp.com/callback",
        "https://*.example/callback",
        "https://*.*.acme.com/callback",
        "https://**.acme.com/callback",
        "https://app.*.acme.com/callback",
        "https://app.acme.*/callback",
        "https://acme.com/*",
        "https://app.acme.com/*/callback",
        "https://*.acme.com/*",
        "https://*.acme.com:*/callback",
        "https://app.acme.com:*/callback",
        "*://app.acme.com/callback",
        "http*://app.acme.com/callback",
        "https://*.0.0.1/callback",
        "https://*acme/callback",
        "https://app.acme.com*/callback",
        "https://*.{{org_slug}}/callback",
        "https://*.{{org_slug}}.com/callback",
        "https://{{org_slug}}*.acme.com/callback",
        "https://*.xn--p1ai/callback",
        // templates
        "https://{{org_slug}}.com/callback",
        "https://{{org_slug}}.co.uk/callback",
        "https://{{org_slug}}.github.io/callback",
        "https://app.{{org_slug}}/callback",
        "https://app.{{org_slug}}.com/callback",
        "https://x-{{org_slug}}.acme.com/callback",
        "https://{{org_slug}}-x.acme.com/callback",
        "https://{{org_slug}}{{external_id}}.acme.com/callback",
        "https://{{org_slug}}.{{external_id}}.acme.com/callback",
        "https://app.acme.com/x-{{org_slug}}",
        "https://app.acme.com/{{org_slug}}.html",
        "https://app.acme.com/{{org_slug}}{{external_id}}",
        "https://app.acme.com:{{org_slug}}/callback",
        "{{org_slug}}://app.acme.com/callback",
        "https://{{org_slug}}@acme.com/callback",
        "https://app.acme.com/{{a}}",
        "https://app.acme.com/{{a name}}",
        "https://app.acme.com/{{a.b.c}}",
        "https://app.acme.com/{{External_Id}}",
        "https://app.acme.com/{{}}",
        "https://app.acme.com/{{ org_slug }}",
        "https://app.acme.com/{{ORG_SLUG}}",
        "https://app.acme.com/{{{org_slug}}}",
        "https://app.acme.com/{org_slug}",
        "https://app.acme.com/{{org_slug}",
        "https://app.acme.com/{{org_slug",
        "https://app.acme.com/{{org_{{org_slug}}slug}}",
        // what we add ourselves, or what stands for something else, in a query; fragment, user
        "https://app.acme.com/callback?code=1",
        "https://app.acme.com/callback?x=1&state=2",
        "https://app.acme.com/callback?iss",
        "https://app.acme.com/callback?x=1&error=2",
        "https://app.acme.com/callback?%63ode=1",
        "https://app.acme.com/callback?x={{org_slug}}",
        "https://app.acme.com/callback?x=*",
        "https://app.acme.com/callback?x=1#",
        "https://app.acme.com/callback#",
        "https://app.acme.com/callback#x",
        "https://user@app.acme.com/callback",
        "https://user:pass@app.acme.com/callback",
        "https://@app.acme.com/callback",
        "https://app.acme.com:80@evil.example/",
        // other schemes
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "javascript://app.acme.com/%0aalert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:https://app.acme.com/x",
        "about:blank",
        "view-source:https://app.acme.com/",
        "ftp://app.acme.com/callback",
        "ws://app.acme.com/callback",
        "mailto:a@acme.com",
        "urn:ietf:wg:oauth:2.0:oob",
        // letters, dots, slashes
        "HTTPS://app.acme.com/callback",
        "Https://app.acme.com/callback",
        "https://App.acme.com/callback",
        "https://app.ACME.com/callback",
        "https://app.acme.com/../callback",
        "https://app.acme.com/a/../callback",
        "https://app.acme.com/./callback",
        "https://app.acme.com/a/..",
        "https://app.acme.com/a/.",
        "https://app.acme.com/%2e%2e/callback",
        "https://app.acme.com/%2E./callback",
        "https://app.acme.com/.%2e/callback",
        "https://app.acme.com/%2e/callback",
        "https://app.acme.com\\callback",
        "https:\\\\app.acme.com/callback",
        "https:/app.acme.com/callback",
        "https:app.acme.com/callback",
        "https:///callback",
        "https://",
        "//app.acme.com/callback",
        "/callback",
        "app.acme.com/callback",
        "",
        " ",
        "https://app.acme.com/call back",
        "https://app.acme.com/call\tback",
        "https://app.acme.com/call\nback",
        "https://app.acme.com/call\rback",
        "https://app.acme.com/call\u0000back",
        "https://app.acme.com/%zz",
        "https://app.acme.com/%",
        "https://app.acme.com/<x>",
        "https://app.acme.com/\"x\"",
        "https://app.acme.com/[x]",
        "https://app.acme.com/ü",
        "https://bücher.example/callback",
        "https://аpp.acme.com/callback",
        "https://app.acme.com。evil.example/callback",
        "https://app%2eacme.com/callback",
        "https://app.acme.com%2f.evil.example/callback",
        "https://app_x.acme.com/callback",
        "https://-app.acme.com/callback",
        "https://app..acme.com/callback",
        "https://.acme.com/callback",
        "https://[::1/callback",
        "https://[::1]x/callback",
        "https://[nonsense]/callback",
        "https://[fe80::1%25eth0]/callback",
        "https://2130706433/callback",
        "https://0x7f.1/callback",
        "https://0x7f00000a/callback",
        "https://0177.0.0.1/callback",
        "https://app.acme.com:/callback",
        "https://app.acme.com:0/callback",
        "https://app.acme.com:65536/callback",
        "https://app.acme.com:99999999999/callback",
        "https://app.acme.com:-1/callback"
      })
  void by_nobody(String uri) {
    for (var type : ApplicationType.values()) {
      assertThat(registers(uri, type, false)).as(type + " in production: " + uri).isFalse();
      assertThat(registers(uri, type, true)).as(type + " in development: " + uri).isFalse();
    }
  }

  @Test
  void at_most_256_characters() {
    var base = "https://app.acme.com/";
    assertThat(registers(base + "x".repeat(256 - base.length()), WEB, false)).isTrue();
    assertThat(registers(base + "x".repeat(257 - base.length()), WEB, false)).isFalse();
    assertThat(registers(base + "x".repeat(1_000_000), WEB, false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "com.example.app:/callback",
        "com.example.app://callback/x",
        "com.example.app:callback",
        "io.my-app+x.y:/callback",
        "http://127.0.0.1/callback",
        "http://127.0.0.1:4711/callback",
        "http://[::1]/callback"
      })
  void only_by_native_applications(String uri) {
    assertThat(registers(uri, NATIVE, false)).as(uri).isTrue();
    assertThat(registers(uri, NATIVE, true)).as(uri).isTrue();
    assertThat(registers(uri, WEB, false)).as(uri).isFalse();
    assertThat(registers(uri, SPA, false)).as(uri).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "myapp:/callback",
        "com.example.app:",
        "Com.example.app:/callback",
        "com.example.app:/callback?code=1",
        "com.example.app:/callback#x",
        "com.example.app://user@host/callback",
        "com.example.app:/{{org_slug}}",
        "com.example.app://*.example/callback",
        "1com.example.app:/callback",
        "http://127.0.0.1.evil.example/callback",
        "http://127.0.0.1@evil.example/callback",
        "http://127.0.0.1:80@evil.example/callback",
        "http://localhost.evil.example/callback",
        "http://localhost@evil.example/callback",
        "https://localhost/callback",
        "http://127.0.0.2/callback"
      })
  void not_even_by_native_applications(String uri) {
    assertThat(registers(uri, NATIVE, false)).as(uri).isFalse();
  }

  // ------------------------------------------------------------------ what matches

  @ParameterizedTest
  @CsvSource({
    "https://app.acme.com/callback",
    "https://app.acme.com",
    "https://app.acme.com:8443/",
    "com.example.app:/callback",
    "https://app.acme.com/callback?x=1&y=2",
    "https://app.acme.com/callback?",
  })
  void the_same_text(String uri) {
    assertThat(matches(uri, uri)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "https://app.acme.com/callback/",
        "https://app.acme.com//callback",
        "https://app.acme.com/Callback",
        "https://app.acme.com/callback?",
        "https://app.acme.com/callback?x=1",
        "https://app.acme.com/callback#",
        "https://app.acme.com/callback;x",
        "https://app.acme.com/callback%00",
        "https://app.acme.com/callback%20",
        "https://app.acme.com/callback ",
        " https://app.acme.com/callback",
        "https://app.acme.com/callback\n",
        "https://app.acme.com/callback\r\nX: y",
        "https://app.acme.com/callbac%6b",
        "https://app.acme.com/%63allback",
        "https://app.acme.com/x/../callback",
        "https://app.acme.com/callback/../callback",
        "https://app.acme.com/callback/..",
        "https://app.acme.com/./callback",
        "https://app.acme.com:443/callback",
        "https://app.acme.com:8443/callback",
        "https://APP.acme.com/callback",
        "HTTPS://app.acme.com/callback",
        "http://app.acme.com/callback",
        "https://app.acme.com./callback",
        "https://user@app.acme.com/callback",
        "https://app.acme.com@evil.example/callback",
        "https://app.acme.com.evil.example/callback",
        "https://evil.example/https://app.acme.com/callback",
        "https://evil.example/?https://app.acme.com/callback",
        "https://app.acme.com\\@evil.example/callback",
        "https://app.acme.com%2f@evil.example/callback",
        "//app.acme.com/callback",
        "/callback",
        "https://app.acme.com/callback,https://evil.example/",
        "https://app.acme.com/callback https://evil.example/",
        "https://аpp.acme.com/callback",
        "https://app.acme.com/callback\u200b",
        "https://app.acme.com/callbacK"
      })
  void nothing_like_it(String asked) {
    assertThat(matches("https://app.acme.com/callback", asked)).as(asked).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "https://*.acme.com/callback, https://app.acme.com/callback",
    "https://*.acme.com/callback, https://a.acme.com/callback",
    "https://*.acme.com/callback, https://pr-42.acme.com/callback",
    "https://auth-*.acme.com, https://auth-1.acme.com",
    "https://*-auth.acme.com:8443/, https://x-auth.acme.com:8443/",
    "http://*.localhost:3000/callback, http://a.localhost:3000/callback",
  })
  void a_wildcard_stands_for_a_part_of_one_label(String registered, String asked) {
    assertThat(matches(registered, asked)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://.acme.com/callback",
        "https://acme.com/callback",
        "https://a.b.acme.com/callback",
        "https://*.acme.com/callback",
        "https://evil.example/.acme.com/callback",
        "https://evil.example?.acme.com/callback",
        "https://evil.example#.acme.com/callback",
        "https://evil.example\\.acme.com/callback",
        "https://evil@.acme.com/callback",
        "https://evil:x@y.acme.com/callback",
        "https://evil:80.acme.com/callback",
        "https://evil%2eexample%2f.acme.com/callback",
        "https://EVIL.acme.com/callback",
        "https://ü.acme.com/callback",
        "https://a_b.acme.com/callback",
        "https://a b.acme.com/callback",
        "https://a\nb.acme.com/callback",
        "https://-a.acme.com/callback",
        "https://a-.acme.com/callback",
        "https://a.acme.com/callback/",
        "https://a.acme.com:443/callback",
        "https://a.acme.com/x/.acme.com/callback",
        "http://a.acme.com/callback"
      })
  void a_wildcard_stands_for_nothing_else(String asked) {
    assertThat(matches("https://*.acme.com/callback", asked)).as(asked).isFalse();
  }

  @Test
  void a_wildcard_makes_no_label_longer_than_a_label_is() {
    assertThat(matches("https://*.acme.com/", "https://" + "a".repeat(63) + ".acme.com/")).isTrue();
    assertThat(matches("https://*.acme.com/", "https://" + "a".repeat(64) + ".acme.com/"))
        .isFalse();
    assertThat(matches("https://auth-*.acme.com/", "https://auth-" + "a".repeat(58) + ".acme.com/"))
        .isTrue();
    assertThat(matches("https://auth-*.acme.com/", "https://auth-" + "a".repeat(59) + ".acme.com/"))
        .isFalse();
  }

  @Test
  void a_template_is_filled_in_from_the_organization_in_scope() {
    for (var pair :
        List.of(
            List.of("https://{{org_slug}}.acme.com/cb", "https://acme.acme.com/cb"),
            List.of("https://{{external_id}}.acme.com/cb", "https://cust-42.acme.com/cb"),
            List.of("https://{{org_slug}}/cb", "https://acme/cb"),
            List.of("https://x.acme.com/{{org_slug}}/cb", "https://x.acme.com/acme/cb"),
            List.of(
                "https://x.acme.com/{{org_slug}}/{{external_id}}",
                "https://x.acme.com/acme/cust-42"))) {
      assertThat(matches(pair.get(0), pair.get(1), WEB, ACME)).as(pair.toString()).isTrue();
      assertThat(matches(pair.get(0), pair.get(1), WEB, Scope.NONE)).as("no scope").isFalse();
      assertThat(matches(pair.get(0), pair.get(1), WEB, new Scope("other", "other", Metadata.NONE)))
          .isFalse();
      assertThat(matches(pair.get(0), pair.get(0), WEB, ACME)).as("the template itself").isFalse();
      assertThat(matches(pair.get(0), pair.get(0), WEB, Scope.NONE)).isFalse();
    }
    assertThat(
            matches(
                "https://{{org_slug}}.acme.com/",
                "https://.acme.com/",
                WEB,
                new Scope("", "", Metadata.NONE)))
        .isFalse();
    assertThat(
            matches(
                "https://{{external_id}}.acme.com/",
                "https://null.acme.com/",
                WEB,
                new Scope("acme", null, Metadata.NONE)))
        .isFalse();
  }

  @Test
  void what_the_operator_keeps_with_an_organization_can_stand_in_an_address() {
    var scope =
        new Scope(
            "acme",
            null,
            new Metadata(Map.of("shop_host", "shop.acme.org", "region", "eu-1", "org_slug", "x")));
    for (var pair :
        List.of(
            List.of("https://{{shop_host}}/cb", "https://shop.acme.org/cb"),
            List.of("https://{{region}}.acme.com/cb", "https://eu-1.acme.com/cb"),
            List.of("https://x.acme.com/{{region}}/cb", "https://x.acme.com/eu-1/cb"),
            List.of("https://{{region}}.acme.com/{{org_slug}}", "https://eu-1.acme.com/acme"))) {
      assertThat(matches(pair.get(0), pair.get(1), WEB, scope)).as(pair.toString()).isTrue();
      assertThat(matches(pair.get(0), pair.get(1), WEB, Scope.NONE)).isFalse();
      assertThat(matches(pair.get(0), pair.get(0), WEB, scope)).isFalse();
    }
    assertThat(RedirectUris.expand("https://{{missing}}.acme.com/cb", scope)).isNull();
    assertThat(RedirectUris.expand("https://{{external_id}}.acme.com/cb", scope)).isNull();
    // a host stands for the whole host or not at all
    assertThat(RedirectUris.expand("https://{{shop_host}}.acme.com/cb", scope)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1",
        "2130706433",
        "0x7f.1",
        "0x7f000001",
        "shop.acme.org:8443",
        "shop.acme.org/x",
        "user@shop.acme.org",
        "SHOP.acme.org",
        "shop.acme.org.",
        "sh%6fp.acme.org",
        "shöp.acme.org",
        "shop\u3002acme.org",
        "[::1]",
        "{{org_slug}}.acme.org",
        "*.acme.org"
      })
  void what_is_no_name_of_dns_is_no_host(String value) {
    var scope = new Scope(null, value, new Metadata(Map.of("shop_host", value)));
    assertThat(RedirectUris.expand("https://{{shop_host}}/cb", scope)).isNull();
    assertThat(RedirectUris.expand("https://{{external_id}}/cb", scope)).isNull();
    assertThat(matches("https://{{shop_host}}/cb", "https://" + value + "/cb", WEB, scope))
        .isFalse();
  }

  @Test
  void an_organizations_own_id_can_be_its_whole_host() {
    var shop = new Scope("shop", "shop.acme.com", Metadata.NONE);

    assertThat(RedirectUris.expand("https://{{external_id}}/cb", shop))
        .isEqualTo("https://shop.acme.com/cb");
    assertThat(RedirectUris.expand("https://{{external_id}}:8443/cb", shop))
        .isEqualTo("https://shop.acme.com:8443/cb");
    for (var bad : List.of("shop..com", ".com", "shop.com/", "shop.com:1", "a@b.com", "-a.com"))
      assertThat(
              RedirectUris.expand(
                  "https://{{external_id}}/cb", new Scope(null, bad, Metadata.NONE)))
          .as(bad)
          .isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.com/",
        "evil.com",
        "evil.com#",
        "evil.com?",
        "evil.com:80/",
        "x@evil.com/",
        "evil\\",
        "a/b",
        "..",
        "%2e%2e",
        "a b",
        "a\nb",
        "",
        "*",
        "{{org_slug}}",
        "$0",
        "\\1",
        "ü",
        "A",
        "-a",
        "a-"
      })
  void what_an_organization_is_called_leads_nowhere_else(String slug) {
    var scope = new Scope(slug, slug, new Metadata(Map.of("shop_host", slug)));
    for (var registered :
        List.of(
            "https://{{org_slug}}.acme.com/cb",
            "https://{{org_slug}}/cb",
            "https://{{external_id}}.acme.com/cb",
            "https://{{shop_host}}.acme.com/cb",
            "https://{{shop_host}}.acme.com")) {
      assertThat(RedirectUris.expand(registered, scope)).as(registered + " " + slug).isNull();
      var literally = registered.replaceAll("\\{\\{[a-z_]+}}", "");
      assertThat(matches(registered, literally.replace("https://", "https://" + slug), WEB, scope))
          .isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a/b", "..", ".", "%2e%2e", "a?b", "a#b", "a\\b", "a b", "a\r\nb", "", "ü", "*"})
  void nor_to_another_path(String id) {
    assertThat(
            RedirectUris.expand(
                "https://x.acme.com/{{shop_host}}/cb",
                new Scope(null, null, new Metadata(Map.of("shop_host", id)))))
        .isNull();
    assertThat(
            RedirectUris.expand(
                "https://x.acme.com/{{external_id}}/cb",
                new Scope(null, id, new Metadata(Map.of("shop_host", id)))))
        .isNull();
  }

  @Test
  void a_native_application_listens_on_any_port_of_this_machine() {
    for (var host : List.of("127.0.0.1", "[::1]", "localhost")) {
      for (var registered :
          List.of("http://" + host + "/callback", "http://" + host + ":4711/callback")) {
        for (var asked :
            List.of(
                "http://" + host + "/callback",
                "http://" + host + ":1/callback",
                "http://" + host + ":65535/callback")) {
          assertThat(matches(registered, asked, NATIVE, Scope.NONE)).as(asked).isTrue();
          if (!asked.equals(registered))
            assertThat(matches(registered, asked, WEB, Scope.NONE)).as(asked).isFalse();
        }
        for (var asked :
            List.of(
                "http://" + host + ":4711/other",
                "http://" + host + ":4711/callback/",
                "http://" + host + ":4711/callback?x",
                "http://" + host + ":/callback",
                "http://" + host + ":x/callback",
                "http://" + host + ":4711@evil.example/callback",
                "http://" + host + ".evil.example:4711/callback",
                "https://" + host + ":4711/callback",
                "http://127.0.0.2:4711/callback"))
          if (!asked.equals(registered))
            assertThat(matches(registered, asked, NATIVE, Scope.NONE)).as(asked).isFalse();
      }
    }
    assertThat(matches("http://127.0.0.1/callback", "http://[::1]/callback", NATIVE, Scope.NONE))
        .isFalse();
    assertThat(matches("http://127.0.0.1", "http://127.0.0.1:99999", NATIVE, Scope.NONE))
        .as("a port that is none")
        .isFalse();
    for (var asked : List.of("http://localhost:1/callback", "http://[::1]:1/callback"))
      assertThat(matches("http://127.0.0.1/callback", asked, NATIVE, Scope.NONE))
          .as("a name is not the address")
          .isFalse();
    assertThat(matches("http://localhost:1?x=1", "http://localhost:2?x=1", NATIVE, Scope.NONE))
        .isTrue();
    assertThat(matches("http://localhost:1?x=1", "http://localhost:2?x=2", NATIVE, Scope.NONE))
        .isFalse();
  }
}
