package dev.hostedui.api;

import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.user.EmailAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a person a caller may see beside their membership of one organization. The operator
 * sees all of everybody. Others see of members what their scope reads; and of who is only invited
 * the address alone, as people do, for anybody may invite any address, and what is known of whoever
 * has an account is not theirs to learn by that. That they had one before can be told by their id
 * all the same: ids are dated.
 */
enum Sight {
  WHOLE,
  ADDRESS,
  MEMBERSHIP;

  /** Shown as of somebody who has never said who they are. */
  private static final List<String> NAMES_OF_NOBODY = List.of("given_name", "family_name");

  static Sight of(Call call, Map<String, Object> person) {
    if (call.actor().operates()) return WHOLE;
    if (!readsPeople(call)) return MEMBERSHIP;
    return isInvited(person) ? ADDRESS : WHOLE;
  }

  /** Whether a caller may see anything of people but the memberships it changes. */
  static boolean readsPeople(Call call) {
    return call.actor().operates() || call.actor().permissions().contains(Permission.USERS_READ);
  }

  private static boolean isInvited(Map<String, Object> person) {
    var status = String.valueOf(membership(person).get("membership_status"));
    return MembershipStatus.valueOf(status).invited();
  }

  /** The one membership that is shown to who does not operate. */
  private static Map<?, ?> membership(Map<String, Object> person) {
    return (Map<?, ?>) PeopleReading.memberships(person).get(0);
  }

  /** The same for who knows the address already. */
  Sight withAddress() {
    return this == MEMBERSHIP ? ADDRESS : this;
  }

  /**
   * A refusal as its caller may hear it. The words of many name an address. Whoever does not
   * operate and has named a person by an id need not know it, so that id stands in its place.
   */
  static Problem told(Call call, Problem problem) {
    var id = call.personId();
    if (id == null || call.actor().operates()) return problem;
    return problem.filled(
        it -> it instanceof String text && EmailAddress.parse(text).isPresent() ? id : it);
  }

  /** A person as far as they are seen, with the fields that are never left out. */
  Map<String, Object> shown(Map<String, Object> person) {
    if (this == WHOLE) return person;
    var seen = new LinkedHashMap<String, Object>();
    seen.put("id", person.get("id"));
    if (this == ADDRESS) seen.put("email", person.get("email"));
    var profile = new LinkedHashMap<String, Object>();
    if (person.get("user_profile") instanceof Map<?, ?> whole) profile.put("id", whole.get("id"));
    for (var name : NAMES_OF_NOBODY) profile.put(name, "");
    profile.put("email_verified", false);
    seen.put("user_profile", profile);
    var membership = new LinkedHashMap<Object, Object>(membership(person));
    // the address of another person
    if (this == MEMBERSHIP) membership.remove("inviter_email");
    seen.put("memberships", List.of(membership));
    for (var time : List.of("create_time", "update_time"))
      seen.put(time, membership.get("created_at"));
    return seen;
  }
}
