package dev.hostedui.protocol.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** People as directories send them, and as we answer with them. */
class ScimUserTest {

  private static ScimUser read(String json) {
    return ScimUser.read(ScimJson.object(json.replace('\'', '"')), new HashSet<>());
  }

  @Test
  void names_come_in_any_case_and_values_in_any_type() {
    var user =
        read(
            """
            {'Schemas':['x'],'USERNAME':'ada@acme.example','Active':'True','DisplayName':null,
             'name':{'GivenName':'Ada','middleName':null},
             'Emails':[{'Primary':'true','TYPE':'work','value':'ada@acme.example'}],
             'ims':[],'addresses':[null],
             'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'employeeNumber':4711}}
            """);
    assertThat(user.attributes())
        .isEqualTo(
            "{\"userName\":\"ada@acme.example\",\"name\":{\"givenName\":\"Ada\"},"
                + "\"emails\":[{\"primary\":true,\"type\":\"work\",\"value\":\"ada@acme.example\"}],"
                + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"employeeNumber\":\"4711\"}}");
    assertThat(user.active(false)).isTrue();
    assertThat(user.displayName()).isNull();
  }

  /** As in one object, where nobody could say which of both counts. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'name':{'nickPart':'a'},'name.NICKPART':'b'",
        "'custom':1,'urn:ietf:params:scim:schemas:core:2.0:User':{'CUSTOM':2}",
        "'urn:x:y:User':{'a':1},'urn:x:y:User:A':2",
      })
  void a_name_that_comes_twice_in_other_capitals_is_refused_wherever_it_stands(String said) {
    assertThatThrownBy(() -> read("{'userName':'ada'," + said + "}"))
        .isInstanceOf(ScimProblem.class)
        .hasMessageContaining("twice");
  }

  @Test
  void old_names_of_schemas_mean_the_new_ones() {
    var user =
        read(
            """
            {'schemas':['urn:scim:schemas:core:2.0'],'userName':'ada',
             'urn:scim:schemas:extension:enterprise:2.0':{'department':'Math'},
             'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager':'42',
             'urn:ietf:params:scim:schemas:core:2.0:User:title':'Dr.',
             'name.familyName':'King'}
            """);
    assertThat(user.attributes())
        .isEqualTo(
            "{\"userName\":\"ada\","
                + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":"
                + "{\"department\":\"Math\",\"manager\":{\"value\":\"42\"}},"
                + "\"title\":\"Dr.\",\"name\":{\"familyName\":\"King\"}}");
  }

  @Test
  void what_no_schema_knows_is_kept_and_what_is_ours_is_not() {
    var ignored = new TreeSet<String>();
    var user =
        ScimUser.read(
            ScimJson.object(
                """
                {"id":"x","meta":{"resourceType":"User"},"groups":[],"password":"t0p","userName":"a",
                 "urn:example:shoes:2.0:User":{"size":42,"none":null},"department":"R&D","a b":1}
                """),
            ignored);
    assertThat(user.attributes())
        .isEqualTo(
            "{\"userName\":\"a\",\"urn:example:shoes:2.0:User\":{\"size\":42},\"department\":\"R&D\"}");
    assertThat(ignored).containsExactly("a b", "password");
  }

  @Test
  void no_password_is_kept_wherever_it_stands() {
    var user =
        ScimUser.read(
            ScimJson.object(
                """
                {"userName":"a","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"password":"t0p","department":"R&D"},
                 "name":{"givenName":"Ada","Password":"t0p"},"emails":[{"value":"a@acme.example","password":"t0p"}],
                 "urn:example:shoes:2.0:User":{"size":42,"in":{"password":"t0p"}}}
                """),
            new TreeSet<>());
    assertThat(user.attributes()).doesNotContain("t0p").contains("R&D", "Ada", "42");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{'value':'a@acme.example'}|a@acme.example",
        "['a@acme.example']|a@acme.example",
        "[{'value':'h@x.example','type':'home'},{'value':'a@acme.example','type':'Work'}]|a@acme.example",
        "[{'value':'w@x.example','type':'work'},{'value':'p@acme.example','primary':true}]|p@acme.example",
        "[{'value':'h@x.example','type':'home'}]|name@acme.example",
        "[]|name@acme.example",
      })
  void the_address_is_the_primary_one_or_that_of_work(String emails, String address) {
    assertThat(read("{'userName':'name@acme.example','emails':" + emails + "}").email())
        .isEqualTo(address);
  }

  /** RFC 7643 §2.4. */
  @Test
  void no_two_elements_are_of_the_same_value_and_type() {
    var user =
        read(
            """
            {'userName':'ada','phoneNumbers':[{'value':'1','type':'work','primary':true},{'value':'1'},
             {'value':'1','type':'work','display':'one','primary':true}],
             'addresses':[{'country':'CH','type':'work'},{'type':'work','country':'CH'}]}
            """);
    assertThat(ScimJson.object(user.attributes()))
        .isEqualTo(
            ScimJson.object(
                """
                {"userName":"ada","phoneNumbers":[
                 {"value":"1","type":"work","primary":true,"display":"one"},{"value":"1"}],
                 "addresses":[{"country":"CH","type":"work"}]}
                """));
  }

  @Test
  void the_known_address_comes_back_once_however_often_it_was_said() {
    var before =
        read(
            """
            {'userName':'ada','emails':[{'value':'ADA@acme.example','type':'home'},
             {'value':'ada@acme.example','type':'home','primary':true}]}
            """);
    var sent = read("{'userName':'ada','emails':[{'value':'other@acme.example'}]}");
    assertThat(sent.keepingEmail(before, "ada@acme.example").attributes())
        .isEqualTo(
            "{\"userName\":\"ada\",\"emails\":["
                + "{\"value\":\"ada@acme.example\",\"type\":\"home\",\"primary\":true},"
                + "{\"value\":\"other@acme.example\"}]}");
  }

  @Test
  void nothing_is_kept_of_blanks_around_an_address() {
    var user = read("{'userName':' ada ','emails':[{'value':' ada@acme.example\\t'}]}");
    assertThat(user.attributes())
        .isEqualTo("{\"userName\":\"ada\",\"emails\":[{\"value\":\"ada@acme.example\"}]}");
  }

  @Test
  void a_name_that_is_no_address_stands_for_none() {
    assertThat(read("{'userName':'jdoe'}").email()).isNull();
  }

  @Test
  void an_answer_names_the_schemas_it_uses() {
    var user =
        read(
            "{'userName':'a','active':true,'urn:scim:schemas:extension:enterprise:1.0':{'division':'x'}}");
    var at = Instant.parse("2026-11-23T10:00:00.123456Z");
    var of = new Resource("diruser_1", at, at, "https://x/Users/diruser_1", 3, "");
    assertThat(
            ScimJson.write(
                user.answer(of, false, List.of(new ScimUser.InGroup("g", "Eng", "https://x/g")))))
        .isEqualTo(
            "{\"schemas\":[\"urn:ietf:params:scim:schemas:core:2.0:User\",\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"],"
                + "\"id\":\"diruser_1\",\"userName\":\"a\",\"active\":false,"
                + "\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"division\":\"x\"},"
                + "\"groups\":[{\"value\":\"g\",\"$ref\":\"https://x/g\",\"display\":\"Eng\",\"type\":\"direct\"}],"
                + "\"meta\":{\"resourceType\":\"User\",\"created\":\"2026-11-23T10:00:00.123Z\",\"lastModified\":\"2026-11-23T10:00:00.123Z\","
                + "\"location\":\"https://x/Users/diruser_1\",\"version\":\"W/\\\"3\\\"\"}}");
    assertThat(of.isIn("W/\"3\"") && of.isIn("\"1\", \"3\"") && of.isIn("*") && of.isIn("3"))
        .isTrue();
    assertThat(of.isIn("W/\"2\"") || of.isIn("")).isFalse();
  }

  @Test
  void an_answer_has_the_attributes_that_were_asked_for() {
    var user =
        ScimJson.object(
            """
            {"schemas":["s"],"id":"1","userName":"a","title":"t","name":{"givenName":"A","familyName":"B"},
             "emails":[{"value":"a@x","type":"work"},{"value":"b@x"}],
             "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d","division":"e"},
             "meta":{"version":"1"}}
            """);
    assertThat(
            project(
                user,
                "USERNAME,emails.value,name.givenName,nosuch,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
                ""))
        .isEqualTo(
            "{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"a\",\"emails\":[{\"value\":\"a@x\"},{\"value\":\"b@x\"}],"
                + "\"name\":{\"givenName\":\"A\"},\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\":{\"department\":\"d\"}}");
    assertThat(
            project(
                user,
                "",
                "id,emails,name.givenName,meta,urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"))
        .isEqualTo(
            "{\"schemas\":[\"s\"],\"id\":\"1\",\"userName\":\"a\",\"title\":\"t\",\"name\":{\"familyName\":\"B\"}}");
    var members = Projection.read(ResourceSchema.GROUP, "", "members");
    assertThat(members.wants("members")).isFalse();
    assertThat(members.wants("displayName")).isTrue();
  }

  private static String project(
      com.fasterxml.jackson.databind.node.ObjectNode user, String attributes, String excluded) {
    return ScimJson.write(
        Projection.read(ResourceSchema.USER, attributes, excluded).of(user.deepCopy()));
  }

  @ParameterizedTest
  @CsvSource({
    "startIndex,0,1,100",
    "startIndex,-5,1,100",
    "startIndex,99999999999999999999,2147483647,100",
    "count,-1,1,0",
    "count,0,1,0",
    "count,100000,1,200",
    "count,'',1,100",
    "count,7,1,7",
  })
  void a_list_takes_any_number(String name, String value, int startIndex, int count) {
    var query = ListQuery.of(ResourceSchema.USER, it -> it.equals(name) ? value : null);
    assertThat(query.startIndex()).isEqualTo(startIndex);
    assertThat(query.count()).isEqualTo(count);
  }

  @Test
  void numbers_stay_as_large_and_as_exact_as_they_came() {
    var user =
        ScimUser.read(
            ScimJson.object(
                "{\"userName\":\"a\",\"title\":1e400,\"urn:x:1.0:User\":"
                    + "{\"n\":1e400,\"half\":100.50,\"long\":12345678901234567890.123456789}}"),
            new HashSet<>());
    assertThat(user.attributes())
        .contains("\"title\":\"1E+400\"", "\"n\":1E+400", "\"half\":100.50")
        .contains("12345678901234567890.123456789");
  }

  @Test
  void bulk_ids_become_ids() {
    var bulk =
        BulkRequest.read(
            ScimJson.object(
                """
                {"failOnErrors":2,"operations":[
                  {"method":"post","path":"/Users","bulkId":"u","data":{"userName":"a"}},
                  {"method":"POST","path":"/Groups","bulkId":"g","data":{"displayName":"x","members":[{"value":"bulkId:u"}]}},
                  {"method":"PATCH","path":"/Users/bulkId:u","version":"W/\\"1\\"","data":{}}]}
                """),
            "https://x.example");
    assertThat(bulk.failOnErrors()).isEqualTo(2);
    assertThat(bulk.operations().get(1).references()).containsExactly("u");
    assertThat(bulk.operations().get(2).references()).containsExactly("u");
    var ids = java.util.Map.of("u", "diruser_1");
    assertThat(bulk.operations().get(1).resolved(ids).data().toString()).contains("\"diruser_1\"");
    assertThat(bulk.operations().get(2).resolved(ids).path()).isEqualTo("/Users/diruser_1");

    var within =
        BulkRequest.read(
                ScimJson.object(
                    """
                    {"operations":[{"method":"PATCH","path":"/Groups/g","data":{"Operations":[
                      {"op":"remove","path":"members[value eq \\"bulkId:u\\" or value eq \\"bulkId:v\\"]"},
                      {"op":"add","path":"members","value":[{"$ref":"../Users/bulkId:w"}]},
                      {"op":"add","path":"title","value":"a bulkId: that is none"}]}}]}
                    """),
                "https://x.example")
            .operations()
            .get(0);
    assertThat(within.references()).containsExactlyInAnyOrder("u", "v", "w");
    assertThat(within.resolved(java.util.Map.of("u", "1", "v", "$2", "w", "3")).data().toString())
        .contains("eq \\\"1\\\" or value eq \\\"$2\\\"", "../Users/3", "a bulkId: that is none");
  }

  @Test
  void an_element_of_a_list_that_says_no_more_than_its_kind_is_none() {
    var user =
        read(
            """
            {'userName':'ada','emails':[null,{'value':null,'type':'work'},{},
              {'value':'','primary':true},{'value':'ada@acme.example','type':'home'}],
             'addresses':[{'type':'work'}]}
            """);
    assertThat(user.attributes())
        .isEqualTo(
            "{\"userName\":\"ada\",\"emails\":[{\"value\":\"ada@acme.example\",\"type\":\"home\"}]}");
    assertThat(read("{'userName':'ada','displayName':''}").displayName()).isNull();
  }

  @Test
  void the_schemas_say_what_the_server_does() {
    var said = new HashMap<String, String>();
    for (var schema : new Discovery("https://x.example").schemas())
      for (var it : schema.get("attributes")) {
        var name = it.get("name").asText();
        said.put(
            name + " uniqueness " + schema.get("name").asText(), it.at("/uniqueness").asText());
        for (var part : it.path("subAttributes")) {
          var path = name + "." + part.get("name").asText();
          said.put(path, part.at("/mutability").asText());
          said.put(path + " type", part.at("/type").asText());
          said.put(path + " required", part.at("/required").asText());
          said.put(path + " refers", part.path("referenceTypes").toString());
        }
      }
    assertThat(said)
        .containsEntry("userName uniqueness User", "server")
        .containsEntry("displayName uniqueness Group", "server")
        .containsEntry("displayName uniqueness User", "none")
        .containsEntry("x509Certificates uniqueness User", "none")
        .containsEntry("manager.displayName", "readWrite")
        .containsEntry("emails.display", "readWrite")
        .containsEntry("groups.type", "readOnly")
        .containsEntry("members.value required", "false")
        .containsEntry("members.display", "readOnly")
        .containsEntry("members.type", "immutable")
        .containsEntry("members.$ref refers", "[\"User\",\"Group\"]")
        .containsEntry("groups.$ref refers", "[\"User\",\"Group\"]")
        .containsEntry("manager.$ref refers", "[\"User\"]")
        .containsEntry("manager.value required", "false")
        .containsEntry("x509Certificates.value type", "binary");
    for (var list : List.of("roles", "entitlements", "x509Certificates"))
      assertThat(said)
          .containsEntry(list + ".display type", "string")
          .containsEntry(list + ".display refers", "");
    // RFC 7643 §2.3.7
    said.forEach(
        (path, type) -> {
          if (path.endsWith(" type") && type.equals("reference"))
            assertThat(said.get(path.replace(" type", " refers"))).as(path).startsWith("[\"");
        });
  }
}
