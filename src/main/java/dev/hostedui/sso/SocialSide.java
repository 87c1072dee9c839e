package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.signon.SignOnRequest;
import dev.hostedui.identity.signon.SignOnRequests;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.relyingparty.Callback;
import dev.hostedui.protocol.relyingparty.Expected;
import dev.hostedui.protocol.relyingparty.SignInRequest;
import dev.hostedui.protocol.social.Vendor;
import dev.hostedui.protocol.upstream.Examination;
import dev.hostedui.upstream.ProviderAnswers;
import org.jspecify.annotations.Nullable;

/** Talks to providers for everybody, each in its way. */
final class SocialSide {

  private final SocialConnections connections;
  private final ProviderAnswers answers;
  private final @Nullable String stage;

  SocialSide(Core core) {
    connections = core.socialConnections;
    answers = core.providerAnswers;
    stage = core.config.socialStage();
  }

  /** Where a browser goes with our request to sign somebody in. */
  String ask(SocialConnection connection, SignOnRequests.Begun begun, @Nullable EmailAddress hint) {
    var request = begun.request();
    var anew = request.maxAgeSeconds() != null;
    // most of these providers do not take how long ago somebody may have proven it: they ask anew
    return asked(request, begun.state(), hint == null ? null : hint.value(), null)
        .address(client(connection, anew).registration());
  }

  private static SignInRequest asked(
      SignOnRequest request,
      String state,
      @Nullable String loginHint,
      @Nullable Long maxAgeSeconds) {
    return new SignInRequest(
        state,
        request.nonce(),
        request.codeVerifier(),
        loginHint,
        maxAgeSeconds,
        request.startedAt());
  }

  /** Exchanges the code if one came, asks for what is missing, and makes every check there is. */
  Examination examine(SocialConnection connection, SignOnRequest request, Callback callback) {
    var client = client(connection, false);
    return answers.examine(
        client.vendor(),
        Expected.ofAnybody(
            client.registration(),
            asked(request, callback.state(), null, request.maxAgeSeconds()),
            client.vendor().habits()),
        connections.secret(connection.id()).orElse(""),
        callback);
  }

  private Vendor.Client client(SocialConnection connection, boolean anew) {
    return new Vendor.Client(
        Vendor.valueOf(connection.provider().name()),
        connection.realm(),
        connection.clientId(),
        connection.redirectUri(),
        anew,
        stage);
  }
}
