package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Sets;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.TestApp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What lists hold, in which order, and how much of each resource. */
class ScimListsTest {

  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private static String person(String name, String rest) {
    return "{'userName':'" + name + "@acmecorp.example'" + rest + "}";
  }

  private static List<String> found(ScimClient client, String of, String filter) {
    var answer = client.filter(of, filter);
    assertThat(answer.status()).as(filter + " " + answer.text()).isEqualTo(200);
    var names = new ArrayList<String>();
    for (var it : answer.json().path("Resources"))
      names.add(it.path("userName").asText(it.path("displayName").asText()).replaceAll("@.*", ""));
    assertThat(answer.json().path("totalResults").asInt()).as(filter).isEqualTo(names.size());
    return names;
  }

  private static void refused(ScimClient client, String of, String filter) {
    var answer = client.filter(of, filter);
    assertThat(answer.status()).as(filter).isEqualTo(400);
    assertThat(answer.scimType()).as(filter).isEqualTo("invalidFilter");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void people_are_chosen_by_their_groups_and_groups_by_their_members(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.post("/Users", person("ada", ",'displayName':'Ada Lovelace'")).id();
      var bea = client.post("/Users", person("bea", "")).id();
      client.post("/Users", person("cy", ""));
      var red = client.createGroup("Red", ada, bea);
      client.createGroup("Deep Blue", bea);
      client.createGroup("Nobody");

      for (var filter :
          List.of(
              "groups.display eq \"red\"",
              "groups[display sw \"RED\" and type eq \"direct\"]",
              "groups[value eq \"" + red + "\" and display ne \"Blue\"]",
              "groups.$ref ew \"/Groups/" + red + "\"",
              "groups.value eq \"" + red + "\" and groups.display co \"e\"",
              "groups.type eq \"direct\"",
              "not (groups eq null)",
              "groups ne null"))
        assertThat(found(client, "Users", filter)).as(filter).containsExactly("ada", "bea");
      assertThat(found(client, "Users", "groups.display co \"blue\"")).containsExactly("bea");
      assertThat(found(client, "Users", "groups eq null")).containsExactly("cy");
      assertThat(found(client, "Users", "not (groups[display eq \"Red\"])")).containsExactly("cy");
      assertThat(found(client, "Users", "groups.value gt \"zzz\"")).isEmpty();

      for (var filter :
          List.of(
              "members.display eq \"ada lovelace\"",
              "members[value eq \"" + ada + "\" and type eq \"User\"]",
              "members.$ref ew \"/Users/" + ada + "\"",
              "members.value eq \"" + ada + "\" and members.display co \"bea@\""))
        assertThat(found(client, "Groups", filter)).as(filter).containsExactly("Red");
      assertThat(found(client, "Groups", "members[display sw \"bea\"]"))
          .containsExactly("Red", "Deep Blue");
      assertThat(found(client, "Groups", "members eq null")).containsExactly("Nobody");
      assertThat(found(client, "Groups", "not (members.display eq \"Ada Lovelace\")"))
          .containsExactly("Deep Blue", "Nobody");
      assertThat(found(client, "Groups", "members[type eq \"Group\"]")).isEmpty();
    }
  }

  /** A filter, and the names of those whom it holds for. */
  private record Case(String text, Set<String> names) {}

  /**
   * Columns decide some of it and the resources the rest; who belongs to what is decided by either,
   * by what it stands beside.
   */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void random_filters_of_people_and_groups_find_what_a_simple_model_says(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.post("/Users", person("ada", ",'title':'Dr.','externalId':'x'")).id();
      var bea = client.post("/Users", person("bea", ",'active':false")).id();
      var cy = client.post("/Users", person("cy", ",'title':'Ms.'")).id();
      client.post("/Users", person("dan", ",'displayName':'Dan'"));
      var red = client.createGroup("Red", ada, bea);
      client.createGroup("Deep Blue", bea, cy);
      client.post("/Groups", "{'displayName':'Nobody','externalId':'y'}");
      var random = new Random(7644);
      agree(
          client,
          "Users",
          random,
          Set.of("ada", "bea", "cy", "dan"),
          List.of(
              new Case("groups pr", Set.of("ada", "bea", "cy")),
              new Case("groups eq null", Set.of("dan")),
              new Case("groups.value eq \"" + red + "\"", Set.of("ada", "bea")),
              new Case(
                  "groups[value eq \"" + red + "\" and display co \"e\"]", Set.of("ada", "bea")),
              new Case("groups.display co \"BLUE\"", Set.of("bea", "cy")),
              new Case("groups.display pr", Set.of("ada", "bea", "cy")),
              new Case("groups.nothing pr", Set.of()),
              new Case("title pr", Set.of("ada", "cy")),
              new Case("title eq \"dr.\"", Set.of("ada")),
              new Case("userName pr", Set.of("ada", "bea", "cy", "dan")),
              new Case("userName eq \"CY@acmecorp.example\"", Set.of("cy")),
              new Case("userName sw \"d\"", Set.of("dan")),
              new Case("externalId eq \"x\"", Set.of("ada")),
              new Case("active eq true", Set.of("ada", "cy", "dan"))));
      agree(
          client,
          "Groups",
          random,
          Set.of("Red", "Deep Blue", "Nobody"),
          List.of(
              new Case("members pr", Set.of("Red", "Deep Blue")),
              new Case("members eq null", Set.of("Nobody")),
              new Case("members eq \"" + ada + "\"", Set.of("Red")),
              new Case("members[value eq \"" + bea + "\"]", Set.of("Red", "Deep Blue")),
              new Case("members.display sw \"CY@\"", Set.of("Deep Blue")),
              new Case("members.nothing eq null", Set.of("Red", "Deep Blue", "Nobody")),
              new Case("displayName co \"E\"", Set.of("Red", "Deep Blue")),
              new Case("displayName eq \"nobody\"", Set.of("Nobody")),
              new Case("externalId pr", Set.of("Nobody")),
              new Case("externalId eq \"y\"", Set.of("Nobody"))));
    }
  }

  private static void agree(
      ScimClient client, String of, Random random, Set<String> all, List<Case> cases) {
    for (var round = 0; round < 150; round++) {
      var made = made(random, all, cases, 3);
      assertThat(found(client, of, made.text))
          .as(made.text)
          .containsExactlyInAnyOrderElementsOf(made.names);
    }
  }

  private static Case made(Random random, Set<String> all, List<Case> cases, int depth) {
    var kind = depth == 0 ? 3 : random.nextInt(4);
    if (kind == 3) return cases.get(random.nextInt(cases.size()));
    var one = made(random, all, cases, depth - 1);
    if (kind == 2) return new Case("not (" + one.text + ")", Sets.difference(all, one.names));
    var other = made(random, all, cases, depth - 1);
    return kind == 0
        ? new Case(
            "(" + one.text + ") and (" + other.text + ")",
            Sets.intersection(one.names, other.names))
        : new Case(
            "(" + one.text + ") or (" + other.text + ")", Sets.union(one.names, other.names));
  }

  /** Names are kept without what nobody sees; a client knows them as it sent them. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_is_looked_for_by_the_name_that_was_sent_is_found(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      for (var sent :
          List.of(
              "a\u200bda@acmecorp.example",
              "\ufeffbea@acmecorp.example ",
              " c y",
              "d\u202ea\u0308n")) {
        var clean = sent.replaceAll("[\u200b\ufeff\u202e]", "").replace("a\u0308", "ä").strip();
        var before = client.createGroup("Before " + sent, sent);
        var emails =
            ",'title':'x','emails':[{'value':'" + sent.hashCode() + "@acmecorp.example'}]}";
        var made = client.post("/Users", "{'userName':'" + sent + "'" + emails);
        assertThat(made.at("/userName")).isEqualTo(clean);
        for (var it : List.of(sent, clean))
          for (var filter :
              List.of(
                  "userName eq \"%s\"",
                  "USERNAME eq \"%s\" and title pr", "not (userName ne \"%s\") and title pr"))
            assertThat(client.filter("Users", filter.formatted(it)).at("/Resources/0/id"))
                .as(filter + it)
                .isEqualTo(made.id());
        var after = client.createGroup("After " + sent, sent);
        for (var group : List.of(before, after))
          assertThat(client.get("/Groups/" + group).at("/members/0/value")).isEqualTo(made.id());
        assertThat(client.post("/Users", "{'userName':'" + sent + "'" + emails).status())
            .isEqualTo(409);
        var rename = "[{'op':'replace','path':'userName','value':'" + sent + "'}]";
        assertThat(client.patch("/Users/" + made.id(), rename).at("/userName")).isEqualTo(clean);
      }
      var group = client.createGroup(" Red ");
      for (var filter : List.of("displayName eq \" Red \"", "displayName eq \" red\" and meta pr"))
        assertThat(client.filter("Groups", filter).at("/Resources/0/id")).isEqualTo(group);
      // at its end a part of a name may have a space
      assertThat(found(client, "Users", "userName co \"c \"")).containsExactly("c y");
      assertThat(found(client, "Users", "userName sw \"y \"")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void letters_that_are_two_in_capitals_are_found_by_them(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      client.post("/Users", person("ada", ",'name':{'familyName':'Straße'},'title':'Fſ'"));
      client.post("/Users", person("bea", ",'name':{'familyName':'Strase'}"));
      for (var filter :
          List.of(
              "name.familyName eq \"STRASSE\"",
              "name.familyName sw \"strass\"",
              "name[familyName ew \"asse\"]",
              "title eq \"fs\""))
        assertThat(found(client, "Users", filter)).as(filter).containsExactly("ada");
    }
  }

  /** Σ is another small letter at the end of a word than within it. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void greek_names_are_found_by_their_beginning(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      client.createGroup("ΟΔΟΣΑ");
      client.createGroup("Οδος");
      for (var filter :
          List.of("displayName sw \"ΟΔΟΣ\"", "displayName sw \"οδος\"", "displayName co \"οδοσ\""))
        assertThat(found(client, "Groups", filter)).as(filter).containsExactly("ΟΔΟΣΑ", "Οδος");
      for (var filter : List.of("displayName eq \"ΟΔΟΣ\"", "displayName ew \"ΟΣ\""))
        assertThat(found(client, "Groups", filter)).as(filter).containsExactly("Οδος");
    }
  }

  /** SQLite takes patterns of 50,000 bytes. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_long_text_is_looked_for_as_a_short_one_is(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var name = "😀ΐ".repeat(80);
      var group = client.createGroup(name);
      client.createGroup(name + "x");
      client.post("/Users", person("ada", ",'title':'" + "%_!".repeat(300) + "'"));
      for (var filter :
          List.of(
              "displayName ew \"%s\"",
              "displayName eq \"%s\"", "displayName co \"%s\" and not (displayName ew \"x\")")) {
        var answer = client.filter("Groups", filter.formatted(name));
        assertThat(answer.at("/totalResults")).as(filter).isEqualTo("1");
        assertThat(answer.at("/Resources/0/id")).as(filter).isEqualTo(group);
      }
      assertThat(client.filter("Groups", "displayName sw \"" + name + "\"").at("/totalResults"))
          .isEqualTo("2");
      assertThat(found(client, "Users", "title eq \"" + "%_!".repeat(300) + "\""))
          .containsExactly("ada");
      assertThat(found(client, "Users", "title sw \"" + "%_!".repeat(299) + "%_x\"")).isEmpty();
      for (var piece : List.of("ᾷ", "ΐ", "Σ", "%"))
        for (var operator : List.of("co", "sw", "ew", "eq", "ne"))
          for (var of : List.of("Users", "Groups")) {
            var about = of.equals("Users") ? "userName " : "displayName ";
            var filter = about + operator + " \\\"" + piece.repeat(9_000) + "\\\"";
            var answer =
                client.send("POST", "/" + of + "/.search", "{'filter':'" + filter + "','count':0}");
            assertThat(answer.status()).as(of + operator + piece).isEqualTo(200);
          }
    }
  }

  /** As a database has it whose language is Turkish. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_language_of_the_database_changes_no_answer(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      if (engine == Engine.POSTGRESQL)
        app.arrange(
            "ALTER TABLE directory_users ALTER COLUMN attributes TYPE TEXT COLLATE"
                + " \"tr-TR-x-icu\"");
      var client = ScimClient.of(app, "acmecorp");
      var names = List.of("a-c", "A.d", "ab", "aç", "ad", "ı", "İ");
      for (var name : names)
        client.post(
            "/Users",
            "{'userName':'"
                + name
                + "','title':'INTERN INSPECTOR','externalId':'I-1','emails':['u"
                + names.indexOf(name)
                + "@acmecorp.example']}");
      for (var filter :
          List.of(
              "title eq \"INTERN INSPECTOR\"",
              "title eq \"intern inspector\"",
              "title sw \"intern insp\"",
              "externalId pr",
              "externalId sw \"I-\"",
              "emails[value co \"U\" and value ew \".EXAMPLE\"]"))
        assertThat(client.filter("Users", filter).at("/totalResults"))
            .as(filter)
            .isEqualTo(Integer.toString(names.size()));
      // what comes behind a name in the list is what is greater
      var listed = names(client, "/Users?sortBy=userName");
      for (var i = 0; i < listed.size(); i++)
        assertThat(
                names(
                    client,
                    "/Users?sortBy=userName&filter=userName%20gt%20"
                        + Form.encoded("\"" + listed.get(i) + "\"")))
            .as(listed.get(i))
            .isEqualTo(listed.subList(i + 1, listed.size()));
      if (engine == Engine.POSTGRESQL)
        assertThat(
                app.all(
                    "SELECT collation_name FROM information_schema.columns WHERE column_name IN"
                        + " ('user_name_key', 'display_name_key')"))
            .containsExactly("C", "C");
    }
  }

  private static List<String> names(ScimClient client, String query) {
    var names = new ArrayList<String>();
    client
        .get(query)
        .json()
        .path("Resources")
        .forEach(it -> names.add(it.at("/userName").asText()));
    return names;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void times_are_compared_as_times_and_in_their_letters(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var made = client.post("/Users", person("ada", "")).at("/meta/created");
      var local = made.substring(0, made.length() - 1);
      for (var filter :
          List.of(
              "meta.created sw \"" + made.substring(0, 7) + "\"",
              "meta.created co \"T\"",
              "meta.lastModified ew \"Z\"",
              "meta.created ge \"" + local + "\"",
              "meta.created eq \"" + local + "+00:00\"",
              "meta.created lt \"2999-01-01T00:00:00\"",
              "meta.created lt \"+999999999-12-31T23:59:59Z\"",
              "not (meta.lastModified ge \"+999999999-12-31T23:59:59Z\")",
              "meta.created gt \"-999999999-01-01T00:00:00Z\""))
        assertThat(found(client, "Users", filter)).as(filter).containsExactly("ada");
      for (var filter :
          List.of(
              "meta.created gt \"2011-05-13\"",
              "meta.lastModified eq \"yesterday\"",
              "meta[created lt \"5\"]",
              "active gt \"true\"",
              "active co \"tru\"",
              "emails.primary le \"x\"",
              "emails[primary sw \"t\"]",
              "emails[type eq \"work\"].primary ge \"true\"",
              "userName.x eq \"y\"")) refused(client, "Users", filter);
    }
  }

  /** Nothing says that what looks like a number is one. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_has_no_quotation_marks_is_looked_for_as_it_was_written(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      client.post(
          "/Users",
          person(
              "ada",
              ",'externalId':'00123','title':'1.50','badge':17,"
                  + "'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User':{'employeeNumber':'007'}"));
      client.post("/Users", person("bea", ",'externalId':'12e4','title':'120000'"));
      for (var filter :
          List.of(
              "externalId eq 00123",
              "externalId eq \"00123\"",
              "employeeNumber eq 007",
              "title eq 1.50",
              "badge eq 17",
              "badge eq 17.0",
              "not (externalId eq 12e4)"))
        assertThat(found(client, "Users", filter)).as(filter).containsExactly("ada");
      for (var filter : List.of("externalId eq 12e4", "externalId eq 12e4 and title eq 120000"))
        assertThat(found(client, "Users", filter)).as(filter).containsExactly("bea");
      for (var filter : List.of("externalId eq 123", "externalId eq 120000", "title eq 1.5"))
        assertThat(found(client, "Users", filter)).as(filter).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_a_list_without_what_was_asked_for_nothing_is_left(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada =
          client
              .post(
                  "/Users",
                  person(
                      "ada",
                      ",'phoneNumbers':[{'value':'1'},{'value':'2','display':'two'}],'ims':[{'value':'x'}]"))
              .id();
      var one = client.get("/Users/" + ada + "?attributes=phoneNumbers.display,ims.display");
      assertThat(one.json().get("phoneNumbers")).hasSize(1);
      assertThat(one.at("/phoneNumbers/0/display")).isEqualTo("two");
      assertThat(one.json().has("ims")).isFalse();
      var less = client.get("/Users/" + ada + "?excludedAttributes=phoneNumbers.value,ims.value");
      assertThat(less.json().get("phoneNumbers")).hasSize(1);
      assertThat(less.json().has("ims")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void who_has_no_value_is_last_going_up_and_first_going_down(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      client.post("/Users", person("ada", ",'title':'b','externalId':'b'"));
      client.post("/Users", person("bea", ""));
      client.post("/Users", person("cy", ",'title':'A','externalId':'B'"));
      client.post("/Users", person("dee", ",'title':'c','externalId':'a'"));
      assertThat(order(client, "sortBy=title")).containsExactly("cy", "ada", "dee", "bea");
      assertThat(order(client, "sortBy=title&sortOrder=descending"))
          .containsExactly("bea", "dee", "ada", "cy");
      assertThat(order(client, "sortBy=title&sortOrder=descending&startIndex=2&count=2"))
          .containsExactly("dee", "ada");
      client.post("/Users", person("eva", ",'title':'" + "Σ".repeat(20_000) + "b'"));
      client.post("/Users", person("fay", ",'title':'" + "σ".repeat(20_000) + "a'"));
      // who is alike for so long stands as they came
      assertThat(order(client, "sortBy=title"))
          .containsExactly("cy", "ada", "dee", "eva", "fay", "bea");
      // letter case counts in an external id
      assertThat(order(client, "sortBy=externalId")).startsWith("cy", "dee", "ada");
    }
  }

  private static List<String> order(ScimClient client, String query) {
    return order(client, "Users", query);
  }

  private static List<String> order(ScimClient client, String of, String query) {
    var names = new ArrayList<String>();
    for (var it : client.get("/" + of + "?" + query).json().path("Resources"))
      names.add(it.path("userName").asText(it.path("displayName").asText()).replaceAll("@.*", ""));
    return names;
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_order_goes_down_also_beside_a_filter_that_no_column_answers(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      for (var name : List.of("sam", "bea", "sid", "sue")) {
        client.post("/Users", person(name, ",'title':'t','nickName':'n'"));
        client.createGroup(name);
      }
      for (var by : List.of("", "sortBy=id&", "sortBy=meta.created&", "sortBy=nickName&"))
        for (var filter :
            List.of("userName%20sw%20%22s%22", "title%20pr%20and%20userName%20sw%20%22s%22")) {
          var query = by + "filter=" + filter;
          assertThat(order(client, query)).as(query).containsExactly("sam", "sid", "sue");
          var down = query + "&sortOrder=descending";
          assertThat(order(client, down)).as(down).containsExactly("sue", "sid", "sam");
          assertThat(order(client, down + "&startIndex=2&count=1")).containsExactly("sid");
        }
      var groups = "filter=displayName%20co%20%22s%22&sortOrder=descending";
      assertThat(order(client, "Groups", groups)).containsExactly("sue", "sid", "sam");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void numbers_and_times_are_sorted_by_what_they_are(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var at = 1_700_000_000_000L;
      for (var it : List.of("9", "10", "2.5", "'2'")) {
        var name = "n" + it.replaceAll("[.']", "x");
        client.post("/Users", person(name, ",'title':'t','urn:acme:User':{'rank':" + it + "}"));
        app.arrange(
            "UPDATE directory_users SET updated_at = "
                + (at -= 500)
                + " WHERE user_name = '"
                + name
                + "@acmecorp.example'");
      }
      assertThat(order(client, "sortBy=urn:acme:User:rank"))
          .containsExactly("n2x5", "n9", "n10", "nx2x");
      assertThat(order(client, "filter=title%20pr&sortBy=meta.lastModified"))
          .containsExactly("nx2x", "n2x5", "n10", "n9")
          .isEqualTo(order(client, "sortBy=meta.lastModified"));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void nothing_is_sorted_by_who_belongs_to_whom(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      for (var path :
          List.of(
              "/Users?sortBy=groups",
              "/Users?sortBy=Groups.display",
              "/Groups?sortBy=members.display",
              "/Groups?sortBy=urn:ietf:params:scim:schemas:core:2.0:Group:members")) {
        var answer = client.get(path);
        assertThat(answer.status()).as(path).isEqualTo(400);
        assertThat(answer.scimType()).as(path).isEqualTo("invalidValue");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void of_members_and_of_extensions_nobody_knows_comes_what_was_asked_for(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada =
          client
              .post(
                  "/Users",
                  person(
                      "ada",
                      ",'urn:x:1.0:User':{'shoe':42},'" + ENTERPRISE + "':{'department':'D'}"))
              .id();
      client.createGroup("Red", ada);
      assertThat(group(client, "attributes=members.value"))
          .isEqualTo("{\"value\":\"" + ada + "\"}");
      assertThat(group(client, "attributes=members.display,members.type"))
          .isEqualTo("{\"display\":\"ada@acmecorp.example\",\"type\":\"User\"}");
      assertThat(group(client, "excludedAttributes=members.$ref,members.display"))
          .isEqualTo("{\"value\":\"" + ada + "\",\"type\":\"User\"}");
      assertThat(
              client.get("/Users?attributes=urn:x:1.0:User").at("/Resources/0/urn:x:1.0:User/shoe"))
          .isEqualTo("42");
      var without =
          client.get("/Users?excludedAttributes=URN:X:1.0:User").json().at("/Resources/0");
      assertThat(without.has("urn:x:1.0:User")).isFalse();
      assertThat(without.has(ENTERPRISE)).isTrue();
      assertThat(without.get("schemas").toString())
          .contains(ENTERPRISE)
          .doesNotContain("urn:x:1.0:User");
      var core =
          client.get("/Users?excludedAttributes=" + ENTERPRISE).json().at("/Resources/0/schemas");
      assertThat(core.toString()).doesNotContain(ENTERPRISE).contains("core:2.0:User");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_attribute_of_the_extension_needs_no_urn(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var extension =
          ",'" + ENTERPRISE + "':{'department':'%s','manager':{'value':'m','displayName':'M'}}";
      client.post("/Users", person("ada", extension.formatted("b")));
      client.post("/Users", person("bea", extension.formatted("c")));
      client.post("/Users", person("cy", ",'department':'a'"));
      assertThat(order(client, "sortBy=department")).containsExactly("cy", "ada", "bea");
      assertThat(order(client, "sortBy=DEPARTMENT&sortOrder=descending"))
          .containsExactly("bea", "ada", "cy");
      assertThat(found(client, "Users", "department eq \"b\"")).containsExactly("ada");
      var named = client.get("/Users?attributes=Manager.Value,department").json().path("Resources");
      assertThat(named.get(0).path(ENTERPRISE).toString())
          .isEqualTo("{\"manager\":{\"value\":\"m\"},\"department\":\"b\"}");
      assertThat(named.get(2).path("department").asText()).isEqualTo("a");
      var without = client.get("/Users?excludedAttributes=department").json().path("Resources");
      assertThat(without.get(0).path(ENTERPRISE).has("department")).isFalse();
      assertThat(without.get(0).path(ENTERPRISE).has("manager")).isTrue();
      assertThat(without.get(2).has("department")).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Engine.class, names = "SQLITE")
  void who_asks_for_nothing_that_there_is_gets_the_least(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      client.createGroup("Red", client.create("ada@acmecorp.example"));
      for (var of : List.of("/Users", "/Groups")) {
        for (var asked : List.of("attributes=%23%23%23", "attributes=a%20b,nothing"))
          assertThat(client.get(of + "?" + asked).json().path("Resources").get(0).properties())
              .as(asked)
              .extracting(Map.Entry::getKey)
              .containsExactly("schemas", "id");
        for (var asked : List.of("attributes=", "attributes=%20,", "excludedAttributes=%23"))
          assertThat(client.get(of + "?" + asked).json())
              .as(asked)
              .isEqualTo(client.get(of).json());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_search_at_the_base_shows_groups_as_their_list_does(Engine engine) {
    try (var app = TestApp.start(engine, Map.of())) {
      var client = ScimClient.of(app, "acmecorp");
      var ada = client.post("/Users", person("ada", "")).id();
      client.createGroup("Red", ada);
      client.createGroup("Blue");
      for (var query :
          List.of(
              "{}",
              "{'attributes':['members']}",
              "{'attributes':['members.value','displayName']}",
              "{'excludedAttributes':['members.value']}",
              "{'attributes':['displayName']}",
              "{'excludedAttributes':'members'}")) {
        var found = client.post("/.search", query);
        var groups = client.post("/Groups/.search", query).json();
        assertThat(found.json().path("totalResults").asInt()).isEqualTo(3);
        assertThat(found.json().path("itemsPerPage").asInt()).isEqualTo(3);
        assertThat(found.json().path("Resources").get(0).path("id").asText()).isEqualTo(ada);
        for (var i : List.of(0, 1))
          assertThat(found.json().path("Resources").get(i + 1))
              .as(query)
              .isEqualTo(groups.path("Resources").get(i));
      }
      assertThat(
              client
                  .post("/.search", "{'attributes':'members'}")
                  .at("/Resources/1/members/0/value"))
          .isEqualTo(ada);
      assertThat(
              client.post("/.search", "{'startIndex':2,'count':1}").at("/Resources/0/displayName"))
          .isEqualTo("Red");
    }
  }

  private static String group(ScimClient client, String query) {
    return client.get("/Groups?" + query).json().at("/Resources/0/members/0").toString();
  }
}
