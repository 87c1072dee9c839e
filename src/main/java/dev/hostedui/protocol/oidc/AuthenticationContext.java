package dev.hostedui.protocol.oidc;

import com.nimbusds.openid.connect.sdk.claims.ACR;
import java.util.List;

/** How well a sign-in was proven, as the {@code acr} claim says it (OpenID Connect Core §2). */
public final class AuthenticationContext {

  /** One factor that could be asked for elsewhere: a code or link by mail. */
  private static final String SINGLE_FACTOR = "1";

  /** Phishing-resistant (OpenID Connect Extended Authentication Profile ACR Values 1.0 §2). */
  private static final String PHISHING_RESISTANT = "phr";

  private AuthenticationContext() {}

  /** The value for a means of signing in, as {@code amr} names it. */
  public static String of(String means) {
    return means.equals("hwk") || means.equals("swk") ? PHISHING_RESISTANT : SINGLE_FACTOR;
  }

  static List<ACR> all() {
    return List.of(new ACR(SINGLE_FACTOR), new ACR(PHISHING_RESISTANT));
  }
}
