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
    assertThat(Requests.pathForLog("/login/link/" + "a".repeat(15_000))).isEqualTo("/login/link/…");
    assertThat(Requests.pathForLog("/ui/organization/users/usr_114067979737319362/role"))
        .isEqualTo("/ui/organization/users/usr_114067979737319362/role");
  }
}
