package dev.hostedui.customer.idp;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.javalin.http.Context;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * The ends of sessions here. Apps that can be called are called; apps that the browser must be led
 * to are visited one after the other, and it comes back in between.
 */
public final class SignOuts {

  /** How apps are told by the browser. */
  public interface Chain {

    /** Where an app wants the browser; empty if it is not told this way. */
    Optional<URI> leadsTo(Visits.Told told);

    /** Leads the browser to an app; it comes back with the key. */
    void tell(Context ctx, Visits.Told told, Visits.Session session, String key);
  }

  /** How apps are told without a browser. */
  public interface Call {

    /** Calls an app and answers in a sentence what came of it; empty if it is not told this way. */
    Optional<String> tell(Visits.Told told, Visits.Session session);
  }

  private record UnderWay(Visits.Session session, Deque<Visits.Told> left, List<String> outcomes) {}

  private static final int MOST = 1_000;

  private final Idp idp;
  private final Cache<String, UnderWay> underWay =
      CacheBuilder.newBuilder().maximumSize(MOST).expireAfterWrite(Duration.ofMinutes(10)).build();
  private final List<Chain> chains = new ArrayList<>();
  private final List<Call> calls = new ArrayList<>();

  public SignOuts(Idp idp) {
    this.idp = idp;
  }

  public void add(Chain chain) {
    chains.add(chain);
  }

  public void add(Call call) {
    calls.add(call);
  }

  /**
   * Ends a session and calls the apps that can be called, but for the one that asked.
   *
   * @return what came of it, a sentence for each app
   */
  public List<String> end(Visits.Session session, String asking) {
    idp.visits().end(session);
    var outcomes = new ArrayList<String>();
    for (var told : session.told())
      if (!told.appId().equals(asking))
        for (var call : calls) call.tell(told, session).ifPresent(outcomes::add);
    return outcomes;
  }

  /** Where signing out of this session may lead the browser. */
  List<URI> leadsTo(Visits.Session session) {
    return session.told().stream()
        .flatMap(told -> chains.stream().flatMap(chain -> chain.leadsTo(told).stream()))
        .toList();
  }

  /** Signs out here and everywhere. */
  void begin(Context ctx, Visits.Session session) {
    var outcomes = new ArrayList<>(end(session, ""));
    var key = idp.visits().secret();
    underWay.put(key, new UnderWay(session, new ArrayDeque<>(session.told()), outcomes));
    next(ctx, key);
  }

  /** An app has answered and the browser is back. */
  public void goOn(Context ctx, String key, String outcome) {
    var one = underWay.getIfPresent(key);
    if (one != null) one.outcomes().add(outcome);
    next(ctx, key);
  }

  private void next(Context ctx, String key) {
    var one = underWay.getIfPresent(key);
    while (one != null && !one.left().isEmpty()) {
      var told = one.left().poll();
      for (var chain : chains) {
        if (chain.leadsTo(told).isEmpty()) continue;
        chain.tell(ctx, told, one.session(), key);
        return;
      }
    }
    underWay.invalidate(key);
    var outcomes = one == null ? "" : " " + String.join(" ", one.outcomes());
    idp.site().goOn(ctx, "/", "You are signed out here." + outcomes);
  }
}
