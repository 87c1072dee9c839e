package dev.hostedui.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.directory.poll.Source;
import dev.hostedui.identity.directory.poll.SourceRefused;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.google.GoogleClient;
import dev.hostedui.testing.FakeGoogle;
import dev.hostedui.testing.StoppedClock;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from Google, and how each way of saying no is understood. */
class GoogleWorkspaceTest {

  private static final String BACK = "https://portal.example.com/directory/google/callback";
  private static final String VERIFIER = "v".repeat(43);

  private final StoppedClock clock = new StoppedClock(Instant.parse("2026-11-23T10:00:00Z"));
  private final FakeGoogle google = FakeGoogle.start(clock);
  private final HttpCaller caller = new HttpCaller(true);
  private final Source source = new GoogleWorkspace(caller, google.client(), clock);

  @AfterEach
  void close() {
    caller.close();
    google.close();
  }

  private String code(String email) {
    var address = source.consentAddress(BACK, "state", "nonce", VERIFIER, null);
    return FakeGoogle.query(URI.create(google.consent(address, email)).getRawQuery()).get("code");
  }

  private Source.Consent consent(String email) throws SourceRefused {
    return source.exchange(code(email), "nonce", VERIFIER, BACK);
  }

  private Source.Reader reader() throws SourceRefused {
    return source.open(consent("root@initech.example").refreshToken());
  }

  private static SourceRefused refused(ThrowingCallable call) {
    var refused = catchThrowableOfType(SourceRefused.class, call);
    assertThat(refused).isNotNull();
    return refused;
  }

  // ------------------------------------------------------------------ consent

  @Test
  void an_administrator_is_asked_for_reading_only_and_for_good() {
    var asked =
        FakeGoogle.query(
            URI.create(source.consentAddress(BACK, "st", "no", VERIFIER, "root@initech.example"))
                .getRawQuery());
    assertThat(asked.get("scope"))
        .isEqualTo(
            "openid email https://www.googleapis.com/auth/admin.directory.user.readonly"
                + " https://www.googleapis.com/auth/admin.directory.group.readonly"
                + " https://www.googleapis.com/auth/admin.directory.group.member.readonly");
    assertThat(asked)
        .containsEntry("access_type", "offline")
        .containsEntry("prompt", "consent")
        .containsEntry("hd", "*")
        .containsEntry("login_hint", "root@initech.example")
        .containsEntry("state", "st")
        .containsEntry("nonce", "no")
        .containsEntry("code_challenge_method", "S256")
        .doesNotContainValue(VERIFIER);
  }

  @Test
  void a_code_becomes_who_allowed_it_and_whose_directory_it_is() throws SourceRefused {
    var consent = consent("root@initech.example");
    assertThat(consent.email()).isEqualTo("root@initech.example");
    assertThat(consent.domain()).isEqualTo("initech.example");
    assertThat(consent.customer()).isEqualTo("C0initech");
    assertThat(consent.subject()).isEqualTo("sub-root@initech.example");
    assertThat(consent.toString()).doesNotContain(consent.refreshToken());
  }

  @Test
  void a_code_is_of_no_use_without_the_verifier_of_its_request() {
    var code = code("root@initech.example");
    assertThat(refused(() -> source.exchange(code, "nonce", "w".repeat(43), BACK)).code())
        .isEqualTo("google_code_refused");
  }

  @Test
  void a_code_of_another_request_brings_a_token_that_is_refused() {
    var code = code("root@initech.example");
    assertThat(refused(() -> source.exchange(code, "other", VERIFIER, BACK)).code())
        .isEqualTo("google_identity_unusable");
  }

  @Test
  void a_private_account_is_told_apart_from_one_that_is_no_administrator() {
    google.user("1002", "peter@initech.example", "Peter", "Gibbons");
    var privately = refused(() -> consent("someone@gmail.com"));
    assertThat(privately.code()).isEqualTo("google_not_workspace");
    assertThat(privately.words()).isEqualTo("someone@gmail.com");
    assertThat(refused(() -> consent("peter@initech.example")).code())
        .isEqualTo("google_not_admin");
  }

  @Test
  void a_permission_that_was_unticked_and_a_token_that_did_not_come_are_said() {
    google.grants("openid email " + GoogleClient.USERS);
    assertThat(refused(() -> consent("root@initech.example")).code())
        .isEqualTo("google_scope_missing");
    google.grants("openid email " + String.join(" ", GoogleClient.NEEDED));
    google.givesRefreshToken(false);
    assertThat(refused(() -> consent("root@initech.example")).code())
        .isEqualTo("google_no_refresh_token");
  }

  @ParameterizedTest
  @CsvSource({
    "access_denied,google_consent_refused,AUTHORIZE",
    "admin_policy_enforced,google_policy,WORKSPACE",
    "org_internal,google_project_internal,OPERATOR",
    "deleted_client,google_client_refused,OPERATOR",
    "redirect_uri_mismatch,google_client_refused,OPERATOR",
    "temporarily_unavailable,google_unavailable,LATER",
    "something_new,google_request_refused,LATER",
  })
  void what_comes_back_without_a_code_says_who_can_help(
      String error, String code, SourceRefused.Remedy remedy) {
    var refused = source.refusal(error, "");
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.remedy()).isEqualTo(remedy);
  }

  // ------------------------------------------------------------------ reading

  @Test
  void all_pages_of_people_are_read() throws SourceRefused {
    for (var i = 0; i < 7; i++)
      google.user("20" + i, "p" + i + "@initech.example", "P" + i, "Person");
    google.user("203").put("suspended", true);
    google.user("204").put("archived", true);
    google.mostOnAPage(3);
    var reader = reader();
    var people = new ArrayList<Source.Person>();
    String page = null;
    do {
      var read = reader.people(page);
      people.addAll(read.items());
      page = read.next();
    } while (page != null);
    assertThat(people).hasSize(8);
    assertThat(people.stream().filter(it -> !it.active()).map(Source.Person::id))
        .containsExactly("203", "204");
  }

  @Test
  void a_person_becomes_the_resource_another_directory_would_push() throws SourceRefused {
    var user = google.user("2001", "Milton@initech.example", "Milton", "Waddams");
    user.withArray("emails").addObject().put("address", "stapler@initech.example");
    user.putArray("phones").addObject().put("value", "+1 555 0100").put("type", "work");
    user.putArray("organizations")
        .addObject()
        .put("title", "Collator")
        .put("department", "Basement")
        .put("costCenter", "42")
        .put("primary", true);
    user.putArray("externalIds").addObject().put("value", "E-7").put("type", "organization");
    user.putArray("relations")
        .addObject()
        .put("value", "bill@initech.example")
        .put("type", "manager");
    var own = user.putObject("customSchemas").putObject("Employment");
    own.put("badge", 17).put("desk", "B-\n3");
    own.putArray("skills").addObject().put("value", "collating").put("type", "work");
    own.putObject("odd").put("x", 1);
    var milton =
        reader().profiles(null).items().stream()
            .filter(it -> it.id().equals("2001"))
            .findFirst()
            .orElseThrow();
    assertThat(milton.email()).isEqualTo("Milton@initech.example");
    assertThat(milton.displayName()).isEqualTo("Milton Waddams");
    assertThat(milton.attributes())
        .isEqualTo(
            """
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User",\
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",\
            "urn:google:workspace:schemas:Employment"],\
            "userName":"Milton@initech.example","externalId":"2001","active":true,\
            "displayName":"Milton Waddams",\
            "name":{"givenName":"Milton","familyName":"Waddams","formatted":"Milton Waddams"},\
            "emails":[{"value":"Milton@initech.example","type":"work","primary":true},\
            {"value":"stapler@initech.example","type":"other"}],\
            "phoneNumbers":[{"value":"+1 555 0100","type":"work"}],"title":"Collator",\
            "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":\
            {"department":"Basement","costCenter":"42","employeeNumber":"E-7",\
            "manager":{"value":"bill@initech.example"}},\
            "urn:google:workspace:schemas:Employment":{"badge":17,"desk":"B- 3",\
            "skills":[{"value":"collating","type":"work"}]}}\
            """);
  }

  @Test
  void groups_in_groups_everybody_and_strangers_are_told_apart() throws SourceRefused {
    google.user("2001", "milton@initech.example", "Milton", "Waddams");
    google.group("g1", "Collators", "2001");
    google.group("g2", "Staff", "1001");
    google.member("g2", "g1", "GROUP");
    google.member("g2", "C0initech", "CUSTOMER");
    google.member("g2", "9009", "EXTERNAL");
    var reader = reader();
    assertThat(reader.members("g2", null).items())
        .containsExactly(
            new Source.Member("1001", Source.MemberKind.PERSON),
            new Source.Member("g1", Source.MemberKind.GROUP),
            new Source.Member("C0initech", Source.MemberKind.EVERYBODY),
            new Source.Member("9009", Source.MemberKind.EXTERNAL),
            new Source.Member("2001", Source.MemberKind.PERSON));
    assertThat(reader.groups(null).items())
        .containsExactly(
            new Source.Group("g1", "collators@initech.example", "Collators", 1),
            new Source.Group("g2", "staff@initech.example", "Staff", 4));
  }

  @Test
  void an_access_token_that_ends_in_the_middle_is_replaced() throws SourceRefused {
    var reader = reader();
    google.endAccessTokens();
    assertThat(reader.people(null).items()).hasSize(1);
  }

  @Test
  void an_authorization_that_was_revoked_is_over() throws SourceRefused {
    var reader = reader();
    var token = consent("root@initech.example").refreshToken();
    google.revokeAll();
    assertThat(refused(() -> reader.people(null)).code()).isEqualTo("google_authorization_ended");
    var opened = refused(() -> source.open(token));
    assertThat(opened.code()).isEqualTo("google_authorization_ended");
    assertThat(opened.words()).isEqualTo("Token has been expired or revoked.");
    assertThat(opened.remedy()).isEqualTo(SourceRefused.Remedy.AUTHORIZE);
  }

  @ParameterizedTest
  @CsvSource({
    "403,forbidden,Not Authorized to access this resource/api,google_not_admin,AUTHORIZE",
    "403,notAuthorized,no,google_not_admin,AUTHORIZE",
    "403,insufficientPermissions,no,google_scope_missing,AUTHORIZE",
    "403,accessNotConfigured,no,google_api_disabled,OPERATOR",
    "403,domainCannotUseApis,no,google_api_closed,WORKSPACE",
    "403,userRateLimitExceeded,no,google_rate_limited,LATER",
    "403,quotaExceeded,no,google_rate_limited,LATER",
    "403,dailyLimitExceeded,no,google_quota_spent,LATER",
    "429,rateLimitExceeded,no,google_rate_limited,LATER",
    "404,notFound,Domain not found.,google_not_workspace,AUTHORIZE",
    "404,notFound,no,google_not_found,GONE",
    "400,invalid,Invalid Input: pageToken,google_page_expired,LATER",
    "400,invalid,no,google_request_refused,LATER",
  })
  void each_refusal_of_the_api_is_told_apart(
      int status, String reason, String message, String code, SourceRefused.Remedy remedy)
      throws SourceRefused {
    var reader = reader();
    google.failOnce("/users", status, FakeGoogle.error(status, reason, message));
    var refused = refused(() -> reader.people(null));
    assertThat(refused.code()).isEqualTo(code);
    assertThat(refused.remedy()).isEqualTo(remedy);
    assertThat(refused.words()).isEqualTo(message);
  }

  @Test
  void the_newer_form_of_an_error_is_understood_too() throws SourceRefused {
    var reader = reader();
    google.failOnce(
        "/users",
        403,
        """
        {"error": {"code": 403, "message": "Admin SDK API has not been used in project 1 before",
          "status": "PERMISSION_DENIED", "details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo",
          "reason": "SERVICE_DISABLED", "domain": "googleapis.com"}]}}\
        """);
    assertThat(refused(() -> reader.people(null)).code()).isEqualTo("google_api_disabled");
  }

  @Test
  void a_failure_that_passes_at_once_is_not_seen_and_a_second_one_is() throws SourceRefused {
    var reader = reader();
    google.failOnce("/users", 503, FakeGoogle.error(503, "backendError", "Backend Error"));
    assertThat(reader.people(null).items()).hasSize(1);
    google.failOnce("/users", 503, "");
    google.failOnce("/users", 500, "<html>");
    assertThat(refused(() -> reader.people(null)).code()).isEqualTo("google_unavailable");
  }

  @Test
  void google_says_how_long_it_wants_to_be_left_alone() throws SourceRefused {
    var reader = reader();
    google.failOnce(
        "/users", 429, FakeGoogle.error(429, "rateLimitExceeded", "no"), "Retry-After", "90");
    assertThat(refused(() -> reader.people(null)).retryAfter()).isEqualTo(Duration.ofSeconds(90));
    google.failOnce("/users", 429, "{}", "Retry-After", "999999999");
    assertThat(refused(() -> reader.people(null)).retryAfter()).isEqualTo(Duration.ofHours(1));
    google.failOnce("/users", 429, "{}", "Retry-After", "Wed, 21 Oct 2026 07:28:00 GMT");
    assertThat(refused(() -> reader.people(null)).retryAfter()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "<!DOCTYPE html><title>Sign in</title>",
        "[]",
        "{\"users\": {}}",
        "{\"users\": [1]}",
        "{\"users\": [{\"id\": 7}]}",
        "{\"users\": [{\"id\": \"\"}]}",
        "{\"users\": [{}], \"users\": []}",
        "{\"users\": [], \"nextPageToken\": 7}",
        "{\"users\": []} {}",
      })
  void an_answer_that_is_not_what_was_promised_is_no_list(String body) throws SourceRefused {
    var reader = reader();
    google.failOnce("/users", 200, body);
    assertThat(refused(() -> reader.people(null)).code()).isEqualTo("google_unreadable");
  }

  @Test
  void a_list_without_end_on_one_page_is_cut_off() throws SourceRefused {
    var reader = reader();
    google.failOnce("/users", 200, "{\"users\": [" + " ".repeat(9 * 1024 * 1024) + "]}");
    assertThat(refused(() -> reader.people(null)).code()).isEqualTo("google_unreadable");
  }

  @Test
  void a_group_is_named_by_its_id_whatever_that_is() throws SourceRefused {
    var reader = reader();
    assertThat(refused(() -> reader.members("../../users?x=", null)).code())
        .isEqualTo("google_not_found");
    assertThat(google.calls().get(google.calls().size() - 1))
        .startsWith("GET /admin/directory/v1/groups/..%2F..%2Fusers%3Fx%3D/members?");
  }

  @Test
  void nobody_there_is_said_too() throws SourceRefused {
    var reader = reader();
    var away =
        new GoogleClient(
            FakeGoogle.CLIENT,
            FakeGoogle.SECRET,
            URI.create("http://localhost:1"),
            URI.create("http://localhost:1"),
            URI.create("http://localhost:1"));
    assertThat(refused(() -> new GoogleWorkspace(caller, away, clock).open("1//x")).code())
        .isEqualTo("google_unreachable");
    assertThat(reader.customer()).isEqualTo("C0initech");
  }

  // ------------------------------------------------------------------ revoking

  @Test
  void what_was_allowed_is_revoked_and_revoking_it_twice_is_no_fault() throws SourceRefused {
    var token = consent("root@initech.example").refreshToken();
    source.revoke(token);
    source.revoke(token);
    assertThat(google.revoked()).isEqualTo(List.of(token));
    google.failOnce("/revoke", 503, "");
    assertThatThrownBy(() -> source.revoke(token)).isInstanceOf(SourceRefused.class);
  }
}
