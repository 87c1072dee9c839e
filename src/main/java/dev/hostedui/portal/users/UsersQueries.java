package dev.hostedui.portal.users;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.RowReader;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.member.MemberSearch;
import dev.hostedui.identity.member.MembershipStatus;
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

  private static final String AFTER = listed("<", "DESC");
  private static final String BEFORE = listed(">", "ASC");

  private static String listed(String direction, String order) {
    return COLUMNS
        + """
            FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.organization_id = ? AND m.position %s ?
           ORDER BY m.position %s LIMIT ?
          """
            .formatted(direction, order);
  }

  /**
   * {@code CROSS JOIN} is how SQLite is told to walk the letters first, in this order: it would
   * look into an {@code EXISTS} only after the member, whose row costs more and is seldom in
   * memory. More than three seldom rule anybody out whom these did not.
   */
  private static String found(boolean isShort, boolean after) {
    return COLUMNS
        + """
            FROM member_grams g CROSS JOIN member_grams g2 CROSS JOIN member_grams g3
                 CROSS JOIN memberships m CROSS JOIN users u
           WHERE g.organization_number = (SELECT number FROM organizations WHERE id = ?)
             AND g.gram = ? AND g.position %s ?
             AND g2.organization_number = g.organization_number AND g2.gram = ? AND g2.position = g.position
             AND g3.organization_number = g.organization_number AND g3.gram = ? AND g3.position = g.position
             AND m.organization_id = ? AND m.position = g.position %s
             AND u.id = m.user_id
           ORDER BY g.position %s LIMIT ?
          """
            .formatted(
                after ? "<" : ">",
                isShort ? "" : "AND m.search_text LIKE ? ESCAPE '\\'",
                after ? "DESC" : "ASC");
  }

  /**
   * Where the first letters are rare, their rows and those of the second are read side by side,
   * which is how engines intersect two ordered lists, and of the second only those between the ends
   * of the first.
   */
  private static String foundRare(boolean after) {
    var rows =
        "SELECT position FROM member_grams WHERE organization_number = (SELECT number FROM organizations WHERE id = ?) AND gram = ?";
    var beyond = " AND position " + (after ? "<" : ">") + " ?";
    return COLUMNS
        + """
            FROM (%s%s INTERSECT %s%s AND position BETWEEN (%s) AND (%s)) g
                 CROSS JOIN memberships m CROSS JOIN users u
           WHERE m.organization_id = ? AND m.position = g.position AND m.search_text LIKE ? ESCAPE '\\'
             AND u.id = m.user_id
           ORDER BY g.position %s LIMIT ?
          """
            .formatted(
                rows,
                beyond,
                rows,
                beyond,
                rows.replace("position", "MIN(position)"),
                rows.replace("position", "MAX(position)"),
                after ? "DESC" : "ASC");
  }

  private final Database database;
  private final Clock clock;

  UsersQueries(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** One page of the list or of a search in it. */
  Window page(
      OrganizationId organization, String search, ListState.Edge edge, int size, UserId visitor) {
    var now = clock.instant();
    RowReader<ListedUser> reader = row -> user(row, visitor, now);
    var prepared = MemberSearch.prepare(search);
    var rows =
        prepared.grams().isEmpty()
            ? database.rows(
                edge.after() ? AFTER : BEFORE,
                reader,
                organization.value(),
                edge.position(),
                size + 1)
            : found(
                organization,
                MemberSearch.mostTellingFirst(database, organization, prepared),
                edge,
                size + 1,
                reader);
    var more = rows.size() > size;
    var users = new ArrayList<>(more ? rows.subList(0, size) : rows);
    if (!edge.after()) Collections.reverse(users);
    var isFirst = edge.after() && edge.position() == Long.MAX_VALUE;
    return new Window(
        users, edge.after() ? !isFirst : more, edge.after() ? more : true, total(organization));
  }

  /**
   * Walks the rarest three letters in the order of the list and stops when the page is full. Two
   * more are looked up before the member is.
   */
  private List<ListedUser> found(
      OrganizationId organization,
      MemberSearch.Prepared search,
      ListState.Edge edge,
      int limit,
      RowReader<ListedUser> reader) {
    if (search.rare()) return foundRare(organization, search, edge, limit, reader);
    // who has fewer letters than are looked up has some of them looked up again, which costs little
    var grams = search.grams();
    var last = grams.size() - 1;
    var parameters = new ArrayList<Object>();
    parameters.add(organization.value());
    parameters.add(grams.get(0));
    parameters.add(edge.position());
    parameters.add(grams.get(Math.min(1, last)));
    parameters.add(grams.get(Math.min(2, last)));
    parameters.add(organization.value());
    if (!search.isShort()) parameters.add(search.pattern());
    parameters.add(limit);
    return database.rows(found(search.isShort(), edge.after()), reader, parameters.toArray());
  }

  private List<ListedUser> foundRare(
      OrganizationId organization,
      MemberSearch.Prepared search,
      ListState.Edge edge,
      int limit,
      RowReader<ListedUser> reader) {
    var id = organization.value();
    var rarest = search.grams().get(0);
    return database.rows(
        foundRare(edge.after()),
        reader,
        id,
        rarest,
        edge.position(),
        id,
        search.grams().get(1),
        edge.position(),
        id,
        rarest,
        id,
        rarest,
        id,
        search.pattern(),
        limit);
  }

  private long total(OrganizationId organization) {
    return database
        .rows(
            "SELECT member_count FROM organizations WHERE id = ?",
            row -> row.getLong(1),
            organization.value())
        .get(0);
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
