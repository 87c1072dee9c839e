package dev.hostedui.identity.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an organization's own people see of a person and a session in its events, and a program
 * whose token is no operator's. The app hears the whole: a person's profile is filled by all
 * organizations they belong to, and a session goes through several. For the eyes of one of them is
 *
 * <ul>
 *   <li>of who is only invited: the address, which the inviter typed, and the invitation;
 *   <li>of a member: the address, the names and the membership, as its Users page shows them;
 *   <li>of a session: what it did here. Where it was before, when and by whose identity provider it
 *       began there, is not.
 * </ul>
 *
 * <p>Names of fields are those that are shown, so that a new one is withheld until somebody has
 * thought about it.
 */
final class OrganizationView {

  private static final Set<String> OF_THE_INVITED = Set.of("id", "email", "membership");

  private static final Set<String> OF_MEMBERS = Set.of("id", "email", "user_profile", "membership");

  private static final Set<String> OF_PROFILES =
      Set.of("id", "given_name", "family_name", "name", "email_verified");

  private static final List<String> OF_SESSIONS_ELSEWHERE =
      List.of("session_id", "user_id", "status", "device");

  private static final List<String> OF_SESSIONS_HERE =
      List.of(
          "organization_id",
          "updated_at",
          "last_active_at",
          "absolute_expires_at",
          "idle_expires_at",
          "expired_at",
          "logout_at",
          "authenticated_with",
          "authenticated_organizations",
          "authenticated_clients");

  /** What the id of an identity provider's connection begins with. */
  private static final String CONNECTION = "conn_";

  private OrganizationView() {}

  /** Takes out of a state what is not for the eyes of an organization. */
  static void narrow(ObjectNode state, String organization) {
    if (state.get("user") instanceof ObjectNode user) narrow(user);
    if (state.get("user_session") instanceof ObjectNode session)
      narrowSession(session, organization);
  }

  private static void narrow(ObjectNode user) {
    var status = user.at("/membership/membership_status").asText();
    user.retain(status.equals("PENDING_INVITE") ? OF_THE_INVITED : OF_MEMBERS);
    if (user.get("user_profile") instanceof ObjectNode profile) profile.retain(OF_PROFILES);
  }

  private static void narrowSession(ObjectNode session, String organization) {
    var shown = new HashSet<>(OF_SESSIONS_ELSEWHERE);
    if (session.path("organization_id").asText().equals(organization))
      shown.addAll(OF_SESSIONS_HERE);
    // whose connection it is, is certain only where no other organization was signed in to
    var onlyHere = isOnly(session.path("authenticated_organizations"), organization);
    if (!onlyHere && session.path("authenticated_with").asText().startsWith(CONNECTION))
      shown.remove("authenticated_with");
    session.retain(shown);
    keep(session.path("authenticated_organizations"), "", organization);
    keep(session.path("authenticated_clients"), "/organization_id", organization);
  }

  private static boolean isOnly(JsonNode organizations, String organization) {
    for (var it : organizations) if (!it.asText().equals(organization)) return false;
    return true;
  }

  /** Keeps of a list what names the organization. */
  private static void keep(JsonNode list, String pointer, String organization) {
    var each = list.iterator();
    while (each.hasNext())
      if (!each.next().at(pointer).asText().equals(organization)) each.remove();
  }
}
