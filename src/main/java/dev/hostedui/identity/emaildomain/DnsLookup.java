package dev.hostedui.identity.emaildomain;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks name servers about a challenge. */
public interface DnsLookup {

  /**
   * Asks the resolver and each name server of the zone, at the names where the record counts and at
   * those where it ends up by mistake.
   *
   * @return at most a hundred answers, within ten seconds; it never fails: whoever does not answer
   *     is among them as {@link DnsAnswer.Outcome#SILENT}
   */
  CompletableFuture<List<DnsAnswer>> ask(Challenge challenge);
}
