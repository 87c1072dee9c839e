package dev.hostedui.web;

/** A short message over the page: what was done, or what failed. Failures stay until dismissed. */
public record Toast(String message, boolean failed) implements View {

  public static Toast done(String message) {
    return new Toast(message, false);
  }

  public static Toast failed(String message) {
    return new Toast(message, true);
  }
}
