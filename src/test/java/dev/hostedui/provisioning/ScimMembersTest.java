package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.db.Database;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Members that a PATCH chooses by a filter (RFC 7644 §3.5.2). */
class ScimMembersTest {

  @ParameterizedTest
  @EnumSource(Engine.class)
  void members_go_out_by_whatever_is_said_of_them(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var bea = client.create("bea@acmecorp.example");
      var cy = client.create("cy@acmecorp.example");
      var everybody = List.of(ada, bea, cy);
      var is = "value eq \\\"" + ada + "\\\"";
      for (var it :
          List.of(
              Map.entry("type eq \\\"user\\\"", List.<String>of()),
              Map.entry("type eq \\\"Group\\\"", everybody),
              Map.entry("display co \\\"EA@\\\"", List.of(ada, cy)),
              Map.entry("value ne \\\"" + ada + "\\\"", List.of(ada)),
              Map.entry("not (" + is + ")", List.of(ada)),
              Map.entry(is + " or display sw \\\"bea\\\"", List.of(cy)),
              Map.entry(is + " and display sw \\\"bea\\\"", everybody),
              Map.entry("$ref ew \\\"" + cy + "\\\"", List.of(ada, bea)),
              Map.entry("value eq null", everybody),
              Map.entry(is + " or value eq \\\"" + bea + "\\\"", List.of(cy)))) {
        var group = "/Groups/" + client.createGroup("Red " + it.getKey().hashCode(), ada, bea, cy);
        var remove = "{'op':'remove','path':'members[" + it.getKey() + "]'}";
        var version = client.get(group).header("ETag");
        assertThat(client.patch(group, "[" + remove + "]").status()).as(remove).isEqualTo(204);
        var left = members(client, group);
        assertThat(left).as(remove).isEqualTo(new TreeSet<>(it.getValue()));
        assertThat(client.get(group).header("ETag").equals(version))
            .as(remove)
            .isEqualTo(it.getValue().equals(everybody));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whose_domain_is_verified_no_longer_comes_in_without_its_role_and_the_log_says_so(
      Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var bea = client.create("bea@acmecorp.example");
      var id = client.createGroup("Admins");
      app.arrange(
          "UPDATE directory_groups SET role_id = '"
              + app.role("admin").value()
              + "' WHERE id = '"
              + id
              + "'");
      app.arrange("DELETE FROM email_domains WHERE domain_type = 'ORGANIZATION_DOMAIN'");
      var group = "/Groups/" + id;
      var add = "[{'op':'add','path':'members','value':[{'value':'" + bea + "'}]}]";
      assertThat(client.patch(group, add).status()).isEqualTo(204);
      assertThat(members(client, group)).containsExactly(bea);
      assertThat(
              app.all(
                  "SELECT r.name FROM membership_roles mr JOIN roles r ON r.id = mr.role_id JOIN"
                      + " users u ON u.id = mr.user_id WHERE u.email = 'bea@acmecorp.example'"))
          .containsExactly("member");
      app.app().core().directoryRequests.writeNoted();
      assertThat(app.one("SELECT remarks FROM directory_requests WHERE method = 'PATCH'"))
          .contains("members_foreign", "bea@acmecorp.example");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void they_are_chosen_among_those_who_are_in_by_then(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var bea = client.create("bea@acmecorp.example");
      var other = client.createGroup("Blue", ada, bea);
      var group = "/Groups/" + client.createGroup("Red", ada);
      var answer =
          client.patch(
              group,
              "[{'op':'add','path':'members','value':[{'value':'"
                  + bea
                  + "'}]},{'op':'remove','path':'members[display pr]'},"
                  + "{'op':'add','path':'members','value':[{'value':'"
                  + bea
                  + "'}]}]");
      assertThat(answer.status()).as(answer.text()).isEqualTo(204);
      assertThat(members(client, group)).containsExactly(bea);
      assertThat(members(client, "/Groups/" + other)).containsExactly(ada, bea);
    }
  }

  /** Whoever is awaited would come in later, and get the role of the group. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_awaited_goes_out_as_well_and_does_not_come_in_later(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var late = "late@acmecorp.example";
      var named = "value eq \\\"Late@acmecorp.example\\\"";
      var groups = new TreeMap<String, Boolean>();
      for (var it :
          List.of(
              Map.entry("type eq \\\"User\\\"", false),
              Map.entry("type eq \\\"Group\\\"", true),
              Map.entry("value sw \\\"l\\\"", false),
              Map.entry("not (value eq \\\"" + ada + "\\\")", false),
              Map.entry("value ne \\\"" + late + "\\\"", true),
              Map.entry(named + " or display eq \\\"x\\\"", false),
              Map.entry(named + " and display eq \\\"x\\\"", true),
              Map.entry("display eq \\\"" + late + "\\\"", false),
              Map.entry("$ref co \\\"late@\\\"", false))) {
        var group = client.createGroup("Red " + it.getKey().hashCode(), ada);
        var patch =
            "[{'op':'add','path':'members','value':[{'value':'%s'}]},"
                + "{'op':'remove','path':'members[%s]'}]";
        assertThat(client.patch("/Groups/" + group, patch.formatted(late, it.getKey())).status())
            .as(it.getKey())
            .isEqualTo(204);
        groups.put(group, it.getValue());
      }
      var arrived = client.create(late);
      groups.forEach(
          (group, comesIn) ->
              assertThat(members(client, "/Groups/" + group).contains(arrived))
                  .as(client.get("/Groups/" + group).at("/displayName"))
                  .isEqualTo(comesIn));
      app.app().core().directoryRequests.writeNoted();
      assertThat(
              app.all(
                  "SELECT group_id FROM directory_requests WHERE method = 'PATCH' AND remarks LIKE"
                      + " '%members_pending%'"))
          .as("nobody is said to be awaited who is not")
          .containsExactlyInAnyOrderElementsOf(
              groups.keySet().stream().filter(groups::get).toList());
    }
  }

  /** By its id too, where nothing else says what it is. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_group_in_a_group_is_not_kept_and_not_awaited(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.create("ada@acmecorp.example");
      var inner = client.createGroup("Inner", ada);
      var group = "/Groups/" + client.createGroup("Outer", inner, ada);
      assertThat(members(client, group)).containsExactly(ada);
      var both = "'value':[{'value':'" + inner + "'},{'value':'" + ada + "'}]";
      for (var operation : List.of("add", "replace"))
        assertThat(
                client
                    .patch(group, "[{'op':'" + operation + "','path':'members'," + both + "}]")
                    .status())
            .isEqualTo(204);
      var put = "{'displayName':'Outer','members':[{'value':'" + inner + "'}]}";
      assertThat(client.put(group, put).status()).isEqualTo(200);
      assertThat(members(client, group)).isEmpty();
      assertThat(app.count("directory_pending_members")).isZero();
      app.app().core().directoryRequests.writeNoted();
      assertThat(
              app.all(
                  "SELECT remarks FROM directory_requests WHERE group_name = 'Outer' AND method <>"
                      + " 'GET'"))
          .hasSize(4)
          .allSatisfy(it -> assertThat(it).contains("members of type Group"));
    }
  }

  /** It is, when somebody else's change was refused half-way in the same transaction. */
  @Test
  void a_patch_that_is_run_again_may_take_as_much_as_before() throws Exception {
    try (var app = TestApp.start(Engine.SQLITE, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var awaited =
          IntStream.range(0, 75).mapToObj(it -> "x".repeat(390) + it).toArray(String[]::new);
      var group = "/Groups/" + client.createGroup("Red", awaited);
      var chosen =
          IntStream.range(0, 20)
              .mapToObj(it -> "value co \\\"" + "y".repeat(390) + it + "\\\"")
              .collect(Collectors.joining(" or "));
      var patch = "[{'op':'remove','path':'members[" + chosen + "]'}]";
      assertThat(client.patch(group, patch).status()).isEqualTo(204);
      assertThat(runAgain(app.app().core().database, () -> client.patch(group, patch)).status())
          .isEqualTo(204);
    }
  }

  /** Lets a call share a transaction of SQLite with a change that is refused after it. */
  private static <T> T runAgain(Database database, Callable<T> call) throws Exception {
    var threads = Executors.newCachedThreadPool();
    try {
      var runs = new CountDownLatch(1);
      var mayEnd = new CountDownLatch(1);
      var earlier =
          threads.submit(
              () ->
                  database.useTransaction(
                      tx -> {
                        runs.countDown();
                        await(mayEnd);
                      }));
      await(runs);
      var answer = threads.submit(call);
      awaitWaiting(1);
      var refused =
          threads.submit(
              () ->
                  database.useTransaction(
                      tx -> {
                        tx.execute("UPDATE organizations SET updated_at = updated_at");
                        throw new IllegalStateException("refused by a test");
                      }));
      awaitWaiting(2);
      var behind = new ArrayList<Future<?>>();
      for (var i = 0; i < 2; i++) {
        behind.add(threads.submit(() -> database.useTransaction(tx -> {})));
        awaitWaiting(3 + i);
      }
      mayEnd.countDown();
      earlier.get();
      assertThatThrownBy(refused::get).hasRootCauseMessage("refused by a test");
      for (var it : behind) it.get();
      return answer.get();
    } finally {
      threads.shutdownNow();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns when so many changes wait for another one. */
  private static void awaitWaiting(int changes) {
    while (Thread.getAllStackTraces().values().stream().filter(ScimMembersTest::waits).count()
        < changes) Thread.onSpinWait();
  }

  private static boolean waits(StackTraceElement[] stack) {
    return stack.length > 0
        && stack[0].getMethodName().equals("park")
        && Arrays.stream(stack)
            .anyMatch(
                it ->
                    it.getClassName().endsWith(".SharedChanges")
                        && it.getMethodName().equals("await"))
        && Arrays.stream(stack)
            .noneMatch(
                it ->
                    it.getClassName().endsWith(".SharedChanges")
                        && it.getMethodName().equals("lead"));
  }

  private static TreeSet<String> members(ScimClient client, String group) {
    var seen = new TreeSet<String>();
    client.get(group).json().path("members").forEach(it -> seen.add(it.path("value").asText()));
    return seen;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void groups_with_an_empty_external_id_are_told_apart_by_their_names(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      for (var name : List.of("Red", "Green"))
        assertThat(
                client
                    .send(
                        "POST", "/Groups", "{\"displayName\":\"" + name + "\",\"externalId\":\"\"}")
                    .status())
            .as(name)
            .isEqualTo(201);
      var again = "{\"displayName\":\"Red\",\"externalId\":\"\"}";
      assertThat(client.send("POST", "/Groups", again).status()).isEqualTo(409);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_name_of_a_group_is_a_line_that_people_can_tell_from_others(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      for (var name : List.of("\u200b", "\u202e", "\n \u00a0"))
        assertThat(named(client, name).status()).as(name).isEqualTo(400);
      var team = named(client, " Te\u200bam\u00a0 A\n");
      assertThat(team.at("/displayName")).isEqualTo("Team A");
      for (var name : List.of("Team A", "team\u00a0a", "Team  A", "\u202eTeam\nA"))
        assertThat(named(client, name).status()).as(name).isEqualTo(409);
      var other = "/Groups/" + named(client, "Team B").id();
      var rename = "[{'op':'replace','path':'displayName','value':'Team\u00a0\u200b C'}]";
      assertThat(client.patch(other, rename).status()).isEqualTo(204);
      assertThat(client.get(other).at("/displayName")).isEqualTo("Team C");
      assertThat(client.put(other, "{'displayName':'team\u00a0 A'}").status()).isEqualTo(409);
      for (var filter : List.of("team\u00a0a", "Team  A", "\u200bTeam A"))
        assertThat(client.filter("Groups", "displayName eq \"" + filter + "\"").at("/totalResults"))
            .as(filter)
            .isEqualTo("1");
    }
  }

  private static ScimClient.Answer named(ScimClient client, String name) {
    return client.post("/Groups", "{'displayName':'" + name.replace("\n", "\\n") + "'}");
  }
}
