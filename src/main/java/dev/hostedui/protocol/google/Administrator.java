package dev.hostedui.protocol.google;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hostedui.protocol.google.GoogleRefused.Reason;
import dev.hostedui.protocol.reading.Secrets;
import dev.hostedui.protocol.reading.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Who allowed us to read a directory, as the ID token says.
 *
 * @param subject Google's own id of the account, which outlives its address
 * @param hostedDomain the domain of the Workspace ({@code hd})
 */
public record Administrator(String subject, String email, String hostedDomain) {

  private static final Duration TOLERANCE = Duration.ofMinutes(3);
  private static final int LONGEST_TOKEN = 16_384;
  private static final int LONGEST_EMAIL = 254;

  /**
   * Reads the claims of an ID token that came straight from the token address over TLS, which is
   * why no signature is needed (OpenID Connect Core §3.1.3.7, 6).
   *
   * @param nonce the one that was sent
   * @throws GoogleRefused for a token of another issuer, for another client, of another request, of
   *     another time, or of an account that belongs to no Workspace
   */
  public static Administrator read(GoogleClient client, String idToken, String nonce, Instant now)
      throws GoogleRefused {
    var claims = claims(idToken).orElseThrow(() -> new GoogleRefused(Reason.IDENTITY_UNUSABLE));
    var issuer = StrictJson.text(claims, "iss");
    // Google leaves the scheme out now and then, and says so
    var ours = client.accounts().toString();
    var audience = StrictJson.texts(claims, "aud");
    var expires = claims.path("exp").asLong();
    var subject = StrictJson.text(claims, "sub");
    var email = StrictJson.text(claims, "email");
    var sentBack = StrictJson.text(claims, "nonce");
    if (issuer == null
        || !(issuer.equals(ours) || ours.endsWith("://" + issuer))
        || !List.of(client.clientId()).equals(audience)
        || sentBack == null
        || !Secrets.same(nonce, sentBack)
        || expires < now.minus(TOLERANCE).getEpochSecond()
        || subject == null
        || subject.isBlank()
        || subject.length() > 255
        || email == null
        || email.length() > LONGEST_EMAIL
        || !email.contains("@")) throw new GoogleRefused(Reason.IDENTITY_UNUSABLE);
    var domain = StrictJson.text(claims, "hd");
    if (domain == null || domain.isBlank()) throw new GoogleRefused(Reason.NOT_WORKSPACE, email);
    return new Administrator(subject, email, domain);
  }

  private static Optional<ObjectNode> claims(String token) {
    var parts = token.split("\\.", -1);
    if (token.length() > LONGEST_TOKEN || parts.length != 3) return Optional.empty();
    try {
      return StrictJson.object(
          new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
