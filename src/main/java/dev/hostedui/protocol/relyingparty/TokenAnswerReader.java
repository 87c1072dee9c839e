package dev.hostedui.protocol.relyingparty;

import java.util.Locale;

/** Reads a {@link TokenAnswer}. */
final class TokenAnswerReader {

  private TokenAnswerReader() {}

  static TokenAnswer read(int status, String body) {
    var read = StrictJson.object(body);
    if (read.isEmpty())
      return new TokenAnswer.Failed(status == 200 ? "not_json" : "status_" + status, "");
    var answer = read.get();
    var error = StrictJson.text(answer, "error");
    if (error != null || status != 200) {
      var description = StrictJson.text(answer, "error_description");
      return new TokenAnswer.Refused(
          status,
          error == null ? "" : Shown.line(error),
          description == null ? "" : Shown.line(description));
    }
    var idToken = StrictJson.text(answer, "id_token");
    if (idToken == null) return new TokenAnswer.Failed("id_token_missing", "");
    var accessToken = StrictJson.text(answer, "access_token");
    if (accessToken == null) return new TokenAnswer.Failed("access_token_missing", "");
    if (idToken.length() > SignedToken.LONGEST || accessToken.length() > SignedToken.LONGEST)
      return new TokenAnswer.Failed("token_too_long", "");
    var type = StrictJson.text(answer, "token_type");
    // RFC 6749 §7.1: a token of a kind that is not understood is not used
    if (type == null || !type.toLowerCase(Locale.ROOT).equals("bearer"))
      return new TokenAnswer.Failed("token_type_unknown", type == null ? "" : Shown.line(type));
    return new TokenAnswer.Tokens(idToken, accessToken);
  }
}
