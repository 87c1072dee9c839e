package dev.hostedui.customer.idp;

import dev.hostedui.customer.site.Notebook;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the identity provider. The first is signed with; the others are in its metadata too:
 * one that will follow, or one that went before. They are made when first asked for.
 */
public final class IdpKeys {

  private static final String PAGE = "keys";

  /**
   * As they are written down.
   *
   * @param next whether the last of them will follow, rather than went before
   */
  record Saved(List<IdpKey.Saved> keys, boolean next) {}

  private final Notebook notebook;
  private final SecureRandom random;
  private final Clock clock;
  private final List<IdpKey> keys = new ArrayList<>();
  private boolean next;
  private @Nullable IdpKey stray;
  private @Nullable IdpKey expired;

  IdpKeys(Notebook notebook, SecureRandom random, Clock clock) {
    this.notebook = notebook;
    this.random = random;
    this.clock = clock;
    notebook
        .page(PAGE, Saved.class)
        .ifPresent(
            saved -> {
              saved.keys().forEach(it -> keys.add(IdpKey.of(it)));
              next = saved.next();
            });
  }

  /** The one that signs. */
  public synchronized IdpKey current() {
    if (keys.isEmpty()) {
      keys.add(IdpKey.make(random, clock.instant()));
      save();
    }
    return keys.get(0);
  }

  /** All that its metadata and key set name, the one that signs first. */
  public synchronized List<IdpKey> published() {
    current();
    return List.copyOf(keys);
  }

  /** Whether a next key is announced and not used yet. */
  public synchronized boolean isNextAnnounced() {
    return next;
  }

  /** Puts a next key into metadata and key set; the current one still signs. */
  synchronized void announceNext() {
    current();
    if (next) return;
    while (keys.size() > 1) keys.remove(1);
    keys.add(IdpKey.make(random, clock.instant()));
    next = true;
    save();
  }

  /**
   * Signs with the next key from now on; the one before stays published. Without one it is made
   * now.
   */
  synchronized void switchToNext() {
    announceNext();
    keys.add(0, keys.remove(1));
    next = false;
    forgetOdd();
    save();
  }

  /** Takes every key but the one that signs out of metadata and key set. */
  synchronized void dropOthers() {
    current();
    while (keys.size() > 1) keys.remove(1);
    next = false;
    save();
  }

  /** A key nobody was told of. */
  synchronized IdpKey unpublished() {
    if (stray == null) stray = IdpKey.make(random, clock.instant());
    return stray;
  }

  /** The key that signs, with a certificate that has ended. */
  synchronized IdpKey expired() {
    if (expired == null) expired = current().expired(random, clock.instant());
    return expired;
  }

  private void forgetOdd() {
    stray = null;
    expired = null;
  }

  private void save() {
    notebook.write(PAGE, new Saved(keys.stream().map(IdpKey::saved).toList(), next));
  }
}
