package dev.hostedui.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class WalSyncTest {

  @Test
  void one_sync_answers_all_who_came_before_it_began() throws Exception {
    var syncs = new AtomicInteger();
    var begun = new CountDownLatch(1);
    var go = new Semaphore(0);
    var sync =
        new WalSync(
            () -> {
              syncs.incrementAndGet();
              begun.countDown();
              go.acquireUninterruptibly();
            });
    var threads = Executors.newCachedThreadPool();
    var all = new ArrayList<Future<?>>();
    all.add(threads.submit(() -> await(sync)));
    begun.await();
    var waiting = new CountDownLatch(20);
    for (var i = 0; i < 20; i++)
      all.add(
          threads.submit(
              () -> {
                waiting.countDown();
                await(sync);
              }));
    waiting.await();
    assertThat(all).as("nobody is answered before a sync").noneMatch(Future::isDone);
    go.release(100);
    for (var one : all) one.get();
    assertThat(syncs.get()).as("not one for each of the 21").isBetween(2, 10);
    threads.shutdown();
  }

  @Test
  void who_comes_after_a_sync_began_waits_for_the_next() throws Exception {
    var syncs = new AtomicInteger();
    var sync = new WalSync(syncs::incrementAndGet);
    sync.await();
    sync.await();
    assertThat(syncs.get()).isEqualTo(2);
  }

  @Test
  void a_sync_that_failed_answers_nobody_and_no_later_one_makes_it_good() {
    var works = new AtomicInteger();
    var sync =
        new WalSync(
            () -> {
              if (works.getAndIncrement() == 0) throw new IOException("EIO");
            });
    assertThatThrownBy(sync::await).hasMessage("EIO");
    assertThatThrownBy(sync::await).hasMessage("an earlier sync failed");
  }

  @Test
  void those_who_waited_for_a_sync_that_failed_are_refused_too() throws Exception {
    var begun = new CountDownLatch(1);
    var go = new Semaphore(0);
    var sync =
        new WalSync(
            () -> {
              begun.countDown();
              go.acquireUninterruptibly();
              throw new IOException("EIO");
            });
    var threads = Executors.newCachedThreadPool();
    var first = threads.submit(() -> await(sync));
    begun.await();
    var second = threads.submit(() -> await(sync));
    go.release();
    for (var one : new Future<?>[] {first, second})
      assertThatThrownBy(one::get).isInstanceOf(ExecutionException.class);
    threads.shutdown();
  }

  @Test
  void who_is_stopped_waits_on_and_syncs_for_the_others() throws Exception {
    var stopped = new AtomicInteger();
    var sync =
        new WalSync(
            () -> {
              if (Thread.currentThread().isInterrupted()) stopped.incrementAndGet();
            });
    Thread.currentThread().interrupt();
    sync.await();
    assertThat(Thread.interrupted()).as("it is still known that it was stopped").isTrue();
    assertThat(stopped.get()).as("a file would be closed by who is stopped").isZero();
  }

  private static void await(WalSync sync) {
    try {
      sync.await();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
