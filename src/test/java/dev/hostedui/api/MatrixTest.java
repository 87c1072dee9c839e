package dev.hostedui.api;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every operation of the document, asked by everybody who must not. Nothing changes by it. */
class MatrixTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private final Document document = new Document(app);

  @Test
  void nobody_without_a_good_token_does_anything() {
    var person = TestClient.web(app).tokens(app.as(ADA)).get("access_token").asText();
    var scene = new Scene(app);
    var before = app.contents();
    for (var it : document.operations)
      for (var token : new String[] {null, "wrong", person}) {
        var answer =
            ApiClient.with(app, token)
                .send(it.method(), scene.addressWithQuery(it), scene.body(it));
        assertThat(answer.status()).as(it + " with " + token).isEqualTo(401);
        assertThat(document.differences(it, 401, answer.json())).as(it.id()).isEmpty();
      }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void a_token_without_the_right_does_nothing() {
    var scene = new Scene(app);
    var before = app.contents();
    var reader = ApiClient.scoped(app, "sk_org_session_policy_read");
    var other = ApiClient.scoped(app, "sk_org_scim_read");
    for (var it : document.operations) {
      var client = it.scopes().contains("sk_org_session_policy_read") ? other : reader;
      var answer = client.send(it.method(), scene.addressWithQuery(it), scene.body(it));
      assertThat(answer.status()).as(it.toString()).isEqualTo(403);
      assertThat(answer.json().at("/resource_info/required_permissions").toString())
          .contains(it.scopes());
      assertThat(document.differences(it, 403, answer.json())).as(it.id()).isEmpty();
    }
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void what_belongs_to_another_organization_is_not_there() {
    var scene = new Scene(app).elsewhere();
    var before = app.contents();
    var api = ApiClient.of(app);
    var tried = 0;
    for (var it : document.operations) {
      if (!it.path().contains("{organization_id}") || it.parameters("path").size() < 2) continue;
      // a role of the environment is every organization's
      if (scene.isEverybodys(it)) continue;
      tried++;
      var answer = api.send(it.method(), scene.addressWithQuery(it), scene.body(it));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
      assertThat(document.differences(it, 404, answer.json())).as(it.id()).isEmpty();
    }
    assertThat(tried).isGreaterThanOrEqualTo(0);
    assertThat(app.contents()).isEqualTo(before);
  }

  @Test
  void what_was_never_there_is_not_there() {
    var scene = new Scene(app).nowhere();
    var before = app.contents();
    var api = ApiClient.of(app);
    for (var it : document.operations) {
      if (!it.path().contains("{")) continue;
      var answer = api.send(it.method(), scene.addressWithQuery(it), scene.body(it));
      assertThat(answer.status()).as(answer.toString()).isEqualTo(404);
      assertThat(document.differences(it, 404, answer.json())).as(it.id()).isEmpty();
    }
    assertThat(app.contents()).isEqualTo(before);
  }
}
