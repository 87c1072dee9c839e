package dev.hostedui.protocol.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What filters mean (RFC 7644 §3.4.2.2). */
class FilterTest {

  private static final ObjectNode ADA =
      user(
          """
          {"id": "1", "externalId": "Ext1", "userName": "Ada@acme.example", "active": true,
           "name": {"familyName": "O'Malley", "givenName": "Ada"},
           "title": "Dr.",
           "emails": [{"type": "work", "value": "ada@acme.example", "primary": true},
                      {"type": "home", "value": "ada@home.example"}],
           "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
              {"department": "R&D", "manager": {"value": "26118915"}},
           "meta": {"lastModified": "2026-11-23T10:00:00Z"}}
          """);

  private static ObjectNode user(String json) {
    return ScimJson.object(json);
  }

  private static Effort effort() {
    return new Effort(100_000, "Too much.");
  }

  private static boolean holds(String filter) {
    return Filter.read(ResourceSchema.USER, filter).matches(ResourceSchema.USER, ADA, effort());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "userName eq \"ada@ACME.example\"",
        "USERNAME EQ \"ada@acme.example\"",
        "userName eq ada@acme.example",
        "urn:ietf:params:scim:schemas:core:2.0:User:userName sw \"ADA\"",
        "URN:IETF:params:scim:schemas:core:2.0:user:name.familyName ew \"MALLEY\"",
        "name.familyName eq \"O\\u0027Malley\"",
        "name.familyName eq O'Malley",
        "userName sw 'Ada@' and (title eq 'Dr.')",
        "emails[type eq 'work' and value co '@acme'] or title eq 'x y'",
        "externalId eq \"Ext1\"",
        "title pr and not (title eq \"Mr.\")",
        "emails co \"home.example\"",
        "emails.value eq \"ADA@home.example\"",
        "emails[type eq \"work\" and value co \"@acme\"]",
        "emails[type eq \"work\"].value eq \"ada@acme.example\"",
        "emails[type eq \"work\"].value pr",
        "emails[emails.type eq \"home\" and not (primary eq true)]",
        "active eq true",
        "active eq \"True\"",
        "active ne false",
        "nickName ne \"x\"",
        "nickName eq null",
        "title ne null",
        "title eq \"Dr.\" or title eq \"x\" and title eq \"y\"",
        "(title eq \"Dr.\" or title eq \"x\") and active eq true",
        "meta.lastModified sw \"2026-11\"",
        "meta.lastModified co \"T10\"",
        "meta.lastModified ge \"2026-11-23T10:00:00\"",
        "manager eq \"26118915\" and manager.value pr",
        "title ne 1e3 and title ne 2.5E-7",
        "meta.lastModified gt \"2026-11-23T10:30:00+01:00\"",
        "meta.lastModified eq \"2026-11-23T11:00:00.000+01:00\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq \"r&d\"",
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value eq \"26118915\"",
        "urn:scim:schemas:extension:enterprise:1.0:manager eq \"26118915\"",
        "userName ge \"ADA@acme.example\" and userName le \"ada@acme.example\"",
        " ( title  pr ) ",
        "((((title pr))))",
      })
  void it_holds(String filter) {
    assertThat(holds(filter)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "externalId eq \"ext1\"",
        "id eq \"01\"",
        "emails[type eq \"work\" and value co \"home\"]",
        "emails[type eq \"home\"].value eq \"ada@acme.example\"",
        "(title eq \"Dr.\" or title eq \"x\") and title eq \"y\"",
        "not (title pr)",
        "not (title eq \"Dr.\") or nickName pr",
        "active eq false",
        "userName co \"%\"",
        "userName co \"_da\"",
        "userName eq \"ada.acme\"",
        "nosuch pr",
        "urn:example:unknown:1.0:thing eq \"x\"",
        "title gt \"Dr.\"",
        "name co \"Ada\"",
      })
  void it_does_not_hold(String filter) {
    assertThat(holds(filter)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "userName",
        "userName eq",
        "eq \"x\"",
        "userName is \"x\"",
        "userName eq \"x",
        "userName eq \"x\" and",
        "userName eq \"x\" or 1=1",
        "userName eq \"x\" title pr",
        "userName co x",
        "userName eq \"\\x\"",
        "userName eq \"\\u0000\"",
        "userName eq \"\\ud800\"",
        "userName eq \u0000",
        "(userName pr",
        "userName pr)",
        "emails[type eq \"work\"",
        "emails[]",
        "emails[type eq \"work\"].",
        "emails[type eq \"work\"]x",
        "emails[type[x eq 1]]",
        "emails.type[value pr]",
        "active gt true",
        "active gt \"true\"",
        "emails.primary co \"t\"",
        "emails[primary sw \"t\"]",
        "emails[type eq \"work\"].primary le \"x\"",
        "meta.lastModified lt \"yesterday\"",
        "meta.lastModified eq \"2026-11-23\"",
        "userName.value eq \"x\"",
        "title co null",
        "not title pr",
        "a.b.c eq 1",
        "userName eq \"x\"; DROP TABLE users",
        "displayName eq Eng team",
        "\"userName\" eq \"x\"",
        "not (PassWord eq \"x\")",
        "urn:ietf:params:scim:schemas:core:2.0:User:password pr",
      })
  void what_cannot_be_understood_is_refused(String filter) {
    assertThatThrownBy(() -> Filter.read(ResourceSchema.USER, filter))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            problem -> {
              assertThat(problem.type()).isEqualTo(ScimProblem.Type.INVALID_FILTER);
              assertThat(problem.status()).isEqualTo(400);
              assertThat(problem.detail()).isNotBlank();
            });
  }

  @Test
  void hostile_filters_are_refused_at_once() {
    var hostile =
        List.of(
            "(".repeat(9_000) + "title pr",
            "not (".repeat(1_900) + "title pr",
            "emails[".repeat(1_400) + "x",
            "title pr or ".repeat(800) + "title pr",
            "title eq \"" + "\\\"".repeat(6_000) + "\"",
            "title eq \"" + "x".repeat(200_000) + "\"",
            "a.".repeat(4_000) + "b pr",
            "urn:".repeat(2_000) + "b pr");
    for (var filter : hostile)
      assertThatThrownBy(() -> Filter.read(ResourceSchema.USER, filter))
          .as(filter.substring(0, 20))
          .isInstanceOf(ScimProblem.class);
  }

  // ------------------------------------------------------------------ against a model

  private static final List<String> WORDS = List.of("ada", "max", "Ivy", "a\"b\\c", "Ü%_'", "");

  /** A filter as text, and what it means to somebody who knows no SCIM. */
  private record Case(String text, Predicate<Person> meaning) {}

  private record Person(String userName, String title, List<String[]> emails, boolean active) {
    ObjectNode resource() {
      var user = ScimJson.newObject().put("userName", userName).put("active", active);
      if (!title.isEmpty()) user.put("title", title);
      var list = ScimJson.newList();
      for (var it : emails) list.addObject().put("type", it[0]).put("value", it[1]);
      if (!list.isEmpty()) user.set("emails", list);
      return user;
    }
  }

  private final Random random = new Random(7643);

  @Test
  void random_filters_mean_what_a_simple_model_says() {
    for (var round = 0; round < 3_000; round++) {
      var filter = any(3);
      var read = Filter.read(ResourceSchema.USER, filter.text());
      for (var i = 0; i < 8; i++) {
        var person = person();
        assertThat(read.matches(ResourceSchema.USER, person.resource(), effort()))
            .as("%s of %s", filter.text(), person.resource(), effort())
            .isEqualTo(filter.meaning().test(person));
      }
    }
  }

  @Test
  void random_texts_are_read_or_refused_and_nothing_else() {
    var pieces =
        List.of(
            "userName",
            "emails",
            "[",
            "]",
            "(",
            ")",
            " and ",
            " or ",
            "not",
            " ",
            "eq",
            "pr",
            "\"",
            "\\",
            "x",
            "urn:",
            ".",
            "null",
            "1e9",
            "-",
            "true",
            "\u0000",
            "🚀",
            "type",
            "value");
    for (var round = 0; round < 20_000; round++) {
      var text = new StringBuilder();
      for (var i = random.nextInt(14); i >= 0; i--)
        text.append(pieces.get(random.nextInt(pieces.size())))
            .append(random.nextInt(3) == 0 ? "" : " ");
      try {
        Filter.read(ResourceSchema.USER, text.toString())
            .matches(ResourceSchema.USER, person().resource(), effort());
      } catch (ScimProblem refused) {
        assertThat(refused.type()).isEqualTo(ScimProblem.Type.INVALID_FILTER);
      }
    }
  }

  private Person person() {
    var emails = new ArrayList<String[]>();
    for (var i = random.nextInt(3); i > 0; i--)
      emails.add(new String[] {random.nextBoolean() ? "work" : "home", word()});
    return new Person(word(), word(), emails, random.nextBoolean());
  }

  private String word() {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private Case any(int depth) {
    if (depth == 0) return one();
    return switch (random.nextInt(5)) {
      case 0 -> {
        var a = any(depth - 1);
        var b = any(depth - 1);
        yield new Case(
            bracket(a) + " " + odd("and") + " " + bracket(b), a.meaning().and(b.meaning()));
      }
      case 1 -> {
        var a = any(depth - 1);
        var b = any(depth - 1);
        yield new Case(
            bracket(a) + " " + odd("or") + " " + bracket(b), a.meaning().or(b.meaning()));
      }
      case 2 -> {
        var a = any(depth - 1);
        yield new Case(odd("not") + " " + bracket(a), a.meaning().negate());
      }
      case 3 -> {
        // without brackets: and binds tighter
        var a = one();
        var b = one();
        var c = one();
        yield new Case(
            a.text() + " or " + b.text() + " and " + c.text(),
            a.meaning().or(b.meaning().and(c.meaning())));
      }
      default -> one();
    };
  }

  private static String bracket(Case of) {
    return "(" + of.text() + ")";
  }

  private Case one() {
    var word = word();
    var quoted = ScimJson.write(com.fasterxml.jackson.databind.node.TextNode.valueOf(word));
    return switch (random.nextInt(6)) {
      case 0 -> new Case(odd("title") + " " + odd("pr"), it -> !it.title().isEmpty());
      case 1 -> {
        var truth = random.nextBoolean();
        yield new Case("active eq " + truth, it -> it.active() == truth);
      }
      case 2 -> {
        var operator = List.of("eq", "co", "sw", "ew").get(random.nextInt(4));
        yield new Case(
            odd("userName") + " " + odd(operator) + " " + quoted,
            it -> compare(it.userName(), operator, word));
      }
      case 3 -> {
        var type = random.nextBoolean() ? "work" : "home";
        yield new Case(
            odd("emails") + "[type eq \"" + type + "\" and value co " + quoted + "]",
            it ->
                it.emails().stream().anyMatch(e -> e[0].equals(type) && compare(e[1], "co", word)));
      }
      case 4 ->
          new Case(
              odd("emails.value") + " ne " + quoted,
              it ->
                  it.emails().isEmpty()
                      || it.emails().stream().anyMatch(e -> !compare(e[1], "eq", word)));
      default ->
          new Case(
              "title ne " + quoted, it -> it.title().isEmpty() || !compare(it.title(), "eq", word));
    };
  }

  private static boolean compare(String found, String operator, String value) {
    var a = found.toLowerCase(Locale.ROOT);
    var b = value.toLowerCase(Locale.ROOT);
    return switch (operator) {
      case "eq" -> a.equals(b);
      case "co" -> a.contains(b);
      case "sw" -> a.startsWith(b);
      default -> a.endsWith(b);
    };
  }

  private String odd(String name) {
    var text = new StringBuilder();
    for (var c : name.toCharArray())
      text.append(random.nextInt(4) == 0 ? Character.toUpperCase(c) : c);
    return text.toString();
  }

  /** Letters that become several take the longest. */
  @Test
  void what_is_folded_is_counted_before_it_is() {
    var person = ScimJson.newObject().put("title", "ΐ".repeat(30_000));
    var filter = Filter.read(ResourceSchema.USER, "title ne \"x\"");
    assertThatThrownBy(() -> filter.matches(ResourceSchema.USER, person, effort()))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> assertThat(refused.type()).isEqualTo(ScimProblem.Type.TOO_MANY));
    person.put("title", "Σ".repeat(5_000));
    assertThat(filter.matches(ResourceSchema.USER, person, effort())).isTrue();
  }

  /** A filter and a resource may be long: what they cost is their product. */
  @Test
  void what_a_filter_may_cost_is_limited() {
    var numbers = ScimJson.newObject();
    var list = numbers.putArray("phoneNumbers");
    for (var i = 0; i < 1_000; i++) list.addObject().put("value", "ä" + i);
    var text = "phoneNumbers co \"b\"" + " or phoneNumbers co \"Ä\\u0301\"".repeat(198);
    var filter = Filter.read(ResourceSchema.USER, text);
    assertThatThrownBy(() -> filter.matches(ResourceSchema.USER, numbers, effort()))
        .isInstanceOfSatisfying(
            ScimProblem.class,
            refused -> {
              assertThat(refused.type()).isEqualTo(ScimProblem.Type.TOO_MANY);
              assertThat(refused.detail()).isEqualTo("Too much.");
            });
    var one = Filter.read(ResourceSchema.USER, "phoneNumbers co \"Ä999\"");
    assertThat(one.matches(ResourceSchema.USER, numbers, effort())).isTrue();
  }
}
