package dev.hostedui.portal.sso;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.upstream.FetchRefused;
import dev.hostedui.upstream.Recognized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said about everything that can be wrong with an identity provider. */
class CauseWordsTest {

  private static Stream<String> causes() {
    return Stream.of(
            Arrays.stream(dev.hostedui.protocol.saml.Cause.values()).map(it -> it.text()),
            Arrays.stream(dev.hostedui.protocol.relyingparty.Cause.values()).map(it -> it.text()),
            Arrays.stream(FetchRefused.Reason.values()).map(FetchRefused.Reason::code),
            Stream.of("no_answer_came", "answer_used"))
        .flatMap(it -> it);
  }

  /** Why somebody does not get in whose answer holds: what a sign-in by a connection can throw. */
  private static Stream<String> refusals() throws IOException {
    var thrown = new TreeSet<String>();
    for (var file :
        List.of(
            "identity/connection/UpstreamAccounts",
            "login/UpstreamProof",
            "login/SignIns",
            "login/LoginAttempts"))
      thrown.addAll(
          literals(file + ".java", "Problem\\.(?:forbidden|conflict|notFound)\\(\"([a-z_]+)\""));
    // making an account by mail is not signing in by a connection
    thrown.remove("no_account");
    assertThat(thrown).hasSizeGreaterThan(6);
    // what the verbs refuse that these call: a seat, a second organization, a session that has gone
    thrown.addAll(
        List.of("seats_taken", "other_organization", "organization_not_found", "session_over"));
    return thrown.stream();
  }

  @Test
  void who_does_not_get_in_is_told_of_with_a_reason_and_a_remedy() throws IOException {
    for (var kind : List.of("code.", "cause.", "remedy."))
      assertThat(refusals().filter(it -> !CauseWords.has(kind + it))).as(kind).isEmpty();
  }

  @Test
  void no_words_of_one_protocol_are_said_of_the_other() {
    var shared =
        Arrays.stream(dev.hostedui.protocol.saml.Cause.values())
            .map(it -> it.text())
            .collect(Collectors.toCollection(TreeSet::new));
    shared.retainAll(
        Arrays.stream(dev.hostedui.protocol.relyingparty.Cause.values())
            .map(it -> it.text())
            .toList());
    assertThat(shared)
        .allSatisfy(
            it ->
                assertThat(CauseWords.cause(it) + CauseWords.remedy(it))
                    .doesNotContain("entity ID", "assertion", "client ID", "ID token"));
    assertThat(CauseWords.remedy("token_issuer_differs")).contains("issuer");
    assertThat(CauseWords.remedy("token_audience_differs")).contains("client ID");
  }

  @Test
  void what_saml_only_advises_against_is_not_called_forbidden() {
    assertThat(CauseWords.cause("transform_refused")).doesNotContain("forbid");
    assertThat(CauseWords.remedy("transform_refused")).contains("EXCLUSIVE");
  }

  @Test
  void every_cause_has_its_words_and_a_remedy() {
    assertThat(causes().filter(it -> !CauseWords.has("cause." + it))).isEmpty();
    assertThat(causes().filter(it -> !CauseWords.has("remedy." + it))).isEmpty();
    assertThat(causes())
        .allSatisfy(
            it -> {
              assertThat(CauseWords.cause(it)).matches("[A-Z].*\\.");
              assertThat(CauseWords.remedy(it)).matches("[A-Z].*\\.");
            });
  }

  @Test
  void every_error_code_has_its_words() {
    var codes =
        Stream.concat(
                Arrays.stream(dev.hostedui.protocol.saml.Cause.values()).map(it -> it.code()),
                Arrays.stream(dev.hostedui.protocol.relyingparty.Cause.values())
                    .map(it -> it.code()))
            .toList();
    assertThat(codes).hasSizeGreaterThan(50).allMatch(it -> CauseWords.has("code." + it));
  }

  @Test
  void everything_that_cannot_be_used_is_said_to_be() {
    assertThat(Recognized.Refused.codes())
        .hasSizeGreaterThan(60)
        .allMatch(it -> CauseWords.has("document." + it));
  }

  @Test
  void everything_worth_knowing_about_metadata_is_said() throws IOException {
    assertThat(literals("protocol/saml", "warn\\(\"([a-z_]+)\""))
        .hasSizeGreaterThan(10)
        .allMatch(it -> CauseWords.has("warning." + it));
  }

  @Test
  void every_check_has_a_name() throws IOException {
    var names =
        literals(
            "protocol",
            "(?:Check\\s*\\.\\s*(?:passed|failed|doubtful)|\\.failed|\\.doubtful|\\bfail|\\bequal|\\bexamineSignature)"
                + "\\(\\s*\"([a-z_]+)\"");
    assertThat(names)
        .hasSizeGreaterThan(15)
        .allSatisfy(it -> assertThat(CauseWords.has("check." + it)).as(it).isTrue());
  }

  @Test
  void words_are_filled_in_and_do_without_what_is_not_known() {
    assertThat(CauseWords.document("metadata_html_page", List.of("Sign in")))
        .contains("“Sign in”")
        .doesNotContain("{");
    assertThat(CauseWords.document("metadata_html_page", List.of("")))
        .startsWith("This is a web page and no metadata.");
  }

  /** What stands in the source as the first group of an expression. */
  private static TreeSet<String> literals(String folder, String expression) throws IOException {
    var found = new TreeSet<String>();
    var pattern = Pattern.compile(expression);
    try (var files = Files.walk(Path.of("src/main/java/dev/hostedui", folder))) {
      for (var file : files.filter(it -> it.toString().endsWith(".java")).toList())
        pattern.matcher(Files.readString(file)).results().forEach(it -> found.add(it.group(1)));
    }
    return found;
  }
}
