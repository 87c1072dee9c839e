package dev.hostedui.identity.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Problem;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimExpressionTest {

  private static final ClaimSubject ADA =
      new ClaimSubject(
          Map.of(
              "id",
              "usr_1",
              "email",
              "ada@acme.example",
              "email_verified",
              true,
              "groups",
              List.of("a", "b"),
              "metadata",
              Map.of("plan", "gold", "cost center", "4711", "class", "x")),
          Map.of("id", "org_1", "display_name", "Acme"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          user.email                                         | ada@acme.example
          user?.email                                        | ada@acme.example
            user . metadata ?. plan                          | gold
          user.metadata["cost center"]                       | 4711
          user["metadata"]['plan']                           | gold
          user.metadata?.["plan"]                            | gold
          user.metadata.class                                | x
          user.metadata.missing ?? "none"                    | none
          user.metadata.missing??organization.display_name   | Acme
          organization.metadata?.plan ?? user.metadata.plan  | gold
          organization.slug ?? organization.external_id ?? 7 | 7
          user.email_verified                                | true
          user.groups                                        | [a, b]
          user.metadata.plan ?? "free"                       | gold
          "it's \\"so\\""                                    | it's "so"
          -12.5                                              | -12.5
          false                                              | false
          """)
  void it_leads_to_a_value(String expression, String value) {
    assertThat(ClaimExpression.parse(expression).of(ADA).orElseThrow()).hasToString(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "organization.slug",
        "organization.metadata.plan",
        "organization?.metadata?.plan",
        "user.metadata.nothing",
        "user.custom_attributes.a ?? user.locale"
      })
  void what_is_missing_anywhere_on_the_way_is_no_value(String expression) {
    assertThat(ClaimExpression.parse(expression).of(ADA)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                  | claim_expression_ends       | 1
          user                                | claim_expression_whole      | 5
          user.                               | claim_expression_ends       | 6
          user.emial                          | claim_unknown_field         | 6
          organization.email                  | claim_unknown_field         | 14
          user.email.length                   | claim_unknown_field         | 12
          user.metadata.a.b                   | claim_unknown_field         | 17
          person.email                        | claim_unknown_root          | 1
          user.email ??                       | claim_expression_ends       | 14
          user.email ?? ?? 1                  | claim_expression_unexpected | 15
          user.email + "x"                    | claim_expression_unexpected | 12
          user.email ? 1 : 2                  | claim_expression_unexpected | 12
          user.email; user.id                 | claim_expression_unexpected | 11
          "open                               | claim_expression_open       | 1
          "bad \\n"                           | claim_expression_escape     | 6
          user.metadata[plan]                 | claim_expression_no_text    | 15
          user.metadata["plan"                | claim_expression_open       | 21
          user.metadata.["plan"]              | claim_expression_unexpected | 15
          01                                  | claim_expression_unexpected | 2
          """)
  void what_cannot_be_read_is_named_with_its_place(String expression, String code, int place) {
    var refused = catchThrowableOfType(Problem.class, () -> ClaimExpression.parse(expression));
    assertThat(refused).as(expression).isNotNull();
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.faults().get(0).field()).isEqualTo("expression");
    assertThat(refused.faults().get(0).arguments().get(0)).isEqualTo(place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "user.getClass()",
        "user.class",
        "user.class.forName('java.lang.Runtime')",
        "user['class']['classLoader']",
        "user.email.getClass",
        "user.email.bytes",
        "user.metadata.plan.class",
        "user.metadata['a']['b']",
        "user.constructor",
        "user.__proto__",
        "T(java.lang.Runtime).getRuntime()",
        "#{user.email}",
        "${user.email}",
        "{{user.email}}",
        "user.sessions",
        "user.password",
        "organization.connections",
        "environment.secret_key",
        "this",
        "new java.io.File('/')",
        "user.email || user.id",
        "user\u0000.email",
        "user.email\u202e"
      })
  void an_expression_reaches_nothing_else(String expression) {
    assertThat(catchThrowableOfType(Problem.class, () -> ClaimExpression.parse(expression)))
        .as(expression)
        .isNotNull();
  }

  @Test
  void names_of_methods_are_only_names_in_metadata() {
    for (var name : List.of("getClass", "hashCode", "__proto__", "size", "constructor"))
      assertThat(ClaimExpression.parse("user.metadata." + name).of(ADA)).isEmpty();
  }

  @Test
  void whatever_is_typed_is_read_or_refused() {
    var random = new Random(7);
    var pieces =
        List.of(
            "user",
            "organization",
            ".",
            "?.",
            "??",
            "[",
            "]",
            "\"",
            "'",
            "\\",
            "metadata",
            "plan",
            " ",
            "1",
            "-",
            "true",
            "email",
            "(",
            ")",
            "é",
            "\u0000",
            "0.5",
            "?",
            "\n");
    for (var i = 0; i < 20_000; i++) {
      var text = new StringBuilder();
      for (var length = random.nextInt(12); length >= 0; length--)
        text.append(pieces.get(random.nextInt(pieces.size())));
      try {
        ClaimExpression.parse(text.toString()).of(ADA).ifPresent(it -> assertThat(it).isNotNull());
      } catch (Problem refused) {
        var place = (Integer) refused.faults().get(0).arguments().get(0);
        assertThat(place).as(text.toString()).isBetween(1, text.length() + 1);
      }
    }
    assertThat(
            catchThrowableOfType(
                    Problem.class, () -> ClaimExpression.parse("user.id ??".repeat(100)))
                .code())
        .isEqualTo("claim_expression_too_long");
  }
}
