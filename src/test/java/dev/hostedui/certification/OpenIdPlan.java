package dev.hostedui.certification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A plan, run as the suite runs one: against one server with clients that were registered before,
 * each module with a browser that was never here.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OpenIdPlan {

  /** Between two modules, so that no limit on mails to one mailbox is met. */
  private static final Duration PAUSE = Duration.ofHours(2);

  final TestApp app =
      TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_TRUSTED_PROXIES", "127.0.0.1"));
  private final boolean formPost;
  private final TestClient client;
  private int modulesRun;
  RelyingParty rp;

  OpenIdPlan(boolean formPost) {
    this.formPost = formPost;
    client = register();
  }

  final TestClient register(String... backChannel) {
    return TestClient.register(
        app,
        new Registration(
            "Suite",
            ApplicationType.WEB,
            false,
            false,
            null,
            null,
            List.of(RelyingParty.CALLBACK),
            List.of(RelyingParty.POST_LOGOUT),
            List.of(backChannel)));
  }

  /** The modules of the suite's plan, by their names and in its order. */
  abstract List<String> modules();

  @BeforeEach
  void begin() {
    app.clock().advance(PAUSE);
    // limits on sign-ins go by the machine's clock, so every module comes from elsewhere
    rp = new RelyingParty(app, client, formPost, "203.0.113." + ++modulesRun);
  }

  @AfterEach
  void no_warning_comes_that_was_not_looked_at() {
    assertThat(rp.warnings()).isEmpty();
  }

  @AfterAll
  void stop() {
    app.close();
  }

  @Test
  void every_module_of_the_plan_is_here() {
    var tests = new ArrayList<String>();
    for (Class<?> type = getClass(); type != OpenIdPlan.class; type = type.getSuperclass())
      Arrays.stream(type.getDeclaredMethods())
          .filter(it -> it.isAnnotationPresent(Test.class))
          .map(Method::getName)
          .map(it -> it.replace('_', '-'))
          .forEach(tests::add);
    assertThat(tests).containsExactlyInAnyOrderElementsOf(modules());
  }
}
