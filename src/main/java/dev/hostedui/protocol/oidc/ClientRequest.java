package dev.hostedui.protocol.oidc;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A request a client sends by itself: to the token endpoint (RFC 6749 §4.1.3, §4.4.2, §6), the
 * revocation endpoint (RFC 7009 §2.1) or the introspection endpoint (RFC 7662 §2.1).
 */
public sealed interface ClientRequest {

  /** Who asks. */
  ClientCredential client();

  /** An authorization code to be exchanged. */
  record Code(
      ClientCredential client, String code, @Nullable String redirectUri, @Nullable String verifier)
      implements ClientRequest {
    /** Never with the code or the verifier. */
    @Override
    public String toString() {
      return "code of " + client;
    }
  }

  /** A refresh token to be exchanged; the scope may be asked to be narrower. */
  record Refresh(ClientCredential client, String token, @Nullable String scope)
      implements ClientRequest {
    /** Never with the token. */
    @Override
    public String toString() {
      return "refresh token of " + client;
    }
  }

  /**
   * A token for the client itself.
   *
   * @param resources what it is to be used at (RFC 8707 §2); empty when the client does not say
   */
  record Own(ClientCredential client, @Nullable String scope, List<String> resources)
      implements ClientRequest {}

  /** A token to be made worthless, or to be told about. */
  record OfToken(ClientCredential client, String token) implements ClientRequest {
    /** Never with the token. */
    @Override
    public String toString() {
      return "token of " + client;
    }
  }

  /** The grant types here, as the token endpoint names them. */
  List<String> GRANT_TYPES = List.of("authorization_code", "refresh_token", "client_credentials");

  /** What other providers take and clients may be set to. */
  Set<String> OTHER_GRANT_TYPES =
      Set.of(
          "password",
          "implicit",
          "urn:ietf:params:oauth:grant-type:device_code",
          "urn:ietf:params:oauth:grant-type:jwt-bearer",
          "urn:ietf:params:oauth:grant-type:saml2-bearer",
          "urn:ietf:params:oauth:grant-type:token-exchange",
          "urn:openid:params:grant-type:ciba");

  /** RFC 7636 §4.1. */
  Pattern VERIFIER = Pattern.compile("[A-Za-z0-9._~-]{43,128}");

  /**
   * Reads a request to the token endpoint.
   *
   * @param authorization the {@code Authorization} header, or null
   * @throws OAuthProblem when the client does not say who it is, something is missing or malformed,
   *     or the grant type is not offered
   */
  static ClientRequest token(
      @Nullable String authorization, @Nullable String contentType, String body) {
    var all = parameters(contentType, body);
    var sent = FormParameters.once(all);
    var client = ClientCredential.read(authorization, sent);
    // RFC 9396 §5: whoever asks for less than all must not be given all
    if (sent.containsKey("authorization_details")) throw OAuthProblem.invalidAuthorizationDetails();
    var grantType = sent.getOrDefault("grant_type", "");
    return switch (grantType) {
      case "authorization_code" ->
          new Code(
              client,
              needed(sent, "code", "the one the browser brought to the redirect_uri"),
              sent.get("redirect_uri"),
              verifier(sent.get("code_verifier")));
      case "refresh_token" ->
          new Refresh(
              client,
              needed(sent, "refresh_token", "the one the last answer of this endpoint brought"),
              sent.get("scope"));
      case "client_credentials" -> new Own(client, sent.get("scope"), resources(all));
      case "" ->
          throw OAuthProblem.invalidRequest(
              "grant_type is missing: send " + String.join(", ", GRANT_TYPES) + ", one of them.");
      default ->
          throw OAuthProblem.unsupportedGrantType(
              OTHER_GRANT_TYPES.contains(grantType) ? grantType : null);
    };
  }

  /**
   * Reads a request to the revocation or the introspection endpoint.
   *
   * @throws OAuthProblem when the client does not say who it is or there is no token
   */
  static OfToken ofToken(
      @Nullable String authorization, @Nullable String contentType, String body) {
    var sent = FormParameters.once(parameters(contentType, body));
    return new OfToken(
        ClientCredential.read(authorization, sent),
        needed(sent, "token", "a refresh token or an access token"));
  }

  private static Map<String, List<String>> parameters(@Nullable String contentType, String body) {
    if (!FormParameters.isForm(contentType))
      throw OAuthProblem.invalidRequest(
          "The body must be a form, with Content-Type: application/x-www-form-urlencoded. "
              + (contentType == null || contentType.isBlank()
                  ? "No Content-Type came."
                  : "Another Content-Type came."));
    return FormParameters.parse(body);
  }

  private static String needed(Map<String, String> sent, String name, String what) {
    var value = sent.get(name);
    if (value == null) throw OAuthProblem.invalidRequest(name + " is missing: send " + what + ".");
    return value;
  }

  /** Some libraries call it {@code audience}. */
  private static List<String> resources(Map<String, List<String>> all) {
    return all.getOrDefault("resource", all.getOrDefault("audience", List.of())).stream()
        .filter(it -> !it.isEmpty())
        .distinct()
        .toList();
  }

  private static @Nullable String verifier(@Nullable String sent) {
    if (sent != null && !VERIFIER.matcher(sent).matches())
      throw OAuthProblem.invalidRequest(
          "The code_verifier is none: 43 to 128 letters, digits or - . _ ~ (RFC 7636).");
    return sent;
  }
}
