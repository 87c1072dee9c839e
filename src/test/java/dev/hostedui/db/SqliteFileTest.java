package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.db.StorageUnavailable.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

@Timeout(60)
class SqliteFileTest {

  @TempDir Path folder;
  private final AtomicInteger syncs = new AtomicInteger();
  private volatile boolean diskFails;
  private Path file;
  private Database database;

  @BeforeEach
  void open() {
    file = folder.resolve("data").resolve("test.db");
    database =
        Database.open(
            "jdbc:sqlite:" + file,
            () -> {
              syncs.incrementAndGet();
              if (diskFails) throw new IOException("EIO");
            });
    database.useTransaction(
        tx -> {
          tx.execute("CREATE TABLE words (word TEXT PRIMARY KEY)");
          tx.execute("INSERT INTO words VALUES ('first')");
        });
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void add(String word) {
    database.useTransaction(tx -> tx.execute("INSERT INTO words VALUES (?)", word));
  }

  private Path beside(String suffix) {
    return file.resolveSibling("test.db" + suffix);
  }

  // ------------------------------------------------------------------ what is answered is kept

  @Test
  void a_change_is_answered_after_a_sync_and_nothing_else_waits_for_one() {
    var before = syncs.get();
    add("second");
    assertThat(syncs.get()).isEqualTo(before + 1);
    database.note(tx -> tx.execute("INSERT INTO words VALUES ('noted')"));
    database.useTransaction(tx -> tx.execute("DELETE FROM words WHERE word = 'nowhere'"));
    database.rows("SELECT word FROM words", row -> row.getString(1));
    assertThat(syncs.get()).isEqualTo(before + 1);
  }

  @Test
  void a_change_that_a_failing_disk_may_not_have_kept_is_not_answered_as_saved() {
    diskFails = true;
    assertThatThrownBy(() -> add("second"))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("fails")
        .hasMessageContaining("not known whether")
        .extracting(e -> ((StorageUnavailable) e).mayHaveChanged())
        .isEqualTo(true);
    assertThat(database.trouble()).contains(Reason.FULL);
  }

  // ------------------------------------------------------------------ removed, emptied, replaced

  private void refusesChanges(String words) {
    assertThatThrownBy(() -> add("lost"))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining(words);
    assertThat(database.trouble()).contains(Reason.GONE);
  }

  @Test
  void a_folder_is_no_database_and_stays_as_it_was() throws IOException {
    var shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));

    assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + shared))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("names the folder " + shared)
        .hasMessageContaining("hosted-ui.db");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(shared)))
        .isEqualTo("rwxrwxrwx");
    assertThat(shared).isEmptyDirectory();
  }

  @Test
  void a_file_that_was_removed_while_it_is_served_takes_no_changes() throws IOException {
    Files.delete(file);
    refusesChanges("removed or replaced");
  }

  @Test
  void nor_does_one_that_was_replaced() throws IOException {
    var other = Files.copy(file, folder.resolve("other.db"));
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
    refusesChanges("removed or replaced");
  }

  @Test
  void nor_does_one_that_was_emptied() throws IOException {
    Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    refusesChanges("emptied");
  }

  @Test
  void nor_does_one_whose_log_was_removed() throws IOException {
    Files.delete(beside("-wal"));
    refusesChanges("-wal");
  }

  @Test
  void nor_does_one_whose_log_was_emptied() throws IOException {
    Files.write(beside("-wal"), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    refusesChanges("-wal");
  }

  @Test
  void a_file_that_is_shorter_than_its_pages_is_not_taken_for_a_full_disk() {
    var cut = new SQLiteException("cut", SQLiteErrorCode.SQLITE_IOERR_SHORT_READ);
    assertThat(new StorageFaults("x.db").of(new IllegalStateException(cut)))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("damaged or cut short")
        .extracting(e -> ((StorageUnavailable) e).reason())
        .isEqualTo(Reason.DAMAGED);
  }

  @Test
  void nor_does_one_whose_index_was_removed_by_which_programs_know_of_each_other()
      throws IOException {
    Files.delete(beside("-shm"));
    refusesChanges("-shm");
    Files.createFile(beside("-shm"));
    refusesChanges("-shm");
  }

  @Test
  void what_another_program_has_written_by_a_new_index_is_kept() throws Exception {
    Files.delete(beside("-shm"));
    assertThat(another("second")).containsExactly("first", "second");
    refusesChanges("-shm");
    database.close();
    assertThat(another("third")).containsExactly("first", "second", "third");
  }

  /** The words after another process has added one. */
  private List<String> another(String word) throws Exception {
    var process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Another.class.getName(),
                "jdbc:sqlite:" + file,
                word)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return said.lines().toList();
  }

  static final class Another {
    public static void main(String[] arguments) {
      try (var database = Database.open(arguments[0], null)) {
        database.useTransaction(tx -> tx.execute("INSERT INTO words VALUES (?)", arguments[1]));
        database
            .rows("SELECT word FROM words ORDER BY rowid", row -> row.getString(1))
            .forEach(System.out::println);
      }
    }
  }

  @Test
  void a_file_removed_during_a_change_does_not_have_it() {
    assertThatThrownBy(
            () ->
                database.useTransaction(
                    tx -> {
                      tx.execute("INSERT INTO words VALUES ('lost')");
                      delete(file);
                    }))
        .isInstanceOf(StorageUnavailable.class);
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void a_file_that_another_user_has_made_is_named_with_its_owner() throws IOException {
    var theirs = Files.createFile(folder.resolve("hosted-ui.db.begin"));
    assertThat(PrivateFiles.cannotWrite(new AccessDeniedException(theirs.toString())))
        .isEqualTo(
            theirs
                + " belongs to "
                + Files.getOwner(theirs)
                + ". Give it to the user that runs this program.");
    var none = folder.resolve("none").toString();
    assertThat(PrivateFiles.cannotWrite(new AccessDeniedException(none)))
        .isEqualTo("this user must be able to write its folder (" + none + ").");
  }

  @Test
  void an_emptied_file_is_not_begun_anew_without_a_word() throws IOException {
    var empty = Files.createFile(folder.resolve("empty.db"));
    assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + empty))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining(empty + " is empty")
        .hasMessageContaining("backup");
    assertThat(Files.size(empty)).isZero();
  }

  @Test
  void a_log_without_its_file_is_not_overwritten() throws IOException {
    var log = Files.writeString(folder.resolve("gone.db-wal"), "what was changed lately");
    assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + folder.resolve("gone.db")))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("is missing, but its log");
    assertThat(log).hasContent("what was changed lately");
  }

  // ------------------------------------------------------------------ links

  @Test
  void a_link_leads_to_the_file_whether_or_not_it_is_there_yet() throws IOException {
    var disk = Files.createDirectories(folder.resolve("disk").resolve("data"));
    var linked = Files.createSymbolicLink(folder.resolve("linked"), disk);
    var real = disk.toRealPath().resolve("real.db");
    var absolute = Files.createSymbolicLink(folder.resolve("absolute.db"), real);
    // from the folder that the link is really in
    Files.createSymbolicLink(disk.resolve("relative.db"), Path.of("../data/real.db"));
    var chain = Files.createSymbolicLink(folder.resolve("chain.db"), absolute);
    for (var name :
        List.of(absolute, linked.resolve("relative.db"), chain, linked.resolve("real.db"), real)) {
      var url = "jdbc:sqlite:" + name;
      assertThat(Database.fileOf(url)).as(url).contains(real);
      try (var it = Database.open(url, null)) {
        it.useTransaction(tx -> tx.execute("CREATE TABLE IF NOT EXISTS words (word TEXT)"));
        it.useTransaction(tx -> tx.execute("INSERT INTO words VALUES ('kept')"));
        assertThat(it.trouble()).isEmpty();
        assertThat(disk.resolve("real.db-wal")).exists();
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(it -> it.getFileName().toString()))
          .as("nothing lies beside a link")
          .containsExactlyInAnyOrder(
              "disk",
              "linked",
              "absolute.db",
              "chain.db",
              file.getParent().getFileName().toString());
    }
  }

  @Test
  void a_path_without_a_link_stays_as_it_was_written() {
    assertThat(Database.fileOf("jdbc:sqlite:data/hosted-ui.db"))
        .contains(Path.of("data/hosted-ui.db"));
  }

  @Test
  void a_link_that_leads_to_itself_is_refused_in_words() throws IOException {
    var loop = folder.resolve("loop.db");
    Files.createSymbolicLink(loop, loop);
    assertThatThrownBy(() -> Database.open("jdbc:sqlite:" + loop))
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining(loop.toString());
  }

  // ------------------------------------------------------------------ whose it is

  @Test
  void folder_and_files_are_this_users_alone() throws IOException {
    assertThat(mode(file.getParent())).isEqualTo("rwx------");
    for (var one : List.of(file, beside("-wal"), beside("-shm")))
      assertThat(mode(one)).as(one.toString()).isEqualTo("rw-------");
  }

  @Test
  void files_that_others_could_read_are_closed_to_them_at_the_next_start() throws IOException {
    for (var one : List.of(file, beside("-wal"), beside("-shm")))
      Files.setPosixFilePermissions(one, PosixFilePermissions.fromString("rw-r--r--"));
    try (var again = Database.open("jdbc:sqlite:" + file, null)) {
      assertThat(again.trouble()).isEmpty();
      folder_and_files_are_this_users_alone();
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  // ------------------------------------------------------------------ held

  @Test
  void a_file_that_another_program_holds_is_said_to_be_held_until_it_lets_go() throws SQLException {
    try (var another = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = another.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      assertThatThrownBy(() -> add("second"))
          .isInstanceOf(StorageUnavailable.class)
          .hasMessageContaining("held by another program");
      assertThat(database.trouble()).contains(Reason.HELD);
      statement.execute("ROLLBACK");
    }
    assertThat(database.trouble()).isEmpty();
    add("second");
  }

  // ------------------------------------------------------------------ room

  @Test
  void a_full_disk_is_said_until_a_change_fits_again() {
    var page =
        database.<Long>inTransaction(
            tx -> tx.createQuery("PRAGMA max_page_count = 1").mapTo(Long.class).one());
    assertThatThrownBy(
            () -> {
              for (var i = 0; i < 100; i++) add(i + "x".repeat(4000));
            })
        .isInstanceOf(StorageUnavailable.class)
        .hasMessageContaining("full");
    assertThat(database.trouble()).contains(Reason.FULL);
    database.useTransaction(tx -> tx.execute("DELETE FROM words WHERE word = 'nowhere'"));
    assertThat(database.trouble()).as("nothing was written").contains(Reason.FULL);

    database.inTransaction(
        tx -> tx.createQuery("PRAGMA max_page_count = " + (page + 1000)).mapTo(Long.class).one());
    add("fits");
    assertThat(database.trouble()).isEmpty();
  }

  @Test
  void programs_that_begin_at_once_with_an_empty_file_all_find_the_schema() throws Exception {
    var url = "jdbc:sqlite:" + folder.resolve("begun").resolve("new.db");
    var threads = Executors.newFixedThreadPool(3);
    try {
      Callable<Integer> begin =
          () -> {
            try (var it = Database.open(url, null)) {
              Migrations.run(url, it);
              return Migrations.appliedVersion(it);
            }
          };
      for (var begun : threads.invokeAll(List.of(begin, begin, begin)))
        assertThat(begun.get()).isEqualTo(Migrations.LATEST);
    } finally {
      threads.shutdown();
    }
  }
}
