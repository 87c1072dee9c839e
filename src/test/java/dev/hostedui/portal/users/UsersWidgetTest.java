package dev.hostedui.portal.users;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsersWidgetTest {

  private TestApp app;

  @BeforeEach
  void start() {
    app = TestApp.start();
  }

  @AfterEach
  void stop() {
    app.close();
  }

  @Test
  void an_admin_gives_a_member_another_role() {
    var answer =
        app.as(ADA)
            .htmx()
            .post(
                "/ui/organization/users/" + app.user(MAX).value() + "/role",
                "role",
                app.role("admin").value());

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.toast()).isEqualTo("Max Member is now Admin.");
    assertThat(answer.text("#" + app.user(MAX).value() + " .role")).isEqualTo("Admin");
    assertThat(app.events()).endsWith("user.organization_membership_updated");
  }

  @Test
  void a_member_cannot_change_roles_by_a_handmade_request() {
    var answer =
        app.as(MAX)
            .post(
                "/ui/organization/users/" + app.user(ADA).value() + "/role",
                "role",
                app.role("member").value());

    assertThat(answer.status()).isEqualTo(403);
    assertThat(
            app.as(ADA).get("/ui/organization/users").text("#" + app.user(ADA).value() + " .role"))
        .isEqualTo("Admin");
  }

  @Test
  void another_organizations_member_does_not_exist_here() {
    var answer =
        app.as(GUS)
            .post(
                "/ui/organization/users/" + app.user(MAX).value() + "/role",
                "role",
                app.role("admin").value());

    assertThat(answer.status()).isEqualTo(404);
  }
}
