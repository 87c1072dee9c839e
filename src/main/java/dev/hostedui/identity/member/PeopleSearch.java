package dev.hostedui.identity.member;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.UserId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Finds people of all organizations by a part of their address or name.
 *
 * <p>It reads the letters by which the members of each organization are found ({@link
 * MemberSearch}), one organization after the other, and stops when the page is full: it costs a few
 * microseconds for each organization, and more only for those where the letters stand. Whoever
 * belongs to several is found in the oldest of them, and who belongs to none is not found here.
 */
public final class PeopleSearch {

  /**
   * Somebody who was found.
   *
   * @param organization the number of the organization in which they were
   * @param position of theirs in its list
   */
  public record Found(UserId user, long organization, long position) {}

  /**
   * Where a part of the list lies: next to somebody.
   *
   * @param before whether it lies before them, the nearest first, and not after them
   * @param organization as in {@link Found}; 0 for the start
   */
  public record Edge(boolean before, long organization, long position) {}

  /**
   * Those of one organization whose letters are written; see {@link MemberList} about the joins.
   */
  private static final String WRITTEN =
      """
      SELECT :organization AS number, m.position, m.user_id
        FROM member_grams g CROSS JOIN member_grams g2 CROSS JOIN memberships m
       WHERE g.organization_number = :organization AND g.gram = :rarest AND g.position %1$s :position
         AND g2.organization_number = g.organization_number AND g2.gram = :second AND g2.position = g.position
         AND m.organization_id = :id AND m.position = g.position AND m.search_text LIKE :pattern ESCAPE '\\'
         AND :organization = %2$s
       ORDER BY g.position %3$s LIMIT :limit
      """;

  /** Those whose letters are due: see {@link LettersDue}. */
  private static final String DUE =
      """
      SELECT o.number, m.position, m.user_id
        FROM memberships m JOIN organizations o ON m.organization_id = o.id
       WHERE m.letters_due IS NOT NULL
         AND (o.number %1$s :organization OR (o.number = :organization AND m.position %1$s :position))
         AND m.search_text LIKE :pattern ESCAPE '\\' AND o.number = %2$s
       ORDER BY o.number %3$s, m.position %3$s LIMIT :limit
      """;

  private static final String OLDEST =
      """
      (SELECT MIN(older.number) FROM memberships other JOIN organizations older ON older.id = other.organization_id
        WHERE other.user_id = m.user_id)\
      """;

  /**
   * The next organizations where some letters stand at all. Asked like this, engines look the
   * letters up organization by organization, and never through all letters.
   */
  private static final String HAVING =
      """
      SELECT o.number, o.id FROM organizations o
       WHERE o.number %1$s :organization
         AND (SELECT 1 FROM member_grams g WHERE g.organization_number = o.number AND g.gram = :rarest LIMIT 1) = 1
         AND (SELECT 1 FROM member_grams g WHERE g.organization_number = o.number AND g.gram = :second LIMIT 1) = 1
       ORDER BY o.number %2$s LIMIT :chunk
      """;

  private static final int CHUNK = 50;

  private record Candidate(long number, OrganizationId id) {}

  private final Database database;

  public PeopleSearch(Database database) {
    this.database = database;
  }

  /**
   * A part of the list of those who are found, in the order in which organizations were made and
   * people came to them.
   *
   * @param typed at least three letters; of more than {@link MemberSearch#LONGEST} the first count
   */
  public List<Found> page(String typed, Edge edge, int limit) {
    var prepared = MemberSearch.prepare(typed);
    if (prepared.isShort()) return List.of();
    var search =
        largest().map(it -> MemberSearch.mostTellingFirst(database, it, prepared)).orElse(prepared);
    var grams = search.grams();
    var parameters = new HashMap<String, Object>();
    parameters.put("organization", edge.organization);
    parameters.put("position", edge.position);
    parameters.put("pattern", search.pattern());
    parameters.put("limit", limit);
    parameters.put("rarest", grams.get(0));
    parameters.put("second", grams.get(Math.min(1, grams.size() - 1)));
    parameters.put("chunk", CHUNK);
    var order = Comparator.comparingLong(Found::organization).thenComparingLong(Found::position);
    var found = new TreeSet<>(edge.before ? order.reversed() : order);
    // these first: whose letters are written meanwhile is found twice, and not missed
    found.addAll(rows(DUE, edge, parameters));
    found.addAll(written(edge, limit, parameters));
    return found.stream().limit(limit).toList();
  }

  /** Looks through one organization after the other until there are enough. */
  private List<Found> written(Edge edge, int limit, Map<String, Object> parameters) {
    var found = new ArrayList<Found>();
    for (var it : at(edge)) found.addAll(rows(WRITTEN, edge, of(it, edge.position, parameters)));
    var from = edge.organization;
    while (found.size() < limit) {
      var next = having(edge, from, parameters);
      for (var it : next) {
        if (found.size() >= limit) return found;
        var start = edge.before ? Long.MAX_VALUE : 0;
        found.addAll(rows(WRITTEN, edge, of(it, start, parameters)));
        from = it.number;
      }
      if (next.size() < CHUNK) return found;
    }
    return found;
  }

  private static Map<String, Object> of(
      Candidate organization, long position, Map<String, Object> parameters) {
    var all = new HashMap<>(parameters);
    all.put("organization", organization.number);
    all.put("id", organization.id);
    all.put("position", position);
    return all;
  }

  private List<Candidate> at(Edge edge) {
    return database.rows(
        "SELECT number, id FROM organizations WHERE number = ?",
        PeopleSearch::candidate,
        edge.organization);
  }

  private List<Candidate> having(Edge edge, long from, Map<String, Object> parameters) {
    var all = new HashMap<>(parameters);
    all.put("organization", from);
    return database.rows(
        HAVING.formatted(edge.before ? "<" : ">", edge.before ? "DESC" : "ASC"),
        PeopleSearch::candidate,
        all);
  }

  private static Candidate candidate(ResultSet row) throws SQLException {
    return new Candidate(row.getLong("number"), new OrganizationId(Columns.text(row, "id")));
  }

  private List<Found> rows(String statement, Edge edge, Map<String, Object> parameters) {
    return database.rows(
        statement.formatted(edge.before ? "<" : ">", OLDEST, edge.before ? "DESC" : "ASC"),
        row ->
            new Found(
                new UserId(Columns.text(row, "user_id")),
                row.getLong("number"),
                row.getLong("position")),
        parameters);
  }

  /** The organization by which is told which letters are rare. */
  private Optional<OrganizationId> largest() {
    return database
        .rows(
            "SELECT id FROM organizations ORDER BY member_count DESC LIMIT 1",
            row -> new OrganizationId(Columns.text(row, "id")))
        .stream()
        .findFirst();
  }
}
