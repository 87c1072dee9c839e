package dev.hostedui.protocol.relyingparty;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;

/** Reads a {@link TokenAnswer}. */
final class TokenAnswerReader {

  private TokenAnswerReader() {}

  static TokenAnswer read(int status, String body, boolean strict) {
    var read = StrictJson.object(body);
    if (read.isEmpty())
      return new TokenAnswer.Failed(Cause.TOKEN_ANSWER_NOT_JSON.text(), String.valueOf(status));
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
    if (idToken == null && strict) return new TokenAnswer.Failed(Cause.ID_TOKEN_MISSING.text(), "");
    var accessToken = StrictJson.text(answer, "access_token");
    if (accessToken == null) return new TokenAnswer.Failed(Cause.ACCESS_TOKEN_MISSING.text(), "");
    if ((idToken != null && idToken.length() > SignedToken.LONGEST)
        || accessToken.length() > SignedToken.LONGEST)
      return new TokenAnswer.Failed(Cause.TOKEN_ANSWER_TOO_LONG.text(), "");
    var type = StrictJson.text(answer, "token_type");
    // RFC 6749 §7.1: a token of a kind that is not understood is not used
    if (type == null ? strict : !Ascii.equalsIgnoreCase(type, "bearer"))
      return new TokenAnswer.Failed(
          Cause.TOKEN_TYPE_UNKNOWN.text(), type == null ? "" : Shown.line(type));
    return new TokenAnswer.Tokens(idToken == null ? "" : idToken, accessToken);
  }
}
