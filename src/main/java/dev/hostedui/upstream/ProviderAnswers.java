package dev.hostedui.upstream;

import dev.hostedui.protocol.relyingparty.Account;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.protocol.relyingparty.Expected;
import dev.hostedui.protocol.relyingparty.LogoutToken;
import dev.hostedui.protocol.relyingparty.ProviderKeys;
import dev.hostedui.protocol.relyingparty.Registration;
import dev.hostedui.protocol.relyingparty.SignInExamination;
import dev.hostedui.protocol.relyingparty.TokenAnswer;
import dev.hostedui.protocol.relyingparty.TokenRequest;
import dev.hostedui.protocol.relyingparty.Unusable;
import dev.hostedui.protocol.relyingparty.Userinfo;
import dev.hostedui.protocol.social.GithubAccount;
import dev.hostedui.protocol.social.Vendor;
import dev.hostedui.protocol.upstream.Examination;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gets what belongs to the answer of an OpenID provider (tokens for a code, keys, userinfo) and has
 * all of it examined. Nothing that goes wrong outside is an exception here: it is a failed check.
 */
public final class ProviderAnswers {

  private final UpstreamDocuments documents;
  private final ProviderKeyCache keys;
  private final Clock clock;

  public ProviderAnswers(UpstreamDocuments documents, ProviderKeyCache keys, Clock clock) {
    this.documents = documents;
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * What an answer turned out to be.
   *
   * @param idToken the token it brought, for telling the provider of a logout (RP-Initiated Logout
   *     §2), or null
   */
  public record Examined(Examination examination, @Nullable String idToken) {
    /** Never with the token. */
    @Override
    public String toString() {
      return examination.accepted() ? "accepted" : "refused";
    }
  }

  /**
   * Examines an answer to a request of ours. Takes as long as the provider does, at most some
   * twenty seconds; nothing may be locked meanwhile.
   *
   * @param secret the client's
   */
  public Examined examine(Expected expected, String secret, Callback callback) {
    return ofCode(expected, callback)
        .map(it -> new Examined(it, null))
        .orElseGet(
            () -> {
              var code = (Callback.Code) callback;
              return examine(expected, code, documents.exchange(request(expected, secret, code)));
            });
  }

  /** What is wrong with an answer that brought no code to be exchanged; empty for one that did. */
  private static Optional<Examination> ofCode(Expected expected, Callback callback) {
    if (callback instanceof Callback.Refused refused)
      return Optional.of(SignInExamination.of(expected, refused));
    if (callback instanceof Callback.Unreadable unreadable)
      return Optional.of(SignInExamination.of(unreadable));
    // a code that another provider gave must not be handed to this one
    return SignInExamination.misdirected(expected, (Callback.Code) callback);
  }

  private static TokenRequest request(Expected expected, String secret, Callback.Code code) {
    return TokenRequest.of(expected.registration(), secret, expected.asked(), code.code());
  }

  /**
   * Examines an answer of a provider for everybody, in the way that is this one's. Takes as long as
   * {@link #examine}.
   *
   * @param secret the client's
   */
  public Examination examine(Vendor vendor, Expected expected, String secret, Callback callback) {
    var without = ofCode(expected, callback);
    if (without.isPresent()) return without.get();
    var code = (Callback.Code) callback;
    var answer = documents.exchangePlain(request(expected, secret, code));
    if (vendor != Vendor.GITHUB) return examine(expected, code, answer).examination();
    return SignInExamination.of(
        expected,
        code,
        GithubAccount.inStandardWords(answer),
        answer instanceof TokenAnswer.Tokens tokens
            ? account(String.valueOf(expected.registration().userinfoEndpoint()), tokens)
            : new Account.NotAsked());
  }

  private Account account(String endpoint, TokenAnswer.Tokens tokens) {
    try {
      var token = tokens.accessToken();
      var user = documents.ask(endpoint, token, GithubAccount.HEADERS);
      var emails = documents.ask(endpoint + "/emails?per_page=100", token, GithubAccount.HEADERS);
      return GithubAccount.read(
          user.status(), user.text(), emails.status(), emails.text(), clock.instant());
    } catch (FetchRefused e) {
      return new Account.Failed(e.reason().code(), e.detail());
    }
  }

  private Examined examine(Expected expected, Callback.Code code, TokenAnswer answer) {
    var registration = expected.registration();
    if (!(answer instanceof TokenAnswer.Tokens tokens))
      return new Examined(
          SignInExamination.of(
              expected,
              code,
              answer,
              ProviderKeys.unavailable("", ""),
              new Userinfo.NotAsked(),
              clock.instant()),
          null);
    var signing = keys.keysFor(registration.jwksUri(), tokens.idToken());
    var endpoint = registration.userinfoEndpoint();
    var userinfo =
        endpoint == null
            ? new Userinfo.NotAsked()
            : documents.userinfo(endpoint, tokens.accessToken());
    return new Examined(
        SignInExamination.of(expected, code, answer, signing, userinfo, clock.instant()),
        tokens.idToken());
  }

  /**
   * Reads a provider's word that somebody signed out there (Back-Channel Logout §2.6).
   *
   * @throws Unusable for anything that must not end a session
   */
  public LogoutToken logout(Registration registration, String token) throws Unusable {
    return LogoutToken.read(
        token, registration, keys.keysFor(registration.jwksUri(), token), clock.instant());
  }
}
