package dev.hostedui.portal.users;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.member.MemberSearch;
import dev.hostedui.identity.member.MembershipStatus;
import dev.hostedui.identity.organization.OrganizationId;
import dev.hostedui.identity.user.UserId;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Avatar;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What the Users page reads. It writes nothing: changes go through {@code Members}. */
final class UsersQueries {

  /**
   * Rows of one page in the order of the list, whether a page follows and whether one precedes.
   *
   * @param total how many members there are
   */
  record Window(List<ListedUser> users, boolean before, boolean after, long total) {}

  private static final String COLUMNS =
      """
      SELECT m.position, m.status, m.expires_at, u.id, u.email, u.given_name, u.family_name,
             (SELECT string_agg(r.display_name, ', ') FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS roles
      """;

  private static final String LISTED =
      COLUMNS
          + """
            FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.organization_id = :organization AND m.position %s :edge
           ORDER BY m.position %s LIMIT :limit
          """;

  private final Database database;
  private final Clock clock;

  UsersQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** One page of the list or of a search in it. */
  Window page(
      OrganizationId organization, String search, ListState.Edge edge, int size, UserId visitor) {
    return database.read(
        handle -> {
          var now = clock.instant();
          var prepared = MemberSearch.prepare(search);
          var rows =
              prepared.grams().isEmpty()
                  ? listed(handle, organization, edge, size + 1, visitor, now)
                  : found(
                      handle,
                      organization,
                      MemberSearch.rarestFirst(handle, organization, prepared),
                      edge,
                      size + 1,
                      visitor,
                      now);
          var more = rows.size() > size;
          var users = new ArrayList<>(more ? rows.subList(0, size) : rows);
          if (!edge.after()) Collections.reverse(users);
          var isFirst = edge.after() && edge.position() == Long.MAX_VALUE;
          return new Window(
              users,
              edge.after() ? !isFirst : more,
              edge.after() ? more : true,
              total(handle, organization));
        });
  }

  private static List<ListedUser> listed(
      Handle handle,
      OrganizationId organization,
      ListState.Edge edge,
      int limit,
      UserId visitor,
      Instant now) {
    return handle
        .createQuery(edge.after() ? LISTED.formatted("<", "DESC") : LISTED.formatted(">", "ASC"))
        .bind("organization", organization.value())
        .bind("edge", edge.position())
        .bind("limit", limit)
        .map((row, context) -> user(row, visitor, now))
        .list();
  }

  /** Walks the rarest three letters in the order of the list and stops when the page is full. */
  private static List<ListedUser> found(
      Handle handle,
      OrganizationId organization,
      MemberSearch.Prepared search,
      ListState.Edge edge,
      int limit,
      UserId visitor,
      Instant now) {
    var grams = search.grams();
    var also =
        grams.size() > 1
            ? " AND EXISTS (SELECT 1 FROM member_grams h WHERE h.organization_number = g.organization_number AND h.gram = :second AND h.position = g.position)"
            : "";
    var whole = search.isShort() ? "" : " AND m.search_text LIKE :pattern ESCAPE '\\'";
    var sql =
        COLUMNS
            + " FROM member_grams g"
            + " JOIN memberships m ON m.organization_id = :organization AND m.position = g.position"
            + " JOIN users u ON u.id = m.user_id"
            + " WHERE g.organization_number = (SELECT number FROM organizations WHERE id = :organization)"
            + " AND g.gram = :gram AND g.position "
            + (edge.after() ? "<" : ">")
            + " :edge"
            + also
            + whole
            + " ORDER BY g.position "
            + (edge.after() ? "DESC" : "ASC")
            + " LIMIT :limit";
    var query =
        handle
            .createQuery(sql)
            .bind("organization", organization.value())
            .bind("gram", grams.get(0))
            .bind("edge", edge.position())
            .bind("limit", limit);
    if (grams.size() > 1) query.bind("second", grams.get(1));
    if (!search.isShort()) query.bind("pattern", search.pattern());
    return query.map((row, context) -> user(row, visitor, now)).list();
  }

  private static long total(Handle handle, OrganizationId organization) {
    return handle
        .createQuery("SELECT member_count FROM organizations WHERE id = :organization")
        .bind("organization", organization.value())
        .mapTo(Long.class)
        .one();
  }

  /** One member as the list shows them. */
  Optional<ListedUser> one(OrganizationId organization, UserId id, UserId visitor) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    COLUMNS
                        + " FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = :organization AND m.user_id = :user")
                .bind("organization", organization.value())
                .bind("user", id.value())
                .map((row, context) -> user(row, visitor, clock.instant()))
                .findOne());
  }

  /** The ids of the roles a member holds. */
  List<String> roleIds(OrganizationId organization, UserId id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT role_id FROM membership_roles WHERE organization_id = :organization AND user_id = :user")
                .bind("organization", organization.value())
                .bind("user", id.value())
                .mapTo(String.class)
                .list());
  }

  private static ListedUser user(ResultSet row, UserId visitor, Instant now) throws SQLException {
    var given = Columns.text(row, "given_name");
    var family = Columns.text(row, "family_name");
    var email = Columns.text(row, "email");
    var expires = Columns.timeOrNull(row, "expires_at");
    var id = Columns.text(row, "id");
    return new ListedUser(
        id,
        (given + " " + family).strip(),
        email,
        Avatar.of(given, family, email),
        row.getLong("position"),
        Columns.text(row, "roles"),
        MembershipStatus.now(Columns.text(row, "status"), expires, now),
        expires == null ? null : Ago.of(expires, now),
        id.equals(visitor.value()));
  }
}
