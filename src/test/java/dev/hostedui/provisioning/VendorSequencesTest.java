package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the provisioning services of vendors send one after the other, from first call to last. */
class VendorSequencesTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  private static String membership(String email) {
    return app.one(
        "SELECT m.status FROM memberships m JOIN users u ON u.id = m.user_id JOIN organizations o"
            + " ON o.id = m.organization_id WHERE o.slug = 'acmecorp' AND u.email = '"
            + email
            + "'");
  }

  /** The steps of Okta's specification test, in their order. */
  @Test
  void okta() {
    var okta = ScimClient.of(app, "acmecorp");
    var first = okta.get("/Users?count=1&startIndex=1");
    assertThat(first.status()).isEqualTo(200);
    assertThat(first.json().path("itemsPerPage").isNumber()).isTrue();
    assertThat(first.json().path("startIndex").isNumber()).isTrue();
    assertThat(first.json().path("totalResults").isNumber()).isTrue();
    assertThat(first.at("/schemas/0"))
        .isEqualTo("urn:ietf:params:scim:api:messages:2.0:ListResponse");
    assertThat(okta.filter("Users", "userName eq \"nobody@acmecorp.example\"").at("/totalResults"))
        .isEqualTo("0");
    var bogus = okta.get("/Users/" + UUID.randomUUID());
    assertThat(bogus.status()).isEqualTo(404);
    assertThat(bogus.at("/schemas/0")).isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
    assertThat(bogus.at("/detail")).isNotBlank();
    var made =
        okta.post(
            "/Users",
            "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User'],'userName':'runscope300@acmecorp.example','name':{'givenName':'Runscope300','familyName':'Scopefoot'},'displayName':'Runscope300"
                + " Scopefoot',"
                + "'emails':[{'primary':true,'value':'runscope300@acmecorp.example','type':'work'}],"
                + "'locale':'en-US','externalId':'00u1','groups':[],'password':'1mz050nq','active':true}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.json().path("active").isBoolean()).isTrue();
    assertThat(made.text()).doesNotContain("1mz050nq");
    assertThat(made.header("Location")).endsWith("/Users/" + made.id());
    assertThat(okta.get("/Users/" + made.id()).at("/name/familyName")).isEqualTo("Scopefoot");
    assertThat(okta.post("/Users", ScimClient.user("runscope300@acmecorp.example")).status())
        .isEqualTo(409);
    assertThat(
            okta.filter("Users", "userName eq \"RUNSCOPE300@ACMECORP.EXAMPLE\"")
                .at("/totalResults"))
        .isEqualTo("1");
    assertThat(okta.get("/Groups").status()).isEqualTo(200);

    // Okta reads, changes what it read and sends it back
    var read = okta.get("/Users/" + made.id()).text();
    var back = okta.put("/Users/" + made.id(), read.replace("\"active\":true", "\"active\":false"));
    assertThat(back.status()).isEqualTo(200);
    assertThat(membership("runscope300@acmecorp.example")).isEqualTo("INACTIVE");
    assertThat(
            okta.patch("/Users/" + made.id(), "[{'op':'replace','value':{'active':true}}]")
                .status())
        .isEqualTo(200);
    assertThat(membership("runscope300@acmecorp.example")).isEqualTo("ACTIVE");
    var group = okta.createGroup("Okta Push");
    assertThat(
            okta.patch(
                    "/Groups/" + group,
                    "[{'op':'add','path':'members','value':[{'value':'"
                        + made.id()
                        + "','display':'runscope300'}]}]")
                .status())
        .isEqualTo(204);
    assertThat(
            okta.patch(
                    "/Groups/" + group,
                    "[{'op':'replace','value':{'id':'" + group + "','displayName':'Renamed'}}]")
                .status())
        .isEqualTo(204);
    assertThat(okta.get("/Groups/" + group).json().get("members")).hasSize(1);
    assertThat(okta.get("/Users/" + made.id()).at("/groups/0/display")).isEqualTo("Renamed");
    assertThat(okta.delete("/Groups/" + group).status()).isEqualTo(204);
  }

  /** Entra as it has always spoken, and as it speaks with aadOptscim062020. */
  @Test
  void entra_in_both_dialects() {
    for (var flag : new String[] {"", "?aadOptscim062020"}) {
      var entra = ScimClient.of(app, "acmecorp");
      var standard = !flag.isEmpty();
      var address = (standard ? "new" : "old") + "@acmecorp.example";
      assertThat(
              entra
                  .filter("Users", "userName eq \"" + UUID.randomUUID() + "\"")
                  .at("/totalResults"))
          .isEqualTo("0");
      var made =
          entra.post(
              "/Users" + flag,
              "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:User','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],"
                  + "'externalId':'mailNick','userName':'"
                  + address
                  + "','active':"
                  + (standard ? "true" : "'True'")
                  + ",'displayName':'A B','emails':[{'primary':true,'type':'work','value':'"
                  + address
                  + "'}],'meta':{'resourceType':'User'},'name':{'formatted':'A"
                  + " B','familyName':'B','givenName':'A'}}");
      assertThat(made.status()).isEqualTo(201);
      var id = made.id();
      var group =
          entra.post(
              "/Groups" + flag,
              "{'schemas':['urn:ietf:params:scim:schemas:core:2.0:Group','http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'],"
                  + "'externalId':'8aa1','displayName':'Group','meta':{'resourceType':'Group'}}");
      assertThat(group.status()).isEqualTo(201);
      var g = "/Groups/" + group.id();
      assertThat(entra.get(g + "?excludedAttributes=members").status()).isEqualTo(200);
      assertThat(
              entra
                  .patch(
                      g + flag,
                      standard
                          ? "[{'op':'add','value':{'members':[{'value':'" + id + "'}]}}]"
                          : "[{'op':'Add','path':'members','value':[{'$ref':null,'value':'"
                              + id
                              + "'}]}]")
                  .status())
          .isEqualTo(204);
      assertThat(
              entra
                  .get(
                      "/Groups?excludedAttributes=members&filter=id+eq+%22"
                          + group.id()
                          + "%22+and+members+eq+%22"
                          + id
                          + "%22")
                  .at("/totalResults"))
          .isEqualTo("1");
      assertThat(
              entra
                  .patch(
                      "/Users/" + id + flag,
                      standard
                          ? "[{'op':'replace','path':'active','value':false}]"
                          : "[{'op':'Replace','path':'active','value':'False'}]")
                  .at("/active"))
          .isEqualTo("false");
      assertThat(membership(address)).isEqualTo("INACTIVE");
      assertThat(
              entra
                  .patch(
                      g + flag,
                      standard
                          ? "[{'op':'remove','path':'members[value eq \\\"" + id + "\\\"]'}]"
                          : "[{'op':'Remove','path':'members','value':[{'$ref':null,'value':'"
                              + id
                              + "'}]}]")
                  .status())
          .isEqualTo(204);
      assertThat(entra.get(g).json().has("members")).isFalse();
      assertThat(entra.delete("/Users/" + id).status()).isEqualTo(204);
      assertThat(entra.delete(g).status()).isEqualTo(204);
    }
  }

  /** OneLogin writes JSON without a type of SCIM, lists of one as objects, and whole resources. */
  @Test
  void onelogin() {
    var onelogin = ScimClient.of(app, "acmecorp");
    var body =
        "{\"schemas\":[\"urn:scim:schemas:core:2.0\"],\"userName\":\"one@acmecorp.example\",\"emails\":{\"value\":\"one@acmecorp.example\"},"
            + "\"name\":{\"givenName\":\"O\",\"familyName\":\"L\"},\"urn:scim:schemas:extension:enterprise:2.0\":{\"manager\":\"m1\"},\"active\":true}";
    var headers =
        Map.of("Authorization", "Bearer " + onelogin.token, "Content-Type", "application/json");
    var made = onelogin.sendRaw("POST", "/Users?", body, headers);
    assertThat(made.status()).isEqualTo(201);
    var changed =
        onelogin.sendRaw(
            "PUT", "/Users/" + made.id() + "?", body.replace("\"L\"", "\"Login\""), headers);
    assertThat(changed.at("/name/familyName")).isEqualTo("Login");
    var group = onelogin.createGroup("Role");
    assertThat(
            onelogin
                .put(
                    "/Groups/" + group,
                    "{'displayName':'Role','members':[{'value':'" + made.id() + "'}]}")
                .json()
                .get("members"))
        .hasSize(1);
    assertThat(onelogin.put("/Groups/" + group, "{'displayName':'Role 2'}").json().get("members"))
        .hasSize(1);
    assertThat(onelogin.sendRaw("DELETE", "/Users/" + made.id(), null, headers).status())
        .isEqualTo(204);
  }

  /** JumpCloud repeats itself, and takes people out of a group when it is unlinked. */
  @Test
  void jumpcloud_and_ping() {
    var client = ScimClient.of(app, "acmecorp");
    var id = client.create("jc@acmecorp.example");
    var group = client.createGroup("jc");
    var version = client.get("/Groups/" + group).header("ETag");
    for (var i = 0; i < 3; i++)
      client.patch(
          "/Groups/" + group, "[{'op':'add','path':'members','value':[{'value':'" + id + "'}]}]");
    assertThat(client.get("/Groups/" + group).json().get("members")).hasSize(1);
    // one change, and how its member is called
    assertThat(client.get("/Groups/" + group).header("ETag"))
        .isNotEqualTo(version)
        .startsWith("W/\"2-");
    client.patch("/Groups/" + group, "[{'op':'replace','path':'members','value':[]}]");
    assertThat(client.get("/Groups/" + group).json().has("members")).isFalse();
    // Ping compares with what it reads, and sends only what differs
    var unchanged = client.get("/Users/" + id);
    assertThat(
            client
                .sendRaw(
                    "GET",
                    "/Users/" + id,
                    null,
                    Map.of(
                        "Authorization",
                        "Bearer " + client.token,
                        "If-None-Match",
                        unchanged.header("ETag")))
                .status())
        .isEqualTo(304);
    assertThat(client.put("/Users/" + id, unchanged.text()).header("ETag"))
        .isEqualTo(unchanged.header("ETag"));
    assertThat(
            client.send("PUT", "/Users/" + id, unchanged.text(), "If-Match", "W/\"99\"").status())
        .isEqualTo(412);
  }

  /** authentik and Google name people by ids of their own, groups sometimes first. */
  @Test
  void a_group_names_people_before_they_come() {
    var client = ScimClient.of(app, "acmecorp");
    var group = client.createGroup("early", "00uEARLY", "late@acmecorp.example");
    assertThat(client.get("/Groups/" + group).json().has("members")).isFalse();
    var early =
        client.post(
            "/Users",
            ScimClient.user("early@acmecorp.example")
                .replaceFirst("\\{", "{'externalId':'00uEARLY',"));
    assertThat(early.status()).isEqualTo(201);
    assertThat(early.at("/groups/0/value")).isEqualTo(group);
    client.create("late@acmecorp.example");
    assertThat(client.get("/Groups/" + group).json().get("members")).hasSize(2);
    assertThat(
            client
                .patch(
                    "/Groups/" + group,
                    "[{'op':'replace','value':{'schemas':[],'id':'"
                        + group
                        + "','displayName':'early 2','externalId':'x','members':null}}]")
                .status())
        .isEqualTo(204);
    assertThat(client.get("/Groups/" + group).json().get("members")).hasSize(2);
    assertThat(
            client.get("/Groups/" + group + "?attributes=displayName").json().properties().stream()
                .map(Map.Entry::getKey))
        .containsExactly("schemas", "id", "displayName");
  }

  @Test
  void bulk_requests_name_what_they_make_and_stop_when_told_to() {
    var client = ScimClient.of(app, "acmecorp");
    var answer =
        client.post(
            "/Bulk",
            "{'failOnErrors':1,'Operations':["
                + "{'method':'POST','path':'/Groups','bulkId':'g','data':{'displayName':'Bulk','members':[{'value':'bulkId:u'}]}},"
                + "{'method':'POST','path':'/Users','bulkId':'u','data':"
                + ScimClient.user("bulk@acmecorp.example")
                + "},{'method':'PATCH','path':'/Users/bulkId:u','data':{'Operations':[{'op':'add','path':'title','value':'x'}]}},"
                + "{'method':'DELETE','path':'/Users/diruser_000000000000000000'},"
                + "{'method':'POST','path':'/Users','bulkId':'never','data':"
                + ScimClient.user("never@acmecorp.example")
                + "}]}");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("Operations").findValuesAsText("status"))
        .containsSubsequence("201", "200", "404");
    assertThat(client.filter("Users", "userName sw \"never\"").at("/totalResults")).isEqualTo("0");
    // each is told of by itself, so that the log finds who it was about
    app.app().core().directoryRequests.writeNoted();
    assertThat(
            app.all(
                "SELECT method || ' ' || status || ' ' || COALESCE(person, '') FROM"
                    + " directory_requests WHERE directory_id = '"
                    + client.directory.id().value()
                    + "' AND method <> 'GET' ORDER BY id"))
        .containsExactly(
            "POST 201 bulk@acmecorp.example",
            "PATCH 200 bulk@acmecorp.example",
            "DELETE 404 ",
            "POST 200 ");
    var circle =
        client.post(
            "/Bulk",
            "{'Operations':[{'method':'POST','path':'/Groups','bulkId':'a','data':{'displayName':'A','members':[{'value':'bulkId:b'}]}},"
                + "{'method':'POST','path':'/Groups','bulkId':'b','data':{'displayName':'B','members':[{'value':'bulkId:a'}]}},"
                + "{'method':'PUT','path':'/Users/bulkId:nobody','data':{}}]}");
    assertThat(circle.json().get("Operations").findValuesAsText("status"))
        .containsExactly("201", "201", "409", "409");
    var people =
        client.post(
            "/Bulk",
            "{'Operations':["
                + managed("x", "bulkId:y")
                + ","
                + managed("y", "bulkId:x")
                + ","
                + managed("z", "bulkId:z")
                + ","
                + managed("alone", "bulkId:nobody")
                + ","
                + managed("lost", "bulkId:lost', 'display':'bulkId:nobody")
                + "]}");
    assertThat(people.json().get("Operations").findValuesAsText("status"))
        .containsExactly("201", "201", "201", "409", "409", "409", "409");
    var operations = people.json().get("Operations");
    for (var pair : List.of(List.of(0, 1), List.of(1, 0), List.of(2, 2))) {
      var of = operations.get(pair.get(0)).get("location").asText();
      var boss = operations.get(pair.get(1)).get("location").asText();
      var user = client.get("/Users" + of.substring(of.lastIndexOf('/')));
      assertThat(user.header("ETag"))
          .isEqualTo(operations.get(pair.get(0)).get("version").asText());
      assertThat(
              user.json()
                  .path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                  .at("/manager/value")
                  .asText())
          .isEqualTo(boss.substring(boss.lastIndexOf('/') + 1));
    }
    for (var name : List.of("alone", "lost"))
      assertThat(client.filter("Users", "userName sw \"" + name + "\"").at("/totalResults"))
          .as(name)
          .isEqualTo("0");
  }

  private static String managed(String name, String by) {
    return ("{'method':'POST','path':'/Users?attributes=id','bulkId':'%1$s','data':{'userName':"
            + "'%1$s@acmecorp.example','urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'"
            + ":{'department':'D','manager':{'value':'%2$s'}}}}")
        .formatted(name, by);
  }
}
