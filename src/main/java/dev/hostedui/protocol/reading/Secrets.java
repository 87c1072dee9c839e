package dev.hostedui.protocol.reading;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Compares what only one other side may know: how long it takes does not say how much is right. */
public final class Secrets {
  private Secrets() {}

  /** Whether two texts are the same. */
  public static boolean same(String one, String other) {
    return same(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether two digests are the same. */
  public static boolean same(byte[] one, byte[] other) {
    return MessageDigest.isEqual(one, other);
  }
}
