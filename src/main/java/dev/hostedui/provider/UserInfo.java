package dev.hostedui.provider;

import dev.hostedui.identity.grant.GrantId;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.protocol.oidc.AuthorizationRequest;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Access;
import dev.hostedui.web.Json;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.Map;

/**
 * Tells about the person an access token is for (OpenID Connect Core §5.3). The token comes in the
 * {@code Authorization} header or in a form (RFC 6750 §2.1, §2.2), never in the address, which logs
 * keep.
 */
final class UserInfo {

  private final Tokens tokens;
  private final Grants grants;

  UserInfo(Tokens tokens, Grants grants) {
    this.tokens = tokens;
    this.grants = grants;
  }

  void mount(Routes routes) {
    routes.get("/userinfo", Access.client(), this::answer);
    routes.post("/userinfo", Access.client(), this::answer);
    ClientAnswers.preflight(routes, "/userinfo");
  }

  private void answer(Context ctx) {
    ClientAnswers.fromAnywhere(ctx);
    String token;
    try {
      token = token(ctx);
    } catch (OAuthProblem problem) {
      refuse(ctx, 400, problem.error(), problem.description());
      return;
    }
    if (token.isEmpty() && isElsewhere(ctx)) {
      refuse(
          ctx,
          400,
          "invalid_request",
          "The access token is not taken from where it was sent. Send it in the Authorization"
              + " header or as a form.");
      return;
    }
    if (token.isEmpty()) {
      // RFC 6750 §3.1: who sends no token is told no error
      ctx.header("WWW-Authenticate", "Bearer");
      ctx.status(401);
      return;
    }
    var claims = tokens.readAccess(token);
    var granted = claims.flatMap(it -> GrantId.parse(it.text("gid"))).flatMap(grants::live);
    if (claims.isEmpty() || granted.isEmpty()) {
      refuse(
          ctx,
          401,
          "invalid_token",
          "The access token is unknown, expired or revoked, or its session has ended. Refresh it,"
              + " or sign in again.");
      return;
    }
    var scope = Scopes.of(claims.get().text("scope"));
    if (!scope.contains("openid")) {
      refuse(
          ctx,
          403,
          "insufficient_scope",
          "The access token has no openid scope. Ask for it when signing in and when refreshing.");
      return;
    }
    var person = tokens.person(granted.get(), scope);
    person.put("roles", granted.get().roles());
    person.put("permissions", granted.get().permissions());
    Json.answer(ctx, 200, person);
  }

  /** The token, empty when none was sent. */
  private static String token(Context ctx) {
    var header = ctx.header("Authorization");
    var bearer = header != null && header.regionMatches(true, 0, "Bearer ", 0, 7);
    var inBody =
        isForm(ctx)
            ? AuthorizationRequest.single(
                FormParameters.parse(Requests.encodedForm(ctx)), "access_token")
            : "";
    if (bearer && !inBody.isEmpty())
      throw OAuthProblem.invalidRequest(
          "The access token is sent in two ways at once. Send it in the Authorization header or in"
              + " the body.");
    return header != null && bearer ? header.substring(7).strip() : inBody;
  }

  private static boolean isForm(Context ctx) {
    return "POST".equals(ctx.req().getMethod())
        && FormParameters.isForm(ctx.header("Content-Type"));
  }

  /** Whether what came may hold a token where none is taken from. */
  private static boolean isElsewhere(Context ctx) {
    return Requests.hasQuery(ctx, "access_token") || (!isForm(ctx) && ctx.bodyAsBytes().length > 0);
  }

  private static void refuse(Context ctx, int status, String error, String description) {
    ctx.header(
        "WWW-Authenticate",
        "Bearer error=\"%s\", error_description=\"%s\"".formatted(error, description));
    Json.answer(ctx, status, Map.of("error", error, "error_description", description));
  }
}
