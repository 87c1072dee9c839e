package dev.hostedui.adminportal;

import dev.hostedui.web.Ago;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * The page of a link, before it is opened.
 *
 * @param task what the link is for, inside a sentence
 * @param by who made it, or null when that was a program
 * @param until when it can be opened no more
 * @param address where it is opened by POST
 * @param query what is known of the page around it, for its forms
 * @param atOnce whether the button presses itself in a frame
 * @param code what is asked for when an address must prove itself, or null
 */
public record EntrancePage(
    Look look,
    String organizationName,
    String task,
    @Nullable String by,
    Ago until,
    String address,
    String query,
    boolean atOnce,
    @Nullable CodeForm code,
    Around around)
    implements View {

  /**
   * The form of the code.
   *
   * @param email where it is mailed to
   * @param sent whether one was mailed
   * @param error what is wrong with the one that was typed, or null
   */
  public record CodeForm(String email, boolean sent, @Nullable String error) {}
}
