package dev.hostedui.protocol.saml;

import com.google.common.base.Ascii;
import java.util.Set;
import java.util.regex.Pattern;
import org.w3c.dom.Element;

/** Knows what directories should never have put into an assertion. */
final class Secrets {

  private static final Set<String> NAMES =
      Set.of(
          "urn:oid:2.5.4.35", // userPassword
          "urn:oid:1.2.840.113556.1.4.90", // unicodePwd
          "urn:oid:1.3.6.1.4.1.7165.2.1.24", // sambaLMPassword
          "urn:oid:1.3.6.1.4.1.7165.2.1.25", // sambaNTPassword
          "krbprincipalkey");

  /** How LDAP and crypt write the hash of a password (RFC 2307 §5.3), and private keys. */
  private static final Pattern VALUE =
      Pattern.compile(
          "\\{[A-Za-z0-9-]{2,20}}\\S{8,}.*|\\$(1|2[abxy]?|5|6|y|apr1|argon2\\w*|pbkdf2\\S*|scrypt)\\$.*"
              + "|-----BEGIN [A-Z ]*PRIVATE KEY-----.*",
          Pattern.DOTALL);

  private Secrets() {}

  /** Whether an attribute is a secret, by its names or by one of its values. */
  static boolean isIn(Element attribute) {
    return isSecretName(Elements.attribute(attribute, "Name"))
        || isSecretName(Elements.attribute(attribute, "FriendlyName"))
        || Elements.children(attribute, Elements.ASSERTION, "AttributeValue").stream()
            .anyMatch(it -> isSecretValue(Elements.text(it)));
  }

  private static boolean isSecretValue(String value) {
    // nearly every value is told by its first character
    return !value.isEmpty()
        && "{$-".indexOf(value.charAt(0)) >= 0
        && VALUE.matcher(value).matches();
  }

  private static boolean isSecretName(String name) {
    var small = Ascii.toLowerCase(name.strip());
    return NAMES.contains(small)
        || small.contains("password")
        || small.contains("passwd")
        || small.endsWith("pwd");
  }
}
