package dev.hostedui.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/**
 * Makes ids and secrets.
 *
 * <p>An id is {@code prefix_} and 18 digits: milliseconds since 2020, 13 random bits, and 6 bits
 * that say which process made it (see {@link NodeNumber}). One process never makes the same id
 * twice, and its ids ascend; two processes never make the same one. Ids are names, not secrets:
 * whoever knows one has gained nothing. A token is 256 random bits and is stored only as its hash.
 */
public final class Ids {

  private static final long EPOCH = Instant.parse("2020-01-01T00:00:00Z").toEpochMilli();
  private static final int RANDOM_BITS = 13;
  private static final int NODE_BITS = 6;

  /** So many processes can make ids at the same time. */
  static final int NODES = 1 << NODE_BITS;

  private static final int DIGITS = 18;
  private static final long LARGEST = 999_999_999_999_999_999L;

  /** From here on, in 2080, an id would need one digit more. */
  private static final Instant END =
      Instant.ofEpochMilli(EPOCH + (LARGEST >> (RANDOM_BITS + NODE_BITS)));

  private static final String ALPHANUMERICS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9_-]{43}");

  private final Clock clock;
  private final SecureRandom random;
  private final IntSupplier node;

  /** The largest number so far, without the bits of the node. */
  private final AtomicLong last = new AtomicLong();

  public Ids(Clock clock, SecureRandom random, IntSupplier node) {
    this.clock = clock;
    this.random = random;
    this.node = node;
  }

  /** The digits of a new id, larger than all before. */
  public long number() {
    var now = ((clock.millis() - EPOCH) << RANDOM_BITS) | random.nextInt(1 << RANDOM_BITS);
    var next = last.updateAndGet(before -> Math.max(now, before + 1));
    return (next << NODE_BITS) | node.getAsInt();
  }

  /** A new id of a kind, like {@code org_123456789012345678}. */
  public String next(String prefix) {
    return written(prefix, number());
  }

  /**
   * The smallest id of a kind that can be made at a time: all ids made before it sort before. Of a
   * time beyond all ids it is the largest one.
   */
  public static String first(String prefix, Instant at) {
    if (at.isAfter(END)) return written(prefix, LARGEST);
    if (at.isBefore(Instant.EPOCH)) return written(prefix, 0);
    var since = Math.max(0, at.toEpochMilli() - EPOCH);
    return written(prefix, since << (RANDOM_BITS + NODE_BITS));
  }

  private static String written(String prefix, long number) {
    var digits = Long.toString(number);
    return prefix + "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
  }

  /** 256 random bits, 43 characters of base64url. */
  public String token() {
    var bytes = new byte[32];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** So many random letters and digits, each of the 62 equally likely. */
  public String alphanumerics(int length) {
    var text = new StringBuilder(length);
    for (var i = 0; i < length; i++)
      text.append(ALPHANUMERICS.charAt(random.nextInt(ALPHANUMERICS.length())));
    return text.toString();
  }

  /** A random UUID (RFC 9562 §5.4), where one is expected. */
  public String uuid() {
    var bytes = new byte[16];
    random.nextBytes(bytes);
    var buffer = ByteBuffer.wrap(bytes);
    return new UUID(
            (buffer.getLong() & 0xffff_ffff_ffff_0fffL) | 0x4000L,
            (buffer.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L)
        .toString();
  }

  /** Whether a text from outside has the form of a token; anything else is none. */
  public static boolean isToken(String value) {
    return TOKEN.matcher(value).matches();
  }

  /** Six random digits, each value equally likely. */
  public String sixDigits() {
    return String.format(Locale.ROOT, "%06d", random.nextInt(1_000_000));
  }

  /** How a token is stored and looked up: SHA-256, enough for 256 random bits. */
  public static String hash(String token) {
    try {
      var digest =
          MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Whether a token is the one that is stored as this hash, compared in constant time. */
  public static boolean matches(String token, String hash) {
    return same(hash(token), hash);
  }

  /** Whether two digests are the same, compared in constant time. */
  static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Whether a text from outside has the form of an id of this kind; anything else names nothing.
   */
  public static boolean shaped(String prefix, String value) {
    if (value.length() != prefix.length() + DIGITS || !value.startsWith(prefix)) return false;
    for (var i = prefix.length(); i < value.length(); i++) {
      if (value.charAt(i) < '0' || value.charAt(i) > '9') return false;
    }
    return true;
  }
}
