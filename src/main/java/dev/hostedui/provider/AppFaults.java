package dev.hostedui.provider;

import dev.hostedui.protocol.oidc.AuthorizationRequest;
import dev.hostedui.protocol.oidc.OAuthProblem;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells whoever looks after an application of a browser that it has sent here and that goes no
 * further: the person who sits there can do nothing about it.
 */
final class AppFaults {
  private AppFaults() {}

  private static final Logger LOG = LoggerFactory.getLogger(AppFaults.class);
  private static final int LONGEST = 256;

  /**
   * Logs a fault.
   *
   * @param address the parameter in which the application says where to send the browser
   * @param what ends here, and why, in a sentence
   */
  static void log(Context ctx, Map<String, List<String>> parameters, String address, String what) {
    // the query of an address may hold secrets
    LOG.warn(
        "request={} client={} {}={} {}",
        Requests.id(ctx),
        shown(sent(parameters, "client_id")),
        address,
        shown(sent(parameters, address).split("[?#]", 2)[0]),
        what);
  }

  /** What an application sent, as it may stand in a sentence or a line. */
  static String shown(String sent) {
    var line = sent.replaceAll("[^\\x21-\\x7e]", "?");
    return line.isEmpty() ? "(none)" : line.length() > LONGEST ? line.substring(0, LONGEST) : line;
  }

  private static String sent(Map<String, List<String>> parameters, String name) {
    try {
      return AuthorizationRequest.single(parameters, name);
    } catch (OAuthProblem twice) {
      return "";
    }
  }
}
