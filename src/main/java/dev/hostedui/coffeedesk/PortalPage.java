package dev.hostedui.coffeedesk;

import java.net.URI;

/**
 * The page on which an admin sets up single sign-on without leaving the app.
 *
 * @param link what the frame shows: good for this load of the page
 */
public record PortalPage(SignedIn who, URI link) {

  /** Without the link, which opens the portal. */
  @Override
  public String toString() {
    return "the portal for " + who;
  }
}
