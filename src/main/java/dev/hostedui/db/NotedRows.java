package dev.hostedui.db;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is only noted in memory when it happens, and written many at once by a job: a log that costs
 * a request nothing and cannot make one fail. What is noted while the memory is full is counted and
 * lost; what is noted when the program ends in order is written.
 *
 * @param <T> what is noted
 */
public final class NotedRows<T> {

  private static final Logger LOG = LoggerFactory.getLogger(NotedRows.class);

  /**
   * How much is held.
   *
   * @param notes so many wait in memory at most
   * @param weight so much they may weigh together, in whatever they are weighed by
   * @param batch so many are written at once
   */
  public record Room(int notes, int weight, int batch) {}

  private final Database database;
  private final Room room;
  private final ToIntFunction<T> weigh;
  private final Function<List<T>, Consumer<Handle>> insert;
  private final String missing;
  private final Deque<T> waiting = new ArrayDeque<>();
  private final AtomicLong lost = new AtomicLong();
  private int weight;

  /**
   * @param insert makes ready what writes some of them, and is not in a transaction yet; one that
   *     is written already changes nothing
   * @param missing what the program's log says when some are lost, after their number
   */
  public NotedRows(
      Database database,
      Room room,
      ToIntFunction<T> weigh,
      Function<List<T>, Consumer<Handle>> insert,
      String missing) {
    this.database = database;
    this.room = room;
    this.weigh = weigh;
    this.insert = insert;
    this.missing = missing;
  }

  /**
   * Notes one. It never fails and never waits for the database.
   *
   * @param lighten makes of it what is kept when there is no room for its weight
   */
  public void add(T noted, UnaryOperator<T> lighten) {
    synchronized (waiting) {
      if (waiting.size() < room.notes) {
        var kept = weight + weigh.applyAsInt(noted) > room.weight ? lighten.apply(noted) : noted;
        weight += weigh.applyAsInt(kept);
        waiting.add(kept);
        return;
      }
    }
    lose("too many came at once");
  }

  /** How many were not kept since the program began. */
  public long lost() {
    return lost.get();
  }

  /**
   * Writes a bounded batch of what was noted. A job of the timetable; whoever calls it while that
   * runs waits for it.
   *
   * @return how many were written
   */
  public synchronized int write() {
    List<T> batch;
    synchronized (waiting) {
      batch = waiting.stream().limit(room.batch).toList();
    }
    if (batch.isEmpty()) return 0;
    write(batch);
    synchronized (waiting) {
      for (var noted : batch) {
        waiting.remove();
        weight -= weigh.applyAsInt(noted);
      }
    }
    return batch.size();
  }

  private void write(List<T> batch) {
    try {
      database.note(insert.apply(batch));
    } catch (StorageUnavailable e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.debug("writing one by one: {}", e.toString());
      writeEach(batch);
    }
  }

  /** One that cannot be written must not keep back the others. When none can, all of them wait. */
  private void writeEach(List<T> batch) {
    var faults = new ArrayList<RuntimeException>();
    for (var noted : batch) {
      try {
        database.note(insert.apply(List.of(noted)));
      } catch (StorageUnavailable e) {
        throw e;
      } catch (RuntimeException e) {
        faults.add(e);
      }
    }
    if (faults.size() == batch.size()) throw faults.get(0);
    faults.forEach(fault -> lose(fault.toString()));
  }

  private void lose(String why) {
    if (lost.incrementAndGet() % room.notes == 1) LOG.warn("{} {}: {}", lost.get(), missing, why);
  }

  /** Writes all that is still only in memory, before the program ends. */
  public void close() {
    try {
      while (write() > 0) LOG.debug("writing what is left");
    } catch (RuntimeException e) {
      LOG.warn("the last {}: {}", missing, e.toString());
    }
  }
}
