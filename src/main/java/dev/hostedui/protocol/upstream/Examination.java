package dev.hostedui.protocol.upstream;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of an identity provider turned out to be.
 *
 * @param checks all that were made, in the order people should read them
 * @param claimed whom the answer names, as far as it could be read, or null; it is for showing only
 *     and may come from a forger
 * @param document the decoded assertion or claims for showing, secrets taken out, or empty
 */
public record Examination(List<Check> checks, @Nullable UpstreamIdentity claimed, String document) {

  /** The checks that compare whether the provider refuses: what came are its own words. */
  private static final Set<String> ITS_WORDS = Set.of("answer", "status");

  public Examination {
    checks = List.copyOf(checks);
  }

  /** Whether no check failed and somebody is named. */
  public boolean accepted() {
    return claimed != null && checks.stream().noneMatch(Check::failed);
  }

  /** The first check that failed. */
  public Optional<Check> firstFailure() {
    return checks.stream().filter(Check::failed).findFirst();
  }

  /**
   * What the provider itself said of why it names nobody, as text for people; empty when it did not
   * say anything, or something else failed.
   */
  public String said() {
    return firstFailure()
        .filter(it -> ITS_WORDS.contains(it.name()))
        .map(Check::received)
        .orElse("");
  }

  /** Whom a sign-in may believe this answer to name: empty unless every check passed. */
  public Optional<UpstreamIdentity> identity() {
    return accepted() ? Optional.ofNullable(claimed) : Optional.empty();
  }
}
