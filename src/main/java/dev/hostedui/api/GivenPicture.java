package dev.hostedui.api;

import dev.hostedui.branding.PictureFetch;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.picture.PictureFile;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * A picture that came with a call.
 *
 * @param source the address it was fetched from, or null when the call brought it
 */
record GivenPicture(PictureFile file, @Nullable String source) {

  /**
   * Examines it, and fetches it before where an address was given.
   *
   * @throws Problem INVALID at the field that cannot be taken
   */
  static GivenPicture of(Body body, PictureFetch fetch, PictureFile.Use use) {
    var content = body.text("content");
    var url = body.textOr("url", "").isEmpty() ? null : body.text("url");
    if (content != null && url != null) throw Problem.invalid("picture_twice").at("url");
    try {
      return url == null
          ? new GivenPicture(PictureFile.read(decoded(content == null ? "" : content), use), null)
          : new GivenPicture(fetch.fetch(url, use), url);
    } catch (Problem problem) {
      throw problem.at(url == null ? "content" : "url");
    }
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("picture_not_base64");
    }
  }
}
