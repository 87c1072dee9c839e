package dev.hostedui.benchmark;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.ArrayList;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many answers of identity providers a second this machine examines, beside how many bare
 * RSA-SHA256 signatures it checks: nothing that reads an answer can be faster than that.
 */
abstract class Answers {

  /** Reads an answer and makes every check; throws when it was not accepted. */
  abstract void examine();

  /** Checks one signature and does nothing else. */
  abstract void check();

  static void check(PublicKey key, byte[] signed, byte[] signature) {
    try {
      var check = Signature.getInstance("SHA256withRSA");
      check.initVerify(key);
      check.update(signed);
      if (!check.verify(signature)) throw new IllegalStateException();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Answers examined a second, on all processors. */
  double examined(int seconds) throws InterruptedException {
    return aSecond(seconds, this::examine);
  }

  /** Signatures checked a second, on all processors. */
  double checked(int seconds) throws InterruptedException {
    return aSecond(seconds, this::check);
  }

  private static double aSecond(int seconds, Runnable work) throws InterruptedException {
    var done = new LongAdder();
    var end = System.nanoTime() + seconds * 1_000_000_000L;
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < Runtime.getRuntime().availableProcessors(); i++)
      threads.add(
          new Thread(
              () -> {
                while (System.nanoTime() < end) {
                  work.run();
                  done.increment();
                }
              }));
    threads.forEach(Thread::start);
    for (var thread : threads) thread.join();
    return (double) done.sum() / seconds;
  }
}
