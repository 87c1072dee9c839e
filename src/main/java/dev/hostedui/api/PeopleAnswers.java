package dev.hostedui.api;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.member.MemberAdministration;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.identity.user.UserVersion;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What operations about people have in common: who is meant, what was sent, what is answered. */
final class PeopleAnswers {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Core core;

  PeopleAnswers(Core core) {
    this.core = core;
  }

  // ------------------------------------------------------------------ who

  /**
   * Whom a path names by the app's own id.
   *
   * @throws Problem NOT_FOUND
   */
  UserId byExternalId(Call call) {
    return core.users
        .ofExternalId(call.path("external_id"))
        .orElseThrow(() -> Problem.notFound("user_not_found"));
  }

  /**
   * Whose id or external id a search is, if they belong to the organization and the caller may see
   * that of them; else null.
   */
  @Nullable Map<String, Object> exactly(Call call, String query, @Nullable OrganizationId in) {
    var byId = UserId.parse(query).orElse(null);
    var id = byId == null ? core.users.ofExternalId(query).orElse(null) : byId;
    if (id == null) return null;
    try {
      var person = person(id, in);
      var sight = Sight.of(call, person);
      return byId != null || sight == Sight.WHOLE ? sight.shown(person) : null;
    } catch (Problem nobody) {
      return null;
    }
  }

  // ------------------------------------------------------------------ answers

  Instant now() {
    return core.clock.instant();
  }

  /**
   * A person with the memberships that are shown.
   *
   * @throws Problem NOT_FOUND
   */
  Map<String, Object> person(UserId id, @Nullable OrganizationId in) {
    return core.database.read(handle -> PeopleReading.one(handle, id, in, now()));
  }

  /** A person with all their memberships, for the operator. */
  Reply shown(UserId id) {
    return core.database.read(
        handle -> {
          // first: who is changed in between is shown with a version that is over already
          var version = UserVersion.of(handle, id, null);
          return Reply.of("user", PeopleReading.one(handle, id, null, now())).as(version);
        });
  }

  /** A person with their membership of one organization, as far as the caller may see them. */
  Reply shownIn(Call call, UserId id) {
    return shownIn(call, id, UnaryOperator.identity());
  }

  /** {@link #shownIn} for a caller who has named the address. */
  Reply shownByAddress(Call call, UserId id) {
    return shownIn(call, id, Sight::withAddress);
  }

  private Reply shownIn(Call call, UserId id, UnaryOperator<Sight> more) {
    var in = call.organization();
    return core.database.read(
        handle -> {
          // first, as above
          var whole = UserVersion.of(handle, id, in);
          var membership = UserVersion.ofMembership(handle, id, in);
          var person = PeopleReading.one(handle, id, in, now());
          var sight = more.apply(Sight.of(call, person));
          return Reply.of("user", sight.shown(person))
              .as(sight == Sight.WHOLE ? whole : membership);
        });
  }

  static Map<String, Map<String, Object>> byId(List<Map<String, Object>> people) {
    var byId = new LinkedHashMap<String, Map<String, Object>>();
    for (var person : people) byId.put((String) person.get("id"), person);
    return byId;
  }

  static Reply found(List<Map<String, Object>> people, String next, String previous) {
    return Reply.of(
        new Snapshot()
            .with("users", people)
            .with("next_page_token", next)
            .with("prev_page_token", previous));
  }

  // ------------------------------------------------------------------ what was sent

  /** How somebody is to belong to an organization. */
  MemberAdministration.Entry entry(Call call, Body membership) {
    var metadata = membership.pairs("metadata");
    return new MemberAdministration.Entry(
        names(call.organization(), membership),
        metadata == null ? Metadata.NONE : new Metadata(metadata),
        membership.text("inviter_email"),
        call.queryIs("send_invitation_email", true));
  }

  /** Roles are named by name, or by the older id. */
  List<String> names(OrganizationId organization, Body membership) {
    var names = new ArrayList<String>();
    for (var role : membership.parts("roles")) {
      var id = role.text("id");
      var name = role.text("name");
      if (name == null && id != null)
        name =
            RoleId.parse(id)
                .flatMap(it -> core.database.read(handle -> Roles.find(handle, organization, it)))
                .orElseThrow(() -> Problem.invalid("unknown_role").at("roles").with(id))
                .name();
      if (name == null)
        throw Problem.invalid("value_missing").at("roles[" + names.size() + "].name");
      names.add(name);
    }
    return names;
  }

  /** A person's details with what was sent; what was not sent stays. */
  static UserDetails details(UserDetails was, Body body) {
    var given = body.part("user_profile");
    var profile = new LinkedHashMap<>(was.profile());
    for (var name : PeopleShapes.PROFILE_FIELDS) {
      if (!given.has(name)) continue;
      var value = JSON.convertValue(given.json().get(name), new TypeReference<Object>() {});
      if (isEmpty(value)) profile.remove(name);
      else
        profile.put(
            name, value instanceof List<?> list ? List.copyOf(new LinkedHashSet<>(list)) : value);
    }
    var metadata = body.pairs("metadata");
    return new UserDetails(
        given.textOr("given_name", given.textOr("first_name", was.givenName())),
        given.textOr("family_name", given.textOr("last_name", was.familyName())),
        body.has("external_id") ? body.text("external_id") : was.externalId(),
        metadata == null ? was.metadata() : new Metadata(metadata),
        profile);
  }

  private static boolean isEmpty(@Nullable Object value) {
    return value == null
        || value.equals("")
        || (value instanceof List<?> list && list.isEmpty())
        || (value instanceof Map<?, ?> map && map.isEmpty());
  }
}
