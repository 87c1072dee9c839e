package dev.hostedui.identity.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.Race;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventFeedTest {

  private static EventFeed feed(Identity it) {
    var core = it.app().app().core();
    return new EventFeed(core.database, new EventChain(core.database, core.vault, core.clock));
  }

  private static void record(Identity it, Handle tx) {
    var organization = it.app().organization("acmecorp");
    it.events()
        .record(
            tx,
            Identity.INTERNAL,
            EventType.ORGANIZATION_UPDATED,
            organization,
            organization,
            Change.created(Map.of("display_name", "AcmeCorp")));
  }

  /** Reads on from a position to the end. */
  private static List<RecordedEvent> follow(EventFeed feed, long position) {
    var all = new ArrayList<RecordedEvent>();
    while (true) {
      var next =
          feed.after(
              null,
              EventFilter.ALL,
              all.isEmpty() ? position : all.get(all.size() - 1).position(),
              7);
      if (next.isEmpty()) return all;
      all.addAll(next);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_feed_tells_each_event_once_in_an_order_that_stays(Engine engine) {
    try (var it = Identity.on(engine)) {
      var feed = feed(it);
      for (var i = 0; i < 20; i++) it.database().useTransaction(tx -> record(it, tx));
      var first = follow(feed, 0);
      assertThat(first).hasSize(it.app().all("SELECT id FROM events").size());
      assertThat(first).extracting(RecordedEvent::id).doesNotHaveDuplicates();
      assertThat(follow(feed(it), 0)).isEqualTo(first);
      var last = first.get(first.size() - 1);
      assertThat(last.type()).isEqualTo("organization.updated");
      assertThat(last.after()).contains("AcmeCorp");
      assertThat(feed.after(null, EventFilter.ALL, last.position(), 10)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void the_newest_are_found_by_each_way_to_filter(Engine engine) {
    try (var it = Identity.on(engine)) {
      var feed = feed(it);
      for (var i = 0; i < 3; i++) it.database().useTransaction(tx -> record(it, tx));
      var acme = it.app().organization("acmecorp");
      var types = List.of("organization.updated", "role.created");
      for (var filter :
          List.of(
              EventFilter.ALL,
              new EventFilter(types, null, List.of(), null, null),
              new EventFilter(types, null, List.of(acme.value()), null, null),
              new EventFilter(types, null, List.of("usr_1", acme.value(), "usr_2"), null, null),
              new EventFilter(List.of(), Identity.INTERNAL.id(), List.of(), null, null))) {
        var newest = feed.newest(acme, filter, null, 2);
        assertThat(newest).extracting(RecordedEvent::type).containsOnly("organization.updated");
        assertThat(newest).hasSize(2);
        assertThat(newest.get(0).id()).isGreaterThan(newest.get(1).id());
        assertThat(feed.newest(acme, filter, newest.get(1).id(), 2)).isNotEmpty();
      }
    }
  }

  @Test
  void an_event_that_is_committed_after_one_with_a_larger_id_is_not_missed() throws Exception {
    try (var it = Identity.on(Engine.POSTGRESQL)) {
      var feed = feed(it);
      var before = follow(feed, 0);
      var start = before.get(before.size() - 1).position();
      var drawn = new CountDownLatch(1);
      var read = new CountDownLatch(1);
      var slow =
          new Thread(
              () ->
                  it.database()
                      .useTransaction(
                          tx -> {
                            record(it, tx);
                            drawn.countDown();
                            await(read);
                          }));
      slow.start();
      await(drawn);
      it.database().useTransaction(tx -> record(it, tx));
      var seen = follow(feed, start);
      assertThat(seen).hasSize(1);
      read.countDown();
      slow.join();

      var late = follow(feed, seen.get(0).position());
      assertThat(late).hasSize(1);
      assertThat(late.get(0).id()).isLessThan(seen.get(0).id());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) throw new AssertionError("it did not happen");
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @EnumSource(Engine.class)
  void followers_beside_writers_miss_nothing_and_agree(Engine engine) {
    try (var it = Identity.on(engine)) {
      var writing = new AtomicInteger(4);
      var followed = List.of(new ArrayList<String>(), new ArrayList<String>());
      var runners = new ArrayList<Callable<?>>();
      for (var writer = 0; writer < 4; writer++)
        runners.add(
            () -> {
              for (var i = 0; i < 25; i++)
                it.database()
                    .useTransaction(
                        tx -> {
                          record(it, tx);
                          record(it, tx);
                        });
              return writing.decrementAndGet();
            });
      for (var mine : followed) runners.add(() -> follow(feed(it), writing, mine));
      Race.between(runners);

      assertThat(followed.get(0))
          .containsExactlyInAnyOrderElementsOf(it.app().all("SELECT id FROM events"))
          .isEqualTo(followed.get(1));
    }
  }

  private static int follow(EventFeed feed, AtomicInteger writing, List<String> mine) {
    var position = 0L;
    while (true) {
      var last = writing.get() == 0;
      var next = feed.after(null, EventFilter.ALL, position, 50);
      for (var entry : next) {
        mine.add(entry.id());
        position = entry.position();
      }
      if (last && next.isEmpty()) return mine.size();
    }
  }
}
