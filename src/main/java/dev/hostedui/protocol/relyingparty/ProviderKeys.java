package dev.hostedui.protocol.relyingparty;

import java.util.List;

/** The public keys of a provider (RFC 7517 §5), those that may sign for it. */
public final class ProviderKeys {

  /** No provider publishes half as many. */
  public static final int MOST = 100;

  private final List<ProviderKey> keys;
  private final String cause;
  private final String detail;

  ProviderKeys(List<ProviderKey> keys) {
    this(keys, Cause.SIGNING_KEY_UNKNOWN.text(), "");
  }

  private ProviderKeys(List<ProviderKey> keys, String cause, String detail) {
    this.keys = List.copyOf(keys);
    this.cause = cause;
    this.detail = detail;
  }

  /**
   * No key, because they could not be had: no token passes.
   *
   * @param cause why, a code in small letters and underscores
   * @param detail what came instead, in a few words, or empty
   */
  public static ProviderKeys unavailable(String cause, String detail) {
    return new ProviderKeys(List.of(), cause, detail);
  }

  /**
   * Reads a set of keys. What cannot sign for a provider is left out: shared secrets, keys for
   * encryption, kinds that are unknown here, RSA keys below 2048 bits.
   *
   * @throws Unusable when it is no such document, too large, or has no such key
   */
  public static ProviderKeys read(String document) throws Unusable {
    return ProviderKeysReader.read(document);
  }

  /**
   * Whether one of them has signed a token. When not, the provider may have a new one, which need
   * not have a new name or any: its keys are worth another look, once. A token that could not be
   * checked with any key is not worth it.
   */
  public boolean know(String token) {
    return SignedToken.read(token)
        .filter(it -> SignedToken.ALGORITHMS.contains(it.algorithm()))
        .map(it -> it.signedBy(it.candidates(keys)))
        .orElse(true);
  }

  List<ProviderKey> keys() {
    return keys;
  }

  /** Why there is no key for a token. */
  String cause() {
    return cause;
  }

  String detail() {
    return detail;
  }

  /** How many are usable. */
  public int size() {
    return keys.size();
  }
}
