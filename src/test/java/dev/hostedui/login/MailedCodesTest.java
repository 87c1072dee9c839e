package dev.hostedui.login;

import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.environment.EnvironmentSetting;
import dev.hostedui.identity.mailedcode.MailedCodeLimits;
import dev.hostedui.identity.mailedcode.PastedCode;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.mail.CodeLetters;
import dev.hostedui.mail.Post;
import dev.hostedui.mail.Posting;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.MailServer;
import dev.hostedui.testing.Race;
import dev.hostedui.web.Templates;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailedCodesTest {

  private static final EmailAddress EMAIL = new EmailAddress(MAX);

  /** Attempts with a letter box and a mail server of their own. */
  private record Desk(Identity it, LoginAttempts attempts, MailedCodes codes, Posting.Box box) {

    private static final String BROWSER = "b".repeat(43);

    static Desk of(Identity it) {
      var box = Posting.box(it.database(), it.vault(), it.ids(), it.clock());
      var post =
          new Post(
              box.letters(),
              it.environments(),
              new Templates(),
              URI.create("http://localhost:8080"),
              new Quotas(it.ids(), it.clock()),
              it.clock());
      var attempts = new LoginAttempts(it.database(), it.events(), it.ids(), it.clock());
      var codes =
          new MailedCodes(
              it.database(),
              attempts,
              it.environments(),
              new CodeLetters(post, it.environments()),
              it.vault(),
              it.ids(),
              it.clock());
      return new Desk(it, attempts, codes, box);
    }

    LoginAttempt begin(EmailAddress email) {
      return it.database()
          .inTransaction(
              tx -> {
                var attempt =
                    attempts.begin(tx, BROWSER, Means.MAIL, email, Journey.to("/ui/"), null);
                codes.send(tx, attempt);
                return attempt;
              });
    }

    /** Whether a sign-in of the browser is under way. */
    boolean isOpen(LoginAttempt attempt) {
      return attempts
          .find(BROWSER, attempt.id())
          .filter(found -> found.isOpen(it.clock().instant()))
          .isPresent();
    }

    /** Whether a link leads in. */
    boolean isGood(String link) {
      return codes.findByLink(link).filter(MailedCodes.Linked::good).isPresent();
    }

    MailServer.Mail mail() {
      return mail(EMAIL);
    }

    MailServer.Mail mail(EmailAddress to) {
      box.letters().sendDue();
      return box.server().last(to.value());
    }

    String link() {
      var link = mail().link();
      return link.substring(link.lastIndexOf('/') + 1);
    }

    /** A code that is not the one of the newest mail. */
    String wrong() {
      return mail().code().equals("111111") ? "222222" : "111111";
    }

    /** What a code is refused for; a guess is counted and written down all the same. */
    Problem refusal(LoginAttempt attempt, String code) {
      return catchThrowableOfType(
          Problem.class, () -> codes.check(attempt, code, Actor.Origin.INSIDE));
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_sign_in_ends_with_the_code_of_its_mail_however_it_is_typed(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      var code = desk.mail().code();
      desk.codes.check(
          attempt, " " + code.substring(0, 3) + "-" + code.substring(3) + " ", Actor.Origin.INSIDE);
      assertThat(attempt.email()).isEqualTo(EMAIL);
      assertThat(attempt.returnTo()).isEqualTo("/ui/");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void neither_browser_nor_code_nor_link_can_be_read_in_the_database(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      desk.begin(EMAIL);
      var row =
          it.app()
              .one(
                  "SELECT browser_hash || ' ' || code_hash || ' ' || link_hash FROM login_attempts"
                      + " JOIN mailed_codes ON attempt_id = id");
      assertThat(row)
          .contains(Ids.hash(Desk.BROWSER))
          .doesNotContain(Desk.BROWSER, desk.mail().code(), desk.link())
          .doesNotContain(Ids.hash(desk.mail().code()));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "123456",
        " 123 456 ",
        "123\u00A0456",
        "123\u202F456\u200B",
        "\uFEFF1\u200B2\u200C3\u200D4\u20605\u00AD6",
        "123-456",
        "123\u2013456",
        "123\u2011456",
        "12.34.56",
        "\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16",
        "\u0661\u0662\u0663\u0664\u0665\u0666",
        "\u0967\u0968\u0969\u096A\u096B\u096C",
        "Coffeedesk: Your verification code is 123456",
        "123456\r\n123456",
        "123,456",
        "123'456",
        "123\u2019456",
        "123/456",
        "123\u2022456",
        "On 30/11/2026, 123456",
        "15, 123456"
      })
  void a_code_is_taken_as_people_paste_it(String pasted) {
    assertThat(PastedCode.read(pasted)).contains("123456");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_not_six_digits_is_no_guess(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      for (var slip :
          List.of(
              "",
              " - ",
              "12345",
              "1234567",
              "12345a",
              "123456 or 654321",
              "\u2460\u2461",
              "abcdef"))
        assertThat(desk.refusal(attempt, slip).code()).as(slip).isEqualTo("code_missing");
      assertThat(it.app().one("SELECT wrong_codes FROM mailed_codes")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void five_guesses_are_taken_and_then_not_even_the_right_one(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      for (var i = 0; i < 5; i++)
        assertThat(desk.refusal(attempt, desk.wrong()).code()).isEqualTo("wrong_code");
      var refused = desk.refusal(attempt, desk.mail().code());
      assertThat(refused.code()).isEqualTo("too_many_guesses");
      assertThat(refused.kind()).isEqualTo(Problem.Kind.TOO_MANY);
      // the link cannot be guessed and still opens
      assertThat(desk.isGood(desk.link())).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_fifth_guess_may_be_the_right_one(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      for (var i = 0; i < 4; i++) desk.refusal(attempt, desk.wrong());
      desk.codes.check(attempt, desk.mail().code(), Actor.Origin.INSIDE);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void guesses_at_the_same_moment_do_not_share_one_count(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      var wrong = desk.wrong();
      var outcome =
          Race.between(
              Collections.nCopies(
                  8,
                  (Callable<?>)
                      () -> {
                        desk.codes.check(attempt, wrong, Actor.Origin.INSIDE);
                        return 0;
                      }));
      assertThat(outcome.codes())
          .hasSize(8)
          .filteredOn("wrong_code"::equals)
          .hasSize(MailedCodeLimits.MOST_GUESSES);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_code_ends_with_the_environments_term_and_so_does_the_link(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      var code = desk.mail().code();
      var link = desk.link();
      it.clock().advance(Duration.ofMinutes(5).minusMillis(1));
      assertThat(desk.isGood(link)).isTrue();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(desk.refusal(attempt, code).code()).isEqualTo("code_expired");
      assertThat(desk.isGood(link)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_sign_in_lasts_as_long_as_its_code(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().set(EnvironmentSetting.CODE_SECONDS, "3600");
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      it.clock().advance(Duration.ofHours(1).minusMillis(1));
      assertThat(desk.isOpen(attempt)).isTrue();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(desk.isOpen(attempt)).isFalse();
      assertThat(desk.refusal(attempt, "123456").code()).isEqualTo("code_expired");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_second_mail_voids_the_first_and_gives_five_new_guesses(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var first = desk.begin(EMAIL);
      var firstCode = desk.mail().code();
      var firstLink = desk.link();
      for (var i = 0; i < 5; i++) desk.refusal(first, desk.wrong());
      desk.codes.resend(first);

      assertThat(desk.isGood(firstLink)).isFalse();
      if (!firstCode.equals(desk.mail().code()))
        assertThat(desk.refusal(first, firstCode).code()).isEqualTo("wrong_code");
      desk.codes.check(first, desk.mail().code(), Actor.Origin.INSIDE);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void two_mails_a_minute_go_to_one_address_and_others_are_not_held_back(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      desk.begin(EMAIL);
      var attempt = desk.begin(EMAIL);
      assertThat(it.refusal(() -> desk.begin(EMAIL)).code()).isEqualTo("too_many_mails");
      assertThat(it.refusal(() -> desk.codes.resend(attempt)).code()).isEqualTo("too_many_mails");
      // which most providers deliver to the same mailbox
      var tagged = new EmailAddress(EMAIL.value().replace("@", "+tag@"));
      assertThat(it.refusal(() -> desk.begin(tagged)).code()).isEqualTo("too_many_mails");
      desk.begin(new EmailAddress("ada@acmecorp.example"));
      it.clock().advance(Duration.ofMinutes(1).minusMillis(1));
      assertThat(it.refusal(() -> desk.begin(EMAIL)).kind()).isEqualTo(Problem.Kind.TOO_MANY);
      it.clock().advance(Duration.ofMillis(1));
      desk.begin(EMAIL);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void requests_at_the_same_moment_share_the_limit(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      Callable<?> request = () -> desk.begin(EMAIL);
      var outcome = Race.between(Collections.nCopies(12, request));
      assertThat(outcome.done()).isEqualTo(2);
      assertThat(outcome.codes()).hasSize(10).containsOnly("too_many_mails");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void twenty_mails_an_hour_and_a_hundred_a_day_go_to_one_mailbox(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      for (var hour = 0; hour < 5; hour++) {
        for (var i = 0; i < 20; i++) {
          desk.begin(EMAIL);
          it.clock().advance(Duration.ofMinutes(1));
        }
        var refusal = it.refusal(() -> desk.begin(EMAIL));
        assertThat(refusal.code()).isEqualTo("too_many_mails_for_now");
        if (hour < 4) assertThat(refusal.retryAfter()).isEqualTo(Duration.ofMinutes(40));
        it.clock().advance(Duration.ofMinutes(40));
      }
      assertThat(it.refusal(() -> desk.begin(EMAIL)).code()).isEqualTo("too_many_mails_today");
      it.clock().advance(Duration.ofHours(19));
      desk.begin(EMAIL);
      assertThat(desk.codes.forgetOld()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void after_25_wrong_codes_in_an_hour_only_the_link_lets_in(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      for (var mail = 0; mail < 5; mail++) {
        var attempt = desk.begin(EMAIL);
        for (var i = 0; i < 5; i++)
          assertThat(desk.refusal(attempt, desk.wrong()).code()).isEqualTo("wrong_code");
        it.clock().advance(Duration.ofMinutes(1));
      }
      var attempt = desk.begin(EMAIL);
      assertThat(desk.refusal(attempt, desk.mail().code()).code())
          .isEqualTo("too_many_guesses_for_address");
      assertThat(desk.isGood(desk.link())).isTrue();
      it.clock().advance(Duration.ofHours(1));
      var later = desk.begin(EMAIL);
      desk.codes.check(later, desk.mail().code(), Actor.Origin.INSIDE);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void guesses_for_one_mailbox_share_its_count_however_many_sign_ins_they_are_made_in(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      // mails are counted by the mailbox, which has another name than this address
      var tagged = new EmailAddress(MAX.replace("@", "+x@"));
      var wrong = new ArrayList<Callable<?>>();
      for (var i = 0; i < 8; i++) {
        var attempt = desk.begin(tagged);
        var guess = desk.mail(tagged).code().equals("111111") ? "222222" : "111111";
        for (var j = 0; j < MailedCodeLimits.MOST_GUESSES; j++)
          wrong.add(
              () -> {
                desk.codes.check(attempt, guess, Actor.Origin.INSIDE);
                return 0;
              });
        if (i % 2 == 1) it.clock().advance(Duration.ofMinutes(1));
      }
      assertThat(Race.between(wrong).codes())
          .hasSize(40)
          .filteredOn("wrong_code"::equals)
          .hasSize(MailedCodeLimits.MOST_WRONG_CODES_AN_HOUR);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_link_is_of_no_use_once_an_identity_provider_must_say_who_it_is(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      assertThat(desk.isGood(desk.link())).isTrue();
      desk.attempts.turnTo(Means.UPSTREAM, attempt);
      assertThat(desk.isGood(desk.link())).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_sign_in_is_finished_once(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      var attempt = desk.begin(EMAIL);
      var link = desk.link();
      var outcome =
          Race.between(
              Collections.nCopies(
                  4,
                  (Callable<?>)
                      () -> {
                        it.database()
                            .useTransaction(tx -> desk.attempts.finish(tx, attempt, "otp"));
                        return 0;
                      }));
      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsOnly("login_used");
      assertThat(desk.isOpen(attempt)).isFalse();
      assertThat(desk.isGood(link)).isFalse();
      assertThat(desk.refusal(attempt, desk.mail().code()).kind()).isEqualTo(Problem.Kind.TOO_MANY);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_address_that_may_not_sign_up_gets_no_mail_and_looks_the_same(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.app().set(EnvironmentSetting.SIGN_UP, "off");
      var desk = Desk.of(it);
      desk.begin(new EmailAddress("stranger@nowhere.example"));
      desk.begin(EMAIL);
      desk.box.letters().sendDue();
      assertThat(desk.box.server().all()).extracting(MailServer.Mail::to).containsExactly(MAX);
      assertThat(it.app().count("letters")).isEqualTo(2);
      assertThat(it.app().count("login_attempts")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_past_is_forgotten_after_a_day(Engine engine) {
    try (var it = Identity.on(engine)) {
      var desk = Desk.of(it);
      desk.begin(EMAIL);
      it.clock().advance(Duration.ofDays(1).plusMinutes(15));
      var attempt = desk.begin(EMAIL);
      it.clock().advance(Duration.ofMillis(1));
      assertThat(desk.attempts.forgetOld()).isEqualTo(1);
      assertThat(desk.codes.forgetOld()).isEqualTo(2);
      assertThat(desk.isOpen(attempt)).isTrue();
      assertThat(it.app().count("quota_uses")).isEqualTo(1);
      assertThat(it.app().count("mailed_codes")).isEqualTo(1);
    }
  }
}
