package dev.hostedui.identity.member;

import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.User;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Finds members by a part of their address or name, at the same cost in any size of organization.
 *
 * <p>Every three letters of the folded text are a row, in the order of the list, so a search reads
 * the rows of its rarest three letters from the page's edge on and stops when the page is full. One
 * or two letters match the beginning of a word: those beginnings are rows too.
 *
 * <p>A new member has about fifty such rows, on as many pages, so they are written a few seconds
 * later for many members at once ({@link LettersDue}). Until then {@link MemberList} looks through
 * the texts of those few.
 */
public final class MemberSearch {

  /** A longer text is cut: an address has at most 254 letters, and nobody types more. */
  public static final int LONGEST = 100;

  private static final int GRAM = 3;

  /** An address with a space before each of its words. */
  private static final String WORDS_OF_ADDRESS =
      "replace(replace(replace(replace(replace(' ' || u.email, '@', ' '), '.', ' '), '-', ' '),"
          + " '_', ' '), '+', ' ')";

  /** So many rows of one gram are written by one statement, or half as many, and so on to one. */
  private static final int MOST_POSITIONS = 64;

  private static String put(int positions) {
    return "INSERT INTO member_grams (organization_number, gram, position)"
        + " SELECT ?, ?, column1 FROM (VALUES "
        + String.join(", ", Collections.nCopies(positions, "(?)"))
        + ") due";
  }

  /**
   * How far down the list the twentieth row of a gram stands at least for the gram to be rare: its
   * rows are then read faster than they are looked up one by one.
   */
  private static final long RARE = 5_000;

  /**
   * Where the twentieth row of each of some grams stands, and the first of all, in one statement.
   */
  private static String twentieths(int grams) {
    return """
    SELECT sampled.column1,
           (SELECT position FROM member_grams
             WHERE organization_number = (SELECT number FROM organizations WHERE id = ?) AND gram = sampled.column1
             ORDER BY position DESC LIMIT 1 OFFSET 19) AS position,
           (SELECT MAX(position) FROM memberships WHERE organization_id = ?) AS first
      FROM (VALUES %s) sampled
    """
        .formatted(String.join(", ", Collections.nCopies(grams, "(?)")));
  }

  /**
   * A search, ready to be put into a statement.
   *
   * @param rare whether the first of the grams stands in few members
   */
  public record Prepared(String folded, List<String> grams, boolean rare) {
    /** The pattern of LIKE that the whole text must match, with its own signs taken literally. */
    public String pattern() {
      return "%" + literal() + "%";
    }

    private String literal() {
      return folded.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }

    /**
     * A condition by which a search finds nothing in the name of who is only invited: it is not
     * shown to the inviter, who would else find out by guessing. {@code :address} in it is {@link
     * #addressPattern}.
     */
    String shown() {
      return " AND (m.status <> 'PENDING_INVITE' OR "
          + (isShort() ? WORDS_OF_ADDRESS : "u.email")
          + " LIKE :address ESCAPE '\\') ";
    }

    /** What an address must be like where only that counts, as {@link #pattern} for the text. */
    String addressPattern() {
      return isShort() ? "% " + literal() + "%" : pattern();
    }

    /** Whether it is too short for anything but the beginnings of words. */
    public boolean isShort() {
      return folded.codePointCount(0, folded.length()) < GRAM;
    }

    /** Whether it finds a text of which no row is written yet. */
    boolean finds(String text) {
      return isShort() ? gramsOf(text).contains(folded) : text.contains(folded);
    }

    /** Whether two grams share letters where they first stand. */
    private boolean overlap(String gram, String other) {
      return Math.abs(folded.indexOf(gram) - folded.indexOf(other)) < GRAM;
    }
  }

  private MemberSearch() {}

  /** What is searched in: folded address and names. */
  public static String textOf(User user) {
    return Names.folded(user.email().value() + " " + user.fullName());
  }

  /** The rows of a text: each three letters, and the first one and two of each word. */
  static Set<String> gramsOf(String text) {
    var points = text.codePoints().toArray();
    var grams = new TreeSet<String>();
    for (var i = 0; i < points.length; i++) {
      if (i + GRAM <= points.length) grams.add(new String(points, i, GRAM));
      var startsWord =
          Character.isLetterOrDigit(points[i])
              && (i == 0 || !Character.isLetterOrDigit(points[i - 1]));
      if (startsWord) {
        grams.add(new String(points, i, 1));
        if (i + 2 <= points.length) grams.add(new String(points, i, 2));
      }
    }
    return grams;
  }

  /** Prepares what a person typed; empty text gives an empty search, which matches everything. */
  public static Prepared prepare(String typed) {
    var folded = Names.folded(typed.length() > LONGEST ? typed.substring(0, LONGEST) : typed);
    var points = folded.codePoints().toArray();
    if (points.length == 0) return new Prepared("", List.of(), false);
    if (points.length < GRAM) return new Prepared(folded, List.of(folded), false);
    var grams = new ArrayList<String>();
    for (var i = 0; i + GRAM <= points.length; i++) grams.add(new String(points, i, GRAM));
    return new Prepared(folded, grams.stream().distinct().toList(), false);
  }

  /**
   * Puts the grams of a search first that together leave the fewest members: the rarest in this
   * organization, then those that share no letter with one before them, for {@code ann} says little
   * where {@code nna} is true already.
   *
   * <p>The further down the list a gram's twentieth row stands, the rarer it is; one without a
   * twentieth row is the rarest.
   */
  public static Prepared mostTellingFirst(
      Database database, OrganizationId organization, Prepared search) {
    if (search.grams.size() < 2) return search;
    record Sampled(String gram, long position, long first) {}
    var telling = new ArrayList<String>();
    var overlapping = new ArrayList<String>();
    var parameters = new ArrayList<Object>();
    parameters.add(organization);
    parameters.add(organization);
    parameters.addAll(search.grams);
    var sampled =
        database
            .rows(
                twentieths(search.grams.size()),
                // null, where there are fewer, reads as zero
                row -> new Sampled(row.getString(1), row.getLong(2), row.getLong(3)),
                parameters.toArray())
            .stream()
            .sorted(Comparator.comparingLong(Sampled::position))
            .toList();
    for (var it : sampled)
      (telling.stream().anyMatch(other -> search.overlap(it.gram, other)) ? overlapping : telling)
          .add(it.gram);
    telling.addAll(overlapping);
    var rarest = sampled.get(0);
    return new Prepared(search.folded, telling, rarest.first - rarest.position >= RARE);
  }

  /**
   * A member whose rows are to be written.
   *
   * @param organization the number of the organization
   */
  record Entry(long organization, long position, String text) {}

  /** Writes the rows of members. */
  static void put(Handle tx, Collection<Entry> entries) {
    record Gram(long organization, String gram) {}
    // in the order of the table, so that each of its pages is touched once
    var positions =
        new TreeMap<Gram, List<Long>>(
            Comparator.comparingLong(Gram::organization).thenComparing(Gram::gram));
    for (var it : entries)
      for (var gram : gramsOf(it.text))
        positions
            .computeIfAbsent(new Gram(it.organization, gram), any -> new ArrayList<>())
            .add(it.position);
    positions.forEach(
        (gram, of) -> put(tx, gram.organization, gram.gram, of.stream().sorted().toList()));
  }

  /** Writes the rows of one gram, few statements for many: a gram of a domain is in all of them. */
  private static void put(Handle tx, long organization, String gram, List<Long> positions) {
    for (var from = 0; from < positions.size(); ) {
      var some = Integer.highestOneBit(Math.min(positions.size() - from, MOST_POSITIONS));
      var values = new ArrayList<Object>(List.of(organization, gram));
      values.addAll(positions.subList(from, from + some));
      Direct.update(tx, put(some), values.toArray());
      from += some;
    }
  }

  /** Writes the rows that a member's text has and another has not, and removes those. */
  static void replace(Handle tx, Entry before, String text) {
    var fresh = gramsOf(text);
    var stale = gramsOf(before.text);
    fresh.removeAll(stale);
    stale.removeAll(gramsOf(text));
    remove(tx, before, stale);
    for (var gram : fresh) put(tx, before.organization, gram, List.of(before.position));
  }

  /** Removes the rows of a member. */
  static void remove(Handle tx, Entry entry) {
    remove(tx, entry, gramsOf(entry.text));
  }

  private static void remove(Handle tx, Entry entry, Set<String> grams) {
    Direct.updateAll(
        tx,
        "DELETE FROM member_grams WHERE organization_number = ? AND gram = ? AND position = ?",
        grams.stream()
            .map(gram -> new Object[] {entry.organization, gram, entry.position})
            .iterator());
  }
}
