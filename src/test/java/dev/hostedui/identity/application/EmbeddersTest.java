package dev.hostedui.identity.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.application.RedirectUris.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which web sites may show the admin portal, by what applications have registered. */
class EmbeddersTest {

  private static final Scope ACME =
      new Scope("acme", "cust-42", new Metadata(Map.of("portal_host", "desk.acme.example")));

  private static Embedders of(Scope scope, ApplicationType type, String... registered) {
    return Embedders.of(
        List.of(
            new Application(
                new ApplicationId("app_1"),
                "skc_1",
                "App",
                type,
                false,
                true,
                null,
                null,
                List.of(registered),
                List.of(),
                List.of(),
                null)),
        scope);
  }

  @Test
  void an_origin_is_what_stands_before_the_path() {
    var embedders =
        of(
            Scope.NONE,
            ApplicationType.WEB,
            "https://app.example.com/callback?x=1",
            "https://app.example.com/other",
            "https://app.example.com:8443/",
            "https://plain.example.com:443/callback",
            "http://localhost:3000/callback");
    assertThat(embedders.origins(null))
        .containsExactly(
            "https://app.example.com",
            "https://app.example.com:8443",
            "https://plain.example.com",
            "http://localhost:3000");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://app.example.com",
        "https://app.example.com.evil.example",
        "https://evil.example/https://app.example.com",
        "https://app.example.com:444",
        "https://APP.example.com",
        "https://app.example.com/",
        "https://app.example.com https://evil.example",
        "https://app.example.com; script-src *",
        "*",
        "null",
        ""
      })
  void nothing_like_it_is_included(String origin) {
    assertThat(of(Scope.NONE, ApplicationType.WEB, "https://app.example.com/cb").include(origin))
        .isFalse();
  }

  @Test
  void a_pattern_never_reaches_the_policy_but_the_one_site_that_asks_does() {
    var embedders = of(Scope.NONE, ApplicationType.WEB, "https://auth-*.example.com/callback");
    assertThat(embedders.origins(null)).isEmpty();
    assertThat(embedders.include("https://auth-7.example.com")).isTrue();
    assertThat(embedders.include("https://auth-7.evil.example.com")).isFalse();
    assertThat(embedders.include("https://auth-*.example.com")).isFalse();
    assertThat(embedders.origins("https://auth-7.example.com"))
        .containsExactly("https://auth-7.example.com");
  }

  @Test
  void names_of_an_organization_are_filled_in_for_that_one_only() {
    var registered =
        new String[] {"https://{{org_slug}}.example.com/cb", "https://{{portal_host}}/cb"};
    assertThat(of(ACME, ApplicationType.WEB, registered).origins(null))
        .contains("https://acme.example.com");
    assertThat(of(Scope.NONE, ApplicationType.WEB, registered).origins(null)).isEmpty();
  }

  @Test
  void a_program_on_somebodys_own_machine_is_no_web_site() {
    assertThat(
            of(
                    Scope.NONE,
                    ApplicationType.NATIVE,
                    "http://127.0.0.1/callback",
                    "com.example.app:/callback",
                    "https://app.example.com/callback")
                .origins(null))
        .isEmpty();
  }
}
