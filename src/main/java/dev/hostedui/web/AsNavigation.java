package dev.hostedui.web;

import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;

/**
 * Answers a posted form with an address that has the same parameters, so that the browser asks
 * again by GET: a form that another site has it post comes without our cookies, and as a navigation
 * it has them. The parameters are read and written anew, since what somebody else sent must not
 * stand in a header as it came.
 */
public final class AsNavigation {
  private AsNavigation() {}

  /**
   * Sends the browser there.
   *
   * @param longest how many characters the parameters may have, with room for the other headers in
   *     what a request may have
   * @throws OAuthProblem when the form cannot be read, or is too long for an address
   */
  public static void to(Context ctx, String path, int longest) {
    var query = FormParameters.write(FormParameters.parse(Requests.encodedFormOnly(ctx)));
    if (query.length() > longest)
      throw OAuthProblem.invalidRequest(
          "The request is too long: in an address, its parameters may have "
              + longest
              + " characters.");
    ctx.redirect(path + "?" + query, HttpStatus.SEE_OTHER);
  }
}
