package dev.hostedui.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
      run(copy, "restore from '" + FOLDER.resolve("seeded.db") + "'");
    }
  },
  POSTGRESQL {
    @Override
    String copy(int number) {
      dropUnused();
      execute("CREATE DATABASE copy_" + number + " TEMPLATE seeded");
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
      run(
          copy,
          """
          DO $$ DECLARE name TEXT; BEGIN
            CREATE SCHEMA seed;
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
              EXECUTE format('CREATE TABLE seed.%1$I AS TABLE public.%1$I', name);
            END LOOP;
          END $$
          """);
    }

    /** Copies rows, for the server makes a new database slowly and hundreds of files for it. */
    @Override
    void restore(String copy) {
      run(
          copy,
          """
          DO $$ DECLARE name TEXT; BEGIN
            -- neither foreign keys nor triggers: all tables are as they were together
            SET LOCAL session_replication_role = replica;
            FOR name IN
              SELECT tablename FROM pg_tables WHERE schemaname = 'public'
              EXCEPT SELECT tablename FROM pg_tables WHERE schemaname = 'seed'
            LOOP
              EXECUTE format('DROP TABLE public.%I', name);
            END LOOP;
            FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'seed' LOOP
              EXECUTE format('DELETE FROM public.%I', name);
              EXECUTE format('INSERT INTO public.%1$I SELECT * FROM seed.%1$I', name);
            END LOOP;
          END $$
          """);
    }

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
      try (var connection = Postgres.SERVER.getPostgresDatabase().getConnection();
          var statement = connection.createStatement();
          var open =
              statement.executeQuery(
                  "SELECT 1 FROM pg_stat_activity WHERE datname = '" + copy + "'")) {
        return open.next();
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    private void execute(String sql) {
      run(Postgres.SERVER.getJdbcUrl("postgres", "postgres"), sql);
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

  private static void run(String url, String sql) {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The address of a PostgreSQL database without a table. */
  public static String emptyDatabase() {
    var name = "empty_" + COUNT.incrementAndGet();
    try (var connection = Postgres.SERVER.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
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

    private static EmbeddedPostgres start() {
      try {
        var server =
            EmbeddedPostgres.builder()
                .setDataDirectory(FOLDER.resolve("postgres"))
                .setServerConfig("max_connections", "300")
                .setServerConfig("fsync", "off")
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
