package dev.hostedui.coffeedesk;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in, as the provider's tokens say.
 *
 * @param session the {@code sid} claim: which sign-in at the provider this belongs to
 * @param organization the {@code oid} claim: the organization it is for
 * @param organizationName its name where a claim tells it, otherwise its id
 * @param roles what the person is in the organization, of the access token
 * @param permissions what the person may do there, of the access token
 * @param idToken kept to tell the provider whose sign-in ends
 * @param refreshToken what the next access token is asked for with
 */
public record SignedIn(
    String subject,
    String session,
    String name,
    String email,
    String organization,
    String organizationName,
    List<String> roles,
    List<String> permissions,
    String idToken,
    Instant idTokenExpires,
    Instant accessTokenExpires,
    @Nullable String refreshToken) {

  /** Whether they may decide how people of their organization sign in. */
  public boolean maySetUpSignIn() {
    return permissions.contains("sk_org_sso_manage");
  }

  /** Without the tokens, so that no log ever has them. */
  @Override
  public String toString() {
    return subject + " in " + organization;
  }
}
