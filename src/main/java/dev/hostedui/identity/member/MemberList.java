package dev.hostedui.identity.member;

import dev.hostedui.db.Cells;
import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.TextValue;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.role.RoleId;
import dev.hostedui.identity.role.Roles;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Lists the members of an organization and finds some of them, page by page, the newest first, at
 * the same cost in any size of organization. How a search is prepared stands in {@link
 * MemberSearch}.
 */
public final class MemberList {

  /**
   * Where a page begins.
   *
   * @param after whether the page follows the edge in the list; else it precedes it
   * @param position the position at the edge, which is not on the page
   */
  public record Edge(boolean after, long position) {
    /** Before the first member. */
    public static final Edge FIRST = new Edge(true, Long.MAX_VALUE);
  }

  /** How a membership stands; who is invited may have let the time pass. */
  public enum Standing {
    ACTIVE("ACTIVE"),
    /** Invited, and there is still time to accept it. */
    INVITED("PENDING_INVITE"),
    /** Invited, and the time to accept it has passed. */
    EXPIRED("PENDING_INVITE"),
    INACTIVE("INACTIVE");

    private final String stored;

    Standing(String stored) {
      this.stored = stored;
    }
  }

  /**
   * Whom a list lets through.
   *
   * @param standing how they must stand, or null for anyhow
   * @param role the role they must hold, or null for any
   */
  public record Filter(@Nullable Standing standing, @Nullable RoleId role) {
    /** Everybody. */
    public static final Filter NONE = new Filter(null, null);

    private void into(Map<String, Object> parameters, Instant now) {
      if (standing != null) parameters.put("status", standing.stored);
      if (isOfInvited()) parameters.put("now", now);
      if (role != null) parameters.put("role", role);
    }

    private String ofStatus() {
      if (standing == null) return "";
      var status = " AND m.status = :status ";
      if (!isOfInvited()) return status;
      return status + "AND m.expires_at " + (standing == Standing.EXPIRED ? "<=" : ">") + " :now ";
    }

    private boolean isOfInvited() {
      return standing == Standing.INVITED || standing == Standing.EXPIRED;
    }

    private String ofMember() {
      return ofStatus()
          + (role == null
              ? ""
              : " AND EXISTS (SELECT 1 FROM membership_roles held WHERE held.organization_id = m.organization_id"
                  + " AND held.user_id = m.user_id AND held.role_id = :role) ");
    }
  }

  /** Rows of one page in the order of the list, whether a page precedes and whether one follows. */
  public record Page(List<ListedMember> members, boolean before, boolean after) {}

  /**
   * What every look at the list says beside its rows.
   *
   * @param total how many members there are, in all states and whatever is searched
   * @param seats how many there may be, by the organization's own rule or else the environment's,
   *     or 0 when as many as it likes
   * @param roles by whose names the list can be filtered: the environment's, then its own
   */
  public record Frame(long total, long seats, List<RoleName> roles) {}

  /** A role by its name alone. */
  public record RoleName(String id, String displayName) {}

  private static final String FRAME =
      """
      SELECT o.member_count, COALESCE(o.max_allowed_users, e.max_allowed_users) AS seats, r.id, r.display_name
        FROM organizations o CROSS JOIN environment e LEFT JOIN roles r ON %s
       WHERE o.id = :organization
       ORDER BY r.organization_id IS NOT NULL, r.display_name LIMIT 500
      """
          .formatted(Roles.USABLE);

  private static final String COLUMNS =
      """
      SELECT CASE WHEN m.status = 'INACTIVE' AND %s THEN 1 ELSE 0 END AS kept_out,
             m.position, m.status, m.expires_at, u.id, u.email, u.given_name, u.family_name, m.signed_in_at, m.mail_fault,
             (SELECT string_agg(r.display_name, ', ' ORDER BY r.display_name) FROM membership_roles mr JOIN roles r ON r.id = mr.role_id
               WHERE mr.organization_id = m.organization_id AND mr.user_id = m.user_id) AS roles
      """
          .formatted(KeptOut.in("m.organization_id", "u.email"));

  private static final String NEWCOMERS =
      COLUMNS
          + """
              , m.search_text
              FROM memberships m JOIN users u ON u.id = m.user_id
             WHERE m.organization_id = :organization AND m.letters_due IS NOT NULL AND m.position %s :edge
               AND m.search_text LIKE :pattern ESCAPE '\\' %s
             ORDER BY m.position %s LIMIT :limit
            """;

  /** Without a filter, as nearly every request asks, the statement is not made anew. */
  private static final String AFTER = listed(Filter.NONE, true);

  private static final String BEFORE = listed(Filter.NONE, false);

  /** To count more would make the page of a large organization slow. */
  private static final long MOST_COUNTED = 10_000;

  private final Database database;
  private final Clock clock;

  public MemberList(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /**
   * One page of the list or of a search in it.
   *
   * @param search what a person typed, or empty for everybody
   * @param size how many rows at most
   */
  public Page page(OrganizationId organization, String search, Edge edge, int size) {
    return page(organization, search, Filter.NONE, edge, size);
  }

  /**
   * One page of those whom a filter lets through, of the list or of a search in it. A filter alone
   * costs the same in any size of organization; beside a search, or a status beside a role, it
   * looks at those who are found. Of invitations it looks at all that nobody has accepted, in the
   * order of the list, until it has a page of those that have expired, or have not.
   */
  public Page page(OrganizationId organization, String search, Filter filter, Edge edge, int size) {
    var parameters = new HashMap<String, Object>();
    filter.into(parameters, clock.instant());
    parameters.put("organization", organization);
    parameters.put("edge", edge.position());
    parameters.put("limit", size + 1);
    var prepared = MemberSearch.prepare(search);
    var rows =
        prepared.grams().isEmpty()
            ? database.rows(listed(filter, edge), this::member, parameters)
            : searched(organization, prepared, filter, edge, size + 1, parameters);
    var more = rows.size() > size;
    var members = new ArrayList<>(more ? rows.subList(0, size) : rows);
    if (!edge.after()) Collections.reverse(members);
    var isFirst = edge.after() && edge.position() == Long.MAX_VALUE;
    return new Page(members, edge.after() ? !isFirst : more, edge.after() ? more : true);
  }

  private static String listed(Filter filter, Edge edge) {
    if (filter.equals(Filter.NONE)) return edge.after() ? AFTER : BEFORE;
    return listed(filter, edge.after());
  }

  private static String listed(Filter filter, boolean after) {
    if (filter.role() != null) return holding(filter, after);
    return COLUMNS
        + """
            FROM memberships m JOIN users u ON u.id = m.user_id
           WHERE m.organization_id = :organization AND m.position %s :edge %s
           ORDER BY m.position %s LIMIT :limit
          """
            .formatted(after ? "<" : ">", filter.ofStatus(), after ? "DESC" : "ASC");
  }

  /**
   * Walks those who hold a role, in the order of the list. The edge is named for the members too:
   * PostgreSQL merges both lists and would begin theirs at the top.
   */
  private static String holding(Filter filter, boolean after) {
    return COLUMNS
        + """
            FROM membership_roles held CROSS JOIN memberships m CROSS JOIN users u
           WHERE held.organization_id = :organization AND held.role_id = :role AND held.position %s :edge
             AND m.organization_id = :organization AND m.position = held.position AND m.position %s :edge %s
             AND u.id = m.user_id
           ORDER BY held.position %s LIMIT :limit
          """
            .formatted(
                after ? "<" : ">", after ? "<" : ">", filter.ofStatus(), after ? "DESC" : "ASC");
  }

  /** Those whose letters are written, and those whose letters are due: see {@link LettersDue}. */
  private List<ListedMember> searched(
      OrganizationId organization,
      MemberSearch.Prepared search,
      Filter filter,
      Edge edge,
      int most,
      Map<String, Object> parameters) {
    var order = Comparator.comparingLong(ListedMember::position);
    var found = new TreeSet<>(edge.after() ? order.reversed() : order);
    // these first: whose letters are written meanwhile is found twice, and not missed
    found.addAll(newcomers(search, filter, edge, most, parameters));
    var telling = MemberSearch.mostTellingFirst(database, organization, search);
    var statement = found(telling, edge.after(), filter, parameters);
    found.addAll(database.rows(statement, this::member, parameters));
    return found.stream().limit(most).toList();
  }

  private List<ListedMember> newcomers(
      MemberSearch.Prepared search,
      Filter filter,
      Edge edge,
      int most,
      Map<String, Object> parameters) {
    record Newcomer(String text, ListedMember member) {}
    var values = new HashMap<>(parameters);
    values.put("pattern", search.pattern());
    values.put("address", search.addressPattern());
    // a short one is asked of each
    values.put("limit", search.isShort() ? Integer.MAX_VALUE : most);
    var rows =
        database.rows(
            NEWCOMERS.formatted(
                edge.after() ? "<" : ">",
                search.shown() + filter.ofMember(),
                edge.after() ? "DESC" : "ASC"),
            row -> new Newcomer(Columns.text(row, "search_text"), member(row)),
            values);
    return rows.stream()
        .filter(it -> search.finds(it.text))
        .limit(most)
        .map(Newcomer::member)
        .toList();
  }

  /** The statement of a search, and what it is filled in with. */
  private static String found(
      MemberSearch.Prepared search, boolean after, Filter filter, Map<String, Object> parameters) {
    parameters.put("address", search.addressPattern());
    // the statement has a place for each of several grams; a shorter search repeats its last one
    var grams = search.grams();
    var last = grams.size() - 1;
    parameters.put("rarest", grams.get(0));
    parameters.put("second", grams.get(Math.min(1, last)));
    if (!search.isShort()) parameters.put("pattern", search.pattern());
    if (search.rare()) return foundRare(search, after, filter);
    parameters.put("third", grams.get(Math.min(2, last)));
    return foundCommon(search, after, filter);
  }

  /**
   * Walks the rarest three letters in the order of the list and stops when the page is full. Two
   * more are looked up before the member is.
   *
   * <p>{@code CROSS JOIN} is how SQLite is told to walk the letters first, in this order: it would
   * look into an {@code EXISTS} only after the member, whose row costs more and is seldom in
   * memory. More than three seldom rule anybody out whom these did not.
   */
  private static String foundCommon(MemberSearch.Prepared search, boolean after, Filter filter) {
    return COLUMNS
        + """
            FROM member_grams g CROSS JOIN member_grams g2 CROSS JOIN member_grams g3
                 CROSS JOIN memberships m CROSS JOIN users u
           WHERE g.organization_number = (SELECT number FROM organizations WHERE id = :organization)
             AND g.gram = :rarest AND g.position %s :edge
             AND g2.organization_number = g.organization_number AND g2.gram = :second AND g2.position = g.position
             AND g3.organization_number = g.organization_number AND g3.gram = :third AND g3.position = g.position
             AND m.organization_id = :organization AND m.position = g.position %s
             AND u.id = m.user_id
           ORDER BY g.position %s LIMIT :limit
          """
            .formatted(
                after ? "<" : ">",
                (search.isShort() ? "" : "AND m.search_text LIKE :pattern ESCAPE '\\' ")
                    + search.shown()
                    + filter.ofMember(),
                after ? "DESC" : "ASC");
  }

  /**
   * Where the first letters are rare, their rows and those of the second are read side by side,
   * which is how engines intersect two ordered lists, and of the second only those between the ends
   * of the first.
   */
  private static String foundRare(MemberSearch.Prepared search, boolean after, Filter filter) {
    var rows =
        "SELECT position FROM member_grams WHERE organization_number = (SELECT number FROM organizations WHERE id = :organization) AND gram = ";
    var beyond = " AND position " + (after ? "<" : ">") + " :edge";
    return COLUMNS
        + """
            FROM (%s%s INTERSECT %s%s AND position BETWEEN (%s) AND (%s)) g
                 CROSS JOIN memberships m CROSS JOIN users u
           WHERE m.organization_id = :organization AND m.position = g.position AND m.search_text LIKE :pattern ESCAPE '\\'
             AND u.id = m.user_id %s
           ORDER BY g.position %s LIMIT :limit
          """
            .formatted(
                rows + ":rarest",
                beyond,
                rows + ":second",
                beyond,
                rows.replace("position", "MIN(position)") + ":rarest",
                rows.replace("position", "MAX(position)") + ":rarest",
                search.shown() + filter.ofMember(),
                after ? "DESC" : "ASC");
  }

  /**
   * How many seats an organization has and how many are taken, counted up to one more than that.
   *
   * @param taken by members and valid invitations
   */
  public record Seats(long taken, long all) {}

  /**
   * The seats that a frame tells of; empty where there are as many as anybody likes, or so many
   * that they are not counted.
   */
  public Optional<Seats> seats(OrganizationId organization, Frame frame) {
    var all = frame.seats();
    return all <= 0 || all > MOST_COUNTED
        ? Optional.empty()
        : database.read(
            handle ->
                Optional.of(
                    new Seats(
                        new MemberTable(clock).takenSeats(handle, organization, all + 1), all)));
  }

  /**
   * What stands around the list.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public Frame frame(OrganizationId organization) {
    record Row(long total, long seats, @Nullable String role, String name) {}
    var rows =
        database.rows(
            FRAME,
            row -> {
              var cells = new Cells(row);
              return new Row(cells.number(), cells.number(), cells.textOrNull(), cells.text());
            },
            Map.of("organization", organization));
    if (rows.isEmpty()) throw Problem.notFound("organization_not_found");
    var roles = new ArrayList<RoleName>();
    for (var row : rows) if (row.role != null) roles.add(new RoleName(row.role, row.name));
    return new Frame(rows.get(0).total, rows.get(0).seats, roles);
  }

  /**
   * How many members there are, in all states.
   *
   * @throws Problem NOT_FOUND when there is no such organization
   */
  public long total(OrganizationId organization) {
    return database
        .rows(
            "SELECT member_count FROM organizations WHERE id = ?",
            row -> row.getLong(1),
            organization)
        .stream()
        .findFirst()
        .orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  /** One member as the list shows them. */
  public Optional<ListedMember> one(OrganizationId organization, UserId user) {
    return one(organization, "m.user_id", user);
  }

  /** The member with this address as the list shows them. */
  public Optional<ListedMember> one(OrganizationId organization, EmailAddress email) {
    return one(organization, "u.email", email);
  }

  private Optional<ListedMember> one(OrganizationId organization, String column, TextValue value) {
    return database
        .rows(
            COLUMNS
                + " FROM memberships m JOIN users u ON u.id = m.user_id WHERE m.organization_id = ? AND "
                + column
                + " = ?",
            this::member,
            organization,
            value)
        .stream()
        .findFirst();
  }

  /** Reads a row that begins with {@link #COLUMNS}. */
  private ListedMember member(ResultSet row) throws SQLException {
    var cells = new Cells(row);
    var keptOut = cells.number() > 0;
    var position = cells.number();
    var status = cells.text();
    var expires = cells.timeOrNull();
    var user = new UserId(cells.text());
    var email = cells.text();
    var givenName = cells.text();
    var familyName = cells.text();
    var signedIn = cells.timeOrNull();
    var mailFault = cells.textOrNull();
    var roles = cells.text();
    var invited = status.equals(MembershipStatus.PENDING_INVITE.name());
    return new ListedMember(
        user,
        email,
        invited ? "" : givenName,
        invited ? "" : familyName,
        position,
        roles,
        MembershipStatus.now(status, expires, clock.instant()),
        expires,
        signedIn,
        invited ? mailFault : null,
        keptOut);
  }
}
