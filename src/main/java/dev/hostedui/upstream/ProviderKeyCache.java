package dev.hostedui.upstream;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import dev.hostedui.protocol.relyingparty.ProviderKeys;
import dev.hostedui.protocol.relyingparty.Unusable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the keys of OpenID providers for as long as they say (RFC 9111 §5.2.2.1), an hour when they
 * do not, and fetches them again when a token is signed by one that is not known, which is how
 * providers change keys (OpenID Connect Core §10.1.1). Some change them under one name.
 *
 * <p>Tokens with invented keys must not make us flood a provider: such a look is taken at most once
 * in ten seconds. A provider that does not answer is asked again after ten seconds, and for an hour
 * its old keys are still good. However many sign-ins wait for the same keys, they are fetched once.
 */
public final class ProviderKeyCache {

  private static final int MOST = 1_000;
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final Duration COOL_DOWN = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofHours(1);
  private static final Pattern MAX_AGE =
      Pattern.compile("(?:^|[,\\s])max-age=\"?([0-9]{1,9})", Pattern.CASE_INSENSITIVE);

  private final UpstreamDocuments documents;
  private final Clock clock;
  private final Cache<String, Entry> entries = CacheBuilder.newBuilder().maximumSize(MOST).build();

  public ProviderKeyCache(UpstreamDocuments documents, Clock clock) {
    this.documents = documents;
    this.clock = clock;
  }

  /**
   * The keys to check a token with.
   *
   * @return {@link ProviderKeys#unavailable} ones when there are none to be had
   */
  public ProviderKeys keysFor(String jwksUri, String token) {
    var entry = entry(jwksUri);
    var keys = entry.keys();
    return keys.know(token) ? keys : entry.again(token);
  }

  private Entry entry(String jwksUri) {
    try {
      return entries.get(jwksUri, () -> new Entry(jwksUri));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The keys at one address. Its lock is held while they are fetched, so that others wait. */
  private final class Entry {

    private final String address;
    private ProviderKeys keys = ProviderKeys.unavailable("", "");
    private @Nullable String tag;
    private Instant goodUntil = Instant.MIN;
    private Instant usableUntil = Instant.MIN;
    private Instant nextTry = Instant.MIN;
    private Instant nextLook = Instant.MIN;

    Entry(String address) {
      this.address = address;
    }

    synchronized ProviderKeys keys() {
      var now = clock.instant();
      if (!now.isBefore(goodUntil) && !now.isBefore(nextTry)) fetch(now);
      return keys;
    }

    /**
     * A token is signed by a key that is not there: another look, unless there was one just now.
     */
    synchronized ProviderKeys again(String token) {
      var now = clock.instant();
      // whoever waited for the lock may find that it was fetched meanwhile
      if (keys.know(token) || now.isBefore(nextLook) || now.isBefore(nextTry)) return keys;
      nextLook = now.plus(COOL_DOWN);
      fetch(now);
      return keys;
    }

    private void fetch(Instant now) {
      try {
        var document = documents.keys(address, tag);
        if (document != null) {
          keys = ProviderKeys.read(document.text());
          tag = document.header("ETag").orElse(null);
          goodUntil = now.plus(life(document.header("Cache-Control").orElse("")));
        } else goodUntil = now.plus(USUAL);
        usableUntil = goodUntil.plus(GRACE);
      } catch (FetchRefused e) {
        failed(now, ProviderKeys.unavailable(e.reason().code(), e.detail()));
      } catch (Unusable e) {
        failed(now, ProviderKeys.unavailable(e.reason().code(), String.join(" ", e.arguments())));
      }
    }

    private void failed(Instant now, ProviderKeys none) {
      nextTry = now.plus(COOL_DOWN);
      if (now.isBefore(usableUntil)) return;
      keys = none;
      tag = null;
    }
  }

  private static Duration life(String cacheControl) {
    var found = MAX_AGE.matcher(cacheControl);
    if (!found.find()) return USUAL;
    var said = Duration.ofSeconds(Long.parseLong(found.group(1)));
    return said.compareTo(SHORTEST) < 0 ? SHORTEST : said.compareTo(LONGEST) > 0 ? LONGEST : said;
  }
}
