package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * The first page: an email address.
 *
 * @param application what one signs in to
 * @param signUp whether it invites to make an account; what it does is the same
 * @param offersSignUp whether accounts can be made at all
 * @param notice good news on top, such as having signed out, or null
 * @param formError what is wrong that no field is to blame for, or null
 */
public record SignInPage(
    Look look,
    String application,
    boolean signUp,
    boolean offersSignUp,
    String email,
    @Nullable String emailError,
    @Nullable String notice,
    @Nullable String formError,
    String returnTo)
    implements View {

  public String title() {
    return signUp ? "Create your " + application + " account" : "Sign in to " + application;
  }

  public String action() {
    return signUp ? "/login/sign-up" : "/login";
  }

  /** The same page in its other words, keeping where to go afterwards. */
  public String other() {
    var path = signUp ? "/login" : "/login/sign-up";
    return path
        + (returnTo.equals(Journeys.HOME)
            ? ""
            : "?return_to="
                + java.net.URLEncoder.encode(returnTo, java.nio.charset.StandardCharsets.UTF_8));
  }
}
