package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestsTest {

  @Test
  void a_log_keeps_the_path_of_a_link_but_not_its_secret() {
    var secret = "EeLhzYIkGzjOQiQbTeqnTf63GxVDxTVyTdTo8o1faU-";

    assertThat(Requests.pathForLog("/login/link/" + secret)).isEqualTo("/login/link/…");
    assertThat(Requests.pathForLog("/login/link/" + secret.replace("Q", "%51")))
        .isEqualTo("/login/link/…");
    assertThat(Requests.pathForLog("/login/invitation/" + secret)).isEqualTo("/login/invitation/…");
    var uuid = "583affea-c64e-4698-8faf-b62369313a56";
    for (var link : new String[] {uuid, uuid + "_p", uuid.replace("a", "%61"), "/" + uuid})
      assertThat(Requests.pathForLog("/magicLink/" + link)).isEqualTo("/magicLink/…");
    assertThat(Requests.pathForLog("/magicLink/" + uuid + "_p/code"))
        .isEqualTo("/magicLink/…/code");
    assertThat(Requests.pathForLog("/login/link/" + "a".repeat(15_000))).isEqualTo("/login/link/…");
    assertThat(Requests.pathForLog("/ui/organization/users/usr_114067979737319362/role"))
        .isEqualTo("/ui/organization/users/usr_114067979737319362/role");
  }

  @Test
  void a_log_keeps_nobodys_address() {
    for (var address :
        new String[] {"ada@acme.example", "ada%40acme.example", "a.d+a@acme.example"})
      assertThat(Requests.pathForLog("/api/v1/invitations/" + address + "/x"))
          .isIn("/api/v1/invitations/…@acme.example/x", "/api/v1/invitations/…%40acme.example/x");
  }

  @Test
  void a_log_keeps_the_beginning_of_a_path_that_is_long() {
    for (var path : new String[] {"/@" + "a.".repeat(9_000), "/ui" + "/x".repeat(6_000)})
      assertThat(Requests.pathForLog(path)).hasSize(201).isEqualTo(path.substring(0, 200) + "…");
    assertThat(Requests.pathForLog("/x".repeat(100))).isEqualTo("/x".repeat(100));
  }
}
