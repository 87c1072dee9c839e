package dev.hostedui.portal.sso;

import dev.hostedui.portal.Subpage;
import java.util.List;

/**
 * The tab with the calendar of certificates.
 *
 * @param provider those of the identity provider, in the order in which they end
 * @param ours those of our own that it may know us by, in that order
 * @param metadata the address of our metadata, in which ours stand
 */
public record CertificatesPage(Head head, List<Entry> provider, List<Entry> ours, String metadata)
    implements Subpage {

  @Override
  public String subtitle() {
    return Tab.CERTIFICATES.title();
  }

  /**
   * A certificate and what it is for.
   *
   * @param use what it is for, as a sentence
   */
  public record Entry(Summary.CertificateLine line, String use) {}
}
