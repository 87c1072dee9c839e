package dev.hostedui.provider;

import dev.hostedui.identity.grant.LogoutCalls;
import dev.hostedui.outside.HttpCall;
import dev.hostedui.outside.HttpCaller;
import dev.hostedui.outside.Lanes;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells applications that a session has ended (OpenID Connect Back-Channel Logout 1.0 §2.5): a
 * signed token posted to each of their addresses, until one answers 2xx.
 */
final class BackChannelLogout {

  private static final Logger LOG = LoggerFactory.getLogger(BackChannelLogout.class);

  /** Nothing of an answer but its status matters (§2.8); a short one keeps the connection. */
  private static final int ANSWER_BYTES = 4 * 1024;

  private final LogoutCalls calls;
  private final Tokens tokens;
  private final HttpCaller caller;
  private final Lanes<LogoutCalls.Address> lanes =
      new Lanes<>(LogoutCalls.Address::uri, LogoutCalls.Address::fails);

  BackChannelLogout(LogoutCalls calls, Tokens tokens, HttpCaller caller) {
    this.calls = calls;
    this.tokens = tokens;
    this.caller = caller;
  }

  /**
   * Begins some of the calls that are due to each address, and waits for nothing.
   *
   * @return each is done when it was answered, and that was noted
   */
  List<CompletableFuture<Void>> beginDue() {
    return lanes.begin(calls.due(), address -> calls.take(address).map(this::call));
  }

  private CompletableFuture<Void> call(LogoutCalls.Call call) {
    // another jti at every try: an application that has seen one refuses it the second time (§2.6)
    var token =
        tokens.logout(
            call.issuer(),
            call.clientId(),
            call.user().value(),
            call.session().value(),
            call.id().value() + "." + call.tries());
    return caller
        .exchange(
            HttpCall.postForm(URI.create(call.uri()), Map.of("logout_token", token))
                .readingOnly(ANSWER_BYTES))
        .handle(
            (answer, fault) -> {
              if (fault != null) failed(call, HttpCaller.Failed.of(fault).reason());
              else if (answer.succeeded()) calls.delivered(call);
              else failed(call, "it answered " + answer.status());
              return null;
            });
  }

  private void failed(LogoutCalls.Call call, String reason) {
    var wait = calls.failed(call, reason);
    if (wait.isPresent())
      LOG.warn(
          "client={} could not be told that a session ended and is called again in {} s: {}",
          call.clientId(),
          wait.get().toSeconds(),
          reason);
    else
      LOG.error(
          "client={} could not be told that a session ended, after {} tries: {}",
          call.clientId(),
          call.tries(),
          reason);
  }
}
