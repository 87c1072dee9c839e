package dev.hostedui.provider;

import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;

/**
 * Turns a posted form into an address with the same parameters, so that the browser asks again by
 * GET and sends its cookies. The parameters are read and written anew: what somebody else sent must
 * not stand in a header as it came.
 */
final class AsNavigation {

  /** With room for the other headers in what a request may have. */
  private static final int LONGEST = 14 * 1024;

  private AsNavigation() {}

  /**
   * The address.
   *
   * @throws OAuthProblem when the form cannot be read, or is too long for an address
   */
  static String to(String path, Context ctx) {
    var query = FormParameters.write(FormParameters.parse(Requests.encodedFormOnly(ctx)));
    if (query.length() > LONGEST)
      throw OAuthProblem.invalidRequest(
          "The request is too long: in an address, its parameters may have "
              + LONGEST
              + " characters.");
    return path + "?" + query;
  }
}
