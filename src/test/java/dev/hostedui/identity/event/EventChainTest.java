package dev.hostedui.identity.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Vault;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.erdtman.jcs.JsonCanonicalizer;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class EventChainTest {

  private static final long ALL = Long.MAX_VALUE / 2;

  private static EventChain chain(Identity it) {
    return it.app().app().core().eventChain;
  }

  private static void bindAll(Identity it) {
    while (chain(it).bind() > 0) {}
  }

  private static List<String> faults(Identity it) {
    return chain(it).verify(ALL).faults();
  }

  private static void record(Identity it, OrganizationId organization, String name) {
    it.database()
        .useTransaction(
            tx ->
                it.events()
                    .record(
                        tx,
                        Identity.INTERNAL,
                        organization == null
                            ? EventType.PASSKEY_CREATED
                            : EventType.ORGANIZATION_UPDATED,
                        organization,
                        it.app().organization("acmecorp"),
                        Change.created(Map.of("display_name", name))));
  }

  private static void meddle(Identity it, Consumer<Handle> work) {
    it.database().useTransaction(work);
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_was_recorded_is_bound_and_found_to_be_whole(Engine engine) {
    try (var it = Identity.on(engine)) {
      record(it, it.app().organization("acmecorp"), "AcmeCorp \"Ω\" \u0001 1.50");
      record(it, null, "nobody's");
      bindAll(it);
      var verdict = chain(it).verify(ALL);
      assertThat(verdict.faults()).isEmpty();
      assertThat(verdict.events()).isEqualTo(it.app().all("SELECT id FROM events").size());
      assertThat(it.app().all("SELECT id FROM events WHERE hash IS NULL")).isEmpty();
      assertThat(chain(it).verify(1).faults()).isEmpty();
      assertThat(chain(it).verify(1).events()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "UPDATE events SET after_state = '{\"display_name\":\"Other\"}' WHERE id = :id",
        "UPDATE events SET actor_id = 'usr_000000000000000001' WHERE id = :id",
        "UPDATE events SET organization_id = NULL WHERE id = :id",
        "UPDATE events SET ip = '203.0.113.99' WHERE id = :id",
        "UPDATE events SET occurred_at = occurred_at - 1 WHERE id = :id",
        "UPDATE events SET type = 'organization.created' WHERE id = :id",
        "DELETE FROM events WHERE id = :id",
        "DELETE FROM events WHERE position >= (SELECT position FROM events WHERE id = :id)",
        "UPDATE events SET hash = 'ab' WHERE id = :id",
        "DELETE FROM event_chains WHERE chain <> '' AND :id <> ''",
        "UPDATE event_feed SET last_position = last_position - 1 WHERE :id <> ''",
      })
  void what_somebody_does_behind_the_programs_back_is_found(String sql) {
    try (var it = Identity.on(Engine.SQLITE)) {
      var acme = it.app().organization("acmecorp");
      for (var name : List.of("One", "Two", "Three")) record(it, acme, name);
      bindAll(it);
      assertThat(faults(it)).isEmpty();
      var id = it.app().one("SELECT id FROM events WHERE after_state LIKE '%\"Two\"%'");
      meddle(it, tx -> tx.createUpdate(sql).bind("id", id).execute());
      assertThat(faults(it)).isNotEmpty();
    }
  }

  @Test
  void of_what_was_not_looked_at_nothing_is_said() {
    try (var it = Identity.on(Engine.SQLITE)) {
      var acme = it.app().organization("acmecorp");
      bindAll(it);
      var before = chain(it).verify(ALL).events();
      for (var i = 1; i <= 40; i++) record(it, acme, "Many" + i);
      bindAll(it);
      var some =
          "UPDATE events SET ip = '203.0.113.99' WHERE position > :before AND position <= :to";
      meddle(
          it, tx -> tx.createUpdate(some).bind("before", before).bind("to", before + 20).execute());
      assertThat(chain(it).verify(ALL).events()).isEqualTo(before + 20);
      assertThat(faults(it))
          .hasSize(21)
          .endsWith(
              "20 faults so far; from position " + (before + 21) + " on nothing was looked at")
          .noneMatch(fault -> fault.contains("are gone") || fault.contains("does not end"));

      meddle(
          it,
          tx ->
              tx.createUpdate("DELETE FROM events WHERE position > :p")
                  .bind("p", before + 20)
                  .execute());
      assertThat(faults(it))
          .contains("events " + (before + 21) + " to " + (before + 40) + " are gone")
          .noneMatch(fault -> fault.contains("looked at"));
    }
  }

  @Test
  void whoever_has_the_database_and_not_the_key_cannot_bind_it_anew() {
    try (var it = Identity.on(Engine.SQLITE)) {
      record(it, it.app().organization("acmecorp"), "One");
      bindAll(it);
      meddle(
          it,
          tx -> {
            tx.execute("DELETE FROM events WHERE after_state LIKE '%\"One\"%'");
            tx.execute("UPDATE events SET position = NULL");
            tx.execute("DELETE FROM event_chains");
            tx.execute("UPDATE event_feed SET last_position = 0");
          });
      // a thief's own copy of the program, with a key of its own
      var theirs = new EventChain(it.database(), it.vault(), it.clock());
      while (theirs.bind() > 0) {}
      assertThat(theirs.verify(ALL).faults()).isEmpty();
      assertThat(faults(it)).contains("the seal over the range of all events is not ours");
    }
  }

  @Test
  void a_new_key_seals_anew_so_that_the_old_one_can_go() {
    try (var it = Identity.on(Engine.SQLITE)) {
      record(it, it.app().organization("acmecorp"), "One");
      bindAll(it);
      var old = Base64.getDecoder().decode("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
      var fresh = new byte[32];
      fresh[0] = 7;
      var both = chain(it, fresh, old);
      var alone = chain(it, fresh);
      assertThat(alone.verify(ALL).faults()).isNotEmpty();
      assertThat(both.verify(ALL).faults()).isEmpty();
      assertThat(alone.sealAnew()).as("what a stranger sealed stays as it is").isZero();
      assertThat(both.sealAnew()).isPositive();
      assertThat(both.sealAnew()).isZero();
      assertThat(alone.verify(ALL).faults()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void an_empty_chain_is_sealed_once_and_anew_with_a_new_key(Engine engine) {
    try (var it = Identity.on(engine)) {
      it.database()
          .useTransaction(
              tx -> {
                tx.execute("DELETE FROM events");
                tx.execute("DELETE FROM event_chains");
                tx.execute("UPDATE event_feed SET last_position = 0, seal = ''");
              });
      var first = new byte[32];
      var second = new byte[32];
      second[0] = 7;
      chain(it, first).begin();
      chain(it, second).begin();
      assertThat(isSealedWith(it, first)).isTrue();
      assertThat(isSealedWith(it, second)).as("who came later has changed nothing").isFalse();

      assertThat(chain(it, second, first).sealAnew()).isPositive();
      assertThat(isSealedWith(it, second)).isTrue();
      assertThat(chain(it, second).verify(ALL).faults()).isEmpty();
    }
  }

  private static boolean isSealedWith(Identity it, byte[] key) {
    return EventChain.isSealedWith(new Vault(List.of(key), new SecureRandom()), it.database());
  }

  private static EventChain chain(Identity it, byte[]... keys) {
    var vault = new Vault(List.of(keys), new SecureRandom());
    return new EventChain(it.database(), vault, it.clock());
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void what_is_old_is_forgotten_and_the_rest_still_holds(Engine engine) {
    try (var it = Identity.on(engine)) {
      bindAll(it);
      it.clock().advance(Duration.ofDays(40));
      record(it, it.app().organization("acmecorp"), "kept");
      bindAll(it);
      while (chain(it).forgetOlderThan(Duration.ofDays(30)) > 0) {}
      assertThat(it.app().all("SELECT id FROM events")).hasSize(1);
      assertThat(chain(it).verify(ALL)).isEqualTo(new EventChain.Verdict(1, List.of(), List.of()));
      record(it, it.app().organization("acmecorp"), "more");
      bindAll(it);
      assertThat(faults(it)).isEmpty();

      meddle(it, tx -> tx.execute("DELETE FROM events WHERE after_state LIKE '%kept%'"));
      assertThat(faults(it)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void several_nodes_bind_beside_writers_and_make_one_chain(Engine engine) {
    try (var it = Identity.on(engine)) {
      var core = it.app().app().core();
      var acme = it.app().organization("acmecorp");
      var runners = new ArrayList<Callable<?>>();
      for (var writer = 0; writer < 3; writer++)
        runners.add(
            () -> {
              for (var i = 0; i < 15; i++) record(it, i % 3 == 0 ? null : acme, "n" + i);
              return 0;
            });
      for (var node = 0; node < 2; node++)
        runners.add(
            () -> {
              var own = new EventChain(core.database, core.vault, core.clock);
              for (var i = 0; i < 30; i++) own.bind();
              return own.verify(ALL).faults();
            });
      Race.between(runners);
      bindAll(it);
      assertThat(faults(it)).isEmpty();
    }
  }

  @Test
  void an_export_is_enough_to_check_a_hash() throws Exception {
    try (var it = Identity.on(Engine.SQLITE)) {
      var acme = it.app().organization("acmecorp");
      record(it, acme, "One");
      record(it, acme, "Two");
      var previous = "";
      for (var event : it.app().app().core().eventFeed.after(acme, EventFilter.ALL, 0, 1000)) {
        var item = EventJson.of(event);
        assertThat(item.path("previous_hash").asText()).isEqualTo(previous);
        previous = item.path("hash").asText();
        // as the README says
        item.remove("hash");
        ((ObjectNode) item.get("object")).remove(List.of("type", "display_name"));
        var canonical = new JsonCanonicalizer(item.toString()).getEncodedUTF8();
        assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical)))
            .isEqualTo(previous);
      }
      assertThat(previous).isNotEmpty();
    }
  }
}
