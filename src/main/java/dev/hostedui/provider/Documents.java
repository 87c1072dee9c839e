package dev.hostedui.provider;

import com.google.common.base.Suppliers;
import dev.hostedui.protocol.oidc.Discovery;
import dev.hostedui.web.Access;
import dev.hostedui.web.Routes;
import io.javalin.http.Context;
import java.util.function.Supplier;

/**
 * What is public and says the same to everybody: the public keys, and the document a client
 * configures itself with, under the names of both standards (OpenID Connect Discovery §4, RFC 8414
 * §3).
 */
final class Documents {

  private static final String[] PATHS = {
    "/keys", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"
  };

  /**
   * Shorter than a new key is shown before it signs, and no longer than a client may miss one that
   * an operator made in a hurry.
   */
  private static final String KEPT_A_WHILE = "public, max-age=300";

  /** Never another one while the program runs; made when first asked for. */
  private final Supplier<String> discovery;

  private final Tokens tokens;

  Documents(String issuer, Tokens tokens) {
    this.discovery = Suppliers.memoize(() -> Discovery.document(issuer));
    this.tokens = tokens;
  }

  void mount(Routes routes) {
    routes.get(PATHS[0], Access.client(), ctx -> answer(ctx, tokens.publicKeys()));
    routes.get(PATHS[1], Access.client(), ctx -> answer(ctx, discovery.get()));
    routes.get(PATHS[2], Access.client(), ctx -> answer(ctx, discovery.get()));
    ClientAnswers.preflight(routes, PATHS);
  }

  private static void answer(Context ctx, String json) {
    ClientAnswers.fromAnywhere(ctx);
    ctx.res().setHeader("Cache-Control", KEPT_A_WHILE);
    ctx.contentType("application/json").result(json);
  }
}
