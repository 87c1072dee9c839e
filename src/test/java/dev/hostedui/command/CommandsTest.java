package dev.hostedui.command;

import static dev.hostedui.command.Ran.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.hostedui.App;
import dev.hostedui.Settings;
import dev.hostedui.core.Config;
import dev.hostedui.customer.CustomerSide;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.Ports;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandsTest {

  @Test
  void the_operator_says_what_tokens_say() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    var define = new String[] {"token-claim", "define", "--name=plan", "--expression=user.emial"};
    assertThat(run(settings, define).err())
        .isEqualTo("--expression: Character 6: there is no emial there. It is \"user.emial\".\n");
    assertThat(run(settings, "token-claim", "define", "--name=sub", "--expression=user.id").err())
        .isEqualTo(
            "--name: Tokens need sub themselves, or libraries take it for something else. Take another name.\n");
    define[3] = "--expression=user.metadata.plan ?? 'free'";
    assertThat(run(settings, define).code()).isZero();
    define[3] = "--expression=organization.slug";
    assertThat(run(settings, define).code()).isZero();
    assertThat(run(settings, "token-claim", "list").out()).isEqualTo("plan  organization.slug\n");
    assertThat(run(settings, "token-claim", "remove", "--name=plan").code()).isZero();
    assertThat(run(settings, "token-claim", "remove", "--name=plan").err())
        .isEqualTo("--name: Tokens have no claim plan of yours. See: token-claim list\n");
  }

  @Test
  void the_operator_says_who_may_come_in_and_how_long_things_last() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    assertThat(run(settings, "environment", "show").out())
        .contains("sign-up                    on\n", "session-absolute-minutes   43200\n");
    assertThat(run(settings, "environment", "set").err()).contains("Nothing to change was named");
    var refused = run(settings, "environment", "set", "--sign-up=maybe", "--code-seconds=1m");
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err())
        .isEqualTo(
            "--sign-up: This is one of: on, off. It is \"maybe\".\n"
                + "--code-seconds: This is a whole number from 60 to 3600. It is \"1m\".\n");
    assertThat(run(settings, "environment", "set", "--sign-up", "of").err())
        .isEqualTo("--sign-up: This is one of: on, off. It is \"of\".\n");
    assertThat(run(settings, "sample", "--organizations", "x", "--members", "1").err())
        .isEqualTo("hosted-ui: --organizations: This is a whole number. It is \"x\".\n");
    assertThat(run(settings, "environment", "set", "--session-absolute-minutes=5").err())
        .startsWith("--session-absolute-minutes: This must be longer than 5 minutes");
    var set =
        run(settings, "environment", "set", "--sign-up=off", "--session-absolute-minutes", "600");
    assertThat(set.code()).as(set.err()).isZero();
    assertThat(run(settings, "environment", "show").out())
        .contains(
            "sign-up                    off\n",
            "session-absolute-minutes   600\n",
            "session-idle-minutes       0\n");
    assertThat(run(settings, "environment", "set", "--help").out())
        .contains("--organizations-per-user=0-1000", "--sign-up=on|off", "At first: 21600");
  }

  @Test
  void the_operator_helps_an_organization_whose_single_sign_on_keeps_it_out() {
    var settings = sealed(Engine.emptyFile());
    assertThat(run(settings, "organization", "create", "--name=Acme", "--slug=acme").code())
        .isZero();
    assertThat(run(settings, "feature", "enable", "--organization=acme", "--feature=sso").code())
        .isZero();
    assertThat(run(settings, "connection", "list").out()).isEmpty();
    var id = connectionOf(settings, "acme");

    assertThat(run(settings, "connection", "list", "--organization=acme").out())
        .isEqualTo(id + "  acme  OKTA  SAML  DRAFT  disabled\n");
    assertThat(run(settings, "connection", "list", "--organization=acne").err())
        .contains("Did you mean acme?");
    assertThat(run(settings, "connection", "disable", "--connection=" + id).out())
        .startsWith(id + " is disabled");
    assertThat(run(settings, "connection", "sha1", "--connection=" + id).out()).contains("SHA-256");
    var rotated = run(settings, "connection", "rotate-key", "--connection=" + id, "--in-days=7");
    assertThat(rotated.out()).contains("cert_", "signs from", "fingerprint  ");
    assertThat(
            run(settings, "connection", "rotate-key", "--connection=" + id, "--in-days=-1").err())
        .contains("--in-days", "0 to 366");
    assertThat(run(settings, "connection", "disable", "--connection=conn_1").err())
        .contains("--connection", "no connection conn_1", "connection list");
    assertThat(run(settings, "connection", "delete", "--connection=" + id).code()).isZero();
    assertThat(run(settings, "connection", "list").out()).isEmpty();
  }

  @Test
  void the_operator_lets_people_sign_in_by_a_provider_for_everybody(@TempDir Path folder)
      throws IOException {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    // as some editors save it
    var secret = Files.writeString(folder.resolve("secret"), "\uFEFFGOCSPX-0123456789abcdef\n");
    var file = "--client-secret-file=" + secret;
    var many = Files.writeString(folder.resolve("many"), "x".repeat(5_000));
    assertThat(
            run(
                    settings,
                    "connection",
                    "social",
                    "add",
                    "google",
                    "--client-id=1.apps",
                    "--client-secret-file=" + many)
                .err())
        .contains("--client-secret-file")
        .doesNotContain("It is \"");
    var nowhere = "--client-secret-file=" + folder.resolve("nowhere");

    var added = run(settings, "connection", "social", "add", "google", "--client-id=1.apps", file);
    assertThat(added.code()).as(added.err()).isZero();
    assertThat(added.out())
        .containsPattern("redirect URI  http://localhost:8080/sso/v1/oauth/conn_\\d{18}/callback\n")
        .contains("console.cloud.google.com", "connection social enable google")
        .doesNotContain("GOCSPX");
    assertThat(run(settings, "connection", "social", "add", "google", "--client-id=2", file).err())
        .contains("There is a connection to Google already");
    assertThat(run(settings, "connection", "social", "enable", "google").code()).isZero();
    assertThat(run(settings, "connection", "social", "list").out())
        .matches("conn_\\d{18}  google  -  1.apps  …cdef  enabled\n");
    assertThat(
            run(
                    settings,
                    "connection",
                    "social",
                    "add",
                    "github",
                    "--client-id=2",
                    "--host=https://github.example",
                    file)
                .err())
        .contains("--host", "only one GitHub");
    assertThat(
            run(
                    settings,
                    "connection",
                    "social",
                    "add",
                    "microsoft",
                    "--client-id=2",
                    "--tenant=contoso",
                    file)
                .err())
        .contains("--tenant", "common, organizations");
    assertThat(run(settings, "connection", "social", "add", "myspace", "--client-id=2", file).err())
        .contains("no provider myspace", "google, microsoft");
    assertThat(
            run(settings, "connection", "social", "add", "gogle", "--client-id=2", nowhere).err())
        .as("asks for no secret that it has no use for")
        .isEqualTo(
            "There is no provider gogle. Did you mean google? Name one of google, microsoft,"
                + " github, gitlab, linkedin or salesforce.\n");
    assertThat(run(settings, "connection", "social", "change", "gitlab", nowhere).err())
        .contains("no connection to GitLab");
    assertThat(run(settings, "connection", "social", "disable", "gitlab").err())
        .contains("no connection to GitLab");
    assertThat(run(settings, "connection", "social", "change", "google", file).code()).isZero();
    assertThat(run(settings, "connection", "social", "disable", "google").code()).isZero();
    assertThat(run(settings, "connection", "social", "delete", "google").code()).isZero();
    assertThat(run(settings, "connection", "social", "list").out()).isEmpty();
  }

  @Test
  void a_secret_is_asked_for_where_somebody_has_to_type_it() {
    var add = new String[] {"connection", "social", "add", "google", "--client-id=1.apps"};
    var input = System.in;
    try {
      var secret = "GOCSPX-0123456789abcdef\n".getBytes(StandardCharsets.UTF_8);
      System.setIn(new ByteArrayInputStream(secret));
      var given = run(Map.of(), add);
      assertThat(given.code()).as(given.err()).isZero();
      assertThat(given.err()).isEmpty();

      // nothing is there until it is typed
      System.setIn(
          new ByteArrayInputStream(secret) {
            @Override
            public int available() {
              return 0;
            }
          });
      var typed = run(Map.of(), add);
      assertThat(typed.code()).as(typed.err()).isZero();
      assertThat(typed.err()).isEqualTo("Enter the client secret:\n");
    } finally {
      System.setIn(input);
    }
  }

  @Test
  void the_operator_helps_an_organization_whose_directory_has_lost_its_token() {
    var settings = sealed(Engine.emptyFile());
    assertThat(run(settings, "organization", "create", "--name=Acme", "--slug=acme").code())
        .isZero();
    assertThat(
            run(settings, "feature", "enable", "--organization=acme", "--feature=dir_sync").code())
        .isZero();
    assertThat(run(settings, "directory", "list").out()).isEmpty();
    var id = directoryOf(settings, "acme");
    assertThat(run(settings, "directory", "list", "--organization=acme").out())
        .isEqualTo(id + "  acme  OKTA  SCIM  enabled  0  0  never\n");
    assertThat(run(settings, "directory", "list", "--organization=acne").err())
        .contains("Did you mean acme?");

    var first = run(settings, "directory", "token", "--directory=" + id);
    assertThat(first.out()).containsPattern("token  [A-Za-z0-9]{64}\n");
    var second = run(settings, "directory", "token", "--directory=" + id, "--replace-in-hours=24");
    assertThat(second.code()).isZero();
    assertThat(run(settings, "directory", "tokens", "--directory=" + id).out().lines())
        .hasSize(2)
        .satisfiesExactly(
            it -> assertThat(it).contains("  ACTIVE  ").endsWith("  never"),
            it -> assertThat(it).contains("  ENDING  "));
    assertThat(
            run(settings, "directory", "token", "--directory=" + id, "--replace-in-hours=-1").err())
        .contains("--replace-in-hours", "0 to 720");
    assertThat(run(settings, "directory", "token", "--directory=dir_1").err())
        .contains("--directory", "no directory dir_1", "directory list");

    assertThat(run(settings, "directory", "disable", "--directory=" + id).out())
        .startsWith(id + " is disabled");
    assertThat(run(settings, "directory", "delete", "--directory=" + id).code()).isZero();
    assertThat(run(settings, "directory", "list").out()).isEmpty();
  }

  private static String directoryOf(Map<String, String> settings, String slug) {
    try (var core = App.coreOnly(TestApp.config(settings), Clock.systemUTC())) {
      var organization =
          core.database.read(handle -> Organizations.named(handle, slug)).orElseThrow();
      return core.directories
          .choose(new Actor.Internal("test"), organization.id(), "OKTA", DirectoryType.SCIM)
          .id()
          .value();
    }
  }

  @Test
  void the_operator_says_whose_a_domain_is_and_ends_disputes() {
    var settings = sealed(Engine.emptyFile());
    for (var slug : List.of("acme", "beta"))
      assertThat(
              run(settings, "organization", "create", "--name=The " + slug, "--slug=" + slug)
                  .code())
          .isZero();
    assertThat(
            run(settings, "domain", "confirm", "--organization=acme", "--domain=Shop.example")
                .out())
        .isEqualTo("shop.example is verified for The acme.\n");
    assertThat(run(settings, "domain", "list", "--organization=acme").out())
        .isEqualTo("shop.example  VERIFIED  ADMIN\n");
    var second = run(settings, "domain", "confirm", "--organization=beta", "--domain=shop.example");
    assertThat(second.code()).isEqualTo(1);
    assertThat(second.err()).contains("Another organization has verified shop.example");
    assertThat(run(settings, "domain", "confirm", "--organization=acme", "--domain=co.uk").err())
        .contains("shared by many owners");
    assertThat(run(settings, "domain", "list", "--organization=acne").err())
        .contains("Did you mean acme?");

    assertThat(
            run(settings, "domain", "remove", "--organization=beta", "--domain=shop.example").err())
        .isEqualTo(
            "--domain: beta has no domain shop.example. See: domain list --organization beta\n");
    assertThat(
            run(settings, "domain", "remove", "--organization=acme", "--domain=shp.example").err())
        .contains("no domain shp.example. Did you mean shop.example?");
    assertThat(
            run(settings, "domain", "remove", "--organization=acme", "--domain=shop.example").out())
        .isEqualTo("shop.example was verified and is removed from The acme.\n");
    assertThat(
            run(settings, "domain", "confirm", "--organization=beta", "--domain=shop.example")
                .code())
        .isZero();
  }

  /** Makes a connection as its organization would, on the page. */
  private static String connectionOf(Map<String, String> settings, String slug) {
    try (var core = App.coreOnly(TestApp.config(settings), Clock.systemUTC())) {
      var organization =
          core.database.read(handle -> Organizations.named(handle, slug).orElseThrow());
      return core.connections
          .choose(new Actor.Internal("test"), organization.id(), "OKTA", Protocol.SAML)
          .id()
          .value();
    }
  }

  @Test
  void the_operator_hands_the_setup_of_an_organization_to_its_technician() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    run(settings, "organization", "create", "--name=Acme", "--slug=acme");
    assertThat(run(settings, "portal-link", "create", "--organization=acme").err())
        .isEqualTo("This is not switched on for Acme. Ask the people who run the app.\n");
    run(settings, "feature", "enable", "--organization=acme", "--feature=sso");
    run(settings, "feature", "enable", "--organization=acme", "--feature=dir_sync");

    var made = run(settings, "portal-link", "create", "--organization=acme").out().split("\n");
    assertThat(made[0]).matches("lnk_\\d{18}  OPEN  \\S+Z  sso,dir_sync  whoever has it");
    assertThat(made[1]).matches("http://localhost:8080/magicLink/[0-9a-f-]{36}_p");
    assertThat(made[2]).isEqualTo("It is shown this once. Who has it sets up Acme.");
    var bound =
        run(
            settings,
            "portal-link",
            "create",
            "--organization=acme",
            "--feature=sso",
            "--email=Carla@Acme.example",
            "--send");
    assertThat(bound.out()).endsWith("It is mailed to Carla@Acme.example.\n");
    assertThat(run(settings, "portal-link", "list", "--organization=acme").out().lines())
        .hasSize(2)
        .first()
        .asString()
        .endsWith("Z  sso  carla@acme.example");

    for (var wrong :
        List.of(
            List.of("--feature=everything", "There is no feature everything"),
            List.of("--step=publish_record", "A step is written like"),
            List.of("--step=dance:dom_1", "A step is written like"),
            List.of("--step=publish_record:dom_1", "not switched on"),
            List.of("--email=nobody", "Enter an address"),
            List.of("--send", "Name the address")))
      assertThat(run(settings, "portal-link", "create", "--organization=acme", wrong.get(0)).err())
          .contains(wrong.get(1));

    var id = made[0].substring(0, 22);
    assertThat(run(settings, "portal-link", "revoke", "--organization=acme", "--link=" + id).out())
        .isEqualTo(id + " is revoked; running servers know it at once.\n");
    assertThat(run(settings, "portal-link", "list", "--organization=acme").out())
        .contains(id + "  REVOKED  ");
    assertThat(run(settings, "portal-link", "revoke", "--organization=acme").out())
        .isEqualTo("1 link is revoked.\n");
    assertThat(
            run(settings, "portal-link", "revoke", "--organization=acme", "--link=nonsense").err())
        .isEqualTo(
            "--link: acme has no link nonsense. See: portal-link list --organization acme\n");
  }

  @Test
  void what_the_locale_cannot_carry_is_refused_and_not_stored() {
    var settings = new HashMap<>(sealed(Engine.SQLITE.fresh()));
    // what Java makes of an umlaut without a locale of UTF-8
    var ran = run(settings, "organization", "create", "--name=M\uFFFD\uFFFDller", "--slug=mueller");
    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo(
            "hosted-ui: The locale cannot carry all characters of \"--name=M??ller\". Set"
                + " LC_ALL=C.UTF-8 where this program is run.\n");
    assertThat(run(settings, "organization", "list").out()).doesNotContain("mueller");
    settings.put("HOSTED_UI_APP_NAME", "M\uFFFD\uFFFDller");
    assertThat(run(settings, "organization", "list").err())
        .contains("HOSTED_UI_APP_NAME: The locale cannot carry all characters of its value");
  }

  @Test
  void an_unknown_option_is_one_line_and_exit_code_2() {
    var ran = run(Map.of(), "--bogus");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err())
        .isEqualTo("hosted-ui: there is no option --bogus. hosted-ui --help lists them all.\n");
    assertThat(ran.out()).isEmpty();
  }

  @Test
  void an_unknown_command_is_one_line_and_exit_code_2() {
    var ran = run(Map.of(), "frobnicate");

    assertThat(ran.code()).isEqualTo(2);
    assertThat(ran.err().lines()).hasSize(1);
  }

  @Test
  void a_mistyped_command_or_option_is_named_with_what_is_most_like_it() {
    assertThat(run(Map.of(), "serv").err())
        .isEqualTo(
            "hosted-ui: there is no command serv. Did you mean serve? hosted-ui --help lists them"
                + " all.\n");
    assertThat(run(Map.of(), "application", "crate").err()).contains("Did you mean create?");
    assertThat(run(Map.of(), "application", "create", "--nmae=x", "--name=y").err())
        .contains(
            "no option --nmae=x. Did you mean --name?", "hosted-ui application create --help");
    assertThat(run(Map.of(), "branding", "logo", "logo.png").err())
        .isEqualTo(
            "hosted-ui: logo.png is one word too many: values follow their option. hosted-ui"
                + " branding logo --help lists them all.\n");
  }

  @Test
  void a_mistyped_option_is_named_before_what_it_leaves_missing() {
    assertThat(run(Map.of(), "organization", "create", "--nam", "x", "--slug", "y").err())
        .isEqualTo(
            "hosted-ui: there is no option --nam. Did you mean --name? hosted-ui organization"
                + " create --help lists them all.\n");
    assertThat(run(Map.of(), "organization", "create", "--nam=x", "--slug").err())
        .startsWith("hosted-ui: there is no option --nam=x. Did you mean --name?");
    assertThat(run(Map.of(), "organization", "--confg=f", "create", "--slug=y").err())
        .startsWith("hosted-ui: there is no option --confg=f. Did you mean --config?");
    assertThat(run(Map.of(), "backup", "--confg=f").err())
        .startsWith("hosted-ui: there is no option --confg=f. Did you mean --config?");
    assertThat(run(Map.of(), "sample", "--organisations", "2", "--members=many").err())
        .startsWith("hosted-ui: there is no option --organisations. Did you mean --organizations?");
    assertThat(run(Map.of(), "organization", "create", "Acme", "--slug=y").err())
        .startsWith("hosted-ui: Acme is one word too many");
    assertThat(run(Map.of(), "organization", "create", "--slug=y").err())
        .isEqualTo("hosted-ui: Missing required option: '--name=NAME' (see --help)\n");
  }

  @Test
  void the_setting_that_chose_the_mode_is_said_first() {
    assertThat(run(Map.of("HOSTED_UI_LISTEN", "0.0.0.0:8080"), "serve").err())
        .startsWith("Mode: production, because")
        .contains("HOSTED_UI_LISTEN names (0.0.0.0)");
  }

  @Test
  void help_names_every_command_and_version_says_which() {
    assertThat(run(Map.of(), "--help").out()).contains("serve", "migrate", "doctor", "sample");
    assertThat(run(Map.of(), "--version").out()).startsWith("hosted-ui ");
    // sorted by name, so that none can lean on the one before it
    assertThat(run(Map.of(), "application", "create", "--help").out().replaceAll("\\s+", " "))
        .contains("a sign-out comes back to; may be given more than once")
        .contains("a session ends; may be given more than once")
        .doesNotContain("likewise");
    assertThat(run(Map.of(), "--help").code()).isZero();
    assertThat(run(Map.of(), "help").out()).isEqualTo(run(Map.of(), "--help").out());
    assertThat(run(Map.of(), "help", "backup").out())
        .isEqualTo(run(Map.of(), "backup", "--help").out())
        .contains("FILE");
    assertThat(run(Map.of(), "").err()).contains("there is an empty word");
  }

  @Test
  void all_faults_of_the_settings_are_told_at_once_by_name() {
    var ran =
        run(
            Map.of(
                "HOSTED_UI_LISTEN", "nowhere",
                "HOSTED_UI_BASE_URL", "http://portal.example.com",
                "HOSTED_UI_TYPO", "1"),
            "serve");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err())
        .contains(
            "HOSTED_UI_LISTEN:",
            "HOSTED_UI_BASE_URL:",
            "HOSTED_UI_TYPO:",
            "HOSTED_UI_SECRET_KEY:",
            "HOSTED_UI_SMTP_URL:",
            "HOSTED_UI_MAIL_FROM:");
  }

  @Test
  void a_port_in_use_is_said_in_plain_words() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var url = Engine.emptyFile();
      var ran =
          run(
              Map.of(
                  "HOSTED_UI_LISTEN",
                  "127.0.0.1:" + taken.getLocalPort(),
                  "HOSTED_UI_DATABASE_URL",
                  url,
                  "HOSTED_UI_LOG",
                  "error"));

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err().lines()).hasSize(1);
      assertThat(ran.err()).contains("Port " + taken.getLocalPort()).contains("HOSTED_UI_LISTEN");
      assertThat(Path.of(url.substring("jdbc:sqlite:".length()))).doesNotExist();
    }
  }

  @Test
  void an_address_of_another_machine_is_said_in_plain_words() {
    var ran =
        run(
            Map.of(
                "HOSTED_UI_LISTEN",
                "192.0.2.1:8080",
                "HOSTED_UI_LOG",
                "error",
                "HOSTED_UI_SECRET_KEY",
                KEY,
                "HOSTED_UI_BASE_URL",
                "https://portal.example.com",
                "HOSTED_UI_SMTP_URL",
                "smtp://localhost",
                "HOSTED_UI_MAIL_FROM",
                "a@example.com"));

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.err().lines()).hasSize(1);
    assertThat(ran.err()).contains("192.0.2.1:8080", "not an address of this machine");
    for (var proxies : List.of("10.0.0.1", "none")) {
      var settings = new HashMap<>(production(Engine.emptyFile(), KEY));
      settings.put("HOSTED_UI_LISTEN", "192.0.2.1:8080");
      settings.put("HOSTED_UI_TRUSTED_PROXIES", proxies);
      assertThat(run(settings, "doctor").out())
          .contains("FAULT  listen     192.0.2.1:8080", "not an address of this machine")
          .doesNotContain("proxy");
    }
  }

  @Test
  void a_port_in_use_is_the_server_to_the_doctor() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThat(
              run(Map.of("HOSTED_UI_LISTEN", "127.0.0.1:" + taken.getLocalPort()), "doctor").out())
          .contains("All is well.");
    }
  }

  /** What was shown this once is lost then. */
  @Test
  void an_answer_that_nobody_got_is_no_success() {
    var full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }
        };
    var err = new ByteArrayOutputStream();
    for (var words : List.of("application create --name x --management-api", "doctor")) {
      var code =
          Commands.run(
              sealed(Engine.emptyFile()),
              new PrintStream(full, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8),
              words.split(" "));
      assertThat(code).as(words).isEqualTo(1);
    }
    assertThat(err.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .allMatch(it -> it.contains("could not be written"));
  }

  private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  /** Settings with the key that the seeded databases were sealed with. */
  private static Map<String, String> sealed(String url) {
    return Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_SECRET_KEY", KEY);
  }

  @Test
  void another_key_than_the_database_was_sealed_with_is_said_at_once() {
    var url = Engine.SQLITE.fresh();
    try (var app = new App(config(url, KEY), Clock.systemUTC())) {
      app.core().signingKeys.shown();
    }
    var other = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";
    var settings =
        Map.of(
            "HOSTED_UI_DATABASE_URL",
            url,
            "HOSTED_UI_SECRET_KEY",
            other,
            "HOSTED_UI_LISTEN",
            "127.0.0.1:0");
    var doctor = run(settings, "doctor");
    assertThat(doctor.code()).isEqualTo(1);
    assertThat(doctor.out()).contains("FAULT  key").contains("HOSTED_UI_SECRET_KEY does not open");
    var serve = run(settings, "serve");
    assertThat(serve.code()).isEqualTo(1);
    assertThat(serve.err().lines()).hasSize(1);
    assertThat(serve.err()).contains("HOSTED_UI_SECRET_KEY does not open");
    var both = new HashMap<>(settings);
    both.put("HOSTED_UI_SECRET_KEY", other + "," + KEY);
    assertThat(run(both, "doctor").out()).contains("ok     key");
  }

  @Test
  void a_key_that_nothing_was_sealed_with_yet_is_not_said_to_fit() {
    var settings =
        Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile(), "HOSTED_UI_SECRET_KEY", KEY);
    var words = "one key; nothing was sealed with it yet";
    assertThat(run(settings, "doctor").out()).contains(words);
    run(settings, "migrate");
    assertThat(run(settings, "doctor").out()).contains(words);
  }

  @Test
  void no_command_works_with_another_key_or_leaves_anything_by_it() {
    for (var engine : Engine.values()) {
      var url = engine.fresh();
      var before = counts(url);
      for (var key :
          List.of(
              Map.of("HOSTED_UI_SECRET_KEY", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="),
              // none at all: that of a sample would be made
              Map.<String, String>of()))
        for (var words :
            List.of(
                "signing-key rotate",
                "webhook create --url https://app.example.com/hooks",
                "organization create --name X --slug x",
                "application list",
                "events verify",
                "migrate",
                "sample --organizations 1 --members 1",
                "serve --config /dev/null")) {
          var settings = new HashMap<>(key);
          settings.put("HOSTED_UI_DATABASE_URL", url);
          settings.put("HOSTED_UI_LISTEN", "127.0.0.1:0");
          var ran = run(settings, words.split(" "));
          assertThat(ran.code()).as(words).isEqualTo(1);
          assertThat(ran.err().lines()).as(words).hasSize(1);
          assertThat(ran.err())
              .as(words)
              .containsAnyOf("sealed with another key", "hosted-ui.key is missing");
        }
      assertThat(counts(url)).as(engine.name()).isEqualTo(before);
    }
  }

  private static final String OTHER_KEY = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=";

  private static Map<String, String> production(String url, String key) {
    return Map.of(
        "HOSTED_UI_DATABASE_URL", url,
        "HOSTED_UI_SECRET_KEY", key,
        "HOSTED_UI_SAMPLE", "off",
        "HOSTED_UI_SMTP_URL", "smtp://127.0.0.1:9",
        "HOSTED_UI_MAIL_FROM", "a@b.example",
        "HOSTED_UI_BASE_URL", "https://portal.example.com");
  }

  @Test
  void a_server_that_was_asked_for_nothing_yet_has_left_what_its_key_is_known_by() {
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      try (var app = new App(TestApp.config(production(url, KEY)), Clock.systemUTC())) {
        var before = counts(url);
        assertThat(before.get(0)).as("signing keys").isZero();
        for (var words :
            List.of("organization list", "organization create --name X --slug x", "doctor")) {
          var ran = run(production(url, OTHER_KEY), words.split(" "));
          assertThat(ran.code()).as(words).isEqualTo(1);
          assertThat(ran.err() + ran.out()).as(words).contains("sealed with another key");
        }
        assertThat(counts(url)).isEqualTo(before);
        assertThat(run(production(url, KEY), "organization", "list").code()).isZero();
        assertThat(counts(url)).as("who only reads makes nothing").isEqualTo(before);
        var sample = Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_SECRET_KEY", KEY);
        assertThat(run(sample, "organization", "list").err()).contains("is no sample's");
        assertThat(counts(url)).as("nor who takes it for a sample").isEqualTo(before);
        assertThat(app.core().signingKeys.shown()).hasSize(1);
      }
    }
  }

  @Test
  void what_an_earlier_version_has_sealed_tells_its_key_too() {
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      try (var core = App.coreOnly(TestApp.config(production(url, KEY)), Clock.systemUTC())) {
        core.database.useTransaction(
            tx -> {
              tx.execute("UPDATE event_feed SET seal = ''");
              tx.createUpdate(
                      """
                      INSERT INTO idempotency_keys (client_id, key_hash, request_hash, sealed_answer, created_at)
                      VALUES ('c', 'k', 'r', :sealed, 0)
                      """)
                  .bind("sealed", core.vault.seal("an answer", "{}"))
                  .execute();
            });
      }
      assertThat(run(production(url, OTHER_KEY), "organization", "list").err())
          .contains("sealed with another key");
      assertThat(run(production(url, KEY), "organization", "list").code()).isZero();
    }
  }

  /** How many rows there are of what the commands make. */
  private static List<Integer> counts(String url) {
    try (var database = Database.open(url)) {
      return Stream.of("signing_keys", "webhooks", "organizations", "applications", "events")
          .map(table -> database.rows("SELECT COUNT(*) FROM " + table, row -> row.getInt(1)).get(0))
          .toList();
    }
  }

  @Test
  void the_first_command_leaves_what_later_ones_know_the_key_by() {
    var url = Engine.emptyFile();
    var settings = Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_SECRET_KEY", KEY);
    assertThat(run(settings, "organization", "create", "--name=Acme", "--slug=acme").code())
        .isZero();
    var other = new HashMap<>(settings);
    other.put("HOSTED_UI_SECRET_KEY", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=");
    assertThat(run(other, "organization", "list").err()).contains("sealed with another key");
  }

  @Test
  void a_port_that_is_taken_is_left_with_all_that_names_it() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var settings = new HashMap<>(Map.of("HOSTED_UI_LISTEN", "127.0.0.1:" + taken.getLocalPort()));
      assertThat(run(settings, "serve").err())
          .contains("is taken", "HOSTED_UI_LISTEN=127.0.0.1:8090.");
      settings.put("HOSTED_UI_BASE_URL", "http://localhost:" + taken.getLocalPort());
      assertThat(run(settings, "serve").err())
          .contains("8090 and HOSTED_UI_BASE_URL=http://localhost:8090.");
    }
  }

  @Test
  void a_path_that_the_system_does_not_take_is_no_fault_of_the_locale() throws Exception {
    var file = Files.writeString(Files.createTempFile("settings", ".properties"), "");
    var ran = run(Map.of(), "organization", "list", "--config", file + "\0");
    assertThat(ran.code()).isNotZero();
    assertThat(ran.err()).doesNotContain("locale");
  }

  @Test
  void a_key_file_that_holds_none_is_said_and_no_reason_to_fail(@TempDir Path folder)
      throws Exception {
    var url = "jdbc:sqlite:" + folder.resolve("hosted-ui.db");
    assertThat(run(production(url, KEY), "organization", "list").code()).isZero();
    Files.writeString(folder.resolve("hosted-ui.key"), "no key");
    assertThat(run(production(url, OTHER_KEY), "organization", "list").err())
        .contains("HOSTED_UI_SECRET_KEY does not open")
        .doesNotContain("cannot be used");
    assertThat(run(Map.of("HOSTED_UI_DATABASE_URL", url), "doctor").out())
        .contains("FAULT  key        Whether it opens the database could not be looked at");
  }

  @Test
  void a_command_without_its_settings_makes_no_sample_of_what_is_none() {
    for (var url : List.of(Engine.emptyFile(), Engine.emptyDatabase())) {
      var sample = Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_SECRET_KEY", KEY);
      var production = new HashMap<>(sample);
      production.put("HOSTED_UI_SAMPLE", "off");
      production.put("HOSTED_UI_SMTP_URL", "smtp://127.0.0.1:9");
      production.put("HOSTED_UI_MAIL_FROM", "a@b.example");
      production.put("HOSTED_UI_BASE_URL", "https://portal.example.com");
      assertThat(run(production, "organization", "list").code()).isZero();
      for (var words :
          List.of("organization list", "user create --email=a@b.example --organization=x")) {
        var ran = run(sample, words.split(" "));
        assertThat(ran.code()).as(words).isEqualTo(1);
        assertThat(ran.err()).as(words).contains("is no sample's", "HOSTED_UI_BASE_URL");
      }
      assertThat(run(production, "application", "list").out()).contains("No app is registered");
      assertThat(run(production, "organization", "list").out()).isEmpty();
    }
  }

  @Test
  void production_that_meets_the_samples_data_is_told_to_begin_afresh(@TempDir Path folder) {
    var url = "jdbc:sqlite:" + folder.resolve("hosted-ui.db");
    assertThat(run(Map.of("HOSTED_UI_DATABASE_URL", url), "organization", "list").out())
        .contains("acmecorp");
    for (var words : List.of("serve", "doctor")) {
      var ran = run(production(url, OTHER_KEY), words);
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out() + ran.err())
          .contains("is the sample's, sealed with another key", "Begin afresh");
    }
  }

  @Test
  void a_sample_that_production_took_over_is_none_any_more() {
    var url = Engine.SQLITE.fresh();
    var sample = Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_SECRET_KEY", KEY);
    assertThat(run(sample, "organization", "list").out()).contains("acmecorp");
    var production = new HashMap<>(sample);
    production.put("HOSTED_UI_SAMPLE", "off");
    production.put("HOSTED_UI_SMTP_URL", "smtp://127.0.0.1:9");
    production.put("HOSTED_UI_MAIL_FROM", "a@b.example");
    production.put("HOSTED_UI_BASE_URL", "https://portal.example.com");
    try (var app = new App(TestApp.config(production), Clock.systemUTC())) {
      assertThat(app.core().applications.all()).isNotEmpty();
    }
    assertThat(run(sample, "organization", "list").err()).contains("is no sample's");
    assertThat(run(production, "application", "list").out()).contains("skc_sample");
    try (var core = App.coreOnly(TestApp.config(production), Clock.systemUTC())) {
      assertThat(
              core.database.<List<?>>inTransaction(tx -> core.clientSecrets.of(tx, "skc_sample")))
          .isEmpty();
    }
  }

  @Test
  void what_keeps_the_schema_from_coming_up_is_said() throws Exception {
    var url = Engine.emptyDatabase();
    var settings =
        new HashMap<>(
            Map.of(
                "HOSTED_UI_DATABASE_URL", url + "&options=-c%20default_transaction_read_only=on"));
    assertThat(run(settings, "migrate").err()).contains("takes no changes");
    assertThat(run(settings, "doctor").out()).contains("FAULT  database", "takes no changes");
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute("CREATE ROLE may_look_only LOGIN");
    }
    settings.put("HOSTED_UI_DATABASE_URL", url.replaceFirst("user=\\w+", "user=may_look_only"));
    for (var said : List.of(run(settings, "migrate").err(), run(settings, "doctor").out()))
      assertThat(said).contains("this user may not make tables in its schema public");
    settings.put("HOSTED_UI_DATABASE_URL", url + "&currentSchema=nowhere");
    assertThat(run(settings, "doctor").out()).contains("no schema of the name", "currentSchema");
  }

  @Test
  void doctor_says_that_tables_of_another_user_cannot_be_brought_up() throws Exception {
    var url = Engine.emptyDatabase();
    assertThat(run(production(url, KEY), "migrate").code()).isZero();
    execute(
        url,
        "DELETE FROM flyway_schema_history WHERE installed_rank ="
            + " (SELECT MAX(installed_rank) FROM flyway_schema_history)");
    execute(url, "CREATE ROLE owns_nothing LOGIN");
    execute(url, "GRANT ALL ON ALL TABLES IN SCHEMA public TO owns_nothing");
    assertThat(run(production(url, KEY), "doctor").out()).contains("serve will bring it to");
    var theirs = production(url.replaceFirst("user=\\w+", "user=owns_nothing"), KEY);
    assertThat(run(theirs, "doctor").out()).contains("this user may not change its tables");
  }

  @Test
  void a_database_of_another_program_is_left_as_it_is(@TempDir Path folder) throws Exception {
    var file = folder.resolve("theirs.db");
    var mode = PosixFilePermissions.fromString("rw-r--r--");
    for (var url : List.of("jdbc:sqlite:" + file, Engine.emptyDatabase())) {
      execute(url, "CREATE TABLE invoices (id INTEGER)");
      if (Files.exists(file)) Files.setPosixFilePermissions(file, mode);
      for (var command : List.of("doctor", "migrate", "serve", "organization list")) {
        var settings = new HashMap<>(production(url, KEY));
        settings.put("HOSTED_UI_LISTEN", "127.0.0.1:0");
        var ran = run(settings, command.split(" "));
        assertThat(ran.code()).as(command).isEqualTo(1);
        assertThat(ran.out() + ran.err())
            .as(command)
            .contains("is another program's: it holds the table invoices");
      }
    }
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mode);
    assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).charAt(18))
        .as("the mode of the journal")
        .isEqualTo('\1');
    Files.writeString(file, "a letter to the bank, and no database at all ".repeat(20));
    assertThat(run(production("jdbc:sqlite:" + file, KEY), "doctor").out())
        .contains("damaged, or no database");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(mode);
  }

  @Test
  void a_database_that_cannot_keep_all_letters_is_refused() throws Exception {
    var url = Engine.emptyDatabase();
    execute(
        url,
        "CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0");
    var latin = production(url.replaceFirst("/empty_\\d+", "/latin"), KEY);
    for (var command : List.of("doctor", "migrate")) {
      var ran = run(latin, command);
      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.out() + ran.err()).contains("keeps text as LATIN1", "ENCODING 'UTF8'");
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    try (var connection = DriverManager.getConnection(url);
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Test
  void no_command_brings_the_schema_up_under_a_server_of_an_earlier_version() throws Exception {
    var url = Engine.SQLITE.fresh();
    var file = Database.fileOf(url).orElseThrow();
    execute(
        url,
        "DELETE FROM flyway_schema_history WHERE installed_rank ="
            + " (SELECT MAX(installed_rank) FROM flyway_schema_history)");
    try (var served = ServingLock.take(file)) {
      for (var command : List.of("migrate", "organization list"))
        assertThat(run(production(url, KEY), command.split(" ")).err())
            .as(command)
            .contains("An earlier version of this program is serving");
    }
  }

  private static Config config(String url, String key) {
    try {
      return Settings.read(
          Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_SECRET_KEY", key), null);
    } catch (Settings.Faults e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void a_second_copy_on_the_same_database_does_not_start() throws IOException {
    var url = Engine.emptyFile();
    var file = Path.of(url.substring("jdbc:sqlite:".length()));
    try (var channel =
            FileChannel.open(
                file.resolveSibling(file.getFileName() + ".lock"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertThat(lock.isValid()).isTrue();
      var ran = run(Map.of("HOSTED_UI_DATABASE_URL", url, "HOSTED_UI_LISTEN", "127.0.0.1:0"));

      assertThat(ran.code()).isEqualTo(1);
      assertThat(ran.err()).contains("Another copy of this program");
      assertThat(file).doesNotExist();
    }
  }

  @Test
  void a_link_to_the_database_is_as_good_as_its_name(@TempDir Path folder) throws IOException {
    var disk = Files.createDirectory(folder.resolve("disk")).toRealPath();
    var link = Files.createSymbolicLink(folder.resolve("link.db"), disk.resolve("real.db"));
    var byLink = sealed("jdbc:sqlite:" + link);
    var byName = sealed("jdbc:sqlite:" + disk.resolve("real.db"));
    assertThat(run(byLink, "organization", "create", "--name=Acme", "--slug=by-link").code())
        .isZero();
    assertThat(run(byLink, "doctor").out()).contains("All is well.");
    assertThat(run(byName, "organization", "list").out()).contains("by-link");

    var copy = folder.resolve("copy.db").toString();
    assertThat(run(byLink, "backup", copy).code()).isZero();
    run(byName, "organization", "create", "--name=Later", "--slug=later");
    assertThat(run(byLink, "restore", copy, "--force").code()).isZero();
    assertThat(link).isSymbolicLink();
    assertThat(run(byName, "organization", "list").out())
        .contains("by-link")
        .doesNotContain("later");
    try (var serving = ServingLock.take(disk.resolve("real.db"))) {
      assertThat(serving).isNotNull();
      assertThat(run(byLink, "restore", copy, "--force").err()).contains("Another copy");
    }
  }

  @Test
  void migrate_brings_the_schema_up_once() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());

    assertThat(run(settings, "migrate").out()).contains("brought up");
    assertThat(run(settings, "migrate").out()).contains("is current");
  }

  @Test
  void sample_fills_organizations_with_members() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());

    var ran = run(settings, "sample", "--organizations", "2", "--members", "30");

    assertThat(ran.code()).isZero();
    assertThat(ran.out()).contains("Made 60 members");
  }

  @Test
  void sample_makes_no_more_than_anybody_means_and_nothing_among_customers() {
    var url = Engine.emptyFile();
    var settings = new HashMap<>(production(url, KEY));
    for (var much :
        List.of(
            new String[] {"sample", "--organizations=1", "--members=99999999999"},
            new String[] {"sample", "--organizations=2000000000", "--members=0"}))
      assertThat(run(settings, much).err()).contains("At most", "100,000,000 members");

    var few = new String[] {"sample", "--organizations=1", "--members=1"};
    assertThat(run(settings, few).code()).isZero();
    assertThat(run(settings, few).code()).as("beside those of another time").isZero();
    run(settings, "organization", "create", "--name=Acme", "--slug=acme");
    var refused = run(settings, few);
    assertThat(refused.code()).isEqualTo(1);
    assertThat(refused.err()).contains("production", "--force");
    assertThat(run(settings, "sample", "--organizations=1", "--members=1", "--force").code())
        .isZero();
  }

  @Test
  void more_organizations_than_a_page_are_listed_and_looked_at() {
    var url = Engine.emptyFile();
    var settings = new HashMap<>(production(url, KEY));
    run(settings, "organization", "create", "--name=Sample 0");
    try (var database = Database.open(url)) {
      database.useTransaction(
          tx ->
              tx.execute(
                  """
                  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001)
                  INSERT INTO organizations (id, number, display_name, created_at, updated_at)
                  SELECT 'org_' || SUBSTR('000000000000000000' || i, -18), 1000000 + i,
                         CASE i WHEN 1001 THEN 'Acme' ELSE 'Sample ' || i END, 0, 0 FROM n
                  """));
    }
    var listed = run(settings, "organization", "list").out().lines().toList();
    assertThat(listed).hasSize(1002).doesNotHaveDuplicates();
    assertThat(listed.get(1000)).isEqualTo("org_000000000000001001  -  Acme");
    assertThat(run(settings, "sample", "--organizations=1", "--members=1").err())
        .contains("--force");
  }

  @Test
  void doctor_tries_every_address_when_there_is_an_earlier_one() {
    var gone = "http://127.0.0.1:" + Ports.free();
    Ports.start(port -> assertThatEveryAddressIsTried(port, gone));
  }

  private static Ran assertThatEveryAddressIsTried(int port, String gone) {
    var doctor =
        run(
            Map.of(
                "HOSTED_UI_LISTEN", "127.0.0.1:" + port,
                "HOSTED_UI_BASE_URL", "http://localhost:" + port,
                "HOSTED_UI_OLD_BASE_URLS", "http://127.0.0.1:" + port + "," + gone),
            "doctor");
    assertThat(doctor.out())
        .contains(
            "http://localhost:" + port + " leads here",
            "http://127.0.0.1:" + port + " leads here",
            "FAULT  addresses  A request to " + gone);
    assertThat(doctor.code()).isEqualTo(1);
    return doctor;
  }

  @Test
  void a_refusal_names_the_option_by_which_a_value_was_given() {
    var settings = sealed(Engine.emptyFile());
    assertThat(run(settings, "organization", "create", "--name=https://x.example").err())
        .startsWith("--name: ")
        .doesNotContain("display");
    var useless = run(settings, "application", "create", "--name=x");
    assertThat(useless.code()).isEqualTo(1);
    assertThat(useless.err()).startsWith("--redirect-uri: ").contains("--management-api");
    assertThat(run(settings, "application", "list").out()).doesNotContain("x (web)");
  }

  @Test
  void doctor_takes_only_the_settings_that_are_wrong_for_faults() {
    var ran = run(Map.of("HOSTED_UI_BASE_URL", "nonsense"), "doctor");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("The mode is").contains("FAULT  settings");
    assertThat(ran.out().lines().filter(it -> it.startsWith("FAULT")))
        .isNotEmpty()
        .noneMatch(it -> it.contains("The mode is"));
  }

  @Test
  void doctor_says_what_is_wrong_and_ends_with_1() {
    var ran =
        run(
            Map.of(
                "HOSTED_UI_SMTP_URL", "smtp://127.0.0.1:1",
                "HOSTED_UI_MAIL_FROM", "Portal <portal@example.com>"),
            "doctor");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out()).contains("FAULT  mail").contains("HOSTED_UI_SMTP_URL");
    assertThat(ran.out()).contains("ok     clock");
  }

  @Test
  void doctor_says_that_a_clock_is_behind_what_was_recorded() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    assertThat(run(settings, "organization", "create", "--name=X").code()).isZero();
    assertThat(run(settings, "doctor").out()).contains("ok     clock");
    try (var core =
        App.coreOnly(config(settings), Clock.offset(Clock.systemUTC(), Duration.ofHours(1)))) {
      core.organizations.create(new Actor.Internal("test"), "Later", null);
    }
    var doctor = run(settings, "doctor");
    assertThat(doctor.out()).contains("FAULT  clock", "has events of a later time");
    assertThat(doctor.code()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT-61S", "PT61S", "P-3D", "P3D"})
  void doctor_says_that_a_clock_is_not_that_of_the_server_of_the_database(String ahead) {
    var clock = Clock.offset(Clock.systemUTC(), Duration.parse(ahead));
    try (var database = Database.open(Engine.emptyDatabase())) {
      assertThat(Doctor.clockDiffers(database, clock).orElseThrow())
          .contains("the database's server that it is ");
      assertThat(Doctor.clockDiffers(database, Clock.systemUTC())).isEmpty();
    }
    try (var database = Database.open(Engine.emptyFile())) {
      assertThat(Doctor.clockDiffers(database, clock)).as("a file of this machine").isEmpty();
    }
  }

  @Test
  void doctor_asks_google_whether_it_knows_us() {
    try (var google = FakeGoogle.start(Clock.systemUTC())) {
      assertThat(run(google.settings(), "doctor").out()).contains("ok     Google");
      var wrong = new HashMap<>(google.settings());
      wrong.put("HOSTED_UI_GOOGLE_CLIENT_SECRET", "hunter2");
      assertThat(run(wrong, "doctor").out())
          .contains("FAULT  Google")
          .contains("HOSTED_UI_GOOGLE_CLIENT_SECRET")
          .doesNotContain("hunter2");
      google.failOnce("/token", 200, "<html>");
      assertThat(run(google.settings(), "doctor").out()).contains("does not answer as Google does");
    }
  }

  @Test
  void doctor_says_that_nobody_has_a_passkey_of_an_address() {
    var ran = run(Map.of("HOSTED_UI_BASE_URL", "https://192.0.2.1"), "doctor");
    assertThat(ran.out()).doesNotContain("belong to");
    var settings = new HashMap<>(production(Engine.emptyFile(), KEY));
    settings.put("HOSTED_UI_BASE_URL", "https://127.0.0.1");
    assertThat(run(settings, "doctor").out())
        .contains("FAULT  passkeys   Browsers make passkeys for names only, and 127.0.0.1");
  }

  @Test
  void doctor_says_once_what_is_wrong_with_a_database_server() {
    var there = Engine.emptyDatabase();
    for (var fault :
        Map.of(
                "jdbc:postgresql://nowhere.invalid/p?user=a",
                "no machine is known by the name",
                "jdbc:postgresql://127.0.0.1:1/p?user=a",
                "nothing listens at its host and port",
                there + "&socketTimeout=10s",
                "a parameter that cannot be taken",
                there + "&sslmode=nonsense",
                "a parameter that cannot be taken",
                there + "&sslmode=require",
                "has no TLS, which sslmode asks for")
            .entrySet()) {
      var out = run(production(fault.getKey(), KEY), "doctor").out();
      assertThat(out).contains("FAULT  database", fault.getValue()).doesNotContain("FAULT  events");
    }
  }

  @Test
  void doctor_says_when_passkeys_belong_to_a_host_that_does_not_know_of_us() {
    var ran =
        run(
            Map.of(
                "HOSTED_UI_BASE_URL", "https://portal.localhost",
                "HOSTED_UI_PASSKEY_RP_ID", "passkeys.invalid.example"),
            "doctor");

    assertThat(ran.code()).isEqualTo(1);
    assertThat(ran.out())
        .contains("FAULT  passkeys")
        .contains(
            "https://passkeys.invalid.example/.well-known/webauthn does not list"
                + " https://portal.localhost");
  }

  @Test
  void the_customers_side_belongs_to_the_sample_and_nothing_listens_for_it_in_production(
      @TempDir Path folder) {
    var settings =
        Map.of(
            "HOSTED_UI_DATABASE_URL",
            "jdbc:sqlite:" + folder.resolve("x.db"),
            "HOSTED_UI_SECRET_KEY",
            Base64.getEncoder().encodeToString(new byte[32]),
            "HOSTED_UI_SMTP_URL",
            "smtp://localhost",
            "HOSTED_UI_MAIL_FROM",
            "a@example.com");
    var production = new HashMap<>(settings);
    production.put("HOSTED_UI_BASE_URL", "https://id.example.com");

    assertThat(Serve.customerSetup(config(settings)))
        .hasValue(new CustomerSide.Setup("127.0.0.1", 8082, 8053, folder.resolve("customer.json")));
    assertThat(config(settings).dns()).containsExactly("127.0.0.1:8053");
    assertThat(Serve.customerSetup(config(production))).isEmpty();
    assertThat(config(production).dns()).isEmpty();
  }

  private static Config config(Map<String, String> settings) {
    try {
      return Settings.read(settings, null);
    } catch (Settings.Faults e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void doctor_finds_nothing_wrong_with_the_sample_and_changes_nothing(@TempDir Path folder) {
    var file = folder.resolve("data").resolve("x.db");
    var ran = run(Map.of("HOSTED_UI_DATABASE_URL", "jdbc:sqlite:" + file), "doctor");

    assertThat(ran.out()).contains("All is well.");
    assertThat(ran.code()).isZero();
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void a_properties_file_holds_the_same_settings_and_the_environment_wins(@TempDir Path folder)
      throws IOException {
    var file = folder.resolve("portal.properties");
    Files.writeString(file, "HOSTED_UI_LISTEN=nowhere\nHOSTED_UI_LOG=loud\n");

    var ran = run(Map.of("HOSTED_UI_LOG", "error"), "migrate", "--config", file.toString());

    assertThat(ran.err()).contains("HOSTED_UI_LISTEN:").doesNotContain("HOSTED_UI_LOG:");
  }

  @Test
  void the_readme_lists_every_setting() throws IOException {
    var readme = Files.readString(Path.of("README.md"));

    assertThat(Settings.NAMES).allSatisfy(name -> assertThat(readme).contains("`" + name + "`"));
  }

  @Test
  void an_app_is_registered_and_its_secret_shown_once() {
    var settings = sealed(Engine.SQLITE.fresh());
    var ran =
        run(
            settings,
            "application",
            "create",
            "--name",
            "Roastery",
            "--redirect-uri",
            "http://localhost:3000/callback",
            "--post-logout-redirect-uri",
            "http://localhost:3000/");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.code()).isZero();
    var clientId = value(ran.out(), "client_id");
    var secret = value(ran.out(), "client_secret");
    assertThat(clientId).matches("skc_\\d{18}");
    assertThat(secret).hasSize(43);

    var listed = run(settings, "application", "list").out();
    assertThat(listed)
        .contains(clientId + "  Roastery (web)", "http://localhost:3000/callback")
        .contains("…" + secret.substring(39))
        .doesNotContain(secret);

    assertThat(run(settings, "application", "add-secret", "--client-id", clientId).code()).isZero();
    var third = run(settings, "application", "add-secret", "--client-id", clientId);
    assertThat(third.code()).isEqualTo(1);
    assertThat(third.err()).contains("two secrets already");

    var id = Pattern.compile("sec_\\d{18}").matcher(listed.substring(listed.indexOf(clientId)));
    assertThat(id.find()).isTrue();
    assertThat(
            run(
                    settings,
                    "application",
                    "revoke-secret",
                    "--client-id",
                    clientId,
                    "--secret",
                    id.group())
                .out())
        .isEqualTo(id.group() + " is revoked.\n");
    assertThat(run(settings, "application", "list").out()).doesNotContain(secret.substring(39));
  }

  @Test
  void an_app_proves_itself_with_a_key_that_is_registered_replaced_and_revoked(@TempDir Path folder)
      throws Exception {
    var settings = sealed(Engine.SQLITE.fresh());
    var pem = folder.resolve("key.pem");
    var pair = pair();
    Files.writeString(pem, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
    var ran =
        run(settings, "application", "create", "--name=Keyed", "--key=" + pem, "--management-api");
    assertThat(ran.code()).as(ran.err()).isZero();
    assertThat(ran.out()).doesNotContain("client_secret");
    var clientId = value(ran.out(), "client_id");
    var key = value(ran.out(), "key");
    assertThat(run(settings, "application", "list").out())
        .contains("key                       " + key);

    var again = run(settings, "application", "add-key", "--client-id", clientId, "--key=" + pem);
    assertThat(again.code()).isEqualTo(1);
    assertThat(again.err()).contains("has a key of this name");
    var secret = folder.resolve("private.pem");
    Files.writeString(secret, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
    for (var wrong :
        Map.of(secret, "holds a private key", folder.resolve("none.pem"), "cannot be read")
            .entrySet()) {
      var refused =
          run(
              settings,
              "application",
              "add-key",
              "--client-id",
              clientId,
              "--key=" + wrong.getKey());
      assertThat(refused.code()).isEqualTo(1);
      assertThat(refused.err()).contains(wrong.getValue());
    }
    var phone =
        run(
            settings,
            "application",
            "create",
            "--name=x",
            "--type=native",
            "--redirect-uri=com.example.x:/callback",
            "--key=" + pem);
    assertThat(phone.code()).isEqualTo(1);
    assertThat(run(settings, "application", "list").out()).doesNotContain("  x (native)");

    assertThat(
            run(settings, "application", "revoke-key", "--client-id", clientId, "--key-id=mistyped")
                .err())
        .contains("no key named mistyped", "application list");
    assertThat(
            run(
                    settings,
                    "application",
                    "revoke-secret",
                    "--client-id",
                    clientId,
                    "--secret=sec_no")
                .err())
        .contains("no secret with the id sec_no", "application list");
    assertThat(
            run(settings, "application", "revoke-key", "--client-id", clientId, "--key-id=" + key)
                .out())
        .isEqualTo(key + " is revoked.\n");
    assertThat(run(settings, "application", "list").out()).doesNotContain(key);
  }

  @Test
  void a_file_without_an_end_is_read_no_further_than_it_could_be_taken() {
    var endless = Path.of("/dev/zero");
    assumeThat(endless).exists();
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    for (var words :
        List.of(
            "branding logo --file /dev/zero",
            "mail-template set --kind sign_in --subject x --html /dev/zero --text /dev/zero",
            "application create --name x --redirect-uri https://x.example/ --key /dev/zero",
            "connection social add google --client-id 1.apps --client-secret-file /dev/zero",
            "organization list --config /dev/zero")) {
      var ran = run(settings, words.split(" ", -1));
      assertThat(ran.code()).as(words).isEqualTo(1);
      assertThat(ran.err()).as(words).containsPattern("more than 1 MB|at most 2,?048 KB");
    }
    assertThat(run(Map.of("HOSTED_UI_LOGO", "/dev/zero"), "organization", "list").err())
        .contains("HOSTED_UI_LOGO", "2048 KB");
  }

  @Test
  void a_file_in_other_letters_than_utf_8_is_said_to_be(@TempDir Path folder) throws IOException {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    var page = folder.resolve("page.html");
    Files.write(page, "Grüße {{ code }}".getBytes(StandardCharsets.ISO_8859_1));
    var words = "mail-template set --kind sign_in --subject x --html PAGE --text PAGE";
    assertThat(run(settings, words.replace("PAGE", page.toString()).split(" ", -1)).err())
        .contains("--html", "is not written in UTF-8");
  }

  private static KeyPair pair() throws NoSuchAlgorithmException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder().encodeToString(der), what);
  }

  @Test
  void the_signing_key_is_replaced_at_once() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    var first = run(settings, "signing-key", "rotate");
    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.out()).containsPattern("snk_\\d{18} signs").contains("stay known");
    var second = run(settings, "signing-key", "rotate", "--forget-others");
    assertThat(second.out()).contains("are forgotten");
  }

  private static String value(String out, String name) {
    return out.lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_operator_makes_a_webhook_tries_it_and_sees_what_was_sent() {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    try (var receiver = Receiver.start()) {
      var made = run(settings, "webhook", "create", "--url=" + receiver.uri("/hook"));
      assertThat(made.code()).as(made.err()).isZero();
      var id = value(made.out(), "webhook");
      var secret = value(made.out(), "secret");
      assertThat(secret).startsWith("whsec_");
      assertThat(run(settings, "webhook", "list").out())
          .contains(id, receiver.uri("/hook"), "enabled", "all events")
          .doesNotContain(secret);

      assertThat(run(settings, "webhook", "test", "--webhook=" + id).out())
          .contains("try 1", "answered 200", "delivered");
      assertThat(receiver.messages()).hasSize(1);
      var log = run(settings, "webhook", "deliveries", "--webhook=" + id, "--since=30d").out();
      assertThat(log).contains("success", "1 try", "webhook.test").hasLineCount(1);
      var delivery = Pattern.compile("dlv_\\d{18}").matcher(log);
      assertThat(delivery.find()).isTrue();
      receiver.say("thanks\nindeed");
      receiver.answer(422);
      assertThat(run(settings, "webhook", "test", "--webhook=" + id).out())
          .contains("answered 422", "    thanks", "    indeed");
      assertThat(
              run(settings, "webhook", "deliveries", "--webhook=" + id, "--state=retrying").out())
          .contains("retrying", "it answered 422")
          .hasLineCount(1);
      receiver.answer(503);
      receiver.header("Retry-After", "86400");
      run(settings, "webhook", "test", "--webhook=" + id);
      for (var shows : List.of("list", "deliveries --webhook=" + id))
        assertThat(run(settings, ("webhook " + shows).split(" ", -1)).out())
            .contains("resting until 20");
      run(settings, "webhook", "enable", "--webhook=" + id);
      assertThat(run(settings, "webhook", "list").out()).doesNotContain("resting");

      var again =
          run(settings, "webhook", "replay", "--webhook=" + id, "--delivery=" + delivery.group());
      assertThat(again.out()).contains("is queued.");
      assertThat(
              run(
                      settings,
                      "webhook",
                      "deliveries",
                      "--webhook=" + id,
                      "--delivery=" + delivery.group())
                  .out())
          .contains("answered 200");

      assertThat(
              run(
                      settings,
                      "webhook",
                      "change",
                      "--webhook=" + id,
                      "--event=user.login",
                      "--description=logins")
                  .code())
          .isZero();
      assertThat(run(settings, "webhook", "list").out()).contains("user.login  logins");
      var rotated = run(settings, "webhook", "rotate-secret", "--webhook=" + id);
      assertThat(rotated.out()).contains("whsec_", "signs along until").doesNotContain(secret);
      assertThat(run(settings, "webhook", "disable", "--webhook=" + id).code()).isZero();
      assertThat(run(settings, "webhook", "test", "--webhook=" + id).err())
          .contains("webhook enable");
      assertThat(run(settings, "webhook", "enable", "--webhook=" + id).code()).isZero();
      assertThat(run(settings, "webhook", "replay", "--webhook=" + id, "--since=7d").out())
          .contains("events are queued");
      assertThat(run(settings, "webhook", "delete", "--webhook=" + id).code()).isZero();
      assertThat(run(settings, "webhook", "list").out()).isEmpty();

      assertThat(
              run(settings, "webhook", "create", "--url=https://x.example/", "--event=user.logni")
                  .err())
          .isEqualTo(
              "--event: There is no event user.logni. Did you mean user.login? The README lists"
                  + " them all.\n");
      assertThat(run(settings, "webhook", "create", "--url=nonsense").err()).startsWith("--url: ");
      assertThat(run(settings, "webhook", "test", "--webhook=whk_1").err())
          .contains("webhook list");
      assertThat(
              run(settings, "webhook", "rotate-secret", "--webhook=" + id, "--overlap-hours=-1")
                  .code())
          .isEqualTo(1);
    }
  }

  @Test
  void the_operator_checks_and_exports_what_happened(@TempDir Path folder) throws Exception {
    var settings = Map.of("HOSTED_UI_DATABASE_URL", Engine.emptyFile());
    assertThat(run(settings, "events", "verify").out())
        .contains("events are as they were recorded");
    var file = folder.resolve("acme.csv");
    var exported =
        run(
            settings,
            "events",
            "export",
            "--organization=acmecorp",
            "--format=csv",
            "--to=" + file);
    assertThat(exported.out()).as(exported.err()).contains(" events are in ");
    assertThat(Files.readAllLines(file).get(0)).startsWith("\uFEFFoccurred_at,type,actor.type,");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(run(settings, "events", "export", "--organization=acmecorp", "--to=" + file).err())
        .contains("is there already");
    for (var name : List.of("whole.csv", "whole.CSV"))
      assertThat(exported(settings, folder.resolve(name)))
          .as(name)
          .startsWith("\uFEFFoccurred_at,");
    for (var name : List.of("whole.jsonl", "whole", "csv", "whole.csv.1"))
      assertThat(exported(settings, folder.resolve(name))).as(name).startsWith("{\"");
    assertThat(exported(settings, folder.resolve("asked.csv"), "--format=jsonl")).startsWith("{\"");
    assertThat(exported(settings, folder.resolve("asked"), "--format=csv"))
        .startsWith("\uFEFFoccurred_at,");
    var nowhere = folder.resolve("no folder").resolve("x").toString();
    assertThat(
            run(settings, "events", "export", "--organization=acmecorp", "--to=" + nowhere).err())
        .isEqualTo(
            "--to: %s cannot be written: there is no folder %s.\n"
                .formatted(nowhere, folder.resolve("no folder")));
    assertThat(
            run(
                    settings,
                    "events",
                    "export",
                    "--organization=acmecor",
                    "--to=" + folder.resolve("x"))
                .err())
        .contains("Did you mean acmecorp?");
    try (var core = App.coreOnly(config(settings), Clock.systemUTC())) {
      core.database.useTransaction(
          tx -> tx.execute("UPDATE events SET actor_id = 'usr_1' WHERE position = 3"));
    }
    var verified = run(settings, "events", "verify");
    assertThat(verified.code()).isEqualTo(1);
    assertThat(verified.err()).contains("is not as it was recorded");
    assertThat(run(settings, "doctor").out()).contains("FAULT  events");
  }

  /** What a file holds that was exported to it. */
  private static String exported(Map<String, String> settings, Path file, String... more)
      throws IOException {
    var words =
        Stream.concat(
            Stream.of("events", "export", "--organization=acmecorp", "--to=" + file),
            Stream.of(more));
    var ran = run(settings, words.toArray(String[]::new));
    assertThat(ran.code()).as(ran.err()).isZero();
    return Files.readString(file);
  }

  @Test
  void an_app_that_cannot_be_registered_is_told_why_by_the_name_of_the_option() {
    for (var wrong :
        List.of(
            List.of("--redirect-uri", "https://app.example/callback#x", "--redirect-uri: "),
            List.of(
                "--type", "desktop", "--type: There is no type desktop. Use web, spa or native."),
            List.of("--access-token-minutes", "0", "--access-token-minutes: "),
            List.of("--name", "  ", "--name: "))) {
      var ran =
          run(
              sealed(Engine.SQLITE.fresh()),
              "application",
              "create",
              "--redirect-uri=https://app.example/callback",
              wrong.get(0).equals("--name") ? "--name=" + wrong.get(1) : "--name=x",
              wrong.get(0).equals("--name") ? "--type=web" : wrong.get(0) + "=" + wrong.get(1));

      assertThat(ran.code()).as(wrong.toString()).isEqualTo(1);
      assertThat(ran.err()).as(wrong.toString()).startsWith(wrong.get(2));
      assertThat(ran.out()).isEmpty();
    }
  }

  @Test
  void an_operator_can_begin_without_an_api() {
    var settings = sealed(Engine.SQLITE.fresh());

    var made =
        run(settings, "organization", "create", "--name", "Umbrella", "--slug", "umbrella").out();
    assertThat(value(made, "organization")).matches("org_\\d{18}");
    var user =
        run(
            settings,
            "user",
            "create",
            "--email",
            "Uma@Umbrella.example",
            "--organization",
            "umbrella",
            "--role",
            "admin",
            "--given-name",
            "Uma");
    assertThat(value(user.out(), "user")).matches("usr_\\d{18}");
    for (var time : List.of("first", "second"))
      assertThat(
              run(
                      settings,
                      "feature",
                      "enable",
                      "--organization",
                      "umbrella",
                      "--feature",
                      "session_policy")
                  .out())
          .as(time)
          .isEqualTo("session_policy is on for Umbrella.\n");
    assertThat(
            run(
                    settings,
                    "feature",
                    "disable",
                    "--organization",
                    value(made, "organization"),
                    "--feature",
                    "session_policy")
                .out())
        .isEqualTo("session_policy is off for Umbrella.\n");

    assertThat(run(settings, "organization", "list").out())
        .contains(value(made, "organization") + "  umbrella  Umbrella");

    for (var refused :
        List.of(
            List.of("organization create --name X --slug umbrella", "--slug: "),
            List.of("organization create --name X --slug A_b", "--slug: "),
            List.of(
                "user create --email uma@umbrella.example --organization umbrella", "--email: "),
            List.of(
                "user create --email nobody --organization umbrella",
                "--email: Enter an address, like ada@example.com. It is \"nobody\"."),
            List.of(
                "mail-template set --kind sgn_in --subject x --html x --text x",
                "--kind: There is no mail sgn_in. Did you mean sign_in? There are: sign_in,"
                    + " sign_up, invitation."),
            List.of(
                "connection rotate-key --connection conn_1 --in-days 400",
                "--in-days: Give a number of days from 0 to 366. It is \"400\"."),
            List.of(
                "user create --email a@b.example --organization umbrela",
                "--organization: There is no organization umbrela. Did you mean umbrella? See:"
                    + " organization list"),
            List.of(
                "application add-secret --client-id skc_sampel",
                "--client-id: There is no app with the client id skc_sampel. Did you mean"
                    + " skc_sample?"),
            List.of(
                "user create --email a@b.example --organization umbrella --role admim",
                "--role: There is no role admim. Did you mean admin? There are: admin, member."),
            List.of(
                "feature enable --organization umbrella --feature ssso",
                "--feature: There is no feature ssso. Did you mean sso? There are: "),
            List.of(
                "feature enable --organization nowhere --feature sso",
                "--organization: There is no organization nowhere. See: organization list"),
            List.of("user create --email a@b.example --organization umbrella --role x", "--role: "),
            List.of("feature enable --organization umbrella --feature sauna", "--feature: "))) {
      var ran = run(settings, refused.get(0).split(" "));
      assertThat(ran.code()).as(refused.get(0)).isEqualTo(1);
      assertThat(ran.err()).as(refused.get(0)).startsWith(refused.get(1));
    }
  }
}
