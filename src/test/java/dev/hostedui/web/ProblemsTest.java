package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Problem;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemsTest {

  @Test
  void the_face_of_an_address_is_that_of_its_longest_prefix() {
    var faces = new LinkedHashMap<String, ProblemFace>();
    for (var prefix : new String[] {"", "/api/", "/api/v1/scim/", "/ui/"})
      faces.put(prefix, face(prefix));
    var problems = new Problems(new Routes(), faces);

    assertThat(problems.faceOf("/api/v1/scim/Users")).hasToString("/api/v1/scim/");
    assertThat(problems.faceOf("/api/v1/users")).hasToString("/api/");
    assertThat(problems.faceOf("/ui/profile")).hasToString("/ui/");
    assertThat(problems.faceOf("/uix")).hasToString("");
    assertThat(problems.faceOf("/")).hasToString("");
    assertThat(problems.faceOf("//api//v1///scim/Users")).hasToString("/api/v1/scim/");
  }

  @Test
  void there_is_a_face_for_all_other_addresses() {
    assertThatThrownBy(() -> new Problems(new Routes(), Map.of("/ui/", face("/ui/"))))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ProblemFace face(String name) {
    return new ProblemFace() {
      @Override
      public void refuse(Context ctx, int status, Problem problem) {
        throw new AssertionError();
      }

      @Override
      public String toString() {
        return name;
      }
    };
  }
}
