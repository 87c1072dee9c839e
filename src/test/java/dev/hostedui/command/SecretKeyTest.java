package dev.hostedui.command;

import static dev.hostedui.command.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Vault;
import dev.hostedui.identity.seal.SealedColumn;
import dev.hostedui.identity.seal.Seals;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.TestApp;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyTest {

  private static final String OLD = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
  private static final String NEW = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";
  private static final String BOTH = NEW + "," + OLD;

  private static Map<String, String> production(String url, String keys) {
    return Map.of(
        "HOSTED_UI_DATABASE_URL", url,
        "HOSTED_UI_SECRET_KEY", keys,
        "HOSTED_UI_SAMPLE", "off",
        "HOSTED_UI_LISTEN", "127.0.0.1:0",
        "HOSTED_UI_SMTP_URL", "smtp://127.0.0.1:9",
        "HOSTED_UI_MAIL_FROM", "a@b.example",
        "HOSTED_UI_BASE_URL", "https://portal.example.com");
  }

  @Test
  void a_key_that_something_still_needs_is_missed_until_everything_is_sealed_anew() {
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      assertThat(
              run(
                      production(url, OLD),
                      "webhook create --url https://app.example.com/hooks".split(" "))
                  .code())
          .isZero();
      assertThat(run(production(url, OLD), "signing-key", "rotate").code()).isZero();
      assertThat(run(production(url, BOTH), "signing-key", "rotate").code()).isZero();

      for (var words : List.of("serve", "doctor", "organization list")) {
        var ran = run(production(url, NEW), words.split(" "));
        assertThat(ran.code()).as(words).isEqualTo(1);
        assertThat(ran.out() + ran.err())
            .as(words)
            .contains("lacks a key", "keys that sign tokens, secrets of webhooks", "reseal")
            .doesNotContain("meddled");
      }
      assertThat(run(production(url, BOTH), "doctor").out())
          .contains("still sealed with the others: keys that sign tokens, secrets of webhooks");

      var reseal = run(production(url, BOTH), "secret-key", "reseal");
      assertThat(reseal.code()).as(reseal.err()).isZero();
      assertThat(reseal.out()).contains("have the first key now", "may go");
      assertThat(run(production(url, BOTH), "secret-key", "reseal").out())
          .contains("Everything is sealed with the first key already");
      assertThat(run(production(url, BOTH), "doctor").out())
          .contains("nothing is sealed with the others any more");

      try (var core = App.coreOnly(TestApp.config(production(url, NEW)), Clock.systemUTC())) {
        assertThat(core.signingKeys.shown()).hasSize(2);
        assertThat(core.eventChain.verify(1000).faults()).isEmpty();
      }
      assertThat(run(production(url, NEW), "doctor").out()).contains("ok     key        one key");
    }
  }

  @Test
  void what_a_lost_key_has_sealed_is_taken_away_when_that_is_asked_for() {
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      run(production(url, OLD), "webhook create --url https://app.example.com/hooks".split(" "));
      assertThat(run(production(url, OLD), "signing-key", "rotate").code()).isZero();
      for (var name : List.of("acme", "initech"))
        run(production(url, OLD), "organization", "create", "--name", name, "--slug", name);
      assertThat(run(production(url, OLD), "events", "verify").code()).isZero();
      assertThat(run(production(url, BOTH), "signing-key", "rotate").code()).isZero();
      assertThat(run(production(url, NEW), "organization", "list").err())
          .contains("lacks a key", "reseal --forget-others");

      var named = run(production(url, NEW), "secret-key", "reseal");
      assertThat(named.code()).isEqualTo(1);
      assertThat(named.err())
          .contains("keys that sign tokens, secrets of webhooks", "--forget-others");
      assertThat(named.out()).doesNotContain("Everything is sealed");

      var forgotten = run(production(url, NEW), "secret-key", "reseal", "--forget-others");
      assertThat(forgotten.code()).as(forgotten.err()).isZero();
      assertThat(forgotten.out())
          .contains("Taken away", "keys that sign tokens (snk_", "secrets of webhooks (whk_")
          .contains("what events were known by (");
      var verified = run(production(url, NEW), "events", "verify");
      assertThat(verified.out()).as(verified.err()).contains("are as they were recorded");
      assertThat(run(production(url, NEW), "doctor").out())
          .contains("ok     events")
          .doesNotContain("meddled");
      assertThat(run(production(url, NEW), "doctor").out()).contains("ok     key        one key");
      assertThat(run(production(url, NEW), "webhook", "list").out()).contains("disabled");
      try (var core = App.coreOnly(TestApp.config(production(url, NEW)), Clock.systemUTC())) {
        assertThat(core.signingKeys.shown()).hasSize(2);
        assertThat(core.signingKeys.current()).isEqualTo(core.signingKeys.shown().get(0));
      }
    }
  }

  @Test
  void a_backup_that_lacks_one_of_several_keys_is_put_back_and_mended_there(@TempDir Path folder) {
    var url = Engine.emptyFile();
    var copy = folder.resolve("copy.db").toString();
    assertThat(run(production(url, OLD), "signing-key", "rotate").code()).isZero();
    assertThat(run(production(url, BOTH), "signing-key", "rotate").code()).isZero();
    assertThat(run(production(url, BOTH), "backup", copy).code()).isZero();

    var elsewhere = production("jdbc:sqlite:" + folder.resolve("new.db"), NEW);
    var restored = run(elsewhere, "restore", copy);
    assertThat(restored.code()).as(restored.err()).isZero();
    assertThat(restored.err()).contains("lacks a key", "--forget-others");
    assertThat(run(elsewhere, "organization", "list").code()).isEqualTo(1);
    assertThat(run(elsewhere, "secret-key", "reseal", "--forget-others").code()).isZero();
    assertThat(run(elsewhere, "organization", "list").code()).isZero();
  }

  @Test
  void keys_of_which_none_opens_anything_take_nothing_away() {
    var url = Engine.emptyFile();
    assertThat(run(production(url, OLD), "signing-key", "rotate").code()).isZero();
    var ran = run(production(url, NEW), "secret-key", "reseal", "--forget-others");
    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err()).contains("sealed with another key");
    assertThat(run(production(url, OLD), "doctor").out()).contains("ok     key        one key");
  }

  @Test
  void what_is_not_used_needs_no_key() {
    var url = Engine.emptyFile();
    var made =
        run(production(url, OLD), "webhook create --url https://app.example.com/hooks".split(" "));
    var id = made.out().replaceAll("(?s).*(whk_\\d+).*", "$1");
    assertThat(run(production(url, OLD), "webhook", "disable", "--webhook", id).code()).isZero();
    assertThat(run(production(url, BOTH), "signing-key", "rotate").code()).isZero();
    assertThat(run(production(url, NEW), "organization", "list").code()).isZero();
    assertThat(run(production(url, NEW), "secret-key", "reseal").err())
        .contains("secrets of webhooks");
  }

  @Test
  void every_sealed_text_is_sealed_anew_for_its_place() {
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      run(production(url, OLD), "migrate");
      var before = new Vault(List.of(key(OLD)), new SecureRandom());
      var both = new Vault(List.of(key(NEW), key(OLD)), new SecureRandom());
      var after = new Vault(List.of(key(NEW)), new SecureRandom());
      try (var database = Database.open(url)) {
        database.useTransaction(
            tx -> {
              for (var i = 0; i < 401; i++)
                tx.createUpdate(
                        """
                        INSERT INTO idempotency_keys (client_id, key_hash, request_hash, sealed_answer, created_at)
                        VALUES ('c', :key, 'r', :sealed, 0)
                        """)
                    .bind("key", "k" + i)
                    .bind("sealed", before.seal("idempotency c k" + i, "answer " + i))
                    .execute();
              tx.createUpdate("UPDATE idempotency_keys SET sealed_answer = :s WHERE key_hash='k7'")
                  .bind("s", before.seal("elsewhere", "moved here by somebody"))
                  .execute();
            });
        var outcome = new Seals(database, both).sealAnew();
        assertThat(outcome.anew()).isEqualTo(400);
        assertThat(outcome.left()).containsExactly(SealedColumn.ANSWER.words());
        var texts =
            database.rows(
                "SELECT key_hash, sealed_answer FROM idempotency_keys WHERE key_hash <> 'k7'",
                row -> after.open("idempotency c " + row.getString(1), row.getString(2)));
        assertThat(texts).hasSize(400).contains("answer 0", "answer 400");
      }
    }
  }

  @Test
  void every_column_that_is_called_sealed_is_known_to_be() {
    var url = Engine.SQLITE.fresh();
    try (var database = Database.open(url)) {
      var columns =
          database.rows(
              """
              SELECT tables.name, columns.name FROM sqlite_master AS tables, pragma_table_info(tables.name) AS columns
               WHERE tables.type = 'table' AND (columns.name LIKE 'sealed%' OR columns.name = 'secrets')
              """,
              row -> row.getString(1) + "." + row.getString(2));
      assertThat(SealedColumn.names()).containsAll(columns);
    }
  }

  @Test
  void a_sample_whose_key_file_was_removed_is_not_ready(@TempDir Path folder) throws Exception {
    var settings =
        Map.of(
            "HOSTED_UI_DATABASE_URL",
            "jdbc:sqlite:" + folder.resolve("s.db"),
            "HOSTED_UI_LISTEN",
            "127.0.0.1:0");
    try (var app = new App(Settings.read(settings, null), Clock.systemUTC())) {
      var address = "http://127.0.0.1:" + app.startWithoutJobs();
      assertThat(get(address + "/health/ready").statusCode()).isEqualTo(200);
      var key = folder.resolve("hosted-ui.key");
      var kept = Files.readAllBytes(key);
      Files.delete(key);

      var ready = get(address + "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("the file of the secret key was removed");
      assertThat(get(address + "/metrics").body()).contains("hosted_ui_ready 0.0");
      Files.write(key, kept);
      assertThat(get(address + "/health/ready").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void a_node_without_the_key_that_another_one_seals_with_is_not_ready() throws Exception {
    var url = Engine.emptyFile();
    try (var app = new App(TestApp.config(production(url, OLD)), Clock.systemUTC())) {
      var address = "http://127.0.0.1:" + app.startWithoutJobs();
      assertThat(app.core().signingKeys.shown()).hasSize(1);
      assertThat(get(address + "/health/ready").statusCode()).isEqualTo(200);
      assertThat(run(production(url, BOTH), "signing-key", "rotate").code()).isZero();

      var ready = get(address + "/health/ready");
      assertThat(ready.statusCode()).isEqualTo(503);
      assertThat(ready.body()).contains("sealed with a secret key that is missing here");
    }
    // one that knows nothing of before has to say more than that it is to blame
    try (var app =
        new App(TestApp.config(new HashMap<>(production(url, BOTH))), Clock.systemUTC())) {
      app.core()
          .database
          .useTransaction(
              tx ->
                  tx.execute(
                      "UPDATE signing_keys SET sealed_private_key = 'unknown1.' || sealed_private_key"));
      var keys = get("http://127.0.0.1:" + app.startWithoutJobs() + "/keys");
      assertThat(keys.statusCode()).isEqualTo(503);
      assertThat(keys.body()).contains("encrypted with a key that the server was not given");
    }
  }

  private static HttpResponse<String> get(String address) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create(address)).build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static byte[] key(String base64) {
    return Base64.getDecoder().decode(base64);
  }
}
