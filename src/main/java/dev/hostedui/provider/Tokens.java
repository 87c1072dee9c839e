package dev.hostedui.provider;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.OrganizationClient;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.grant.Granted;
import dev.hostedui.identity.signingkey.SigningKey;
import dev.hostedui.identity.signingkey.SigningKeys;
import dev.hostedui.protocol.jose.Claims;
import dev.hostedui.protocol.jose.KeyPair;
import dev.hostedui.protocol.jose.PublicKeySet;
import dev.hostedui.protocol.jose.Signer;
import dev.hostedui.protocol.jose.Verifier;
import dev.hostedui.protocol.oidc.AuthenticationContext;
import dev.hostedui.protocol.oidc.TokenHash;
import java.security.interfaces.RSAPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes what tokens say and signs them; reads our own again. */
final class Tokens {

  static final String ACCESS = "at+jwt";
  static final String ID = "JWT";

  private static final String LOGOUT = "logout+jwt";

  /**
   * How far the clock of an application may be behind ours. A token is good this long before it is
   * issued, because libraries refuse one whose {@code nbf} is ahead of their clock.
   */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /**
   * Some libraries refuse an {@code iat} that is ahead of their clock; others take it for our clock
   * and count an expiry from it, so this is less.
   */
  private static final Duration ISSUED_MARGIN = Duration.ofSeconds(5);

  private static final Duration ID_TOKEN_LIFETIME = Duration.ofMinutes(30);
  private static final Duration API_TOKEN_LIFETIME = Duration.ofHours(24);

  /** How long an application may take to look at a logout token (Back-Channel Logout §2.4). */
  private static final Duration LOGOUT_TOKEN_LIFETIME = Duration.ofMinutes(2);

  /** A token and how long it is good. */
  record Issued(String token, Duration lifetime) {
    /** Never with the token. */
    @Override
    public String toString() {
      return "a token for " + lifetime;
    }
  }

  private final String issuer;

  /** By each of which we have issued tokens that may still be good. */
  private final Set<String> issuers;

  private final SigningKeys keys;
  private final Environments environments;
  private final OwnClaims ownClaims;
  private final Ids ids;
  private final Clock clock;
  private volatile @Nullable Signing signing;

  private record Signing(SigningKey key, Signer signer) {}

  Tokens(Core core) {
    issuer = core.config.issuer();
    issuers = Set.copyOf(core.config.issuers());
    keys = core.signingKeys;
    environments = core.environments;
    ownClaims = new OwnClaims(core.tokenClaims);
    ids = core.ids;
    clock = core.clock;
  }

  /**
   * An access token of a person (RFC 9068), for the application itself. It ends with the session at
   * the latest.
   *
   * @param by the issuer by which the application knows us
   */
  Issued access(String by, Application application, Granted granted, Set<String> scope) {
    var own = application.accessTokenLifetime();
    var usual = own != null ? own : environments.current().accessTokenLifetime();
    var left = Duration.between(clock.instant(), granted.sessionEnds());
    var lifetime = left.compareTo(usual) < 0 ? left : usual;
    var claims = begun(by, lifetime);
    claims.put("aud", List.of(application.clientId()));
    claims.put("nbf", seconds(clock.instant().minus(MARGIN)));
    claims.put("sub", granted.user().id().value());
    claims.put("client_id", application.clientId());
    claims.put("jti", ids.next("tkn_"));
    claims.put("oid", granted.organization().id().value());
    claims.put("sid", granted.session().value());
    claims.put("gid", granted.id().value());
    claims.put("scope", Scopes.written(scope));
    claims.put("auth_time", seconds(granted.authenticatedAt()));
    claims.put("roles", granted.roles());
    claims.put("permissions", granted.permissions());
    put(claims, "xoid", granted.organization().externalId());
    put(claims, "xuid", granted.details().externalId());
    ownClaims.of(granted).forEach(claims::putIfAbsent);
    return new Issued(signer().sign(ACCESS, claims), lifetime);
  }

  /**
   * An access token of the application itself, for the management API.
   *
   * @param by the issuer by which the application knows us
   * @param scope what it is narrowed to, or null when it may do everything there
   */
  Issued api(String by, Application application, @Nullable String scope) {
    var claims = begun(by, API_TOKEN_LIFETIME);
    claims.put("aud", List.of(apiAudience(by)));
    claims.put("nbf", seconds(clock.instant().minus(MARGIN)));
    claims.put("sub", application.clientId());
    claims.put("client_id", application.clientId());
    claims.put("jti", ids.next("tkn_"));
    put(claims, "scope", scope);
    return new Issued(signer().sign(ACCESS, claims), API_TOKEN_LIFETIME);
  }

  /**
   * An access token of a client of an organization, for the app's API (RFC 9068).
   *
   * @param by the issuer that it was asked for from
   * @param scope some of those that the client may ask for
   * @param audience for whom it is
   */
  Issued program(String by, OrganizationClient client, List<String> scope, List<String> audience) {
    var details = client.details();
    var claims = begun(by, details.lifetime());
    claims.put("aud", audience);
    claims.put("nbf", seconds(clock.instant().minus(MARGIN)));
    claims.put("sub", client.id().value());
    claims.put("client_id", client.id().value());
    claims.put("jti", ids.next("tkn_"));
    claims.put("oid", client.organization().value());
    if (!scope.isEmpty()) {
      claims.put("scope", String.join(" ", scope));
      claims.put("scopes", scope);
    }
    if (!details.claims().isEmpty()) claims.put("custom_claims", details.claims());
    return new Issued(signer().sign(ACCESS, claims), details.lifetime());
  }

  /** What a token for the management API is for ({@code aud}). */
  static String apiAudience(String by) {
    return by + "/api/v1";
  }

  /**
   * An id token (OpenID Connect Core §2).
   *
   * @param by the issuer by which the application knows us
   * @param code what it is handed out for, or null on a refresh
   */
  String id(
      String by,
      Application application,
      Granted granted,
      Set<String> scope,
      String accessToken,
      @Nullable String code) {
    var claims = begun(by, ID_TOKEN_LIFETIME);
    claims.put("aud", List.of(application.clientId()));
    claims.put("azp", application.clientId());
    claims.put("client_id", application.clientId());
    claims.put("sid", granted.session().value());
    claims.put("auth_time", seconds(granted.authenticatedAt()));
    claims.put("amr", List.of(granted.authenticatedWith()));
    claims.put("acr", AuthenticationContext.of(granted.authenticatedWith()));
    claims.put("at_hash", TokenHash.ofAccessToken(accessToken));
    if (code != null) {
      claims.put("c_hash", TokenHash.ofCode(code));
      put(claims, "nonce", granted.nonce());
    }
    claims.putAll(person(granted, scope));
    return signer().sign(ID, claims);
  }

  /**
   * What the scope lets an application know about the person (OpenID Connect Core §5.4), and the
   * operator's own claims.
   */
  Map<String, Object> person(Granted granted, Set<String> scope) {
    var user = granted.user();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("sub", user.id().value());
    claims.put("oid", granted.organization().id().value());
    put(claims, "xoid", granted.organization().externalId());
    put(claims, "xuid", granted.details().externalId());
    if (scope.contains("email")) {
      claims.put("email", user.email().value());
      claims.put("email_verified", user.emailVerified());
    }
    if (scope.contains("profile")) {
      put(claims, "name", OwnClaims.nameOf(granted));
      put(claims, "given_name", user.givenName());
      put(claims, "family_name", user.familyName());
      for (var known : List.of("picture", "locale", "gender"))
        if (granted.details().profile().get(known) instanceof String text) put(claims, known, text);
      claims.put("preferred_username", user.email().value());
      claims.put("updated_at", seconds(granted.userUpdatedAt()));
      claims.put("organization_name", granted.organization().displayName());
    }
    ownClaims.of(granted).forEach(claims::putIfAbsent);
    return claims;
  }

  /** What is said about an access token that is good (RFC 7662 §2.2); granted may be null. */
  Map<String, Object> introspected(Claims claims, @Nullable Granted granted) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("active", true);
    answer.put("token_type", "Bearer");
    answer.putAll(claims.all());
    if (granted != null) {
      answer.put("username", granted.user().email().value());
      answer.put("roles", granted.roles());
      answer.put("permissions", granted.permissions());
    }
    return answer;
  }

  /**
   * What is said about a refresh token that is good.
   *
   * @param by the issuer by which the application knows us
   */
  Map<String, Object> introspected(String by, Application application, Granted granted) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("active", true);
    answer.put("iss", by);
    answer.put("client_id", application.clientId());
    answer.put("sub", granted.user().id().value());
    answer.put("username", granted.user().email().value());
    answer.put("oid", granted.organization().id().value());
    answer.put("sid", granted.session().value());
    answer.put("scope", Scopes.written(granted.scope()));
    return answer;
  }

  /**
   * A logout token (Back-Channel Logout §2.4).
   *
   * @param by the issuer by which the application knows us, or null for that of now
   */
  String logout(@Nullable String by, String clientId, String user, String session, String id) {
    var claims = begun(by == null ? issuer : by, LOGOUT_TOKEN_LIFETIME);
    claims.put("aud", List.of(clientId));
    claims.put("sub", user);
    claims.put("sid", session);
    claims.put("jti", id);
    claims.put("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of()));
    return signer().sign(LOGOUT, claims);
  }

  private Map<String, Object> begun(String by, Duration lifetime) {
    var now = clock.instant();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", by);
    claims.put("iat", seconds(now.minus(ISSUED_MARGIN)));
    claims.put("exp", seconds(now.plus(lifetime)));
    return claims;
  }

  /** The claims of an access token for a person that is ours and not past its time. */
  Optional<Claims> readAccess(String token) {
    var read = verifier(keys.shown()).verify(ACCESS, token);
    // another process may have made a key a moment ago
    if (read.isEmpty() && keys.mayBeNew(Verifier.keyId(token)))
      read = verifier(keys.shownNow()).verify(ACCESS, token);
    return read.filter(claims -> issuers.contains(claims.text("iss")))
        .filter(claims -> !claims.expired(clock.instant()));
  }

  /**
   * The claims of an access token for the management API: none that was issued for a person, and
   * none that is meant for anything else (RFC 9068 §4).
   */
  Optional<Claims> readApi(String token) {
    return readAccess(token)
        .filter(claims -> claims.audience().equals(List.of(apiAudience(claims.text("iss")))))
        .filter(claims -> claims.text("sub").equals(claims.text("client_id")));
  }

  /** The claims of an id token that was ours once; how long ago does not matter. */
  Optional<Claims> readIdHint(String token) {
    return verifier(keys.remembered())
        .verify(ID, token)
        .filter(claims -> issuers.contains(claims.text("iss")));
  }

  /** The set of public keys. */
  String publicKeys() {
    return PublicKeySet.json(publicKeys(keys.shownNow()));
  }

  private static Verifier verifier(List<SigningKey> keys) {
    return new Verifier(publicKeys(keys));
  }

  private static Map<String, RSAPublicKey> publicKeys(List<SigningKey> keys) {
    var all = new LinkedHashMap<String, RSAPublicKey>();
    for (var key : keys) all.put(key.id().value(), key.publicKey());
    return all;
  }

  private Signer signer() {
    var key = keys.current();
    var known = signing;
    if (known != null && known.key.id().equals(key.id())) return known.signer;
    var made =
        new Signing(
            key, new Signer(new KeyPair(key.id().value(), key.publicKey(), key.privateKey())));
    signing = made;
    return made.signer;
  }

  private static long seconds(Instant time) {
    return time.getEpochSecond();
  }

  private static void put(Map<String, Object> claims, String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) claims.put(name, value);
  }
}
