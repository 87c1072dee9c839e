package dev.hostedui.web;

import org.jspecify.annotations.Nullable;

/**
 * A page that says one thing, for people who are not signed in or not in the portal.
 *
 * @param way where to go from here
 * @param wayLabel what the link says
 * @param again the form that could not be taken just now, to be sent again, or null
 */
public record MessagePage(
    Look look, String title, String message, String way, String wayLabel, @Nullable SentForm again)
    implements View {

  /** One to which nothing was sent that is worth keeping. */
  public MessagePage(Look look, String title, String message, String way, String wayLabel) {
    this(look, title, message, way, wayLabel, null);
  }
}
