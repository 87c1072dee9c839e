package dev.hostedui.command;

import static dev.hostedui.command.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.identity.Actor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {

  @TempDir static Path template;
  @TempDir Path folder;

  private Path database;
  private Path copy;
  private Map<String, String> settings;

  /** One database for all, since bringing up its schema takes longer than all that is tried. */
  @BeforeAll
  static void make() {
    var made = at(template.resolve("acme.db"));
    assertThat(run(made, "organization", "create", "--name=Acme", "--slug=acme").code()).isZero();
  }

  @BeforeEach
  void arrange() throws IOException {
    database = folder.resolve("served/hosted-ui.db");
    copy = folder.resolve("monday.db");
    settings = at(database);
    Files.createDirectory(database.getParent());
    Files.copy(template.resolve("acme.db"), database);
    Files.copy(template.resolve("hosted-ui.key"), database.resolveSibling("hosted-ui.key"));
  }

  private static Map<String, String> at(Path database) {
    return Map.of("HOSTED_UI_DATABASE_URL", "jdbc:sqlite:" + database);
  }

  private Ran backup() {
    return run(settings, "backup", copy.toString());
  }

  private Ran restore(String... more) {
    var words = new String[2 + more.length];
    words[0] = "restore";
    words[1] = copy.toString();
    System.arraycopy(more, 0, words, 2, more.length);
    return run(settings, words);
  }

  private static List<String> organizations(Path file) throws SQLException {
    var found = new ArrayList<String>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var rows =
            connection
                .createStatement()
                .executeQuery("SELECT slug FROM organizations ORDER BY 1")) {
      while (rows.next()) found.add(rows.getString(1));
    }
    return found;
  }

  @Test
  void a_database_is_copied_while_it_is_served_and_put_back_when_it_is_not() throws Exception {
    var operator = new Actor.Internal("test");
    try (var lock = ServingLock.take(database);
        var core = App.coreOnly(Settings.read(settings, null), Clock.systemUTC())) {
      core.organizations.create(operator, "Served", "served");
      var taken = backup();
      assertThat(taken.code()).as(taken.err()).isZero();
      assertThat(taken.out()).contains(copy.toString(), "bytes", "hosted-ui.key");
      assertThat(restore("--force").err()).contains("serving the database");
      core.organizations.create(operator, "Late", "late");
    }

    assertThat(restore().code()).isEqualTo(1);
    assertThat(restore().err()).contains("There is a database", "--force");
    assertThat(organizations(database)).contains("late");
    var restored = restore("--force");

    assertThat(restored.code()).as(restored.err()).isZero();
    assertThat(organizations(database)).contains("acme", "served").doesNotContain("late");
    var before = Pattern.compile("kept as (\\S+)\\.").matcher(restored.out());
    assertThat(before.find()).isTrue();
    assertThat(organizations(Path.of(before.group(1)))).contains("acme", "served", "late");
  }

  /** As after a server that was killed: what was changed last is in the log alone. */
  @Test
  void a_log_that_lies_beside_a_file_belongs_to_it() throws Exception {
    assertThat(backup().code()).isZero();
    var raw = folder.resolve("raw.db");
    try (var core = App.coreOnly(Settings.read(settings, null), Clock.systemUTC())) {
      core.organizations.create(new Actor.Internal("test"), "Late", "late");
      Files.copy(database, raw);
      Files.copy(beside(database, "-wal"), beside(raw, "-wal"));
    }
    copyOf(raw, database);
    var first = restore("--force");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(organizations(database)).doesNotContain("late");
    assertThat(beside(database, "-wal")).doesNotExist();

    var kept = kept();
    assertThat(beside(kept, "-wal")).isNotEmptyFile();
    assertThat(run(settings, "restore", kept.toString(), "--force").code()).isZero();
    assertThat(organizations(database)).contains("acme", "late");
    assertThat(beside(kept, "-wal")).as("the copy is not touched").isNotEmptyFile();

    copyOf(raw, database);
    assertThat(run(settings, "restore", database.toString(), "--force").code()).isZero();
    assertThat(organizations(database)).contains("acme", "late");
  }

  private static Path beside(Path file, String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private static void copyOf(Path from, Path to) throws IOException {
    for (var suffix : new String[] {"", "-wal"})
      Files.copy(beside(from, suffix), beside(to, suffix), StandardCopyOption.REPLACE_EXISTING);
  }

  private Path kept() throws IOException {
    try (var files = Files.list(database.getParent())) {
      return files
          .filter(it -> it.toString().matches(".*before-[0-9]+-[0-9]+"))
          .min(Comparator.naturalOrder())
          .orElseThrow();
    }
  }

  @Test
  void a_copy_has_a_name_of_its_own() throws Exception {
    assertThat(backup().code()).isZero();
    var part = beside(database, ".part");
    Files.move(copy, part);
    assertThat(run(settings, "restore", part.toString(), "--force").err()).contains("rename it");
    assertThat(organizations(part)).contains("acme");

    Files.writeString(beside(copy, "-wal"), "of a database that was there before");
    assertThat(backup().err()).contains("monday.db-wal exists already");
    assertThat(copy).doesNotExist();
  }

  @Test
  void a_restore_that_was_cut_off_is_no_empty_database() throws Exception {
    Files.move(database, beside(database, ".part"));
    assertThat(run(settings, "organization", "list").err())
        .contains("restore of it did not finish");
    assertThat(database).doesNotExist();
  }

  @Test
  void where_the_key_file_is_gone_every_command_says_so() throws Exception {
    var key = database.resolveSibling("hosted-ui.key");
    Files.delete(key);

    var taken = backup();
    assertThat(taken.code()).isZero();
    assertThat(taken.out()).contains(key + " only, and that file is missing");
    assertThat(run(settings, "migrate").err()).contains("The key file " + key + " is missing");
    assertThat(run(settings, "organization", "list").err())
        .startsWith("The key file " + key + " is missing")
        .doesNotContain("another key");
    assertThat(key).doesNotExist();
  }

  @Test
  void a_copy_goes_to_another_machine() throws Exception {
    assertThat(backup().code()).isZero();
    assertThat(Files.getPosixFilePermissions(copy))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    var elsewhere = folder.resolve("elsewhere/new.db");
    settings = at(elsewhere);

    assertThat(restore().err()).contains("hosted-ui.key is missing", "Put the file there");
    assertThat(elsewhere).doesNotExist();
    Files.copy(database.resolveSibling("hosted-ui.key"), elsewhere.resolveSibling("hosted-ui.key"));
    assertThat(restore().code()).isZero();
    assertThat(organizations(elsewhere)).contains("acme");
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    assertThat(elsewhere.getParent()).isDirectoryNotContaining("glob:**.part*");
  }

  @Test
  void nothing_is_written_over() throws IOException {
    Files.writeString(copy, "last week's");

    assertThat(backup().code()).isEqualTo(1);
    assertThat(backup().err()).contains("exists already");
    assertThat(copy).hasContent("last week's");
    assertThat(run(settings, "backup", folder.resolve("no/where.db").toString()).err())
        .contains("cannot be written: there is no folder " + folder.resolve("no"));
    assertThat(run(settings, "backup", "").err()).contains("needs a name");
  }

  @Test
  void a_backup_that_the_key_does_not_open_takes_no_place() throws Exception {
    assertThat(backup().code()).isZero();
    sql(database, "UPDATE organizations SET slug = 'later' WHERE slug = 'acme'");
    var other = new HashMap<>(settings);
    other.put("HOSTED_UI_SECRET_KEY", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=");
    settings = other;
    Files.delete(database.resolveSibling("hosted-ui.key"));

    assertThat(restore("--force").code()).isEqualTo(1);
    assertThat(restore("--force").err()).contains("HOSTED_UI_SECRET_KEY does not open");
    assertThat(organizations(database)).contains("later");
    assertThat(database.getParent()).isDirectoryNotContaining("glob:**.{part,before}*");
  }

  @Test
  void what_is_no_backup_changes_nothing() throws Exception {
    for (var text : new String[] {"", "no database", "SQLite format 3\0 and no more"}) {
      Files.writeString(copy, text);
      var refused = restore("--force");
      assertThat(refused.code()).as(text).isEqualTo(1);
      assertThat(refused.err())
          .contains("no whole database of this program")
          .doesNotContain("\tat ");
    }
    Files.delete(copy);
    assertThat(restore("--force").err()).contains("There is no file");

    assertThat(backup().code()).isZero();
    var whole = Files.readAllBytes(copy);
    // a page in the middle was lost on the way
    Arrays.fill(whole, whole.length / 2, whole.length / 2 + 8192, (byte) 7);
    Files.write(copy, whole);
    assertThat(restore("--force").err()).contains("no whole database");
    Files.delete(copy);

    assertThat(backup().code()).isZero();
    sql(copy, "UPDATE flyway_schema_history SET version = '99999' WHERE version = '5'");
    assertThat(restore("--force").err()).contains("newer version of this program (schema 99999");
    assertThat(organizations(database)).contains("acme");
  }

  private static void sql(Path file, String statement) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var change = connection.createStatement()) {
      assertThat(change.executeUpdate(statement)).isEqualTo(1);
    }
  }

  @Test
  void where_there_is_nothing_to_copy_it_is_said() {
    settings = at(folder.resolve("nothing.db"));
    assertThat(backup().err()).contains("There is no database at");
    assertThat(copy).doesNotExist();
    var server = Map.of("HOSTED_UI_DATABASE_URL", "jdbc:postgresql://127.0.0.1/portal");
    assertThat(run(server, "backup", copy.toString()).err()).contains("pg_dump");
    assertThat(run(server, "restore", copy.toString()).err()).contains("pg_restore");
  }
}
