package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Node;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The document of the API under the rules of a linter, all of its recommended ones as errors. */
@ExtendWith(Node.Found.class)
class DocumentLintTest {

  @RegisterExtension static final TestApp app = TestApp.start();

  @Test
  void the_linter_has_nothing_to_say(@TempDir Path folder) throws IOException {
    var file = folder.resolve("openapi.json");
    Files.writeString(file, app.browser().get("/openapi.json").body());
    var said =
        Node.run(
            "@redocly/cli/bin/cli.js",
            Map.of("REDOCLY_TELEMETRY", "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE", "true"),
            "lint",
            file.toString(),
            "--extends=recommended-strict",
            // this one runs on the machine itself
            "--skip-rule=no-server-example.com",
            "--format=json");
    assertThat(said).contains("\"totals\": {\n    \"errors\": 0,\n    \"warnings\": 0");
  }
}
