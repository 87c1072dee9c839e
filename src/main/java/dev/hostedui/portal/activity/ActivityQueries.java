package dev.hostedui.portal.activity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** What people and apps are called now, for the sentences about what they did. */
final class ActivityQueries {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * So often has somebody left whose events are all found: each account is looked for by itself.
   */
  private static final int MOST_ACCOUNTS = 20;

  private final Database database;

  ActivityQueries(Database database) {
    this.database = database;
  }

  /**
   * The names of those who still are there: of an organization's people by their ids, of apps by
   * their client ids. Whoever is only invited, or has left, is called as events have it.
   * Connections have no name but their provider's: of the organization's own it is the one that
   * events have for it.
   */
  Map<String, String> names(Collection<String> ids, OrganizationId organization) {
    return database.read(
        handle -> {
          var names = new HashMap<String, String>();
          for (var id : ids) name(handle, id, organization).ifPresent(name -> names.put(id, name));
          return names;
        });
  }

  private static Optional<String> name(Handle handle, String id, OrganizationId organization) {
    return handle
        .createQuery(
            """
            SELECT u.given_name, u.family_name, u.email FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.organization_id = :organization AND m.user_id = :id AND m.status <> 'PENDING_INVITE'
            UNION ALL SELECT name, '', '' FROM applications WHERE client_id = :id
            UNION ALL SELECT provider, '', '' FROM connections WHERE organization_id = :organization AND id = :id
            """)
        .bind("id", id)
        .bind("organization", organization)
        .map(
            (row, context) -> {
              var full =
                  (Columns.text(row, "given_name") + " " + Columns.text(row, "family_name"))
                      .strip();
              return full.isEmpty() ? Columns.text(row, "email") : full;
            })
        .findFirst()
        .or(() -> socialProvider(handle, id));
  }

  private static Optional<String> socialProvider(Handle handle, String id) {
    return ConnectionId.parse(id)
        .flatMap(it -> SocialConnections.find(handle, it))
        .map(it -> it.provider().label());
  }

  /**
   * The ids of the person with an address, whoever they are: events say whether they were here.
   * They have another one each time they come back after their account was removed, so it is the
   * one of now, and those they had when they left the organization.
   */
  List<String> people(EmailAddress email, OrganizationId organization) {
    return database.read(
        handle ->
            Stream.concat(
                    handle
                        .createQuery("SELECT id FROM users WHERE email = :email")
                        .bind("email", email)
                        .mapTo(String.class)
                        .stream(),
                    formerIds(handle, email, organization).stream())
                .distinct()
                .toList());
  }

  private static List<String> formerIds(
      Handle handle, EmailAddress email, OrganizationId organization) {
    return handle
        .createQuery(
            """
            SELECT before_state FROM events
             WHERE organization_id = :organization AND type = :left AND before_state LIKE :email ESCAPE '!'
             ORDER BY id DESC LIMIT :most
            """)
        .bind("organization", organization)
        .bind("left", EventType.MEMBERSHIP_DELETED)
        .bind("email", "%\"email\":\"" + email.value().replaceAll("[!%_]", "!$0") + "\"%")
        .bind("most", MOST_ACCOUNTS)
        .mapTo(String.class)
        .map(ActivityQueries::userOf)
        .list();
  }

  private static String userOf(String membership) {
    try {
      return JSON.readTree(membership).at("/user/id").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("what events show is JSON", e);
    }
  }
}
