package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes valid and invalid requests up, and knows by a simple model what must come of them. */
final class RandomDirectory {

  private static final List<String> TITLES = List.of("Dr.", "Ü \"x\" \\", "100%_", "'", "🚀");

  private static final class Person {
    final String email;
    boolean active = true;
    @Nullable String title;
    @Nullable String mobile;
    @Nullable String department;

    Person(String email) {
      this.email = email;
    }
  }

  private final ScimClient client;
  private final Random random;
  private final Map<String, Person> people = new TreeMap<>();
  private final Map<String, TreeSet<String>> groups = new TreeMap<>();
  private int count;

  RandomDirectory(ScimClient client, Random random) {
    this.client = client;
    this.random = random;
  }

  void play(int requests) {
    for (var i = 0; i < requests; i++) {
      switch (random.nextInt(12)) {
        case 0, 1 -> create();
        case 2 -> createGroup();
        case 3, 4, 5 -> patchPerson();
        case 6, 7 -> patchGroup();
        case 8 -> replacePerson();
        case 9 -> remove();
        default -> nonsense();
      }
      if (i % 60 == 59) compare();
    }
    compare();
  }

  private void create() {
    var email = "p" + count++ + "@acmecorp.example";
    var made = client.post("/Users", ScimClient.user(email));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    people.put(made.id(), new Person(email));
    assertThat(
            client
                .post("/Users", ScimClient.user(email.toUpperCase(java.util.Locale.ROOT)))
                .status())
        .isEqualTo(409);
  }

  private void createGroup() {
    if (people.isEmpty() || groups.size() > 8) return;
    var member = any(people);
    groups.put(
        client.createGroup("Group " + groups.size(), member), new TreeSet<>(List.of(member)));
  }

  private void patchPerson() {
    if (people.isEmpty()) return;
    var id = any(people);
    var person = people.get(id);
    var operations = new ArrayList<String>();
    for (var i = random.nextInt(3); i >= 0; i--) operations.add(operation(person));
    var answer =
        client.sendRaw(
            "PATCH",
            "/Users/" + id,
            "{\"Operations\":[" + String.join(",", operations) + "]}",
            Map.of("Authorization", "Bearer " + client.token, "Content-Type", "application/json"));
    assertThat(answer.status()).as(operations + " " + answer.text()).isEqualTo(200);
  }

  private String operation(Person person) {
    var title = TITLES.get(random.nextInt(TITLES.size()));
    var quoted = com.fasterxml.jackson.databind.node.TextNode.valueOf(title).toString();
    switch (random.nextInt(7)) {
      case 0 -> {
        person.active = random.nextBoolean();
        var value =
            random.nextBoolean()
                ? "" + person.active
                : "\"" + (person.active ? "True" : "False") + "\"";
        return random.nextBoolean()
            ? "{\"op\":\"Replace\",\"path\":\"active\",\"value\":" + value + "}"
            : "{\"op\":\"replace\",\"value\":{\"active\":" + value + "}}";
      }
      case 1 -> {
        person.title = title;
        return "{\"op\":\"Add\",\"path\":\"title\",\"value\":" + quoted + "}";
      }
      case 2 -> {
        person.title = null;
        return random.nextBoolean()
            ? "{\"op\":\"remove\",\"path\":\"TITLE\"}"
            : "{\"op\":\"replace\",\"value\":{\"title\":null}}";
      }
      case 3 -> {
        person.mobile = title;
        return "{\"op\":\"replace\",\"path\":\"phoneNumbers[type eq \\\"mobile\\\"].value\",\"value\":"
            + quoted
            + "}";
      }
      case 4 -> {
        person.mobile = null;
        return "{\"op\":\"remove\",\"path\":\"phoneNumbers[type eq \\\"mobile\\\"]\"}";
      }
      case 5 -> {
        person.department = title;
        return "{\"op\":\"add\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department\",\"value\":"
            + quoted
            + "}";
      }
      default -> {
        person.department = null;
        return "{\"op\":\"Remove\",\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User\"}";
      }
    }
  }

  private void replacePerson() {
    if (people.isEmpty()) return;
    var id = any(people);
    var person = people.get(id);
    var answer =
        client.put(
            "/Users/" + id,
            "{'userName':'"
                + person.email
                + "','title':'plain','emails':[{'value':'"
                + person.email
                + "'}]}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    person.title = "plain";
    person.mobile = null;
    person.department = null;
  }

  private void patchGroup() {
    if (groups.isEmpty() || people.isEmpty()) return;
    var group = any(groups);
    var members = groups.get(group);
    var operations = new ArrayList<String>();
    for (var i = random.nextInt(3); i >= 0; i--) {
      var one = any(people);
      var two = any(people);
      switch (random.nextInt(5)) {
        case 0 -> {
          members.add(one);
          members.add(two);
          operations.add(
              "{'op':'Add','path':'members','value':[{'value':'"
                  + one
                  + "'},{'value':'"
                  + two
                  + "'}]}");
        }
        case 1 -> {
          members.add(one);
          operations.add("{'op':'add','value':{'members':[{'value':'" + one + "'}]}}");
        }
        case 2 -> {
          members.remove(one);
          operations.add(
              "{'op':'remove','path':'members[value eq \\'"
                  + one
                  + "\\']'}".replace("\\'", "\\\""));
        }
        case 3 -> {
          members.remove(one);
          operations.add("{'op':'Remove','path':'members','value':[{'value':'" + one + "'}]}");
        }
        default -> {
          members.clear();
          members.add(one);
          operations.add("{'op':'replace','path':'members','value':[{'value':'" + one + "'}]}");
        }
      }
    }
    var answer = client.patch("/Groups/" + group, "[" + String.join(",", operations) + "]");
    assertThat(answer.status()).as(operations + " " + answer.text()).isEqualTo(204);
  }

  private void remove() {
    if (people.size() < 5) return;
    var id = any(people);
    assertThat(client.delete("/Users/" + id).status()).isEqualTo(204);
    people.remove(id);
    groups.values().forEach(it -> it.remove(id));
  }

  /** Requests that are half right change nothing, not even by their right half. */
  private void nonsense() {
    if (people.isEmpty()) return;
    var id = any(people);
    var wrong =
        List.of(
            "{'op':'replace','path':'active','value':'maybe'}",
            "{'op':'replace','path':'emails[type eq \\\"work\\\"].value','value':'other@acmecorp.example'}",
            "{'op':'replace','path':'name[','value':'x'}",
            "{'op':'jump'}",
            "{'op':'remove','path':'userName'}");
    var answer =
        client.patch(
            "/Users/" + id,
            "[{'op':'replace','path':'title','value':'never'},"
                + wrong.get(random.nextInt(wrong.size()))
                + "]");
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
  }

  private void compare() {
    assertThat(client.get("/Users?count=0").json().path("totalResults").asInt())
        .isEqualTo(people.size());
    var active = people.values().stream().filter(it -> it.active).count();
    assertThat(client.filter("Users", "active eq true").json().path("totalResults").asLong())
        .isEqualTo(active);
    for (var title : TITLES) {
      var quoted = com.fasterxml.jackson.databind.node.TextNode.valueOf(title).toString();
      assertThat(client.filter("Users", "title eq " + quoted).json().path("totalResults").asLong())
          .as(title)
          .isEqualTo(people.values().stream().filter(it -> title.equals(it.title)).count());
      assertThat(
              client
                  .filter("Users", "phoneNumbers[type eq \"mobile\" and value eq " + quoted + "]")
                  .json()
                  .path("totalResults")
                  .asLong())
          .isEqualTo(people.values().stream().filter(it -> title.equals(it.mobile)).count());
    }
    var inGroups = new HashMap<String, TreeSet<String>>();
    groups.forEach(
        (group, members) -> {
          var seen = new TreeSet<String>();
          client
              .get("/Groups/" + group)
              .json()
              .path("members")
              .forEach(it -> seen.add(it.path("value").asText()));
          assertThat(seen).isEqualTo(members);
          members.forEach(it -> inGroups.computeIfAbsent(it, any -> new TreeSet<>()).add(group));
        });
    people.forEach(
        (id, person) -> {
          var json = client.get("/Users/" + id).json();
          assertThat(json.path("active").asBoolean()).isEqualTo(person.active);
          assertThat(json.path("title").asText(null)).isEqualTo(person.title);
          assertThat(json.path("phoneNumbers").path(0).path("value").asText(null))
              .isEqualTo(person.mobile);
          assertThat(
                  json.path("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User")
                      .path("department")
                      .asText(null))
              .isEqualTo(person.department);
          var seen = new TreeSet<String>();
          json.path("groups").forEach(it -> seen.add(it.path("value").asText()));
          assertThat(seen).isEqualTo(inGroups.getOrDefault(id, new TreeSet<>()));
        });
  }

  private String any(Map<String, ?> of) {
    return List.copyOf(of.keySet()).get(random.nextInt(of.size()));
  }
}
