package dev.hostedui.coffeedesk;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What Coffeedesk remembers, all of it bounded and in memory: who left to sign in, who is signed
 * in, and which of the provider's logout tokens were used.
 */
final class DeskSessions {

  /** A browser that is signed in, or was until the provider said otherwise. */
  static final class Session {

    private volatile SignedIn signedIn;
    private volatile @Nullable String ended;

    private Session(SignedIn signedIn) {
      this.signedIn = signedIn;
    }

    /** Why it ended, for the person, who did not sign out here. Empty while it goes on. */
    Optional<String> ended() {
      return Optional.ofNullable(ended);
    }

    void end(String why) {
      ended = why;
    }

    SignedIn signedIn() {
      return signedIn;
    }

    /**
     * With an access token that has not expired. Requests wait for each other here: a refresh token
     * that is used twice ends the whole sign-in.
     */
    synchronized SignedIn renewed(Clock clock, Renewal renewal) throws SignInFailed {
      if (!clock.instant().isBefore(signedIn.accessTokenExpires())) signedIn = renewal.of(signedIn);
      return signedIn;
    }
  }

  /** How new tokens are had for old ones. */
  interface Renewal {
    SignedIn of(SignedIn before) throws SignInFailed;
  }

  private static final String ELSEWHERE = "You were signed out elsewhere.";
  private static final int MOST = 10_000;
  private static final Duration SIGNING_IN = Duration.ofMinutes(10);
  private static final Duration IDLE = Duration.ofHours(8);

  private final Cache<String, Departure> departures;
  private final Cache<String, Session> sessions;
  private final Cache<String, LogoutNotice> logouts;

  DeskSessions(Clock clock) {
    var ticker =
        new Ticker() {
          @Override
          public long read() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
          }
        };
    departures = bounded(ticker).expireAfterWrite(SIGNING_IN).build();
    sessions = bounded(ticker).expireAfterAccess(IDLE).build();
    logouts = bounded(ticker).expireAfterWrite(LogoutNotice.MOST_AGE).build();
  }

  private static CacheBuilder<Object, Object> bounded(Ticker ticker) {
    return CacheBuilder.newBuilder().maximumSize(MOST).ticker(ticker);
  }

  void depart(Departure departure) {
    departures.put(departure.state(), departure);
  }

  /** Whoever comes back with a state, if it is the browser that left with it. Works once. */
  Optional<Departure> comeBack(String state, String browser) {
    return Optional.ofNullable(departures.asMap().remove(state))
        .filter(departure -> departure.browser().equals(browser));
  }

  /** Begins a session under a new key, which the browser keeps as its cookie. */
  void begin(String key, SignedIn who) {
    var session = new Session(who);
    sessions.put(key, session);
    // the logout may have overtaken the sign-in, while tokens were being fetched
    if (logouts.asMap().values().stream().anyMatch(it -> it.session() != null && it.means(who)))
      session.end(ELSEWHERE);
  }

  Optional<Session> find(@Nullable String key) {
    return key == null ? Optional.empty() : Optional.ofNullable(sessions.getIfPresent(key));
  }

  void remove(@Nullable String key) {
    if (key != null) sessions.invalidate(key);
  }

  /**
   * Ends what a logout notice means. The browser does not know yet, so the session stays to tell
   * it.
   *
   * @return whether the notice is a new one
   */
  boolean end(LogoutNotice notice) {
    if (logouts.asMap().putIfAbsent(notice.id(), notice) != null) return false;
    for (var session : sessions.asMap().values())
      if (notice.means(session.signedIn())) session.end(ELSEWHERE);
    return true;
  }
}
