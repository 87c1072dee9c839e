package dev.hostedui.sample;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;

/** People to sign in as, with one click each. */
public record DevPage(Look look, List<Person> people) implements View {

  /** Somebody of the sample. */
  public record Person(String email, String name, String organization, String slug, String role) {}
}
