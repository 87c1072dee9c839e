package dev.hostedui.identity.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamPersonTest {

  private static UpstreamIdentity identity(
      String subject, boolean lasting, Map<String, List<String>> attributes) {
    return new UpstreamIdentity(
        subject, lasting, attributes, null, "id", Instant.EPOCH, null, null);
  }

  private static @Nullable String read(String email) {
    var person =
        UpstreamPerson.of(
            AttributeMapping.BLANK, identity("s", true, Map.of("email", List.of(email))), null);
    return person.email() == null ? null : person.email().value();
  }

  static Stream<Arguments> addresses() throws IOException {
    var cases = new ArrayList<Arguments>();
    try (var file = UpstreamPersonTest.class.getResourceAsStream("/cases/domains/emails.json")) {
      for (var one : new ObjectMapper().readTree(file))
        cases.add(
            Arguments.of(one.get("id").asText(), one.get("input").asText(), one.get("expect")));
    }
    assertThat(cases).hasSizeGreaterThan(5);
    return cases.stream();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("addresses")
  void an_address_is_of_the_domain_it_says_or_is_none(String id, String input, JsonNode expect) {
    var address = read(input);
    if (expect.path("is_email").asText().startsWith("no")) {
      assertThat(address).isNull();
      return;
    }
    var domain = expect.path("domain").asText();
    if (!domain.isEmpty() && address != null)
      assertThat(address).endsWith("@" + domain.split(" ")[0]);
    if (!domain.isEmpty() && !domain.contains("refused")) assertThat(address).isNotNull();
    if (expect.has("same_person_as"))
      assertThat(address).isEqualTo(expect.get("same_person_as").asText());
    if (expect.has("not_same_as"))
      assertThat(address).isNotNull().isNotEqualTo(expect.get("not_same_as").asText());
    if (expect.has("same_domain_as"))
      assertThat(address.replaceFirst(".*@", ""))
          .isEqualTo(read(expect.get("same_domain_as").asText()).replaceFirst(".*@", ""));
    if (expect.has("verified")) assertThat(address).doesNotEndWith("@acmecorp.example");
  }

  @ParameterizedTest
  @CsvSource({
    "Mallory <ada@acmecorp.example>",
    "<ada@acmecorp.example>",
    "mailto:ada@acmecorp.example",
    "ada@acmecorp.example;mallory@evil.example",
    "ada@acmecorp.example mallory@evil.example",
    "ada @acmecorp.example",
    "mallory@evil.example@acmecorp.example",
    "@acmecorp.example",
    "ada",
    // small letters are made of these as of K and I: they are other people's all the same
    "\u212Aate@acmecorp.example",
    "\u0130da@acmecorp.example",
    "a\u017Fh@acmecorp.example",
    "ada#ext#@acmecorp.example",
    "ada#EXT#@acmecorp.example",
  })
  void what_a_person_might_paste_is_no_address_of_a_program(String sent) {
    assertThat(read(sent)).isNull();
  }

  /** OpenID Connect Core §5.1 has a boolean; many write it as a text. */
  @ParameterizedTest
  @CsvSource({
    "true, false",
    "TRUE, false",
    "false, true",
    "'FALSE ', true",
    "0, true",
    "no, true",
    "1, true",
    "'', true",
    "'{\"v\":false}', true",
  })
  void an_address_is_proven_where_nothing_is_said_of_it_or_that_it_is(String said, boolean denied) {
    var email = List.of("ada@acmecorp.example");
    assertThat(denied(Map.of("email", email, "email_verified", List.of(said)))).isEqualTo(denied);
    assertThat(denied(Map.of("email", email))).isFalse();
    assertThat(denied(Map.of("email", email, "email_verified", List.of()))).isTrue();
    assertThat(denied(Map.of("email", email, "email_verified", List.of("true", "false")))).isTrue();
  }

  private static boolean denied(Map<String, List<String>> attributes) {
    return UpstreamPerson.of(AttributeMapping.BLANK, identity("s", true, attributes), null)
        .emailDenied();
  }

  @Test
  void attributes_are_read_by_their_mapped_names() {
    var attributes = new HashMap<String, List<String>>();
    attributes.put("mail", List.of(" ", "Ada@AcmeCorp.example"));
    attributes.put("first", List.of("  Ada\u202e "));
    attributes.put("sn", List.of("x".repeat(300)));
    attributes.put("memberOf", List.of("Staff", "Staff", " ", "y".repeat(251), "Admins"));
    attributes.put("uid", List.of("u-7"));
    attributes.put("email_verified", List.of("FALSE"));
    var mapping =
        new AttributeMapping(
            Map.of(
                "sub",
                "uid",
                "email",
                "mail",
                "given_name",
                "first",
                "family_name",
                "sn",
                "groups",
                "memberOf"));
    var person = UpstreamPerson.of(mapping, identity("_transient", false, attributes), null);
    assertThat(person.subject()).isEqualTo("u-7");
    assertThat(person.lasting()).as("the attribute is").isTrue();
    assertThat(person.email().value()).isEqualTo("ada@acmecorp.example");
    assertThat(person.emailDenied()).isTrue();
    assertThat(person.givenName()).isEqualTo("Ada");
    assertThat(person.familyName()).hasSize(255);
    assertThat(person.profile()).containsEntry("groups", List.of("Staff", "Admins"));
  }

  @Test
  void the_subject_does_not_stand_for_a_user_id_that_did_not_come() {
    var mapping = new AttributeMapping(Map.of("sub", "emp"));
    for (var came : List.<Map<String, List<String>>>of(Map.of(), Map.of("emp", List.of(" ")))) {
      var person = UpstreamPerson.of(mapping, identity("55", true, came), null);
      assertThat(person.subject()).isEmpty();
      assertThat(UpstreamPerson.userId(mapping, identity("55", true, came)).orElseThrow().failed())
          .isTrue();
    }
    var subject = new AttributeMapping(Map.of("sub", "sub"));
    assertThat(UpstreamPerson.of(subject, identity("55", true, Map.of()), null).subject())
        .isEqualTo("55");
    assertThat(UpstreamPerson.userId(subject, identity("55", true, Map.of()))).isEmpty();
  }

  @Test
  void a_subject_that_is_an_address_counts_when_no_other_came() {
    var none = Map.<String, List<String>>of("email", List.of());
    var mail = Map.of("email", List.of("mail@acmecorp.example"));
    var subject = "subject@acmecorp.example";
    assertThat(
            UpstreamPerson.of(AttributeMapping.BLANK, identity(subject, true, none), subject)
                .email()
                .value())
        .isEqualTo(subject);
    assertThat(
            UpstreamPerson.of(AttributeMapping.BLANK, identity(subject, true, mail), subject)
                .email()
                .value())
        .isEqualTo("mail@acmecorp.example");
    assertThat(
            UpstreamPerson.of(AttributeMapping.BLANK, identity(subject, true, none), null).email())
        .isNull();
    // a mapped name that stands for the subject is no attribute
    var named = new AttributeMapping(Map.of("sub", AttributeMapping.SUBJECT));
    assertThat(UpstreamPerson.of(named, identity("n", false, none), null).lasting()).isFalse();
  }

  @Test
  void groups_that_the_provider_could_not_send_are_not_taken_for_none() {
    var openid = new AttributeMapping(Map.of("groups", "groups"));
    var entra = "http://schemas.microsoft.com/ws/2008/06/identity/claims/groups";
    var saml = new AttributeMapping(Map.of("groups", entra));
    var link = "http://schemas.microsoft.com/claims/groups.link";

    assertThat(groups(openid, Map.of())).isEqualTo(List.of());
    assertThat(groups(openid, Map.of("_claim_names", List.of("groups")))).isNull();
    assertThat(groups(openid, Map.of("_claim_names", List.of("address")))).isEqualTo(List.of());
    assertThat(
            groups(openid, Map.of("_claim_names", List.of("groups"), "groups", List.of("Staff"))))
        .isEqualTo(List.of("Staff"));
    assertThat(groups(saml, Map.of(link, List.of("https://graph.example/u")))).isNull();
    assertThat(groups(saml, Map.of())).isEqualTo(List.of());
    // what is told of one attribute says nothing of another
    var roles = new AttributeMapping(Map.of("groups", "roles"));
    assertThat(groups(roles, Map.of(link, List.of("https://graph.example/u"))))
        .isEqualTo(List.of());
  }

  private static @Nullable Object groups(
      AttributeMapping mapping, Map<String, List<String>> attributes) {
    return UpstreamPerson.of(mapping, identity("s", true, attributes), null)
        .profile()
        .get("groups");
  }

  @Test
  void what_is_mapped_beside_the_names_is_a_part_of_the_profile_or_a_custom_attribute() {
    var attributes = new LinkedHashMap<String, List<String>>();
    attributes.put("tel", List.of("+15550100"));
    attributes.put("lang", List.of("no language"));
    attributes.put("memberOf", List.of("Staff"));
    attributes.put("skills", List.of("cooking", " ", "dancing"));
    attributes.put("long", List.of("x".repeat(257)));
    var names = new LinkedHashMap<String, String>();
    names.put("phone_number", "tel");
    names.put("locale", "lang");
    names.put("groups", "memberOf");
    names.put("skills", "skills");
    names.put("id", "tel");
    names.put("story", "long");
    names.put("employee", AttributeMapping.SUBJECT);
    names.put("gender", "nothing");
    var person =
        UpstreamPerson.of(new AttributeMapping(names), identity("e-7", true, attributes), null);
    assertThat(person.profile())
        .isEqualTo(
            Map.of(
                "phone_number",
                "+15550100",
                "groups",
                List.of("Staff"),
                "custom_attributes",
                Map.of("skills", "cooking, dancing", "employee", "e-7")));
  }
}
