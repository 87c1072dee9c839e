package dev.hostedui.protocol.oidc;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenRevocationRequest;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.PlainClientSecret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * A request a client sends by itself, to the token endpoint (RFC 6749 §4.1.3, §4.4.2, §6) or the
 * revocation endpoint (RFC 7009 §2.1).
 */
public sealed interface ClientRequest {

  /** Who asks. */
  Client client();

  /**
   * How the client says who it is: by HTTP Basic or in the body (RFC 6749 §2.3.1), or without a
   * secret, as public clients do.
   */
  record Client(String id, @Nullable String secret) {
    /** Never with the secret. */
    @Override
    public String toString() {
      return id;
    }
  }

  /** An authorization code to be exchanged. */
  record Code(Client client, String code, @Nullable String redirectUri, @Nullable String verifier)
      implements ClientRequest {
    /** Never with the code or the verifier. */
    @Override
    public String toString() {
      return "code of " + client;
    }
  }

  /** A refresh token to be exchanged; the scope may be asked to be narrower. */
  record Refresh(Client client, String token, @Nullable String scope) implements ClientRequest {
    /** Never with the token. */
    @Override
    public String toString() {
      return "refresh token of " + client;
    }
  }

  /** A token for the client itself. */
  record Credentials(Client client, @Nullable String scope) implements ClientRequest {}

  /** A token to be made worthless. */
  record Revocation(Client client, String token) implements ClientRequest {
    /** Never with the token. */
    @Override
    public String toString() {
      return "revocation by " + client;
    }
  }

  /**
   * Reads a request to the token endpoint.
   *
   * @param authorization the {@code Authorization} header, or null
   * @throws OAuthProblem when it is not well formed, or of a grant type that is not offered
   */
  static ClientRequest token(
      @Nullable String authorization, @Nullable String contentType, String body) {
    TokenRequest request;
    try {
      request = TokenRequest.parse(http(authorization, contentType, body));
    } catch (ParseException e) {
      throw problem(e);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw unreadable();
    }
    var client = client(request.getClientAuthentication(), request.getClientID());
    var grant = request.getAuthorizationGrant();
    var scope = request.getScope() == null ? null : request.getScope().toString();
    if (grant instanceof AuthorizationCodeGrant code) {
      var redirectUri = code.getRedirectionURI();
      var verifier = code.getCodeVerifier();
      return new Code(
          client,
          code.getAuthorizationCode().getValue(),
          redirectUri == null ? null : redirectUri.toString(),
          verifier == null ? null : verifier.getValue());
    }
    if (grant instanceof RefreshTokenGrant refresh)
      return new Refresh(client, refresh.getRefreshToken().getValue(), scope);
    if (grant instanceof ClientCredentialsGrant) return new Credentials(client, scope);
    throw OAuthProblem.unsupportedGrantType();
  }

  /**
   * Reads a request to the revocation endpoint.
   *
   * @throws OAuthProblem when it is not well formed
   */
  static Revocation revocation(
      @Nullable String authorization, @Nullable String contentType, String body) {
    try {
      var request = TokenRevocationRequest.parse(http(authorization, contentType, body));
      return new Revocation(
          client(request.getClientAuthentication(), request.getClientID()),
          request.getToken().getValue());
    } catch (ParseException e) {
      throw problem(e);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw unreadable();
    }
  }

  private static HTTPRequest http(
      @Nullable String authorization, @Nullable String contentType, String body)
      throws ParseException {
    var parameters = FormParameters.parse(body);
    // RFC 6749 §3.2; and the library takes quadratic time over those sent often
    if (parameters.values().stream().anyMatch(values -> values.size() > 1))
      throw OAuthProblem.invalidRequest("A parameter is sent more than once.");
    // RFC 6749 §2.3: a client proves itself in one way
    if (authorization != null && parameters.containsKey("client_secret"))
      throw OAuthProblem.invalidRequest("The client authenticates in two ways at once.");
    var http = new HTTPRequest(HTTPRequest.Method.POST, URI.create("https://localhost/"));
    if (contentType != null) http.setContentType(contentType);
    if (authorization != null) http.setAuthorization(authorization);
    http.setBody(body);
    return http;
  }

  private static Client client(
      @Nullable ClientAuthentication authentication, @Nullable ClientID id) {
    if (authentication instanceof PlainClientSecret secret)
      return new Client(secret.getClientID().getValue(), secret.getClientSecret().getValue());
    if (authentication != null || id == null) throw OAuthProblem.invalidClient();
    return new Client(id.getValue(), null);
  }

  private static OAuthProblem problem(ParseException e) {
    var error = e.getErrorObject();
    var code = error == null ? null : error.getCode();
    if (code == null) return unreadable();
    return switch (code) {
      case "invalid_client" -> OAuthProblem.invalidClient();
      case "unsupported_grant_type" -> OAuthProblem.unsupportedGrantType();
      default -> OAuthProblem.of(code, "The request is not well formed.");
    };
  }

  /** The library stumbles over some requests in ways of its own; they are none all the same. */
  private static OAuthProblem unreadable() {
    return OAuthProblem.invalidRequest("The request is not well formed.");
  }
}
