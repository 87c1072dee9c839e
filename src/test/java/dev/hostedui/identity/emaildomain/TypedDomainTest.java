package dev.hostedui.identity.emaildomain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What people type where a domain is asked for. The files say what of it is taken, and why. */
class TypedDomainTest {

  private static final Path CASES = Path.of("src/test/resources/cases/domains");

  /** The domain that is read, or the code of the refusal and what was probably meant. */
  private static final Map<String, String> DOMAINS =
      Map.ofEntries(
          Map.entry("d01", "acmecorp.example"),
          Map.entry("d02", "domain_within_address acmecorp.example"),
          Map.entry("d03", "acmecorp.example"),
          Map.entry("d04", "acmecorp.example"),
          Map.entry("d05", "xn--bcher-kva.example"),
          Map.entry("d06", "xn--bcher-kva.example"),
          Map.entry("d07", "domain_public_provider gmail.com"),
          Map.entry("d08", "domain_public_suffix co.uk"),
          Map.entry("d09", "acmecorp.onmicrosoft.com"),
          Map.entry("d10", "domain_wildcard"),
          Map.entry("d11", "domain_not_public localhost"),
          Map.entry("d12", "domain_underscore acme-corp.example"),
          Map.entry("d13", "domain_malformed"),
          Map.entry("d14", "domain_malformed"),
          Map.entry("d15", "domain_comma acmecorp.example"),
          Map.entry("d16", "acmecorp.example"));

  static Stream<JsonNode> domains() {
    return read("domains.json");
  }

  @ParameterizedTest
  @MethodSource("domains")
  void a_domain_is_taken_where_only_one_can_be_meant(JsonNode it) {
    var outcome = outcome(it.get("input").textValue());
    assertThat(outcome).isEqualTo(DOMAINS.get(it.get("id").textValue()));
    assertThat(outcome.startsWith("domain_"))
        .as("whether it is refused")
        .isEqualTo(!it.get("expect").has("accept") || it.get("id").textValue().equals("d02"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mailto:ada@acmecorp.example|acmecorp.example",
        "www.acmecorp.example|domain_www acmecorp.example",
        "www.example|www.example",
        "https://ada:secret@shop.acme.co.uk:8443/a?b#c|domain_within_address acme.co.uk",
        "http://localhost:8080/|domain_not_public localhost",
        "//acme.com|domain_within_address acme.com",
        "acme.com acme.org|domain_several",
        "acme.com; acme.org|domain_several",
        "googlemail.com|domain_public_provider googlemail.com",
        "outlook.com|domain_public_provider outlook.com",
        "hotmail.co.nz|domain_public_provider hotmail.co.nz",
        "yahoo.com.mx|domain_public_provider yahoo.com.mx",
        "icloud.com|domain_public_provider icloud.com",
        "proton.me|domain_public_provider proton.me",
        "qq.com|domain_public_provider qq.com",
        "gmx.de|domain_public_provider gmx.de",
        "gmx.acme.com|gmx.acme.com",
        "outlook.fr|domain_public_provider outlook.fr",
        "outlook.co.th|domain_public_provider outlook.co.th",
        "outlook.com.au|domain_public_provider outlook.com.au",
        "live.it|domain_public_provider live.it",
        "live.com.mx|domain_public_provider live.com.mx",
        "live.acme.com|live.acme.com",
        "aol.co.uk|domain_public_provider aol.co.uk",
        "vodafone.de|domain_public_provider vodafone.de",
        "docomo.ne.jp|domain_public_provider docomo.ne.jp",
        "xtra.co.nz|domain_public_provider xtra.co.nz",
        "privaterelay.appleid.com|domain_public_provider privaterelay.appleid.com",
        "users.noreply.github.com|domain_public_provider users.noreply.github.com",
        "github.io|domain_public_suffix github.io",
        "herokuapp.com|domain_public_suffix herokuapp.com",
        "onmicrosoft.com|domain_public_suffix onmicrosoft.com",
        "acmecorp.local|domain_not_public acmecorp.local",
        "acmecorp.internal|domain_not_public acmecorp.internal",
        "ada@acmecorp.local|domain_not_public acmecorp.local",
        "straße.example|domain_two_readings",
        "xn--strae-oqa.example|xn--strae-oqa.example",
        "xn--.example|domain_malformed",
        "xn--a.example|domain_idn_malformed xn--a",
        "xn--99999999.example|domain_idn_malformed xn--99999999",
        "xn--fsqu00a.xn--0zwm56d|xn--fsqu00a.xn--0zwm56d",
        "acme corp.example|domain_malformed",
        "acme\u2011corp.example|acme-corp.example",
        "\u201Eacmecorp.example\u201C|acmecorp.example",
        "acmecorp.example\u00B7|acmecorp.example",
        "- acmecorp.example|acmecorp.example",
        "`acmecorp.example`|acmecorp.example",
        "mailto://ada@acmecorp.example|acmecorp.example",
        "Ada Admin <ada@acmecorp.example>;|acmecorp.example",
        "<ada@acmecorp.example>|acmecorp.example",
        "bob@other.example <ada@acmecorp.example>|domain_several",
        "\u4E8C\u3007.example|xn--w6jt23g.example",
        "\u0F56\u0F7C\u0F51\u0F0B\u0F61\u0F72\u0F42.example|xn--nbd4itbt1dwfyc.example",
        "\u0633\u0646\u068C\u06FD.example|xn--ygb2b4m6p.example",
        "\u06FE\u0633\u0646\u068C.example|xn--ygb2b4m7p.example",
        "\u2615.example|domain_malformed",
        "xn--53h.example|domain_idn_malformed xn--53h",
        "acme\u00B7corp.example|domain_malformed",
        "acme\u201Ccorp.example|domain_malformed",
        "col\u00B7legi.example|xn--collegi-xma.example",
        "xn--acmecorp-bq3d.example|domain_idn_malformed xn--acmecorp-bq3d",
        "日本.example。|xn--wgv71a.example",
        "acmecorp.example．|acmecorp.example",
        "acmecorp.example｡|acmecorp.example",
        "https://acme.com./|domain_within_address acme.com",
        "acme.com.。|acme.com",
        "。|domain_missing",
        "@|domain_missing"
      })
  void what_is_pasted_is_taken_or_answered_with_what_was_meant(String typed, String outcome) {
    assertThat(outcome(typed)).isEqualTo(outcome);
  }

  @Test
  void what_nobody_sees_around_a_domain_is_no_part_of_it() {
    assertThat(outcome("\u00a0\u200bacmecorp.example\u3000\ufeff")).isEqualTo("acmecorp.example");
    assertThat(outcome("acme\u200bcorp.example")).isEqualTo("acmecorp.example");
  }

  @Test
  void what_was_registered_is_known_by_the_public_suffix_list() {
    assertThat(new DomainName("eu.acme.co.uk").registered().value()).isEqualTo("acme.co.uk");
    assertThat(new DomainName("a.b.acme.example").registered().value()).isEqualTo("acme.example");
    assertThat(new DomainName("acme.example").registered().value()).isEqualTo("acme.example");
    assertThat(new DomainName("acmecorp.onmicrosoft.com").isWithoutOwnDns()).isTrue();
    assertThat(new DomainName("onmicrosoft.example").isWithoutOwnDns()).isFalse();
  }

  private static String outcome(String typed) {
    var domain = new ArrayList<DomainName>();
    var problem =
        catchThrowableOfType(
            Problem.class,
            () -> domain.add(DomainName.parse("domain", typed).mustBeOnes("domain")));
    if (problem == null) return domain.get(0).value();
    assertThat(problem.field()).isEqualTo("domain");
    var meant = problem.faults().get(0).arguments();
    return problem.code() + (meant.isEmpty() ? "" : " " + meant.get(0));
  }

  // ------------------------------------------------------------------ addresses of mail

  /** The domain that an address is at; empty when it is none. */
  private static final Map<String, String> EMAILS =
      Map.of(
          "e01", "acmecorp.example",
          "e02", "",
          "e03", "eu.acmecorp.example",
          "e04", "acmecorp.example.evil.example",
          "e05", "",
          "e06", "acmecorp.example",
          "e07", "acmecorp.example",
          "e08", "xn--bcher-kva.example",
          "e09", "acmecorp.example",
          "e10", "");

  static Stream<JsonNode> emails() {
    return read("emails.json");
  }

  @ParameterizedTest
  @MethodSource("emails")
  void an_address_is_at_exactly_one_domain(JsonNode it) {
    var typed = it.get("input").textValue();
    var expected = it.get("expect");
    assertThat(EmailAddress.parse(typed).map(EmailAddress::domain).orElse(""))
        .isEqualTo(EMAILS.get(it.get("id").textValue()));
    if (expected.has("same_person_as"))
      assertThat(EmailAddress.parse(typed))
          .isEqualTo(EmailAddress.parse(expected.get("same_person_as").textValue()));
    if (expected.has("not_same_as"))
      assertThat(EmailAddress.parse(typed))
          .isNotEqualTo(EmailAddress.parse(expected.get("not_same_as").textValue()));
    if (expected.has("same_domain_as"))
      assertThat(EmailAddress.parse(typed).orElseThrow().domain())
          .isEqualTo(
              EmailAddress.parse(expected.get("same_domain_as").textValue())
                  .orElseThrow()
                  .domain());
  }

  private static Stream<JsonNode> read(String file) {
    try {
      var all = new ArrayList<JsonNode>();
      new ObjectMapper().readTree(Files.readString(CASES.resolve(file))).forEach(all::add);
      assertThat(all).hasSizeGreaterThan(9);
      return List.copyOf(all).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
