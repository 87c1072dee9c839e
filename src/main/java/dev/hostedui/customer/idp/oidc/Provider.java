package dev.hostedui.customer.idp.oidc;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.TokenErrorResponse;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import dev.hostedui.customer.idp.Idp;
import dev.hostedui.customer.idp.RefusedPage;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.net.URI;
import java.util.Objects;

/** The endpoints of the provider (OpenID Connect Core §3.1, Discovery §4). */
final class Provider {

  private static final String JSON = "application/json";

  private final Idp idp;
  private final OidcApps apps;
  private final Tokens tokens;

  Provider(Idp idp, OidcApps apps, Tokens tokens) {
    this.idp = idp;
    this.apps = apps;
    this.tokens = tokens;
  }

  void mount(RoutesConfig routes) {
    routes.get(
        "/.well-known/openid-configuration",
        ctx -> ctx.contentType(JSON).result(DiscoveryDocument.of(idp)));
    routes.get("/oidc/jwks", ctx -> ctx.contentType(JSON).result(keys()));
    routes.get("/oidc/authorize", this::authorize);
    routes.post("/oidc/authorize", this::authorize);
    routes.post("/oidc/token", this::token);
    routes.get("/oidc/userinfo", this::userInfo);
    routes.post("/oidc/userinfo", this::userInfo);
  }

  private String keys() {
    return new JWKSet(idp.publishedKeys().stream().<JWK>map(it -> it.jwk()).toList())
        .toPublicJWKSet()
        .toString();
  }

  // ------------------------------------------------------------------ authorize

  private void authorize(Context ctx) {
    var get = ctx.req().getMethod().equals("GET");
    AuthenticationRequest request;
    OidcApp app;
    try {
      request = AuthenticationRequest.parse(get ? ctx.queryParamMap() : ctx.formParamMap());
      app =
          apps.ofClient(request.getClientID().getValue())
              .orElseThrow(
                  () ->
                      new ParseException(
                          "No app is registered under the client id "
                              + request.getClientID().getValue()
                              + "."));
      if (!app.redirectUris().contains(request.getRedirectionURI().toString()))
        throw new ParseException(
            "The answer is wanted at "
                + request.getRedirectionURI()
                + ", which is not registered for this app.");
    } catch (ParseException e) {
      idp.site().show(ctx, 400, new RefusedPage(String.valueOf(e.getMessage())));
      return;
    }
    var waiting = new WaitingApp(idp, tokens, app, request);
    var session = idp.visits().session(ctx);
    var none = request.getPrompt() != null && request.getPrompt().toString().equals("none");
    if (!ResponseType.CODE.equals(request.getResponseType()))
      waiting.refuse(ctx, OAuth2Error.UNSUPPORTED_RESPONSE_TYPE);
    else if (!none) ctx.redirect(idp.visits().await(waiting), HttpStatus.SEE_OTHER);
    else if (session.isPresent()) waiting.goOn(ctx, session.get().person(), session.get());
    else waiting.refuse(ctx, new ErrorObject("login_required", "Nobody is signed in here."));
  }

  // ------------------------------------------------------------------ token

  private void token(Context ctx) {
    try {
      var request = TokenRequest.parse(message(ctx));
      var app = client(request);
      if (!(request.getAuthorizationGrant() instanceof AuthorizationCodeGrant grant))
        throw new GeneralException(OAuth2Error.UNSUPPORTED_GRANT_TYPE);
      var granted =
          tokens
              .redeem(grant.getAuthorizationCode().getValue())
              .filter(it -> it.app().id().equals(app.id()))
              .filter(it -> it.request().getRedirectionURI().equals(grant.getRedirectionURI()))
              .filter(it -> isProven(it, grant))
              .orElseThrow(() -> new GeneralException(OAuth2Error.INVALID_GRANT));
      var accessToken = tokens.accessToken(granted);
      var idToken = tokens.idToken(granted, accessToken);
      answer(
          ctx, new OIDCTokenResponse(new OIDCTokens(idToken, accessToken, null)).toHTTPResponse());
    } catch (GeneralException e) {
      var error = Objects.requireNonNullElse(e.getErrorObject(), OAuth2Error.INVALID_REQUEST);
      answer(ctx, new TokenErrorResponse(error).toHTTPResponse());
    }
  }

  private OidcApp client(TokenRequest request) throws GeneralException {
    if (request.getClientAuthentication() instanceof PlainClientSecret proof) {
      var app = apps.ofClient(proof.getClientID().getValue());
      if (app.isPresent() && proof.getClientSecret().equals(new Secret(app.get().clientSecret())))
        return app.get();
    }
    throw new GeneralException(OAuth2Error.INVALID_CLIENT);
  }

  /** Proof Key for Code Exchange (RFC 7636 §4.6): asked of whoever began with it. */
  private static boolean isProven(Tokens.Granted granted, AuthorizationCodeGrant grant) {
    var challenge = granted.request().getCodeChallenge();
    if (challenge == null) return grant.getCodeVerifier() == null;
    if (grant.getCodeVerifier() == null) return false;
    return challenge.equals(
        CodeChallenge.compute(granted.request().getCodeChallengeMethod(), grant.getCodeVerifier()));
  }

  private static HTTPRequest message(Context ctx) {
    var message = new HTTPRequest(HTTPRequest.Method.POST, URI.create(ctx.url()));
    for (var name : new String[] {"Content-Type", "Authorization"}) {
      var value = ctx.header(name);
      if (value != null) message.setHeader(name, value);
    }
    message.setBody(ctx.body());
    return message;
  }

  private static void answer(Context ctx, HTTPResponse response) {
    response.getHeaderMap().forEach((name, values) -> ctx.header(name, values.get(0)));
    ctx.status(response.getStatusCode())
        .contentType(JSON)
        .result(Objects.requireNonNullElse(response.getBody(), ""));
  }

  // ------------------------------------------------------------------ user info

  private void userInfo(Context ctx) {
    var header = Objects.requireNonNullElse(ctx.header("Authorization"), "");
    var claims = tokens.userInfo(header.replaceFirst("(?i)^Bearer ", ""));
    if (claims.isEmpty())
      ctx.status(401).header("WWW-Authenticate", "Bearer error=\"invalid_token\"");
    else ctx.contentType(JSON).result(JSONObjectUtils.toJSONString(claims.get()));
  }
}
