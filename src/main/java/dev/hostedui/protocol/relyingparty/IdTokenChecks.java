package dev.hostedui.protocol.relyingparty;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.token.BearerAccessToken;
import com.nimbusds.openid.connect.sdk.claims.AccessTokenHash;
import dev.hostedui.protocol.reading.Secrets;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;
import dev.hostedui.protocol.upstream.Check;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The checks of an ID token in the order of OpenID Connect Core §3.1.3.7. */
final class IdTokenChecks {

  /** OpenID Connect Core §2. */
  private static final int LONGEST_SUBJECT = 255;

  private final Registration registration;
  private final Habits habits;
  private final SignInRequest asked;
  private final TokenAnswer.Tokens tokens;
  private final SignedToken token;
  private final ObjectNode claims;
  private final ProviderKeys keys;
  private final Instant now;
  private final List<Check> checks = new ArrayList<>();

  IdTokenChecks(
      Expected expected,
      TokenAnswer.Tokens tokens,
      SignedToken token,
      ProviderKeys keys,
      Instant now) {
    this.registration = expected.registration();
    this.habits = expected.habits();
    this.asked = expected.asked();
    this.tokens = tokens;
    this.token = token;
    this.claims = token.claims();
    this.keys = keys;
    this.now = now;
  }

  List<Check> all() {
    signature();
    equal(
        "issuer",
        habits.issuer(registration.issuer(), text("iss"), text("tid")),
        text("iss"),
        Cause.TOKEN_ISSUER_DIFFERS);
    audience();
    expiry();
    issued();
    notBefore();
    nonce();
    accessTokenHash();
    authenticationTime();
    subject();
    return checks;
  }

  private void signature() {
    var received =
        Shown.line(
            token.keyId() == null ? token.algorithm() : token.algorithm() + " " + token.keyId());
    var cause = signatureCause();
    checks.add(
        cause == null
            ? Check.passed("signature", registration.jwksUri(), received)
            : Check.failed(
                "signature",
                registration.jwksUri(),
                keys.size() == 0 && !keys.detail().isEmpty() ? keys.detail() : received,
                Cause.SIGNATURE_WRONG.code(),
                cause));
  }

  private @Nullable String signatureCause() {
    if (token.algorithm().equalsIgnoreCase("none")) return Cause.TOKEN_UNSIGNED.text();
    if (!SignedToken.ALGORITHMS.contains(token.algorithm())) return Cause.TOKEN_ALGORITHM.text();
    var candidates =
        token.candidates(keys.keys()).stream()
            .filter(key -> habits.signsFor(key, text("iss"), text("tid")))
            .toList();
    if (candidates.isEmpty()) return keys.cause();
    return token.signedBy(candidates) ? null : Cause.SIGNATURE_WRONG.text();
  }

  private void audience() {
    var client = registration.clientId();
    var audience = StrictJson.texts(claims, "aud");
    var received = audience == null ? "" : Shown.line(String.join(", ", audience));
    var party = StrictJson.text(claims, "azp");
    if (audience == null || !audience.contains(client))
      fail("audience", client, received, Cause.TOKEN_AUDIENCE_DIFFERS);
    // for whom else it is, is none of ours to trust unless it says that we asked for it
    else if (audience.size() > 1 && !client.equals(party))
      fail("audience", client, received, Cause.AUDIENCE_OF_OTHERS);
    else checks.add(Check.passed("audience", client, received));
    if (claims.has("azp"))
      equal("authorized_party", client, text("azp"), Cause.AUTHORIZED_PARTY_DIFFERS);
  }

  private void expiry() {
    var end = Times.of(claims, "exp");
    var expected = "> " + now;
    if (end == null) fail("expires", expected, "", Cause.EXPIRY_MISSING);
    else if (!now.isBefore(end.plus(Times.SKEW)))
      fail("expires", expected, Times.shown(end, now), Cause.TOKEN_EXPIRED);
    else checks.add(Check.passed("expires", expected, Times.shown(end, now)));
  }

  /**
   * A token that is older than what it answers is no reason to refuse it, because the nonce says
   * what it answers, and Entra ID dates all of its own five minutes back.
   */
  private void issued() {
    var issued = Times.of(claims, "iat");
    var expected = asked.asked() + " … " + now;
    if (issued == null) {
      fail("issued_at", expected, "", Cause.ISSUED_AT_MISSING);
      return;
    }
    var received = Times.shown(issued, now);
    if (issued.isAfter(now.plus(Times.SKEW)))
      fail("issued_at", expected, received, Cause.TOKEN_FROM_THE_FUTURE);
    else if (issued.isBefore(asked.asked().minus(Times.OLDEST)))
      fail("issued_at", expected, received, Cause.TOKEN_OLDER_THAN_REQUEST);
    else if (issued.isAfter(now.plus(Times.NOTICEABLE))
        || issued.isBefore(asked.asked().minus(Times.DATED_BACK).minus(Times.NOTICEABLE)))
      checks.add(Cause.CLOCKS_DIFFER.doubtful("issued_at", expected, received));
    else checks.add(Check.passed("issued_at", expected, received));
  }

  private void notBefore() {
    if (!claims.has("nbf")) return;
    var begin = Times.of(claims, "nbf");
    var expected = "<= " + now;
    if (begin == null) fail("not_before", expected, "", Cause.NOT_BEFORE_MALFORMED);
    else if (begin.isAfter(now.plus(Times.SKEW)))
      fail("not_before", expected, Times.shown(begin, now), Cause.TOKEN_FROM_THE_FUTURE);
    else checks.add(Check.passed("not_before", expected, Times.shown(begin, now)));
  }

  private void nonce() {
    var nonce = text("nonce");
    if (nonce.isEmpty() && habits.leavesNonceOut())
      checks.add(Check.passed("nonce", head(asked.nonce()), ""));
    else if (nonce.isEmpty()) fail("nonce", head(asked.nonce()), "", Cause.NONCE_MISSING);
    else if (!Secrets.same(asked.nonce(), nonce))
      fail("nonce", head(asked.nonce()), head(nonce), Cause.NONCE_DIFFERS);
    else checks.add(Check.passed("nonce", head(nonce), head(nonce)));
  }

  /** OpenID Connect Core §3.1.3.8: it need not be there in the code flow, and must be right. */
  private void accessTokenHash() {
    if (!claims.has("at_hash") || !SignedToken.ALGORITHMS.contains(token.algorithm())) return;
    var computed =
        AccessTokenHash.compute(
            new BearerAccessToken(tokens.accessToken()),
            JWSAlgorithm.parse(token.algorithm()),
            null);
    if (computed == null) return;
    equal("access_token_hash", computed.getValue(), text("at_hash"), Cause.ACCESS_TOKEN_DIFFERS);
  }

  /** OpenID Connect Core §3.1.3.7, 13. Some cannot say when: that must not lock anybody out. */
  private void authenticationTime() {
    var age = asked.maxAgeSeconds();
    if (age == null) return;
    var earliest = asked.asked().minusSeconds(age);
    var time = Times.of(claims, "auth_time");
    var expected = ">= " + earliest;
    if (time == null)
      checks.add(Cause.AUTH_TIME_MISSING.doubtful("authenticated_at", expected, ""));
    else if (time.isBefore(earliest.minus(Times.SKEW)))
      checks.add(
          Cause.AUTH_TIME_TOO_OLD.failed("authenticated_at", expected, Times.shown(time, now)));
    else checks.add(Check.passed("authenticated_at", expected, Times.shown(time, now)));
  }

  private void subject() {
    var subject = text("sub");
    if (subject.isBlank()) fail("subject", "sub", "", Cause.SUBJECT_MISSING);
    else if (subject.length() > LONGEST_SUBJECT)
      fail("subject", "sub", Shown.line(subject), Cause.SUBJECT_TOO_LONG);
    // two of them must not become one
    else if (subject.chars().anyMatch(it -> Character.isISOControl(it) || it == StrictJson.UNFIT))
      fail("subject", "sub", Shown.line(subject), Cause.SUBJECT_UNFIT);
    else checks.add(Check.passed("subject", "sub", Shown.line(subject)));
  }

  private String text(String name) {
    var text = StrictJson.text(claims, name);
    return text == null ? "" : text;
  }

  private void equal(String check, String expected, String received, Cause cause) {
    if (expected.equals(received)) checks.add(Check.passed(check, expected, received));
    else fail(check, expected, Shown.line(received), cause);
  }

  private void fail(String check, String expected, String received, Cause cause) {
    checks.add(cause.failed(check, expected, received));
  }

  /** Enough of it to see that two are not the same. */
  private static String head(String secret) {
    return Shown.line(secret.length() <= 8 ? secret : secret.substring(0, 8) + "…");
  }
}
