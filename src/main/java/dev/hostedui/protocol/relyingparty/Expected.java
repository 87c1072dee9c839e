package dev.hostedui.protocol.relyingparty;

import dev.hostedui.protocol.upstream.AttributeNames;
import java.util.Set;

/**
 * What an answer is measured by.
 *
 * @param asked the request it must be the answer to
 * @param names which claims say what of a person
 * @param domains the verified email domains of the organization, in lower case
 */
public record Expected(
    Registration registration, SignInRequest asked, AttributeNames names, Set<String> domains) {

  public Expected {
    domains = Set.copyOf(domains);
  }
}
