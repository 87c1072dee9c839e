package dev.hostedui.db;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the schema up, forward only. The files are {@code migrations/V<number>__<noun>.sql}. */
public final class Migrations {

  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** The number of the newest file; a test holds it to the folder. */
  public static final int LATEST = 55;

  /** The first file, by whose name a history is known to be ours. */
  static final String FIRST = "V1__identity.sql";

  /** By what the history of another program is told from ours. */
  static final String FIRST_APPLIED =
      "SELECT script FROM flyway_schema_history WHERE success ORDER BY installed_rank LIMIT 1";

  private Migrations() {}

  /**
   * Applies what is missing and returns how many files that were.
   *
   * <p>A schema that is current is recognised with one query, before Flyway is even loaded: that
   * saves more than half a second of every start.
   *
   * @throws StorageUnavailable when the schema is newer than this program, or a file fails
   */
  public static int run(String url, Database database) {
    var applied = appliedVersion(database);
    if (applied == LATEST) return 0;
    if (applied > LATEST) throw newer("The database", applied);
    var migrated = new AtomicInteger();
    database.alone(() -> migrated.set(migrate(url, database, LATEST)));
    if (applied > 0)
      LOG.info(
          "the schema of {} was brought up from {} to {}", Database.placeOf(url), applied, LATEST);
    return migrated.get();
  }

  /**
   * Whether the user of the database may change the tables of ours, which whoever owns them may.
   */
  public static boolean mayBeRun(Database database) {
    if (database.engine() == Database.Engine.SQLITE) return true;
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT has_schema_privilege(current_schema(), 'CREATE')
                      AND COALESCE((SELECT pg_has_role(relowner, 'USAGE') FROM pg_class
                                    WHERE oid = to_regclass('flyway_schema_history')), TRUE)
                    """)
                .mapTo(Boolean.class)
                .one());
  }

  static StorageUnavailable newer(String what, int schema) {
    return new StorageUnavailable(
        "%s was written by a newer version of this program (schema %d, this one knows %d)."
            .formatted(what, schema, LATEST),
        new IllegalStateException("schema " + schema));
  }

  /** Applies what is missing up to a version, and returns how many files that were. */
  static int migrate(String url, Database database, int version) {
    try {
      if (appliedVersion(database) == 0) makeTableAndDropIt(database);
      return Flyway.configure()
          .jdbcProperties(limits(database))
          .dataSource(url, null, null)
          .locations("classpath:migrations")
          .target(Integer.toString(version))
          .placeholders(
              database.engine() == Database.Engine.SQLITE
                  // SQLite reads JSON from text, and would make a number of what is called JSON
                  ? Map.of("clustered", "WITHOUT ROWID", "only_postgresql", "-- ", "json", "TEXT")
                  : Map.of("clustered", "", "only_postgresql", "", "json", "JSON"))
          .load()
          .migrate()
          .migrationsExecuted;
    } catch (FlywayException | JdbiException e) {
      throw database.cannotPrepare(e);
    }
  }

  /** Where that is not allowed, Flyway would try to make its first table for ten seconds. */
  private static void makeTableAndDropIt(Database database) {
    database.useTransaction(
        tx -> {
          tx.execute("CREATE TABLE made_to_be_dropped (id BIGINT)");
          tx.execute("DROP TABLE made_to_be_dropped");
        });
  }

  /** Flyway opens connections of its own, so they are told themselves how long they may wait. */
  private static Map<String, String> limits(Database database) {
    return database.engine() == Database.Engine.SQLITE
        ? Map.of()
        : Map.of("socketTimeout", Long.toString(TimeLimit.BULK.answer().toSeconds()));
  }

  /** The number of the newest applied file, 0 for an empty database. */
  public static int appliedVersion(Database database) {
    return database.read(
        handle -> {
          var history =
              switch (database.engine()) {
                case SQLITE ->
                    "SELECT COUNT(*) FROM sqlite_master WHERE name = 'flyway_schema_history'";
                case POSTGRESQL ->
                    "SELECT COUNT(*) FROM information_schema.tables"
                        + " WHERE table_name = 'flyway_schema_history'"
                        + " AND table_schema = current_schema()";
              };
          if (handle.createQuery(history).mapTo(Integer.class).one() == 0) return 0;
          return handle
              .createQuery(
                  "SELECT version FROM flyway_schema_history WHERE success ORDER BY installed_rank"
                      + " DESC LIMIT 1")
              .mapTo(Integer.class)
              .findOne()
              .orElse(0);
        });
  }
}
