package dev.hostedui.identity.mailtemplate;

import dev.hostedui.identity.Id;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A mail that an operator may write in words of their own. */
public enum MailKind {
  /** The code and the link by which somebody signs in. */
  SIGN_IN(Set.of("otp", "link")),
  /** What somebody gets who has no account yet. */
  SIGN_UP(Set.of("otp", "link")),
  INVITATION(Set.of("link"));

  /** Filled in by the program; of those that a mail does not know nothing stands there. */
  public static final List<String> VARIABLES =
      List.of(
          "app_name",
          "app_logo_url",
          "app_support_email",
          "app_organization_meta_name",
          "organization_name",
          "user_name",
          "user_email",
          "inviter_email",
          "link",
          "otp",
          "expiry_time_relative",
          "expiry_time",
          "expire_time");

  private final Set<String> oneOf;

  MailKind(Set<String> oneOf) {
    this.oneOf = oneOf;
  }

  /** Of these a mail has one at least: it would be of no use without. */
  Set<String> oneOf() {
    return oneOf;
  }

  /** Its name in the API, on the command line and in the database. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<MailKind> named(String name) {
    return Arrays.stream(values()).filter(it -> it.wireName().equals(name)).findFirst();
  }

  /** As the object of an event. */
  record Named(String value) implements Id {}
}
