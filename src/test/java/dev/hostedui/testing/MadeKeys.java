package dev.hostedui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
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
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands out RSA keys that were made before, to the program too, because making one takes as long as
 * several tests. One comes again after all others, so those of one test differ.
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

    private static final List<KeyPair> ALL = read();
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
      return ALL.get(Math.floorMod(NEXT.getAndIncrement(), ALL.size()));
    }

    private static List<KeyPair> read() {
      try (var in =
          Objects.requireNonNull(MadeKeys.class.getResourceAsStream("/testing/made-keys.txt"))) {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.startsWith("#"))
            .map(Generator::pair)
            .toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static KeyPair pair(String line) {
      try {
        var keys = KeyFactory.getInstance("RSA");
        var secret =
            (RSAPrivateCrtKey)
                keys.generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(line)));
        var open = new RSAPublicKeySpec(secret.getModulus(), secret.getPublicExponent());
        return new KeyPair(keys.generatePublic(open), secret);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
