package dev.hostedui.identity.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.db.Database;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.SessionId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.member.RoleChange;
import dev.hostedui.identity.member.RoleChanges;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.user.Users;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * Records the events of people whose groups, roles or custom attributes have changed.
 *
 * <p>A change of a few records them itself. A change of many is one change nevertheless, and must
 * not keep everybody else from writing while thousands of events are put together: it writes down
 * who is owed an event, and a job pays: at once for a few hundred, in some seconds for 20,000. Who
 * changes again meanwhile gets one event that tells of both changes.
 */
public final class PeopleNews {

  /** The events of so many people are recorded by the change itself. */
  static final int AT_ONCE = 50;

  private static final int BATCH = 200;
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String PAY =
      """
      DELETE FROM directory_user_news WHERE directory_user_id IN (%s)
      RETURNING directory_user_id, organization_id, roles_before, attributes_before, actor
      """;

  /** What they held before, and who they are. */
  private static final String OWE_FOR_ROLES =
      """
      INSERT INTO directory_user_news (directory_user_id, organization_id, roles_before, actor, noted_at)
      SELECT du.id, :organization,
             (SELECT string_agg(h.role_id, ' ') FROM membership_roles h
               WHERE h.organization_id = :organization AND h.user_id = du.user_id),
             :actor, :now
        FROM directory_users du
       WHERE du.directory_id = :directory
         AND du.user_id IN (SELECT user_id FROM gained UNION SELECT user_id FROM lost)
      ON CONFLICT (directory_user_id) DO UPDATE
         SET roles_before = COALESCE(directory_user_news.roles_before, excluded.roles_before),
             actor = excluded.actor
      """;

  private static final String OWE =
      """
      INSERT INTO directory_user_news (directory_user_id, organization_id, attributes_before, actor, noted_at)
      SELECT du.id, ?, ?, ?, ? FROM directory_users du WHERE du.id IN (%s)
      ON CONFLICT (directory_user_id) DO UPDATE
         SET attributes_before = COALESCE(directory_user_news.attributes_before, excluded.attributes_before),
             actor = excluded.actor
      """;

  /** The organizations of the events that are paid next, where profiles are to follow. */
  private static final String TO_FOLLOW =
      """
      SELECT DISTINCT n.organization_id
        FROM (SELECT organization_id, attributes_before FROM directory_user_news
               ORDER BY noted_at, directory_user_id LIMIT :batch) AS n
       WHERE n.attributes_before IS NOT NULL
      """;

  private final Database database;
  private final Users users;
  private final RoleChanges roles;
  private final Events events;
  private final Clock clock;

  public PeopleNews(Database database, Users users, RoleChanges roles, Events events, Clock clock) {
    this.database = database;
    this.users = users;
    this.roles = roles;
    this.events = events;
    this.clock = clock;
  }

  /**
   * Tells of a few users, each with the change of their roles, or empty when only their groups are
   * others.
   */
  void tell(
      Handle tx,
      Actor actor,
      Directory directory,
      Map<DirectoryUserId, Optional<RoleChange>> changed) {
    record(
        tx,
        directory.organization(),
        changed.entrySet().stream()
            .map(
                it ->
                    new Due(
                        it.getKey(),
                        actor,
                        it.getValue().map(RoleChange::before).orElse(null),
                        null))
            .toList());
  }

  /**
   * An event that is owed.
   *
   * @param before the roles that they held, or null where these have not changed
   * @param mapped by which map they had their custom attributes, or null where it has not changed
   */
  private record Due(
      DirectoryUserId user,
      Actor actor,
      @Nullable Set<RoleId> before,
      @Nullable AttributeMap mapped) {}

  /** Who is known no more gets none. */
  private void record(Handle tx, OrganizationId organization, List<Due> all) {
    var known = DirectoryUserTable.findAll(tx, all.stream().map(Due::user).toList());
    var states = DirectoryUserSnapshot.ofAll(tx, organization, known.values());
    for (var one : all) {
      var user = known.get(one.user);
      if (user == null) continue;
      if (one.mapped != null) follow(tx, one.actor, user, one.mapped);
      if (one.before != null && user.user() != null)
        roles.record(tx, one.actor, organization, user.user(), one.before);
      events.record(
          tx,
          one.actor,
          EventType.DIRECTORY_USER_UPDATED,
          organization,
          user.id(),
          new Change(null, states.get(user.id())));
    }
  }

  /** Lets the profile of a person have the custom attributes that the map of now gives. */
  private void follow(Handle tx, Actor actor, DirectoryUser of, AttributeMap before) {
    if (of.user() == null || !Locks.user(tx, of.user())) return;
    if (!OrganizationDomains.hasVerified(tx, of.organization(), of.email().domain())) return;
    var now = DirectoryTable.attributes(tx, of.directory());
    var said = AttributeMap.parsed(of.attributes());
    users.change(
        tx,
        actor,
        of.user(),
        was ->
            was.told(
                PersonalProfile.custom(said, now), PersonalProfile.custom(said, before), true));
  }

  // ------------------------------------------------------------------ what is owed

  /**
   * Writes down that events of users are owed, whose groups or custom attributes have changed.
   *
   * @param mapped by which map they had their custom attributes, or null where it has not changed
   */
  void owe(
      Handle tx,
      Actor actor,
      Directory directory,
      Collection<DirectoryUserId> whose,
      @Nullable AttributeMap mapped) {
    ValueLists.update(
        tx,
        OWE,
        whose,
        directory.organization(),
        mapped == null ? null : mapped.json(),
        By.of(actor).json(),
        clock.instant());
  }

  /** Writes down that events of everybody are owed whose roles are about to change. */
  void owe(Handle tx, Actor actor, Directory directory, RoleSets sets) {
    tx.createUpdate(sets.with() + OWE_FOR_ROLES)
        .bindMap(sets.bindings())
        .bind("actor", By.of(actor).json())
        .bind("now", clock.instant())
        .execute();
  }

  private static Set<RoleId> split(String roles) {
    return Arrays.stream(roles.split(" "))
        .filter(it -> !it.isEmpty())
        .map(RoleId::new)
        .collect(Collectors.toSet());
  }

  /**
   * Records a bounded batch of the events that are owed. A job of the timetable.
   *
   * @return of how many people
   */
  public int tellOwed() {
    return database.inTransaction(
        tx -> {
          // whoever changes people holds their organization first
          var unused =
              Locks.organizations(
                  tx,
                  tx.createQuery(TO_FOLLOW)
                      .bind("batch", BATCH)
                      .mapTo(OrganizationId.class)
                      .list());
          return pay(
              tx,
              tx.createQuery(
                      PAY.formatted(
                          "SELECT directory_user_id FROM directory_user_news ORDER BY noted_at,"
                              + " directory_user_id LIMIT :batch"))
                  .bind("batch", BATCH));
        });
  }

  /** Records at once what is owed of the users of a directory, if that is only a few. */
  void tellFew(Handle tx, Directory directory) {
    var owed =
        tx.createQuery(
                """
                SELECT COUNT(*) FROM (
                  SELECT 1 FROM directory_user_news WHERE organization_id = :organization LIMIT :most) AS owed
                """)
            .bind("organization", directory.organization())
            .bind("most", AT_ONCE + 1)
            .mapTo(Integer.class)
            .one();
    if (owed > AT_ONCE) return;
    pay(
        tx,
        tx.createQuery(
                PAY.formatted(
                    "SELECT directory_user_id FROM directory_user_news WHERE organization_id ="
                        + " :organization"))
            .bind("organization", directory.organization()));
  }

  private record Owed(
      DirectoryUserId directoryUserId,
      OrganizationId organizationId,
      @Nullable String rolesBefore,
      @Nullable String attributesBefore,
      String actor) {}

  private int pay(Handle tx, Query which) {
    var owed = which.mapTo(Owed.class).list();
    var makers = new HashMap<String, Actor>();
    var byOrganization = new LinkedHashMap<OrganizationId, List<Due>>();
    for (var one : owed)
      byOrganization
          .computeIfAbsent(one.organizationId, any -> new ArrayList<>())
          .add(
              new Due(
                  one.directoryUserId,
                  makers.computeIfAbsent(
                      one.actor, it -> By.of(it).actor(one.organizationId, clock.instant())),
                  one.rolesBefore == null ? null : split(one.rolesBefore),
                  one.attributesBefore == null ? null : AttributeMap.stored(one.attributesBefore)));
    byOrganization.forEach((organization, due) -> record(tx, organization, due));
    return owed.size();
  }

  /** Who made a change, as far as its events say it. */
  private record By(
      String type,
      String id,
      @Nullable String email,
      @Nullable String session,
      String ip,
      String userAgent,
      String requestId) {

    static By of(Actor actor) {
      var origin = actor.origin();
      return new By(
          actor.type(),
          actor.id(),
          actor.email(),
          actor instanceof Actor.Person person ? person.session().value() : null,
          origin.ip(),
          origin.userAgent(),
          origin.requestId());
    }

    static By of(String json) {
      try {
        return JSON.readValue(json, By.class);
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("who made a change cannot be read", e);
      }
    }

    String json() {
      try {
        return JSON.writeValueAsString(this);
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("who made a change is texts", e);
      }
    }

    /** It may change nothing any more. */
    Actor actor(OrganizationId organization, Instant now) {
      var origin = new Actor.Origin(ip, userAgent, requestId);
      if (email != null && session != null)
        return new Actor.Person(new UserId(id), email, new SessionId(session), origin);
      return switch (type) {
        case "directory" -> new Actor.Directory(id, organization, origin, now);
        case "client" -> new Actor.Client(id, origin);
        case "portal_link" -> new Actor.PortalLink(id, "", organization, email, origin);
        default -> new Actor.Internal(id);
      };
    }
  }
}
