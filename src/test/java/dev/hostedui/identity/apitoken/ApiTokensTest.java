package dev.hostedui.identity.apitoken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiTokensTest {

  private static String code(Runnable call) {
    return catchThrowableOfType(Problem.class, call::run).code();
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_is_good_until_it_ends_and_only_by_its_text(Engine engine) {
    try (var it = Identity.on(engine)) {
      var tokens = it.app().app().core().apiTokens;
      var acme = it.organization("Acme Tokens");
      var max = it.member(acme, "max@tokens.example", "member").user();
      var by = Identity.INTERNAL;
      var now = it.clock().instant();

      var whole = tokens.create(by, wanted(acme.id(), null, null));
      var ofMax = tokens.create(by, wanted(acme.id(), max, now.plus(Duration.ofHours(1))));
      assertThat(whole.text()).matches("[A-Za-z0-9]{48}").endsWith(whole.token().hint());
      assertThat(it.app().contents().toString()).doesNotContain(whole.text());
      assertThat(whole.toString()).doesNotContain(whole.text());
      assertThat(tokens.validate(whole.text())).contains(whole.token());
      assertThat(tokens.validate(whole.token().id().value())).isEmpty();
      assertThat(tokens.validate("nothing")).isEmpty();
      var member = tokens.validate(ofMax.text()).orElseThrow().member();
      assertThat(member.email()).isEqualTo("max@tokens.example");
      assertThat(member.roles()).containsExactly("member");
      assertThat(tokens.list(acme.id(), null, false, 0, 5)).hasSize(2);
      assertThat(tokens.list(acme.id(), max, false, 0, 5)).containsExactly(ofMax.token());
      assertThat(tokens.count(acme.id(), max)).isEqualTo(1);

      var changed = tokens.update(by, ofMax.text(), Map.of("scope", "", "env", "test"), "");
      assertThat(changed.claims()).isEqualTo(Map.of("env", "test"));
      assertThat(changed.description()).isEmpty();

      it.clock().advance(Duration.ofHours(1));
      assertThat(tokens.validate(ofMax.text())).as("it has expired").isEmpty();
      assertThat(code(() -> tokens.update(by, ofMax.text(), Map.of(), "x")))
          .isEqualTo("api_token_not_found");

      assertThat(it.eventsOf(() -> tokens.invalidate(by, whole.token().id().value())))
          .containsExactly("organization.api_token_invalidated");
      assertThat(it.eventsOf(() -> tokens.invalidate(by, whole.text()))).isEmpty();
      assertThat(tokens.validate(whole.text())).isEmpty();
      assertThat(code(() -> tokens.invalidate(by, "apit_1"))).isEqualTo("api_token_not_found");

      it.clock().advance(ApiTokens.KEPT.plusSeconds(1));
      assertThat(tokens.forgetOld()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_token_for_a_member_is_good_while_the_membership_is(Engine engine) {
    try (var it = Identity.on(engine)) {
      var tokens = it.app().app().core().apiTokens;
      var acme = it.organization("Acme Tokens");
      var other = it.organization("Other Tokens");
      var max = it.member(acme, "max@tokens.example", "member").user();
      var by = Identity.INTERNAL;
      var now = it.clock().instant();
      var issued = tokens.create(by, wanted(acme.id(), max, null));
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'INACTIVE' WHERE user_id = '" + max.value() + "'");
      assertThat(tokens.validate(issued.text())).isEmpty();
      it.app()
          .arrange(
              "UPDATE memberships SET status = 'ACTIVE' WHERE user_id = '" + max.value() + "'");
      assertThat(tokens.validate(issued.text())).isPresent();

      assertThat(code(() -> tokens.create(by, wanted(other.id(), max, null))))
          .isEqualTo("api_token_user_unknown");
      assertThat(code(() -> tokens.create(by, wanted(acme.id(), null, now))))
          .isEqualTo("api_token_expiry_over");
      assertThat(
              code(
                  () ->
                      tokens.create(
                          by,
                          new ApiTokens.Wanted(
                              acme.id(), null, "x".repeat(256), Map.of("", "x"), null))))
          .isEqualTo("api_token_description_too_long");
      var ada = it.member(acme, "ada@tokens.example", "admin");
      assertThat(code(() -> tokens.create(ada, wanted(acme.id(), null, null)))).isNotEmpty();

      it.app().arrange("DELETE FROM memberships WHERE user_id = '" + max.value() + "'");
      assertThat(code(() -> tokens.invalidate(by, issued.text()))).isEqualTo("api_token_not_found");
    }
  }

  private static ApiTokens.Wanted wanted(
      OrganizationId organization, @Nullable UserId user, @Nullable Instant expires) {
    return new ApiTokens.Wanted(
        organization, user, " Nightly\nexport ", Map.of("scope", "read"), expires);
  }
}
