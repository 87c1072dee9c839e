package dev.hostedui.identity.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import dev.hostedui.testing.TestApp;
import dev.hostedui.web.Words;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WebhooksTest {

  private static final String URL = "https://app.example.com/hooks";

  private Identity it;

  @BeforeEach
  void start() {
    it = Identity.on(Engine.SQLITE);
  }

  @AfterEach
  void stop() {
    it.close();
  }

  private Webhooks webhooks() {
    return it.app().app().core().webhooks;
  }

  private Deliveries deliveries() {
    return it.app().app().core().deliveries;
  }

  private Webhook.Made made(String... types) {
    return webhooks().create(Identity.INTERNAL, URL, "Our  app\u0007", List.of(types));
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void those_who_make_one_at_the_same_moment_make_no_more_than_there_may_be(Engine engine) {
    try (var app = TestApp.quiet(engine)) {
      var webhooks = app.app().core().webhooks;
      Callable<?> make = () -> webhooks.create(Identity.INTERNAL, URL, "", List.of());
      for (var i = 0; i < Webhooks.MOST - 1; i++)
        webhooks.create(Identity.INTERNAL, URL, "", List.of());
      var outcome = Race.between(Collections.nCopies(4, make));
      assertThat(outcome.done()).isEqualTo(1);
      assertThat(outcome.codes()).containsOnly("too_many_webhooks");
    }
  }

  @Test
  void a_secret_is_shown_once_and_kept_sealed() {
    var made = made();
    assertThat(made.secret()).startsWith("whsec_");
    var bytes = made.secret().substring("whsec_".length());
    assertThat(Base64.getDecoder().decode(bytes)).hasSize(32);
    assertThat(made.webhook().description()).isEqualTo("Our app");
    assertThat(it.app().all("SELECT sealed_secret FROM webhooks").toString()).doesNotContain(bytes);
    assertThat(
            it.app()
                .all("SELECT after_state FROM events WHERE type = 'webhook.created'")
                .toString())
        .contains(URL)
        .doesNotContain(bytes);
    assertThat(webhooks().get(Identity.INTERNAL, made.webhook().id()).toString())
        .doesNotContain("whsec_");
  }

  @Test
  void a_secret_that_was_promised_to_sign_along_does_so_until_then() {
    var id = made().webhook().id();
    webhooks().rotateSecret(Identity.INTERNAL, id, Duration.ofHours(2));
    it.clock().advance(Duration.ofHours(1));
    var early =
        it.refusal(() -> webhooks().rotateSecret(Identity.INTERNAL, id, Duration.ofHours(1)));
    assertThat(early.code()).isEqualTo("webhook_secret_overlaps");
    assertThat(early.field()).isEqualTo("overlap_hours");
    assertThat(Words.english().of(early)).contains("signs until 2026-11-23T12:00:00Z.");
    it.clock().advance(Duration.ofHours(1));
    webhooks().rotateSecret(Identity.INTERNAL, id, Duration.ofHours(1));

    // one that is stolen ends at once, and the one before with it
    var last = webhooks().rotateSecret(Identity.INTERNAL, id, Duration.ZERO);
    assertThat(last.webhook().oldSecretUntil()).isEqualTo(it.clock().instant());
  }

  @Test
  void nobody_but_the_operator_sees_or_changes_one() {
    var id = made().webhook().id();
    var person = it.person("ada@acmecorp.example", "acmecorp");
    var client = new Actor.Client("skc_other", Set.of(), person.origin());
    for (var actor : List.<Actor>of(person, client)) {
      var log = it.app().app().core().deliveryLog;
      var verbs =
          List.<ThrowingCallable>of(
              () -> webhooks().create(actor, URL, "", List.of()),
              () -> webhooks().list(actor),
              () -> webhooks().get(actor, id),
              () -> webhooks().change(actor, id, null, it -> it),
              () -> webhooks().turn(actor, id, true),
              () -> webhooks().turn(actor, id, false),
              () -> webhooks().rotateSecret(actor, id, Duration.ZERO),
              () -> webhooks().delete(actor, id),
              () -> deliveries().test(actor, id),
              () -> deliveries().replay(actor, id, new DeliveryId("dlv_1")),
              () -> deliveries().replayMissing(actor, id, it.clock().instant()),
              () -> log.newest(actor, id, it.clock().instant(), null, null, 1),
              () -> log.get(actor, id, new DeliveryId("dlv_1")),
              () -> log.attempts(actor, new DeliveryId("dlv_1")));
      for (var verb : verbs) assertThat(it.refusal(verb).code()).isEqualTo("operator_only");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', address_malformed",
    "ftp://app.example.com/x, address_malformed",
    "app.example.com, address_malformed",
    "https://bücher.example/hook, address_not_plain",
    "https://2130706433:8443/x, address_host_malformed",
    "https://0x7f000001/x, address_host_malformed",
    "https://0X7F00000a/x, address_host_malformed",
    "https://017700000001./x, address_host_malformed",
    "https://0177.0.0.1/x, address_host_malformed",
    "https://127.1/x, address_host_malformed",
    "https://app.0x7f/x, address_host_malformed",
    "https://[fe80::1%25eth0]/x, address_host_malformed",
    "https://user:pass@app.example.com/, address_with_user",
    "https://app.example.com/#x, address_with_fragment",
    "https://app.example.com:65536/, uri_port_out_of_range",
    "https://app.example.com:0/, uri_port_out_of_range",
    "'https://app.example.com/a b', address_with_blanks",
    "'https://app.example.com/\r\nX: y', address_with_blanks",
  })
  void an_address_that_cannot_be_called_is_refused(String url, String code) {
    var problem =
        it.refusal(() -> webhooks().create(Identity.INTERNAL, url, "", List.of("nothing.known")));
    assertThat(problem.faults())
        .extracting(Problem.Fault::code)
        .containsExactly(code, "unknown_event_type");
    assertThat(problem.isAt("url")).isTrue();
  }

  @Test
  void in_production_an_address_is_https_unless_it_is_this_machine() {
    var core = it.app().app().core();
    var strict = new Webhooks(core.database, core.vault, core.events, core.ids, core.clock, false);
    assertThatThrownBy(
            () -> strict.create(Identity.INTERNAL, "http://app.example.com/hook", "", List.of()))
        .isInstanceOf(Problem.class)
        .hasMessage("address_not_https");
    for (var url : List.of("http://localhost:1/x", "http://127.0.0.1/x", "http://[::1]:2/x"))
      assertThat(strict.create(Identity.INTERNAL, url, "", List.of()).webhook().enabled()).isTrue();
    assertThatThrownBy(
            () -> strict.create(Identity.INTERNAL, "http://localhost.example.com/", "", List.of()))
        .hasMessage("address_not_https");
  }

  @Test
  void there_are_thirty_two_events_to_hear_of_and_none_of_the_audit_alone() {
    assertThat(Webhooks.types()).hasSize(32).doesNotHaveDuplicates();
    assertThat(it.refusal(() -> made("passkey.created")).code()).isEqualTo("unknown_event_type");
  }

  @Test
  void a_change_that_changes_nothing_leaves_no_event() {
    var id = made("role.created").webhook().id();
    assertThat(
            it.eventsOf(
                () -> {
                  webhooks().change(Identity.INTERNAL, id, null, it -> it);
                  webhooks().turn(Identity.INTERNAL, id, true);
                }))
        .isEmpty();
    assertThat(it.eventsOf(() -> webhooks().turn(Identity.INTERNAL, id, false)))
        .containsExactly("webhook.updated");
    assertThat(it.eventsOf(() -> webhooks().delete(Identity.INTERNAL, id)))
        .containsExactly("webhook.deleted");
    assertThat(it.refusal(() -> webhooks().get(Identity.INTERNAL, id)).code())
        .isEqualTo("webhook_not_found");
  }

  @Test
  void what_waits_is_given_up_when_an_address_is_disabled() {
    var core = it.app().app().core();
    var id = made().webhook().id();
    happens(core.organizations.list().size());
    webhooks().turn(Identity.INTERNAL, id, false);
    assertThat(deliveries().due()).isEmpty();
    assertThat(it.app().all("SELECT last_fault FROM webhook_deliveries"))
        .containsOnly("the address was disabled");
    happens(0);
    assertThat(it.app().all("SELECT id FROM webhook_deliveries")).hasSize(1);
    assertThat(it.refusal(() -> deliveries().test(Identity.INTERNAL, id)).code())
        .isEqualTo("webhook_disabled");
  }

  private void happens(int number) {
    it.database()
        .inTransaction(
            tx ->
                it.organizations()
                    .create(tx, Identity.INTERNAL, "Org" + number, null, Set.of(), null));
  }

  /**
   * Changes at random, some of which are undone: for each event that is there, each address that
   * was enabled and wanted it has exactly one delivery, and there is no other.
   */
  @ParameterizedTest
  @EnumSource(Engine.class)
  void each_change_leaves_its_deliveries_and_one_that_is_undone_leaves_none(Engine engine) {
    try (var on = Identity.on(engine)) {
      var core = on.app().app().core();
      var random = new Random(7);
      var types = Webhooks.types();
      var addresses = new ArrayList<Webhook>();
      for (var i = 0; i < 4; i++)
        addresses.add(
            core.webhooks
                .create(
                    Identity.INTERNAL,
                    URL + i,
                    "",
                    i == 0 ? List.of() : types.subList(i, types.size() / i))
                .webhook());
      var acme = on.app().organization("acmecorp");
      var all = EventType.values();
      var expected = new ArrayList<String>();
      for (var round = 0; round < 80; round++) {
        var undone = random.nextInt(3) == 0;
        var recorded = new ArrayList<Map.Entry<EventType, String>>();
        try {
          core.database.useTransaction(
              tx -> {
                for (var i = 0; i <= random.nextInt(3); i++) {
                  var type = all[random.nextInt(all.length)];
                  var id =
                      core.events.record(
                          tx, Identity.INTERNAL, type, null, acme, Change.created(Map.of()));
                  recorded.add(Map.entry(type, id));
                }
                if (undone) throw new IllegalStateException("undone");
              });
        } catch (IllegalStateException e) {
          assertThat(undone).isTrue();
        }
        if (undone) continue;
        for (var event : recorded)
          for (var address : addresses)
            if (types.contains(event.getKey().wireName()) && address.wants(event.getKey()))
              expected.add(event.getValue() + " " + address.id().value());
      }
      assertThat(expected).hasSizeGreaterThan(30);
      assertThat(on.app().all("SELECT event_id || ' ' || webhook_id FROM webhook_deliveries"))
          .containsExactlyInAnyOrderElementsOf(expected);
    }
  }
}
