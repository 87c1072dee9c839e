package dev.hostedui.benchmark;

import dev.hostedui.protocol.saml.Expectation;
import dev.hostedui.protocol.saml.ReceivedResponse;
import dev.hostedui.protocol.saml.ServiceProvider;
import dev.hostedui.protocol.saml.SigningOption;
import dev.hostedui.testing.SamlMint;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many answers to SAML sign-ins a second this machine examines, beside how many bare RSA-SHA256
 * signatures it checks: nothing that reads an answer can be faster than that.
 */
final class SamlAnswers {

  private static final Instant NOW = Instant.parse("2026-01-10T12:00:00Z");

  private final String field;
  private final Expectation expected;
  private final byte[] signed = new byte[600];
  private final byte[] signature;

  /** Takes the recipe of the vendor whose answers they are. */
  SamlAnswers(String recipe) {
    var idp = SamlMint.credential("idp");
    var sp = SamlMint.credential("sp");
    field = SamlMint.of(recipe).field();
    expected =
        new Expectation(
            new ServiceProvider(
                "http://localhost:8080/sso/v1/saml/conn_1",
                "http://localhost:8080/sso/v1/saml/conn_1/callback",
                "",
                "",
                sp,
                List.of(sp)),
            "https://idp.acmecorp.example/saml",
            List.of(idp.certificate()),
            SigningOption.EITHER,
            "_request1",
            false,
            false,
            false,
            NOW);
    try {
      var signing = Signature.getInstance("SHA256withRSA");
      signing.initSign(idp.key());
      signing.update(signed);
      signature = signing.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private void examine() {
    var examination = ReceivedResponse.read(field).examine(expected).examination();
    if (!examination.accepted()) throw new IllegalStateException(examination.toString());
  }

  private void check() {
    try {
      var check = Signature.getInstance("SHA256withRSA");
      check.initVerify(SamlMint.credential("idp").certificate().key());
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
