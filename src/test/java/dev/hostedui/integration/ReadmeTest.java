package dev.hostedui.integration;

import static dev.hostedui.testing.People.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.command.Commands;
import dev.hostedui.identity.webhook.Webhooks;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import dev.hostedui.testing.TestClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the README tells integrators is what there is. */
class ReadmeTest {

  private static final Pattern CODE = Pattern.compile("`([^`]+)`");

  private static String text(String path) throws IOException {
    return Files.readString(Path.of(path));
  }

  @Test
  void it_prints_the_examples_that_run_here() throws IOException {
    var java = text("src/test/java/dev/hostedui/integration/SignIn.java");
    var node = text("src/test/resources/integration/app.mjs");

    var webhook = text("src/test/java/dev/hostedui/integration/WebhookSignature.java");

    var portal = text("src/test/resources/integration/portal.html");

    assertThat(text("README.md"))
        .contains("```html\n" + portal + "```\n")
        .contains("```java\n" + webhook.replaceFirst("package .*\n\n", "") + "```\n")
        .contains("```java\n" + java.replaceFirst("package .*\n\n", "") + "```\n")
        .contains("```js\n" + node + "```\n");
  }

  @Test
  void it_names_every_event_that_webhooks_are_told_of() throws IOException {
    var readme = text("README.md");
    for (var type : Webhooks.types()) assertThat(readme).contains("`" + type + "`");
  }

  @Test
  void its_map_of_the_code_names_every_package() throws IOException {
    var readme = text("README.md");
    try (var packages = Files.newDirectoryStream(Path.of("src/main/java/dev/hostedui"))) {
      for (var it : packages)
        if (Files.isDirectory(it))
          assertThat(readme).containsAnyOf("`…/" + it.getFileName() + "`", it + "/");
    }
  }

  @Test
  void its_command_registers_an_app() throws IOException {
    var readme = text("README.md");
    var begin = readme.indexOf("application create --name");
    var line = readme.substring(begin, readme.indexOf("```", begin)).replace("\\\n", " ").strip();
    var words = new ArrayList<String>();
    var word = Pattern.compile("\"([^\"]*)\"|(\\S+)").matcher(line);
    while (word.find()) words.add(word.group(1) != null ? word.group(1) : word.group(2));

    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile(), "HOSTED_UI_LOG", "error");
    var printed = new ByteArrayOutputStream();
    var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
    assertThat(Commands.run(settings, out, out, words.toArray(String[]::new))).as(line).isZero();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("client_id", "client_secret");
  }

  @Test
  void its_table_has_every_claim_and_says_in_which_token_it_is() throws IOException {
    var inId = new TreeSet<String>();
    var inAccess = new TreeSet<String>();
    text("README.md")
        .lines()
        .dropWhile(line -> !line.startsWith("| Claim |"))
        .skip(2)
        .takeWhile(line -> line.startsWith("|"))
        .map(line -> line.split("\\|"))
        .forEach(
            cells -> {
              if (cells[2].contains("yes")) inId.addAll(names(cells[1]));
              if (cells[3].contains("yes")) inAccess.addAll(names(cells[1]));
            });

    try (var app = TestApp.start()) {
      app.arrange("UPDATE organizations SET external_id = 'acme-1' WHERE slug = 'acmecorp'");
      app.arrange(
          """
          UPDATE users SET external_id = 'ada-1',
                 profile = '{"picture":"https://acme.example/ada.png","locale":"en-GB","gender":"f"}'
           WHERE email = '%s'
          """
              .formatted(ADA));
      var tokens = TestClient.web(app).tokens(app.as(ADA));
      assertThat(inId).isEqualTo(claims(tokens.get("id_token").asText()));
      assertThat(inAccess).isEqualTo(claims(tokens.get("access_token").asText()));
    }
  }

  private static Set<String> names(String cell) {
    var names = new TreeSet<String>();
    CODE.matcher(cell).results().forEach(it -> names.add(it.group(1)));
    return names;
  }

  private static Set<String> claims(String token) {
    var names = new TreeSet<String>();
    TestClient.claims(token).fieldNames().forEachRemaining(names::add);
    return names;
  }
}
