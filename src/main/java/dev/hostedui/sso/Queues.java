package dev.hostedui.sso;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import java.time.Duration;
import java.util.concurrent.Semaphore;

/**
 * How many people may wait at once for the identity provider of one connection: a provider that
 * takes its time keeps its own people waiting, and not everybody's.
 */
final class Queues {

  private static final int MOST_WAITING = 16;
  private static final int MOST_CONNECTIONS = 10_000;

  private final LoadingCache<String, Semaphore> all =
      CacheBuilder.newBuilder()
          .maximumSize(MOST_CONNECTIONS)
          .expireAfterAccess(Duration.ofMinutes(10))
          .build(CacheLoader.from(() -> new Semaphore(MOST_WAITING)));

  /** A place among those who wait; it is given back when it is closed. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Takes a place.
   *
   * @throws Problem TOO_MANY when there is none left
   */
  Place enter(ConnectionId connection) {
    var places = all.getUnchecked(connection.value());
    if (!places.tryAcquire()) throw Problem.tooMany("provider_busy", Duration.ofSeconds(10));
    return places::release;
  }
}
