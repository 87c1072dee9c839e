package dev.hostedui.protocol.relyingparty;

import com.google.common.base.Ascii;
import dev.hostedui.protocol.reading.Shown;
import dev.hostedui.protocol.reading.StrictJson;

/** Reads {@link Userinfo}. */
final class UserinfoReader {

  private UserinfoReader() {}

  static Userinfo read(int status, String contentType, String body) {
    // OpenID Connect Core §5.3.2: signed or encrypted when the client registered for it, as none
    // of ours does
    if (Ascii.toLowerCase(contentType).contains("application/jwt"))
      return new Userinfo.Failed(Cause.USERINFO_SIGNED.text(), "");
    var read = StrictJson.object(body);
    if (status != 200) {
      var words =
          read.map(
              it -> {
                var description = StrictJson.text(it, "error_description");
                var error = StrictJson.text(it, "error");
                return description != null ? description : error != null ? error : "";
              });
      return new Userinfo.Failed(
          Cause.USERINFO_REFUSED.text(), (status + " " + Shown.line(words.orElse(""))).strip());
    }
    if (read.isEmpty()) return new Userinfo.Failed(Cause.USERINFO_NOT_JSON.text(), "");
    if (StrictJson.text(read.get(), "sub") == null)
      return new Userinfo.Failed(Cause.USERINFO_SUBJECT_MISSING.text(), "");
    return new Userinfo.Claims(read.get());
  }
}
