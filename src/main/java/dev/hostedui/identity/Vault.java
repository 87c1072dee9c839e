package dev.hostedui.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must be read again and is secret at rest (AES-256-GCM, NIST SP 800-38D), and makes
 * keyed digests of short secrets, which a plain hash would not protect.
 *
 * <p>A sealed text is bound to its place: what was sealed for one table, row and column cannot be
 * opened as another. The first key seals; all keys open, so a key is changed by putting the new one
 * in front.
 */
public final class Vault {

  /** So many characters of a sealed text name its key, with the dot behind the name. */
  public static final int BEGINNING = 9;

  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** A key, and the name by which a sealed text says that this one opens it. */
  private static final class Key {
    private final byte[] bytes;
    private final String name;

    Key(byte[] bytes) {
      this.bytes = bytes;
      name = fingerprint(bytes);
    }
  }

  private final List<Key> keys;
  private final SecureRandom random;

  /** Takes 32-byte keys, newest first. */
  public Vault(List<byte[]> keys, SecureRandom random) {
    if (keys.isEmpty() || keys.stream().anyMatch(key -> key.length != 32)) {
      throw new IllegalArgumentException("keys of 32 bytes are needed");
    }
    this.keys = keys.stream().map(Key::new).toList();
    this.random = random;
  }

  /** Seals a text for one place, like {@code letters:id:sealed}. */
  public String seal(String place, String text) {
    var nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    var key = keys.get(0);
    try {
      var sealed =
          cipher(Cipher.ENCRYPT_MODE, key.bytes, nonce, place)
              .doFinal(text.getBytes(StandardCharsets.UTF_8));
      var all = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
      return key.name + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(all);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot seal " + place, e);
    }
  }

  /**
   * Opens what was sealed for the same place.
   *
   * @throws KeyMissing when it was sealed with a key that is not among ours
   * @throws IllegalStateException when the text was changed
   */
  public String open(String place, String sealed) {
    var dot = sealed.indexOf('.');
    var key =
        keys.stream()
            .filter(candidate -> dot > 0 && candidate.name.equals(sealed.substring(0, dot)))
            .findFirst()
            .orElseThrow(() -> new KeyMissing(place));
    try {
      var all = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
      var nonce = Arrays.copyOf(all, NONCE_BYTES);
      var opened =
          cipher(Cipher.DECRYPT_MODE, key.bytes, nonce, place)
              .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
      return new String(opened, StandardCharsets.UTF_8);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new IllegalStateException("cannot open " + place, e);
    }
  }

  /** What texts begin with that one of these keys has sealed: newest first, each of one length. */
  public List<String> beginnings() {
    return keys.stream().map(key -> key.name + ".").toList();
  }

  /** A digest that only this program can make, for secrets too short to be hashed. */
  public String digest(String place, String secret) {
    return digest(keys.get(0), place, secret);
  }

  private static String digest(Key key, String place, String secret) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac(key.bytes, place + "\0" + secret));
  }

  /** Compares with a digest made earlier, under any of the keys, in constant time. */
  public boolean matches(String place, String secret, String digest) {
    var found = false;
    for (var key : keys) found |= Ids.same(digest(key, place, secret), digest);
    return found;
  }

  private static Cipher cipher(int mode, byte[] key, byte[] nonce, String place)
      throws GeneralSecurityException {
    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private static String fingerprint(byte[] key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(mac(key, "fingerprint"))
        .substring(0, BEGINNING - 1);
  }

  private static byte[] mac(byte[] key, String text) {
    try {
      var mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
