package dev.hostedui.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Mailboxes that applications have proven for them. */
class PasswordlessTest {

  private static final String EMAIL = "grace@acmecorp.example";

  @RegisterExtension static final TestApp app = TestApp.start();

  private static ApiClient.Answer send(ApiClient api, String more) {
    return api.post("/passwordless/email/send", "{\"email\":\"" + EMAIL + "\"" + more + "}");
  }

  private static ApiClient.Answer verify(ApiClient api, String id, String code) {
    return api.post(
        "/passwordless/email/verify",
        "{\"auth_request_id\":\"" + id + "\",\"code\":\"" + code + "\"}");
  }

  private static String otherThan(String code) {
    return code.equals("000000") ? "111111" : "000000";
  }

  @Test
  void a_code_proves_a_mailbox_once() {
    var api = ApiClient.of(app);
    var sent = send(api, ",\"state\":\"/orders\",\"template\":\"SIGNUP\",\"expires_in\":60");
    assertThat(sent.status()).as(sent.toString()).isEqualTo(200);
    assertThat(sent.text("passwordless_type")).isEqualTo("OTP");
    assertThat(sent.text("expires_in")).isEqualTo("60");
    var mail = app.mailTo(EMAIL);
    assertThat(mail.html()).doesNotContain("link_token", "If the button does not work");
    var id = sent.text("auth_request_id");
    assertThat(verify(api, id, otherThan(mail.code())).code()).isEqualTo("WRONG_CODE");
    var code = mail.code();
    var right = verify(api, id, code.substring(0, 3) + " " + code.substring(3));
    assertThat(right.text("email")).isEqualTo(EMAIL);
    assertThat(right.text("state")).isEqualTo("/orders");
    assertThat(right.text("template")).isEqualTo("SIGNUP");
    assertThat(verify(api, id, code).status()).isEqualTo(404);
    assertThat(app.count("users WHERE email = '" + EMAIL + "'")).isZero();
    assertThat(app.count("passwordless_requests WHERE code_hash LIKE '%" + code + "%'")).isZero();
  }

  @Test
  void a_mail_is_written_by_the_template_of_the_operator_with_what_the_app_fills_in() {
    var api = ApiClient.of(app);
    app.app()
        .core()
        .database
        .useTransaction(
            tx ->
                app.app().core().users.findOrCreate(tx, new EmailAddress(EMAIL), "Pat", "Example"));
    var template =
        new MailTemplate(
            MailKind.SIGN_IN,
            "{{team}}: {{otp}}",
            "<p>{{team}} of {{app_name}}</p><p>{{otp}}</p><p>{{greeting}} {{user_name}}</p>",
            "{{otp}} {{team}} {{greeting}}",
            Map.of("team", "Everybody", "greeting", "Hello"));
    app.app().core().mailTemplates.save(Identity.INTERNAL, template);
    var id =
        send(
                api,
                ",\"template_variables\":{\"team\":\"A<b>\",\"user_name\":\"Eve\",\"otp\":\"000000\",\"other\":\"x\"}")
            .text("auth_request_id");
    var first = app.mailTo(EMAIL);
    assertThat(first.html())
        .contains("<p>A&lt;b&gt; of ", "<p>Hello Pat Example</p>")
        .doesNotContain("000000");
    api.post("/passwordless/email/resend", "{\"auth_request_id\":\"" + id + "\"}");
    var second = app.mailTo(EMAIL);
    assertThat(second.subject()).startsWith("A<b>: ");
    assertThat(verify(api, id, second.subject().replaceAll("\\D", "")).status()).isEqualTo(200);

    var byLink =
        new MailTemplate(
            MailKind.SIGN_IN, "In", "<a href=\"{{link}}\">In</a>", "{{link}}", Map.of());
    app.app().core().mailTemplates.save(Identity.INTERNAL, byLink);
    app.clock().advance(Duration.ofHours(1));
    send(api, "");
    assertThat(app.mailTo(EMAIL).code()).as("ours, for the template has no way in").hasSize(6);
    app.app().core().mailTemplates.reset(Identity.INTERNAL, MailKind.SIGN_IN);
  }

  @Test
  void a_code_ends_and_takes_five_guesses_in_ten_minutes() {
    var api = ApiClient.of(app);
    var id = send(api, "").text("auth_request_id");
    var code = app.mailTo(EMAIL).code();
    for (var i = 0; i < 5; i++)
      assertThat(verify(api, id, otherThan(code)).status()).isEqualTo(400);
    var sixth = verify(api, id, code);
    assertThat(sixth.status()).as("even the right one").isEqualTo(429);
    assertThat(sixth.header("Retry-After")).isNotEmpty();
    app.clock().advance(Duration.ofMinutes(11));
    assertThat(verify(api, id, code).code()).isEqualTo("CODE_EXPIRED");
    var again = api.post("/passwordless/email/resend", "{\"auth_request_id\":\"" + id + "\"}");
    assertThat(again.text("auth_request_id")).isEqualTo(id);
    assertThat(verify(api, id, app.mailTo(EMAIL).code()).status()).isEqualTo(200);
  }

  @Test
  void a_link_leads_to_the_app_and_is_worth_what_a_code_is() {
    var api = ApiClient.of(app);
    var sent = send(api, ",\"magiclink_auth_uri\":\"https://app.example/in?theme=dark\"");
    assertThat(sent.text("passwordless_type")).isEqualTo("LINK_OTP");
    var link = app.mailTo(EMAIL).link();
    assertThat(link).startsWith("/in?theme=dark&link_token=");
    var token = link.substring(link.indexOf("link_token=") + "link_token=".length());
    var other =
        api.post(
            "/passwordless/email/verify",
            "{\"auth_request_id\":\"lri_1\",\"link_token\":\"" + token + "\"}");
    assertThat(other.status()).as("begun in another browser").isEqualTo(404);
    var body = "{\"link_token\":\"" + token + "\"}";
    assertThat(api.post("/passwordless/email/verify", body).text("email")).isEqualTo(EMAIL);
    assertThat(api.post("/passwordless/email/verify", body).status()).isEqualTo(404);
    var wrong = send(api, ",\"magiclink_auth_uri\":\"javascript:alert(1)\"");
    assertThat(wrong.text("validation_error_info/field_violations/0/field"))
        .isEqualTo("magiclink_auth_uri");
  }

  @Test
  void a_mailbox_gets_two_mails_a_minute_whoever_asks() {
    var api = ApiClient.of(app);
    app.browser().post("/login", "email", EMAIL);
    assertThat(send(api, "").status()).isEqualTo(200);
    var third = send(api, "");
    assertThat(third.status()).isEqualTo(429);
    app.clock().advance(Duration.ofSeconds(61));
    assertThat(send(api, "").status()).isEqualTo(200);
  }

  @Test
  void an_application_sees_its_own_requests_only() {
    var id = send(ApiClient.of(app), "").text("auth_request_id");
    var code = app.mailTo(EMAIL).code();
    var other = new Actor.Client("skc_other", Set.of(), true, new Actor.Origin("", "", ""));
    var requests = app.app().core().passwordlessRequests;
    assertThat(refusal(() -> requests.verifyCode(other, id, code)))
        .isEqualTo("passwordless_request_not_found");
    assertThat(refusal(() -> requests.resend(other, id)))
        .isEqualTo("passwordless_request_not_found");
    assertThat(verify(ApiClient.of(app), id, code).status()).isEqualTo(200);
  }

  private static String refusal(Runnable work) {
    try {
      work.run();
    } catch (Problem problem) {
      return problem.code();
    }
    throw new AssertionError("nothing was refused");
  }
}
