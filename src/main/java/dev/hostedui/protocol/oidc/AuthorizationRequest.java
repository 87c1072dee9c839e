package dev.hostedui.protocol.oidc;

import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.AuthenticationRequest;
import com.nimbusds.openid.connect.sdk.Prompt;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A request to sign somebody in (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1).
 *
 * @param scope what is asked for and known here, always with {@code openid}
 * @param codeChallenge the S256 challenge of RFC 7636 §4.2, or null
 * @param maxAgeSeconds how long ago the sign-in may be, or null
 * @param organization the organization to be active, or null
 * @param connection the upstream connection to use, or null
 * @param provider the social provider to use, or null
 * @param domain the email domain whose connection to use, or null
 */
public record AuthorizationRequest(
    Set<String> scope,
    @Nullable String nonce,
    @Nullable String codeChallenge,
    Set<Ask> prompt,
    @Nullable Long maxAgeSeconds,
    @Nullable String loginHint,
    @Nullable String organization,
    @Nullable String connection,
    @Nullable String provider,
    @Nullable String domain) {

  /** What the person is to be asked, whatever is known already. */
  public enum Ask {
    NONE,
    LOGIN,
    CREATE,
    SELECT_ACCOUNT
  }

  private static final Set<String> SCOPES = Set.of("openid", "profile", "email", "offline_access");
  private static final int LONGEST_NONCE = 1_000;
  private static final int LONGEST_STATE = 1_000;
  private static final int LONGEST_HINT = 320;

  /** What the library reads; it stumbles over some values of others, which are not used here. */
  private static final Set<String> READ =
      Set.of(
          "response_type",
          "response_mode",
          "client_id",
          "redirect_uri",
          "scope",
          "nonce",
          "code_challenge",
          "code_challenge_method",
          "prompt",
          "max_age",
          "login_hint");

  /**
   * The single value of a parameter, empty when it is missing.
   *
   * @throws OAuthProblem when it is sent more than once (RFC 6749 §3.1)
   */
  public static String single(Map<String, List<String>> parameters, String name) {
    var values = parameters.getOrDefault(name, List.of());
    if (values.size() > 1)
      throw OAuthProblem.invalidRequest("The parameter " + name + " is sent more than once.");
    return values.isEmpty() ? "" : values.get(0);
  }

  /**
   * What the client wants to have back with the answer; empty when it sent none, or several.
   *
   * @throws OAuthProblem when it is too long to be sent back
   */
  public static String state(Map<String, List<String>> parameters) {
    var values = parameters.getOrDefault("state", List.of());
    if (values.size() != 1) return "";
    if (values.get(0).length() > LONGEST_STATE)
      throw OAuthProblem.invalidRequest("The state is longer than 1000 characters.");
    return values.get(0);
  }

  /**
   * Reads the parameters of a request whose client and redirect URI have been checked already.
   *
   * @throws OAuthProblem for anything a client must hear about at its redirect URI
   */
  public static AuthorizationRequest parse(Map<String, List<String>> parameters) {
    for (var name : parameters.keySet()) single(parameters, name);
    if (parameters.containsKey("request"))
      throw OAuthProblem.of("request_not_supported", "Request objects are not supported.");
    if (parameters.containsKey("request_uri"))
      throw OAuthProblem.of("request_uri_not_supported", "Request objects are not supported.");
    if (!List.of(single(parameters, "scope").split(" ", -1)).contains("openid"))
      throw OAuthProblem.invalidScope("The scope must contain openid.");
    AuthenticationRequest request;
    var read = new HashMap<>(parameters);
    read.keySet().retainAll(READ);
    try {
      request = AuthenticationRequest.parse(read);
    } catch (ParseException e) {
      throw problem(e);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw OAuthProblem.invalidRequest("The request is not well formed.");
    }
    if (!ResponseType.CODE.equals(request.getResponseType()))
      throw OAuthProblem.of("unsupported_response_type", "The response type must be code.");
    if (request.getResponseMode() != null && !ResponseMode.QUERY.equals(request.getResponseMode()))
      throw OAuthProblem.invalidRequest("The response mode must be query.");
    var scope = new TreeSet<>(request.getScope().toStringList());
    scope.retainAll(SCOPES);
    return new AuthorizationRequest(
        Set.copyOf(scope),
        nonce(request),
        challenge(request),
        asks(request),
        request.getMaxAge() < 0 ? null : (Long) (long) request.getMaxAge(),
        hint(request.getLoginHint()),
        text(single(parameters, "organization_id")),
        text(single(parameters, "connection_id")),
        text(single(parameters, "provider")),
        text(
            parameters.containsKey("domain")
                ? single(parameters, "domain")
                : single(parameters, "domain_hint")));
  }

  private static @Nullable String nonce(AuthenticationRequest request) {
    var nonce = request.getNonce();
    if (nonce == null) return null;
    if (nonce.getValue().length() > LONGEST_NONCE)
      throw OAuthProblem.invalidRequest("The nonce is longer than 1000 characters.");
    // PostgreSQL keeps no null byte, and nobody means one
    if (nonce.getValue().chars().anyMatch(Character::isISOControl))
      throw OAuthProblem.invalidRequest("The nonce has control characters in it.");
    return nonce.getValue();
  }

  /** A hint; one that is longer than any address hints at nothing. */
  private static @Nullable String hint(@Nullable String value) {
    return value == null || value.length() > LONGEST_HINT ? null : text(value);
  }

  private static @Nullable String challenge(AuthenticationRequest request) {
    var challenge = request.getCodeChallenge();
    if (challenge == null) return null;
    // RFC 9700 §2.1.1: a method that shows the verifier is none
    if (!CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod()))
      throw OAuthProblem.invalidRequest("The code challenge method must be S256.");
    if (!Pkce.isChallenge(challenge.getValue()))
      throw OAuthProblem.invalidRequest("The code challenge is no S256 challenge.");
    return challenge.getValue();
  }

  private static Set<Ask> asks(AuthenticationRequest request) {
    var asks = EnumSet.noneOf(Ask.class);
    if (request.getPrompt() == null) return asks;
    for (var type : request.getPrompt()) {
      if (type == Prompt.Type.NONE) asks.add(Ask.NONE);
      else if (type == Prompt.Type.LOGIN) asks.add(Ask.LOGIN);
      else if (type == Prompt.Type.CREATE) asks.add(Ask.CREATE);
      else if (type == Prompt.Type.SELECT_ACCOUNT) asks.add(Ask.SELECT_ACCOUNT);
      // consent: every application is the environment's own, and nothing is asked
    }
    return asks;
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isBlank() ? null : value.strip();
  }

  private static OAuthProblem problem(ParseException e) {
    var error = e.getErrorObject();
    if (error == null || error.getCode() == null)
      return OAuthProblem.invalidRequest("The request is not well formed.");
    return switch (error.getCode()) {
      case "unsupported_response_type" ->
          OAuthProblem.of(error.getCode(), "The response type must be code.");
      default -> OAuthProblem.of(error.getCode(), plain(error.getDescription()));
    };
  }

  /** What RFC 6749 §4.1.2.1 allows in a description, and no echo of long input. */
  private static String plain(@Nullable String description) {
    if (description == null) return "The request is not well formed.";
    var ascii = description.replaceAll("[^\\x20\\x21\\x23-\\x5B\\x5D-\\x7E]", "");
    return ascii.length() > 120 ? "The request is not well formed." : ascii;
  }
}
