package dev.hostedui.provider;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.application.ClientKeys;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.grant.AuthorizationCodes;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.identity.grant.LogoutCalls;
import dev.hostedui.identity.grant.RefreshTokens;
import dev.hostedui.identity.session.SessionEnds;
import dev.hostedui.identity.session.Sessions;
import dev.hostedui.identity.signingkey.SigningKeys;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Cookies;
import dev.hostedui.web.Html;
import dev.hostedui.web.Limits;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Requests;
import dev.hostedui.web.Routes;
import dev.hostedui.web.SessionCookie;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts the provider's endpoints together. */
public final class Provider {

  /**
   * What the provider needs.
   *
   * @param issuer the environment's public address without a slash at its end: every token's {@code
   *     iss}
   */
  public record Parts(
      String issuer,
      Applications applications,
      ClientKeys clientKeys,
      AuthorizationRequests waiting,
      AuthorizationCodes codes,
      RefreshTokens refreshTokens,
      Grants grants,
      LogoutCalls logoutCalls,
      Sessions sessions,
      SessionEnds ends,
      SigningKeys signingKeys,
      Environments environments,
      HttpCaller caller,
      Limits limits,
      Requests requests,
      Cookies cookies,
      SessionCookie sessionCookie,
      Html html,
      Brand brand,
      Ids ids,
      Clock clock) {}

  /** Where clients are answered, also when something goes wrong; people see pages. */
  private static final List<String> CLIENT_PATHS =
      List.of(
          "/oauth/token",
          "/oauth/revoke",
          "/oauth/introspect",
          "/userinfo",
          "/keys",
          "/.well-known/");

  private final Tokens tokens;
  private final Authorize authorize;
  private final ClientEndpoints clients;
  private final UserInfo userInfo;
  private final Documents documents;
  private final EndSession endSession;
  private final BackChannelLogout backChannelLogout;

  public Provider(Parts parts) {
    tokens =
        new Tokens(
            parts.issuer(), parts.signingKeys(), parts.environments(), parts.ids(), parts.clock());
    authorize = new Authorize(parts, tokens);
    clients = new ClientEndpoints(parts, tokens);
    userInfo = new UserInfo(tokens, parts.grants());
    documents = new Documents(parts.issuer(), tokens);
    endSession = new EndSession(parts, tokens);
    backChannelLogout = new BackChannelLogout(parts.logoutCalls(), tokens, parts.caller());
  }

  public void mount(Routes routes) {
    authorize.mount(routes);
    clients.mount(routes);
    userInfo.mount(routes);
    documents.mount(routes);
    endSession.mount(routes);
  }

  /** Makes the first signing key if there is none: the first sign-in need not wait for it. */
  public void prepare() {
    tokens.publicKeys();
  }

  /** How refusals look to clients, by path; people see pages. */
  public Map<String, ProblemFace> faces() {
    var faces = new HashMap<String, ProblemFace>();
    var answers = new ClientAnswers();
    for (var path : CLIENT_PATHS) faces.put(path, answers);
    return faces;
  }

  /**
   * Tells applications about ended sessions: a bounded batch. A job of the timetable; says how many
   * calls were made.
   */
  public int callDue() {
    return backChannelLogout.callDue();
  }
}
