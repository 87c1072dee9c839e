package dev.hostedui.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.hostedui.db.Database;
import dev.hostedui.db.Migrations;
import dev.hostedui.db.StorageUnavailable;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.outside.MailRefused;
import dev.hostedui.outside.MailServerDown;
import dev.hostedui.outside.MailTransport;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.MailServer;
import dev.hostedui.testing.Race;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LetterBoxTest {

  private static final String TO = "ada@acmecorp.example";
  private static final LetterBox.Mail MAIL =
      new LetterBox.Mail("Code 123456", "Use 123456.", "<p>Use <b>123456</b>.</p>");
  private static final Duration LONG = Duration.ofDays(3);

  private static LetterBox box(Identity it, MailTransport transport) {
    return Posting.box(it.database(), it.vault(), it.ids(), it.clock(), transport);
  }

  private static void queue(Identity it, LetterBox box, String to, Duration useful) {
    Instant until = it.clock().instant().plus(useful);
    it.database().useTransaction(tx -> box.queue(tx, to, MAIL, until, true, null));
  }

  private static String letter(Identity it, String column) {
    return it.app().one("SELECT " + column + " FROM letters");
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_goes_out_once_and_what_it_said_is_wiped(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      queue(it, box, TO, LONG);

      assertThat(box.sendDue()).isEqualTo(1);
      assertThat(box.sendDue()).isZero();

      assertThat(server.all()).hasSize(1);
      var mail = server.last(TO);
      assertThat(mail.subject()).isEqualTo("Code 123456");
      assertThat(mail.text()).isEqualTo("Use 123456.");
      assertThat(mail.html()).isEqualTo("<p>Use <b>123456</b>.</p>");
      assertThat(letter(it, "sealed")).isEmpty();
      assertThat(letter(it, "sent_at")).isEqualTo(Long.toString(it.clock().millis()));
      assertThat(letter(it, "due_at")).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_waiting_letter_says_cannot_be_read_in_the_database(Engine engine) {
    try (var it = Identity.on(engine)) {
      queue(it, box(it, new MailServer()), TO, LONG);
      assertThat(letter(it, "sealed")).isNotEmpty().doesNotContain("123456").doesNotContain("Code");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_of_a_change_that_fails_was_never_written(Engine engine) {
    try (var it = Identity.on(engine)) {
      var box = box(it, new MailServer());
      try {
        it.database()
            .useTransaction(
                tx -> {
                  box.queue(tx, TO, MAIL, it.clock().instant().plus(LONG), true, null);
                  throw new IllegalStateException("the change fails");
                });
      } catch (IllegalStateException expected) {
        // the change failed
      }
      assertThat(it.app().count("letters")).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_failing_server_is_tried_again_with_growing_patience_and_then_given_up(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      server.goDown(true);
      var box = box(it, server);
      queue(it, box, TO, LONG);

      for (var wait :
          List.of(
              Duration.ofSeconds(5),
              Duration.ofSeconds(30),
              Duration.ofMinutes(2),
              Duration.ofMinutes(10),
              Duration.ofMinutes(30),
              Duration.ofHours(2),
              Duration.ofHours(5),
              Duration.ofHours(12))) {
        var tries = Integer.parseInt(letter(it, "tries"));
        assertThat(box.sendDue()).isZero();
        assertThat(letter(it, "tries")).isEqualTo(Integer.toString(tries + 1));
        assertThat(letter(it, "due_at"))
            .isEqualTo(Long.toString(it.clock().instant().plus(wait).toEpochMilli()));
        assertThat(letter(it, "last_fault")).contains("mail server is down");
        it.clock().advance(wait.minusMillis(1));
        assertThat(box.sendDue()).isZero();
        assertThat(letter(it, "tries")).as("not before its time").isEqualTo("" + (tries + 1));
        it.clock().advance(Duration.ofMillis(1));
      }

      assertThat(box.sendDue()).isZero();
      assertThat(letter(it, "gave_up_at")).isEqualTo(Long.toString(it.clock().millis()));
      assertThat(letter(it, "due_at")).isNull();
      assertThat(letter(it, "sealed")).isEmpty();
      server.goDown(false);
      it.clock().advance(Duration.ofHours(12));
      assertThat(box.sendDue()).isZero();
      assertThat(server.all()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_that_failed_goes_out_when_the_server_is_back(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      server.goDown(true);
      var box = box(it, server);
      queue(it, box, TO, LONG);
      box.sendDue();
      server.goDown(false);
      it.clock().advance(Duration.ofSeconds(5));
      assertThat(box.sendDue()).isEqualTo(1);
      assertThat(letter(it, "last_fault")).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_refused_for_good_is_not_tried_again_and_does_not_hold_up_others(Engine engine) {
    try (var it = Identity.on(engine)) {
      MailTransport refusing =
          message -> {
            throw new MailRefused("550 5.1.1 no such person", new IllegalStateException());
          };
      var box = box(it, refusing);
      queue(it, box, TO, LONG);
      assertThat(box.sendDue()).isZero();
      assertThat(letter(it, "last_fault")).isEqualTo("MailRefused: 550 5.1.1 no such person");
      assertThat(letter(it, "due_at")).isNull();
      assertThat(letter(it, "gave_up_at")).isNotNull();
      assertThat(letter(it, "sealed")).isEmpty();
      assertThat(box.isHeldUp()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void whoever_waits_for_a_letter_hears_that_it_was_refused_and_of_no_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var heard = new ArrayList<String>();
      MailTransport refusing =
          message -> {
            throw new MailRefused("550 5.1.1 no such person", new IllegalStateException());
          };
      var box =
          Posting.box(
              it.database(),
              it.vault(),
              it.ids(),
              it.clock(),
              refusing,
              (tx, link, said) -> heard.add(link + ": " + said));
      var until = it.clock().instant().plus(LONG);
      it.database()
          .useTransaction(
              tx -> {
                box.queue(tx, TO, MAIL, until, true, "one");
                box.queue(tx, TO, MAIL, until, true, null);
                box.queue(tx, TO, MAIL, until, false, "unsent");
                box.queue(tx, TO, MAIL, it.clock().instant(), true, "late");
              });
      assertThat(box.isRefused("one")).isFalse();
      box.sendDue();
      assertThat(heard).containsExactly("one: 550 5.1.1 no such person");
      assertThat(box.isRefused("one")).isTrue();
      for (var other : List.of("unsent", "late", "unknown"))
        assertThat(box.isRefused(other)).as(other).isFalse();
      assertThat(box.refused(List.of("unsent", "one", "late"))).containsExactly("one");
      assertThat(box.refused(List.of())).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_given_up_for_another_reason_was_not_refused(Engine engine) {
    try (var it = Identity.on(engine)) {
      var heard = new ArrayList<String>();
      var server = new MailServer();
      server.goDown(true);
      var box =
          Posting.box(
              it.database(),
              it.vault(),
              it.ids(),
              it.clock(),
              server,
              (tx, about, said) -> heard.add(about));
      var until = it.clock().instant().plus(LONG);
      it.database()
          .useTransaction(
              tx -> {
                box.queue(tx, TO, MAIL, until, true, "down");
                box.queue(tx, "max@acmecorp.example", MAIL, until, true, "unreadable");
              });
      it.app().arrange("UPDATE letters SET sealed = 'garbage' WHERE about = 'unreadable'");
      for (var hours = 0; hours < 40; hours++) {
        box.sendDue();
        it.clock().advance(Duration.ofHours(1));
      }
      assertThat(it.app().all("SELECT about FROM letters WHERE gave_up_at IS NOT NULL"))
          .containsExactlyInAnyOrder("down", "unreadable");
      assertThat(heard).isEmpty();
      for (var about : List.of("down", "unreadable"))
        assertThat(box.isRefused(about)).as(about).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void mail_is_held_up_while_the_newest_letter_waits_for_a_failing_server(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      assertThat(box.isHeldUp()).isFalse();
      queue(it, box, TO, LONG);
      assertThat(box.isHeldUp()).as("nothing tried yet").isFalse();
      server.goDown(true);
      box.sendDue();
      assertThat(box.isHeldUp()).isTrue();
      server.goDown(false);
      it.clock().advance(Duration.ofMillis(1));
      queue(it, box, "max@acmecorp.example", LONG);
      box.sendDue();
      assertThat(box.isHeldUp()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_mailbox_that_takes_no_mail_for_now_does_not_hold_up_mail(Engine engine) {
    try (var it = Identity.on(engine)) {
      var box =
          box(
              it,
              message -> {
                throw new MessagingException("452 4.2.2 mailbox full");
              });
      queue(it, box, TO, LONG);
      box.sendDue();
      assertThat(letter(it, "last_fault")).contains("mailbox full");
      assertThat(box.isHeldUp()).isFalse();
    }
  }

  /** Else who watches could tell by it to whom a letter was really written. */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void letters_to_somebody_and_to_nobody_hold_up_mail_and_let_it_go_alike(Engine engine) {
    var faults =
        List.of(
            new MailServerDown("421 busy", new IOException("the test's")),
            new MailRefused("550 5.1.1 no such person", new IOException("the test's")),
            new MessagingException("452 4.2.2 mailbox full"));
    try (var it = Identity.on(engine)) {
      for (var before : List.of(true, false)) {
        for (var fault : faults) {
          for (var toSomebody : List.of(true, false)) {
            var held = fault instanceof MailServerDown;
            assertThat(isHeldUp(it, before, toSomebody, failing(fault, fault)))
                .as(fault + " of the mailbox, held up before: " + before)
                .isEqualTo(held);
            if (!held)
              assertThat(isHeldUp(it, before, toSomebody, failing(fault, null)))
                  .as(fault + " of the text, held up before: " + before)
                  .isFalse();
          }
        }
      }
    }
  }

  private static boolean isHeldUp(
      Identity it, boolean before, boolean toSomebody, MailTransport transport) {
    it.app().arrange("DELETE FROM letters");
    var earlier = new MailServer();
    earlier.goDown(before);
    var first = box(it, earlier);
    queue(it, first, "max@acmecorp.example", LONG);
    first.sendDue();
    it.clock().advance(Duration.ofMillis(1));

    var box = box(it, transport);
    var until = it.clock().instant().plus(LONG);
    it.database().useTransaction(tx -> box.queue(tx, TO, MAIL, until, toSomebody, "code"));
    box.sendDue();
    if (!toSomebody) assertThat(box.isRefused("code")).isFalse();
    return box.isHeldUp();
  }

  private static MailTransport failing(
      MessagingException sending, @Nullable MessagingException probing) {
    return new MailTransport() {
      @Override
      public void send(MimeMessage message) throws MessagingException {
        throw sending;
      }

      @Override
      public void probe(String sender, String recipient) throws MessagingException {
        if (probing != null) throw probing;
      }
    };
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void mail_is_not_held_up_by_a_letter_of_a_clock_that_was_ahead(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      it.clock().advance(Duration.ofHours(1));
      server.goDown(true);
      queue(it, box, TO, LONG);
      box.sendDue();
      assertThat(box.isHeldUp()).isTrue();

      it.clock().advance(Duration.ofHours(-1));
      assertThat(box.isHeldUp()).isFalse();
      server.goDown(false);
      queue(it, box, "max@acmecorp.example", LONG);
      box.sendDue();
      assertThat(box.isHeldUp()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_expired_letter_is_not_sent_any_more(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      queue(it, box, TO, Duration.ofMinutes(5));
      it.clock().advance(Duration.ofMinutes(5));
      assertThat(box.sendDue()).isZero();
      assertThat(server.all()).isEmpty();
      assertThat(letter(it, "sealed")).isEmpty();
      assertThat(letter(it, "last_fault")).isEqualTo("expired before it could be sent");
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_for_nobody_looks_the_same_and_is_never_sent(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      it.database()
          .useTransaction(
              tx -> box.queue(tx, TO, MAIL, it.clock().instant().plus(LONG), false, null));
      assertThat(box.sendDue()).isZero();
      assertThat(server.all()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void one_bad_letter_does_not_hold_back_the_others(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      queue(it, box, "no address at all", LONG);
      queue(it, box, TO, LONG);
      it.app().arrange("UPDATE letters SET sealed = 'garbage' WHERE recipient = '" + TO + "'");
      queue(it, box, "max@acmecorp.example", LONG);
      assertThat(box.sendDue()).isEqualTo(1);
      assertThat(server.all())
          .extracting(MailServer.Mail::to)
          .containsExactly("max@acmecorp.example");
      assertThat(it.app().all("SELECT last_fault FROM letters WHERE tries = 1 AND sent_at IS NULL"))
          .hasSize(2)
          .doesNotContainNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void more_than_a_batch_goes_out_in_batches(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      for (var i = 0; i < 25; i++) queue(it, box, "p" + i + "@acmecorp.example", LONG);
      assertThat(box.sendDue()).isEqualTo(20);
      assertThat(box.sendDue()).isEqualTo(5);
      assertThat(box.sendDue()).isZero();
      assertThat(server.all()).extracting(MailServer.Mail::to).doesNotHaveDuplicates().hasSize(25);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_mail_that_takes_its_time_does_not_hold_up_the_others(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var others = new CountDownLatch(6);
      MailTransport slow =
          message -> {
            if (message.getAllRecipients()[0].toString().equals(TO)) await(others);
            server.send(message);
            others.countDown();
          };
      var box = box(it, slow);
      queue(it, box, TO, LONG);
      for (var i = 0; i < 6; i++) queue(it, box, "p" + i + "@acmecorp.example", LONG);

      assertThat(box.sendDue()).isEqualTo(7);
      assertThat(server.all().get(6).to()).isEqualTo(TO);
    }
  }

  private static void await(CountDownLatch latch) throws MessagingException {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) throw new MessagingException("nothing else was sent");
    } catch (InterruptedException e) {
      throw new MessagingException("interrupted", e);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void letters_to_one_mailbox_go_one_after_the_other(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var atOnce = new AtomicInteger();
      var box =
          box(
              it,
              message -> {
                if (atOnce.incrementAndGet() > 1) throw new MessagingException("two at once");
                server.send(message);
                atOnce.decrementAndGet();
              });
      for (var i = 0; i < 12; i++) {
        var mail = new LetterBox.Mail("Code " + i, "Use it.", "<p>Use it.</p>");
        var until = it.clock().instant().plus(LONG);
        it.database().useTransaction(tx -> box.queue(tx, TO, mail, until, true, null));
      }

      box.sendDue();
      assertThat(server.all())
          .extracting(MailServer.Mail::subject)
          .containsExactlyElementsOf(IntStream.range(0, 12).mapToObj(i -> "Code " + i).toList());
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_somebody_waits_for_goes_first_and_to_who_has_an_account_before_strangers(
      Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var box = box(it, server);
      it.database()
          .useTransaction(
              tx -> it.users().findOrCreate(tx, new EmailAddress(TO), "Ada", "Lovelace"));
      var soon = Duration.ofMinutes(5);
      for (var i = 0; i < 5; i++) queue(it, box, "news" + i + "@acmecorp.example", LONG);
      for (var i = 0; i < 22; i++) queue(it, box, "stranger" + i + "@acmecorp.example", soon);
      queue(it, box, TO, LONG);
      it.clock().advance(Duration.ofSeconds(30));
      queue(it, box, TO, soon);

      assertThat(box.sendDue()).isEqualTo(20);
      assertThat(it.app().all("SELECT recipient FROM letters WHERE sent_at IS NULL ORDER BY id"))
          .as("one letter to Ada and the first nineteen strangers went out")
          .hasSize(9)
          .contains(TO, "stranger21@acmecorp.example")
          .doesNotContain("stranger18@acmecorp.example");
      assertThat(it.app().one("SELECT COUNT(*) FROM letters WHERE sent_at > created_at"))
          .isEqualTo("19");
      assertThat(box.sendDue()).isEqualTo(9);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void boxes_that_work_at_the_same_moment_do_not_send_a_letter_twice(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var boxes = IntStream.range(0, 4).mapToObj(i -> box(it, server)).toList();
      for (var round = 0; round < 10; round++) {
        for (var i = 0; i < 15; i++)
          queue(it, boxes.get(0), "p" + i + "r" + round + "@acmecorp.example", LONG);
        Race.between(boxes.stream().map(box -> (Callable<?>) box::sendDue).toList());
        // whatever one of them left to another that had nothing left
        boxes.get(0).sendDue();
        assertThat(server.all())
            .extracting(MailServer.Mail::to)
            .doesNotHaveDuplicates()
            .hasSize(15 * (round + 1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_on_its_way_for_longer_than_its_lease_is_sent_by_another(Engine engine) {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var other = box(it, server);
      var sentByOther = new ArrayList<Integer>();
      MailTransport slow =
          message -> {
            it.clock().advance(LetterBox.LEASE.minusMillis(1));
            sentByOther.add(other.sendDue());
            it.clock().advance(Duration.ofMillis(1));
            sentByOther.add(other.sendDue());
            throw new MessagingException("451 4.3.0 no");
          };
      queue(it, box(it, server), TO, LONG);

      box(it, slow).sendDue();

      assertThat(sentByOther).containsExactly(0, 1);
      assertThat(server.all()).hasSize(1);
      assertThat(letter(it, "sent_at")).as("who has it decides").isNotNull();
      assertThat(letter(it, "last_fault")).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_whose_box_died_is_sent_by_another_after_its_lease(Engine engine) {
    try (var it = Identity.on(engine)) {
      var box = box(it, new MailServer());
      queue(it, box, TO, LONG);
      die(it);
      assertThat(box.sendDue()).isZero();
      it.clock().advance(LetterBox.LEASE.minusMillis(1));
      assertThat(box.sendDue()).isZero();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(box.sendDue()).isEqualTo(1);
    }
  }

  /** Takes a letter and never says what became of it. */
  private static void die(Identity it) {
    var dying =
        box(
            it,
            message -> {
              throw new OutOfMemoryError("the test's");
            });
    assertThatThrownBy(dying::sendDue).isInstanceOf(OutOfMemoryError.class);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_box_that_is_closed_gives_back_what_is_on_its_way(Engine engine) throws Exception {
    try (var it = Identity.on(engine)) {
      var server = new MailServer();
      var asked = new CountDownLatch(4);
      var over = new CountDownLatch(1);
      MailTransport mute =
          message -> {
            asked.countDown();
            await(over);
            throw new MessagingException("the connection was lost");
          };
      var box = box(it, mute);
      for (var i = 0; i < 6; i++) queue(it, box, "p" + i + "@acmecorp.example", LONG);
      var sending = CompletableFuture.supplyAsync(box::sendDue);
      await(asked);

      box.close();
      assertThat(box(it, server).sendDue()).isEqualTo(6);

      over.countDown();
      assertThat(sending.get(20, TimeUnit.SECONDS)).isZero();
      assertThat(it.app().count("letters WHERE sent_at IS NOT NULL")).isEqualTo(6);
      assertThat(box.sendDue()).isZero();
    }
  }

  /** The timetable says another thing of a database that is away than of anything else. */
  @Test
  void what_a_lane_has_failed_at_is_told_as_it_was() {
    try (var it = Identity.on(Engine.SQLITE)) {
      var mine = Thread.currentThread();
      var failed = new CountDownLatch(1);
      var box =
          box(
              it,
              message -> {
                if (Thread.currentThread() == mine) {
                  await(failed);
                  return;
                }
                failed.countDown();
                throw new OutOfMemoryError("the test's");
              });
      for (var i = 0; i < 2; i++) queue(it, box, "p" + i + "@acmecorp.example", LONG);
      assertThatThrownBy(box::sendDue).isInstanceOf(OutOfMemoryError.class);
      assertThat(it.app().count("letters WHERE sent_at IS NOT NULL")).isEqualTo(1);
    }
  }

  @Test
  void what_became_of_a_letter_while_the_database_was_away_is_noted_when_it_is_back(
      @TempDir Path folder) throws IOException {
    var file = folder.resolve("mail.db");
    var away = folder.resolve("away.db");
    var url = "jdbc:sqlite:" + file;
    try (var it = Identity.on(Engine.SQLITE);
        var database = Database.open(url)) {
      Migrations.run(url, database);
      var server = new MailServer();
      var box =
          Posting.box(
              database,
              it.vault(),
              it.ids(),
              it.clock(),
              message -> {
                server.send(message);
                move(file, away);
              });
      var until = it.clock().instant().plus(LONG);
      database.useTransaction(tx -> box.queue(tx, TO, MAIL, until, true, null));

      assertThatThrownBy(box::sendDue).isInstanceOf(StorageUnavailable.class);
      move(away, file);
      assertThat(box.waiting()).isEqualTo(1);
      assertThat(box.sendDue()).isZero();
      assertThat(box.waiting()).isZero();
      it.clock().advance(LetterBox.LEASE);
      assertThat(box.sendDue()).isZero();
      assertThat(server.all()).hasSize(1);
    }
  }

  private static void move(Path from, Path to) {
    try {
      Files.move(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void a_letter_whose_box_died_is_sent_at_once_by_the_only_one_there_is(Engine engine) {
    try (var it = Identity.on(engine)) {
      var box = box(it, new MailServer());
      queue(it, box, TO, LONG);
      die(it);
      box.takeBack();
      assertThat(box.sendDue()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void letters_done_with_are_forgotten_after_thirty_days_and_waiting_ones_are_not(Engine engine) {
    try (var it = Identity.on(engine)) {
      var box = box(it, new MailServer());
      queue(it, box, TO, LONG);
      box.sendDue();
      queue(it, box, TO, LONG);
      it.clock().advance(Duration.ofDays(30));
      assertThat(box.forgetOld()).isZero();
      it.clock().advance(Duration.ofMillis(1));
      assertThat(box.forgetOld()).isEqualTo(1);
      assertThat(it.app().count("letters")).isEqualTo(1);
    }
  }

  @Test
  void the_log_names_no_mailbox() {
    assertThat(LetterBox.logged("550 5.1.1 <ada@acme.example>: unknown; a.b+c@x.example full"))
        .isEqualTo("550 5.1.1 <…@acme.example>: unknown; …@x.example full");
    assertThat(LetterBox.logged("a@b@c.example@")).isEqualTo("…@…@…@");
  }

  /** The time is that of a search that begins anew at each letter, which would be minutes. */
  @Test
  void a_long_word_of_a_mail_server_is_searched_once() {
    var word = "x".repeat(2_000_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertThat(LetterBox.logged(word)).isEqualTo(word));
  }
}
