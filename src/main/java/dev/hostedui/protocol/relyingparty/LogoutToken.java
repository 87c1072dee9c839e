package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.relyingparty.Unusable.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A provider's word that somebody signed out there (Back-Channel Logout §2.4).
 *
 * @param subject whose sessions end, or null when only one session is named
 * @param sessionIndex the provider's name of the one session that ends, or null for all of them
 * @param id its {@code jti}, which is good once
 * @param ends until when it could be sent again: so long its id is remembered
 */
public record LogoutToken(
    @Nullable String subject, @Nullable String sessionIndex, String id, Instant ends) {

  private static final String EVENT = "http://schemas.openid.net/event/backchannel-logout";
  private static final Set<String> TYPES = Set.of("", "jwt", "logout+jwt");

  /** A logout is told at once; an older token is one that somebody kept. */
  private static final Duration LONGEST_LIFE = Duration.ofMinutes(10);

  private static final int LONGEST_ID = 255;

  /**
   * Reads and checks a token (§2.6). Whether its id was seen before is for the caller to say.
   *
   * @param keys the provider's, fetched again when they did not {@link ProviderKeys#know} the token
   * @throws Unusable for anything that must not end a session
   */
  public static LogoutToken read(
      String token, Registration registration, ProviderKeys keys, Instant now) throws Unusable {
    var read = parse(token);
    if (!TYPES.contains(read.type())) throw new Unusable(Reason.LOGOUT_TYPE);
    var candidates = read.candidates(keys.keys());
    if (candidates.isEmpty() || !read.signedBy(candidates))
      throw new Unusable(Reason.LOGOUT_SIGNATURE);
    var claims = read.claims();
    if (!registration.issuer().equals(StrictJson.text(claims, "iss")))
      throw differs(Reason.LOGOUT_ISSUER, registration.issuer(), StrictJson.text(claims, "iss"));
    var audience = StrictJson.texts(claims, "aud");
    if (audience == null || !audience.contains(registration.clientId()))
      throw differs(
          Reason.LOGOUT_AUDIENCE,
          registration.clientId(),
          audience == null ? null : String.join(", ", audience));
    // an ID token must not pass for one of these, nor the other way round
    if (claims.has("nonce")) throw new Unusable(Reason.LOGOUT_NONCE);
    var events = claims.get("events");
    if (events == null || !events.path(EVENT).isObject()) throw new Unusable(Reason.LOGOUT_EVENT);
    var ends = ends(claims, now);
    var subject = identifier(claims, "sub");
    var session = identifier(claims, "sid");
    if (subject == null && session == null) throw new Unusable(Reason.LOGOUT_NOBODY);
    var id = identifier(claims, "jti");
    if (id == null) throw new Unusable(Reason.LOGOUT_ID);
    return new LogoutToken(subject, session, id, ends);
  }

  private static SignedToken parse(String token) throws Unusable {
    try {
      return SignedToken.parse(token);
    } catch (UnusableToken e) {
      throw new Unusable(Reason.valueOf(e.cause().name()));
    }
  }

  private static Instant ends(ObjectNode claims, Instant now) throws Unusable {
    var issued = Times.of(claims, "iat");
    if (issued == null || issued.isAfter(now.plus(Times.SKEW)))
      throw new Unusable(Reason.LOGOUT_ISSUED_AT);
    var kept = issued.plus(LONGEST_LIFE);
    // some leave exp out, which drafts of the standard did not know
    var named = claims.has("exp") ? Times.of(claims, "exp") : kept;
    if (named == null) throw new Unusable(Reason.LOGOUT_EXPIRED);
    var ends = (named.isBefore(kept) ? named : kept).plus(Times.SKEW);
    if (!now.isBefore(ends)) throw new Unusable(Reason.LOGOUT_EXPIRED);
    return ends;
  }

  private static @Nullable String identifier(ObjectNode claims, String name) {
    var text = StrictJson.text(claims, name);
    return text == null || text.isEmpty() || text.length() > LONGEST_ID ? null : text;
  }

  private static Unusable differs(Reason reason, String expected, @Nullable String received) {
    return new Unusable(reason, expected, received == null ? "" : Shown.line(received));
  }
}
