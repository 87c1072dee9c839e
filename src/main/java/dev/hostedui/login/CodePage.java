package dev.hostedui.login;

import dev.hostedui.protocol.Query;
import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the code that was mailed. Says the same whether or not the address has an account.
 *
 * @param attempt the id of the sign-in that this page belongs to
 * @param mail how it stands with that mail
 * @param vouched whether an organization's identity provider has named the address, which is to be
 *     proven now
 * @param ours whether that is at a domain of that organization, so that another reason asks for it
 * @param provider the name of the provider for everybody that has, or null
 * @param current who else is signed in in this browser, or null
 * @param back where to go instead, for whoever is signed in and was asked to prove who they are, or
 *     null
 */
public record CodePage(
    Look look,
    String attempt,
    MailNews mail,
    boolean vouched,
    boolean ours,
    @Nullable String provider,
    @Nullable String codeError,
    @Nullable String notice,
    @Nullable String formError,
    @Nullable String devMail,
    @Nullable String current,
    @Nullable String back)
    implements View {

  /** The address of a form of this page, which says what page it is on. */
  public String with(String path) {
    return with(path, attempt, back);
  }

  static String with(String path, String attempt, @Nullable String back) {
    var elsewhere = back == null ? "" : "back=" + Query.encoded(back) + "&";
    return path + "?" + elsewhere + "attempt=" + attempt;
  }

  /**
   * The first page again, keeping where to go afterwards. Who was asked to prove it is asked anew
   * by the page that they go on to.
   */
  static String another(String returnTo, @Nullable String back) {
    return back == null ? "/login?again&return_to=" + Query.encoded(returnTo) : returnTo;
  }
}
