package dev.hostedui.portal.sso;

import java.util.List;

/**
 * What is saved about the identity provider, for reading.
 *
 * @param lines its values
 * @param certificates those whose keys may sign, if it speaks SAML
 * @param missing what a sign-in needs beside it, as a sentence, or empty
 * @param source where all that comes from, as a sentence
 */
public record Summary(
    List<Line> lines, List<CertificateLine> certificates, String missing, String source) {

  /** A value under its label. */
  public record Line(String label, String value) {}

  /**
   * A certificate.
   *
   * @param fingerprint SHA-256, with colons
   * @param dates from when to when, as a phrase
   * @param state {@code good}, {@code waiting} or {@code bad}, as pills are called
   * @param word the state in a word
   */
  public record CertificateLine(
      String subject, String fingerprint, String dates, String state, String word) {}
}
