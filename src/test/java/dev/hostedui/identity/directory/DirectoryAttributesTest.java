package dev.hostedui.identity.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Problem;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DirectoryAttributesTest {

  @RegisterExtension static final DirectoryScene.House HOUSE = new DirectoryScene.House();

  private static final String ENTERPRISE =
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

  private static final String SAID =
      """
      {"userName":"ada","title":"Engineer","name":{"middleName":"K."},"active":"no",
       "emails":[{"value":"ada@acme.example","type":"work"},{"value":"ada@home.example","type":"home","primary":true}],
       "roles":["lead","reviewer"],
       "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
         {"costCenter":"4130","manager":{"value":"26118","displayName":"Grace"}},
       "urn:okta:custom:1.0:User":{"badge":17,"remote":true,"floor":{"x":1},"costCenter":"other"}}
      """;

  private static AttributeMap map(String... keysAndNames) {
    var entries = new ArrayList<AttributeMap.Entry>();
    for (var i = 0; i < keysAndNames.length; i += 2)
      entries.add(new AttributeMap.Entry(keysAndNames[i], keysAndNames[i + 1]));
    return new AttributeMap(entries);
  }

  private static DirectoryProfile saying(DirectoryProfile it, String attributes) {
    return new DirectoryProfile(
        it.userName(),
        it.externalId(),
        it.email(),
        it.active(),
        it.givenName(),
        it.familyName(),
        it.displayName(),
        attributes);
  }

  private static Directory mapped(DirectoryScene scene, AttributeMap map) {
    return scene.core.directoryAttributes.map(
        scene.ada, scene.acme, scene.directory.id(), null, map);
  }

  // ------------------------------------------------------------------ what a key means

  /** A customer's number is no power of ten to them, and none becomes a word. */
  @ParameterizedTest
  @CsvSource({
    "12345678.50, 12345678.50",
    "100000000.0, 100000000.0",
    "0.00000001, 0.00000001",
    "1e5, 100000",
    "12345678901234567890.123456789, 12345678901234567890.123456789",
    "1e99999, 1E+99999",
    "17, 17",
  })
  void numbers_keep_their_digits(String number, String text) throws JsonProcessingException {
    var said = AttributeMap.parsed("{\"urn:x:y\":{\"n\":" + number + ",\"l\":[" + number + "]}}");
    assertThat(map("n", "one", "l", "all").of(said)).isEqualTo(Map.of("one", text, "all", text));
    var all = AttributeMap.NONE.of(said);
    var written = new ObjectMapper().writeValueAsString(all.get("n"));
    assertThat(written).isEqualTo(number.equals("1e99999") ? "\"1E+99999\"" : digits(number));
    assertThat(new ObjectMapper().writeValueAsString(all.get("l"))).isEqualTo("[" + written + "]");
  }

  private static String digits(String number) {
    return new BigDecimal(number).toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "title | Engineer",
        "TITLE | Engineer",
        "urn:ietf:params:scim:schemas:core:2.0:User:title | Engineer",
        "name.middleName | K.",
        "emails | ada@home.example",
        "emails.type | home",
        "emails[type eq \"work\"].value | ada@acme.example",
        "emails[type eq \"work\"] | ada@acme.example",
        "emails[primary eq true].value | ada@home.example",
        "emails[primary eq \"True\"].value | ada@home.example",
        "emails[TYPE eq \"home\" AND primary eq TRUE].value | ada@home.example",
        "roles | lead, reviewer",
        ENTERPRISE + ":costCenter | 4130",
        "costCenter | 4130",
        "manager | 26118",
        ENTERPRISE + ":manager.displayName | Grace",
        "urn:okta:custom:1.0:User:badge | 17",
        "urn:okta:custom:1.0:User:costCenter | other",
        "remote | true",
      })
  void a_key_names_an_attribute_as_paths_of_the_standard_do(String key, String value) {
    assertThat(map(key, "mine").of(AttributeMap.parsed(SAID))).isEqualTo(Map.of("mine", value));
  }

  @ParameterizedTest
  @CsvSource({
    "nothing",
    "title.part",
    "emails[type eq \"other\"].value",
    "emails[type eq \"work\" and primary eq true].value",
    "floor",
    "name",
    "urn:other:User:badge"
  })
  void what_was_not_said_or_is_no_text_gives_nothing(String key) {
    assertThat(map(key, "mine").of(AttributeMap.parsed(SAID))).isEmpty();
  }

  @Test
  void without_a_map_all_of_unknown_extensions_is_custom_and_with_one_only_what_it_names() {
    assertThat(AttributeMap.NONE.of(AttributeMap.parsed(SAID)))
        .isEqualTo(
            Map.of("badge", 17, "remote", true, "floor", Map.of("x", 1), "costCenter", "other"));
    assertThat(AttributeMap.NONE.of(AttributeMap.parsed("{\"URN:acme:User\":{\"badge\":17}}")))
        .isEqualTo(Map.of("badge", 17));
    var long257 =
        "{\"title\":\"" + "x".repeat(257) + "\",\"nickName\":\"" + "é".repeat(256) + "\"}";
    assertThat(map("title", "long", "nickName", "fits").of(AttributeMap.parsed(long257)))
        .containsOnlyKeys("fits");
  }

  @ParameterizedTest
  @CsvSource({
    "active, directory_attribute_never_kept",
    "ID, directory_attribute_never_kept",
    "groups.display, directory_attribute_never_kept",
    "meta.created, directory_attribute_never_kept",
    "urn:ietf:params:scim:schemas:core:2.0:User:active, directory_attribute_never_kept",
    "name, directory_attribute_without_part",
    "addresses[type eq \"work\"], directory_attribute_without_part",
  })
  void what_can_have_no_effect_is_refused(String key, String code) {
    assertThat(code(() -> map(key, "mine").check())).isEqualTo(code);
    var extension = "urn:okta:custom:1.0:User:" + key.substring(key.lastIndexOf(':') + 1);
    map(extension, "mine", "name.givenName", "given", "addresses.locality", "city").check();
  }

  @Test
  void all_that_is_wrong_with_a_map_is_said_at_once() {
    var wrong =
        catchThrowableOfType(
            Problem.class,
            () ->
                map(
                        "",
                        "mine",
                        "a b",
                        "mine",
                        "title",
                        "id",
                        "title",
                        "email",
                        "x".repeat(257),
                        "x y z")
                    .check());
    assertThat(wrong.faults().stream().map(it -> it.field() + " " + it.code()))
        .containsExactly(
            "attributes[0].key directory_attribute_key_malformed",
            "attributes[1].key directory_attribute_key_malformed",
            "attributes[1].map_to directory_attribute_twice",
            "attributes[2].map_to directory_attribute_name_malformed",
            "attributes[3].map_to attribute_reserved",
            "attributes[4].key directory_attribute_key_malformed",
            "attributes[4].map_to directory_attribute_name_malformed");
    var many = new String[42];
    for (var i = 0; i < many.length; i++) many[i] = "name" + i;
    assertThat(catchThrowableOfType(Problem.class, () -> map(many).check()).code())
        .isEqualTo("too_many_attributes");
  }

  // ------------------------------------------------------------------ what a map does

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_map_counts_at_once_for_who_is_there_and_events_tell_whoever_has_others_by_it(
      Engine engine) {
    var scene = HOUSE.scene(engine);
    scene.create(saying(scene.profile("bob"), "{\"title\":\"Cook\"}"));
    scene.create(saying(scene.profile("cid"), "{\"nickName\":\"C\"}"));
    var gone = scene.create(saying(scene.profile("dan"), "{\"title\":\"Host\"}")).user();
    scene.deactivate(gone.id());

    var map = map("title", "job_title");
    assertThat(scene.it.eventsOf(() -> mapped(scene, map)))
        .containsExactlyInAnyOrder(
            "organization.directory_attributes_mapped",
            "user.profile_updated",
            "organization.directory.user_updated",
            "user.profile_updated",
            "organization.directory.user_updated");
    assertThat(profile(scene, "dan")).contains("\"custom_attributes\":{\"job_title\":\"Host\"}");
    assertThat(profile(scene, "bob")).contains("\"custom_attributes\":{\"job_title\":\"Cook\"}");
    assertThat(scene.core.directories.find(scene.acme, scene.directory.id()).attributes())
        .isEqualTo(map);
    assertThat(lastTold(scene)).contains("\"custom_attributes\":{\"job_title\":\"");
    assertThat(scene.it.eventsOf(() -> mapped(scene, map))).isEmpty();

    scene.create(saying(scene.profile("eve"), "{\"title\":\"Guide\"}"));
    assertThat(lastTold(scene)).contains("\"custom_attributes\":{\"job_title\":\"Guide\"}");
    scene.reactivate(gone.id());
    assertThat(lastTold(scene)).contains("\"custom_attributes\":{\"job_title\":\"Host\"}");
    assertThat(profile(scene, "dan")).contains("\"custom_attributes\":{\"job_title\":\"Host\"}");

    // another name takes the place of the first, and no map of both
    mapped(scene, map("title", "work"));
    assertThat(profile(scene, "bob")).contains("\"custom_attributes\":{\"work\":\"Cook\"}");
    mapped(scene, AttributeMap.NONE);
    assertThat(profile(scene, "bob")).doesNotContain("custom_attributes");
  }

  /** What a former map gave is nobody's to take back later. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_map_reaches_who_is_inactive_too(Engine engine) {
    var scene = HOUSE.scene(engine);
    mapped(scene, map("title", "job_title"));
    var bob = scene.create(saying(scene.profile("bob"), "{\"title\":\"Cook\"}")).user();
    scene.deactivate(bob.id());
    mapped(scene, map("title", "position"));
    scene.reactivate(bob.id());
    assertThat(profile(scene, "bob")).contains("\"custom_attributes\":{\"position\":\"Cook\"}");
  }

  private static String profile(DirectoryScene scene, String name) {
    return scene.it.app().one("SELECT profile FROM users WHERE email = '" + scene.at(name) + "'");
  }

  private static String lastTold(DirectoryScene scene) {
    return scene
        .it
        .app()
        .all(
            "SELECT after_state FROM events WHERE organization_id = '"
                + scene.acme.value()
                + "' AND type LIKE 'organization.directory.user_%' ORDER BY id DESC LIMIT 1")
        .get(0);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_events_of_many_follow_after_the_change(Engine engine) {
    var scene = HOUSE.scene(engine);
    for (var i = 0; i <= PeopleNews.AT_ONCE; i++)
      scene.create(saying(scene.profile("p" + i), "{\"title\":\"Cook\"}"));
    assertThat(scene.it.eventsOf(() -> mapped(scene, map("title", "job_title"))))
        .containsExactly("organization.directory_attributes_mapped");
    var told =
        scene.it.eventsOf(
            () -> {
              while (scene.core.peopleNews.tellOwed() > 0) assertThat(scene.number).isPositive();
            });
    assertThat(told)
        .hasSize(2 * (PeopleNews.AT_ONCE + 1))
        .containsOnly("user.profile_updated", "organization.directory.user_updated");
    assertThat(profile(scene, "p" + PeopleNews.AT_ONCE)).contains("\"job_title\":\"Cook\"");
    assertThat(lastTold(scene)).contains("\"custom_attributes\":{\"job_title\":\"Cook\"}");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_map_is_refused_to_others_elsewhere_and_while_the_feature_is_off(Engine engine) {
    var scene = HOUSE.scene(engine);
    var bob = scene.it.member(scene.organization, scene.at("bob"), "member");
    var other = scene.organization("Other " + scene.number, "other" + scene.number + ".example");
    var id = scene.directory.id();
    var map = map("title", "job_title");
    var attributes = scene.core.directoryAttributes;
    assertThat(code(() -> attributes.map(bob, scene.acme, id, null, map)))
        .isEqualTo("permission_missing");
    assertThat(code(() -> attributes.map(Identity.INTERNAL, other.id(), id, null, map)))
        .isEqualTo("directory_not_found");
    scene.core.organizations.setFeature(
        Identity.INTERNAL, scene.acme.value(), Feature.DIR_SYNC, false);
    assertThat(code(() -> mapped(scene, map))).isEqualTo("feature_off");
    assertThat(scene.core.directories.find(scene.acme, id).attributes().entries())
        .isEqualTo(List.of());
  }

  private static String code(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    return catchThrowableOfType(Problem.class, call).code();
  }
}
