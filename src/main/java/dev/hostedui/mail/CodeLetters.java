package dev.hostedui.mail;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.environment.Environments;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.passwordless.PasswordlessRequest;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.identity.user.User;
import dev.hostedui.identity.user.Users;
import dev.hostedui.web.Ago;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Writes the codes and links by which people sign in and sign up. */
public final class CodeLetters implements PasswordlessRequest.Sender {

  private final Post post;
  private final Environments environments;

  public CodeLetters(Post post, Environments environments) {
    this.post = post;
    this.environments = environments;
  }

  /**
   * Writes a code and a link to sign in, or to sign up.
   *
   * @param organization which one the sign-in is known to be about, or null
   * @param known whose account it is, or null when there is none; only the words differ
   * @param about by what {@link LetterBox#isRefused} knows it
   * @param connects the provider whose account leads into theirs from then on, or null; an
   *     operator's own words for a sign-in would not say so, so they do not stand for this letter
   * @param send see {@link LetterBox#queue}
   */
  public void signIn(
      Handle tx,
      @Nullable OrganizationId organization,
      EmailAddress email,
      String code,
      String linkToken,
      String about,
      Instant until,
      @Nullable User known,
      @Nullable SocialProvider connects,
      boolean send) {
    var link = post.address("/login/link/" + linkToken);
    var span = Ago.span(environments.current().codeLifetime());
    write(
        tx,
        organization,
        email,
        known != null,
        code,
        link,
        span,
        until,
        values(email, known, code, link, span, until),
        connects,
        send,
        about);
  }

  @Override
  public void send(Handle tx, PasswordlessRequest request, String code, @Nullable String link) {
    var email = request.email();
    var span = Ago.span(request.lifetime());
    var known = Users.find(tx, email).orElse(null);
    // what the app gives is not believed about what only we know
    var values = new HashMap<>(request.variables());
    values.keySet().removeAll(MailKind.VARIABLES);
    values.putAll(values(email, known, code, link, span, request.expiresAt()));
    write(
        tx,
        null,
        email,
        request.template() == PasswordlessRequest.Template.SIGNIN,
        code,
        link,
        span,
        request.expiresAt(),
        values,
        null,
        true,
        null);
  }

  private void write(
      Handle tx,
      @Nullable OrganizationId organization,
      EmailAddress email,
      boolean signsIn,
      String code,
      @Nullable String link,
      String span,
      Instant until,
      Map<String, String> values,
      @Nullable SocialProvider connects,
      boolean send,
      @Nullable String about) {
    post.queue(
        tx,
        organization,
        email,
        (environment, app) ->
            new Letter(
                app + ": Your verification code is " + code,
                (signsIn ? "Sign in to " + app : "Create your " + app + " account")
                    + (connects == null ? "" : " with " + connects.label()),
                Stream.of(
                        connects == null ? "" : connection(connects, signsIn, app),
                        link == null
                            ? "Enter this code on the page you came from."
                            : "Enter this code on the page you came from, or use the link below.")
                    .filter(it -> !it.isEmpty())
                    .toList(),
                code,
                connects != null && signsIn
                    ? "Connect " + connects.label()
                    : signsIn ? "Sign in to " + app : "Continue to " + app,
                link,
                Post.notes(
                    environment,
                    (link == null
                            ? "The code works once and ends in "
                            : "The code and the link work once and end in ")
                        + span
                        + ".",
                    "If you did not ask for this mail, you can ignore it: nobody gets in without"
                        + " it.")),
        until,
        send,
        connects == null
            ? new Post.Own(signsIn ? MailKind.SIGN_IN : MailKind.SIGN_UP, values)
            : null,
        about);
  }

  private static String connection(SocialProvider provider, boolean signsIn, String app) {
    return "Somebody came from "
        + provider.label()
        + " with this address. The code "
        + (signsIn
            ? "connects their account there to yours: from then on they sign in to your "
                + app
                + " account with it."
            : "creates your "
                + app
                + " account and connects their account there to it: from then on they sign in to"
                + " it with that.")
        + " Use it only if that is you.";
  }

  private static Map<String, String> values(
      EmailAddress email,
      @Nullable User known,
      String code,
      @Nullable String link,
      String span,
      Instant until) {
    return Map.of(
        "otp", code,
        "link", Objects.requireNonNullElse(link, ""),
        "user_name", known == null ? "" : known.fullName(),
        "user_email", email.value(),
        "expiry_time_relative", span,
        "expiry_time", Ago.exact(until),
        "expire_time", Ago.exact(until));
  }
}
