package dev.hostedui.identity.emaildomain;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EmailDomainsTest {

  @ParameterizedTest
  @CsvSource({
    "acme.com, acme.com",
    "' ACME.Com ', acme.com",
    "@acme.com, acme.com",
    "acme.com., acme.com",
    "sub.acme.co.uk, sub.acme.co.uk",
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example, xn--bcher-kva.example",
    "xn--bcher-kva.example, xn--bcher-kva.example",
    "acme。com, acme.com",
    "1and1.com, 1and1.com",
    "a.io, a.io",
    "acmecorp.example, acmecorp.example"
  })
  void a_domain_is_read_in_its_ascii_form(String typed, String expected) {
    assertThat(DomainName.parse("domain", typed).value()).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|domain_missing",
        "' '|domain_missing",
        "@|domain_missing",
        ".|domain_missing",
        "acme|domain_malformed",
        "localhost|domain_not_public",
        "-a.com|domain_malformed",
        "a-.com|domain_malformed",
        "a..b|domain_malformed",
        "a..com|domain_malformed",
        ".acme.com|domain_malformed",
        "acme.com..|domain_malformed",
        "a_b.com|domain_underscore",
        "ac me.com|domain_malformed",
        "*.acme.com|domain_wildcard",
        "a.b|domain_malformed",
        "127.0.0.1|domain_not_public",
        "1.2.3.4.|domain_not_public",
        "[::1]|domain_not_public",
        "acme.123|domain_not_public",
        "https://acme.com|domain_within_address",
        "acme.com/path|domain_within_address",
        "acme.com:443|domain_within_address",
        "ada love@acme.com|domain_malformed",
        "acme.com?x|domain_within_address",
        "ac\u0001me.com|domain_malformed",
        "a\u200Fcme.com|domain_malformed",
        "'acme.com, b.com'|domain_several",
        "'acme.com; DROP TABLE x'|domain_malformed"
      })
  void what_is_no_domain_is_said_in_words(String typed, String code) {
    var problem = catchThrowableOfType(Problem.class, () -> DomainName.parse("domain", typed));
    assertThat(problem).as(typed).isNotNull();
    assertThat(problem.code()).as(typed).isEqualTo(code);
    assertThat(problem.field()).isEqualTo("domain");
    assertThat(problem.kind()).isEqualTo(Problem.Kind.INVALID);
  }

  @Test
  void a_domain_and_its_labels_have_their_limits() {
    var label = "a".repeat(63) + ".";
    assertThat(DomainName.parse("domain", label.repeat(3) + "b".repeat(61)).value()).hasSize(253);
    assertThat(codeOf(label.repeat(3) + "b".repeat(62))).isEqualTo("domain_too_long");
    assertThat(codeOf("a".repeat(64) + ".com")).isEqualTo("domain_malformed");
    assertThat(codeOf("a.".repeat(148) + "com")).isEqualTo("domain_too_long");
    assertThat(codeOf("ü".repeat(300) + ".com")).isEqualTo("domain_too_long");
    assertThat(codeOf("x".repeat(1_000_000))).isEqualTo("domain_too_long");
  }

  private static String codeOf(String typed) {
    return catchThrowableOfType(Problem.class, () -> DomainName.parse("domain", typed)).code();
  }

  @Test
  void a_domain_is_shown_as_a_person_reads_it() {
    assertThat(DomainName.parse("domain", "münchen.example").displayed())
        .isEqualTo("münchen.example");
    assertThat(new DomainName("xn--a.example").displayed()).isEqualTo("xn--a.example");
    assertThat(new DomainName("xn--acmecorp-d05a.example").displayed())
        .as("with a letter that nobody sees")
        .isEqualTo("xn--acmecorp-d05a.example");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_allowed_domain_is_listed_without_proof(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var events = it.eventsOf(() -> it.emailDomains().allow(ada, it.in(ada), "AcmeCorp.example"));
      assertThat(events).containsExactly("organization.domain_created");
      assertThat(
              it.app()
                  .one(
                      "SELECT domain || ' ' || verification_status || ' ' || verification_method"
                          + " FROM email_domains WHERE domain_type = 'ALLOWED_EMAIL_DOMAIN'"))
          .isEqualTo("acmecorp.example AUTO_VERIFIED NOT_APPLICABLE");
      // exactly that one
      var acme = it.in(ada);
      assertThat(allows(it, acme, "acmecorp.example")).isTrue();
      assertThat(allows(it, acme, "sub.acmecorp.example")).isFalse();
      assertThat(allows(it, acme, "xacmecorp.example")).isFalse();
      assertThat(allows(it, acme, "acmecorp_example")).isFalse();
      assertThat(allows(it, it.app().organization("globex"), "acmecorp.example")).isFalse();
    }
  }

  private static boolean allows(Identity it, OrganizationId organization, String domain) {
    return !it.app()
        .one(
            "SELECT COUNT(*) FROM email_domains WHERE domain_type = 'ALLOWED_EMAIL_DOMAIN' AND"
                + " organization_id = '"
                + organization.value()
                + "' AND domain = '"
                + domain
                + "'")
        .equals("0");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_of_strangers_is_not_listed(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var typed :
          new String[] {
            "gmail.com domain_public_provider",
            "GMAIL.COM domain_public_provider",
            "gmail.com. domain_public_provider",
            "@outlook.com domain_public_provider",
            "ｇｍａｉｌ.com domain_public_provider",
            "yahoo.com domain_public_provider",
            "mailinator.com domain_disposable",
            "co.uk domain_public_suffix",
            "github.io domain_public_suffix",
            "com.au domain_public_suffix",
            "公司.cn domain_public_suffix"
          }) {
        var parts = typed.split(" ");
        assertThat(it.refusal(() -> it.emailDomains().allow(ada, it.in(ada), parts[0])).code())
            .as(typed)
            .isEqualTo(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_is_listed_once_in_an_organization_and_in_as_many_as_like(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var outcome =
          Race.between(
              Collections.nCopies(
                  4, (Callable<?>) () -> it.emailDomains().allow(ada, it.in(ada), "acme.example")));
      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsOnly("domain_listed");
      assertThat(
              it.refusal(() -> it.emailDomains().allow(ada, it.in(ada), "@ACME.example.")).code())
          .isEqualTo("domain_listed");
      it.emailDomains()
          .allow(it.person(GUS, "globex"), it.app().organization("globex"), "acme.example");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void fifty_are_listed_and_no_more_even_at_the_same_moment(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      for (var i = 0; i < 48; i++) it.emailDomains().allow(ada, it.in(ada), "d" + i + ".example");
      var outcome =
          Race.between(
              IntStream.range(0, 5)
                  .mapToObj(
                      i ->
                          (Callable<?>)
                              () -> it.emailDomains().allow(ada, it.in(ada), "e" + i + ".example"))
                  .toList());
      assertThat(outcome.done()).isEqualTo(2);
      assertThat(outcome.codes()).containsOnly("too_many_domains").hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_is_forgotten_only_by_its_own_organization(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var listed = it.emailDomains().allow(ada, it.in(ada), "acme.example");
      var gus = it.person(GUS, "globex");
      assertThat(it.refusal(() -> it.emailDomains().forget(gus, it.in(gus), listed.id())).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
      var max = it.person(MAX, "acmecorp");
      assertThat(it.refusal(() -> it.emailDomains().forget(max, it.in(max), listed.id())).kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);
      assertThat(it.refusal(() -> it.emailDomains().allow(max, it.in(max), "max.example")).kind())
          .isEqualTo(Problem.Kind.FORBIDDEN);

      assertThat(it.eventsOf(() -> it.emailDomains().forget(ada, it.in(ada), listed.id())))
          .containsExactly("organization.domain_deleted");
      assertThat(it.refusal(() -> it.emailDomains().forget(ada, it.in(ada), listed.id())).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_domain_of_single_sign_on_is_not_forgotten_here(Engine engine) {
    try (var it = Identity.on(engine)) {
      var ada = it.person(ADA, "acmecorp");
      var id =
          new EmailDomainId(
              it.app().one("SELECT id FROM email_domains WHERE domain = 'acmecorp.example'"));
      assertThat(it.refusal(() -> it.emailDomains().forget(ada, it.in(ada), id)).kind())
          .isEqualTo(Problem.Kind.NOT_FOUND);
    }
  }
}
