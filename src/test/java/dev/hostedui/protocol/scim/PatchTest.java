package dev.hostedui.protocol.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PATCH as directories write it (RFC 7644 §3.5.2). */
class PatchTest {

  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private static final String ADA =
      """
      {"userName": "ada", "title": "Dr.", "name": {"givenName": "Ada", "familyName": "Lovelace"},
       "emails": [{"value": "ada@acme.example", "type": "work", "primary": true}]}
      """;

  private static ObjectNode patched(String operations) {
    return patched(ADA, operations);
  }

  private static ObjectNode patched(String user, String operations) {
    var body = ScimJson.object("{\"Operations\": " + operations.replace('\'', '"') + "}");
    var request = PatchRequest.read(ResourceSchema.USER, body);
    var after = ScimUser.stored(user).patched(request.operations(), true, new HashSet<>());
    // a change may have to run once more, with what it was sent as it came
    var again = ScimUser.stored(user).patched(request.operations(), true, new HashSet<>());
    assertThat(again.attributes()).isEqualTo(after.attributes());
    var json = ScimJson.object(after.attributes());
    if (!after.active(true)) json.put("active", false);
    return json;
  }

  @Test
  void a_list_that_no_schema_knows_is_changed_in_the_resource_and_not_in_the_request() {
    var list =
        patched(
                "[{'op':'add','path':'x','value':[{'value':'a','t':1}]},"
                    + "{'op':'replace','path':'x[t eq 1].t','value':2},"
                    + "{'op':'add','path':'x','value':[{'value':'c','t':1}]}]")
            .get("x");
    assertThat(list.findValuesAsText("t")).containsExactly("2", "1");
  }

  /** ConnId sends a PATCH without operations before those of the groups, if only these change. */
  @Test
  void what_calls_itself_a_patch_and_has_no_operations_changes_nothing() {
    var body =
        ScimJson.object("{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"]}");
    assertThat(PatchRequest.read(ResourceSchema.USER, body).operations()).isEmpty();
    assertThatThrownBy(() -> PatchRequest.read(ResourceSchema.USER, ScimJson.object("{}")))
        .isInstanceOf(ScimProblem.class);
  }

  private static ScimProblem refusal(String operations) {
    try {
      patched(operations);
    } catch (ScimProblem refused) {
      return refused;
    }
    throw new AssertionError("it was carried out");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{'op':'replace','value':{'active':false}}]",
        "[{'op':'Replace','path':'active','value':'False'}]",
        "[{'op':'Add','path':'active','value':'false'}]",
        "[{'op':'REPLACE','path':'ACTIVE','value':false}]",
        "[{'OP':'replace','Path':'active','Value':[false]}]",
        "{'op':'replace','path':'active','value':false}",
        "[{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:active','value':false}]",
        "[{'op':'replace','value':{'urn:ietf:params:scim:schemas:core:2.0:User':{'active':false}}}]",
        "[{'op':'replace','path':'/active','value':false}]",
        "[{'op':'replace','path':'','value':{'Active':'FALSE','id':'x','groups':[]}}]",
      })
  void every_vendor_says_inactive_in_its_own_way(String operations) {
    assertThat(patched(operations.replaceAll("^'|'$", "")).path("active").asBoolean(true))
        .isFalse();
  }

  @Test
  void what_is_not_there_yet_is_made_and_no_new_address_is_the_primary_one() {
    var after =
        patched(
            """
            [{'op':'Replace','path':'phoneNumbers[type eq \\'mobile\\'].value','value':'+1-555'},
             {'op':'Add','path':'addresses[type eq \\'work\\'].streetAddress','value':'100 Blvd'},
             {'op':'Add','path':'addresses[type eq \\'work\\'].postalCode','value':94105},
             {'op':'Replace','path':'emails[type eq \\'other\\'].value','value':'ada@other.example'},
             {'op':'Add','path':'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department','value':'Eng'}]
            """
                .replace("\\'", "\\\""));
    assertThat(after.get("phoneNumbers").toString())
        .isEqualTo("[{\"type\":\"mobile\",\"value\":\"+1-555\"}]");
    assertThat(after.get("addresses").toString())
        .isEqualTo("[{\"type\":\"work\",\"streetAddress\":\"100 Blvd\",\"postalCode\":\"94105\"}]");
    assertThat(after.get("emails").get(1).toString())
        .isEqualTo("{\"type\":\"other\",\"value\":\"ada@other.example\"}");
    assertThat(after.get(ENTERPRISE).get("department").asText()).isEqualTo("Eng");
  }

  @Test
  void an_element_that_is_made_as_the_primary_one_is_the_only_one() {
    var user =
        "{\"userName\":\"ada\",\"phoneNumbers\":[{\"type\":\"mobile\",\"value\":\"1\",\"primary\":true}]}";
    var work = "phoneNumbers[type eq \\\"work\\\" and primary eq true].value";
    assertThat(
            patched(user, "[{'op':'replace','path':'" + work + "','value':'2'}]")
                .get("phoneNumbers")
                .toString())
        .isEqualTo(
            "[{\"type\":\"mobile\",\"value\":\"1\",\"primary\":false},"
                + "{\"type\":\"work\",\"primary\":true,\"value\":\"2\"}]");
  }

  /** Or it would be read twice, and refused when the client sends it back. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'path':'custom','value':{'A':2}} | custom | {'a':2}",
        "{'path':'name','value':{'NICKPART':2}} | name | {'nickPart':2}",
        "{'op':'add','path':'phoneNumbers','value':[{'value':'1','ext':2}]} | phoneNumbers | [{'value':'1','Ext':2}]",
        "{'path':'phoneNumbers[Ext eq 1 and ext eq 1]','value':{'EXT':2}} | phoneNumbers | [{'Ext':2}]",
      })
  void a_part_in_other_capitals_is_the_same_part(String operation, String name, String expected) {
    var user =
        "{'userName':'ada','custom':{'a':1},'name':{'nickPart':1},"
            + "'phoneNumbers':[{'value':'1','Ext':1}]}";
    var filled = operation.replaceAll("'path':'phoneNumbers\\[", "'op':'replace',$0");
    var sent = filled.contains("'op'") ? filled : filled.replaceFirst("\\{", "{'op':'replace',");
    assertThat(patched(user.replace('\'', '"'), "[" + sent + "]").get(name).toString())
        .isEqualTo(expected.replace('\'', '"'));
  }

  @Test
  void a_filter_in_single_quotes_chooses_the_element_that_is_meant() {
    var type = "emails[type eq \\u0027work\\u0027].value";
    assertThat(
            patched("[{'op':'replace','path':'" + type + "','value':'a@acme.example'}]")
                .get("emails")
                .size())
        .isEqualTo(1);
  }

  @Test
  void a_manager_is_an_object_however_it_is_sent() {
    for (var value : List.of("'42'", "{'value':'42'}", "[{'value':'42'}]")) {
      var after =
          patched("[{'op':'Add','path':'" + ENTERPRISE + ":manager','value':" + value + "}]");
      assertThat(after.get(ENTERPRISE).toString()).isEqualTo("{\"manager\":{\"value\":\"42\"}}");
    }
    var gone =
        patched(
            "[{'op':'Add','path':'"
                + ENTERPRISE
                + ":manager','value':'42'},"
                + "{'op':'Remove','path':'"
                + ENTERPRISE
                + ":manager'}]");
    assertThat(gone.has(ENTERPRISE)).isFalse();
  }

  @Test
  void a_manager_of_whom_no_more_is_said_than_before_stays() {
    for (var parts : List.of("{'displayName':'Boss'}", "{'$ref':'../Users/1'}"))
      for (var kind : List.of("replace", "add")) {
        var one = "{'op':'%s','path':'%s:manager','value':%s}".formatted(kind, ENTERPRISE, parts);
        assertThat(patched("[" + one + "," + one + "," + one + "]").get(ENTERPRISE).toString())
            .isEqualTo("{\"manager\":" + parts.replace('\'', '"') + "}");
      }
  }

  @Test
  void names_in_a_value_object_are_paths() {
    var after =
        patched(
            """
            [{'op':'replace','value':{
               'name.familyName':'King','title':null,
               'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter':'7',
               'urn:example:params:scim:extension:2.0:User':{'shoeSize':42},
               'emails[type eq \\"home\\"].value':'ada@home.example'}}]
            """);
    assertThat(after.get("name").toString())
        .isEqualTo("{\"givenName\":\"Ada\",\"familyName\":\"King\"}");
    assertThat(after.has("title")).isFalse();
    assertThat(after.get(ENTERPRISE).toString()).isEqualTo("{\"costCenter\":\"7\"}");
    assertThat(after.get("urn:example:params:scim:extension:2.0:User").toString())
        .isEqualTo("{\"shoeSize\":42}");
    assertThat(after.get("emails")).hasSize(2);
  }

  @Test
  void an_object_changes_what_it_names_and_leaves_the_rest() {
    var after = patched("[{'op':'replace','path':'name','value':{'familyName':'King'}}]");
    assertThat(after.get("name").toString())
        .isEqualTo("{\"givenName\":\"Ada\",\"familyName\":\"King\"}");
  }

  @Test
  void a_part_that_is_taken_away_takes_nothing_along() {
    for (var operation :
        List.of(
            "[{'op':'replace','path':'name','value':{'givenName':null}}]",
            "[{'op':'replace','value':{'name':{'givenName':null}}}]",
            "[{'op':'replace','value':{'name.givenName':null}}]",
            "[{'op':'remove','path':'name.givenName'}]"))
      assertThat(patched(operation).get("name").toString())
          .as(operation)
          .isEqualTo("{\"familyName\":\"Lovelace\"}");
    assertThat(patched("[{'op':'replace','path':'name','value':{}}]"))
        .isEqualTo(ScimJson.object(ADA));
    assertThat(patched("[{'op':'replace','path':'title','value':[]}]").has("title")).isFalse();
    assertThat(patched("[{'op':'replace','path':'active','value':[]}]"))
        .isEqualTo(ScimJson.object(ADA));
  }

  @Test
  void a_manager_is_gone_when_nobody_is_named_any_more() {
    var user = "{'userName':'ada','%s':{'manager':{'value':'7','displayName':'Max'}}}";
    var managed = user.formatted(ENTERPRISE).replace('\'', '"');
    for (var operation :
        List.of(
            "{'op':'remove','path':'%s:manager.value'}",
            "{'op':'replace','path':'%s:manager','value':{'value':null}}",
            "{'op':'replace','path':'%s:manager','value':{'value':''}}",
            "{'op':'replace','path':'%s:manager','value':''}",
            "{'op':'replace','value':{'%s':{'manager':null}}}"))
      assertThat(patched(managed, "[" + operation.formatted(ENTERPRISE) + "]").has(ENTERPRISE))
          .as(operation)
          .isFalse();
    assertThat(
            patched(
                    managed,
                    "[{'op':'replace','path':'%s:manager','value':{'displayName':null}}]"
                        .formatted(ENTERPRISE))
                .get(ENTERPRISE)
                .toString())
        .isEqualTo("{\"manager\":{\"value\":\"7\"}}");
    for (var next : List.of("'8'", "{'value':'8'}", "[{'value':'8'}]"))
      assertThat(
              patched(
                      managed,
                      "[{'op':'add','path':'%s:manager','value':%s}]".formatted(ENTERPRISE, next))
                  .get(ENTERPRISE)
                  .toString())
          .as(next)
          .isEqualTo("{\"manager\":{\"value\":\"8\"}}");
    assertThat(
            patched(
                    managed,
                    "[{'op':'add','path':'%s:manager','value':{'value':'7','$ref':'x'}}]"
                        .formatted(ENTERPRISE))
                .get(ENTERPRISE)
                .toString())
        .isEqualTo("{\"manager\":{\"value\":\"7\",\"displayName\":\"Max\",\"$ref\":\"x\"}}");
  }

  /** As the documentation of Entra's provisioning service writes it. */
  @Test
  void a_name_of_the_extension_leads_there_without_its_urn() {
    var after = patched("[{'op':'Add','path':'manager','value':[{'$ref':'x','value':'7'}]}]");
    assertThat(after.get(ENTERPRISE).toString())
        .isEqualTo("{\"manager\":{\"$ref\":\"x\",\"value\":\"7\"}}");
    var own = "{'userName':'ada','department':'A'}".replace('\'', '"');
    assertThat(
            patched(own, "[{'op':'replace','path':'department','value':'B'}]")
                .get("department")
                .asText())
        .isEqualTo("B");
  }

  @Test
  void an_element_is_replaced_and_stays_what_it_was_chosen_by() {
    var user =
        """
        {'userName':'ada','addresses':[
          {'type':'work','locality':'Berlin','region':'BE','primary':true},{'type':'home'}]}
        """
            .replace('\'', '"');
    assertThat(
            patched(
                    user,
                    "[{'op':'replace','path':'addresses[type eq"
                        + " \\\"work\\\"]','value':{'locality':'Ulm'}}]")
                .get("addresses")
                .get(0)
                .toString())
        .isEqualTo("{\"type\":\"work\",\"primary\":true,\"locality\":\"Ulm\"}");
  }

  @Test
  void an_element_whose_value_is_taken_away_is_none() {
    var user =
        "{'userName':'ada','phoneNumbers':[{'type':'work','value':'1'},{'type':'home','value':'2'}]}"
            .replace('\'', '"');
    for (var operation :
        List.of(
            "[{'op':'Remove','path':'phoneNumbers[type eq \\\"work\\\"].value'}]",
            "[{'op':'Replace','path':'phoneNumbers[type eq \\\"work\\\"].value','value':null}]"))
      assertThat(patched(user, operation).get("phoneNumbers").toString())
          .as(operation)
          .isEqualTo("[{\"type\":\"home\",\"value\":\"2\"}]");
    var address = "{'userName':'ada','addresses':[{'type':'work','locality':'Ulm'}]}";
    assertThat(
            patched(
                    address.replace('\'', '"'),
                    "[{'op':'remove','path':'addresses[type eq \\\"work\\\"].locality'}]")
                .has("addresses"))
        .isFalse();
  }

  @Test
  void a_list_is_replaced_extended_or_emptied() {
    assertThat(
            patched("[{'op':'replace','path':'emails','value':{'value':'x@acme.example'}}]")
                .get("emails")
                .toString())
        .isEqualTo("[{\"value\":\"x@acme.example\"}]");
    assertThat(patched("[{'op':'add','path':'emails','value':['x@acme.example']}]").get("emails"))
        .hasSize(2);
    assertThat(
            patched(
                    "[{'op':'add','path':'emails','value':[{'value':'ada@acme.example','type':'work'}]}]")
                .get("emails"))
        .hasSize(1);
    assertThat(patched("[{'op':'remove','path':'emails'}]").has("emails")).isFalse();
    assertThat(patched("[{'op':'remove','path':'emails','value':null}]").get("emails")).hasSize(1);
    assertThat(
            patched("[{'op':'remove','path':'emails','value':[{'value':'ada@acme.example'}]}]")
                .has("emails"))
        .isFalse();
    assertThat(
            patched("[{'op':'remove','path':'emails','value':[{'value':'no@acme.example'}]}]")
                .get("emails"))
        .hasSize(1);
    assertThat(
            patched("[{'op':'remove','path':'emails[type eq \\'work\\']'}]".replace("\\'", "\\\""))
                .has("emails"))
        .isFalse();
  }

  @Test
  void one_address_at_most_is_the_primary_one() {
    var after =
        patched(
            "[{'op':'add','path':'emails','value':{'value':'b@acme.example','primary':'True'}}]");
    assertThat(after.get("emails").get(0).get("primary").asBoolean()).isFalse();
    assertThat(after.get("emails").get(1).get("primary").asBoolean()).isTrue();
  }

  @Test
  void removing_what_is_not_there_changes_nothing() {
    assertThat(
            patched(
                "[{'op':'remove','path':'nickName'},{'op':'remove','path':'name.middleName'},"
                    + "{'op':'remove','path':'phoneNumbers[type eq \\\"fax\\\"].value'},"
                    + "{'op':'remove','path':'urn:example:x:1.0:thing'}]"))
        .isEqualTo(ScimJson.object(ADA));
  }

  @Test
  void what_is_ours_is_left_alone() {
    assertThat(
            patched(
                "[{'op':'replace','value':{'id':'evil','meta':{'version':'9'},'schemas':[],"
                    + "'groups':[{'value':'g'}],'password':'secret'}},"
                    + "{'op':'replace','path':'password','value':'secret'},"
                    + "{'op':'add','path':'schemas','value':['"
                    + ENTERPRISE
                    + "']}]"))
        .isEqualTo(ScimJson.object(ADA));
  }

  @Test
  void what_a_path_names_and_is_not_kept_is_told() {
    var ignored = new TreeSet<String>();
    var body =
        "{'Operations':[{'op':'add','path':'schemas','value':['urn:x']},"
            + "{'op':'replace','value':{'id':'evil','schemas':['urn:x'],'groups':[]}},"
            + "{'op':'add','path':'password','value':'secret'}]}";
    var request = PatchRequest.read(ResourceSchema.USER, ScimJson.object(body.replace('\'', '"')));
    ScimUser.stored(ADA).patched(request.operations(), true, ignored);
    assertThat(ignored).containsExactly("password", "schemas");
  }

  @Test
  void all_operations_are_carried_out_or_none() {
    var before = ScimUser.stored(ADA);
    var body =
        ScimJson.object(
            "{\"Operations\":[{\"op\":\"replace\",\"path\":\"title\",\"value\":\"x\"},"
                + "{\"op\":\"replace\",\"path\":\"active\",\"value\":\"maybe\"}]}");
    var request = PatchRequest.read(ResourceSchema.USER, body);
    assertThatThrownBy(() -> before.patched(request.operations(), true, new HashSet<>()))
        .isInstanceOf(ScimProblem.class);
    assertThat(ScimJson.object(before.attributes())).isEqualTo(ScimJson.object(ADA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "[{'op':'move','path':'active','value':false}]|INVALID_SYNTAX",
        "[{'path':'active','value':false}]|INVALID_SYNTAX",
        "'x'|INVALID_SYNTAX",
        "['x']|INVALID_SYNTAX",
        "[{'op':'replace','path':5,'value':1}]|INVALID_SYNTAX",
        "[{'op':'replace','path':'memebrs[','value':1}]|INVALID_PATH",
        "[{'op':'replace','path':'emails[type eq]','value':1}]|INVALID_PATH",
        "[{'op':'replace','path':'a b','value':1}]|INVALID_PATH",
        "[{'op':'replace','path':'name[givenName eq 1].x','value':'1'}]|INVALID_PATH",
        "[{'op':'replace','path':'title.x','value':'1'}]|INVALID_PATH",
        "[{'op':'replace','value':{'active.value':true}}]|INVALID_PATH",
        "[{'op':'replace','path':'groups','value':[{'value':'g'}]}]|MUTABILITY",
        "[{'op':'add','path':'groups','value':[{'value':'g'}]}]|MUTABILITY",
        "[{'op':'remove','path':'groups[value eq 1]'}]|MUTABILITY",
        "[{'op':'remove','path':'GROUPS'}]|MUTABILITY",
        "[{'op':'replace','path':'id','value':'x'}]|MUTABILITY",
        "[{'op':'replace','path':'meta.version','value':'x'}]|MUTABILITY",
        "[{'op':'replace','path':'urn:ietf:params:scim:schemas:core:2.0:User:id','value':'x'}]|MUTABILITY",
        "[{'op':'remove'}]|NO_TARGET",
        "[{'op':'replace','value':'x'}]|INVALID_VALUE",
        "[{'op':'replace','path':'title'}]|INVALID_VALUE",
        "[{'op':'replace','path':'active','value':'maybe'}]|INVALID_VALUE",
        "[{'op':'replace','path':'title','value':['a','b']}]|INVALID_VALUE",
        "[{'op':'replace','path':'name','value':'Ada'}]|INVALID_VALUE",
        "[{'op':'remove','path':'userName'}]|MUTABILITY",
        "[{'op':'replace','path':'userName','value':null}]|MUTABILITY",
        "[{'op':'replace','value':{'userName':null}}]|MUTABILITY",
        "[{'op':'replace','path':'userName','value':' '}]|INVALID_VALUE",
      })
  void what_makes_no_sense_is_refused(String operations, ScimProblem.Type type) {
    assertThat(refusal(operations).type()).isEqualTo(type);
  }

  @Test
  void too_many_operations_and_too_much_are_refused() {
    var many = "{'op':'replace','path':'title','value':'x'},".repeat(10_000);
    assertThat(refusal("[" + many.substring(0, many.length() - 1) + "]").status()).isEqualTo(413);
    assertThat(
            refusal("[{'op':'replace','path':'title','value':'" + "x".repeat(70_000) + "'}]")
                .type())
        .isEqualTo(ScimProblem.Type.INVALID_VALUE);
    assertThatThrownBy(() -> ScimJson.object("{\"a\":" + "[".repeat(5_000)))
        .isInstanceOf(ScimProblem.class);
    assertThatThrownBy(() -> ScimJson.object("{\"userName\":\"a\\u0000b\"}"))
        .isInstanceOf(ScimProblem.class);
    assertThatThrownBy(() -> ScimJson.object("{\"userName\":\"a\\ud800b\"}"))
        .isInstanceOf(ScimProblem.class);
    assertThatThrownBy(() -> ScimJson.object("{\"a\":1,\"a\":2}")).isInstanceOf(ScimProblem.class);
  }

  @Test
  void a_name_that_is_taken_away_and_given_again_is_another() {
    assertThat(
            patched("[{'op':'remove','path':'userName'},{'op':'add','value':{'userName':'ada2'}}]")
                .get("userName")
                .textValue())
        .isEqualTo("ada2");
    var group = ScimGroup.stored("{\"displayName\":\"Red\"}");
    var body = ScimJson.object("{\"Operations\":[{\"op\":\"remove\",\"path\":\"displayName\"}]}");
    var request = PatchRequest.read(ResourceSchema.GROUP, body);
    assertThatThrownBy(() -> group.patched(request.operations(), new HashSet<>()))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> assertThat(refused.type()).isEqualTo(ScimProblem.Type.MUTABILITY));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'op':'replace','path':'E:manager.value','value':'2'} | {'value':'2'}",
        "{'op':'replace','path':'E:manager.value','value':'1'} | {'value':'1','displayName':'Grace'}",
        "{'op':'replace','path':'E:manager','value':{'value':'2'}} | {'value':'2'}",
        "{'op':'replace','value':{'E:manager.value':'2'}} | {'value':'2'}",
        "{'op':'add','path':'E:manager.displayName','value':'Alan'},{'op':'add','path':'E:manager.value','value':'2'} | {'displayName':'Alan','value':'2'}",
        "{'op':'add','path':'E:manager.value','value':'2'},{'op':'add','path':'E:manager.displayName','value':'Alan'} | {'value':'2','displayName':'Alan'}",
      })
  void the_name_of_one_manager_is_not_that_of_the_next(String operations, String manager) {
    var ada =
        "{\"userName\":\"ada\",\""
            + ENTERPRISE
            + "\":{\"manager\":{\"value\":\"1\",\"displayName\":\"Grace\"}}}";
    var after = patched(ada, "[" + operations.replace("E:", ENTERPRISE + ":") + "]");
    assertThat(after.get(ENTERPRISE).get("manager"))
        .isEqualTo(ScimJson.object(manager.replace('\'', '"')));
  }

  @Test
  void a_number_without_quotation_marks_that_a_filter_asks_for_is_written_as_it_came() {
    var after = patched("[{'op':'add','path':'emails[value eq 007].type','value':'x'}]");
    assertThat(after.get("emails").get(1).get("value").textValue()).isEqualTo("007");
  }

  /** A person with so many telephone numbers, which is nearly as many as there may be. */
  private static String withNumbers(int many) {
    var numbers =
        IntStream.range(0, many)
            .mapToObj("{\"value\": \"%d\"}"::formatted)
            .collect(Collectors.joining(",", "[", "]"));
    return "{\"userName\": \"ada\", \"phoneNumbers\": " + numbers + "}";
  }

  private static String times(int many, String operation) {
    return Collections.nCopies(many, operation).stream().collect(Collectors.joining(",", "[", "]"));
  }

  private static String numbers(int many) {
    return withNumbers(many).replaceFirst(".*?(\\[.*])}", "$1").replace('"', '\'');
  }

  /** Whoever writes waits for it: see {@link Effort}. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'remove','path':'phoneNumbers[FILTER]'}",
        "{'op':'replace','path':'phoneNumbers[FILTER].display','value':'x'}",
        "{'op':'replace','path':'phoneNumbers.primary','value':true}",
        "{'op':'add','path':'phoneNumbers','value':NUMBERS}",
        "{'op':'remove','path':'phoneNumbers','value':['x']}",
      })
  void operations_that_multiply_are_refused_before_they_are_carried_out(String operation) {
    var filter = "value co \\'b\\'" + " or value co \\'b\\'".repeat(117);
    var sent = operation.replace("FILTER", filter).replace("NUMBERS", numbers(990));
    assertThatThrownBy(() -> patched(withNumbers(990), times(600, sent)))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> {
              assertThat(refused.type()).isEqualTo(ScimProblem.Type.TOO_MANY);
              assertThat(refused.status()).isEqualTo(400);
            });
  }

  /** Each is looked for among all that are there, for names count in any letter case. */
  @Test
  void names_that_are_looked_for_among_each_other_are_not_too_many() {
    var extensions =
        IntStream.range(0, 40_000)
            .mapToObj("\"urn:x:%d\": {\"a\": 1}"::formatted)
            .collect(Collectors.joining(",", "{\"userName\": \"ada\",", "}"));
    var attributes =
        IntStream.range(0, 60_000)
            .mapToObj("\"a%d\": 1"::formatted)
            .collect(Collectors.joining(",", "{", "}"));
    var patch = "[{'op':'replace','path':'urn:x:Y','value':" + attributes + "}]";
    assertThat(refusal(patch).type()).isEqualTo(ScimProblem.Type.TOO_MANY);
    var body = ScimJson.object(extensions);
    assertThatThrownBy(() -> ScimUser.read(body, new HashSet<>()))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> assertThat(refused.type()).isEqualTo(ScimProblem.Type.TOO_MANY));
  }

  @Test
  void long_texts_take_longer_to_be_compared() {
    var ada = ADA.replace("\"type\": \"work\"", "\"display\": \"" + "a".repeat(60_000) + "\"");
    var filter = "display co \\'" + "a".repeat(1_500) + "b\\'";
    var operations = times(20, "{'op':'remove','path':'emails[" + filter + "]'}");
    assertThatThrownBy(() -> patched(ada, operations))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> assertThat(refused.type()).isEqualTo(ScimProblem.Type.TOO_MANY));
  }

  /** More than any directory sends, of which Entra bundles the most. */
  @Test
  void hundreds_of_operations_on_a_long_list_are_carried_out() {
    var operation =
        "{'op':'replace','path':'phoneNumbers[type eq \\'work\\' and value eq \\'7\\'].display',"
            + "'value':'x'}";
    var after = patched(withNumbers(100), times(500, operation));
    assertThat(after.get("phoneNumbers")).hasSize(101);
    var value = "{'op':'replace','path':'phoneNumbers[type eq \\'work\\'].value','value':'x'}";
    assertThat(patched(withNumbers(100), times(500, value)).get("phoneNumbers")).hasSize(101);
    var more =
        patched(
            withNumbers(500), "[{'op':'add','path':'phoneNumbers','value':" + numbers(990) + "}]");
    assertThat(more.get("phoneNumbers")).hasSize(990);
  }

  @Test
  void every_element_of_a_long_list_can_get_another_type() {
    var after =
        patched(withNumbers(990), "[{'op':'replace','path':'phoneNumbers.type','value':'work'}]");
    assertThat(after.get("phoneNumbers")).hasSize(990);
  }

  /** What all elements get is not in the memory once for each. */
  @Test
  void a_large_value_for_each_element_is_refused_as_too_large() {
    var value = "{'a':[" + "1,".repeat(250_000) + "1]}";
    var operation = "[{'op':'replace','path':'phoneNumbers.x','value':" + value + "}]";
    assertThatThrownBy(() -> patched(withNumbers(990), operation))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> assertThat(refused.type()).isEqualTo(ScimProblem.Type.INVALID_VALUE));
  }

  /** The filter of each does not find what it has changed. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'replace','path':'phoneNumbers[value eq \\'1\\'].value','value':'2'",
        "'replace','path':'phoneNumbers[value eq \\'1\\']','value':{'value':'2','type':'work'}",
        "'replace','path':'phoneNumbers[value eq \\'1\\']','value':{'value':'2','type':'work','primary':true}",
        "'replace','path':'phoneNumbers[value eq \\'1\\' and primary eq true].value','value':'2'",
        "'replace','path':'phoneNumbers[type eq \\'work\\'].type','value':'other'",
        "'replace','path':'addresses[type eq \\'work\\' and country eq \\'CH\\'].country','value':'DE'",
        "'replace','path':'addresses[country eq \\'CH\\']','value':{'type':'home','country':'DE'}",
        "'add','path':'ims[type eq \\'work\\']','value':{'value':'k','type':'other'}",
      })
  void a_change_of_what_its_own_filter_chose_changes_nothing_when_it_comes_again(String said) {
    var person =
        """
        {"userName":"ada","phoneNumbers":[{"value":"1","type":"work","primary":true},{"value":"3"}],
         "addresses":[{"type":"work","country":"CH","locality":"Bern"}]}
        """;
    var operation = "{'op':" + said + "}";
    var once = patched(person, "[" + operation + "]");
    assertThat(once).isNotEqualTo(ScimJson.object(person));
    assertThat(patched(once.toString(), "[" + operation + "]")).isEqualTo(once);
    assertThat(patched(person, "[" + operation + "," + operation + "]")).isEqualTo(once);
  }

  /** RFC 7643 §2.4. */
  @Test
  void an_element_that_becomes_like_another_one_is_no_second_one() {
    var person =
        """
        {"userName":"ada","phoneNumbers":[{"value":"1","type":"work","display":"new"},{"value":"3"},
         {"value":"2","type":"work","display":"old","primary":true},{"value":"2","type":"home"}],
         "addresses":[{"type":"work","country":"CH"},{"type":"work","country":"DE"}]}
        """;
    var after =
        patched(
            person,
            "[{'op':'replace','path':'phoneNumbers[value eq \\'1\\'].value','value':'2'},"
                + "{'op':'replace','path':'addresses[country eq \\'CH\\'].country','value':'DE'}]");
    assertThat(after)
        .isEqualTo(
            ScimJson.object(
                """
                {"userName":"ada","phoneNumbers":[{"value":"3"},
                 {"value":"2","type":"work","display":"new","primary":true},{"value":"2","type":"home"}],
                 "addresses":[{"type":"work","country":"DE"}]}
                """));
    var typed =
        patched(person, "[{'op':'replace','path':'phoneNumbers.type','value':'home'}]")
            .get("phoneNumbers");
    assertThat(typed.findValuesAsText("value")).containsExactlyInAnyOrder("1", "3", "2");
    var emptied =
        patched(person, "[{'op':'replace','path':'phoneNumbers.value','value':'4'}]")
            .get("phoneNumbers");
    assertThat(emptied.findValuesAsText("type")).containsExactlyInAnyOrder("work", "home");
    assertThat(emptied).as("and the one without a type").hasSize(3);
    assertThat(emptied.get(0).path("primary").asBoolean()).isTrue();
  }

  @Test
  void elements_are_added_once_and_the_last_primary_one_is_it() {
    var after =
        patched(
            "[{'op':'add','path':'emails','value':[{'value':'b@acme.example','primary':true},"
                + "{'value':'b@acme.example','display':'B'},{'display':'none'},{'display':'none'},"
                + "{'type':'work','value':'ada@acme.example','display':'A'}]}]");
    assertThat(after.get("emails"))
        .isEqualTo(
            ScimJson.object(
                    """
                    {"emails": [
                      {"value": "ada@acme.example", "type": "work", "primary": false, "display": "A"},
                      {"value": "b@acme.example", "primary": true, "display": "B"},
                      {"display": "none"}]}
                    """)
                .get("emails"));
  }

  @Test
  void a_list_is_replaced_by_one_in_which_nothing_comes_twice() {
    var twice = "[{'value':'1','type':'work'},{'value':'1','type':'work'}]";
    var after = patched("[{'op':'replace','path':'phoneNumbers','value':" + twice + "}]");
    assertThat(after.path("phoneNumbers").findValuesAsText("value")).containsExactly("1");
  }

  @Test
  void nothing_is_kept_of_blanks_around_an_address() {
    for (var path : new String[] {"emails", "emails[type eq \\'work\\']", "emails.value"}) {
      var operation = "{'op':'replace','path':'" + path + "','value':' a@acme.example '}";
      var after = patched("[" + operation + "]").at("/emails/0/value").asText();
      assertThat(after).as(path).isEqualTo("a@acme.example");
    }
    var again =
        "{'op':'add','path':'emails','value':[{'value':' ada@acme.example','type':'work'}]}";
    assertThat(patched("[" + again + "]")).isEqualTo(ScimJson.object(ADA));
  }

  // ------------------------------------------------------------------ groups

  private static List<GroupPatch.Change> changes(String operations) {
    var body = ScimJson.object("{\"Operations\": " + operations.replace('\'', '"') + "}");
    return GroupPatch.changes(PatchRequest.read(ResourceSchema.GROUP, body), new HashSet<>());
  }

  /** Nobody knows what else was said between two operations that are the same. */
  @Test
  void an_operation_that_comes_again_is_carried_out_again() {
    var rename = "{'op':'replace','path':'displayName','value':'%s'}";
    var operations =
        "["
            + rename.formatted("A")
            + ","
            + rename.formatted("B")
            + ","
            + rename.formatted("A")
            + "]";
    var change = (GroupPatch.Details) changes(operations).get(0);
    var group = ScimGroup.stored("{\"displayName\":\"Red\"}");
    assertThat(group.patched(change.operations(), new HashSet<>()).displayName()).isEqualTo("A");
  }

  @Test
  void members_come_and_go_in_every_form_there_is() {
    assertThat(changes("[{'op':'Add','path':'members','value':[{'$ref':null,'value':'a'}]}]"))
        .containsExactly(new GroupPatch.Add(List.of("a")));
    assertThat(changes("[{'op':'add','value':{'members':[{'value':'a'},{'value':'b'}]}}]"))
        .containsExactly(new GroupPatch.Add(List.of("a", "b")));
    assertThat(changes("[{'op':'add','path':'members','value':{'value':'a','display':'x'}}]"))
        .containsExactly(new GroupPatch.Add(List.of("a")));
    assertThat(changes("[{'op':'add','path':'members','value':['a','a']}]"))
        .containsExactly(new GroupPatch.Add(List.of("a")));
    assertThat(changes("[{'op':'add','path':'members','value':[{'$ref':'https://x/Users/a'}]}]"))
        .containsExactly(new GroupPatch.Add(List.of("a")));
    assertThat(changes("[{'op':'add','path':'members','value':[{'$ref':'../Users/a/'}]}]"))
        .containsExactly(new GroupPatch.Add(List.of("a")));
    for (var group :
        List.of(
            "[{'op':'add','value':{'%s':{'members':[{'value':'a'}]}}}]",
            "[{'op':'add','value':{'%s:members':[{'value':'a'}]}}]",
            "[{'op':'add','path':'%s','value':{'members':[{'value':'a'}]}}]",
            "[{'op':'add','path':'%s:members','value':[{'value':'a'}]}]"))
      assertThat(changes(group.formatted("urn:ietf:params:scim:schemas:core:2.0:Group")))
          .as(group)
          .containsExactly(new GroupPatch.Add(List.of("a")));
    assertThat(changes("[{'op':'remove','path':'members[value eq \\\"a\\\"]'}]"))
        .containsExactly(new GroupPatch.Remove(List.of("a")));
    assertThat(
            changes(
                "[{'op':'remove','path':'members[value eq \\\"a\\\" and type eq \\\"User\\\"]'}]"))
        .containsExactly(new GroupPatch.Remove(List.of("a")));
    assertThat(changes("[{'op':'remove','path':'members[$ref eq \\\"../Users/a\\\"]'}]"))
        .containsExactly(new GroupPatch.Remove(List.of("a")));
    assertThat(changes("[{'op':'Remove','path':'members','value':[{'value':'a'}]}]"))
        .containsExactly(new GroupPatch.Remove(List.of("a")));
    assertThat(changes("[{'op':'remove','path':'members'}]"))
        .containsExactly(new GroupPatch.Replace(List.of()));
    assertThat(changes("[{'op':'replace','path':'members','value':[]}]"))
        .containsExactly(new GroupPatch.Replace(List.of()));
    assertThat(
            changes(
                "[{'op':'remove','path':'members[value eq \\\"a\\\"]'},"
                    + "{'op':'Remove','path':'members[value eq \\\"b\\\" or value eq \\\"c\\\"]'},"
                    + "{'op':'add','path':'members','value':[{'value':'d'}]}]"))
        .containsExactly(
            new GroupPatch.Remove(List.of("a", "b", "c")), new GroupPatch.Add(List.of("d")));
  }

  @Test
  void members_are_none_of_the_attributes_however_they_are_written() {
    for (var body :
        List.of(
            "{'displayName':'x','members':['a']}",
            "{'displayName':'x','MEMBERS':{'value':'a'}}",
            "{'displayName':'x','members.value':'a'}",
            "{'displayName':'x','%s:members':['a']}",
            "{'%s':{'displayName':'x','members':['a']}}")) {
      var json = body.formatted("urn:ietf:params:scim:schemas:core:2.0:Group").replace('\'', '"');
      var group = ScimGroup.read(ScimJson.object(json), new HashSet<>());
      assertThat(group.members()).as(body).containsExactly("a");
      assertThat(group.attributes()).as(body).isEqualTo("{\"displayName\":\"x\"}");
    }
    var ignored = new HashSet<String>();
    var odd = ScimJson.object("{\"displayName\":\"x\",\"members.type\":\"User\"}");
    assertThat(ScimGroup.read(odd, ignored).attributes()).isEqualTo("{\"displayName\":\"x\"}");
    assertThat(ignored).containsExactly("members.type");
  }

  @Test
  void nobody_leaves_a_group_because_of_a_list_that_says_nothing() {
    assertThat(changes("[{'op':'remove','path':'members','value':[]}]"))
        .containsExactly(new GroupPatch.Remove(List.of()));
    assertThat(changes("[{'op':'remove','path':'members','value':null}]")).isEmpty();
    assertThat(changes("[{'op':'replace','path':'members','value':null}]")).isEmpty();
    assertThat(changes("[{'op':'replace','value':{'id':'g','displayName':'eng','members':null}}]"))
        .singleElement()
        .isInstanceOf(GroupPatch.Details.class);
    for (var kind : List.of("add", "replace"))
      assertThatThrownBy(
              () ->
                  changes(
                      "[{'op':'" + kind + "','path':'members[display co \\\"a\\\"]','value':[]}]"))
          .isInstanceOf(ScimProblem.class);
    assertThatThrownBy(() -> changes("[{'op':'add','path':'members','value':[{}]}]"))
        .isInstanceOf(ScimProblem.class);
  }

  @Test
  void a_path_may_have_as_long_a_filter_as_a_list() {
    var one = "value eq \\\"" + "u".repeat(30) + "\\\"";
    var many = one + (" or " + one).repeat(199);
    assertThat(changes("[{'op':'remove','path':'members[" + many + "]'}]")).hasSize(1);
    for (var it :
        List.of(
            Map.entry("members[" + many + " or " + one + "]", "more than 200 comparisons"),
            Map.entry("members[value eq \\\"" + "u".repeat(10_000) + "\\\"]", "longer than 10000"),
            Map.entry("m".repeat(2_001), "at most 2000 characters")))
      assertThatThrownBy(() -> changes("[{'op':'remove','path':'" + it.getKey() + "'}]"))
          .isInstanceOfSatisfying(
              ScimProblem.class,
              refused -> {
                assertThat(refused.type()).isEqualTo(ScimProblem.Type.INVALID_PATH);
                assertThat(refused.detail()).contains(it.getValue());
              });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'active':false,'Active':true}",
        "{'Operations':[{'op':'add','OP':'remove','path':'title','value':'x'}]}",
        "{'emails':[{'value':'a@b.example','VALUE':'c@d.example'}]}",
        "{'urn:okta:desk:1.0:User':{'badge':1,'baDGE':2}}",
        "{'a':{'b':[[{'c':1,'d':2,'C':3}]]}}"
      })
  void a_name_comes_once_in_whatever_capitals(String body) {
    var bytes = body.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> ScimJson.body(bytes))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> {
              assertThat(refused.type()).isEqualTo(ScimProblem.Type.INVALID_SYNTAX);
              assertThat(refused.detail()).contains("comes twice in one object");
            });
  }

  /** Each comparison is made with every member, while nobody else changes the directory. */
  @Test
  void members_are_not_compared_in_any_number_of_ways() {
    var one = "{'op':'remove','path':'members[not (display co \\\"a\\\" or value pr)]'},";
    var ten = one.repeat(10);
    assertThat(changes("[" + ten.substring(0, ten.length() - 1) + "]")).hasSize(10);
    assertThatThrownBy(() -> changes("[" + ten + one.substring(0, one.length() - 1) + "]"))
        .isInstanceOf(ScimProblem.class);
  }

  @Test
  void a_rename_without_a_path_is_a_rename_and_nothing_else() {
    var group = ScimGroup.stored("{\"displayName\":\"Engineering\"}");
    var changes =
        changes("[{'op':'replace','value':{'id':'g','displayName':'eng','externalId':'6f0e'}}]");
    var details = (GroupPatch.Details) changes.get(0);
    var after = group.patched(details.operations(), new HashSet<>());
    assertThat(changes).hasSize(1);
    assertThat(after.attributes()).isEqualTo("{\"displayName\":\"eng\",\"externalId\":\"6f0e\"}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'replace','path':'%s.department','value':'Science'}",
        "{'op':'add','value':{'%s.department':'Science'}}"
      })
  void a_dot_behind_the_name_of_a_schema_is_read_as_the_colon(String operation) {
    var after =
        patched(
            "{'userName':'ada'}".replace('\'', '"'), "[" + operation.formatted(ENTERPRISE) + "]");
    assertThat(after.toString())
        .isEqualTo(
            "{'userName':'ada','%s':{'department':'Science'}}"
                .formatted(ENTERPRISE)
                .replace('\'', '"'));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'op':'remove','path':'urn:okta:desk:1.0:user:custom'}",
        "{'op':'Remove','path':'URN:okta:desk:1.0:user:Custom'}",
        "{'op':'replace','path':'urn:okta:desk:1.0:user:custom','value':null}"
      })
  void an_extension_that_no_schema_knows_is_taken_away_as_a_whole(String operation) {
    var user =
        "{\"userName\": \"ada\", \"urn:okta:desk:1.0:user:custom\": {\"badge\": \"7\"},"
            + " \"urn:okta:desk:1.0:user:customs\": {\"badge\": \"8\"}}";
    var after = patched(user, "[" + operation + "]");
    assertThat(after.has("urn:okta:desk:1.0:user:custom")).isFalse();
    assertThat(after.has("urn:okta:desk:1.0:user:customs")).isTrue();
    var badge = "[{'op':'remove','path':'urn:okta:desk:1.0:user:custom:badge'}]";
    assertThat(patched(user, badge).has("urn:okta:desk:1.0:user:custom")).isFalse();
  }
}
