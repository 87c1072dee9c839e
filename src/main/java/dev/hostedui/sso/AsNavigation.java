package dev.hostedui.sso;

import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.Optional;

/**
 * Turns a form that another site has a browser post into the same parameters in an address: the
 * form comes without our cookies, and as a navigation it has them. The parameters are read and
 * written anew, since what somebody else sent must not stand in a header as it came.
 */
final class AsNavigation {

  /** With room for the other headers in what a request may have. */
  private static final int LONGEST_QUERY = 12 * 1024;

  private AsNavigation() {}

  /** The address; empty when the form cannot be read, or is too long for one. */
  static Optional<String> to(Context ctx) {
    try {
      var query = FormParameters.write(FormParameters.parse(Requests.encodedFormOnly(ctx)));
      return Optional.of(query)
          .filter(it -> it.length() <= LONGEST_QUERY)
          .map(it -> ctx.path() + "?" + it);
    } catch (OAuthProblem unreadable) {
      return Optional.empty();
    }
  }
}
