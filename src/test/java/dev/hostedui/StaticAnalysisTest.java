package dev.hostedui;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Waiting;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Error Prone, NullAway and google-java-format say of the program's code. They read it here
 * and not where it is compiled: they take thrice as long as the compiler does, with one processor
 * only, and nobody who only wants the jar has to wait for them.
 */
@Waiting // for programs of one thread that take minutes
class StaticAnalysisTest {

  private static final String CLASSES = System.getProperty("java.class.path");

  /** The packages of the compiler that these programs reach into. */
  private static final List<String> REACHED_INTO =
      List.of(
          "api", "code", "comp", "file", "main", "model", "parser", "processing", "tree", "util");

  private static final String CHECKS =
      "-Xplugin:ErrorProne -Xep:NullAway:ERROR -Xep:ImmutableEnumChecker:OFF"
          + " -XepOpt:NullAway:OnlyNullMarked=true -XepOpt:NullAway:JSpecifyMode=false";

  @TempDir Path folder;

  @Test
  @Timeout(value = 15, unit = TimeUnit.MINUTES) // nothing is waited for: it is work, and much
  void no_check_finds_anything() throws IOException {
    assertThat(found(sources("main"))).isEmpty();
  }

  @Test
  void a_value_that_may_be_missing_is_found_and_an_answer_that_is_dropped() throws IOException {
    var source =
        Files.writeString(
            folder.resolve("Faulty.java"),
            """
            package dev.hostedui.identity;

            import org.jspecify.annotations.Nullable;

            class Faulty {
              int length(@Nullable String text) {
                "text".trim();
                return text.length();
              }
            }
            """);
    assertThat(found(List.of(source)))
        .contains("[NullAway] dereferenced expression 'text' is @Nullable")
        .contains("[ReturnValueIgnored]");
  }

  @Test
  void every_file_is_formatted() throws IOException {
    var all = new ArrayList<>(sources("main"));
    all.addAll(sources("test"));
    assertThat(unformatted(all)).as("to be formatted by: mvn spotless:apply").isEmpty();
  }

  @Test
  void a_file_that_is_not_formatted_is_named() throws IOException {
    var source = Files.writeString(folder.resolve("Wide.java"), "class  Wide {}\n");
    assertThat(unformatted(List.of(source))).containsExactly(source.toString());
  }

  private static List<Path> sources(String of) throws IOException {
    try (var files = Files.walk(Path.of("src", of, "java"))) {
      return files.filter(it -> it.toString().endsWith(".java")).toList();
    }
  }

  /** What the compiler says with the checks in it, of which warnings are a part. */
  private String found(List<Path> sources) throws IOException {
    var arguments = new ArrayList<>(List.of("--release", "17", "-encoding", "UTF-8"));
    arguments.addAll(List.of("-classpath", CLASSES, "-processorpath", CLASSES, "-proc:none"));
    arguments.addAll(List.of("-XDcompilePolicy=simple", CHECKS));
    // no class is wanted of it
    arguments.addAll(List.of("--should-stop=ifError=FLOW", "--should-stop=ifNoError=FLOW"));
    return said("com.sun.tools.javac.Main", arguments, sources);
  }

  /** The files that google-java-format would write otherwise. */
  private List<String> unformatted(List<Path> sources) throws IOException {
    return said(
            "com.google.googlejavaformat.java.Main",
            List.of("--dry-run", "--skip-reflowing-long-strings"),
            sources)
        .lines()
        .toList();
  }

  /** All that a program of the class path says of files, in a process of its own. */
  private String said(String program, List<String> arguments, List<Path> sources)
      throws IOException {
    var command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    // a minute is too short for the second compiler and a collector of few pauses to earn back what
    // they take
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", CLASSES));
    for (var name : REACHED_INTO) {
      command.add("--add-opens=jdk.compiler/com.sun.tools.javac." + name + "=ALL-UNNAMED");
    }
    command.add(program);
    command.addAll(arguments);
    command.add(
        "@" + Files.write(folder.resolve("files"), sources.stream().map(Path::toString).toList()));
    var running = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var output = running.getInputStream()) {
      return new String(output.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
