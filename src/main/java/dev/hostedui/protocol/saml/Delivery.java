package dev.hostedui.protocol.saml;

import java.util.Map;

/** How a message of ours leaves through the browser. */
public sealed interface Delivery {

  /** Send the browser to this address. */
  record Redirect(String url) implements Delivery {}

  /**
   * Give the browser a form that posts itself.
   *
   * @param action where it goes
   * @param fields its hidden fields: the message, and {@code RelayState} if there is one
   */
  record Form(String action, Map<String, String> fields) implements Delivery {
    public Form {
      fields = Map.copyOf(fields);
    }
  }
}
