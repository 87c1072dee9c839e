package dev.hostedui.protocol.oidc;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.hostedui.protocol.reading.Secrets;
import java.util.regex.Pattern;

/** Proof Key for Code Exchange (RFC 7636) with S256. */
public final class Pkce {

  private static final Pattern CHALLENGE = Pattern.compile("[A-Za-z0-9_-]{43}");

  private Pkce() {}

  static boolean isChallenge(String value) {
    return CHALLENGE.matcher(value).matches();
  }

  /** Whether a verifier is the one behind a challenge (§4.6), compared in constant time. */
  public static boolean matches(String verifier, String challenge) {
    try {
      var computed =
          CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier)).getValue();
      return Secrets.same(computed, challenge);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
