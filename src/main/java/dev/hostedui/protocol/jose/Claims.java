package dev.hostedui.protocol.jose;

import com.nimbusds.jwt.JWTClaimsSet;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a token that was checked says. A claim that is missing or of another type reads empty. */
public final class Claims {

  private final JWTClaimsSet set;

  Claims(JWTClaimsSet set) {
    this.set = set;
  }

  public String text(String name) {
    try {
      var value = set.getStringClaim(name);
      return value == null ? "" : value;
    } catch (ParseException e) {
      return "";
    }
  }

  /** All of them by name, as a JSON object has them: times are seconds. */
  public Map<String, Object> all() {
    return set.toJSONObject();
  }

  /** For whom the token is (RFC 7519 §4.1.3). */
  public List<String> audience() {
    return set.getAudience();
  }

  /** When it ends; one that names no end has ended. */
  public Instant end() {
    var end = set.getExpirationTime();
    return end == null ? Instant.EPOCH : end.toInstant();
  }

  /** Whether it is past its time (RFC 7519 §4.1.4); one that names no end is. */
  public boolean expired(Instant now) {
    return !now.isBefore(end());
  }
}
