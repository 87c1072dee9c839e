package dev.hostedui.customer.idp;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.javalin.http.Context;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Who is here: sign-ins that wait for somebody to be picked, and browsers that are signed in. */
public final class Visits {

  /** A sign-in that an app asked for, whatever standard it speaks. */
  public interface Waiting {

    /** What the app is called. */
    String app();

    /** The addresses that the browser will be led to. */
    Collection<URI> leadsTo();

    /** Goes on as that person. */
    void goOn(Context ctx, Person person, Session session);

    /** Tells the app that nobody was picked. */
    void cancel(Context ctx);
  }

  /**
   * What an app was told of a session, so that it can be told of its end.
   *
   * @param protocol {@code saml} or {@code oidc}
   * @param appId which app
   * @param subject the NameID or {@code sub} it was told
   * @param nameIdFormat of the NameID, or empty
   */
  public record Told(String protocol, String appId, String subject, String nameIdFormat) {}

  /** A browser that is signed in here as somebody. */
  public static final class Session {

    private final String id;
    private final Person person;
    private final List<Told> told = new CopyOnWriteArrayList<>();

    private Session(String id, Person person) {
      this.id = id;
      this.person = person;
    }

    /** What the apps call it: {@code SessionIndex} or {@code sid}. */
    public String id() {
      return id;
    }

    public Person person() {
      return person;
    }

    public List<Told> told() {
      return List.copyOf(told);
    }

    /** Remembers that an app knows of it. */
    public void tell(Told app) {
      if (!told.contains(app)) told.add(app);
    }
  }

  private static final String COOKIE = "basement_session";
  private static final int MOST = 1_000;

  private final SecureRandom random;
  private final Cache<String, Waiting> waiting;
  private final Cache<String, Session> sessions;

  Visits(SecureRandom random, Clock clock) {
    this.random = random;
    var ticker =
        new Ticker() {
          @Override
          public long read() {
            return TimeUnit.MILLISECONDS.toNanos(clock.millis());
          }
        };
    waiting =
        CacheBuilder.newBuilder()
            .maximumSize(MOST)
            .ticker(ticker)
            .expireAfterWrite(Duration.ofMinutes(30))
            .build();
    sessions =
        CacheBuilder.newBuilder()
            .maximumSize(MOST)
            .ticker(ticker)
            .expireAfterAccess(Duration.ofHours(8))
            .build();
  }

  /** Lets a sign-in wait and answers the page where somebody is picked. */
  public String await(Waiting signIn) {
    var key = secret();
    waiting.put(key, signIn);
    return "/sign-in/" + key;
  }

  Optional<Waiting> find(String key) {
    return Optional.ofNullable(waiting.getIfPresent(key));
  }

  void forget(String key) {
    waiting.invalidate(key);
  }

  /** The session of the browser that asks. */
  public Optional<Session> session(Context ctx) {
    var key = ctx.cookie(COOKIE);
    return key == null ? Optional.empty() : Optional.ofNullable(sessions.getIfPresent(key));
  }

  /** The session of that person in this browser, a new one if it was somebody else's or none. */
  public Session begin(Context ctx, Person person) {
    var before = session(ctx);
    if (before.isPresent() && before.get().person().equals(person)) return before.get();
    end(before.orElse(null));
    var key = secret();
    var session = new Session("_" + secret(), person);
    sessions.put(key, session);
    ctx.res().addHeader("Set-Cookie", COOKIE + "=" + key + "; HttpOnly; SameSite=Lax; Path=/");
    return session;
  }

  /** All sessions that an app knows by that subject and, unless it names none, that id. */
  public List<Session> known(String appId, String subject, @Nullable String id) {
    return sessions.asMap().values().stream()
        .filter(it -> id == null || it.id().equals(id))
        .filter(
            it ->
                it.told().stream()
                    .anyMatch(app -> app.appId().equals(appId) && app.subject().equals(subject)))
        .toList();
  }

  public void end(@Nullable Session session) {
    if (session != null) sessions.asMap().values().removeIf(it -> it == session);
  }

  /** A text nobody can guess. */
  public String secret() {
    var bytes = new byte[24];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
