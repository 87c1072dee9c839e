package dev.hostedui.protocol.relyingparty;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import org.jspecify.annotations.Nullable;

/**
 * What a provider is asked (OpenID Connect Core §3.1.2.1). It is kept until the answer comes, which
 * is measured by it.
 *
 * @param state binds the answer to the browser that was sent away; unguessable, good once
 * @param nonce binds the ID token to this request; unguessable, good once
 * @param codeVerifier 43 to 128 unguessable characters of RFC 7636 §4.1
 * @param loginHint the email address of the person who is meant, or null
 * @param maxAgeSeconds how long ago the person may have signed in at the provider; 0 means they
 *     must sign in again, null that it does not matter
 * @param asked when
 */
public record SignInRequest(
    String state,
    String nonce,
    String codeVerifier,
    @Nullable String loginHint,
    @Nullable Long maxAgeSeconds,
    Instant asked) {

  /** Where to send the browser. */
  public String address(Registration registration) {
    var scopes = new LinkedHashSet<String>();
    if (registration.givesIdTokens()) scopes.add("openid");
    scopes.addAll(registration.scopes());
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("response_type", "code");
    parameters.put("client_id", registration.clientId());
    parameters.put("redirect_uri", registration.redirectUri());
    parameters.put("scope", String.join(" ", scopes));
    parameters.put("state", state);
    if (registration.givesIdTokens()) parameters.put("nonce", nonce);
    if (registration.pkce()) {
      parameters.put("code_challenge", challenge());
      parameters.put("code_challenge_method", "S256");
    }
    if (loginHint != null) parameters.put("login_hint", loginHint);
    if (maxAgeSeconds != null) {
      parameters.put("max_age", maxAgeSeconds.toString());
      if (maxAgeSeconds == 0) parameters.put("prompt", "login");
    }
    return Addresses.with(registration.authorizationEndpoint(), parameters);
  }

  private String challenge() {
    return CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(codeVerifier))
        .getValue();
  }

  /** Never with what is secret. */
  @Override
  public String toString() {
    return "sign-in asked " + asked;
  }
}
