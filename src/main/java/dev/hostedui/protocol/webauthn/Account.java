package dev.hostedui.protocol.webauthn;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Whose passkey it is, as authenticators keep and show it (WebAuthn §5.4.3).
 *
 * @param id opaque: it says nothing about the person
 * @param name what tells accounts apart, such as an email address
 * @param displayName what the person is called
 */
public record Account(String id, String name, String displayName) {

  /** The id as scripts write it, in base64url. */
  public String handle() {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(id.getBytes(StandardCharsets.UTF_8));
  }
}
