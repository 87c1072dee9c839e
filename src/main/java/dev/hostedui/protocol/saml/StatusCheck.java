package dev.hostedui.protocol.saml;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/** What the provider itself says came of it (SAML Core §3.2.2). */
final class StatusCheck {

  private static final String CODES = "urn:oasis:names:tc:SAML:2.0:status:";

  /** The second code says more than the first. */
  private static final Map<String, Cause> SECOND =
      Map.of(
          "AuthnFailed", Cause.STATUS_AUTHN_FAILED,
          "InvalidNameIDPolicy", Cause.STATUS_INVALID_NAME_ID_POLICY,
          "NoAuthnContext", Cause.STATUS_NO_AUTHN_CONTEXT,
          "NoPassive", Cause.STATUS_NO_PASSIVE,
          "RequestDenied", Cause.STATUS_REQUEST_DENIED,
          "RequestUnsupported", Cause.STATUS_REQUEST_UNSUPPORTED,
          "UnknownPrincipal", Cause.STATUS_UNKNOWN_PRINCIPAL,
          "UnsupportedBinding", Cause.STATUS_UNSUPPORTED_BINDING);

  private static final Map<String, Cause> FIRST =
      Map.of(
          "Requester", Cause.STATUS_REQUESTER,
          "Responder", Cause.STATUS_RESPONDER,
          "VersionMismatch", Cause.STATUS_VERSION_MISMATCH);

  private final String first;
  private final String second;
  private final String message;

  StatusCheck(Element response) {
    var status = Elements.child(response, Elements.PROTOCOL, "Status").orElse(null);
    var code = code(status);
    first = name(code);
    second = name(code(code));
    message =
        status == null
            ? ""
            : Elements.child(status, Elements.PROTOCOL, "StatusMessage")
                .map(Elements::text)
                .orElse("");
  }

  private static @Nullable Element code(@Nullable Element parent) {
    return parent == null
        ? null
        : Elements.child(parent, Elements.PROTOCOL, "StatusCode").orElse(null);
  }

  private static String name(@Nullable Element code) {
    if (code == null) return "";
    var value = Elements.attribute(code, "Value").strip();
    return value.startsWith(CODES) ? value.substring(CODES.length()) : value;
  }

  boolean success() {
    return first.equals("Success");
  }

  /** Whether not everybody who had to sign somebody out did (SAML Core §3.7.3.2). */
  boolean partial() {
    return second.equals("PartialLogout");
  }

  /** Both codes and the message, for people. */
  String text() {
    return first
        + (second.isEmpty() ? "" : " > " + second)
        + (message.isEmpty() ? "" : ": " + message);
  }

  Cause cause() {
    if (first.isEmpty()) return Cause.STATUS_MISSING;
    var better = SECOND.get(second);
    return better != null ? better : FIRST.getOrDefault(first, Cause.STATUS_OTHER);
  }

  void examine(Checks checks) {
    if (success()) checks.passed("status", "Success", text());
    else checks.failed("status", "Success", text(), cause());
  }
}
