package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A person is found by each of their addresses, by an index and not by looking at everybody. */
class ScimAddressesTest {

  private static final String PERSON =
      """
      {'userName':'ada@acmecorp.example','emails':[
        {'value':'ada@acmecorp.example','type':'work','primary':true},
        {'value':'Ada.Home@Elsewhere.example','type':'home'}]}
      """;

  @RegisterExtension static final TestApp app = TestApp.start();
  private ScimClient directory;
  private String ada;

  @BeforeEach
  void provision() {
    directory = ScimClient.of(app, "acmecorp");
    ada = directory.post("/Users", PERSON).at("/id");
    directory.create("bea@acmecorp.example");
  }

  private List<String> found(String filter) {
    var answer = directory.filter("Users", filter);
    assertThat(answer.status()).as(filter).isEqualTo(200);
    return answer.json().path("Resources").findValuesAsText("userName");
  }

  @Test
  void by_the_known_one_and_by_another_in_any_case_and_in_every_notation() {
    for (var address :
        List.of("ada@acmecorp.example", "ADA@acmecorp.example", "ada.home@elsewhere.EXAMPLE"))
      for (var filter :
          List.of(
              "emails.value eq \"%s\"",
              "emails eq \"%s\"",
              "emails[value eq \"%s\"]",
              "urn:ietf:params:scim:schemas:core:2.0:User:emails.value eq \"%s\"",
              "emails.value eq \"%s\" and active eq true",
              "emails.value eq \"nobody@acmecorp.example\" or emails.value eq \"%s\""))
        assertThat(found(filter.formatted(address)))
            .as(filter + address)
            .containsExactly("ada@acmecorp.example");
    assertThat(found("emails[type eq \"work\" and value eq \"ada.home@elsewhere.example\"]"))
        .isEmpty();
    assertThat(found("not (emails.value eq \"ada@acmecorp.example\")"))
        .containsExactly("bea@acmecorp.example");
    assertThat(found("emails.value eq \"ada@acmecorp.example\" or userName sw \"b\"")).hasSize(2);
  }

  private void isFound(String userName, String address) {
    assertThat(found("emails.value eq \"" + address + "\"")).containsExactly(userName);
    assertThat(found("emails[value eq \"" + address + "\" and primary eq true]"))
        .containsExactly(userName);
    var taken = directory.post("/Users", ScimClient.user(address));
    assertThat(taken.status()).isEqualTo(409);
    assertThat(taken.scimType()).isEqualTo("uniqueness");
  }

  /** Nobody else gets it, so whoever asks has to find who has it. */
  @Test
  void the_known_one_stays_where_nothing_is_said_of_any() {
    var ann = "ann@acmecorp.example";
    var home = "{'value':'ann@elsewhere.example','type':'home'}";
    var person =
        "{'userName':'ann','emails':[{'value':'%s','type':'work','primary':true},%s]}"
            .formatted(ann, home);
    var at = "/Users/" + directory.post("/Users", person).id();
    assertThat(directory.put(at, "{'userName':'ann'}").at("/emails/0/value")).isEqualTo(ann);
    isFound("ann", ann);
    var version = directory.get(at).header("ETag");
    assertThat(directory.put(at, "{'userName':'ann'}").header("ETag")).isEqualTo(version);
    for (var patch :
        List.of(
            "{'op':'remove','path':'emails'}",
            "{'op':'replace','path':'emails','value':[]}",
            "{'op':'replace','path':'emails','value':[{'display':'Ann','type':'work'}]}",
            "{'op':'replace','path':'emails','value':[{'value':'%s','primary':true}]}"
                .formatted(ann),
            "{'op':'remove','path':'emails[primary eq true]'}")) {
      assertThat(directory.patch(at, "[" + patch + "]").status()).as(patch).isEqualTo(200);
      isFound("ann", ann);
    }
  }

  /** The userName alone would be found by its own name only. */
  @Test
  void the_known_one_stays_also_where_it_is_the_user_name() {
    var dee = "dee@acmecorp.example";
    var at =
        "/Users/"
            + directory
                .post(
                    "/Users",
                    "{'userName':'%1$s','emails':[{'value':'%1$s','type':'work','primary':true}]}"
                        .formatted(dee))
                .id();
    var same = "{'userName':'" + dee + "'}";
    for (var body : List.of(same, "{'userName':'" + dee + "','emails':[]}")) {
      assertThat(directory.put(at, body).status()).isEqualTo(200);
      isFound(dee, dee);
    }
    for (var patch :
        List.of(
            "{'op':'remove','path':'emails'}",
            "{'op':'replace','path':'emails','value':[]}",
            "{'op':'remove','path':'emails[primary eq true]'}")) {
      assertThat(directory.patch(at, "[" + patch + "]").status()).as(patch).isEqualTo(200);
      isFound(dee, dee);
    }
    assertThat(directory.get(at).at("/emails/0/type")).isEqualTo("work");
    var version = directory.get(at).header("ETag");
    assertThat(directory.put(at, same).header("ETag")).isEqualTo(version);
  }

  /** RFC 7644 §3.5.1 and §3.5.2.3: but for the known one, they are what was said last. */
  @Test
  void the_others_are_those_that_were_sent_last() {
    var may = "may@acmecorp.example";
    var person = "{'userName':'" + may + "','emails':[%s]}";
    var work = "{'value':'" + may + "','type':'work'}";
    var at = "/Users/" + directory.post("/Users", person.formatted(work + "," + home("old"))).id();

    assertThat(directory.put(at, person.formatted(home("new"))).status()).isEqualTo(200);
    has(at, may, "new@elsewhere.example");
    var version = directory.get(at).header("ETag");
    assertThat(directory.put(at, person.formatted(home("new"))).header("ETag")).isEqualTo(version);

    for (var patch :
        List.of(
            "{'op':'replace','path':'emails','value':[" + home("a") + "]}",
            "{'op':'remove','path':'emails[type eq \\'work\\']'},"
                + "{'op':'replace','path':'emails[type eq \\'home\\'].value','value':'a@elsewhere.example'}",
            "{'op':'remove','path':'emails'},{'op':'add','path':'emails','value':["
                + home("a")
                + "]}")) {
      assertThat(directory.put(at, person.formatted(work + "," + home("old"))).status())
          .isEqualTo(200);
      assertThat(directory.patch(at, "[" + patch + "]").status()).as(patch).isEqualTo(200);
      has(at, may, "a@elsewhere.example");
    }

    assertThat(directory.patch(at, "[{'op':'remove','path':'emails'}]").status()).isEqualTo(200);
    has(at, may);
    assertThat(directory.put(at, person.formatted(home("b"))).status()).isEqualTo(200);
    has(at, may, "b@elsewhere.example");
    assertThat(directory.put(at, "{'userName':'" + may + "'}").status()).isEqualTo(200);
    has(at, may);
    assertThat(directory.get(at).at("/emails/0/type")).isEqualTo("work");
  }

  private static String home(String name) {
    return "{'value':'" + name + "@elsewhere.example','type':'home'}";
  }

  private void has(String at, String... addresses) {
    assertThat(directory.get(at).json().path("emails").findValuesAsText("value"))
        .containsExactly(addresses);
  }

  @Test
  void one_that_was_only_a_user_name_stays_when_that_changes() {
    var cy = "cy@acmecorp.example";
    var at = "/Users/" + directory.post("/Users", "{'userName':'" + cy + "'}").id();
    assertThat(directory.get(at).json().has("emails")).isFalse();
    var renamed = directory.patch(at, "[{'op':'replace','path':'userName','value':'cy'}]");
    assertThat(renamed.at("/emails/0/value")).isEqualTo(cy);
    isFound("cy", cy);
    assertThat(directory.put(at, "{'userName':'cy.s','emails':[]}").status()).isEqualTo(200);
    isFound("cy.s", cy);
    // another address is another person all the same
    assertThat(directory.put(at, "{'userName':'cyrus@acmecorp.example'}").scimType())
        .isEqualTo("mutability");
  }

  /** RFC 7644 §3.4.2.2 shows such a filter. */
  @Test
  void people_are_found_by_the_schemas_of_what_is_said_of_them() {
    var enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    var set = "[{'op':'replace','path':'" + enterprise + ":department','value':'Analysis'}]";
    assertThat(directory.patch("/Users/" + ada, set).status()).isEqualTo(200);

    for (var filter : List.of("schemas eq \"%s\"", "schemas[value eq \"%s\"]"))
      assertThat(found(filter.formatted(enterprise))).containsExactly("ada@acmecorp.example");
    assertThat(found("schemas eq \"urn:ietf:params:scim:schemas:core:2.0:User\"")).hasSize(2);
    assertThat(found("not (schemas eq \"" + enterprise + "\")"))
        .containsExactly("bea@acmecorp.example");
    assertThat(found("schemas eq \"urn:unknown\"")).isEmpty();
  }

  @Test
  void who_was_provisioned_before_addresses_were_written_down_is_found_too() {
    app.arrange("UPDATE directory_user_emails SET address_key = ''");
    assertThat(found("emails.value eq \"ada.home@elsewhere.example\"")).hasSize(1);
    assertThat(found("emails.value eq \"nobody@elsewhere.example\"")).isEmpty();
    assertThat(
            directory
                .patch("/Users/" + ada, "[{'op':'replace','path':'title','value':'Countess'}]")
                .status())
        .isEqualTo(200);
    assertThat(app.all("SELECT address_key FROM directory_user_emails"))
        .containsExactly("ada.home@elsewhere.example");
  }
}
