package dev.hostedui.protocol.google;

import dev.hostedui.protocol.google.GoogleRefused.Reason;
import dev.hostedui.protocol.reading.StrictJson;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the token address answered (RFC 6749 §5.1).
 *
 * @param refreshToken reads on after today, or null; a refresh brings none
 * @param granted the permissions that were given, which may be fewer than were asked for
 * @param idToken says who gave them, or null
 */
public record TokenReply(
    String accessToken,
    @Nullable String refreshToken,
    Set<String> granted,
    @Nullable String idToken) {

  /** Longer tokens than this are no tokens of Google's. */
  private static final int LONGEST = 16_384;

  public TokenReply {
    granted = Set.copyOf(granted);
  }

  /**
   * Reads an answer.
   *
   * @param refreshing whether a refresh token was exchanged, and no code
   * @throws GoogleRefused when there is no access token in it
   */
  public static TokenReply read(int status, String body, boolean refreshing) throws GoogleRefused {
    var answer = StrictJson.object(body).orElse(null);
    if (status != 200) throw GoogleRefused.atToken(status, body, refreshing);
    if (answer == null) throw new GoogleRefused(Reason.UNREADABLE);
    if (answer.has("error")) throw GoogleRefused.atToken(400, body, refreshing);
    var access = StrictJson.text(answer, "access_token");
    var type = StrictJson.text(answer, "token_type");
    if (!isToken(access) || type == null || !type.equalsIgnoreCase("Bearer"))
      throw new GoogleRefused(Reason.UNREADABLE);
    var refresh = StrictJson.text(answer, "refresh_token");
    var scope = StrictJson.text(answer, "scope");
    return new TokenReply(
        String.valueOf(access),
        isToken(refresh) ? refresh : null,
        scope == null ? Set.of() : Set.copyOf(List.of(scope.strip().split("\\s+", -1))),
        StrictJson.text(answer, "id_token"));
  }

  private static boolean isToken(@Nullable String text) {
    return text != null
        && !text.isEmpty()
        && text.length() <= LONGEST
        && text.chars().allMatch(it -> it > ' ' && it < 0x7f);
  }

  /** Never with the tokens. */
  @Override
  public String toString() {
    return "tokens";
  }
}
