package dev.hostedui.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.SamlMint;
import dev.hostedui.testing.TestApp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class OurMetadataTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void a_provider_learns_of_us_before_anything_is_enabled() {
    var initech = SamlConnection.draft(app, "initech", it -> it);
    var metadata = app.browser().get(initech.address("/metadata"));

    assertThat(metadata.status()).isEqualTo(200);
    assertThat(metadata.header("Content-Type")).startsWith("application/samlmetadata+xml");
    assertThat(metadata.header("Content-Disposition")).isEmpty();
    assertThat(metadata.body())
        .contains("entityID=\"http://localhost:8080" + initech.address("") + "\"")
        .contains("http://localhost:8080" + initech.address("/callback"))
        .contains("http://localhost:8080" + initech.address("/slo"))
        .contains("X509Certificate")
        .doesNotContain("Signature");
    assertThat(app.browser().get(initech.address("/metadata?signed")).body()).contains("Signature");
    var download = app.browser().get(initech.address("/metadata?download"));
    assertThat(download.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"" + initech.id().value() + "-metadata.xml\"");
    assertThat(SamlMint.parse(download.body()).getDocumentElement().getLocalName())
        .isEqualTo("EntityDescriptor");
    // the same keys at every look
    assertThat(app.browser().get(initech.address("/metadata")).body()).isEqualTo(metadata.body());
  }

  @Test
  void there_is_none_of_a_connection_that_is_not_there() {
    for (var id : new String[] {"conn_000000000000000001", "conn_1", "x"})
      assertThat(app.browser().get("/sso/v1/saml/" + id + "/metadata").status()).isEqualTo(404);
  }
}
