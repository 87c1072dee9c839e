package dev.hostedui.identity.connection;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an OpenID provider is talked to. The client secret is kept beside it.
 *
 * @param issuer its name, compared exactly with the {@code iss} of its tokens
 * @param discovered whether the rest was read from its discovery document, which is read again
 *     every day
 * @param endpoints its addresses
 * @param clientId what it calls us
 * @param scopes what we ask for, {@code openid} among them
 * @param clientAuthentication how we prove who we are
 * @param pkce whether requests carry a code challenge (RFC 7636)
 * @param logoutRequired whether who signs out here is signed out there too
 * @param announcesIssuer whether it says it names itself in its answers (RFC 9207 §3): an answer
 *     without {@code iss} is then refused
 */
public record OidcSettings(
    String issuer,
    boolean discovered,
    Endpoints endpoints,
    String clientId,
    List<String> scopes,
    ClientAuthentication clientAuthentication,
    boolean pkce,
    boolean logoutRequired,
    boolean announcesIssuer,
    AttributeMapping mapping)
    implements ConnectionSettings {

  /** The provider's addresses; what it has not is empty. */
  public record Endpoints(
      String authorization, String token, String userInfo, String jwks, String endSession) {
    public static final Endpoints NONE = new Endpoints("", "", "", "", "");
  }

  /** How we prove who we are at the token endpoint (OpenID Connect Core §9). */
  public enum ClientAuthentication {
    /** {@code client_secret_basic}. */
    BASIC_AUTH,
    /** {@code client_secret_post}. */
    URL_PARAMS
  }

  /** What can be asked for. */
  public static final List<String> SCOPES =
      List.of("openid", "profile", "email", "address", "phone");

  private static final Pattern CLIENT_ID = Pattern.compile("[ -~]{1,512}");

  public static final OidcSettings BLANK =
      new OidcSettings(
          "",
          true,
          Endpoints.NONE,
          "",
          List.of("openid", "profile", "email"),
          ClientAuthentication.BASIC_AUTH,
          true,
          false,
          false,
          AttributeMapping.BLANK);

  public OidcSettings {
    scopes = List.copyOf(scopes);
  }

  @Override
  public Protocol protocol() {
    return Protocol.OIDC;
  }

  @Override
  public OidcSettings with(AttributeMapping other) {
    return new OidcSettings(
        issuer,
        discovered,
        endpoints,
        clientId,
        scopes,
        clientAuthentication,
        pkce,
        logoutRequired,
        announcesIssuer,
        other);
  }

  @Override
  public boolean complete(boolean secretKnown) {
    return secretKnown
        && !issuer.isEmpty()
        && !clientId.isEmpty()
        && !endpoints.authorization.isEmpty()
        && !endpoints.token.isEmpty()
        && !endpoints.jwks.isEmpty();
  }

  @Override
  public Optional<Instant> certificatesEnd() {
    return Optional.empty();
  }

  /**
   * Whether a secret that was given for other settings may be sent to where these say: an admin who
   * cannot read it must not be able to have it sent to themselves.
   */
  public boolean sendsSecretWhere(OidcSettings other) {
    return clientId.equals(other.clientId) && endpoints.token.equals(other.endpoints.token);
  }

  @Override
  public void check(boolean plainHttp) {
    Problem.together(
        () -> WebAddress.check("issuer", issuer, plainHttp),
        () -> WebAddress.check("authorize_uri", endpoints.authorization, plainHttp),
        () -> WebAddress.check("token_uri", endpoints.token, plainHttp),
        () -> WebAddress.check("user_info_uri", endpoints.userInfo, plainHttp),
        () -> WebAddress.check("jwks_uri", endpoints.jwks, plainHttp),
        () -> WebAddress.check("end_session_uri", endpoints.endSession, plainHttp),
        () -> {
          if (!clientId.isEmpty() && !CLIENT_ID.matcher(clientId).matches())
            throw Problem.invalid("client_id_malformed").at("client_id");
        },
        () -> {
          if (!scopes.contains("openid") || !SCOPES.containsAll(scopes))
            throw Problem.invalid("scopes_malformed").at("scopes").with(String.join(" ", SCOPES));
        },
        mapping::check);
  }
}
