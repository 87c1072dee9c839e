package dev.hostedui.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The database engines every database test runs on. Each test gets a copy of a seeded database. */
public enum Engine {
  SQLITE {
    @Override
    String copy(int number) {
      try {
        var file = FOLDER.resolve("copy-" + number + ".db");
        Files.copy(FOLDER.resolve("seeded.db"), file);
        return "jdbc:sqlite:" + file;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    String seedUrl() {
      return "jdbc:sqlite:" + FOLDER.resolve("seeded.db");
    }

    @Override
    void keepSeed(String copy) {
      // it lies beside
    }

    @Override
    void restore(String copy) {
      try (var connection = connect(copy)) {
        run(connection, "restore from '" + FOLDER.resolve("seeded.db") + "'");
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    void forget(String copy) {
      // nothing is kept
    }
  },
  POSTGRESQL {
    @Override
    String copy(int number) {
      dropUnused();
      execute("CREATE DATABASE copy_" + number + " TEMPLATE seeded STRATEGY FILE_COPY");
      copies.add("copy_" + number);
      return Postgres.SERVER.getJdbcUrl("postgres", "copy_" + number);
    }

    @Override
    String seedUrl() {
      execute("CREATE DATABASE seeded");
      return Postgres.SERVER.getJdbcUrl("postgres", "seeded");
    }

    @Override
    void keepSeed(String copy) {
      var connection = connect(copy);
      restorers.put(copy, connection);
      run(
          connection,
          """
          CREATE SCHEMA seed;
          CREATE FUNCTION seed.drop_others(ours TEXT[]) RETURNS void LANGUAGE plpgsql AS $$
          DECLARE name TEXT; BEGIN
            FOR name IN
              SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL (ours)
            LOOP
              EXECUTE format('DROP TABLE public.%I', name);
            END LOOP;
          END $$;
          DO $$ DECLARE
            names TEXT[] := ARRAY(SELECT tablename::TEXT FROM pg_tables WHERE schemaname = 'public');
            name TEXT; has BOOLEAN; body TEXT := '';
          BEGIN
            FOREACH name IN ARRAY names LOOP
              body := body || format('DELETE FROM public.%I; ', name);
              EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.%I)', name) INTO has;
              IF has THEN
                EXECUTE format('CREATE TABLE seed.%1$I AS TABLE public.%1$I', name);
                body := body || format('INSERT INTO public.%1$I SELECT * FROM seed.%1$I; ', name);
              END IF;
            END LOOP;
            -- neither foreign keys nor triggers: all tables are as they were together
            EXECUTE format(
              'CREATE FUNCTION seed.put_back() RETURNS void LANGUAGE plpgsql'
                ' SET session_replication_role = replica AS %L',
              'BEGIN ' || body || format('PERFORM seed.drop_others(%L); END', names));
          END $$
          """);
    }

    /**
     * Copies rows, for the server makes a new database slowly and hundreds of files for it; by a
     * connection that is kept, for a new one learns of each table and index anew.
     */
    @Override
    void restore(String copy) {
      run(restorers.get(copy), "SELECT seed.put_back()");
    }

    @Override
    void forget(String copy) {
      try (var restorer = restorers.remove(copy)) {
        // closed, for a database that is open cannot be dropped
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    /** The connections that put rows back, by the address of the database. */
    private final Map<String, Connection> restorers = new ConcurrentHashMap<>();

    private static final int NEWEST = 8;

    private final List<String> copies = new ArrayList<>();

    /**
     * Hundreds of copies would keep the server from stopping before the tests' time is up. The
     * newest may be those of tests that are about to open them.
     */
    private void dropUnused() {
      for (var copy : List.copyOf(copies.subList(0, Math.max(0, copies.size() - NEWEST)))) {
        if (isOpen(copy)) continue;
        execute("DROP DATABASE " + copy);
        copies.remove(copy);
      }
    }

    private boolean isOpen(String copy) {
      try (var statement = Postgres.MAINTENANCE.createStatement();
          var open =
              statement.executeQuery(
                  "SELECT 1 FROM pg_stat_activity WHERE datname = '" + copy + "'")) {
        return open.next();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void execute(String sql) {
      run(Postgres.MAINTENANCE, sql);
    }
  };

  private static final Path MEMORY = Path.of("/dev/shm");
  private static final long ENOUGH_BYTES = 3L << 30;
  private static final Path FOLDER = folder();
  private static final AtomicInteger COUNT = new AtomicInteger();
  private boolean seeded;

  static {
    // hundreds of pools are opened here, and few of them ever need more than two connections
    System.setProperty("hikaricp.configurationFile", "/testing/pools.properties");
  }

  abstract String copy(int number);

  abstract String seedUrl();

  /** The address of a fresh copy of the seeded database. */
  public synchronized String fresh() {
    if (!seeded) {
      TestApp.seed(seedUrl());
      seeded = true;
    }
    return copy(COUNT.incrementAndGet());
  }

  /** Keeps what {@link #restore} needs, of a copy that nobody has changed yet. */
  abstract void keepSeed(String copy);

  /** Writes the seeded data over a copy that is open, after {@link #keepSeed}. */
  abstract void restore(String copy);

  /** Lets go of what {@link #keepSeed} keeps beside the copy. */
  abstract void forget(String copy);

  private static Connection connect(String url) {
    try {
      return DriverManager.getConnection(url);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void run(Connection connection, String sql) {
    try (var statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of a PostgreSQL database without a table. */
  public static String emptyDatabase() {
    var name = "empty_" + COUNT.incrementAndGet();
    run(Postgres.MAINTENANCE, "CREATE DATABASE " + name);
    return Postgres.SERVER.getJdbcUrl("postgres", name);
  }

  /** The address of an SQLite file that does not exist yet. */
  public static String emptyFile() {
    return "jdbc:sqlite:" + FOLDER.resolve("empty-" + COUNT.incrementAndGet() + ".db");
  }

  /**
   * In memory where the machine has such a folder with room for a run: the program waits for the
   * disk at each commit, and on one that is busy the tests would do little else.
   */
  private static Path folder() {
    try {
      var folder =
          Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH_BYTES
              ? Files.createTempDirectory(MEMORY, "hosted-ui-test")
              : Files.createTempDirectory("hosted-ui-test");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      // a temporary folder that stays is no reason to fail
    }
  }

  /** Started when the first test asks for it. */
  private static final class Postgres {
    static final EmbeddedPostgres SERVER = start();

    /** Makes databases and drops them. */
    static final Connection MAINTENANCE = connect(SERVER.getJdbcUrl("postgres", "postgres"));

    private static EmbeddedPostgres start() {
      try {
        var server =
            EmbeddedPostgres.builder()
                .setDataDirectory(FOLDER.resolve("postgres"))
                .setServerConfig("max_connections", "300")
                // nothing here outlives the run
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("autovacuum", "off")
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(server)));
        return server;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void close(EmbeddedPostgres server) {
      try {
        server.close();
      } catch (IOException e) {
        // the process is ending
      }
    }
  }
}
