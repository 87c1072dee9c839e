package dev.hostedui.identity.mailtemplate;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.testing.TestApp;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailTemplatesTest {

  private static final Actor OPERATOR = new Actor.Internal("test");
  private static final String LINK = "<a href=\"{{link}}\">go</a>";

  @RegisterExtension static final TestApp app = TestApp.start();

  private static MailTemplates templates() {
    return app.app().core().mailTemplates;
  }

  private static MailTemplate template(MailKind kind, String subject, String html) {
    return new MailTemplate(kind, subject, html, "{{link}}", Map.of("help_hours", "9 <to> 5"));
  }

  private static String refusal(MailTemplate it) {
    var problem = catchThrowableOfType(Problem.class, () -> templates().save(OPERATOR, it));
    return problem.field() + " " + problem.code();
  }

  @Test
  void a_mail_is_sent_in_the_operators_words_and_in_ours_again() {
    templates()
        .save(
            OPERATOR,
            template(
                MailKind.SIGN_IN,
                "{{app_name}}: {{otp}}",
                "<p title='{{user_email}}'>{{ otp }} {{help_hours}} {{user_name}}</p>" + LINK));
    app.browser().post("/login", "email", MAX);
    var mail = app.mailTo(MAX);
    assertThat(mail.subject()).matches("Coffeedesk: [0-9]{6}");
    assertThat(mail.html())
        .contains("title='" + MAX + "'", "9 &lt;to&gt; 5 Max Member</p>", "href=\"http")
        .doesNotContain("{{");
    assertThat(mail.text()).startsWith("http");
    templates().reset(OPERATOR, MailKind.SIGN_IN);
    app.browser().post("/login", "email", ADA);
    assertThat(app.mailTo(ADA).subject()).contains("Your verification code is");
  }

  @Test
  void a_template_that_is_broken_is_passed_over() {
    templates().save(OPERATOR, template(MailKind.SIGN_IN, "Own", LINK));
    app.arrange("UPDATE mail_templates SET variables = 'no json'");
    app.browser().post("/login", "email", MAX);
    assertThat(app.mailTo(MAX).subject()).contains("Your verification code is");
  }

  @Test
  void names_are_escaped_for_where_they_stand() {
    var filled =
        template(
                MailKind.INVITATION,
                "Hi {{user_name}}",
                "<b title=\"{{user_name}}\">{{user_name}}</b>" + LINK)
            .checked()
            .filled(Map.of("user_name", "<script>\"'&\r\nBcc: evil@example.com"));
    assertThat(filled.html()).contains("&lt;script&gt;&quot;&#39;&amp;").doesNotContain("<script");
    assertThat(filled.subject()).doesNotContain("\r", "\n").startsWith("Hi <script>");
    var twice =
        template(MailKind.INVITATION, "{{user_name}}", LINK)
            .filled(Map.of("user_name", "{{otp}} $1", "otp", "1"));
    assertThat(twice.subject()).as("a value is not a template").isEqualTo("{{otp}} $1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{{user_secret}} | html template_variable_unknown",
        "{{user_name} | html template_braces",
        "{{#each x}} | html template_braces",
        "{{{user_name}}} | html template_braces",
        "<script>alert(1)</script> | html template_element",
        "<ScRipt src=x></ScRipt> | html template_element",
        "<style>p{}</style> | html template_element",
        "<form action='https://evil.example'></form> | html template_element",
        "<img src=x onerror=alert(1)> | html template_address",
        "<img src='https://ok.example/' onerror='alert(1)'> | html template_attribute",
        "<p onclick='x'>x</p> | html template_attribute",
        "<a href='javascript:alert(1)'>x</a> | html template_address",
        "<a href='{{user_name}}'>x</a> | html template_address",
        "<a href='https://evil.example/?{{otp}}'>x</a> | html template_address",
        "<img src='https://evil.example/{{user_email}}'> | html template_address",
        "<p title={{user_name}}>x</p> | html template_variable_misplaced",
        "<p {{user_name}}>x</p> | html template_variable_misplaced",
        "<p style='color:{{user_name}}'>x</p> | html template_variable_misplaced",
        "<p style='background:url(https://evil.example)'>x</p> | html template_attribute",
        "<!-- {{user_name}} --> | html template_variable_misplaced",
        "<{{user_name}}> | html template_html_malformed",
        "<p title='x | html template_html_malformed",
        "<a href='https://ok.example'>x</a><svg/onload=alert(1)> | html template_element",
      })
  void what_runs_leads_elsewhere_or_nobody_knows_is_refused_on_save(String html, String refused) {
    assertThat(refusal(template(MailKind.SIGN_IN, "Subject", html + LINK))).isEqualTo(refused);
  }

  @Test
  void what_is_long_is_refused_or_taken_and_never_too_much() {
    var spaces = " ".repeat(20_000);
    assertThat(refusal(template(MailKind.SIGN_IN, "S", "<p" + spaces + ">x</p>" + LINK)))
        .isEqualTo("html template_html_malformed");
    var quotes = "<p " + "\"\"".repeat(900) + ">";
    assertThat(refusal(template(MailKind.SIGN_IN, "S", quotes + LINK)))
        .isEqualTo("html template_html_malformed");
    assertThat(refusal(template(MailKind.SIGN_IN, "S", "<p title=\"x'>y</p>" + LINK)))
        .isEqualTo("html template_html_malformed");
    assertThat(refusal(template(MailKind.SIGN_IN, "S", "x".repeat(30_001) + LINK)))
        .isEqualTo("html setting_too_long");
  }

  @Test
  void a_mail_without_its_way_with_names_that_are_taken_or_too_many_is_refused() {
    assertThat(refusal(template(MailKind.INVITATION, "S", "<p>{{otp}}</p>")))
        .isEqualTo("html template_without_way");
    assertThat(refusal(template(MailKind.SIGN_IN, "a\r\nBcc: b", LINK)))
        .isEqualTo("subject template_subject_lines");
    assertThat(
            refusal(new MailTemplate(MailKind.SIGN_IN, "S", LINK, "{{link}}", Map.of("otp", "1"))))
        .isEqualTo("variables template_variable_name");
    var many = new HashMap<String, String>();
    for (var i = 0; i < 31; i++) many.put("name_" + i, "x");
    assertThat(refusal(new MailTemplate(MailKind.SIGN_IN, "S", LINK, "{{link}}", many)))
        .isEqualTo("variables template_variables");
    var client = new Actor.Client("skc_x", Actor.Origin.INSIDE);
    assertThat(
            catchThrowableOfType(
                    Problem.class,
                    () -> templates().save(client, template(MailKind.SIGN_IN, "S", LINK)))
                .code())
        .isEqualTo("operator_only");
  }

  @Test
  void an_operator_tries_it_with_made_up_people() {
    var post = app.app().core().post;
    var it =
        template(MailKind.INVITATION, "Join {{organization_name}}", "<p>{{user_name}}</p>" + LINK);
    app.app()
        .core()
        .database
        .useTransaction(tx -> post.test(tx, new EmailAddress("me@example.com"), it));
    assertThat(app.mailTo("me@example.com").subject()).isEqualTo("Join Example Inc.");
    assertThat(post.sample(it).html()).contains("Ada Example");
  }
}
