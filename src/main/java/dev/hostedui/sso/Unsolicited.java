package dev.hostedui.sso;

import dev.hostedui.core.Core;
import dev.hostedui.identity.application.SignInStart;
import dev.hostedui.identity.connection.AttributeMapping;
import dev.hostedui.identity.connection.Switch;
import dev.hostedui.identity.connection.UsedAnswers;
import dev.hostedui.identity.signingkey.SigningKeys;
import dev.hostedui.protocol.jose.KeyPair;
import dev.hostedui.protocol.jose.Signer;
import dev.hostedui.protocol.oidc.RedirectAnswer;
import dev.hostedui.protocol.saml.ReceivedResponse;
import dev.hostedui.protocol.upstream.UpstreamIdentity;
import dev.hostedui.web.OwnAddresses;
import dev.hostedui.web.Requests;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A sign-in that begins at the identity provider. An answer that nobody asked for could be a
 * stranger's, laid under somebody: it never becomes a session. The app is told by a signed word of
 * ours whom to expect, and begins a sign-in of its own. After a move of the public address the word
 * is given under the name by which that app last asked us for tokens: it checks it against that
 * one, whatever address the connection was made under.
 */
final class Unsolicited {

  /** How long the app may take to look at our word. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  /** What it is, so that it passes for no other token (RFC 8725 §3.11). */
  private static final String TYPE = "idp-initiated+jwt";

  private static final int LONGEST_RELAY_STATE = 1_000;

  /** As long as an email address can be. */
  private static final int LONGEST_HINT = 254;

  private final OwnAddresses addresses;
  private final SamlSide saml;
  private final UsedAnswers used;
  private final SigningKeys keys;
  private final Core core;
  private final Refusals refusals;
  private final History history;
  private final Clock clock;

  Unsolicited(
      Core core, SamlSide saml, Refusals refusals, History history, OwnAddresses addresses) {
    this.core = core;
    this.saml = saml;
    this.refusals = refusals;
    this.history = history;
    this.addresses = addresses;
    used = core.usedAnswers;
    keys = core.signingKeys;
    clock = core.clock;
  }

  /** Leads to the app with our word for whom it is about, if the connection allows that. */
  void arrive(Context ctx, Party party, ReceivedResponse received, String relayState) {
    if (!party.connection().has(Switch.IDP_INITIATED)) {
      refusals.unsolicited(ctx);
      return;
    }
    var examined = saml.examine(party, received, null);
    var identity = examined.examination().identity().orElse(null);
    if (identity == null) {
      history.failed(ctx, party, examined.examination());
      refusals.badUnsolicited(ctx, examined.examination());
      return;
    }
    var app = app(party);
    if (app == null) {
      refusals.noApp(ctx);
      return;
    }
    var fresh =
        core.database.inTransaction(
            tx -> used.use(tx, party.id(), identity.answerId(), identity.answerEnds()));
    if (!fresh) {
      refusals.answeredAlready(ctx);
      return;
    }
    ctx.redirect(
        new RedirectAnswer(
                app.uri(), Map.of("idp_initiated_login", word(app, party, identity, relayState)))
            .address(),
        HttpStatus.SEE_OTHER);
  }

  private @Nullable SignInStart app(Party party) {
    return core.applications.beginningOfSignIn(party.connection().organization()).orElse(null);
  }

  private String word(SignInStart app, Party party, UpstreamIdentity identity, String relayState) {
    var now = clock.instant();
    var mapping = party.version().settings().mapping();
    var claims = new LinkedHashMap<String, Object>();
    claims.put("iss", addresses.knownAs(app.issuer()));
    claims.put("organization_id", party.connection().organization().value());
    claims.put("connection_id", party.id().value());
    identity
        .first(mapping.of(AttributeMapping.EMAIL))
        .ifPresent(email -> claims.put("login_hint", email.strip()));
    // a part of it would lead elsewhere
    if (!relayState.isEmpty() && relayState.length() <= LONGEST_RELAY_STATE)
      claims.put("relay_state", relayState);
    claims.put("iat", now.getEpochSecond());
    claims.put("nbf", now.getEpochSecond());
    claims.put("exp", now.plus(LIFETIME).getEpochSecond());
    var key = keys.current();
    return new Signer(new KeyPair(key.id().value(), key.publicKey(), key.privateKey()))
        .sign(TYPE, claims);
  }

  /**
   * Leads to the app to begin a sign-in there, from a provider that only says where to begin
   * (OpenID Connect Core §4), and perhaps for whom.
   */
  void begin(Context ctx, Party party) {
    var named = Requests.query(ctx, "iss");
    // not all say it; who says another would have people sent where they did not come from
    if (!named.isEmpty() && !named.equals(party.version().settings().issuer())) {
      refusals.anotherProvider(ctx);
      return;
    }
    var app = app(party);
    if (app == null) {
      refusals.noApp(ctx);
      return;
    }
    var parameters = new LinkedHashMap<String, String>();
    parameters.put("iss", addresses.knownAs(app.issuer()));
    parameters.put("connection_id", party.id().value());
    var hint = Requests.query(ctx, "login_hint");
    if (!hint.isBlank() && hint.length() <= LONGEST_HINT) parameters.put("login_hint", hint);
    ctx.redirect(new RedirectAnswer(app.uri(), parameters).address(), HttpStatus.FOUND);
  }
}
