package dev.hostedui.protocol.relyingparty;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client as it stands registered at a provider, without its secret: one connection of ours.
 *
 * @param issuer the provider's name, compared byte for byte with what tokens say
 * @param authorizationEndpoint where browsers are sent; it may have a query, which stays
 * @param userinfoEndpoint where more is told of a person, or null
 * @param jwksUri where its keys are; empty for a provider that speaks OAuth 2.0 alone and gives no
 *     ID token
 * @param endSessionEndpoint where browsers are sent to sign out (RP-Initiated Logout §2.1), or null
 *     when the provider has none
 * @param announcesIssuer whether the provider says it names itself in its answers (RFC 9207 §3): an
 *     answer without {@code iss} is then refused
 * @param scopes what is asked for; {@code openid} is always asked for where there are ID tokens
 * @param pkce whether a code challenge is sent (RFC 7636)
 */
public record Registration(
    String issuer,
    String authorizationEndpoint,
    String tokenEndpoint,
    @Nullable String userinfoEndpoint,
    String jwksUri,
    @Nullable String endSessionEndpoint,
    boolean announcesIssuer,
    String clientId,
    ClientAuthentication authentication,
    List<String> scopes,
    boolean pkce,
    String redirectUri) {

  public Registration {
    scopes = List.copyOf(scopes);
  }

  /** Whether the provider gives ID tokens. */
  boolean givesIdTokens() {
    return !jwksUri.isEmpty();
  }
}
