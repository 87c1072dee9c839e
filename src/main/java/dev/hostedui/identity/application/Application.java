package dev.hostedui.identity.application;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application as it is registered.
 *
 * @param clientId its name in the protocol
 * @param managementApi whether its own tokens open the management API
 * @param pkceRequired whether an authorization needs a code challenge (RFC 7636)
 * @param accessTokenLifetime its own, or null for the environment's
 * @param initiateLoginUri where a sign-in that began elsewhere is taken, or null
 * @param redirectUris where a code may be sent
 * @param postLogoutRedirectUris where a browser may go after a logout
 * @param backChannelLogoutUris what is called when a session of it ends
 * @param issuer the public address by which it last asked for tokens, or null when it never did
 */
public record Application(
    ApplicationId id,
    String clientId,
    String name,
    ApplicationType type,
    boolean managementApi,
    boolean pkceRequired,
    @Nullable Duration accessTokenLifetime,
    @Nullable String initiateLoginUri,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    List<String> backChannelLogoutUris,
    @Nullable String issuer) {

  /** What it is registered with. */
  public Registration registration() {
    return new Registration(
        name,
        type,
        managementApi,
        pkceRequired,
        accessTokenLifetime,
        initiateLoginUri,
        redirectUris,
        postLogoutRedirectUris,
        backChannelLogoutUris);
  }
}
