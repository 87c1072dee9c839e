package dev.hostedui.web;

import io.javalin.http.Context;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/** Carries a toast over a redirect, in a cookie that lives a minute and is taken once. */
public final class Flash {

  private static final String PURPOSE = "flash";

  /** Apart from the others, since whoever sits at the sign-in page next may be somebody else. */
  private static final String FAREWELL = "farewell";

  /** As many bytes as 400 characters and the sign before them can have, in base64. */
  private static final int LONGEST = 1_700;

  private final Cookies cookies;

  public Flash(Cookies cookies) {
    this.cookies = cookies;
  }

  /** Shows the toast on the next whole page. */
  public void put(Context ctx, Toast toast) {
    put(ctx, PURPOSE, toast);
  }

  /** Shows the toast of somebody who is signed out by what they did on the sign-in page. */
  public void putFarewell(Context ctx, Toast toast) {
    put(ctx, FAREWELL, toast);
  }

  private void put(Context ctx, String purpose, Toast toast) {
    var message =
        toast.message().length() > 400 ? toast.message().substring(0, 400) : toast.message();
    var text = (toast.failed() ? "!" : "+") + message;
    cookies.set(
        ctx,
        purpose,
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(text.getBytes(StandardCharsets.UTF_8)),
        Duration.ofMinutes(1));
  }

  /**
   * The toast that was put, if any; it is gone afterwards. What was not written by us is dropped.
   */
  public Optional<Toast> take(Context ctx) {
    return take(ctx, PURPOSE);
  }

  /** The toast of {@link #putFarewell}, likewise. */
  public Optional<Toast> takeFarewell(Context ctx) {
    return take(ctx, FAREWELL);
  }

  private Optional<Toast> take(Context ctx, String purpose) {
    var value = cookies.read(ctx, purpose);
    if (value.isEmpty()) return Optional.empty();
    cookies.clear(ctx, purpose);
    if (value.get().length() > LONGEST) return Optional.empty();
    try {
      var text = new String(Base64.getUrlDecoder().decode(value.get()), StandardCharsets.UTF_8);
      return text.length() < 2
          ? Optional.empty()
          : Optional.of(new Toast(text.substring(1), text.charAt(0) == '!'));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
