package dev.hostedui.sso;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.Map;

/**
 * Hands a message to an identity provider as a form that posts itself (SAML Bindings §3.5.4);
 * without script the person presses its button.
 *
 * @param address where the provider takes it
 * @param fields the message, and what the provider is to send back with its answer
 */
public record PostPage(Look look, String address, Map<String, String> fields) implements View {

  /** Never with the fields. */
  @Override
  public String toString() {
    return address;
  }
}
