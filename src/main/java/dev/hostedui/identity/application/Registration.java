package dev.hostedui.identity.application;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an application is registered with; the parts are as in {@link Application}.
 *
 * @param pkceRequired always so for clients without a secret, whatever is said here
 */
public record Registration(
    String name,
    ApplicationType type,
    boolean managementApi,
    boolean pkceRequired,
    @Nullable Duration accessTokenLifetime,
    @Nullable String initiateLoginUri,
    List<String> redirectUris,
    List<String> postLogoutRedirectUris,
    List<String> backChannelLogoutUris) {

  /** A web application with these redirect URIs and nothing else. */
  public static Registration web(String name, String... redirectUris) {
    return new Registration(
        name,
        ApplicationType.WEB,
        false,
        false,
        null,
        null,
        List.of(redirectUris),
        List.of(),
        List.of());
  }
}
