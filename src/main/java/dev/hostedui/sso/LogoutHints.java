package dev.hostedui.sso;

import dev.hostedui.protocol.saml.NameId;
import java.util.Optional;

/**
 * What is kept of an answer for a logout: how a SAML provider names the person, all of it, because
 * it wants to read that again letter by letter (SAML Core §3.7.1).
 */
final class LogoutHints {

  /** No XML document can hold it, so that no part of a name does. */
  private static final String BETWEEN = "\u0001";

  private LogoutHints() {}

  static String of(NameId name) {
    return String.join(
        BETWEEN, name.value(), name.format(), name.nameQualifier(), name.spNameQualifier());
  }

  static Optional<NameId> read(String hint) {
    var parts = hint.split(BETWEEN, -1);
    return parts.length == 4 && !parts[0].isBlank()
        ? Optional.of(new NameId(parts[0], parts[1], parts[2], parts[3]))
        : Optional.empty();
  }
}
