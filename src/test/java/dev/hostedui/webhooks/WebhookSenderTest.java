package dev.hostedui.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.standardwebhooks.exceptions.WebhookVerificationException;
import dev.hostedui.core.Core;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.webhook.Deliveries;
import dev.hostedui.identity.webhook.Delivery;
import dev.hostedui.identity.webhook.Webhook;
import dev.hostedui.identity.webhook.Webhooks;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.Receiver;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {

  private final Receiver receiver = Receiver.start();
  private TestApp app;

  @BeforeEach
  void start() {
    app = TestApp.quiet(Engine.SQLITE);
  }

  @AfterEach
  void stop() {
    app.close();
    receiver.close();
  }

  private Core core() {
    return app.app().core();
  }

  private Webhook.Made webhook(String... types) {
    return core().webhooks.create(Identity.INTERNAL, receiver.uri("/hook"), "test", List.of(types));
  }

  private static Organization happens(Core core, String name) {
    return core.database.inTransaction(
        tx -> core.organizations.create(tx, Identity.INTERNAL, name, null, Set.of(), null));
  }

  /** Sends until nothing is due any more. */
  private static void send(Core core) {
    while (!core.deliveries.due().isEmpty()) core.webhookSender.sendDue().join();
  }

  private List<Delivery> log(Webhook webhook) {
    return core()
        .deliveryLog
        .newest(
            Identity.INTERNAL,
            webhook.id(),
            app.clock().instant().minus(Duration.ofDays(30)),
            null,
            null,
            1000);
  }

  private static Map<String, List<String>> headers(Receiver.Message message) {
    var all = new HashMap<String, List<String>>();
    message.headers().forEach((name, value) -> all.put(name, List.of(value)));
    return all;
  }

  private static void verify(String secret, Receiver.Message message) throws Exception {
    new com.standardwebhooks.Webhook(secret).verify(message.body(), headers(message));
  }

  // ------------------------------------------------------------------ what arrives

  @Test
  void a_kept_library_knows_who_sent_it() throws Exception {
    // the library goes by the machine's clock
    app.clock().advance(Duration.between(app.clock().instant(), Instant.now()));
    var made = webhook();
    happens(core(), "Newcorp");
    send(core());
    var message = receiver.messages().get(0);
    verify(made.secret(), message);
    assertThat(message.headers()).containsEntry("content-type", "application/json");
    var other = core().webhooks.rotateSecret(Identity.INTERNAL, made.webhook().id(), Duration.ZERO);
    assertThatThrownBy(() -> verify(other.secret(), message))
        .isInstanceOf(WebhookVerificationException.class);
    var altered = new Receiver.Message(message.headers(), message.body().replace("corp", "core"));
    assertThatThrownBy(() -> verify(made.secret(), altered))
        .isInstanceOf(WebhookVerificationException.class);
  }

  @Test
  void while_a_secret_changes_over_both_are_good() throws Exception {
    app.clock().advance(Duration.between(app.clock().instant(), Instant.now()));
    var old = webhook();
    var fresh =
        core().webhooks.rotateSecret(Identity.INTERNAL, old.webhook().id(), Duration.ofHours(2));
    happens(core(), "Newcorp");
    send(core());
    var message = receiver.messages().get(0);
    assertThat(message.headers().get("webhook-signature").split(" ")).hasSize(2);
    verify(old.secret(), message);
    verify(fresh.secret(), message);

    app.clock().advance(Duration.ofHours(2));
    happens(core(), "Later");
    send(core());
    var later = receiver.messages().get(1);
    assertThat(later.headers().get("webhook-signature").split(" ")).hasSize(1);
    // two hours ahead of the library's clock, so signed again to compare
    assertThat(later.headers())
        .containsEntry(
            "webhook-signature",
            new com.standardwebhooks.Webhook(fresh.secret())
                .sign(
                    later.headers().get("webhook-id"),
                    app.clock().instant().getEpochSecond(),
                    later.body()));
  }

  @Test
  void each_address_hears_of_what_it_asked_for_and_of_nothing_else() {
    webhook("organization.updated");
    happens(core(), "Newcorp");
    send(core());
    assertThat(receiver.messages()).isEmpty();
    webhook("organization.created", "role.deleted");
    happens(core(), "Othercorp");
    send(core());
    assertThat(receiver.messages()).hasSize(1);
    assertThat(receiver.messages().get(0).body()).contains("organization.created", "Othercorp");
  }

  // ------------------------------------------------------------------ when it does not arrive

  @Test
  void it_is_tried_eight_times_with_the_same_bytes_and_then_given_up() {
    var webhook = webhook().webhook();
    happens(core(), "Newcorp");
    receiver.answer(500);
    receiver.say("out of\u0007 order\u001b[31m");
    var waits =
        List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(10));
    send(core());
    for (var i = 0; i < waits.size(); i++) {
      assertThat(log(webhook).get(0).state()).isEqualTo(Delivery.State.RETRYING);
      app.clock().advance(waits.get(i).minusMillis(1));
      send(core());
      assertThat(receiver.messages()).hasSize(i + 1);
      app.clock().advance(Duration.ofMillis(1));
      send(core());
      assertThat(receiver.messages()).hasSize(i + 2);
    }
    var delivery = log(webhook).get(0);
    assertThat(delivery.state()).isEqualTo(Delivery.State.FAILED);
    assertThat(delivery.fault()).isEqualTo("it answered 500");
    app.clock().advance(Duration.ofDays(2));
    send(core());
    assertThat(receiver.messages()).hasSize(8);
    assertThat(receiver.messages())
        .extracting(Receiver.Message::body)
        .containsOnly(receiver.messages().get(0).body());
    assertThat(receiver.messages())
        .extracting(it -> it.headers().get("webhook-id"))
        .containsOnly(delivery.event());

    var attempts = core().deliveryLog.attempts(Identity.INTERNAL, delivery.id());
    assertThat(attempts)
        .extracting(Delivery.Attempt::number)
        .containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
    assertThat(attempts).allMatch(it -> Integer.valueOf(500).equals(it.status()));
    assertThat(attempts.get(0).answer()).isEqualTo("out of order[31m");
    assertThat(attempts.get(0).latency()).isPositive();
  }

  @Test
  void only_an_answer_of_2xx_counts_and_redirects_lead_nowhere() {
    var webhook = webhook().webhook();
    happens(core(), "Newcorp");
    receiver.answer(302);
    send(core());
    assertThat(receiver.messages()).hasSize(1);
    assertThat(log(webhook).get(0).state()).isEqualTo(Delivery.State.RETRYING);
    receiver.answer(201);
    app.clock().advance(Duration.ofSeconds(5));
    send(core());
    assertThat(log(webhook).get(0).state()).isEqualTo(Delivery.State.SUCCESS);
  }

  @Test
  void an_address_that_nothing_reaches_for_days_is_disabled_and_the_operator_told() {
    app.arrange("UPDATE environment SET support_email = 'help@coffeedesk.example'");
    core().environments.refresh();
    var webhook = webhook().webhook();
    var began = app.clock().instant();
    receiver.answer(503);
    // one event is not enough, however often it fails
    happens(core(), "One");
    for (var day = 0; day < 12; day++) {
      send(core());
      app.clock().advance(Duration.ofHours(12));
    }
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).enabled()).isTrue();
    happens(core(), "Two");
    happens(core(), "Three");
    for (var i = 0; i < 8; i++) {
      send(core());
      app.clock().advance(Duration.ofHours(11));
    }
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).enabled()).isFalse();
    var mail = app.mailTo("help@coffeedesk.example");
    assertThat(mail.subject()).contains("A webhook was disabled");
    assertThat(mail.text()).contains(webhook.url().toString(), webhook.id().value());
    assertThat(app.all("SELECT type FROM events WHERE type = 'webhook.given_up'")).hasSize(1);

    // what happened meanwhile can be had
    var heard = receiver.messages().size();
    happens(core(), "Four");
    send(core());
    assertThat(receiver.messages()).hasSize(heard);
    receiver.answer(200);
    core().webhooks.turn(Identity.INTERNAL, webhook.id(), true);
    var queued = core().deliveries.replayMissing(Identity.INTERNAL, webhook.id(), began);
    assertThat(queued).isEqualTo(4);
    send(core());
    assertThat(receiver.messages().subList(heard, heard + 4))
        .extracting(it -> it.body().replaceAll(".*\"display_name\":\"(\\w+)\".*", "$1"))
        .containsExactly("One", "Two", "Three", "Four");
    assertThat(core().deliveries.replayMissing(Identity.INTERNAL, webhook.id(), began)).isZero();
  }

  @Test
  void a_new_address_is_brought_up_to_date_with_what_happened_before() {
    var began = app.clock().instant();
    happens(core(), "Before");
    var webhook = webhook().webhook();
    send(core());
    assertThat(receiver.messages()).isEmpty();
    assertThat(core().deliveries.replayMissing(Identity.INTERNAL, webhook.id(), began)).isOne();
    send(core());
    assertThat(receiver.messages().get(0).body()).contains("Before");
  }

  @Test
  void an_address_that_says_it_is_gone_is_disabled_at_once_and_the_operator_told() {
    app.arrange("UPDATE environment SET support_email = 'help@coffeedesk.example'");
    core().environments.refresh();
    var webhook = webhook().webhook();
    receiver.answer(410);
    for (var i = 0; i < 3; i++) happens(core(), "Org" + i);
    send(core());
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).enabled()).isFalse();
    assertThat(log(webhook)).extracting(Delivery::state).containsOnly(Delivery.State.FAILED);
    assertThat(log(webhook)).extracting(Delivery::fault).contains("it answered 410");
    var mail = app.mailTo("help@coffeedesk.example");
    assertThat(mail.subject()).contains("A webhook was disabled");
    assertThat(mail.text()).contains(webhook.url().toString(), webhook.id().value(), "410");
    assertThat(app.all("SELECT type FROM events WHERE type = 'webhook.given_up'")).hasSize(1);
  }

  @Test
  void that_an_earlier_address_is_gone_disables_no_other_one() throws Exception {
    var id = webhook().webhook().id();
    receiver.answer(410);
    receiver.hold();
    happens(core(), "Newcorp");
    var begun = core().webhookSender.sendDue();
    receiver.awaitMessages(1);
    core()
        .webhooks
        .change(
            Identity.INTERNAL,
            id,
            null,
            it -> new Webhooks.Details(receiver.uri("/new"), "", it.types(), true));
    receiver.release();
    begun.get(20, TimeUnit.SECONDS);
    assertThat(core().webhooks.get(Identity.INTERNAL, id).enabled()).isTrue();
    receiver.answer(200);
    app.clock().advance(Duration.ofSeconds(5));
    send(core());
    assertThat(receiver.messages()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({
    "429, 60, PT1M",
    "503, 60, PT1M",
    "503, 2, PT5S",
    "503, 86400, PT5M",
    "503, 99999999999999999999, PT5M",
    "503, soon, PT5S",
    "500, 60, PT5S",
    "503, DATE, PT2M",
    "503, RFC 850, PT2M",
    "503, asctime, PT2M"
  })
  void who_says_when_to_come_again_is_not_called_before(int status, String says, Duration wait) {
    webhook();
    receiver.answer(status);
    var date = app.clock().instant().plus(Duration.ofMinutes(2)).atOffset(ZoneOffset.UTC);
    receiver.header(
        "Retry-After",
        switch (says) {
          case "DATE" -> DateTimeFormatter.RFC_1123_DATE_TIME.format(date);
          case "RFC 850" ->
              DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.ROOT)
                  .format(date);
          case "asctime" ->
              DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.ROOT).format(date);
          default -> says;
        });
    happens(core(), "Newcorp");
    send(core());
    app.clock().advance(wait.minusSeconds(1));
    send(core());
    assertThat(receiver.messages()).hasSize(1);
    app.clock().advance(Duration.ofSeconds(1));
    send(core());
    assertThat(receiver.messages()).hasSize(2);
  }

  @Test
  void who_asks_to_be_left_alone_is_told_of_nothing_else_meanwhile() throws Exception {
    var id = webhook().webhook().id();
    receiver.answer(429);
    receiver.header("Retry-After", "86400");
    receiver.hold();
    for (var i = 0; i < 3; i++) happens(core(), "Before" + i);
    var begun = core().webhookSender.sendDue();
    receiver.awaitMessages(1);
    receiver.release();
    begun.get(20, TimeUnit.SECONDS);
    var called = receiver.messages().size();
    for (var i = 0; i < 3; i++) happens(core(), "Meanwhile" + i);
    send(core());
    app.clock().advance(Duration.ofMinutes(5).minusSeconds(1));
    send(core());
    assertThat(receiver.messages()).hasSize(called);
    assertThat(app.all("SELECT tries FROM webhook_deliveries WHERE leased_until IS NOT NULL"))
        .as("what was taken before it asked was given back")
        .isEmpty();

    receiver.answer(200);
    app.clock().advance(Duration.ofSeconds(1));
    send(core());
    assertThat(log(core().webhooks.get(Identity.INTERNAL, id)))
        .hasSize(6)
        .allMatch(it -> it.state() == Delivery.State.SUCCESS);
  }

  @ParameterizedTest
  @CsvSource({
    "moved, 2",
    "enabled, 2",
    "enabled once more, 2",
    "tested, 3",
    "test queued, 3",
    "replayed, 3",
    "all missing replayed, 2"
  })
  void what_an_operator_does_reaches_one_that_is_left_alone(String how, int calls) {
    var id = webhook().webhook().id();
    receiver.answer(503);
    receiver.header("Retry-After", "86400");
    happens(core(), "Before");
    send(core());
    receiver.answer(200);
    switch (how) {
      case "moved" ->
          core()
              .webhooks
              .change(
                  Identity.INTERNAL,
                  id,
                  null,
                  it ->
                      new Webhooks.Details(
                          receiver.uri("/new"), it.description(), it.types(), it.enabled()));
      case "enabled" -> {
        core().webhooks.turn(Identity.INTERNAL, id, false);
        core().webhooks.turn(Identity.INTERNAL, id, true);
      }
      case "enabled once more" -> core().webhooks.turn(Identity.INTERNAL, id, true);
      case "tested" -> {
        core().webhookSender.sendNow(core().deliveries.takeTest(Identity.INTERNAL, id));
        assertThat(receiver.messages()).hasSize(2);
      }
      case "test queued" -> core().deliveries.test(Identity.INTERNAL, id);
      case "replayed" ->
          core()
              .deliveries
              .replay(
                  Identity.INTERNAL,
                  id,
                  log(core().webhooks.get(Identity.INTERNAL, id)).get(0).id());
      default -> {
        app.clock().advance(Duration.ofSeconds(1));
        core().deliveries.replayMissing(Identity.INTERNAL, id, app.clock().instant());
      }
    }
    happens(core(), "After");
    send(core());
    assertThat(receiver.messages()).hasSize(calls);
  }

  @Test
  void until_when_an_address_is_left_alone_is_shown_and_a_call_that_arrives_ends_it() {
    var webhook = webhook().webhook();
    receiver.answer(503);
    receiver.header("Retry-After", "86400");
    happens(core(), "Before");
    send(core());
    happens(core(), "Meanwhile");
    var until = app.clock().instant().plus(Duration.ofMinutes(5));
    var resting = core().webhooks.get(Identity.INTERNAL, webhook.id());
    assertThat(resting.restingUntil()).isEqualTo(until);
    assertThat(log(webhook)).extracting(Delivery::dueAt).containsOnly(until);

    receiver.answer(200);
    core().webhookSender.sendNow(core().deliveries.take(resting).get(0));
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).restingUntil()).isNull();
  }

  @Test
  void a_busy_address_that_always_asks_to_be_left_alone_is_disabled_as_well() {
    var webhook = webhook().webhook();
    receiver.answer(503);
    receiver.header("Retry-After", "86400");
    for (var half = 0; half < 2 * 24 * 5; half++) {
      for (var i = 0; i < 6; i++) happens(core(), "Newcorp");
      send(core());
      app.clock().advance(Duration.ofMinutes(30));
    }
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).enabled()).isTrue();
    app.clock().advance(Duration.ofHours(10));
    send(core());
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).enabled()).isFalse();
  }

  @Test
  void only_the_first_failure_and_the_first_success_after_it_are_news_to_the_log() {
    var webhook = webhook().webhook();
    happens(core(), "One");
    happens(core(), "Two");
    assertThat(turns(webhook, "it answered 503"))
        .containsExactly(Deliveries.Turn.BEGAN_TO_FAIL, Deliveries.Turn.NONE);
    app.clock().advance(Duration.ofMinutes(1));
    assertThat(turns(webhook, "it answered 503"))
        .containsExactly(Deliveries.Turn.NONE, Deliveries.Turn.NONE);
    app.clock().advance(Duration.ofMinutes(10));
    assertThat(turns(webhook, null))
        .containsExactly(Deliveries.Turn.IS_REACHED_AGAIN, Deliveries.Turn.NONE);
  }

  private List<Deliveries.Turn> turns(Webhook webhook, @Nullable String fault) {
    var at = app.clock().instant();
    var current = core().webhooks.get(Identity.INTERNAL, webhook.id());
    return core().deliveries.take(current).stream()
        .map(
            it ->
                core()
                    .deliveries
                    .note(
                        it,
                        new Delivery.Attempt(
                            it.row().tries(), at, null, "", fault, Duration.ZERO, null),
                        Duration.ZERO))
        .toList();
  }

  private Webhook moved(Webhook webhook, String path) {
    return core()
        .webhooks
        .change(
            Identity.INTERNAL,
            webhook.id(),
            null,
            it ->
                new Webhooks.Details(
                    receiver.uri(path), it.description(), it.types(), it.enabled()));
  }

  @Test
  void an_address_that_was_moved_has_five_days_of_its_own() {
    var webhook = webhook().webhook();
    receiver.answer(500);
    for (var i = 0; i < 4; i++) happens(core(), "Org" + i);
    for (var i = 0; i < 12; i++) {
      send(core());
      app.clock().advance(Duration.ofHours(10));
    }
    assertThat(log(webhook)).allMatch(it -> it.state() == Delivery.State.FAILED);
    assertThat(moved(webhook, "/next").failingSince()).isNull();
    happens(core(), "Next");
    send(core());
    var now = core().webhooks.get(Identity.INTERNAL, webhook.id());
    assertThat(now.enabled()).isTrue();
    assertThat(now.failingSince()).isEqualTo(app.clock().instant());
  }

  @Test
  void what_an_address_of_before_has_answered_says_nothing_about_the_present_one() {
    var webhook = webhook().webhook();
    happens(core(), "One");
    happens(core(), "Two");
    var parcels = core().deliveries.take(webhook);
    moved(webhook, "/next");
    var at = app.clock().instant();
    var failed = new Delivery.Attempt(1, at, 503, "", "it answered 503", Duration.ZERO, null);
    assertThat(core().deliveries.note(parcels.get(0), failed, Duration.ZERO))
        .isEqualTo(Deliveries.Turn.NONE);
    var now = core().webhooks.get(Identity.INTERNAL, webhook.id());
    assertThat(now.failingSince()).isNull();
  }

  @Test
  void a_success_between_failures_keeps_an_address_enabled() {
    var webhook = webhook().webhook();
    for (var day = 0; day < 8; day++) {
      receiver.answer(day == 4 ? 200 : 500);
      happens(core(), "Day" + day);
      for (var i = 0; i < 2; i++) {
        send(core());
        app.clock().advance(Duration.ofHours(12));
      }
    }
    assertThat(core().webhooks.get(Identity.INTERNAL, webhook.id()).enabled()).isTrue();
  }

  @Test
  void an_address_inside_is_not_called_unless_that_is_allowed() {
    try (var strict =
        TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_ALLOW_PRIVATE_NETWORK", "false"))) {
      var core = strict.app().core();
      var webhook =
          core.webhooks.create(Identity.INTERNAL, receiver.uri("/hook"), "", List.of()).webhook();
      happens(core, "Newcorp");
      send(core);
      assertThat(receiver.messages()).isEmpty();
      assertThat(strict.one("SELECT last_fault FROM webhook_deliveries"))
          .isEqualTo("the address is not on the public internet");
      assertThat(core.webhooks.get(Identity.INTERNAL, webhook.id()).failingSince()).isNotNull();
    }
  }

  // ------------------------------------------------------------------ beside each other

  @Test
  void an_address_that_does_not_answer_holds_up_no_other() throws Exception {
    try (var slow = Receiver.start()) {
      slow.hold();
      core().webhooks.create(Identity.INTERNAL, slow.uri("/slow"), "", List.of());
      for (var i = 0; i < 60; i++) happens(core(), "Before" + i);
      var first = core().webhookSender.sendDue();
      webhook();
      for (var i = 0; i < 30; i++) happens(core(), "After" + i);
      for (var round = 0; round < 500 && receiver.messages().size() < 30; round++) {
        var unused = core().webhookSender.sendDue();
        TimeUnit.MILLISECONDS.sleep(10);
      }
      assertThat(receiver.messages()).hasSize(30);
      assertThat(first).isNotDone();
      assertThat(slow.messages()).hasSizeLessThanOrEqualTo(8);
      slow.release();
      first.get(20, TimeUnit.SECONDS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"moved", "disabled", "deleted", "disabled and enabled"})
  void no_call_begins_to_an_address_that_was_taken_away(String how) throws Exception {
    try (var old = Receiver.start()) {
      old.hold();
      var id =
          core().webhooks.create(Identity.INTERNAL, old.uri("/old"), "", List.of()).webhook().id();
      for (var i = 0; i < 60; i++) happens(core(), "Before" + i);
      var begun = core().webhookSender.sendDue();
      old.awaitMessages(8);
      switch (how) {
        case "moved" ->
            core()
                .webhooks
                .change(
                    Identity.INTERNAL,
                    id,
                    null,
                    it ->
                        new Webhooks.Details(
                            receiver.uri("/new"), it.description(), it.types(), it.enabled()));
        case "deleted" -> core().webhooks.delete(Identity.INTERNAL, id);
        default -> {
          core().webhooks.turn(Identity.INTERNAL, id, false);
          if (how.endsWith("enabled")) core().webhooks.turn(Identity.INTERNAL, id, true);
        }
      }
      old.release();
      begun.get(20, TimeUnit.SECONDS);
      send(core());
      assertThat(old.messages()).hasSize(8);
      assertThat(receiver.messages()).hasSize(how.equals("moved") ? 52 : 0);
    }
  }

  @Test
  void a_batch_that_cannot_be_looked_up_any_more_is_left_until_it_can() throws Exception {
    receiver.hold();
    webhook();
    for (var i = 0; i < 3; i++) happens(core(), "Org" + i);
    var begun = core().webhookSender.sendDue();
    receiver.awaitMessages(1);
    var before = receiver.messages().size();
    app.arrange("UPDATE webhooks SET sealed_secret = 'x' || sealed_secret");
    receiver.release();
    begun.get(20, TimeUnit.SECONDS);
    app.arrange("UPDATE webhooks SET sealed_secret = substr(sealed_secret, 2)");
    assertThat(receiver.messages()).hasSize(before);
    app.clock().advance(Duration.ofHours(1));
    send(core());
    assertThat(receiver.messages()).hasSize(3);
  }

  @Test
  void a_secret_that_was_stolen_signs_no_call_of_a_batch_that_was_taken_before() throws Exception {
    app.clock().advance(Duration.between(app.clock().instant(), Instant.now()));
    receiver.hold();
    var stolen = webhook();
    for (var i = 0; i < 20; i++) happens(core(), "Org" + i);
    var begun = core().webhookSender.sendDue();
    receiver.awaitMessages(4);
    var fresh =
        core().webhooks.rotateSecret(Identity.INTERNAL, stolen.webhook().id(), Duration.ZERO);
    receiver.release();
    begun.get(20, TimeUnit.SECONDS);
    assertThat(receiver.messages()).hasSize(20);
    for (var message : receiver.messages().subList(4, 20)) verify(fresh.secret(), message);
  }

  @Test
  void an_address_that_has_much_to_be_told_holds_up_no_other() {
    try (var busy = Receiver.start()) {
      core().webhooks.create(Identity.INTERNAL, busy.uri("/busy"), "", List.of());
      for (var i = 0; i < 80; i++) happens(core(), "Before" + i);
      webhook();
      happens(core(), "After");
      core().webhookSender.sendDue().join();
      assertThat(receiver.messages()).hasSize(1);
      assertThat(busy.messages()).hasSizeLessThanOrEqualTo(40);
      send(core());
      assertThat(busy.messages()).hasSize(81);
    }
  }

  @Test
  void an_address_that_is_down_gets_one_call_at_a_time() {
    webhook();
    receiver.answer(500);
    happens(core(), "First");
    send(core());
    for (var i = 0; i < 40; i++) happens(core(), "Org" + i);
    app.clock().advance(Duration.ofSeconds(5));
    receiver.hold();
    var begun = core().webhookSender.sendDue();
    receiver.awaitMessages(1 + 1);
    receiver.release();
    begun.join();
    assertThat(receiver.messages()).hasSize(1 + 5);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_a_killed_process_had_taken_is_sent_by_another_one(Engine engine) {
    try (var one = TestApp.quiet(engine)) {
      var dying = one.app().core();
      dying.webhooks.create(Identity.INTERNAL, receiver.uri("/hook"), "", List.of());
      var happened = new ArrayList<String>();
      for (var i = 0; i < 12; i++) happened.add(happens(dying, "Org" + i).id().value());
      // it had taken some and sent one of them, and nobody will ever note that
      var taken = dying.deliveries.take(dying.deliveries.due().get(0));
      assertThat(taken).hasSize(5);
      try (var other = new Core(dying.config, one.clock(), letter -> {})) {
        send(other);
        assertThat(heard()).hasSize(7);
        one.clock().advance(Duration.ofSeconds(90));
        send(other);
        assertThat(heard()).containsExactlyInAnyOrderElementsOf(happened);
        assertThat(one.all("SELECT id FROM webhook_deliveries WHERE delivered_at IS NULL"))
            .isEmpty();
      }
    }
  }

  @Test
  void two_nodes_lose_nothing_and_send_nothing_twice_while_nobody_dies() throws Exception {
    try (var one = TestApp.quiet(Engine.POSTGRESQL);
        var other = new Core(one.app().core().config, one.clock(), letter -> {})) {
      var nodes = List.of(one.app().core(), other);
      nodes.get(0).webhooks.create(Identity.INTERNAL, receiver.uri("/hook"), "", List.of());
      var writing = new AtomicInteger(nodes.size());
      var runners = new ArrayList<Callable<?>>();
      for (var node : nodes) {
        runners.add(
            () -> {
              for (var i = 0; i < 25; i++) happens(node, "Org" + i);
              return writing.decrementAndGet();
            });
        runners.add(
            () -> {
              while (writing.get() > 0 || !node.deliveries.due().isEmpty())
                node.webhookSender.sendDue().join();
              return 0;
            });
      }
      Race.between(runners);
      for (var node : nodes) send(node);
      assertThat(heard()).hasSize(50).doesNotHaveDuplicates();
    }
  }

  /** The organizations that the address was told of, as often as it was. */
  private List<String> heard() {
    return receiver.messages().stream()
        .filter(it -> it.body().contains("\"organization.created\""))
        .map(it -> it.body().replaceAll(".*\"organization_id\":\"(org_\\d+)\".*", "$1"))
        .toList();
  }

  @Test
  void one_lane_sends_in_the_order_in_which_things_happened() {
    webhook();
    for (var i = 0; i < 5; i++) {
      happens(core(), "Org" + i);
      app.clock().advance(Duration.ofMillis(3));
    }
    core().webhookSender.sendDue().join();
    assertThat(receiver.messages())
        .extracting(it -> it.headers().get("webhook-id"))
        .isSorted()
        .hasSize(5);
  }

  @Test
  void what_was_done_with_is_forgotten_after_a_month_and_what_is_deleted_soon() {
    var webhook = webhook().webhook();
    happens(core(), "Newcorp");
    send(core());
    app.clock().advance(Duration.ofDays(29));
    assertThat(core().deliveries.forgetOld()).isZero();
    app.clock().advance(Duration.ofDays(2));
    assertThat(core().deliveries.forgetOld()).isEqualTo(1);
    assertThat(app.all("SELECT delivery_id FROM webhook_attempts")).isEmpty();

    happens(core(), "Othercorp");
    core().webhooks.delete(Identity.INTERNAL, webhook.id());
    send(core());
    assertThat(receiver.messages()).hasSize(1);
    assertThat(core().deliveries.forgetDeleted()).isEqualTo(1);
    app.clock().advance(Duration.ofHours(2));
    assertThat(core().deliveries.forgetDeleted()).isEqualTo(1);
    assertThat(app.all("SELECT id FROM webhooks")).isEmpty();
  }

  @Test
  void a_test_goes_to_one_address_alone_and_says_what_came_of_it() {
    var webhook = webhook("role.deleted").webhook();
    core().webhooks.create(Identity.INTERNAL, receiver.uri("/other"), "", List.of());
    var parcel = core().deliveries.takeTest(Identity.INTERNAL, webhook.id());
    // a server that runs beside the command leaves it alone
    send(core());
    assertThat(receiver.messages()).isEmpty();
    assertThat(core().webhookSender.sendNow(parcel).status()).isEqualTo(200);
    send(core());
    assertThat(receiver.messages()).hasSize(1);
    assertThat(receiver.messages().get(0).body())
        .contains("\"type\":\"webhook.test\"", webhook.id().value());
    var delivery = log(webhook).get(0).id();
    var again = core().deliveries.replay(Identity.INTERNAL, webhook.id(), delivery);
    assertThat(again.id()).isNotEqualTo(delivery);
    send(core());
    assertThat(receiver.messages().get(1)).isNotNull();
    assertThat(receiver.messages().get(1).headers().get("webhook-id"))
        .isEqualTo(receiver.messages().get(0).headers().get("webhook-id"));
  }
}
