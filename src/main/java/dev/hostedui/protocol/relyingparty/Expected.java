package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.AttributeNames;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer is measured by.
 *
 * @param asked the request it must be the answer to
 * @param names which claims say what of a person
 * @param domains the verified email domains of the organization, in lower case; null when it is
 *     nobody's provider, and what is said of a person is judged by others
 * @param habits what the provider does otherwise than the standard says
 */
public record Expected(
    Registration registration,
    SignInRequest asked,
    AttributeNames names,
    @Nullable Set<String> domains,
    Habits habits) {

  public Expected {
    domains = domains == null ? null : Set.copyOf(domains);
  }

  /** Of a provider of an organization. */
  public Expected(
      Registration registration, SignInRequest asked, AttributeNames names, Set<String> domains) {
    this(registration, asked, names, domains, Habits.NONE);
  }

  /** Of a provider for everybody. */
  public static Expected ofAnybody(Registration registration, SignInRequest asked, Habits habits) {
    return new Expected(registration, asked, AttributeNames.OF_OPENID_CONNECT, null, habits);
  }
}
