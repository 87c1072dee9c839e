package dev.hostedui.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Program;
import dev.hostedui.testing.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as a process, on machines that differ from the ones it is built on. */
@Waiting
class MainTest {

  private static final Pattern CODE = Pattern.compile("(?U)\\b\\d{6}\\b");

  @Test
  @Timeout(value = 2, unit = TimeUnit.MINUTES)
  void the_language_of_the_machine_changes_nothing_that_programs_read() throws Exception {
    // the small letters of one language and the digits of another
    try (var program =
        Program.serve(
            Map.of(), "-Duser.language=tr", "-Duser.country=TR", "-Duser.extensions=u-nu-arab")) {
      var client = HttpClient.newHttpClient();
      assertThat(get(client, program, "/.well-known/openid-configuration"))
          .contains("\"public\"", "\"login\"")
          .doesNotContain("ı");

      var asked = post(client, program, "/login", "email=ada%40acmecorp.example");
      assertThat(asked.statusCode()).isEqualTo(303);
      var sent = CODE.matcher("");
      while (!sent.find()) sent.reset(get(client, program, "/dev/mail"));
      assertThat(sent.group()).matches("[0-9]{6}");
      assertThat(program.end())
          .isNotEmpty()
          .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.*"));
    }
  }

  private static String get(HttpClient client, Program program, String path) {
    return answer(client, HttpRequest.newBuilder(URI.create(program.address() + path)).build())
        .body();
  }

  private static HttpResponse<String> post(
      HttpClient client, Program program, String path, String form) {
    return answer(
        client,
        HttpRequest.newBuilder(URI.create(program.address() + path))
            .header("Origin", program.address())
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build());
  }

  private static HttpResponse<String> answer(HttpClient client, HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
