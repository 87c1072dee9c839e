package dev.hostedui.sample;

import dev.hostedui.customer.CustomerSide;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.List;

/** People to sign in as, with one click each, and what else belongs to the sample. */
public record DevPage(Look look, List<Person> people) implements View {

  /** Where the customer's IT department is, if its port was free. */
  public String customerSide() {
    return "http://localhost:" + CustomerSide.PORT + "/";
  }

  /** Somebody of the sample. */
  public record Person(String email, String name, String organization, String slug, String role) {}
}
