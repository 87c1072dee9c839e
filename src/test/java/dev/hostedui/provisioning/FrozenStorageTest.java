package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TcpProxy;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.Waiting;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database server that hangs while directories call. */
@Waiting
@Timeout(120)
class FrozenStorageTest {

  @Test
  void a_directory_is_told_in_its_own_form() {
    var url = Engine.POSTGRESQL.fresh();
    try (var proxy = TcpProxy.to(url);
        var app =
            TestApp.start(
                Engine.POSTGRESQL, Map.of("HOSTED_UI_DATABASE_URL", proxy.through(url)))) {
      var scim = ScimClient.of(app, "acmecorp");
      assertThat(scim.get("/Users").status()).isEqualTo(200);
      proxy.freeze();
      isUnavailable(scim.get("/Users"));
      isUnavailable(scim.post("/Users", ScimClient.user("new@acmecorp.example")));
      // nobody asks for a token there, so it is looked at for the log only
      var nowhere = scim.get("/Nowhere");
      assertThat(nowhere.status()).isEqualTo(404);
      assertThat(nowhere.at("/status")).isEqualTo("404");
    }
  }

  private static void isUnavailable(ScimClient.Answer answer) {
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("Content-Type")).startsWith("application/scim+json");
    assertThat(answer.header("Retry-After")).isNotBlank();
    assertThat(answer.at("/schemas/0")).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(answer.at("/status")).isEqualTo("503");
    assertThat(answer.at("/detail")).isNotBlank();
  }
}
