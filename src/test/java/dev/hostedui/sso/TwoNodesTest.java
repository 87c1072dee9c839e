package dev.hostedui.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Two nodes on one PostgreSQL: a sign-in may begin on one and go on on the other. */
class TwoNodesTest {

  private static final String MAX = "max@acmecorp.example";

  @Test
  void an_answer_is_good_once_on_all_nodes_together() {
    try (var one = TestApp.start(Engine.POSTGRESQL, Map.of());
        var other =
            TestApp.start(
                Engine.SQLITE,
                Map.of("HOSTED_UI_DATABASE_URL", one.app().core().config.databaseUrl()))) {
      one.hasNoWayToAnApp();
      var acme = SamlConnection.enabled(one, "acmecorp");
      var browser = one.browser();
      var asked = acme.askedFor(browser, MAX);
      var field = acme.mint(asked, "max", MAX).field();

      var taken = Collections.synchronizedList(new ArrayList<String>());
      var statuses = Collections.synchronizedList(new ArrayList<Integer>());
      var runners = new ArrayList<Callable<Object>>();
      for (var node : List.of(one, other, one, other))
        runners.add(
            () -> {
              var answer = acme.post(node, field, asked.relayState());
              if (answer.status() == 303) taken.add(answer.next());
              return statuses.add(answer.status());
            });
      Race.between(runners);
      assertThat(statuses).containsExactlyInAnyOrder(303, 409, 409, 409);

      // nor does it begin two sessions
      var there = other.browser();
      there.cookies().putAll(browser.cookies());
      var landed = Collections.synchronizedList(new ArrayList<Integer>());
      Race.between(
          () -> landed.add(browser.get(taken.get(0)).status()),
          () -> landed.add(there.get(taken.get(0)).status()));
      assertThat(landed).containsExactlyInAnyOrder(302, 409);
      assertThat(one.sessionsOf(one.user(MAX))).hasSize(1);
    }
  }
}
