package dev.hostedui.provider;

import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;

/**
 * A posted form as the address that asks the same. It is read and written anew: what somebody else
 * sent must not stand in a header as it came.
 */
final class AsNavigation {

  /** With room for the other headers in what a request may have. */
  private static final int LONGEST = 12 * 1024;

  private AsNavigation() {}

  /**
   * The address.
   *
   * @throws OAuthProblem when the form cannot be read, or is too long for an address
   */
  static String to(String path, Context ctx) {
    var query = FormParameters.write(FormParameters.parse(Requests.encodedFormOnly(ctx)));
    if (query.length() > LONGEST) throw OAuthProblem.invalidRequest("The request is too long.");
    return path + "?" + query;
  }
}
