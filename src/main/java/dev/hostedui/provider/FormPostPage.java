package dev.hostedui.provider;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.util.Map;

/**
 * Hands an answer to an application as a form that posts itself (OAuth 2.0 Form Post Response Mode
 * §2); without script the person presses its button.
 *
 * @param address the redirect URI
 */
public record FormPostPage(Look look, String address, Map<String, String> parameters)
    implements View {

  /** Never with the parameters, of which one may be a code. */
  @Override
  public String toString() {
    return address;
  }
}
