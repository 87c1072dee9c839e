package dev.hostedui.portal.sso;

import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.ConnectionTest;
import dev.hostedui.identity.connection.ConnectionVersion;
import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import dev.hostedui.web.Ago;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Puts what came of a test into words. */
final class TestResults {

  private final ConnectionTest test;
  private final @Nullable ConnectionVersion current;
  private final AttributeMapping mapping;
  private final String app;
  private final String organization;
  private final boolean own;
  private final Instant now;

  private TestResults(
      ConnectionTest test,
      @Nullable ConnectionVersion current,
      AttributeMapping mapping,
      String app,
      String organization,
      boolean own,
      Instant now) {
    this.test = test;
    this.current = current;
    this.mapping = mapping;
    this.app = app;
    this.organization = organization;
    this.own = own;
    this.now = now;
  }

  /**
   * The result of the newest test.
   *
   * @param app what the app is called
   * @param organization what the organization is called
   * @param own whether who looks runs it
   */
  static TestPanel.Result of(
      ConnectionTest test,
      Situation situation,
      String app,
      String organization,
      boolean own,
      Instant now) {
    return new TestResults(
            test, situation.current(), situation.settings().mapping(), app, organization, own, now)
        .result();
  }

  private TestPanel.Result result() {
    var examination = test.examination();
    var checks = examination == null ? List.<Check>of() : examination.checks();
    var claimed = examination == null ? null : examination.claimed();
    return new TestPanel.Result(
        state(),
        when(),
        own ? "" : other(),
        current == null || current.number() != test.version(),
        state() == TestPanel.State.FAILED ? failure(checks) : null,
        checks.stream().map(TestResults::line).toList(),
        claimed == null ? List.of() : profile(checks, claimed),
        claimed == null ? List.of() : others(checks, claimed),
        examination == null ? "" : examination.document());
  }

  private TestPanel.State state() {
    return switch (test.status()) {
      case PENDING -> TestPanel.State.WAITING;
      case SUCCESS -> TestPanel.State.PASSED;
      case FAILURE -> TestPanel.State.FAILED;
    };
  }

  private String when() {
    var finished = test.finishedAt();
    var who = test.tester().email();
    return "Tested "
        + Ago.of(finished == null ? test.startedAt() : finished, now).words()
        + (who == null ? "" : " by " + who)
        + ".";
  }

  private String other() {
    var who = test.tester().email();
    return (who == null ? "Somebody" : who)
        + " has been testing since "
        + Ago.exact(test.startedAt())
        + ".";
  }

  private static TestPanel.CheckLine line(Check check) {
    return new TestPanel.CheckLine(
        check.verdict(),
        CauseWords.check(check.name()),
        check.expected(),
        check.received(),
        check.cause() == null ? "" : CauseWords.cause(check.cause()));
  }

  private TestPanel.Failure failure(List<Check> checks) {
    var code = test.code() == null ? "server_error" : test.code();
    var said = test.description() == null ? "" : test.description();
    var title = CauseWords.code(code);
    var cause = CauseWords.cause(test.cause());
    var remedy = CauseWords.remedy(test.cause());
    return new TestPanel.Failure(
        code, title, cause, remedy, said, letter(title, cause, remedy, said, checks));
  }

  /** What can be sent to whoever runs the identity provider, who sees none of our pages. */
  private String letter(
      String title, String cause, String remedy, String said, List<Check> checks) {
    var compared =
        checks.stream()
            .filter(Check::failed)
            .map(
                it ->
                    CauseWords.check(it.name())
                        + "\n  expected: "
                        + (it.expected().isEmpty() ? "-" : it.expected())
                        + "\n  received: "
                        + (it.received().isEmpty() ? "nothing" : it.received())
                        + "\n")
            .collect(Collectors.joining());
    return "Single sign-on to "
        + app
        + " for "
        + organization
        + " does not work yet.\n\n"
        + title
        + ". "
        + cause
        + "\n"
        + (said.isEmpty() ? "" : "The identity provider said: " + said + "\n")
        + "\nWhat to do: "
        + remedy
        + "\n\n"
        + (compared.isEmpty() ? "" : compared + "\n")
        + "Test "
        + test.id().value()
        + ", "
        + Ago.exact(test.startedAt())
        + "\n";
  }

  /**
   * The provider's name of one of ours as the test looked for it: other names may have been saved
   * since, and a draft that was tested is not kept beside the one in its place.
   */
  private String name(List<Check> checks, Guide.Field field) {
    return checks.stream()
        .filter(it -> it.name().equals(field.key))
        .map(Check::expected)
        .findFirst()
        // an attribute that is the user id is always looked at
        .orElseGet(
            () ->
                field == Guide.Field.USER_ID && !mapping.userId().isEmpty()
                    ? AttributeMapping.SUBJECT
                    : mapping.of(field.ours));
  }

  private List<TestPanel.ProfileLine> profile(List<Check> checks, UpstreamIdentity claimed) {
    return List.of(Guide.Field.values()).stream()
        .map(
            field -> {
              var name = name(checks, field);
              var subject = name.equals(AttributeMapping.SUBJECT) || name.equals("sub");
              var received = subject ? Optional.of(claimed.subject()) : claimed.first(name);
              return new TestPanel.ProfileLine(
                  field.label, name, received.orElse(""), field == Guide.Field.EMAIL);
            })
        .toList();
  }

  private List<TestPanel.Received> others(List<Check> checks, UpstreamIdentity claimed) {
    var used = List.of(Guide.Field.values()).stream().map(it -> name(checks, it)).toList();
    return claimed.attributes().entrySet().stream()
        .filter(it -> !used.contains(it.getKey()))
        .map(it -> new TestPanel.Received(it.getKey(), String.join(", ", it.getValue())))
        .toList();
  }
}
