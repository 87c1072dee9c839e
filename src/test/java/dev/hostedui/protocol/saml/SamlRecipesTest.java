package dev.hostedui.protocol.saml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.protocol.upstream.Check;
import dev.hostedui.testing.SamlMint;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of vendors as they really are: each recipe, and each variant it names. */
class SamlRecipesTest {

  static List<String> recipes() {
    return SamlMint.recipes();
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void an_answer_is_accepted_or_refused_as_the_recipe_says(String name) {
    var mint = SamlMint.of(name);
    var expect = mint.recipe().get("expect");
    var measure = Measure.usual();
    var issuer = mint.recipe().at("/response/Issuer/text").asText();
    if (!issuer.startsWith("{")) measure = measure.from(issuer);
    var examination = measure.of(mint.field());
    var failures =
        examination.checks().stream()
            .filter(Check::failed)
            .map(Check::toString)
            .collect(Collectors.joining("\n"));
    if (expect.path("result").asText().equals("accept")) {
      assertThat(failures).isEmpty();
      assertThat(examination.accepted()).isTrue();
    } else {
      assertThat(examination.accepted()).isFalse();
      assertThat(examination.firstFailure().orElseThrow().code())
          .isEqualTo(expect.path("error_code").asText());
    }
  }
}
