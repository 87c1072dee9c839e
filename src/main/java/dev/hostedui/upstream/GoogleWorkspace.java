package dev.hostedui.upstream;

import dev.hostedui.identity.directory.poll.Source;
import dev.hostedui.identity.directory.poll.SourceRefused;
import dev.hostedui.outside.HttpAnswer;
import dev.hostedui.outside.HttpCall;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.protocol.google.Administrator;
import dev.hostedui.protocol.google.GoogleClient;
import dev.hostedui.protocol.google.GoogleRefused;
import dev.hostedui.protocol.google.GoogleRefused.Reason;
import dev.hostedui.protocol.google.Listing;
import dev.hostedui.protocol.google.TokenReply;
import dev.hostedui.protocol.google.WorkspaceUser;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls Google for the directory of a Workspace.
 *
 * <p>An answer has thirty seconds and eight mebibytes. A call that failed for a reason that passes
 * is made once more at once; whoever polls waits longer before they try again. Google's addresses
 * are the operator's settings, so no customer can send a call elsewhere.
 */
public final class GoogleWorkspace implements Source {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final int LIMIT_BYTES = 8 * 1024 * 1024;

  private final HttpCaller caller;
  private final GoogleClient client;
  private final Clock clock;

  public GoogleWorkspace(HttpCaller caller, GoogleClient client, Clock clock) {
    this.caller = caller;
    this.client = client;
    this.clock = clock;
  }

  // ------------------------------------------------------------------ consent

  @Override
  public String consentAddress(
      String redirectUri, String state, String nonce, String verifier, @Nullable String hint) {
    return client.consentAddress(redirectUri, state, nonce, verifier, hint);
  }

  @Override
  public SourceRefused refusal(String error, String description) {
    return told(GoogleRefused.atConsent(error, description));
  }

  @Override
  public Consent exchange(String code, String nonce, String verifier, String redirectUri)
      throws SourceRefused {
    try {
      // a code is good once, so this call is not made twice
      var answer =
          answer(post(client.tokenAddress(), client.exchange(code, verifier, redirectUri)));
      var reply = TokenReply.read(answer.status(), answer.text(), false);
      if (reply.idToken() == null) throw new GoogleRefused(Reason.IDENTITY_UNUSABLE);
      var who = Administrator.read(client, reply.idToken(), nonce, clock.instant());
      // Google names what was granted in every answer; a list without a needed one is a refusal
      if (!reply.granted().containsAll(Set.copyOf(GoogleClient.NEEDED)))
        throw new GoogleRefused(Reason.SCOPE_MISSING, who.email());
      if (reply.refreshToken() == null)
        throw new GoogleRefused(Reason.NO_REFRESH_TOKEN, who.email());
      var customer = new Reading(reply.refreshToken(), reply.accessToken()).whose();
      return new Consent(
          who.subject(), who.email(), who.hostedDomain(), customer, reply.refreshToken());
    } catch (GoogleRefused e) {
      throw told(e);
    }
  }

  @Override
  public void revoke(String refreshToken) throws SourceRefused {
    try {
      var answer = answer(post(client.revocationAddress(), Map.of("token", refreshToken)));
      // 400 says that it does not know the token (any more)
      if (answer.succeeded() || answer.status() == 400) return;
      throw GoogleRefused.atApi(answer.status(), "", answer.header("Retry-After").orElse(null));
    } catch (GoogleRefused e) {
      throw told(e);
    }
  }

  @Override
  public Reader open(String refreshToken) throws SourceRefused {
    try {
      return new Reading(refreshToken, accessToken(refreshToken));
    } catch (GoogleRefused e) {
      throw told(e);
    }
  }

  private String accessToken(String refreshToken) throws GoogleRefused {
    var answer = twice(post(client.tokenAddress(), client.refresh(refreshToken)));
    return TokenReply.read(answer.status(), answer.text(), true).accessToken();
  }

  // ------------------------------------------------------------------ reading

  /** Reads with an access token, and once gets another one when it is over. */
  private final class Reading implements Reader {
    private final String refreshToken;
    private String accessToken;

    Reading(String refreshToken, String accessToken) {
      this.refreshToken = refreshToken;
      this.accessToken = accessToken;
    }

    String whose() throws GoogleRefused {
      var page = Listing.userIds(get(client.oneUser()));
      var customer = page.items().isEmpty() ? "" : page.items().get(0).customer();
      // the account itself is one of them
      if (customer.isEmpty()) throw new GoogleRefused(Reason.UNREADABLE);
      return customer;
    }

    @Override
    public String customer() throws SourceRefused {
      try {
        return whose();
      } catch (GoogleRefused e) {
        throw told(e);
      }
    }

    @Override
    public Page<Person> people(@Nullable String page) throws SourceRefused {
      return read(
          client.userIds(page),
          Listing::userIds,
          it -> new Person(it.id(), it.email(), it.active()));
    }

    @Override
    public Page<Profile> profiles(@Nullable String page) throws SourceRefused {
      return read(client.users(page), Listing::users, GoogleWorkspace::profile);
    }

    @Override
    public Page<Group> groups(@Nullable String page) throws SourceRefused {
      return read(
          client.groups(page),
          Listing::groups,
          it -> new Group(it.id(), it.email(), it.name(), it.directMembers()));
    }

    @Override
    public Page<Member> members(String group, @Nullable String page) throws SourceRefused {
      return read(
          client.members(group, page),
          Listing::members,
          it -> new Member(it.id(), kind(it.kind())));
    }

    private <G, T> Page<T> read(URI address, Grammar<G> grammar, Function<G, T> mapping)
        throws SourceRefused {
      try {
        var listing = grammar.read(get(address));
        return new Page<>(listing.items().stream().map(mapping).toList(), listing.next());
      } catch (GoogleRefused e) {
        throw told(e);
      }
    }

    private String get(URI address) throws GoogleRefused {
      var answer = twice(authorized(address));
      if (answer.status() == 401) {
        // an access token lasts an hour, and a large directory may take longer
        accessToken = accessToken(refreshToken);
        answer = twice(authorized(address));
      }
      if (answer.status() != 200)
        throw GoogleRefused.atApi(
            answer.status(), answer.text(), answer.header("Retry-After").orElse(null));
      return answer.text();
    }

    private HttpCall authorized(URI address) {
      return HttpCall.get(address)
          .with("Authorization", "Bearer " + accessToken)
          .with("Accept", "application/json")
          .acceptingAtMost(LIMIT_BYTES)
          .within(DEADLINE);
    }
  }

  /** Reads one page as Google writes it. */
  private interface Grammar<G> {
    Listing<G> read(String body) throws GoogleRefused;
  }

  private static Profile profile(WorkspaceUser user) {
    return new Profile(
        user.id(),
        user.email(),
        user.active(),
        user.givenName(),
        user.familyName(),
        user.fullName(),
        user.attributes());
  }

  private static MemberKind kind(Listing.Kind kind) {
    return switch (kind) {
      case USER -> MemberKind.PERSON;
      case GROUP -> MemberKind.GROUP;
      case CUSTOMER -> MemberKind.EVERYBODY;
      case EXTERNAL -> MemberKind.EXTERNAL;
    };
  }

  // ------------------------------------------------------------------ calling

  private static HttpCall post(URI address, Map<String, String> form) {
    return HttpCall.postForm(address, form).with("Accept", "application/json").within(DEADLINE);
  }

  /** Calls, and once more after a failure that often passes at once. */
  private HttpAnswer twice(HttpCall call) throws GoogleRefused {
    try {
      var answer = answer(call);
      return answer.status() >= 500 ? answer(call) : answer;
    } catch (GoogleRefused e) {
      if (e.reason() != Reason.UNREACHABLE) throw e;
      return answer(call);
    }
  }

  private HttpAnswer answer(HttpCall call) throws GoogleRefused {
    try {
      return caller.exchange(call).join();
    } catch (CompletionException e) {
      var failed = HttpCaller.Failed.of(e);
      throw new GoogleRefused(
          failed.kind() == HttpCaller.Failed.Kind.TOO_LARGE
              ? Reason.UNREADABLE
              : Reason.UNREACHABLE,
          failed.reason());
    }
  }

  private static SourceRefused told(GoogleRefused refused) {
    return new SourceRefused(
        refused.reason().code(),
        SourceRefused.Remedy.valueOf(refused.reason().remedy().name()),
        refused.words(),
        refused.retryAfter());
  }
}
