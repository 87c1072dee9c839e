package dev.hostedui.protocol.google;

import com.nimbusds.oauth2.sdk.pkce.CodeChallenge;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.hostedui.protocol.Query;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * We, as Google knows us: the client of the operator's Google Cloud project, and where Google is.
 *
 * @param accounts where people sign in and allow access, without a slash at the end; also the
 *     issuer of ID tokens
 * @param oauth where tokens are given out and revoked
 * @param api where the Directory API is
 */
public record GoogleClient(String clientId, String clientSecret, URI accounts, URI oauth, URI api) {

  /** Reading users. */
  public static final String USERS =
      "https://www.googleapis.com/auth/admin.directory.user.readonly";

  /** Reading groups. */
  public static final String GROUPS =
      "https://www.googleapis.com/auth/admin.directory.group.readonly";

  /** Reading who is in a group. */
  public static final String MEMBERS =
      "https://www.googleapis.com/auth/admin.directory.group.member.readonly";

  /** What must be granted; people can untick each one by itself. */
  public static final List<String> NEEDED = List.of(USERS, GROUPS, MEMBERS);

  /** Users on one page: the answer about them can be large. */
  public static final int USERS_ON_A_PAGE = 200;

  /** Users on a page that holds nothing but their ids: the most Google gives. */
  public static final int IDS_ON_A_PAGE = 500;

  private static final int GROUPS_ON_A_PAGE = 200;

  private static final String USER_FIELDS =
      "id,primaryEmail,name(givenName,familyName,fullName),suspended,archived,customerId,emails,"
          + "phones,organizations,externalIds,relations,languages,thumbnailPhotoUrl,orgUnitPath,"
          + "customSchemas";

  /**
   * Where to send the browser of an administrator.
   *
   * @param nonce binds the ID token to this request
   * @param verifier 43 to 128 unguessable characters (RFC 7636 §4.1)
   * @param hint the address of the account that is meant, or null
   */
  public String consentAddress(
      String redirectUri, String state, String nonce, String verifier, @Nullable String hint) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("response_type", "code");
    parameters.put("client_id", clientId);
    parameters.put("redirect_uri", redirectUri);
    parameters.put("scope", "openid email " + String.join(" ", NEEDED));
    parameters.put("state", state);
    parameters.put("nonce", nonce);
    parameters.put(
        "code_challenge",
        CodeChallenge.compute(CodeChallengeMethod.S256, new CodeVerifier(verifier)).getValue());
    parameters.put("code_challenge_method", "S256");
    parameters.put("access_type", "offline");
    // without it Google gives a refresh token the first time only
    parameters.put("prompt", "consent");
    // only accounts of a Workspace are offered, of any
    parameters.put("hd", "*");
    if (hint != null) parameters.put("login_hint", hint);
    return accounts + "/o/oauth2/v2/auth" + query(parameters);
  }

  public URI tokenAddress() {
    return URI.create(oauth + "/token");
  }

  public URI revocationAddress() {
    return URI.create(oauth + "/revoke");
  }

  /** What is posted to the token address for a code. */
  public Map<String, String> exchange(String code, String verifier, String redirectUri) {
    return Map.of(
        "grant_type", "authorization_code",
        "code", code,
        "code_verifier", verifier,
        "redirect_uri", redirectUri,
        "client_id", clientId,
        "client_secret", clientSecret);
  }

  /** What is posted to the token address for an access token. */
  public Map<String, String> refresh(String refreshToken) {
    return Map.of(
        "grant_type", "refresh_token",
        "refresh_token", refreshToken,
        "client_id", clientId,
        "client_secret", clientSecret);
  }

  /** All users of the administrator's Workspace, in the order of their addresses. */
  public URI users(@Nullable String page) {
    // a Workspace's own fields come only with the full projection
    return users(USERS_ON_A_PAGE, "full", USER_FIELDS, page);
  }

  /** The ids of all users, and which of them may not sign in. */
  public URI userIds(@Nullable String page) {
    return users(IDS_ON_A_PAGE, "basic", "id,suspended,archived,customerId,primaryEmail", page);
  }

  /** One user: enough to see whether the account may read the directory, and whose that is. */
  public URI oneUser() {
    return users(1, "basic", "id,customerId", null);
  }

  private URI users(int most, String projection, String fields, @Nullable String page) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("customer", "my_customer");
    parameters.put("orderBy", "email");
    parameters.put("projection", projection);
    parameters.put("maxResults", Integer.toString(most));
    parameters.put("fields", "nextPageToken,users(" + fields + ")");
    return list("/users", parameters, page);
  }

  /** All groups of the administrator's Workspace. */
  public URI groups(@Nullable String page) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("customer", "my_customer");
    parameters.put("maxResults", Integer.toString(GROUPS_ON_A_PAGE));
    parameters.put("fields", "nextPageToken,groups(id,email,name,description,directMembersCount)");
    return list("/groups", parameters, page);
  }

  /** Who is in a group, by way of groups in it as well. */
  public URI members(String group, @Nullable String page) {
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("includeDerivedMembership", "true");
    parameters.put("maxResults", Integer.toString(GROUPS_ON_A_PAGE));
    parameters.put("fields", "nextPageToken,members(id,email,type,status)");
    return list("/groups/" + Query.encoded(group) + "/members", parameters, page);
  }

  private URI list(String path, Map<String, String> parameters, @Nullable String page) {
    if (page != null) parameters.put("pageToken", page);
    return URI.create(api + "/admin/directory/v1" + path + query(parameters));
  }

  private static Query query(Map<String, String> parameters) {
    var query = new Query();
    parameters.forEach(query::with);
    return query;
  }

  /** Never with the secret. */
  @Override
  public String toString() {
    return clientId;
  }
}
