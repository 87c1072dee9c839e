package dev.hostedui.coffeedesk;

/** Why somebody could not be signed in, or stay so. The message is for the log. */
final class SignInFailed extends Exception {

  /** What the person is told. */
  enum Reason {
    NOT_BEGUN_HERE(
        400,
        "This sign-in cannot be continued",
        "It was begun in another browser, was used before, or took longer than ten minutes."),
    DENIED(
        403,
        "You were not signed in",
        "The sign-in was cancelled, or your account may not use Coffeedesk."),
    REFUSED(
        502,
        "You were not signed in",
        "The sign-in service refused. If trying again does not help, tell whoever runs Coffeedesk."),
    UNTRUSTED(
        502,
        "You were not signed in",
        "What the sign-in service answered could not be verified, so Coffeedesk did not believe it."),
    UNAVAILABLE(
        503,
        "Signing in does not work right now",
        "The sign-in service does not answer. Nothing is lost; try again in a moment."),
    OVER(401, "Your sign-in has ended", "Sign in again to go on.");

    final int status;
    final String title;
    final String message;

    Reason(int status, String title, String message) {
      this.status = status;
      this.title = title;
      this.message = message;
    }
  }

  private final Reason reason;

  SignInFailed(Reason reason, String detail) {
    super(detail);
    this.reason = reason;
  }

  SignInFailed(Reason reason, Exception cause) {
    super(cause.toString(), cause);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }
}
