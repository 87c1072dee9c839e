package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.ValueLists;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.member.RoleChange;
import dev.hostedui.identity.member.RoleChanges;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * What the groups of a directory give: somebody's roles are those of all their groups together, or
 * else the organization's default role, in place of any that were given by hand. While a directory
 * gives no group a role, it has no say in roles at all. Whom two directories know has what the
 * groups of both give.
 *
 * <p>Whose domain is verified no longer gets no role of a group anew, also when the group is given
 * another one: of what the groups give they keep what they hold. What they are in is recorded, and
 * counts with the next change once the domain is verified again.
 */
public final class DirectoryRoles implements Belonging {

  /**
   * That a user {@code du} may have a role {@code %s} of a group: their domain is verified, or they
   * hold it already.
   */
  static final String MAY_HAVE =
      "("
          + DirectoryUserTable.OF_OWN_DOMAIN
          + """
             OR EXISTS (SELECT 1 FROM membership_roles mh
                         WHERE mh.organization_id = du.organization_id AND mh.user_id = du.user_id AND mh.role_id = %s))
            """;

  /** Roles of a person that come from groups. */
  private static final String FROM_GROUPS =
      """
      SELECT DISTINCT du.user_id, g.role_id FROM directory_users du
        JOIN directory_group_members m ON m.directory_user_id = du.id
        JOIN directory_groups g ON g.id = m.group_id AND g.role_id IS NOT NULL
       WHERE du.organization_id = ? AND du.user_id IN (%s) AND\s
      """
          + MAY_HAVE.formatted("g.role_id");

  private final RoleChanges changes;
  private final PeopleNews news;
  private final Clock clock;

  public DirectoryRoles(RoleChanges changes, PeopleNews news, Clock clock) {
    this.changes = changes;
    this.news = news;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ one who comes or goes

  @Override
  public void arrived(Handle tx, Actor.Directory actor, DirectoryUser user) {
    GroupMembers.arrive(tx, user, clock.instant());
  }

  @Override
  public void leaving(Handle tx, Actor.Directory actor, DirectoryUser user) {
    GroupMembers.leaveAll(tx, user, clock.instant());
  }

  @Override
  public Optional<Set<RoleId>> roles(Handle tx, DirectoryUser user) {
    var person = user.user();
    if (person == null || !give(tx, user.directory())) return Optional.empty();
    var given = fromGroups(tx, user.organization(), List.of(person));
    return Optional.of(given.getOrDefault(person, Set.of()));
  }

  // ------------------------------------------------------------------ many at once

  /** Whether any group of a directory gives a role. */
  static boolean give(Handle handle, DirectoryId directory) {
    return handle
        .createQuery(
            "SELECT 1 FROM directory_groups WHERE directory_id = :directory AND role_id IS NOT NULL"
                + " LIMIT 1")
        .bind("directory", directory)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /**
   * Gives users of a directory the roles that their groups give now, and tells of everybody whose
   * groups or roles have changed.
   *
   * @param whose the users whose groups have changed
   * @param matters whether the groups in question have a say in roles
   */
  void follow(
      Handle tx,
      Actor actor,
      Directory directory,
      Collection<DirectoryUserId> whose,
      boolean matters) {
    if (whose.isEmpty()) return;
    if (whose.size() > PeopleNews.AT_ONCE) {
      // owed before the roles are: a few who get others would be told of at once, and again then
      news.owe(tx, actor, directory, whose, null);
      if (matters) follow(tx, actor, directory, RoleSets.now(tx, directory, whose));
      return;
    }
    var told = new HashMap<DirectoryUserId, Optional<RoleChange>>();
    for (var user : whose) told.put(user, Optional.empty());
    if (matters)
      changes.asOne(
          tx,
          actor,
          directory.organization(),
          () -> told.putAll(recalculate(tx, directory, List.copyOf(whose))));
    news.tell(tx, actor, directory, told);
  }

  /**
   * Takes and gives roles as sets that were kept say, and tells of everybody in them. It is one
   * change of a few statements, however many there are; see {@link PeopleNews}.
   */
  void follow(Handle tx, Actor actor, Directory directory, RoleSets sets) {
    changes.asOne(
        tx,
        actor,
        directory.organization(),
        () -> {
          news.owe(tx, actor, directory, sets);
          changes.write(tx, sets.with(), sets.bindings());
        });
    news.tellFew(tx, directory);
  }

  /** Writes the roles of some users, and answers the changes of those who had others. */
  private Map<DirectoryUserId, Optional<RoleChange>> recalculate(
      Handle tx, Directory directory, List<DirectoryUserId> users) {
    var organization = directory.organization();
    var people = people(tx, organization, users);
    if (people.isEmpty()) return Map.of();
    var ids = List.copyOf(people.values());
    var held = held(tx, organization, ids);
    var given = fromGroups(tx, organization, ids);
    var otherwise = Set.of(Roles.defaultMember(tx, organization).id());
    var changed = new HashMap<DirectoryUserId, Optional<RoleChange>>();
    var rows = new ArrayList<RoleChange>();
    people.forEach(
        (user, person) -> {
          var before = held.getOrDefault(person, Set.of());
          var after = given.getOrDefault(person, otherwise);
          if (before.equals(after)) return;
          var change = new RoleChange(person, before, after);
          rows.add(change);
          changed.put(user, Optional.of(change));
        });
    changes.write(tx, organization, rows);
    return changed;
  }

  /** Whose accounts some users are, of those who belong to the organization. */
  private static Map<DirectoryUserId, UserId> people(
      Handle tx, OrganizationId organization, List<DirectoryUserId> users) {
    record Row(DirectoryUserId id, UserId user) {}
    var people = new HashMap<DirectoryUserId, UserId>();
    ValueLists.read(
        tx,
        """
        SELECT du.id, du.user_id FROM directory_users du
          JOIN memberships m ON m.organization_id = du.organization_id AND m.user_id = du.user_id
         WHERE du.organization_id = ? AND du.id IN (%s)
        """,
        users,
        row ->
            new Row(
                new DirectoryUserId(Columns.text(row, "id")),
                new UserId(Columns.text(row, "user_id"))),
        it -> people.put(it.id, it.user),
        organization);
    return people;
  }

  private static Map<UserId, Set<RoleId>> held(
      Handle tx, OrganizationId organization, List<UserId> people) {
    return byPerson(
        tx,
        "SELECT user_id, role_id FROM membership_roles WHERE organization_id = ? AND user_id IN"
            + " (%s)",
        organization,
        people);
  }

  private static Map<UserId, Set<RoleId>> fromGroups(
      Handle tx, OrganizationId organization, List<UserId> people) {
    return byPerson(tx, FROM_GROUPS, organization, people);
  }

  private static Map<UserId, Set<RoleId>> byPerson(
      Handle tx, String sql, OrganizationId organization, List<UserId> people) {
    record Row(UserId user, RoleId role) {}
    var roles = new HashMap<UserId, Set<RoleId>>();
    ValueLists.read(
        tx,
        sql,
        people,
        row ->
            new Row(
                new UserId(Columns.text(row, "user_id")), new RoleId(Columns.text(row, "role_id"))),
        it -> roles.computeIfAbsent(it.user, any -> new HashSet<>()).add(it.role),
        organization);
    return roles;
  }
}
