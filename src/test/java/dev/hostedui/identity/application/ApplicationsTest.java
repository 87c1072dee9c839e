package dev.hostedui.identity.application;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApplicationsTest {

  private static final Actor ACTOR = new Actor.Internal("test");

  @ParameterizedTest
  @EnumSource(Engine.class)
  void its_event_shows_the_whole_application_and_no_secret_is_in_any(Engine engine) {
    try (var it = Identity.on(engine)) {
      var applications = it.app().app().core().applications;
      var made =
          applications.create(ACTOR, Registration.web("Notes", "https://notes.example/callback"));
      var secret = it.app().app().core().clientSecrets.add(ACTOR, made.clientId());

      assertThat(
              it.app()
                  .one(
                      "SELECT after_state FROM events WHERE type = 'application.created' AND"
                          + " object_id = '"
                          + made.id().value()
                          + "'"))
          .contains(
              made.clientId(),
              "\"name\":\"Notes\"",
              "\"redirect_uris\":[\"https://notes.example/callback\"]",
              "\"back_channel_logout_uris\":[]");
      assertThat(it.app().contents("events")).doesNotContain(secret.value());
    }
  }
}
