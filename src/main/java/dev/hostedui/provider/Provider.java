package dev.hostedui.provider;

import dev.hostedui.identity.Ids;
import dev.hostedui.identity.application.Applications;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.grant.Grants;
import dev.hostedui.identity.grant.LogoutCalls;
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
      AuthorizationRequests waiting,
      Grants grants,
      LogoutCalls logoutCalls,
      Sessions sessions,
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

  private final Authorize authorize;
  private final ClientEndpoints clients;
  private final EndSession endSession;
  private final BackChannelLogout backChannelLogout;

  public Provider(Parts parts) {
    var tokens =
        new Tokens(
            parts.issuer(), parts.signingKeys(), parts.environments(), parts.ids(), parts.clock());
    authorize = new Authorize(parts);
    clients =
        new ClientEndpoints(
            parts.issuer(), parts.applications(), parts.grants(), tokens, parts.requests());
    endSession = new EndSession(parts, tokens);
    backChannelLogout = new BackChannelLogout(parts.logoutCalls(), tokens, parts.caller());
  }

  public void mount(Routes routes) {
    authorize.mount(routes);
    clients.mount(routes);
    endSession.mount(routes);
  }

  /** How refusals look to clients, by path; people see pages. */
  public Map<String, ProblemFace> faces() {
    var faces = new HashMap<String, ProblemFace>();
    for (var path : ClientEndpoints.PATHS) faces.put(path, clients);
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
