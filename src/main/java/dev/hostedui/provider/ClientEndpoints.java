package dev.hostedui.provider;

import com.google.common.base.Suppliers;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.grant.GrantId;
import dev.hostedui.identity.grant.Granted;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.protocol.oidc.ClientRequest;
import dev.hostedui.protocol.oidc.Discovery;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.protocol.oidc.Pkce;
import dev.hostedui.web.Access;
import dev.hostedui.web.Json;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Words;
import io.javalin.http.Context;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What clients call by themselves: the token, revocation and user info endpoints, the public keys
 * and the discovery document.
 *
 * <p>No cookie is read here, so pages of any origin may call it (browser applications do), and no
 * answer may be kept but those that are the same for everybody.
 */
public final class ClientEndpoints implements ProblemFace {

  /** The paths this face answers for, also when something goes wrong. */
  public static final Set<String> PATHS =
      Set.of("/oauth/token", "/oauth/revoke", "/userinfo", "/keys", "/.well-known/");

  private static final String JSON_TYPE = "application/json";

  /** Shorter than a new key is shown before it signs. */
  private static final String KEPT_A_WHILE = "public, max-age=3600";

  /** The same for as long as the program runs; made when first asked for. */
  private final Supplier<String> discovery;

  private final Applications applications;
  private final Grants grants;
  private final Tokens tokens;
  private final Requests requests;

  ClientEndpoints(
      String issuer, Applications applications, Grants grants, Tokens tokens, Requests requests) {
    this.discovery = Suppliers.memoize(() -> Discovery.document(issuer));
    this.applications = applications;
    this.grants = grants;
    this.tokens = tokens;
    this.requests = requests;
  }

  void mount(Routes routes) {
    routes.post("/oauth/token", Access.client(), this::token);
    routes.post("/oauth/revoke", Access.client(), this::revoke);
    routes.get("/userinfo", Access.client(), this::userInfo);
    routes.post("/userinfo", Access.client(), this::userInfo);
    routes.get("/keys", Access.client(), this::keys);
    routes.get("/.well-known/openid-configuration", Access.client(), this::discovery);
    for (var path : new String[] {"/oauth/token", "/oauth/revoke", "/userinfo"})
      routes.options(path, Access.client(), this::preflight);
  }

  // ------------------------------------------------------------------ token

  private void token(Context ctx) {
    fromAnywhere(ctx);
    try {
      var request =
          ClientRequest.token(
              ctx.header("Authorization"), ctx.header("Content-Type"), Requests.encodedForm(ctx));
      var application = authenticated(request.client());
      if (request instanceof ClientRequest.Code code) {
        Json.answer(ctx, 200, redeem(ctx, application, code));
      } else if (request instanceof ClientRequest.Refresh refresh) {
        Json.answer(ctx, 200, refresh(ctx, application, refresh));
      } else if (request instanceof ClientRequest.Credentials credentials) {
        Json.answer(ctx, 200, credentials(application, credentials));
      } else {
        throw OAuthProblem.unsupportedGrantType();
      }
    } catch (OAuthProblem problem) {
      refuse(ctx, problem);
    }
  }

  private Application authenticated(ClientRequest.Client client) {
    return applications
        .authenticate(client.id(), client.secret())
        .orElseThrow(OAuthProblem::invalidClient);
  }

  private Map<String, Object> redeem(
      Context ctx, Application application, ClientRequest.Code request) {
    var exchanged =
        grants
            .redeem(
                application,
                request.code(),
                request.redirectUri(),
                challenge -> proven(challenge, request.verifier()),
                requests.origin(ctx))
            .orElseThrow(
                () ->
                    OAuthProblem.invalidGrant(
                        "The code is unknown, used or expired, or was issued for another client,"
                            + " redirect URI or code verifier."));
    return answer(application, exchanged, exchanged.granted().scope(), request.code());
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
        grants
            .refresh(
                application,
                request.token(),
                granted -> asked == null || granted.scope().containsAll(words(asked)),
                requests.origin(ctx))
            .orElseThrow(
                () ->
                    OAuthProblem.invalidGrant(
                        "The refresh token is unknown, used or revoked, or its session has"
                            + " ended."));
    if (exchanged.refreshToken() == null)
      throw OAuthProblem.invalidScope("The scope is wider than what was granted.");
    return answer(
        application, exchanged, asked == null ? exchanged.granted().scope() : words(asked), null);
  }

  private static Set<String> words(String scope) {
    return new TreeSet<>(Arrays.asList(scope.strip().split(" +")));
  }

  private Map<String, Object> answer(
      Application application,
      Grants.Exchanged exchanged,
      Set<String> scope,
      @Nullable String code) {
    Granted granted = exchanged.granted();
    var access = tokens.access(application, granted, scope);
    var answer = answer(access);
    answer.put("scope", String.join(" ", scope.stream().sorted().toList()));
    if (scope.contains("openid"))
      answer.put("id_token", tokens.id(application, granted, scope, access.token(), code));
    if (exchanged.refreshToken() != null) answer.put("refresh_token", exchanged.refreshToken());
    return answer;
  }

  private Map<String, Object> credentials(
      Application application, ClientRequest.Credentials request) {
    if (!application.managementApi())
      throw OAuthProblem.unauthorizedClient(
          "This client is not allowed to ask for its own tokens.");
    if (request.scope() != null)
      throw OAuthProblem.invalidScope("There are no scopes for a client's own tokens.");
    return answer(tokens.api(application));
  }

  private static Map<String, Object> answer(Tokens.Issued access) {
    var answer = new LinkedHashMap<String, Object>();
    answer.put("access_token", access.token());
    answer.put("token_type", "Bearer");
    // on the safe side of the second that has passed when this is read
    answer.put("expires_in", access.lifetime().minus(Duration.ofSeconds(1)).toSeconds());
    return answer;
  }

  // ------------------------------------------------------------------ revocation

  /** RFC 7009 §2.2: the answer is the same whether there was anything to revoke. */
  private void revoke(Context ctx) {
    fromAnywhere(ctx);
    try {
      var request =
          ClientRequest.revocation(
              ctx.header("Authorization"), ctx.header("Content-Type"), Requests.encodedForm(ctx));
      var application = authenticated(request.client());
      var origin = requests.origin(ctx);
      if (request.token().startsWith("rt_")) {
        grants.revokeRefreshToken(application, request.token(), origin);
      } else {
        tokens
            .readAccess(request.token())
            .flatMap(claims -> GrantId.parse(claims.text("gid")))
            .ifPresent(grant -> grants.revoke(application, grant, origin));
      }
      ctx.status(200);
    } catch (OAuthProblem problem) {
      refuse(ctx, problem);
    }
  }

  // ------------------------------------------------------------------ user info

  private void userInfo(Context ctx) {
    fromAnywhere(ctx);
    var header = ctx.header("Authorization");
    if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
      // RFC 6750 §3.1: who sends no token is told no error
      ctx.status(401).header("WWW-Authenticate", "Bearer");
      return;
    }
    var claims = tokens.readAccess(header.substring(7).strip());
    var granted = claims.flatMap(it -> GrantId.parse(it.text("gid"))).flatMap(grants::live);
    if (claims.isEmpty() || granted.isEmpty()) {
      bearerProblem(ctx, 401, "invalid_token", "The token is unknown, expired or revoked.");
      return;
    }
    var scope = words(claims.get().text("scope"));
    if (!scope.contains("openid")) {
      bearerProblem(ctx, 403, "insufficient_scope", "The token has no openid scope.");
      return;
    }
    Json.answer(ctx, 200, Tokens.person(granted.get(), scope));
  }

  private static void bearerProblem(Context ctx, int status, String error, String description) {
    ctx.header(
        "WWW-Authenticate",
        "Bearer error=\"%s\", error_description=\"%s\"".formatted(error, description));
    Json.answer(ctx, status, Map.of("error", error, "error_description", description));
  }

  // ------------------------------------------------------------------ the same for everybody

  private void keys(Context ctx) {
    fromAnywhere(ctx);
    kept(ctx);
    ctx.contentType(JSON_TYPE).result(tokens.publicKeys());
  }

  private void discovery(Context ctx) {
    fromAnywhere(ctx);
    kept(ctx);
    ctx.contentType(JSON_TYPE).result(discovery.get());
  }

  private static void kept(Context ctx) {
    ctx.res().setHeader("Cache-Control", KEPT_A_WHILE);
  }

  private void preflight(Context ctx) {
    fromAnywhere(ctx);
    ctx.header("Access-Control-Allow-Methods", "GET, POST")
        .header("Access-Control-Allow-Headers", "Authorization, Content-Type")
        .header("Access-Control-Max-Age", "86400")
        .status(204);
  }

  /** No cookie counts here, so a page that calls from elsewhere gains nothing it has not got. */
  private static void fromAnywhere(Context ctx) {
    ctx.header("Access-Control-Allow-Origin", "*");
  }

  // ------------------------------------------------------------------ answers

  private static void refuse(Context ctx, OAuthProblem problem) {
    if (problem.status() == 401)
      ctx.header("WWW-Authenticate", "Basic realm=\"clients\", charset=\"UTF-8\"");
    Json.answer(
        ctx,
        problem.status(),
        Map.of("error", problem.error(), "error_description", problem.description()));
  }

  @Override
  public void refuse(Context ctx, int status, Problem problem) {
    var error =
        switch (status) {
          case 500 -> "server_error";
          case 503 -> "temporarily_unavailable";
          default -> "invalid_request";
        };
    fromAnywhere(ctx);
    Json.answer(
        ctx, status, Map.of("error", error, "error_description", Words.english().of(problem)));
  }
}
