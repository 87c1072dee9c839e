package dev.hostedui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidParameterException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGeneratorSpi;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.RSAPrivateCrtKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Hands out RSA keys that were made before, to the program too, because making one takes as long as
 * several tests. Kept are the primes of some keys: any two of them are a key, which makes
 * thousands, so that none comes again in a run.
 */
final class MadeKeys extends Provider {

  private static final long serialVersionUID = 1;
  private static final int BITS = 2048;

  private MadeKeys() {
    super("made-keys", "1", "RSA keys made before");
    put("KeyPairGenerator.RSA", Generator.class.getName());
  }

  /** Lets them be asked before whoever makes keys. */
  static void prefer() {
    Security.insertProviderAt(new MadeKeys(), 1);
  }

  /** Made by the platform, by its name. */
  public static final class Generator extends KeyPairGeneratorSpi {

    private static final List<BigInteger> PRIMES = read();
    private static final AtomicInteger NEXT = new AtomicInteger();

    @Override
    public void initialize(int bits, SecureRandom random) {
      if (bits != BITS)
        throw new InvalidParameterException("in tests RSA keys have " + BITS + " bits");
    }

    @Override
    public void initialize(AlgorithmParameterSpec how, SecureRandom random)
        throws InvalidAlgorithmParameterException {
      // then the next provider is asked
      if (!(how instanceof RSAKeyGenParameterSpec rsa) || rsa.getKeysize() != BITS)
        throw new InvalidAlgorithmParameterException("only " + BITS + " bits");
    }

    @Override
    public KeyPair generateKeyPair() {
      while (true) {
        var number = NEXT.getAndIncrement();
        var first = number % PRIMES.size();
        var distance = 1 + number / PRIMES.size() % (PRIMES.size() / 2 - 1);
        var p = PRIMES.get(first);
        var q = PRIMES.get((first + distance) % PRIMES.size());
        if (p.multiply(q).bitLength() == BITS) return pair(p, q);
      }
    }

    private static KeyPair pair(BigInteger p, BigInteger q) {
      var e = RSAKeyGenParameterSpec.F4;
      var p1 = p.subtract(BigInteger.ONE);
      var q1 = q.subtract(BigInteger.ONE);
      var d = e.modInverse(p1.multiply(q1));
      try {
        var keys = KeyFactory.getInstance("RSA");
        var n = p.multiply(q);
        return new KeyPair(
            keys.generatePublic(new RSAPublicKeySpec(n, e)),
            keys.generatePrivate(
                new RSAPrivateCrtKeySpec(n, e, d, p, q, d.mod(p1), d.mod(q1), q.modInverse(p))));
      } catch (GeneralSecurityException wrong) {
        throw new IllegalStateException(wrong);
      }
    }

    private static List<BigInteger> read() {
      try (var in =
          Objects.requireNonNull(MadeKeys.class.getResourceAsStream("/testing/made-keys.txt"))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .flatMap(Generator::primes)
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static Stream<BigInteger> primes(String line) {
      try {
        var key =
            (RSAPrivateCrtKey)
                KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(line)));
        return Stream.of(key.getPrimeP(), key.getPrimeQ());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
