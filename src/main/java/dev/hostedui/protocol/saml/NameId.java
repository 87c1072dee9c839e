package dev.hostedui.protocol.saml;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How an identity provider names somebody, all of it, because a logout must say it again word for
 * word (SAML Core §2.2.3, §3.7.1).
 *
 * @param value the name; never blank
 * @param format the {@code Format} that came, or empty
 * @param nameQualifier whose names these are, or empty
 * @param spNameQualifier whom the name was made for, or empty
 */
public record NameId(String value, String format, String nameQualifier, String spNameQualifier) {

  private static final Pattern ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");

  public NameId {
    if (value.isBlank()) throw new IllegalArgumentException("a name id says something");
  }

  public NameId(String value, NameIdFormat format) {
    this(value, format.uri(), "", "");
  }

  /** Whether the same person has this name next time. */
  public boolean lasting() {
    return !NameIdFormat.TRANSIENT.is(format);
  }

  /**
   * The name as an email address: only when it looks like one, and the format says that it is one
   * or says nothing.
   */
  public Optional<String> address() {
    var mayBe = NameIdFormat.EMAIL.is(format) || NameIdFormat.UNSPECIFIED.is(format);
    return mayBe && ADDRESS.matcher(value).matches() ? Optional.of(value) : Optional.empty();
  }
}
