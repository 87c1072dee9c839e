package dev.hostedui.identity.emaildomain;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.util.Optional;

/** Names an email domain of an organization. */
public record EmailDomainId(String value) implements Id {
  public static final String PREFIX = "dom_";

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<EmailDomainId> parse(String text) {
    return Ids.shaped(PREFIX, text) ? Optional.of(new EmailDomainId(text)) : Optional.empty();
  }
}
