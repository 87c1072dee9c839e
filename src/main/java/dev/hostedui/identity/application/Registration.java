package dev.hostedui.identity.application;

import dev.hostedui.identity.Names;
import dev.hostedui.identity.Problem;
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

  private static final int MOST_URIS = 20;
  private static final int LONGEST_NAME = 100;
  private static final Duration SHORTEST_ACCESS_TOKEN = Duration.ofMinutes(1);
  private static final Duration LONGEST_ACCESS_TOKEN = Duration.ofDays(30);

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

  /**
   * The same as it is kept.
   *
   * @param development whether plain http and wildcards may be registered
   * @throws Problem INVALID, naming the part that cannot be taken
   */
  Registration checked(boolean development) {
    if (managementApi && !type.confidential())
      throw Problem.invalid("needs_secret").at("management_api");
    if (!backChannelLogoutUris.isEmpty() && !type.confidential())
      throw Problem.invalid("needs_server").at("back_channel_logout_uri");
    var lifetime = accessTokenLifetime;
    if (lifetime != null
        && (lifetime.compareTo(SHORTEST_ACCESS_TOKEN) < 0
            || lifetime.compareTo(LONGEST_ACCESS_TOKEN) > 0))
      throw Problem.invalid("token_lifetime_out_of_range")
          .at("access_token_minutes")
          .with(SHORTEST_ACCESS_TOKEN.toMinutes(), LONGEST_ACCESS_TOKEN.toMinutes());
    return new Registration(
        name(name),
        type,
        managementApi,
        pkceRequired || !type.confidential(),
        lifetime,
        initiateLoginUri == null
            ? null
            : RedirectUris.register("initiate_login_uri", initiateLoginUri, type, development),
        uris("redirect_uri", redirectUris, development),
        uris("post_logout_redirect_uri", postLogoutRedirectUris, development),
        backChannel(development));
  }

  private static String name(String typed) {
    var line = Names.line(typed);
    if (line.isEmpty()) throw Problem.invalid("application_name_missing").at("name");
    if (Names.length(line) > LONGEST_NAME)
      throw Problem.invalid("name_too_long").at("name").with(LONGEST_NAME, Names.length(line));
    return line;
  }

  private List<String> uris(String field, List<String> typed, boolean development) {
    if (typed.size() > MOST_URIS) throw Problem.invalid("too_many_uris").at(field).with(MOST_URIS);
    return typed.stream()
        .map(uri -> RedirectUris.register(field, uri, type, development))
        .distinct()
        .toList();
  }

  private List<String> backChannel(boolean development) {
    var uris = uris("back_channel_logout_uri", backChannelLogoutUris, development);
    for (var uri : uris) {
      if (uri.contains("*") || uri.contains("{"))
        throw Problem.invalid("uri_variable").at("back_channel_logout_uri").with(uri);
    }
    return uris;
  }
}
