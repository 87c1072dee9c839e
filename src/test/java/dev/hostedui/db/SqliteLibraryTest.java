package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.command.Main;
import dev.hostedui.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the system's folder for temporary files is of no use. Each program is one of its own. */
@Waiting
@Timeout(120)
class SqliteLibraryTest {

  @TempDir Path folder;

  private static final Pattern SERVING = Pattern.compile("listening on [^ ]+");

  private Process start(List<String> options, Path database, String command) throws IOException {
    var line = new ArrayList<String>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-XX:TieredStopAtLevel=1");
    line.addAll(options);
    line.addAll(
        List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), command));
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "HOSTED_UI_DATABASE_URL",
                "jdbc:sqlite:" + database,
                "HOSTED_UI_LISTEN",
                "127.0.0.1:0"));
    return builder.start();
  }

  private static List<String> said(Process process) throws IOException, InterruptedException {
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return text.lines().toList();
  }

  private static List<Path> libraries(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(it -> it.getFileName().toString().startsWith("sqlite-")).toList();
    }
  }

  @Test
  void the_library_goes_beside_the_database_for_its_user_alone_and_not_twice() throws Exception {
    var nowhere = List.of("-Djava.io.tmpdir=" + folder.resolve("nowhere"));
    var data = folder.resolve("data");
    for (var times = 0; times < 2; times++) {
      var server = start(nowhere, data.resolve("x.db"), "serve");
      try (var lines = server.inputReader(StandardCharsets.UTF_8)) {
        for (var line = lines.readLine(); ; line = lines.readLine()) {
          assertThat(line).as("it serves").isNotNull().doesNotContain("\tat ");
          if (SERVING.matcher(line).find()) break;
        }
        var there = libraries(data);
        assertThat(there).filteredOn(it -> it.toString().endsWith(".so")).hasSize(1);
        for (var file : there)
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .doesNotContainPattern("^...[^-]*[rwx]");
      } finally {
        // killed, so that it cannot clean up after itself
        server.destroyForcibly().waitFor();
      }
    }
    assertThat(said(start(nowhere, data.resolve("x.db"), "doctor")))
        .anyMatch(it -> it.startsWith("ok     library") && it.endsWith(data.toString()))
        .noneMatch(it -> it.contains("\tat "));
    assertThat(libraries(data)).as("the last one cleans up").isEmpty();
  }

  @Test
  void where_it_can_go_nowhere_one_line_says_what_to_set() throws Exception {
    var nowhere = folder.resolve("nowhere").toString();
    var said =
        said(
            start(
                List.of("-Dorg.sqlite.tmpdir=" + nowhere),
                folder.resolve("data").resolve("x.db"),
                "migrate"));
    assertThat(said).hasSize(1);
    assertThat(said.get(0)).contains(nowhere, "-Dorg.sqlite.tmpdir=FOLDER");
  }
}
