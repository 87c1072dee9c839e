package dev.hostedui.identity;

/**
 * A sealed text names a key that this program was not given. The key has to come back, or the text
 * is lost: trying again is of no use before.
 */
public final class KeyMissing extends IllegalStateException {
  KeyMissing(String place) {
    super("no key opens " + place);
  }
}
