package dev.hostedui.protocol.oidc;

import com.google.common.base.Strings;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.JWTAuthentication;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a client says who it is: by a secret in HTTP Basic or in the body (RFC 6749 §2.3.1), by an
 * assertion signed with its key (RFC 7523 §2.2), or without any proof, as public clients do.
 *
 * @param secret what it proves itself with, or null
 * @param assertion the signed assertion, whose claims are not checked yet, or null
 */
public record ClientCredential(
    String clientId, @Nullable String secret, @Nullable ClientAssertion assertion) {

  private static final String ASSERTION = "client_assertion";
  private static final String ASSERTION_TYPE = "client_assertion_type";

  /** Never with the secret or the assertion. */
  @Override
  public String toString() {
    return clientId;
  }

  /**
   * Reads it.
   *
   * @param authorization the {@code Authorization} header, or null
   * @throws OAuthProblem {@code invalid_client} when there is nothing to know the client by, {@code
   *     invalid_request} when it says who it is in two ways
   */
  static ClientCredential read(@Nullable String authorization, Map<String, String> sent) {
    var asserted = sent.containsKey(ASSERTION) || sent.containsKey(ASSERTION_TYPE);
    // RFC 6749 §2.3: a client proves itself in one way
    if ((authorization == null ? 0 : 1)
            + (sent.containsKey("client_secret") ? 1 : 0)
            + (asserted ? 1 : 0)
        > 1)
      throw OAuthProblem.invalidRequest(
          "The client proves itself in two ways at once. Send one of the Authorization header,"
              + " client_secret and client_assertion.");
    var named = sent.get("client_id");
    var found =
        authorization != null
            ? basic(authorization)
            : asserted ? assertion(sent) : inBody(named, sent.get("client_secret"));
    if (named != null && !named.equals(found.clientId))
      throw OAuthProblem.invalidRequest(
          "The client_id in the body is not the client that the "
              + (asserted ? "client_assertion" : "Authorization header")
              + " names. Leave it out, or send the same.");
    return found;
  }

  private static ClientCredential basic(String authorization) {
    try {
      var basic = ClientSecretBasic.parse(authorization);
      return new ClientCredential(
          basic.getClientID().getValue(),
          // RFC 6749 §2.3.1: who has none may leave it out
          Strings.emptyToNull(basic.getClientSecret().getValue()),
          null);
    } catch (ParseException | IllegalArgumentException | NullPointerException e) {
      throw OAuthProblem.invalidClient();
    }
  }

  private static ClientCredential inBody(@Nullable String clientId, @Nullable String secret) {
    if (clientId == null) throw OAuthProblem.invalidClient();
    return new ClientCredential(clientId, secret, null);
  }

  private static ClientCredential assertion(Map<String, String> sent) {
    if (!JWTAuthentication.CLIENT_ASSERTION_TYPE.equals(sent.get(ASSERTION_TYPE)))
      throw OAuthProblem.invalidRequest(
          "client_assertion_type must be " + JWTAuthentication.CLIENT_ASSERTION_TYPE + ".");
    if (!sent.containsKey(ASSERTION))
      throw OAuthProblem.invalidRequest("client_assertion is missing: send the signed JWT.");
    var assertion = ClientAssertion.read(sent.getOrDefault(ASSERTION, ""));
    return new ClientCredential(assertion.clientId(), null, assertion);
  }
}
