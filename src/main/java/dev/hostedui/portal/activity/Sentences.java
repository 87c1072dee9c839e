package dev.hostedui.portal.activity;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.portal.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Says an event in a sentence, like "Ada Admin changed Max Member’s role from Member to Admin." */
final class Sentences {

  private final Map<String, String> names;
  private final Map<String, String> vendors;

  /**
   * Takes what to call people and things.
   *
   * @param names what people and apps are called now, by their ids
   * @param vendors what vendors of identity providers and directories are called, by the names that
   *     events have for them
   */
  Sentences(Map<String, String> names, Map<String, String> vendors) {
    this.names = names;
    this.vendors = vendors;
  }

  /** Which words to use, and what they are filled in with beside who and whom. */
  private record Saying(String key, List<String> more) {
    Saying(String key, String... more) {
      this(key, List.of(more));
    }
  }

  /**
   * The sentence.
   *
   * @param event as {@link dev.hostedui.identity.event.EventJson} shows it
   */
  String of(JsonNode event) {
    var type = event.path("type").asText();
    var saying = saying(event, type, event.path("before"), event.path("after"));
    var arguments = new ArrayList<String>();
    arguments.add(who(event));
    arguments.add(whom(event));
    arguments.addAll(saying.more);
    if (EventWords.has(saying.key)) return EventWords.say(saying.key, arguments);
    // an event of a newer program, or one that nobody has found words for
    var label = EventType.named(type).map(EventType::label).orElse(type);
    return label + ": " + whom(event);
  }

  /** What an actor is called. */
  String who(JsonNode event) {
    var actor = event.path("actor");
    var id = actor.path("id").asText();
    var shown = actor.path("display_name").asText();
    return switch (actor.path("type").asText()) {
      case "user" -> names.getOrDefault(id, shown);
      case "newcomer" -> names.getOrDefault(id, shown.isEmpty() ? says("actor.nobody") : shown);
      case "client" -> names.getOrDefault(id, id);
      case "system" -> says(EventWords.has("actor." + id) ? "actor." + id : "actor.system");
      case "directory" -> says("actor.directory");
      case "portal_link" ->
          EventWords.say(
              shown.equals(id) ? "actor.portal_link" : "actor.portal_link.known",
              List.of(id, shown));
      default -> id;
    };
  }

  /** To whom or what it was done; of people what they are called now. */
  private String whom(JsonNode event) {
    var shown = event.path("object").path("display_name").asText();
    var state = event.has("after") ? event.path("after") : event.path("before");
    // a provider as it was then: what the connection is with now may be another
    if (!shown.isEmpty() && shown.equals(state.path("provider").asText())) return vendor(shown);
    var known = names.get(event.path("object").path("id").asText());
    if (known == null) known = names.get(event.path("on_behalf_of").asText());
    return known != null ? known : shown;
  }

  private String vendor(String name) {
    var key = "vendor." + name;
    return EventWords.has(key) ? says(key) : vendors.getOrDefault(name, name);
  }

  private static String says(String key) {
    return EventWords.say(key, List.of());
  }

  private static Saying saying(JsonNode event, String type, JsonNode before, JsonNode after) {
    return switch (type) {
      case "organization.updated" -> settings(type, before, after);
      case "organization.domain_dns_verification_failed" ->
          new Saying(isVerified(before) ? type + ".lost" : type);
      case "organization.domain_contested" ->
          new Saying(isVerified(after) ? type : type + ".claimed");
      case "organization.domain_contest_dropped" -> dropped(type, after);
      case "organization.role_reassigned" ->
          new Saying(
              type, before.path("display_name").asText(), after.path("display_name").asText());
      case "organization.directory_poll_held", "organization.directory_poll_allowed" ->
          new Saying(type, after.path("people").asText());
      case "user.logout" -> logout(type, after.path("user_session").path("status").asText());
      case "user.organization_invitation" ->
          before.isMissingNode() ? new Saying(type, roles(after)) : new Saying(type + ".again");
      case "organization.portal_link_created", "organization.portal_link_revoked" ->
          link(type, after);
      case "organization.portal_link_opened" -> new Saying(type, modules(after));
      case "user.organization_membership_created" -> joined(type, before, after);
      case "user.organization_membership_updated" -> membership(type, before, after);
      case "user.organization_membership_deleted" ->
          event.at("/actor/id").equals(event.at("/object/id"))
              ? new Saying(
                  type + ".left", Names.closing(before.at("/organization/display_name").asText()))
              : new Saying(type);
      default -> new Saying(type);
    };
  }

  private static Saying settings(String type, JsonNode before, JsonNode after) {
    if (differs(before, after, "/display_name"))
      return new Saying(
          type + ".name",
          before.path("display_name").asText(),
          after.path("display_name").asText());
    var turned = turnedFeatures(before, after);
    if (!turned.isEmpty()) {
      var on = turned.get(0).path("enabled").asBoolean();
      return new Saying(
          type + (on ? ".feature_on" : ".feature_off"),
          turned.stream().map(Sentences::feature).collect(Collectors.joining(", ")));
    }
    if (differs(before, after, "/session_policy")) return new Saying(type + ".session_policy");
    if (differs(before, after, "/default_member_role"))
      return new Saying(
          type + ".default_role",
          before.path("default_member_role").asText("–"),
          after.path("default_member_role").asText("–"));
    return new Saying(
        differs(before, after, "/settings/max_allowed_users") ? type + ".seats" : type);
  }

  private static boolean differs(JsonNode before, JsonNode after, String pointer) {
    return !before.at(pointer).equals(after.at(pointer));
  }

  private static List<JsonNode> turnedFeatures(JsonNode before, JsonNode after) {
    var was = before.at("/settings/features");
    return elements(after.at("/settings/features"))
        .filter(
            it ->
                elements(was)
                    .anyMatch(old -> old.path("name").equals(it.path("name")) && !old.equals(it)))
        .toList();
  }

  /** A link that is bound to somebody's address is theirs. */
  private static Saying link(String type, JsonNode link) {
    if (!link.path("email").asText().isEmpty()) return new Saying(type + ".for", modules(link));
    var embed = type + "." + link.path("kind").asText();
    return new Saying(EventWords.has(embed) ? embed : type, modules(link));
  }

  private static String modules(JsonNode link) {
    var modules =
        elements(link.path("features"))
            .map(it -> titleOf(it.asText()))
            .collect(Collectors.joining(", "));
    return link.path("step").asText().isEmpty() ? modules : "one step of " + modules;
  }

  private static String feature(JsonNode flag) {
    return titleOf(flag.path("name").asText());
  }

  /** A feature is called like the page it shows. */
  static String titleOf(String name) {
    var feature = Feature.named(name).orElse(null);
    return Arrays.stream(Section.values())
        .filter(it -> feature != null && it.access().feature() == feature)
        .map(Section::title)
        .findFirst()
        .orElse(name);
  }

  private static boolean isVerified(JsonNode domain) {
    return domain.path("verification_status").asText().equals("VERIFIED");
  }

  /** Of the one side it tells why it does not get the domain, of the other that it keeps it. */
  private static Saying dropped(String type, JsonNode domain) {
    if (isVerified(domain)) return new Saying(type + ".kept");
    var why = type + "." + domain.path("reason").asText().toLowerCase(Locale.ROOT);
    return new Saying(EventWords.has(why) ? why : type);
  }

  private static Saying logout(String type, String status) {
    return switch (status) {
      case "EXPIRED" -> new Saying(type + ".expired");
      case "REVOKED" -> new Saying(type + ".revoked");
      default -> new Saying(type);
    };
  }

  private static Saying joined(String type, JsonNode before, JsonNode after) {
    var method = after.at("/user/membership/provisioning_method").asText();
    // who came in another way after their invitation had expired has not accepted it
    if (status(before).equals("PENDING_INVITE") && method.equals("invitation"))
      return new Saying(type + ".accepted");
    return switch (method) {
      case "org_creator" -> new Saying(type + ".creator");
      case "jit_using_sso" -> new Saying(type + ".sso");
      case "allowed_email_domain" -> new Saying(type + ".domain");
      default -> new Saying(type, roles(after));
    };
  }

  private static Saying membership(String type, JsonNode before, JsonNode after) {
    if (!status(before).equals(status(after)))
      return status(after).equals("INACTIVE")
          ? new Saying(type + ".deactivated")
          : new Saying(type + ".reactivated");
    return roles(before).equals(roles(after))
        ? new Saying(type)
        : new Saying(type + ".role", roles(before), roles(after));
  }

  private static String status(JsonNode membership) {
    return membership.at("/user/membership/membership_status").asText();
  }

  private static String roles(JsonNode membership) {
    var names =
        elements(membership.at("/user/membership/roles"))
            .map(it -> it.path("display_name").asText())
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? "–" : names;
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** All that may have to be called by its name in the sentence of an event, or below it. */
  static Stream<String> ids(@Nullable JsonNode event) {
    if (event == null) return Stream.of();
    return Stream.concat(
            Stream.of(event.at("/actor/id"), event.at("/object/id"), event.path("on_behalf_of")),
            event.findValues("authenticated_with").stream())
        .map(it -> it.asText(""))
        .filter(Objects::nonNull)
        .filter(id -> !id.isEmpty());
  }
}
