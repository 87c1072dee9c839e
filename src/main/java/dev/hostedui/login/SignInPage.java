package dev.hostedui.login;

import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.Query;
import dev.hostedui.web.Look;
import dev.hostedui.web.ProofPurpose;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first page: an email address, or a passkey.
 *
 * @param application what one signs in to: the app, or the organization whose logo is shown
 * @param signUp whether it invites to make an account; what it does is the same
 * @param offersSignUp whether accounts can be made at all
 * @param emailError what is wrong with the address, or null
 * @param banner what stands on top, such as why a session is over, or null
 * @param formError what is wrong that no field is to blame for, or null
 * @param query what it was opened for, as addresses write it, or empty; see {@link Opening}
 * @param confirmation what somebody who is signed in must confirm that it is them for, or null
 * @param unknownPasskey a passkey that was just tried in vain, or null
 * @param lastUsed by what means somebody last signed in in this browser, or null
 * @param sample whom to sign in as where all people are made up, or null
 * @param providers for everybody, by which one may come
 */
public record SignInPage(
    Look look,
    String application,
    boolean signUp,
    boolean offersSignUp,
    String email,
    @Nullable String emailError,
    @Nullable Banner banner,
    @Nullable String formError,
    String returnTo,
    String query,
    @Nullable Confirmation confirmation,
    @Nullable UnknownPasskey unknownPasskey,
    @Nullable String lastUsed,
    Login.@Nullable Sample sample,
    List<SocialProvider> providers)
    implements View {

  /**
   * A word to whoever comes.
   *
   * @param done whether it tells of what they have just done
   */
  public record Banner(String words, boolean done) {}

  /**
   * A passkey somebody tried that is not known here, for their browser to stop offering.
   *
   * @param credentialId in base64url
   * @param relyingParty whose passkey it is
   */
  public record UnknownPasskey(String credentialId, String relyingParty) {}

  /**
   * What a fresh proof is for.
   *
   * @param back the page they come from, for whoever changes their mind
   */
  public record Confirmation(ProofPurpose purpose, String back) {}

  public SignInPage {
    providers = List.copyOf(providers);
  }

  /** Those with a button: none of them can say that somebody was just asked who they are. */
  public List<SocialProvider> buttons() {
    return isConfirming() ? List.of() : providers;
  }

  /** Whether there is anything beside the address; an account is not made with a passkey. */
  public boolean hasOtherWays() {
    return !signUp || !buttons().isEmpty();
  }

  public boolean otherWaysBelow() {
    return look.layout().socialBelow();
  }

  public boolean lastBy(SocialProvider provider) {
    return provider.wireName().equals(lastUsed);
  }

  public boolean lastByMail() {
    return Means.MAIL.wireName().equals(lastUsed);
  }

  public boolean lastByPasskey() {
    return Means.PASSKEY.wireName().equals(lastUsed);
  }

  /** This page with what stands in the field. */
  SignInPage typed(String text) {
    return with(text, emailError, banner, formError, unknownPasskey);
  }

  /** This page with what is wrong with the address. */
  SignInPage wrongEmail(String message) {
    return with(email, message, banner, formError, unknownPasskey);
  }

  /** This page with a word on top. */
  SignInPage noticed(String words) {
    return with(email, emailError, new Banner(words, false), formError, unknownPasskey);
  }

  /** This page with a word on what the person has just done. */
  SignInPage done(String words) {
    return with(email, emailError, new Banner(words, true), formError, unknownPasskey);
  }

  /** This page with why a way in did not work. */
  SignInPage refused(String message) {
    return with(email, emailError, banner, message, unknownPasskey);
  }

  /** This page, telling the browser of a passkey that nobody knows any more. */
  SignInPage withUnknown(UnknownPasskey passkey) {
    return with(email, emailError, banner, formError, passkey);
  }

  private SignInPage with(
      String email,
      @Nullable String emailError,
      @Nullable Banner banner,
      @Nullable String formError,
      @Nullable UnknownPasskey unknownPasskey) {
    return new SignInPage(
        look,
        application,
        signUp,
        offersSignUp,
        email,
        emailError,
        banner,
        formError,
        returnTo,
        query,
        confirmation,
        unknownPasskey,
        lastUsed,
        sample,
        providers);
  }

  boolean isConfirming() {
    return confirmation != null;
  }

  public String title() {
    if (confirmation != null) return "Confirm that it is you";
    return signUp ? "Create your " + application + " account" : "Sign in to " + application;
  }

  public String action() {
    return with(signUp ? "/login/sign-up" : "/login");
  }

  /** Where sign-in leads to sign-up, and sign-up to sign-in. */
  public String other() {
    return with(signUp ? "/login" : "/login/sign-up");
  }

  /** An address, with what this page was opened for and the address that stands in its field. */
  public String with(String path) {
    return path
        + query
        + EmailAddress.parse(email)
            .map(it -> Query.encoded(it.value()))
            .map(it -> (query.isEmpty() ? "?" : "&") + "login_hint=" + it)
            .orElse("");
  }
}
