package dev.hostedui.identity.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.hostedui.identity.Problem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

  @ParameterizedTest
  @CsvSource({
    "ada@example.com, ada@example.com",
    "'  Ada@Example.COM ', ada@example.com",
    "ADA+tag@sub.example.co.uk, ada+tag@sub.example.co.uk",
    "o'brien@example.com, o'brien@example.com",
    "a_b-c.d!#$%&*/=?^`{|}~@example.com, a_b-c.d!#$%&*/=?^`{|}~@example.com",
    "ada@bücher.example, ada@xn--bcher-kva.example",
    "ada@BÜCHER.example, ada@xn--bcher-kva.example",
    "1@2.example, 1@2.example"
  })
  void an_address_is_read_in_the_form_it_is_compared_in(String typed, String expected) {
    assertThat(EmailAddress.parse(typed).orElseThrow().value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<ada@example.com>",
        "Ada <ada@example.com>",
        "\"Admin, Ada\" <ada@example.com>",
        "Ada Admin <ada@example.com>;",
        "mailto:ada@example.com",
        "MAILTO:ada@example.com?subject=Hello",
        "ada@example.com,",
        "ada@example.com.",
        "ada@example.com ;",
        "\u201Cada@example.com\u201D",
        "\u00A0ada@example.com\u3000",
        "a\u200Bda@exam\u00ADple.com",
        "\uFEFFada@example.com",
        "\u202Aada@example.com\u202C",
        "\uFF41da\uFF20example\uFF0Ecom",
        "ada@example.com\r\n",
        "(ada@example.com)",
        "ada@example.com)",
        "ada@example.com>",
        "ada@example.com!",
        "ada@example.com\u2026",
        "ada@example.com\u3001",
        "\u00ABada@example.com\u00BB",
        "\"ada@example.com\"",
        "[ada@example.com]",
        "Email: ada@example.com",
        "E-Mail:\u00A0ada@example.com",
        "//ada@example.com",
        "mailto:ad%61@example.com",
        "[Ada](mailto:ada@example.com)",
        "[ada@example.com](mailto:ada@example.com?subject=Hello)",
        "ada@example.com <ada@example.com>",
        "Ada@Example.com <ada@example.com>;",
        "ada@example.com<mailto:ada@example.com>",
        "\"ada@example.com\" <ada@example.com>",
        "'ada@example.com' <ada@example.com>",
        "'bob@elsewhere.example' via Team <ada@example.com>",
        "\"Bob (bob@elsewhere.example)\" <ada@example.com>",
        "Ada @ Acme <ada@example.com>",
        "Ada (bob@elsewhere.example) <ada@example.com>",
        "To: Ada <ada@example.com>",
        "<ada@example.com",
        "Ada <ada@example.com",
        "'ada@example.com'",
        "'ada@example.com',",
        "ada@example.com (Ada)",
        "ada@example.com (Ada Admin).",
        "Ada ada@example.com",
        "Ada O'Neill-Roe\u00A0ada@example.com",
        "email:ada@example.com",
        "E-Mail:ada@example.com",
        "to:ada@example.com",
        "To: \"ada@example.com\"",
        "Email: mailto:ada@example.com",
        "SMTP:ada@example.com",
        "ada@example.com\u201C",
        "\u201Eada@example.com\u201C",
        "\u201Aada@example.com\u2018",
        "\u00BBada@example.com\u00AB",
        "\u2039ada@example.com\u203A",
        "\u300Cada@example.com\u300D",
        "\u300Eada@example.com\u300F",
        "\u00B4ada@example.com\u00B4",
        "ada@example.com\u00B7",
        "ada@example.com\u30FB",
        "mailto://ada@example.com",
        "mailto:%20ada@example.com",
        "- ada@example.com",
        "\u2013 ada@example.com",
        "\u2022 ada@example.com",
        "\u2022\tada@example.com",
        "* ada@example.com",
        "1. ada@example.com",
        "12) Ada Admin <ada@example.com>",
        "> ada@example.com",
        "*ada@example.com*",
        "**ada@example.com**,",
        "`ada@example.com`",
        "`ada@example.com`.",
        "_ada@example.com_",
        "*Ada <ada@example.com>*",
        "ada@example.com/",
        "&lt;ada@example.com&gt;",
        "Ada &lt;ada@example.com&gt;",
        "[ada@example.com](mailto:ada@example.com).",
        "- [Ada](mailto:ada@example.com),",
        "ada\uFE6Bexample.com"
      })
  void an_address_is_taken_as_people_paste_it(String pasted) {
    assertThat(EmailAddress.parse(pasted).orElseThrow().value()).isEqualTo("ada@example.com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "Ada <ada@example.com> <bob@example.com>",
        "ada@evil.example <ada@example.com>",
        "bob@example.com, Ada <ada@example.com>",
        "bob@example.com; <ada@example.com>",
        "bob@example.com Ada <ada@example.com>",
        "bob@example.com\nAda <ada@example.com>",
        "To: bob@example.com Cc: Ada <ada@example.com>",
        "bob@example.com (Ada) <ada@example.com>",
        "Ada <ada@example.com>, Bob",
        "bob@example.com ada@example.com",
        "Bob bob@example.com Ada ada@example.com",
        "Ada\nada@example.com",
        "https://ada@example.com",
        "https://example.com/ada@example.com",
        "mailto:",
        "mailto:ada@example.com,bob@example.com",
        "mailto:ada%40example.com%0D%0ABcc:%20x@example.com",
        "mailto:ada%2",
        "Email: Ada",
        "To: ada@example.com Cc: bob@example.com",
        "[bob@example.com](https://evil.example/)",
        "Ada <>",
        "ada",
        "@example.com",
        "ada@",
        "ada@localhost",
        "ada@example.",
        "ada@.example",
        "ada@example..com",
        "ada@-example.com",
        "ada@example-.com",
        "ada@exa mple.com",
        "a b@example.com",
        ".ada@example.com",
        "ada.@example.com",
        "a..b@example.com",
        "ada@@example.com",
        "a@b@example.com",
        "\"ada\"@example.com",
        "ada@example.com, bob@example.com",
        "ada@example.com;bob@x.com",
        "ada(comment)@example.com",
        "ada@[127.0.0.1]",
        "ada\\@example.com",
        "ada\r\nBcc: x@example.com",
        "ada@example.com\r\nBcc: x",
        "ada\u0000@example.com",
        "ada@exam\u0000ple.com",
        "ad\u0430@example.com",
        "ada@exa_mple.com",
        "ada@1.2.3.4",
        "ada@acme.123",
        "anna@groß.example",
        "Anna <anna@GRO\u1E9E.example>",
        "anna@βόλος.example",
        "anna@\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.example",
        "ada@exam\u201Cple.com",
        "ada@exam\u00B7ple.com",
        "ada@exam\u30FBple.com",
        "ada@exam\u2014ple.com",
        "ada@exam\u2764ple.com",
        "ada@example.co\u24DC\u2764",
        "ada@xn--example-236c.com",
        "ada@xn--a.example",
        "zed@acmecorp\u3164.example",
        "zed@acme\u115Fcorp.example",
        "zed@acme\u1160corp.example",
        "zed@acmecorp\uFFA0.example",
        "zed@acme\u17B4corp.example",
        "zed@acme\u302Ecorp.example",
        "zed@acme\u3031corp.example",
        "zed@xn--acmecorp-d05a.example",
        "zed@\u0308acmecorp.example",
        "zed@mail.\u0903acmecorp.example",
        "\u24D0ada@example.com",
        "\u2212ada@example.com"
      })
  void what_no_mail_can_be_sent_to_is_no_address(String typed) {
    assertThat(EmailAddress.parse(typed)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ada@acme\u2011corp.example, ada@acme-corp.example",
    "ada@acme\u2010corp.example, ada@acme-corp.example",
    "ada@acme\u2013corp.example, ada@acme-corp.example",
    "ada\u2011ben@b\u00FCro\u2212s\u00FCd.example, ada-ben@xn--bro-sd-3yae.example",
    "-ada@acme.example, -ada@acme.example",
    "*ada@acme.example, *ada@acme.example"
  })
  void a_hyphen_is_one_however_it_was_set(String pasted, String expected) {
    assertThat(EmailAddress.parse(pasted).map(EmailAddress::value).orElse("")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "col\u00B7legi.example",
        "\u30A2\u30FB\u30A4.example",
        "\u05E6\u05F4\u05DC.example"
      })
  void punctuation_that_is_part_of_a_word_is_part_of_a_domain(String domain) {
    assertThat(EmailAddress.parse("ada@" + domain).orElseThrow().domain()).startsWith("xn--");
  }

  @Test
  void a_domain_that_two_could_be_meant_by_is_refused_as_in_the_field_for_a_domain() {
    for (var typed : List.of("anna@groß.example", "Anna <anna@GRO\u1E9E.example>"))
      assertThatThrownBy(() -> EmailAddress.parse("to", typed))
          .isInstanceOfSatisfying(
              Problem.class,
              it -> {
                assertThat(it.code()).isEqualTo("domain_two_readings");
                assertThat(it.field()).isEqualTo("to");
              });
    assertThatThrownBy(() -> EmailAddress.parse("to", "Groß <anna>")).hasMessage("email_malformed");
    assertThat(EmailAddress.parse("to", "Anna Groß <anna@xn--gro-7ka.example>").value())
        .isEqualTo("anna@xn--gro-7ka.example");
  }

  @Test
  void an_address_has_at_most_254_characters_and_64_before_the_at() {
    assertThat(EmailAddress.parse("a".repeat(64) + "@example.com")).isPresent();
    assertThat(EmailAddress.parse("a".repeat(65) + "@example.com")).isEmpty();
    assertThat(EmailAddress.parse("a@" + "b".repeat(64) + ".com")).isEmpty();
    var label = "b".repeat(59) + ".";
    assertThat(EmailAddress.parse("aa@" + label.repeat(4) + "c".repeat(11))).isPresent();
    assertThat(EmailAddress.parse("aa@" + label.repeat(4) + "c".repeat(13))).isEmpty();
    assertThat(EmailAddress.parse("a@" + "ü".repeat(50_000) + ".com")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "o'brien@example.com, o'brien@example.com",
    "'\"''o''brien@example.com''\"', o'brien@example.com",
    "'Pat O''Brien o''brien@example.com', o'brien@example.com"
  })
  void an_apostrophe_of_an_address_stays(String pasted, String expected) {
    assertThat(EmailAddress.parse(pasted).map(EmailAddress::value).orElse("")).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"A", "Ada ", "(", "'", "\"", "<", "a@", "a@b ", "('", " ", "to:", "(a)"})
  void what_is_very_long_is_read_in_no_time(String part) {
    var text = part.repeat(200_000 / part.length());
    // with the square of its length it would take minutes
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          assertThat(EmailAddress.parse(text)).isEmpty();
          assertThat(EmailAddress.parse(text + "<ada@example.com>")).isEmpty();
          assertThat(EmailAddress.parse(text + " ada@example.com (")).isEmpty();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "mailto:ada%2Btag@example.com, ada+tag@example.com",
    "mailto:ada%5C@example.com, ''",
    "mailto:%24ada@example.com, $ada@example.com"
  })
  void a_link_is_decoded(String pasted, String expected) {
    assertThat(EmailAddress.parse(pasted).map(EmailAddress::value).orElse("")).isEqualTo(expected);
  }

  @Test
  void a_tag_is_no_mailbox_of_its_own() {
    assertThat(new EmailAddress("ada+one+two@example.com").mailbox()).isEqualTo("ada@example.com");
    assertThat(new EmailAddress("ada@example.com").mailbox()).isEqualTo("ada@example.com");
    assertThat(new EmailAddress("+ada@example.com").mailbox()).isEqualTo("+ada@example.com");
  }

  @Test
  void the_domain_is_what_stands_after_the_at() {
    assertThat(new EmailAddress("ada@example.com").domain()).isEqualTo("example.com");
  }
}
