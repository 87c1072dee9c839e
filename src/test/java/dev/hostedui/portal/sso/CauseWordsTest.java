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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said about everything that can be wrong with an identity provider (behaviour §2.3.6). */
class CauseWordsTest {

  private static Stream<String> causes() {
    return Stream.of(
            Arrays.stream(dev.hostedui.protocol.saml.Cause.values()).map(it -> it.text()),
            Arrays.stream(dev.hostedui.protocol.relyingparty.Cause.values()).map(it -> it.text()),
            Arrays.stream(FetchRefused.Reason.values()).map(FetchRefused.Reason::code),
            Stream.of("no_answer_came"))
        .flatMap(it -> it);
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
