package dev.hostedui.provider;

import dev.hostedui.identity.environment.Environments;
import dev.hostedui.protocol.oidc.Discovery;
import dev.hostedui.web.Access;
import dev.hostedui.web.Headers;
import dev.hostedui.web.OwnAddresses;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is public and says the same to everybody: the public keys, and the document a client
 * configures itself with, under the names of both standards (OpenID Connect Discovery §4, RFC 8414
 * §3).
 */
final class Documents {

  private static final String[] PATHS = {
    "/keys", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
  };

  private record Asked(String issuer, boolean signUp) {}

  /**
   * One for each of our addresses, while somebody may make an account and while nobody may; made
   * when first asked for.
   */
  private final Map<Asked, String> discovery = new ConcurrentHashMap<>();

  private final Environments environments;

  private final OwnAddresses addresses;

  private final Tokens tokens;

  Documents(Environments environments, OwnAddresses addresses, Tokens tokens) {
    this.environments = environments;
    this.addresses = addresses;
    this.tokens = tokens;
  }

  void mount(Routes routes) {
    routes.get(PATHS[0], Access.client(), ctx -> answer(ctx, tokens.publicKeys()));
    routes.get(PATHS[1], Access.client(), this::discover);
    routes.get(PATHS[2], Access.client(), this::discover);
    ClientAnswers.preflight(routes, PATHS);
  }

  /** Whoever asks by an earlier address of ours knows us by that, and finds all at it. */
  private void discover(Context ctx) {
    var asked = new Asked(addresses.asked(ctx), environments.current().signUp());
    answer(
        ctx, discovery.computeIfAbsent(asked, it -> Discovery.document(it.issuer(), it.signUp())));
  }

  private static void answer(Context ctx, String json) {
    ClientAnswers.fromAnywhere(ctx);
    // shorter than a new key is shown before it signs, and no longer than a client may miss one
    // that an operator made in a hurry
    Headers.keepAWhile(ctx);
    ctx.contentType("application/json").result(json);
  }
}
