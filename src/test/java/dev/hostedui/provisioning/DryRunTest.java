package dev.hostedui.provisioning;

import static dev.hostedui.identity.directory.Effect.CREATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.directory.Effect;
import dev.hostedui.identity.directory.LoggedRequest;
import dev.hostedui.identity.directory.RequestTrials.Outcome;
import dev.hostedui.identity.directory.RequestTrials.Request;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.TestApp;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that an admin tries before, or sends again after. */
class DryRunTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_dry_run_says_what_would_come_of_a_request_and_changes_nothing(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var group = client.createGroup("Engineering", ada);
      var before = app.contents(ScimClient.CHANGED);

      var created =
          rehearse(app, client, "POST", "/Users", ScimClient.user("new@acmecorp.example"));
      assertThat(created.request().answer().status()).isEqualTo(201);
      assertThat(created.request().effect()).isEqualTo(CREATED);
      assertThat(created.request().about().person()).isEqualTo("new@acmecorp.example");
      assertThat(created.body()).contains("\"userName\":\"new@acmecorp.example\"");

      var off =
          rehearse(
              app,
              client,
              "patch",
              "https://hosted.example/directory/"
                  + client.directory.id().value()
                  + "/scim/v2/Users/"
                  + ada,
              "{'Operations':[{'op':'replace','value':{'active':false}}]}");
      assertThat(off.request().effect()).isEqualTo(Effect.DEACTIVATED);

      var emptied =
          rehearse(
              app,
              client,
              "PATCH",
              "/Groups/" + group,
              "{'Operations':[{'op':'remove','path':'members'}]}");
      assertThat(emptied.request().answer().status()).isEqualTo(204);
      assertThat(emptied.request().effect()).isEqualTo(Effect.UPDATED);

      var refused =
          rehearse(app, client, "POST", "/Users", ScimClient.user("eve@contractor.example"));
      assertThat(refused.request().answer().status()).isEqualTo(400);
      assertThat(refused.request().answer().detail()).contains("contractor.example");
      assertThat(refused.request().remarks().get(0).code()).isEqualTo("foreign_domain");

      var bulk =
          rehearse(
              app,
              client,
              "POST",
              "/Bulk",
              "{'Operations':[{'method':'POST','bulkId':'a','path':'/Users','data':"
                  + ScimClient.user("eve@contractor.example")
                  + "},{'method':'POST','bulkId':'b','path':'/Users','data':"
                  + ScimClient.user("new@acmecorp.example")
                  + "},{'method':'POST','bulkId':'g','path':'/Groups','data':{'displayName':'x','members':[{'value':'bulkId:b'}]}}]}");
      assertThat(bulk.body()).contains("\"status\":\"400\"").contains("\"status\":\"201\"");
      assertThat(bulk.parts())
          .extracting(LoggedRequest::effect)
          .containsExactly(null, CREATED, CREATED);

      for (var path : new String[] {"/Users/" + ada, "/Nothing", "/Users?filter=x", "", "%zz"})
        rehearse(app, client, "DELETE", path, "");
      assertThat(app.contents(ScimClient.CHANGED)).isEqualTo(before);
      app.app().core().directoryRequests.writeNoted();
      assertThat(app.all("SELECT path FROM directory_requests"))
          .containsExactlyInAnyOrder("/Users", "/Groups");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_replay_does_what_the_directory_asked_and_the_log_says_who_did_so(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var outcome = replay(app, client, "DELETE", "/Users/" + ada, "");
      assertThat(outcome.request().answer().status()).isEqualTo(204);
      assertThat(client.get("/Users/" + ada).status()).isEqualTo(404);
      app.app().core().directoryRequests.writeNoted();
      assertThat(app.all("SELECT remarks FROM directory_requests WHERE method = 'DELETE'"))
          .singleElement()
          .asString()
          .contains("replayed_by");
      // each operation of a bulk request has a line of its own, as when the directory sends it
      var group = client.createGroup("Engineering");
      replay(
          app,
          client,
          "POST",
          "/Bulk",
          "{'Operations':[{'method':'DELETE','path':'/Groups/"
              + group
              + "'},{'method':'DELETE','path':'/Users/nobody'}]}");
      app.app().core().directoryRequests.writeNoted();
      assertThat(
              app.all(
                  "SELECT method || ' ' || status || ' ' || COALESCE(group_name, '') FROM"
                      + " directory_requests WHERE remarks LIKE '%replayed_by%' ORDER BY id"))
          .containsExactly("DELETE 204 ", "DELETE 204 Engineering", "DELETE 404 ", "POST 200 ");
      assertThat(app.all("SELECT path FROM directory_requests WHERE remarks LIKE '%in_bulk%'"))
          .hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void nobody_tries_requests_who_must_not(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var trials = app.app().scim().trials();
      var request = new Request("GET", "/Users", "");
      assertThatThrownBy(
              () ->
                  trials.rehearse(
                      ScimClient.OPERATOR,
                      app.organization("initech"),
                      client.directory.id(),
                      request))
          .isInstanceOf(Problem.class)
          .hasMessage("directory_not_found");
      var other = new Actor.Client("app", Actor.Origin.INSIDE);
      for (var organization : new String[] {"acmecorp", "initech"}) {
        assertThatThrownBy(
                () ->
                    trials.replay(
                        other, app.organization(organization), client.directory.id(), request))
            .isInstanceOf(Problem.class);
        assertThatThrownBy(
                () ->
                    trials.rehearse(
                        other, app.organization(organization), client.directory.id(), request))
            .isInstanceOf(Problem.class);
      }
      assertThatThrownBy(
              () ->
                  rehearse(
                      app,
                      client,
                      "GET",
                      "https://x/directory/dir_000000000000000000/scim/v2/Users",
                      ""))
          .hasMessage("directory_not_this");
    }
  }

  /** One that reads is answered as it would be: nobody waits for it. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void what_only_reads_and_what_is_no_json_are_tried_too(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      client.create("ada@acmecorp.example");
      for (var read :
          List.of(
              rehearse(app, client, "get", "/Users?filter=userName+sw+%22ada%22", ""),
              rehearse(app, client, "POST", "/Users/.search", "{'filter':'title pr or active pr'}"),
              rehearse(app, client, "POST", client.base() + "/.search?x=y", "{}"))) {
        assertThat(read.request().answer().status()).isEqualTo(200);
        assertThat(read.body()).contains("\"totalResults\":1");
      }
      var odd = rehearse(app, client, "POST", "/Users", "{'userName':'x','q':1e9999999999}");
      assertThat(odd.request().answer().status()).isEqualTo(400);
      assertThat(odd.body()).contains("invalidSyntax");
    }
  }

  /** An address in a filter is none of the request's own. */
  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void a_whole_address_in_a_query_stays_where_it_is(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      client.createGroup("Engineering", ada);
      client.createGroup("Sales");
      var own = client.get("/ServiceProviderConfig").at("/meta/location");
      own = own.substring(0, own.lastIndexOf('/'));
      for (var base : List.of(own, ""))
        for (var of : List.of(own, "https://x/directory/dir_000000000000000000/scim/v2")) {
          var filter = "members.$ref eq \"" + of + "/Users/" + ada + "\"";
          var path = base + "/Groups?filter=" + Form.encoded(filter);
          for (var sent : List.of(path, path.replace("%2F", "/").replace("%3A", ":"))) {
            var listed = rehearse(app, client, "GET", sent, "");
            assertThat(listed.request().call().path()).startsWith("/Groups?filter=");
            assertThat(listed.request().answer().status()).as(sent).isEqualTo(200);
            assertThat(listed.body()).contains("\"totalResults\":" + (of.equals(own) ? 1 : 0));
          }
        }
      // a parameter that is empty was not sent
      assertThat(rehearse(app, client, "GET", "/Groups?filter=&sortBy=", "").body())
          .contains("\"totalResults\":2");
      assertThat(rehearse(app, client, "POST", "/Groups/.search", "{'filter':''}").body())
          .contains("\"totalResults\":2");
      assertThat(client.get("/Schemas?filter=").status()).isEqualTo(200);
    }
  }

  private static Outcome replay(
      TestApp app, ScimClient client, String method, String path, String body) {
    return app.app()
        .scim()
        .trials()
        .replay(
            ScimClient.OPERATOR,
            client.directory.organization(),
            client.directory.id(),
            new Request(method, path, body.replace('\'', '"')));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_was_hidden_is_written_over_nothing(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var body =
          "{'userName':'ada@acmecorp.example','password':'(hidden)','urn:acme:User':{'tokenRing':'%s'}}";
      replay(app, client, "PUT", "/Users/" + ada, body.formatted("R1"));

      for (var operation :
          List.of(
              body.formatted("(hidden)"),
              "{'Operations':[{'op':'replace','path':'urn:acme:User:tokenRing','value':'(hidden)'}]}")) {
        var method = operation.contains("Operations") ? "PATCH" : "PUT";
        assertThatThrownBy(() -> rehearse(app, client, method, "/Users/" + ada, operation))
            .hasMessage("request_hidden");
        assertThatThrownBy(() -> replay(app, client, method, "/Users/" + ada, operation))
            .hasMessage("request_hidden");
      }
      assertThat(app.one("SELECT attributes FROM directory_users"))
          .contains("\"tokenRing\":\"R1\"");
      assertThat(app.one("SELECT attributes FROM directory_users")).doesNotContain("hidden");
    }
  }

  /** What is carried out puts people into groups, as the token of the directory does. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_holds_less_than_groups_give_may_try_a_request_and_not_carry_it_out(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var organization = client.directory.organization();
      var group = client.createGroup("IT", client.create("ada@acmecorp.example"));
      app.arrange(
          "UPDATE directory_groups SET role_id = '"
              + app.role("admin").value()
              + "' WHERE id = '"
              + group
              + "'");
      var clerk = new Actor.Client("clerk", Set.of(Permission.SCIM_MANAGE), Actor.Origin.INSIDE);
      var request =
          new Request("POST", "/Users", ScimClient.user("new@acmecorp.example").replace('\'', '"'));
      var trials = app.app().scim().trials();

      assertThat(
              trials
                  .rehearse(clerk, organization, client.directory.id(), request)
                  .request()
                  .answer()
                  .status())
          .isEqualTo(201);
      assertThatThrownBy(() -> trials.replay(clerk, organization, client.directory.id(), request))
          .hasMessage("directory_exceeds_own");
      assertThat(app.count("directory_users")).isOne();
    }
  }

  private static Outcome rehearse(
      TestApp app, ScimClient client, String method, String path, String body) {
    return app.app()
        .scim()
        .trials()
        .rehearse(
            ScimClient.OPERATOR,
            client.directory.organization(),
            client.directory.id(),
            new Request(method, path, body.replace('\'', '"')));
  }
}
