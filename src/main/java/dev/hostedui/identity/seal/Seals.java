package dev.hostedui.identity.seal;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Which keys the texts of a database are sealed with, and how they come to another one. */
public final class Seals {

  /** So many are sealed anew in one transaction: others that change something wait that long. */
  private static final int BATCH = 200;

  private static final Pattern COLUMN = Pattern.compile("\\{(\\w+)\\}");

  private final Database database;
  private final Vault vault;

  public Seals(Database database, Vault vault) {
    this.database = database;
    this.vault = vault;
  }

  /**
   * What sealing anew has done.
   *
   * @param anew how many texts have the newest key now
   * @param left what was not opened: it was changed, or sealed with a key that is not among ours
   */
  public record Outcome(int anew, List<String> left) {
    public Outcome {
      left = List.copyOf(left);
    }
  }

  /** Whether anything at all is sealed in a database. */
  public static boolean exist(Database database) {
    return SealedColumn.in(database).stream()
        .anyMatch(
            it ->
                !database
                    .rows(
                        "SELECT 1 FROM %1$s WHERE %2$s <> '' LIMIT 1"
                            .formatted(it.table, it.column),
                        row -> row.getInt(1))
                    .isEmpty());
  }

  /**
   * Whether one of our keys has sealed any of what is needed, or of all there is; empty when
   * nothing of that is sealed.
   */
  public Optional<Boolean> ours(boolean needed) {
    var found =
        SealedColumn.in(database).stream()
            .flatMap(it -> beginnings(database, it, needed).stream())
            .toList();
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(found.stream().anyMatch(vault.beginnings()::contains));
  }

  /** What is needed and was sealed with a key that is not among ours. */
  public List<String> missingAKey() {
    return with(true, it -> !vault.beginnings().contains(it));
  }

  /** The rows that need a text which was sealed with a key that is not among ours. */
  public List<String> missingAKey(SealedColumn it) {
    return database.rows(
        "SELECT DISTINCT %s FROM %s WHERE %s AND %s ORDER BY 1"
            .formatted(it.key.get(0), it.table, it.needed, notOurs(it)),
        row -> row.getString(1),
        vault.beginnings().toArray());
  }

  /** Takes away all that was sealed with a key that is not among ours. */
  public void forgetUnopened(Instant now) {
    database.useTransaction(
        tx -> {
          for (var it : SealedColumn.in(database))
            Direct.update(
                tx, it.removal(now) + " WHERE " + notOurs(it), vault.beginnings().toArray());
        });
  }

  private String notOurs(SealedColumn it) {
    return "%1$s <> '' AND SUBSTR(%1$s, 1, %2$d) NOT IN (%3$s)"
        .formatted(it.column, Vault.BEGINNING, marks(vault.beginnings()));
  }

  /** What is still sealed with an earlier key of ours. */
  public List<String> withAnEarlierKey() {
    return with(false, earlier()::contains);
  }

  private Collection<String> earlier() {
    var all = vault.beginnings();
    return all.stream().filter(it -> !it.equals(all.get(0))).toList();
  }

  private List<String> with(boolean needed, Predicate<String> beginning) {
    return SealedColumn.in(database).stream()
        .filter(it -> beginnings(database, it, needed).stream().anyMatch(beginning))
        .map(SealedColumn::words)
        .distinct()
        .toList();
  }

  /** What the texts of a column begin with, of all or of those that are needed. */
  private static List<String> beginnings(Database database, SealedColumn it, boolean needed) {
    return database.rows(
        "SELECT DISTINCT SUBSTR(%2$s, 1, %3$d) FROM %1$s WHERE %2$s <> ''%4$s"
            .formatted(it.table, it.column, Vault.BEGINNING, needed ? " AND " + it.needed : ""),
        row -> row.getString(1));
  }

  /**
   * Seals with the newest key whatever an earlier one has sealed, a batch after the other. Servers
   * may run meanwhile: a text that one of them changes is left to it.
   */
  public Outcome sealAnew() {
    var count = 0;
    for (var column : SealedColumn.in(database)) {
      var rows = batch(column, List.of());
      while (!rows.isEmpty()) {
        count += sealAnew(column, rows);
        rows = batch(column, rows.get(rows.size() - 1).key);
      }
    }
    var left = new ArrayList<>(with(false, it -> !it.equals(vault.beginnings().get(0))));
    return new Outcome(count, left);
  }

  private record Row(List<Object> key, String place, String sealed) {}

  /** The next rows behind the one of a key, in the order of their keys. */
  private List<Row> batch(SealedColumn it, List<Object> after) {
    var earlier = earlier();
    if (earlier.isEmpty()) return List.of();
    var parameters = new ArrayList<Object>(earlier);
    parameters.addAll(after);
    var key = String.join(", ", it.key);
    var sql =
        "SELECT %s FROM %s WHERE SUBSTR(%s, 1, %d) IN (%s)%s ORDER BY %s LIMIT %d"
            .formatted(
                String.join(", ", columns(it)),
                it.table,
                it.column,
                Vault.BEGINNING,
                marks(earlier),
                after.isEmpty() ? "" : " AND (%s) > (%s)".formatted(key, marks(after)),
                key,
                BATCH);
    return database.rows(sql, row -> row(it, row), parameters.toArray());
  }

  /**
   * What {@link #row} reads: what a row is known by, what its text is sealed for, and that text.
   */
  private static Set<String> columns(SealedColumn it) {
    var all = new LinkedHashSet<>(it.key);
    COLUMN.matcher(it.place).results().forEach(found -> all.add(found.group(1)));
    all.add(it.column);
    return all;
  }

  private static String marks(Collection<?> values) {
    return String.join(", ", values.stream().map(any -> "?").toList());
  }

  private static Row row(SealedColumn it, ResultSet row) throws SQLException {
    var key = new ArrayList<Object>();
    for (var name : it.key) key.add(row.getObject(name));
    var place = it.place;
    for (var found : COLUMN.matcher(it.place).results().toList())
      place = place.replace(found.group(), Columns.text(row, found.group(1)));
    return new Row(key, place, Columns.text(row, it.column));
  }

  private int sealAnew(SealedColumn it, List<Row> rows) {
    var changes = new ArrayList<Object[]>();
    for (var row : rows) {
      try {
        var values = new ArrayList<Object>();
        values.add(vault.seal(row.place, vault.open(row.place, row.sealed)));
        values.addAll(row.key);
        values.add(row.sealed);
        changes.add(values.toArray());
      } catch (IllegalStateException notOurs) {
        // somebody has changed it, and it is told of as left
      }
    }
    if (changes.isEmpty()) return 0;
    var update =
        "UPDATE %1$s SET %2$s = ? WHERE %3$s AND %2$s = ?"
            .formatted(it.table, it.column, String.join(" = ? AND ", it.key) + " = ?");
    database.useTransaction(tx -> Direct.updateAll(tx, update, changes.iterator()));
    return changes.size();
  }
}
