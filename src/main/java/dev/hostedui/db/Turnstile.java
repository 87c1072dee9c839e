package dev.hostedui.db;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Keeps a database that does not answer from holding every thread of the server: while nothing
 * comes back, only so many may wait for it, and the others are refused at once. A database that
 * answers lets everybody in, however many they are.
 */
final class Turnstile {

  /** Of the 250 threads that answer requests, on a JDK without virtual ones. */
  private static final int MOST = 200;

  private static final int MANY = 64;
  private static final long SOON_MILLISECONDS = 50;
  private static final long STALLED_MILLISECONDS = 500;

  private final Semaphore places = new Semaphore(MOST);
  private final AtomicInteger inside = new AtomicInteger();
  private volatile long lastAnswer = System.nanoTime();

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
