package dev.hostedui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.hostedui.core.Config;
import dev.hostedui.identity.environment.Branding;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 96 24'><path d='M0 0h9v9z'/></svg>";

  private static final String KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

  /** The least a production run needs. */
  private static final Map<String, String> PRODUCTION =
      Map.of(
          "HOSTED_UI_BASE_URL", "https://portal.example.com",
          "HOSTED_UI_SECRET_KEY", KEY,
          "HOSTED_UI_SMTP_URL", "smtp://mail.example.com",
          "HOSTED_UI_MAIL_FROM", "Acme <hello@example.com>");

  @TempDir Path folder;

  private static Config read(Map<String, String> environment) {
    return read(environment, null);
  }

  private static Config read(Map<String, String> environment, @Nullable Path file) {
    try {
      return Settings.read(environment, file);
    } catch (Settings.Faults e) {
      throw new AssertionError(e.all().toString(), e);
    }
  }

  private static List<String> faults(Map<String, String> environment) {
    return faults(environment, null);
  }

  private static List<String> faults(Map<String, String> environment, @Nullable Path file) {
    var thrown = catchThrowable(() -> Settings.read(environment, file));
    assertThat(thrown).as("faults of " + environment).isInstanceOf(Settings.Faults.class);
    return ((Settings.Faults) thrown).all();
  }

  private static Map<String, String> production(String... changes) {
    var all = new HashMap<>(PRODUCTION);
    for (var i = 0; i < changes.length; i += 2) all.put(changes[i], changes[i + 1]);
    return all;
  }

  // ------------------------------------------------------------------ sample and production

  @ParameterizedTest
  @CsvSource({
    "https://Portal.Example.com:443/,https://portal.example.com",
    "https://portal.example.com:8443,https://portal.example.com:8443",
    "http://LOCALHOST:80,http://localhost",
    "HTTPS://portal.example.com,https://portal.example.com",
    "http://[::1]:8080,http://[::1]:8080",
  })
  void the_public_address_is_kept_as_browsers_write_it(String typed, String kept) {
    assertThat(read(production("HOSTED_UI_BASE_URL", typed)).baseUrl()).hasToString(kept);
  }

  @Test
  void without_any_setting_the_sample_runs_on_this_machine() {
    var config = read(Map.of());
    assertThat(config.sample()).isTrue();
    assertThat(config.baseUrl()).isEqualTo(URI.create("http://localhost:8080"));
    assertThat(config.listenHost()).isEqualTo("127.0.0.1");
    assertThat(config.listenPort()).isEqualTo(8080);
    assertThat(config.databaseUrl()).isEqualTo("jdbc:sqlite:data/hosted-ui.db");
    assertThat(config.keys()).isEmpty();
    assertThat(config.keyFile().getFileName()).hasToString("hosted-ui.key");
    assertThat(config.smtp()).isNull();
    assertThat(config.branding().appName()).isEqualTo("Coffeedesk");
    assertThat(config.branding().logo()).isNotNull();
    assertThat(read(Map.of("HOSTED_UI_APP_NAME", "Teadesk")).branding().logo()).isNull();
    assertThat(config.allowPrivateNetwork()).isTrue();
    assertThat(config.https()).isFalse();
    assertThat(config.trustedProxies()).isEmpty();
    assertThat(config.dns()).containsExactly("127.0.0.1:8053");
    assertThat(config.places()).isNull();
    assertThat(Settings.logLevel(Map.of(), null)).isEqualTo("info");
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, 127.0.0.1:8080, true",
    "http://127.0.0.1:9, localhost:0, true",
    "http://127.9.9.9, [::1]:80, true",
    "http://[::1]:8080, 127.0.0.1:8080, true",
    "http://acme.localhost, 127.0.0.1:1, true",
    "https://localhost, 127.0.0.1:1, true",
    "https://portal.example.com, 127.0.0.1:8080, false",
    "http://localhost:8080, 0.0.0.0:8080, false",
    "http://localhost:8080, [::]:8080, false",
    "http://localhost:8080, 192.168.1.1:8080, false",
    "https://localhost.example.com, 127.0.0.1:1, false",
    "https://127.0.0.1.example.com, 127.0.0.1:1, false",
    "https://notlocalhost, 127.0.0.1:1, false"
  })
  void the_sample_runs_only_where_address_and_listener_are_this_machine(
      String baseUrl, String listen, boolean sample) {
    var settings = Map.of("HOSTED_UI_BASE_URL", baseUrl, "HOSTED_UI_LISTEN", listen);
    if (sample) {
      assertThat(read(settings).sample()).isTrue();
    } else {
      assertThat(faults(settings))
          .anyMatch(fault -> fault.startsWith("HOSTED_UI_SECRET_KEY: is missing"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"off", "OFF", "Off"})
  void the_sample_can_be_switched_off_on_this_machine_too(String off) {
    assertThat(faults(Map.of("HOSTED_UI_SAMPLE", off)))
        .anyMatch(fault -> fault.startsWith("HOSTED_UI_SECRET_KEY: is missing"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no", "false", "of", "0"})
  void a_word_that_is_neither_on_nor_off_does_not_leave_the_sample_running(String word) {
    assertThat(faults(Map.of("HOSTED_UI_SAMPLE", word)))
        .containsExactly("HOSTED_UI_SAMPLE: must be on or off. It is \"" + word + "\".");
  }

  @Test
  void production_runs_with_the_least_it_needs() {
    var config = read(PRODUCTION);
    assertThat(config.sample()).isFalse();
    assertThat(config.https()).isTrue();
    assertThat(config.keys()).hasSize(1);
    assertThat(config.branding().appName()).isEqualTo("Portal");
    assertThat(config.allowPrivateNetwork()).isFalse();
    assertThat(config.mailFrom().getAddress()).isEqualTo("hello@example.com");
    assertThat(config.mailFrom().getPersonal()).isEqualTo("Acme");
  }

  @Test
  void passkeys_belong_to_the_public_host_unless_it_has_moved() {
    assertThat(read(PRODUCTION).passkeyRpId()).isEqualTo("portal.example.com");
    assertThat(read(production("HOSTED_UI_PASSKEY_RP_ID", "Old.Example.org")).passkeyRpId())
        .isEqualTo("old.example.org");
  }

  @Test
  void a_senders_name_is_written_in_ascii_whatever_its_letters() {
    var from =
        read(production("HOSTED_UI_MAIL_FROM", "Acme Pörtal <hello@example.com>")).mailFrom();
    assertThat(from).hasToString("=?UTF-8?Q?Acme_P=C3=B6rtal?= <hello@example.com>");
    assertThat(from.getPersonal()).isEqualTo("Acme Pörtal");
    assertThat(read(production("HOSTED_UI_MAIL_FROM", "hello@bücher.example")).mailFrom())
        .hasToString("hello@xn--bcher-kva.example");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          portal.example.com                | must begin with https://
          ftp://portal.example.com          | must begin with https://
          https://portal.example.com/path   | without a path
          https://portal.example.com:99999  | must have a port from 1 to 65535
          https://müller.example            | as it stands in DNS: https://xn--mller-kva.example
          https://straße.example            | must have the name of a host
          https://2130706433                | others read that host in two ways
          https://10.0.0.010:8443           | others read that host in two ways
          https://my_portal.example.com     | must have the name of a host
          "https://portal.example.com"      | must stand without quotation marks
          """)
  void a_faulty_address_is_told_its_reason_and_makes_no_sample(String address, String reason) {
    var thrown = catchThrowable(() -> Settings.read(Map.of("HOSTED_UI_BASE_URL", address), null));
    var faults = (Settings.Faults) thrown;
    assertThat(faults.mode()).startsWith("production, because HOSTED_UI_BASE_URL");
    assertThat(faults.all()).hasSize(4).anyMatch(it -> it.contains(reason));
    assertThat(faults.all().toString())
        .contains("HOSTED_UI_SECRET_KEY", "HOSTED_UI_SMTP_URL", "HOSTED_UI_MAIL_FROM");
  }

  @Test
  void a_faulty_address_of_this_machine_asks_for_nothing_of_production() {
    for (var address : List.of("http://localhost:8080/portal", "localhost:8080", "127.0.0.1"))
      assertThat(faults(Map.of("HOSTED_UI_BASE_URL", address))).hasSize(1);
  }

  @Test
  void a_sample_without_an_address_takes_that_of_its_port() {
    assertThat(read(Map.of("HOSTED_UI_LISTEN", "127.0.0.1:8090")).baseUrl())
        .hasToString("http://localhost:8090");
    for (var host : List.of("127.0.0.2", "[::1]"))
      assertThat(read(Map.of("HOSTED_UI_LISTEN", host + ":8090")).baseUrl())
          .hasToString("http://" + host + ":8090");
    var any = Map.of("HOSTED_UI_LISTEN", "127.0.0.1:0");
    var free = read(Settings.atAFreePort(any, null, read(any)));
    assertThat(free.listenPort()).isPositive();
    assertThat(free.baseUrl()).hasToString("http://localhost:" + free.listenPort());
    var named =
        Map.of("HOSTED_UI_LISTEN", "127.0.0.1:0", "HOSTED_UI_BASE_URL", "http://acme.localhost");
    assertThat(Settings.atAFreePort(named, null, read(named))).isEqualTo(named);
  }

  @Test
  void production_names_all_it_misses_at_once() {
    assertThat(faults(Map.of("HOSTED_UI_BASE_URL", "http://portal.example.com")))
        .extracting(fault -> fault.substring(0, fault.indexOf(':')))
        .containsExactlyInAnyOrder(
            "HOSTED_UI_BASE_URL",
            "HOSTED_UI_SECRET_KEY",
            "HOSTED_UI_SMTP_URL",
            "HOSTED_UI_MAIL_FROM");
  }

  @Test
  void a_fault_says_what_part_of_a_value_is_wrong() {
    assertThat(faults(production("HOSTED_UI_DNS", "1.1.1.1:53, 9.9.9.9, ns:x")).toString())
        .contains("and not 9.9.9.9 or ns:x.");
    assertThat(faults(production("HOSTED_UI_LISTEN", "127.0.0.1:99999")).toString())
        .contains("a port up to 65535");
    assertThat(faults(production("HOSTED_UI_SMTP_URL", "smpt://ada:hush@mail.example")).toString())
        .contains("must begin with smtp:// or smtps://, and begins with smpt://.")
        .doesNotContain("hush");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HOSTED_UI_SECRET_KEY", "HOSTED_UI_SMTP_URL", "HOSTED_UI_MAIL_FROM"})
  void production_does_without_none_of_what_it_needs(String name) {
    for (var nothing : new String[] {"", "   "}) {
      var missing = production(name, nothing);
      assertThat(faults(missing))
          .singleElement()
          .satisfies(fault -> assertThat(fault).startsWith(name + ": is missing"));
    }
    var absent = production();
    absent.remove(name);
    assertThat(faults(absent)).hasSize(1);
  }

  // ------------------------------------------------------------------ each setting

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HOSTED_UI_BASE_URL|portal.example.com
          HOSTED_UI_BASE_URL|ftp://portal.example.com
          HOSTED_UI_BASE_URL|https://portal.example.com/path
          HOSTED_UI_OLD_BASE_URLS|https://old.example.com, portal.example.com
          HOSTED_UI_OLD_BASE_URLS|http://old.example.com
          HOSTED_UI_OLD_BASE_URLS|portal.example.com, old.example.com
          HOSTED_UI_SOCIAL_URL|ftp://providers.example
          HOSTED_UI_BASE_URL|https://portal.example.com?x=1
          HOSTED_UI_BASE_URL|https://portal.example.com#x
          HOSTED_UI_BASE_URL|https://user@portal.example.com
          HOSTED_UI_BASE_URL|https://
          HOSTED_UI_BASE_URL|https://exa mple.com
          HOSTED_UI_BASE_URL|https://portal.example.com:99999
          HOSTED_UI_BASE_URL|https://portal.example.com:0
          HOSTED_UI_LISTEN|nonsense.invalid:8080
          HOSTED_UI_LISTEN|[zz]:1
          HOSTED_UI_LISTEN|[fe80::1%nope]:1
          HOSTED_UI_LISTEN|8080
          HOSTED_UI_LISTEN|127.0.0.1
          HOSTED_UI_LISTEN|127.0.0.1:
          HOSTED_UI_LISTEN|127.0.0.1:x
          HOSTED_UI_LISTEN|127.0.0.1:65536
          HOSTED_UI_LISTEN|127.0.0.1:-1
          HOSTED_UI_LISTEN|127.0.0.1:8080:9
          HOSTED_UI_LISTEN|::1:8080
          HOSTED_UI_LISTEN|[::1:8080
          HOSTED_UI_LISTEN|http://127.0.0.1:8080
          HOSTED_UI_DATABASE_URL|data/hosted-ui.db
          HOSTED_UI_DATABASE_URL|jdbc:mysql://localhost/x
          HOSTED_UI_DATABASE_URL|jdbc:sqlite:
          HOSTED_UI_DATABASE_URL|jdbc:sqlite::memory:
          HOSTED_UI_DATABASE_URL|jdbc:sqlite::resource:foo.db
          HOSTED_UI_DATABASE_URL|jdbc:sqlite:file:x?mode=memory&cache=shared
          HOSTED_UI_DATABASE_URL|jdbc:sqlite:data/hosted-ui.db?journal_mode=DELETE
          HOSTED_UI_DATABASE_URL|jdbc:sqlite:what?.db
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://db.example.com:99999/portal
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://db.example.com:54x2/portal?user=a&password=hush
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://db.example.com/portal?user=a&password=hush%zz
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://portal:hush@db.example.com/portal
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://db.example.com/portal&user=a&password=hush
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://db.example.com/portal;password=hush?user=a
          HOSTED_UI_DATABASE_URL|jdbc:postgresql://db.example.com/password=hush
          HOSTED_UI_DATABASE_URL|jdbc:postgresql:a:hush@db.example.com/portal
          HOSTED_UI_DATABASE_URL|postgres://a:hush?x@db.example.com/portal?password=@hush
          HOSTED_UI_SECRET_KEY|short
          HOSTED_UI_SECRET_KEY|AAAA
          HOSTED_UI_SECRET_KEY|MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=,AAAA
          HOSTED_UI_SECRET_KEY|,
          HOSTED_UI_SMTP_URL|mail.example.com
          HOSTED_UI_SMTP_URL|http://mail.example.com
          HOSTED_UI_SMTP_URL|smtp://
          HOSTED_UI_SMTP_URL|smtp://mail.example.com:0
          HOSTED_UI_SMTP_URL|smtp://mail.example.com:99999
          HOSTED_UI_SMTP_URL|smtp://user:p@ss@mail.example.com
          HOSTED_UI_MAIL_FROM|nobody
          HOSTED_UI_MAIL_FROM|Acme <>
          HOSTED_UI_MAIL_FROM|a@b.example, c@d.example
          HOSTED_UI_PASSKEY_RP_ID|https://portal.example.com
          HOSTED_UI_PASSKEY_RP_ID|com
          HOSTED_UI_PASSKEY_RP_ID|co.uk
          HOSTED_UI_PASSKEY_RP_ID|portal example
          HOSTED_UI_DNS|1.1.1.1
          HOSTED_UI_DNS|1.1.1.1:dns
          HOSTED_UI_DNS|1.1.1.1:53,9.9.9.9
          HOSTED_UI_DNS|1.1.1.1:99999
          HOSTED_UI_TRUSTED_PROXIES|proxy.example.com
          HOSTED_UI_TRUSTED_PROXIES|10.0.0.0/33
          HOSTED_UI_TRUSTED_PROXIES|10.0.0.0/8,x
          HOSTED_UI_TRUSTED_PROXIES|999.0.0.1
          HOSTED_UI_ALLOW_PRIVATE_NETWORK|yes
          HOSTED_UI_GEOIP_DATABASE|/nowhere/at/all.mmdb
          HOSTED_UI_GEOIP_DATABASE|/etc/hostname
          HOSTED_UI_GEOIP_DATABASE|/etc
          HOSTED_UI_GOOGLE_API_URL|http://admin.googleapis.com
          HOSTED_UI_GOOGLE_OAUTH_URL|oauth2.googleapis.com
          HOSTED_UI_GOOGLE_ACCOUNTS_URL|https://accounts.google.com?x=1
          HOSTED_UI_LOGO|/nowhere/at/all.svg
          HOSTED_UI_LOGO|/etc/hostname
          HOSTED_UI_PRIMARY_COLOR|green
          HOSTED_UI_PRIMARY_COLOR|#12345
          HOSTED_UI_PRIMARY_TEXT_COLOR|#ggg
          HOSTED_UI_PAGE_COLOR|#fff;background:url(x)
          HOSTED_UI_CORNER_RADIUS|round
          HOSTED_UI_SUPPORT_EMAIL|nobody
          HOSTED_UI_METRICS_TOKEN|short
          HOSTED_UI_METRICS_TOKEN|hush 0123456789 0123456789 0123456789 0123456789
          HOSTED_UI_LOG|loud
          """)
  void a_value_that_cannot_be_taken_is_one_fault_that_names_its_setting(String name, String value) {
    assertThat(faults(production(name, value)))
        .as(value)
        .singleElement()
        .satisfies(fault -> assertThat(fault).startsWith(name + ": ").doesNotContain("hush"));
  }

  @Test
  void google_is_set_up_by_both_of_its_credentials_or_not_at_all() {
    assertThat(read(PRODUCTION).google()).isNull();
    assertThat(faults(production("HOSTED_UI_GOOGLE_CLIENT_ID", "1.apps.googleusercontent.com")))
        .singleElement()
        .asString()
        .startsWith("HOSTED_UI_GOOGLE_CLIENT_SECRET: is missing");
    assertThat(faults(production("HOSTED_UI_GOOGLE_CLIENT_SECRET", "hunter2")))
        .singleElement()
        .asString()
        .startsWith("HOSTED_UI_GOOGLE_CLIENT_ID: is missing")
        .doesNotContain("hunter2");
    var google =
        read(production(
                "HOSTED_UI_GOOGLE_CLIENT_ID",
                "1.apps.googleusercontent.com",
                "HOSTED_UI_GOOGLE_CLIENT_SECRET",
                "hunter2",
                "HOSTED_UI_GOOGLE_API_URL",
                "https://google.example/api/"))
            .google();
    assertThat(google).isNotNull();
    assertThat(google.tokenAddress()).hasToString("https://oauth2.googleapis.com/token");
    assertThat(google.groups(null).toString())
        .startsWith("https://google.example/api/admin/directory/v1/groups?");
    assertThat(google.toString()).doesNotContain("hunter2");
  }

  @Test
  void a_link_may_lead_to_a_place_on_its_page() {
    var terms = "https://example.com/legal#terms";
    assertThat(read(production("HOSTED_UI_TERMS_URL", terms)).termsUrl()).isEqualTo(terms);
    assertThat(faults(production("HOSTED_UI_PRIVACY_URL", "http://example.com/")).toString())
        .contains("https");
  }

  @Test
  void a_fault_repeats_what_was_received() {
    assertThat(faults(production("HOSTED_UI_LISTEN", "nowhere")))
        .singleElement()
        .asString()
        .endsWith("It is \"nowhere\".");
    assertThat(faults(production("HOSTED_UI_LOG", "x\u0007" + "y".repeat(200))).toString())
        .contains("It is \"x?y", "…")
        .doesNotContain("y".repeat(101));
  }

  @ParameterizedTest
  @CsvSource({
    "https://portal.example.com, 127.0.0.1:8080, HOSTED_UI_BASE_URL (https://portal.example.com)",
    "http://localhost:8080, 0.0.0.0:8080, HOSTED_UI_LISTEN names (0.0.0.0)",
  })
  void which_setting_chose_production_is_said(String baseUrl, String listen, String why) {
    var thrown =
        catchThrowable(
            () ->
                Settings.read(
                    Map.of("HOSTED_UI_BASE_URL", baseUrl, "HOSTED_UI_LISTEN", listen), null));
    assertThat(((Settings.Faults) thrown).mode()).startsWith("production").contains(why);
    assertThat(Settings.mode(read(PRODUCTION))).contains("HOSTED_UI_BASE_URL");
    assertThat(Settings.mode(read(Map.of()))).startsWith("sample");
  }

  @Test
  void a_secret_is_not_repeated_in_its_fault() {
    assertThat(
            faults(
                    production(
                        "HOSTED_UI_DATABASE_URL", "postgres://u:hunter2@db/x?password=hunter2"))
                .toString())
        .contains("It is \"postgres://…\".")
        .doesNotContain("hunter2");
    assertThat(faults(production("HOSTED_UI_SECRET_KEY", "c2VjcmV0")).toString())
        .doesNotContain("c2VjcmV0");
    assertThat(faults(production("HOSTED_UI_SMTP_URL", "smtp://user:hunter2")).toString())
        .doesNotContain("hunter2");
  }

  @Test
  void a_name_of_more_than_a_hundred_characters_is_too_long() {
    assertThat(read(production("HOSTED_UI_APP_NAME", "x".repeat(100))).branding().appName())
        .hasSize(100);
    assertThat(faults(production("HOSTED_UI_APP_NAME", "x".repeat(101)))).hasSize(1);
  }

  @Test
  void every_fault_is_reported_at_once() {
    var all =
        faults(
            Map.of(
                "HOSTED_UI_LISTEN", "x",
                "HOSTED_UI_DATABASE_URL", "x",
                "HOSTED_UI_DNS", "x",
                "HOSTED_UI_LOG", "x",
                "HOSTED_UI_CORNER_RADIUS", "x",
                "HOSTED_UI_COFFEE", "x"));
    assertThat(all)
        .extracting(fault -> fault.substring(0, fault.indexOf(':')))
        .containsExactlyInAnyOrder(
            "HOSTED_UI_LISTEN",
            "HOSTED_UI_DATABASE_URL",
            "HOSTED_UI_DNS",
            "HOSTED_UI_LOG",
            "HOSTED_UI_CORNER_RADIUS",
            "HOSTED_UI_COFFEE");
  }

  @Test
  void values_are_read_in_every_form_they_may_have() throws IOException {
    var logo = folder.resolve("logo.PNG");
    Files.writeString(logo, SVG);
    var config =
        read(
            production(
                "HOSTED_UI_BASE_URL", " https://portal.example.com/ ",
                "HOSTED_UI_LISTEN", "[::]:0",
                "HOSTED_UI_DATABASE_URL", "jdbc:postgresql://db/hosted",
                "HOSTED_UI_SECRET_KEY", KEY + ", " + KEY,
                "HOSTED_UI_SMTP_URL", "smtps://user:p%40ss@mail.example.com:465",
                "HOSTED_UI_DNS", "1.1.1.1:53, [2606:4700::1111]:53",
                "HOSTED_UI_TRUSTED_PROXIES", "10.0.0.0/8, 2001:db8::/32 192.0.2.1",
                "HOSTED_UI_ALLOW_PRIVATE_NETWORK", "TRUE",
                "HOSTED_UI_LOGO", logo.toString(),
                "HOSTED_UI_PRIMARY_COLOR", "#ABC",
                "HOSTED_UI_PRIMARY_TEXT_COLOR", "#FFFFFF",
                "HOSTED_UI_CORNER_RADIUS", "Large",
                "HOSTED_UI_SUPPORT_EMAIL", "help@example.com",
                "HOSTED_UI_LOG", "DEBUG"));
    assertThat(config.baseUrl()).hasToString("https://portal.example.com");
    assertThat(config.listenHost()).isEqualTo("::");
    assertThat(config.listenPort()).isZero();
    assertThat(config.keys()).hasSize(2);
    assertThat(config.smtp()).isNotNull();
    assertThat(config.dns()).containsExactly("1.1.1.1:53", "[2606:4700::1111]:53");
    assertThat(config.trustedProxies()).hasSize(3);
    assertThat(config.allowPrivateNetwork()).isTrue();
    assertThat(config.logo()).isNotNull();
    assertThat(config.logo().mediaType()).isEqualTo("image/svg+xml");
    assertThat(config.branding().logo()).isEqualTo(config.logo().id());
    assertThat(config.branding().primaryColor()).isEqualTo("#aabbcc");
    assertThat(config.branding().primaryTextColor()).isEqualTo("#ffffff");
    assertThat(config.branding().cornerRadius()).isEqualTo(Branding.CornerRadius.LARGE);
    assertThat(config.supportEmail()).isEqualTo("help@example.com");
    assertThat(Settings.logLevel(Map.of("HOSTED_UI_LOG", "DEBUG"), null)).isEqualTo("debug");
  }

  @Test
  void an_svg_has_at_most_a_hundred_kilobytes_and_no_logo_a_script() throws IOException {
    var logo = folder.resolve("logo.svg");
    Files.writeString(logo, SVG + " ".repeat(100 * 1024 - SVG.length()));
    read(production("HOSTED_UI_LOGO", logo.toString()));
    Files.writeString(logo, SVG + " ".repeat(100 * 1024 + 1 - SVG.length()));
    assertThat(faults(production("HOSTED_UI_LOGO", logo.toString()))).hasSize(1);
    Files.write(logo, new byte[20 * 1024 * 1024]);
    assertThat(faults(production("HOSTED_UI_LOGO", logo.toString())).toString())
        .contains("at most 2048 KB");
    Files.writeString(logo, SVG.replace("<path", "<script/><path"));
    assertThat(faults(production("HOSTED_UI_LOGO", logo.toString())).toString()).contains("script");
  }

  // ------------------------------------------------------------------ the file

  private Path file(String... lines) throws IOException {
    return Files.write(folder.resolve("hosted-ui.properties"), List.of(lines));
  }

  @Test
  void the_same_settings_may_stand_in_a_file_and_the_environment_wins() throws IOException {
    var file = file("HOSTED_UI_LOG=debug", "HOSTED_UI_APP_NAME=Büro ☕", "# a comment", "");
    var config = read(Map.of("HOSTED_UI_LOG", "warn"), file);
    assertThat(Settings.logLevel(Map.of("HOSTED_UI_LOG", "warn"), file)).isEqualTo("warn");
    assertThat(config.branding().appName()).isEqualTo("Büro ☕");
  }

  @Test
  void an_empty_variable_does_not_hide_the_file() throws IOException {
    assertThat(Settings.logLevel(Map.of("HOSTED_UI_LOG", ""), file("HOSTED_UI_LOG=debug")))
        .isEqualTo("debug");
  }

  @Test
  void an_unknown_name_is_a_fault_in_the_environment_and_in_the_file() throws IOException {
    assertThat(faults(Map.of("HOSTED_UI_LOGG", "info", "PATH", "/bin"), file("hosted_ui_log=x")))
        .containsExactly(
            "HOSTED_UI_LOGG: there is no such setting. Did you mean HOSTED_UI_LOGO? The README"
                + " lists them all.",
            "hosted_ui_log: there is no such setting. Did you mean HOSTED_UI_LOG? The README lists"
                + " them all.");
  }

  @Test
  void the_settings_of_tests_and_builds_are_not_the_programs() {
    read(Map.of("HOSTED_UI_TEST_BROWSER", "required"));
  }

  @Test
  void a_file_that_cannot_be_read_is_a_fault() throws IOException {
    assertThat(faults(Map.of(), folder.resolve("none")))
        .containsExactly("--config: there is no file " + folder.resolve("none") + ".");
    assertThat(faults(Map.of(), file("# one", "HOSTED_UI_LOGO=C:\\new\\up.svg")))
        .singleElement()
        .asString()
        .startsWith("--config: line 2 of ")
        .contains("Write two backslashes for one");
    var latin = folder.resolve("latin");
    Files.write(latin, "# one\nHOSTED_UI_APP_NAME=Büro\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(faults(Map.of(), latin))
        .containsExactly("--config: line 2 of " + latin + " is not written in UTF-8.");
    var binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(faults(Map.of(), binary)).singleElement().asString().contains("--config");
  }

  @Test
  void a_mark_in_front_of_a_file_is_passed_over_and_quotation_marks_are_a_fault()
      throws IOException {
    assertThat(Settings.logLevel(Map.of(), file("\uFEFFHOSTED_UI_LOG=debug"))).isEqualTo("debug");
    assertThat(faults(Map.of(), file("HOSTED_UI_APP_NAME=\"Example Inc\"")))
        .containsExactly(
            "HOSTED_UI_APP_NAME: must stand without quotation marks, which would be part of it.");
    assertThat(
            read(production("HOSTED_UI_MAIL_FROM", "\"Acme, Inc\" <hello@example.com>")).mailFrom())
        .asString()
        .contains("Acme, Inc");
  }
}
