package dev.hostedui.portal.scim;

import dev.hostedui.portal.Subpage;
import dev.hostedui.web.Ago;
import java.util.List;

/**
 * One call of the directory.
 *
 * @param call its method and path
 * @param about whom or what it was about, or empty
 * @param aboutPath where that is shown, after the address of the widget; empty where it is not
 * @param effect what became of it, or empty
 * @param cause why it was refused, or empty
 * @param remedy what to do about that, or empty
 * @param remarks what is worth knowing beside that
 * @param receipts what access ended by it
 * @param body what was sent, without secrets; empty when nothing was
 * @param cut whether that is only its beginning
 * @param tried whether it can be tried here
 */
public record RequestPage(
    Head head,
    String id,
    Ago at,
    String call,
    int status,
    boolean failed,
    String error,
    long milliseconds,
    String about,
    String aboutPath,
    String effect,
    String cause,
    String remedy,
    List<String> remarks,
    List<String> receipts,
    String from,
    String requestId,
    String body,
    boolean cut,
    boolean tried)
    implements Subpage {

  /** What its pill is called in the style sheet. */
  public String tone() {
    return RequestWords.tone(status);
  }

  @Override
  public String subtitle() {
    return call;
  }
}
