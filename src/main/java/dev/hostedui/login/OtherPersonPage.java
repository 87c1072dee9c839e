package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks whether somebody else should be signed in than who is.
 *
 * @param email the address of who would be
 * @param signedInAs the address of who is
 * @param application what sent them to the identity provider, or null where it was no application
 * @param address where the button leads
 * @param stay where whoever stays who they are goes on
 */
public record OtherPersonPage(
    Look look,
    String email,
    String signedInAs,
    @Nullable String application,
    String address,
    String stay)
    implements View {

  /** The field that says whose session may end. */
  public static final String INSTEAD_OF = "instead_of";
}
