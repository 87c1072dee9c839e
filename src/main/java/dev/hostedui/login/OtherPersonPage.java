package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;

/**
 * Asks whether somebody else should be signed in than who is.
 *
 * @param email the address of who would be
 * @param signedInAs the address of who is
 * @param address where the button leads
 */
public record OtherPersonPage(Look look, String email, String signedInAs, String address)
    implements View {

  /** The field that says whose session may end. */
  public static final String INSTEAD_OF = "instead_of";
}
