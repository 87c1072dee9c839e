package dev.hostedui.db;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a database that does not answer from holding every thread of the server: while nothing
 * comes back, only so many may wait for it, and the others are refused at once. A database that
 * answers lets everybody in, however many they are.
 *
 * <p>Each door has its own. Where only changes are held up, those who wait with one take no place
 * from those who read, and what is read says nothing of whether changes come back.
 */
final class Turnstile {

  /** Together 200 of the 250 threads that answer requests, on a JDK without virtual ones. */
  private static final int MOST_CHANGES = 120;

  private static final int MOST_READS = 80;

  private static final int MANY = 64;
  private static final long SOON_MILLISECONDS = 50;
  private static final long STALLED_MILLISECONDS = 500;

  private final Semaphore places;
  private final AtomicInteger inside = new AtomicInteger();
  private volatile long lastAnswer = System.nanoTime();

  private Turnstile(int most) {
    places = new Semaphore(most);
  }

  static Turnstile ofReads() {
    return new Turnstile(MOST_READS);
  }

  static Turnstile ofChanges() {
    return new Turnstile(MOST_CHANGES);
  }

  /**
   * Lets this thread in.
   *
   * @return false when the database has stopped answering and enough are waiting already
   */
  boolean enter() {
    if (inside.get() == 0) lastAnswer = System.nanoTime();
    if (inside.get() >= MANY && silentFor(STALLED_MILLISECONDS)) return false;
    try {
      while (!places.tryAcquire(SOON_MILLISECONDS, TimeUnit.MILLISECONDS))
        if (silentFor(SOON_MILLISECONDS)) return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    inside.incrementAndGet();
    return true;
  }

  /** Lets this thread out, and notes whether the database had answered it. */
  void leave(boolean answered) {
    if (answered) lastAnswer = System.nanoTime();
    inside.decrementAndGet();
    places.release();
  }

  private boolean silentFor(long milliseconds) {
    return System.nanoTime() - lastAnswer > TimeUnit.MILLISECONDS.toNanos(milliseconds);
  }
}
