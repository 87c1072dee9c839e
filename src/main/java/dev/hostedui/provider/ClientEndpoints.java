package dev.hostedui.provider;

import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.application.ApiRights;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.ClientKeys;
import dev.hostedui.identity.application.OrganizationClient;
import dev.hostedui.identity.application.OrganizationClientId;
import dev.hostedui.identity.application.OrganizationClients;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.grant.Exchanged;
import dev.hostedui.identity.grant.GrantId;
import dev.hostedui.identity.grant.Granted;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.identity.grant.RefreshTokens;
import dev.hostedui.protocol.jose.Claims;
import dev.hostedui.protocol.oidc.ClientRequest;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.oidc.Pkce;
import dev.hostedui.web.Access;
import dev.hostedui.web.Json;
import dev.hostedui.web.OwnAddresses;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What applications call with proof of who they are: the token endpoint (RFC 6749 §3.2), the
 * revocation endpoint (RFC 7009) and the introspection endpoint (RFC 7662).
 */
final class ClientEndpoints {

  private final Clients clients;
  private final Applications applications;
  private final OrganizationClients organizationClients;
  private final ClientKeys clientKeys;
  private final Environments environments;
  private final AuthorizationCodes codes;
  private final RefreshTokens refreshTokens;
  private final Grants grants;
  private final Tokens tokens;
  private final Requests requests;
  private final OwnAddresses addresses;

  ClientEndpoints(Core core, Web web, Tokens tokens) {
    this.clients = new Clients(core);
    this.applications = core.applications;
    this.organizationClients = core.organizationClients;
    this.clientKeys = core.clientKeys;
    this.environments = core.environments;
    this.codes = core.authorizationCodes;
    this.refreshTokens = core.refreshTokens;
    this.grants = core.grants;
    this.tokens = tokens;
    this.requests = web.requests();
    this.addresses = web.addresses();
  }

  void mount(Routes routes) {
    routes.post("/oauth/token", Access.client(), ctx -> answer(ctx, this::token));
    routes.post("/oauth/revoke", Access.client(), ctx -> answer(ctx, this::revoke));
    routes.post("/oauth/introspect", Access.client(), ctx -> answer(ctx, this::introspect));
    // a server's endpoint: who introspects keeps a secret, and a page cannot
    ClientAnswers.preflight(routes, "/oauth/token", "/oauth/revoke");
  }

  private static void answer(Context ctx, Function<Context, Map<String, Object>> work) {
    ClientAnswers.fromAnywhere(ctx);
    ctx.header("Pragma", "no-cache"); // RFC 6749 §5.1 wants it beside Cache-Control
    try {
      var said = work.apply(ctx);
      // what says nothing is of no type: some clients would read it as what it says it is
      if (!said.isEmpty()) Json.answer(ctx, 200, said);
    } catch (OAuthProblem problem) {
      ClientAnswers.refuse(ctx, problem);
    }
  }

  // ------------------------------------------------------------------ token

  private Map<String, Object> token(Context ctx) {
    var request =
        ClientRequest.token(
            ctx.header("Authorization"), ctx.header("Content-Type"), Requests.encodedForm(ctx));
    if (isOfProgram(request)) return ofProgram(addresses.asked(ctx), request);
    var application = clients.authenticated(request.client());
    if (request instanceof ClientRequest.Code code) return redeem(ctx, application, code);
    if (request instanceof ClientRequest.Refresh refresh) return refresh(ctx, application, refresh);
    return own(addresses.asked(ctx), application, (ClientRequest.Own) request);
  }

  private Map<String, Object> redeem(
      Context ctx, Application application, ClientRequest.Code request) {
    var exchanged =
        codes
            .redeem(
                application,
                request.code(),
                request.redirectUri(),
                challenge -> proven(challenge, request.verifier()),
                requests.origin(ctx))
            .orElseThrow(() -> refusal(request));
    return answer(ctx, application, exchanged, exchanged.granted().scope(), request.code());
  }

  /** What was not sent may be said; what is wrong with the code is nobody's business. */
  private static OAuthProblem refusal(ClientRequest.Code request) {
    if (request.redirectUri() == null)
      return OAuthProblem.invalidRequest(
          "redirect_uri is missing: send the one of the authorization request.");
    return OAuthProblem.invalidGrant(
        "The code is unknown, used or expired, or was issued for another client, redirect_uri or"
            + " code_verifier"
            + (request.verifier() == null ? " (none came)." : ".")
            + " Sign in again for another one.");
  }

  /** RFC 9700 §2.1.1: a verifier without a challenge is as wrong as a challenge without one. */
  private static boolean proven(@Nullable String challenge, @Nullable String verifier) {
    if (challenge == null || verifier == null) return challenge == null && verifier == null;
    return Pkce.matches(verifier, challenge);
  }

  private Map<String, Object> refresh(
      Context ctx, Application application, ClientRequest.Refresh request) {
    var asked = request.scope();
    var exchanged =
        refreshTokens
            .exchange(
                application,
                request.token(),
                granted -> asked == null || granted.scope().containsAll(Scopes.of(asked)),
                requests.origin(ctx))
            .orElseThrow(
                () ->
                    OAuthProblem.invalidGrant(
                        "The refresh token is unknown, used or revoked, is another client's, or its"
                            + " session has ended. Sign in again."));
    var scope = exchanged.granted().scope();
    if (exchanged.refreshToken() == null)
      throw OAuthProblem.invalidScope(
          "The scope is wider than what was granted: " + Scopes.written(scope) + ".");
    return answer(ctx, application, exchanged, asked == null ? scope : Scopes.of(asked), null);
  }

  /** Whoever asks by an earlier address of ours is given tokens of the issuer that they know. */
  private Map<String, Object> answer(
      Context ctx,
      Application application,
      Exchanged exchanged,
      Set<String> scope,
      @Nullable String code) {
    Granted granted = exchanged.granted();
    var by = addresses.asked(ctx);
    if (!by.equals(application.issuer())) {
      applications.knowsUsBy(application.id(), by);
      environments.refresh();
    }
    var access = tokens.access(by, application, granted, scope);
    var answer = answer(access);
    answer.put("scope", Scopes.written(scope));
    if (scope.contains("openid"))
      answer.put("id_token", tokens.id(by, application, granted, scope, access.token(), code));
    if (exchanged.refreshToken() != null) answer.put("refresh_token", exchanged.refreshToken());
    return answer;
  }

  private Map<String, Object> own(String by, Application application, ClientRequest.Own request) {
    if (!application.managementApi())
      throw OAuthProblem.unauthorizedClient(
          "This client may not have tokens of its own (client_credentials). An operator allows it"
              + " with application create --management-api, and to an app that is there already"
              + " with PATCH /api/v1/clients/"
              + application.clientId()
              + " and allow_management_api true.");
    if (!List.of(Tokens.apiAudience(by)).containsAll(request.resources()))
      throw OAuthProblem.invalidTarget(
          "A client's own tokens are for " + Tokens.apiAudience(by) + " and nothing else.");
    var scope = request.scope();
    if (scope == null || scope.isBlank()) return answer(tokens.api(by, application, null));
    var rights =
        ApiRights.of(scope)
            .orElseThrow(
                () ->
                    OAuthProblem.invalidScope(
                        "The scope of a client's own token is made of permissions that begin with"
                            + " sk_org_, and of "
                            + ApiRights.OPERATE
                            + ". Without scope it holds all of them."));
    var answer = answer(tokens.api(by, application, rights.scope()));
    answer.put("scope", rights.scope());
    return answer;
  }

  /** A client of an organization signs nobody in: it gets tokens of its own and no others. */
  private Map<String, Object> ofProgram(String by, ClientRequest request) {
    var client = program(request);
    if (!(request instanceof ClientRequest.Own own))
      throw OAuthProblem.unauthorizedClient(
          "A client of an organization has tokens of its own only: send"
              + " grant_type=client_credentials.");
    var details = client.details();
    var allowed = details.audience().isEmpty() ? List.of(client.id().value()) : details.audience();
    var named = own.resources();
    if (!allowed.containsAll(named))
      throw OAuthProblem.invalidTarget(
          "The tokens of this client are for " + String.join(", ", allowed) + ".");
    var asked = own.scope();
    var scope = asked == null || asked.isBlank() ? details.scopes() : List.copyOf(Scopes.of(asked));
    if (!details.scopes().containsAll(scope))
      throw OAuthProblem.invalidScope(
          details.scopes().isEmpty()
              ? "This client has no scopes."
              : "The scopes of this client are " + String.join(" ", details.scopes()) + ".");
    var answer = answer(tokens.program(by, client, scope, named.isEmpty() ? allowed : named));
    if (!scope.isEmpty()) answer.put("scope", String.join(" ", scope));
    return answer;
  }

  private static Map<String, Object> answer(Tokens.Issued access) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("access_token", access.token());
    answer.put("token_type", "Bearer");
    // a second less: about as long as the answer is on its way
    answer.put("expires_in", Math.max(0, access.lifetime().toSeconds() - 1));
    return answer;
  }

  // ------------------------------------------------------------------ revocation

  /**
   * RFC 7009 §2.2: who asks cannot tell whether there was anything to revoke. The answer says
   * nothing.
   */
  private Map<String, Object> revoke(Context ctx) {
    var request =
        ClientRequest.ofToken(
            ctx.header("Authorization"), ctx.header("Content-Type"), Requests.encodedForm(ctx));
    if (isOfProgram(request)) {
      if (ownToken(request).isPresent())
        throw OAuthProblem.unsupportedTokenType(
            "The tokens of a client of an organization are checked without asking us, and live"
                + " until they end: have its scopes or lifetime changed, or the client deleted.");
      return Map.of();
    }
    var application = clients.authenticated(request.client());
    if (request.token().startsWith("rt_"))
      refreshTokens.revoke(application, request.token(), requests.origin(ctx));
    else
      tokens
          .readAccess(request.token())
          .ifPresent(claims -> revoke(application, claims, requests.origin(ctx)));
    return Map.of();
  }

  private void revoke(Application application, Claims claims, Actor.Origin origin) {
    var grant = GrantId.parse(claims.text("gid"));
    if (grant.isPresent()) grants.revoke(application, grant.get(), origin);
    else if (claims.text("client_id").equals(application.clientId()))
      clientKeys.revokeToken(application, claims.text("jti"), claims.end());
  }

  private static boolean isOfProgram(ClientRequest request) {
    return OrganizationClientId.parse(request.client().clientId()).isPresent();
  }

  private OrganizationClient program(ClientRequest request) {
    return organizationClients
        .authenticate(request.client().clientId(), request.client().secret())
        .orElseThrow(OAuthProblem::invalidClient);
  }

  /** What a token says that a client of an organization asks about, if it is its own. */
  private Optional<Claims> ownToken(ClientRequest.OfToken request) {
    var client = program(request).id().value();
    return tokens
        .readAccess(request.token())
        .filter(claims -> client.equals(claims.text("client_id")));
  }

  // ------------------------------------------------------------------ introspection

  /**
   * RFC 7662 §2.2: what a token is worth now, to the application it was issued to; any other token
   * is not active, whoever's it is.
   */
  private Map<String, Object> introspect(Context ctx) {
    var request =
        ClientRequest.ofToken(
            ctx.header("Authorization"), ctx.header("Content-Type"), Requests.encodedForm(ctx));
    if (isOfProgram(request)) {
      return ownToken(request).map(claims -> tokens.introspected(claims, null)).orElse(inactive());
    }
    var application = clients.authenticated(request.client());
    // RFC 7662 §2.1: without proof of who asks, stolen tokens could be tried out here
    if (!application.type().confidential()) throw OAuthProblem.invalidClient();
    if (request.token().startsWith("rt_"))
      return refreshTokens
          .introspect(application, request.token())
          .map(granted -> tokens.introspected(addresses.asked(ctx), application, granted))
          .orElse(inactive());
    return tokens
        .readAccess(request.token())
        .filter(claims -> application.clientId().equals(claims.text("client_id")))
        .flatMap(this::stillGood)
        .orElse(inactive());
  }

  private Optional<Map<String, Object>> stillGood(Claims claims) {
    var grant = GrantId.parse(claims.text("gid"));
    // a client's own token belongs to no grant
    if (grant.isEmpty())
      return applications
          .ofOwnToken(claims.text("client_id"), claims.text("jti"))
          .map(application -> tokens.introspected(claims, null));
    return grant.flatMap(grants::live).map(granted -> tokens.introspected(claims, granted));
  }

  private static Map<String, Object> inactive() {
    return Map.of("active", false);
  }
}
