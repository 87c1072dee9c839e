package dev.hostedui.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.TestApp;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Entity tags and what a request asks of them (RFC 7644 §3.14, RFC 9110 §13). */
class ScimVersionsTest {

  private static final String TITLE = "[{'op':'replace','path':'title','value':'%s'}]";
  private static final String NAME = "[{'op':'replace','path':'displayName','value':'%s'}]";

  @RegisterExtension static final TestApp app = TestApp.start();
  private ScimClient client;
  private String ada;
  private String group;

  @BeforeEach
  void provision() {
    client = ScimClient.of(app, "acmecorp");
    ada = "/Users/" + client.create("ada@acmecorp.example");
    group = "/Groups/" + client.createGroup("Red");
  }

  private ScimClient.Answer send(String method, String path, String header, String tag) {
    var body =
        switch (method) {
          case "PUT" ->
              path.equals(ada) ? ScimClient.user("ada@acmecorp.example") : "{'displayName':'Blue'}";
          case "PATCH" ->
              "{'Operations':" + (path.equals(ada) ? TITLE : NAME).formatted(tag.length()) + "}";
          default -> null;
        };
    return client.send(method, path, body, header, tag);
  }

  @Test
  void nothing_is_changed_that_is_not_the_version_which_was_meant() {
    for (var path : List.of(ada, group))
      for (var method : List.of("GET", "PUT", "PATCH", "DELETE")) {
        var tag = client.get(path).header("ETag");
        for (var other : List.of("W/\"77\"", "\"77\", \"78\"", "nonsense"))
          assertThat(send(method, path, "If-Match", other).status())
              .as(method + path + other)
              .isEqualTo(412);
        for (var none : List.of("*", tag, "\"77\", " + tag)) {
          var answer = send(method, path, "If-None-Match", none);
          assertThat(answer.status())
              .as(method + path + none)
              .isEqualTo(method.equals("GET") ? 304 : 412);
          assertThat(client.get(path).header("ETag")).isEqualTo(tag);
        }
        if (method.equals("DELETE")) continue;
        assertThat(send(method, path, "If-None-Match", "\"77\"").status()).isIn(200, 204);
        assertThat(send(method, path, "If-Match", client.get(path).header("ETag")).status())
            .isIn(200, 204);
        assertThat(send(method, path, "If-Match", "*").status()).isIn(200, 204);
      }
    assertThat(send("DELETE", ada, "If-Match", client.get(ada).header("ETag")).status())
        .isEqualTo(204);
    for (var header : List.of("If-Match", "If-None-Match"))
      assertThat(send("PATCH", ada, header, "*").status()).isEqualTo(404);
  }

  @Test
  void what_says_the_same_in_another_order_is_the_same_version() {
    var phone =
        "[{'op':'replace','path':'phoneNumbers[type eq \\'mobile\\']','value':{'value':'2','primary':true}}]";
    assertThat(client.patch(ada, phone).status()).isEqualTo(200);
    var tag = client.get(ada).header("ETag");
    assertThat(client.patch(ada, phone).header("ETag")).isEqualTo(tag);
    assertThat(client.get(ada).header("ETag")).isEqualTo(tag);

    client.put(group, "{'displayName':'Red','a':{'b':1,'c':2}}");
    var of = client.get(group).header("ETag");
    var again = client.put(group, "{'a':{'c':2,'b':1},'displayName':'Red'}");
    assertThat(again.status()).isEqualTo(200);
    assertThat(client.get(group).header("ETag")).isEqualTo(of);
  }

  /** A person is answered with their groups, whoever has changed those. */
  @Test
  void a_person_is_another_version_in_other_groups() {
    var alone = client.get(ada).header("ETag");
    var id = ada.substring(ada.lastIndexOf('/') + 1);
    var join = "[{'op':'add','path':'members','value':[{'value':'" + id + "'}]}]";
    assertThat(client.patch(group, join).status()).isEqualTo(204);
    var in = changed(alone);

    assertThat(client.patch(group, NAME.formatted("Green")).status()).isEqualTo(204);
    var green = changed(in);

    // who asks without the groups hears of the person alone
    var without = ada + "?excludedAttributes=groups";
    for (var tag : List.of(alone, in, green))
      assertThat(client.send("GET", without, null, "If-None-Match", tag).status())
          .as(tag)
          .isEqualTo(304);
    // and nobody is kept from a change by what they cannot change
    for (var tag : List.of(alone, in)) {
      assertThat(send("PUT", ada, "If-Match", tag).status()).as(tag).isEqualTo(200);
    }
    var listed = client.get("/Users").json().at("/Resources/0/meta/version").asText();
    assertThat(listed).isEqualTo(client.get(ada).header("ETag"));
    assertThat(
            client
                .filter("Users", "meta.version eq \"" + listed.replace("\"", "\\\"") + "\"")
                .at("/totalResults"))
        .isEqualTo("1");

    assertThat(client.delete(group).status()).isEqualTo(204);
    assertThat(changed(green)).isEqualTo(alone);
  }

  /** A group is answered with how its members are called, whoever has changed that. */
  @Test
  void a_group_is_another_version_when_its_members_are_called_otherwise() {
    var id = ada.substring(ada.lastIndexOf('/') + 1);
    var alone = client.get(group).header("ETag");
    var join = "[{'op':'add','path':'members','value':[{'value':'" + id + "'}]}]";
    var joined = client.patch(group, join).header("ETag");
    var in = changed(group, alone);
    var called = "[{'op':'replace','path':'displayName','value':'Countess'}]";
    assertThat(client.patch(ada, called).status()).isEqualTo(200);
    var renamed = changed(group, in);
    assertThat(client.get(group).at("/members/0/display")).isEqualTo("Countess");
    // what is not shown does not matter
    assertThat(client.patch(ada, TITLE.formatted(1)).status()).isEqualTo(200);
    assertThat(client.get(group).header("ETag")).isEqualTo(renamed);

    for (var without :
        List.of("excludedAttributes=members", "attributes=members.value", "attributes=displayName"))
      for (var tag : List.of(joined, in, renamed))
        assertThat(client.send("GET", group + "?" + without, null, "If-None-Match", tag).status())
            .as(without + tag)
            .isEqualTo(304);
    // and nobody is kept from a change by what they cannot change
    assertThat(send("PATCH", group, "If-Match", in).status()).isEqualTo(204);
    var listed = client.get("/Groups").json().at("/Resources/0/meta/version").asText();
    assertThat(listed).isEqualTo(client.get(group).header("ETag"));
    var filter = "meta.version eq \"" + listed.replace("\"", "\\\"") + "\"";
    assertThat(client.filter("Groups", filter).at("/totalResults")).isEqualTo("1");
  }

  private String changed(String before) {
    return changed(ada, before);
  }

  private String changed(String path, String before) {
    var answer = client.send("GET", path, null, "If-None-Match", before);
    assertThat(answer.status()).isEqualTo(200);
    var tag = answer.header("ETag");
    assertThat(tag).isNotEqualTo(before).isEqualTo(answer.at("/meta/version"));
    assertThat(client.send("GET", path, null, "If-None-Match", tag).status()).isEqualTo(304);
    return tag;
  }

  @Test
  void what_a_search_does_not_take_is_said_in_the_header_that_is_for_it() {
    for (var method : List.of("GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"))
      for (var path : List.of("/.search", "/Users/.search", "/Groups/.search")) {
        var answer = client.send(method, path, method.startsWith("P") ? "{}" : null);
        assertThat(answer.status()).as(method + path).isEqualTo(405);
        assertThat(answer.header("Allow")).as(method + path).isEqualTo("POST");
      }
  }
}
