package dev.hostedui.upstream;

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
import dev.hostedui.protocol.upstream.Examination;
import java.time.Clock;
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
    if (callback instanceof Callback.Refused refused)
      return new Examined(SignInExamination.of(expected, refused), null);
    if (callback instanceof Callback.Unreadable unreadable)
      return new Examined(SignInExamination.of(unreadable), null);
    var code = (Callback.Code) callback;
    // a code that another provider gave must not be handed to this one
    var misdirected = SignInExamination.misdirected(expected, code);
    if (misdirected.isPresent()) return new Examined(misdirected.get(), null);
    var registration = expected.registration();
    var answer =
        documents.exchange(TokenRequest.of(registration, secret, expected.asked(), code.code()));
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
