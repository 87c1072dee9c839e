package dev.hostedui.provider;

import dev.hostedui.core.Core;
import dev.hostedui.identity.application.ApiRights;
import dev.hostedui.identity.application.Application;
import dev.hostedui.jobs.Timetable;
import dev.hostedui.web.BearerCredential;
import dev.hostedui.web.Caller;
import dev.hostedui.web.Credential;
import dev.hostedui.web.ProblemFace;
import dev.hostedui.web.Routes;
import dev.hostedui.web.Web;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Puts the provider's endpoints together. */
public final class Provider {

  /** Where clients are answered, also when something goes wrong; people see pages. */
  private static final List<String> CLIENT_PATHS =
      List.of(
          "/oauth/token",
          "/oauth/revoke",
          "/oauth/introspect",
          "/userinfo",
          "/keys",
          "/.well-known/");

  private final Core core;
  private final Web web;
  private final Tokens tokens;
  private final Authorize authorize;
  private final ClientEndpoints clients;
  private final UserInfo userInfo;
  private final Documents documents;
  private final EndSession endSession;
  private final BackChannelLogout backChannelLogout;

  public Provider(Core core, Web web) {
    this.core = core;
    this.web = web;
    tokens = new Tokens(core);
    authorize = new Authorize(core, web, tokens);
    clients = new ClientEndpoints(core, web, tokens);
    userInfo = new UserInfo(tokens, core.grants);
    documents = new Documents(core.environments, web.addresses(), tokens);
    endSession = new EndSession(core, web, tokens);
    backChannelLogout = new BackChannelLogout(core.logoutCalls, tokens, core.caller);
  }

  public void mount(Routes routes) {
    authorize.mount(routes);
    clients.mount(routes);
    userInfo.mount(routes);
    documents.mount(routes);
    endSession.mount(routes);
  }

  /**
   * What proves that a request to the management API comes from an application: a token of its own
   * that is good, while the application is there and allowed to call. What it may do stands in the
   * token's scope.
   */
  public Credential apiCredential() {
    return new BearerCredential(
        (token, ctx) ->
            tokens
                .readApi(token)
                .flatMap(
                    claims ->
                        core.applications
                            .ofOwnToken(claims.text("client_id"), claims.text("jti"))
                            .filter(Application::managementApi)
                            .flatMap(it -> ApiRights.in(claims.text("scope")))
                            .map(
                                rights ->
                                    rights.actor(claims.text("sub"), web.requests().origin(ctx))))
                .map(Caller.Client::new));
  }

  /** How refusals look to clients, by path; people see pages. */
  public Map<String, ProblemFace> faces() {
    var faces = new HashMap<String, ProblemFace>();
    var answers = new ClientAnswers();
    for (var path : CLIENT_PATHS) faces.put(path, answers);
    return faces;
  }

  /** Enters what is told without a request. */
  public void schedule(Timetable timetable) {
    timetable.every(
        Duration.ofMillis(100),
        "call applications of ended sessions",
        () -> backChannelLogout.beginDue().size());
  }

  /**
   * Tells applications about ended sessions, as the timetable does, and waits until they answered.
   *
   * @return how many calls were made
   */
  public int callDue() {
    var calls = backChannelLogout.beginDue();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
    return calls.size();
  }
}
