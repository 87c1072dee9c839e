package dev.hostedui.branding;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.WebAddress;
import dev.hostedui.identity.picture.PictureFile;
import dev.hostedui.outside.HttpAnswer;
import dev.hostedui.outside.HttpCall;
import dev.hostedui.outside.HttpCaller;
import java.net.URI;
import java.util.concurrent.CompletionException;

/** Fetches a picture from an address that somebody gave, to be examined and kept by us. */
public final class PictureFetch {

  private final HttpCaller caller;
  private final boolean plainHttp;

  /** Takes who calls, and whether http will do: where private addresses may be called. */
  public PictureFetch(HttpCaller caller, boolean plainHttp) {
    this.caller = caller;
    this.plainHttp = plainHttp;
  }

  /**
   * Fetches and examines it; takes at most as long as a call may.
   *
   * @throws Problem INVALID when there is no such picture, saying why
   */
  public PictureFile fetch(String address, PictureFile.Use use) {
    if (address.isEmpty()) throw Problem.invalid("address_malformed");
    WebAddress.check("", address, plainHttp);
    return PictureFile.read(body(URI.create(address)), use);
  }

  private byte[] body(URI address) {
    HttpAnswer answer;
    try {
      answer =
          caller
              .exchange(
                  HttpCall.get(address)
                      .with("Accept", "image/svg+xml, image/png, image/jpeg, image/gif")
                      .acceptingAtMost(PictureFile.LARGEST)
                      .followingRedirects())
              .join();
    } catch (CompletionException e) {
      var failed = HttpCaller.Failed.of(e);
      throw failed.kind() == HttpCaller.Failed.Kind.TOO_LARGE
          ? Problem.invalid("picture_too_large").with(PictureFile.LARGEST / 1024)
          : Problem.invalid("picture_not_fetched").with(failed.reason());
    }
    if (answer.status() != 200)
      throw Problem.invalid("picture_not_fetched").with("it answered " + answer.status());
    return answer.body();
  }
}
