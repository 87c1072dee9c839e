package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.App;
import dev.hostedui.core.Config;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Names;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.event.EventFilter;
import dev.hostedui.identity.event.RecordedEvent;
import dev.hostedui.identity.organization.OrganizationLogos;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.MailServer;
import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.StoppedClock;
import dev.hostedui.testing.TestApp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.assertj.core.api.ListAssert;
import org.jsoup.Jsoup;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * An installation that was begun with schema 4 and is brought up to today's, with what is in it.
 * The first rows are what the program of then has left behind; where a later migration moves what
 * came after, a row or two stand in the form in which the program before that wrote them.
 */
class MigrationsTest {

  private static final Path ROWS = Path.of("src/test/resources/cases/old-data/schema-4.sql");

  /** A minute after the last of them was written. */
  private static final Instant NOW = Instant.parse("2026-11-29T08:27:42Z");

  private static final OrganizationId ACME = new OrganizationId("org_114349306237586975");
  private static final DirectoryId DIRECTORY = new DirectoryId("dir_114349311300000001");
  private static final String CLIENT = "skc_114349307236618197";
  private static final String SECRET = "IY3dh3h33E8CAJlvSv_8QCSkheoNxDR9WoLSVEP3KDM";
  private static final String ADA_ID = "usr_114349308185344499";
  private static final String MAX_ID = "usr_114349309201334899";
  private static final String MEMBER_ROLE = "role_114349306091010979";

  /** The session of Ada's browser, and the sign-in of Max's, who waits for a code. */
  private static final String ADA = "__Host-hosted_ui=0jbP506_RTcOxOREP6uwIG04L4QWb958g17prCH2DA8";

  private static final String MAX =
      "__Host-hosted_ui_login=6zcmmUxPntveiWDdE3-3OOOLgE8uZAlwmGWEZFS9Eg4";
  private static final String ATTEMPT = "lri_114349311202807734";
  private static final String CODE = "215585";

  private static final List<String> BEFORE_LOGOS_WERE_FETCHED =
      List.of("UPDATE organizations SET logo_url = 'https://acme.example/logo.png'");

  private static final List<String> BEFORE_ADDRESSES_WERE_WRITTEN_DOWN =
      List.of(
          """
          INSERT INTO directories (id, organization_id, provider, type, enabled_at, first_enabled_at, created_at, updated_at)
          VALUES ('dir_114349311300000001', 'org_114349306237586975', 'OKTA', 'SCIM', 1795940803000, 1795940803000,
                  1795940803000, 1795940803000)
          """,
          """
          INSERT INTO directory_users (id, directory_id, organization_id, user_id, position, user_name, user_name_key,
                 external_id, email, given_name, family_name, display_name, deactivated_at, attributes, version,
                 created_at, updated_at)
          VALUES ('diruser_114349311300000002', 'dir_114349311300000001', 'org_114349306237586975',
                  'usr_114349308185344499', 1, 'ada', 'ada', NULL, 'ada@acme.example', 'Ada', 'Admin', 'Ada Admin', NULL,
                  '{"userName":"ada","emails":[{"value":"ada@acme.example","primary":true},{"value":"Ada@home.example"}]}',
                  1, 1795940803000, 1795940803000)
          """);

  private static final List<String> BEFORE_APPLICATIONS_HAD_AN_ISSUER =
      List.of(grant(1, "https://old.example.com"), grant(2, "https://portal.example.com"));

  private static final List<String> BEFORE_SIGMA_WAS_ONE_LETTER =
      List.of(
          """
          INSERT INTO directory_groups (id, directory_id, organization_id, position, display_name, display_name_key,
                 external_id, attributes, version, created_at, updated_at)
          VALUES ('dirgroup_114349311300000003', 'dir_114349311300000001', 'org_114349306237586975', 1, 'ΟΔΟΣ ΣΑΣ',
                  'οδος σας', NULL, '{"displayName":"ΟΔΟΣ ΣΑΣ"}', 1, 1795940803000, 1795940803000)
          """);

  private static final List<String> BEFORE_NAMES_WERE_OF_A_PROVIDER =
      List.of(
          connection(1, "SAML", "{\"entity_id\":\"urn:idp\",\"mapping\":{\"sub\":\"emp\"}}"),
          connection(2, "OIDC", "{\"issuer\":\"https://op\",\"mapping\":{\"sub\":\"sub\"}}"),
          connection(3, "SAML", "{\"entity_id\":\"urn:idp\",\"mapping\":{}}"),
          connectionWithoutVersion(4, "OIDC"));

  private static String connection(int number, String protocol, String settings) {
    return """
    %3$s;
    INSERT INTO connection_versions (connection_id, number, state, settings, saved_at)
    VALUES ('conn_%1$d', 1, 'live', '%2$s', 1)"""
        .formatted(number, settings, connectionWithoutVersion(number, protocol));
  }

  private static String connectionWithoutVersion(int number, String protocol) {
    return """
    INSERT INTO connections (id, organization_id, provider, protocol, status, switches, created_at, updated_at)
    VALUES ('conn_%1$d', 'org_114349306237586975', 'CUSTOM', '%2$s', 'COMPLETED', '', 1, 1);
    INSERT INTO upstream_accounts (connection_id, subject, organization_id, user_id, created_at, last_login_at)
    VALUES ('conn_%1$d', '55', 'org_114349306237586975', 'usr_114349308185344499', 1, 2);
    INSERT INTO upstream_mailboxes (connection_id, organization_id, user_id, proven_at)
    VALUES ('conn_%1$d', 'org_114349306237586975', 'usr_114349308185344499', 1);
    INSERT INTO session_vouchers (session_id, connection_id, organization_id, subject, vouched_at)
    VALUES ('ses_114349311060279019', 'conn_%1$d', 'org_114349306237586975', '55', 1)"""
        .formatted(number, protocol);
  }

  /** One of a session that two providers have vouched for since it began, and a revoked one. */
  private static final List<String> BEFORE_GRANTS_HAD_PROOFS =
      List.of(
          """
          INSERT INTO sessions (id, token_hash, user_id, organization_id, status, created_at, last_active_at,
                 authenticated_at, authenticated_with, absolute_expires_at,
                 user_agent, device_type, os, os_version, browser, browser_version, ip)
          VALUES ('ses_114349311060279020', 'hash', 'usr_114349308185344499', 'org_114349306237586975', 'active',
                  1795940802200, 1795940802200, 1795940802200, 'passkey', 1798532802200,
                  '', '', '', '', '', '', '')
          """,
          """
          INSERT INTO session_vouchers (session_id, connection_id, organization_id, subject, vouched_at)
          VALUES ('ses_114349311060279020', 'conn_5', 'org_114349306237586975', '55', 1795940802300),
                 ('ses_114349311060279020', 'conn_6', 'org_114349306237586975', '56', 1795940802400)
          """,
          grant(3, "https://portal.example.com"),
          "UPDATE grants SET session_id = 'ses_114349311060279020' WHERE id = 'grt_114349311400000003'",
          grant(4, "https://portal.example.com"),
          "UPDATE grants SET revoked_at = 1795940804500 WHERE id = 'grt_114349311400000004'");

  private static String grant(int number, String issuer) {
    return """
    INSERT INTO grants (id, application_id, session_id, organization_id, scope, nonce, redirect_uri, code_challenge,
           code_hash, code_expires_at, issuer, created_at)
    VALUES ('grt_11434931140000000%1$d', 'app_114349307240850800', 'ses_114349311060279019', 'org_114349306237586975',
            'openid', NULL, 'https://desk.example/callback', NULL, 'hash%1$d', 1795940804000, '%2$s', 179594080400%1$d)
    """
        .formatted(number, issuer);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_earlier_versions_have_written_goes_on(Engine engine) throws IOException {
    var url = engine == Engine.SQLITE ? Engine.emptyFile() : Engine.emptyDatabase();
    try (var database = Database.open(url)) {
      Migrations.migrate(url, database, 4);
      write(database, Files.readAllLines(ROWS));
      Migrations.migrate(url, database, 24);
      write(database, BEFORE_LOGOS_WERE_FETCHED);
      Migrations.migrate(url, database, 28);
      write(database, BEFORE_ADDRESSES_WERE_WRITTEN_DOWN);
      Migrations.migrate(url, database, 31);
      write(database, BEFORE_APPLICATIONS_HAD_AN_ISSUER);
      Migrations.migrate(url, database, 46);
      for (var statements : BEFORE_NAMES_WERE_OF_A_PROVIDER)
        write(database, List.of(statements.split(";")));
      write(database, BEFORE_GRANTS_HAD_PROOFS);
      write(database, BEFORE_SIGMA_WAS_ONE_LETTER);
      assertThat(Migrations.appliedVersion(database)).isEqualTo(46);
    }
    var mail = new MailServer();
    try (var app = new App(settings(url), new StoppedClock(NOW), mail)) {
      var port = app.startWithoutJobs();
      membersAreListed(port);
      signInsGoOn(app, port, mail);
      eventsAreInOneChain(app);
      applicationsAreKnown(app);
      directoryUsersAreFound(app, port);
      logosAreShown(app, port);
      namesAreOfTheProviderThatGaveThem(app);
      grantsSayHowTheirPersonHadProvenThemselves(app);
      namesAreKeptAsTheyAreLookedFor(app);
    }
  }

  private static void namesAreKeptAsTheyAreLookedFor(App app) {
    app.core()
        .database
        .useTransaction(
            tx ->
                assertThat(
                        tx.createQuery("SELECT display_name_key FROM directory_groups")
                            .mapTo(String.class)
                            .list())
                    .containsExactly(Names.caseless("ΟΔΟΣ ΣΑΣ")));
  }

  private static void namesAreOfTheProviderThatGaveThem(App app) {
    app.core()
        .database
        .useTransaction(
            tx ->
                assertThat(
                        tx.createQuery(
                                """
                                SELECT a.issuer || ' ' || a.named_by || ' ' || a.subject || ' ' || a.user_id || ' '
                                       || m.issuer || ' ' || v.issuer
                                  FROM upstream_accounts a JOIN upstream_mailboxes m ON m.connection_id = a.connection_id
                                  JOIN session_vouchers v ON v.connection_id = a.connection_id
                                 ORDER BY a.connection_id
                                """)
                            .mapTo(String.class)
                            .list())
                    .containsExactly(
                        "urn:idp emp 55 " + ADA_ID + " urn:idp urn:idp",
                        "https://op  55 " + ADA_ID + " https://op https://op",
                        "urn:idp  55 " + ADA_ID + " urn:idp urn:idp",
                        // without a live version no provider is known
                        "  55 " + ADA_ID + "  "));
  }

  private static void grantsSayHowTheirPersonHadProvenThemselves(App app) {
    app.core()
        .database
        .useTransaction(
            tx ->
                assertThat(
                        tx.createQuery(
                                """
                                SELECT g.id || ' ' || COALESCE(CAST(g.authenticated_at AS TEXT), '-') || ' '
                                       || COALESCE(g.authenticated_with, '-')
                                  FROM grants g ORDER BY g.id
                                """)
                            .mapTo(String.class)
                            .list())
                    .containsExactly(
                        "grt_114349311400000001 1795940802113 otp",
                        "grt_114349311400000002 1795940802113 otp",
                        "grt_114349311400000003 1795940802400 conn_6",
                        "grt_114349311400000004 - -"));
  }

  private static Config settings(String url) {
    return TestApp.config(
        Map.of(
            "HOSTED_UI_DATABASE_URL", url,
            "HOSTED_UI_LISTEN", "127.0.0.1:0",
            "HOSTED_UI_BASE_URL", "https://portal.example.com",
            "HOSTED_UI_TRUSTED_PROXIES", "127.0.0.1",
            "HOSTED_UI_SMTP_URL", "smtp://mail.example.com:587",
            "HOSTED_UI_MAIL_FROM", "Desk <hello@desk.example>"));
  }

  private static void write(Database database, List<String> statements) {
    database.useTransaction(
        tx -> {
          try (var statement = tx.getConnection().createStatement()) {
            for (var sql : statements) if (!sql.startsWith("--")) statement.execute(sql);
          } catch (SQLException e) {
            throw new AssertionError(e);
          }
        });
  }

  private static void membersAreListed(int port) {
    assertThat(listed(port, "")).containsExactly(MAX_ID, ADA_ID);
    assertThat(listed(port, "?has_role=" + MEMBER_ROLE)).containsExactly(MAX_ID);
    assertThat(listed(port, "?q=ada")).containsExactly(ADA_ID);
  }

  private static List<String> listed(int port, String query) {
    var page = get(port, "/ui/organization/users" + query, ADA).body();
    return Jsoup.parse(page).select("tbody tr").eachAttr("id");
  }

  private static void signInsGoOn(App app, int port, MailServer mail) {
    var entered = post(port, "/login/code", MAX, "attempt=" + ATTEMPT + "&code=" + CODE);
    assertThat(entered.status()).isEqualTo(303);
    assertThat(entered.text()).contains("__Host-hosted_ui=");
    var asked = post(port, "/login", "", "email=ada%40acme.example");
    var browser = Pattern.compile("__Host-hosted_ui_login=[^;]+").matcher(asked.text());
    assertThat(browser.find()).isTrue();
    app.core().letterBox.sendDue();
    var again = post(port, mail.last("ada@acme.example").link(), browser.group(), "");
    assertThat(again.status()).isEqualTo(303);
    // it is told of whoever is here for the first time, and of nobody else
    events(app)
        .filteredOn(it -> it.type().equals("user.signup"))
        .extracting(RecordedEvent::actorEmail)
        .containsExactly("max@acme.example");
  }

  private static ListAssert<RecordedEvent> events(App app) {
    return assertThat(app.core().eventFeed.after(ACME, EventFilter.ALL, 0, 100));
  }

  private static void eventsAreInOneChain(App app) {
    events(app).hasSizeGreaterThan(6).extracting(RecordedEvent::id).isSorted();
    var chain = app.core().eventChain;
    while (chain.bind() > 0) {}
    assertThat(chain.verify(1_000).faults()).isEmpty();
  }

  private static void applicationsAreKnown(App app) {
    var desk = app.core().applications.authenticate(CLIENT, SECRET).orElseThrow();
    assertThat(desk.redirectUris()).containsExactly("https://desk.example/callback");
    assertThat(desk.issuer()).isEqualTo("https://portal.example.com");
  }

  private static void directoryUsersAreFound(App app, int port) {
    var actor = new Actor.Internal("test");
    app.core().organizations.setFeature(actor, "acme", Feature.DIR_SYNC, true);
    var token = app.core().directoryTokens.issue(actor, ACME, DIRECTORY);
    var found =
        get(
            port,
            "/directory/"
                + DIRECTORY.value()
                + "/scim/v2/Users?filter=emails.value%20eq%20%22ada@home.example%22",
            "",
            "Authorization: Bearer " + token.text());
    assertThat(found.body()).contains("\"totalResults\":1", "diruser_114349311300000002");
  }

  private static void logosAreShown(App app, int port) {
    var logo = app.core().environments.current().branding().logo();
    assertThat(logo).isNotNull();
    assertThat(get(port, logo.path(), "").status()).isEqualTo(200);
    assertThat(app.core().organizationLogos.takeDue())
        .containsExactly(new OrganizationLogos.Due(ACME, "https://acme.example/logo.png"));
  }

  // ------------------------------------------------------------------ behind a proxy

  private static RawHttp.Reply get(int port, String path, String cookie, String... more) {
    return RawHttp.send(port, lines("GET", path, cookie, more));
  }

  private static RawHttp.Reply post(int port, String path, String cookie, String form) {
    return RawHttp.sendAll(
        port,
        String.join(
                "\r\n",
                lines(
                    "POST",
                    path,
                    cookie,
                    "Origin: https://portal.example.com",
                    "Content-Type: application/x-www-form-urlencoded",
                    "Content-Length: " + form.length()))
            + "\r\n\r\n"
            + form);
  }

  private static String[] lines(String method, String path, String cookie, String... more) {
    var lines =
        new ArrayList<>(
            List.of(
                method + " " + path + " HTTP/1.1",
                "Host: portal.example.com",
                "X-Forwarded-Proto: https",
                "X-Forwarded-For: 203.0.113.9",
                "Connection: close"));
    if (!cookie.isEmpty()) lines.add("Cookie: " + cookie);
    lines.addAll(Arrays.asList(more));
    return lines.toArray(String[]::new);
  }
}
