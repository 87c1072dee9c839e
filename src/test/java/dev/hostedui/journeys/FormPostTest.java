package dev.hostedui.journeys;

import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.InChromium;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import dev.hostedui.testing.Visit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** An answer that travels to the app as a form, in a browser. */
@InChromium
class FormPostTest {

  @Test
  void it_posts_itself() {
    arrives(Visit::to, visit -> {});
  }

  @Test
  void without_script_a_button_posts_it() {
    arrives(Visit::withoutScript, visit -> visit.button("Continue").click());
  }

  private static void arrives(Function<TestApp, Visit> begin, Consumer<Visit> goOn) {
    try (var app = TestApp.startForClients();
        var appsOwn = Receiver.start()) {
      var callback = appsOwn.uri("/signin-oidc");
      var client = TestClient.register(app, Registration.web("Form app", callback));
      try (var max = begin.apply(app).alsoAt(appsOwn.uri("")).as(MAX)) {
        max.open(client.authorize("redirect_uri", callback, "response_mode", "form_post"));
        goOn.accept(max);
        var form = appsOwn.await();
        assertThat(form)
            .containsEntry("state", TestClient.STATE)
            .containsEntry("iss", app.origin());
        var answer = client.exchange(form.get("code"), "redirect_uri", callback);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
      }
    }
  }
}
