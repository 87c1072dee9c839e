package dev.hostedui.login;

import dev.hostedui.web.Look;
import dev.hostedui.web.View;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the code that was mailed. Says the same whether or not the address has an account.
 *
 * @param attempt the id of the sign-in that this page belongs to
 * @param confirming whether its person is signed in and proves it anew
 * @param mayBeNobody whether a mail goes only to those who have an account, which must not show
 * @param vouched whether an organization's identity provider has named the address, which is to be
 *     proven now
 * @param ours whether that is at a domain of that organization, so that another reason asks for it
 * @param provider the name of the provider for everybody that has, or null
 * @param heldUp what to say while the mail server takes no mail, or null
 */
public record CodePage(
    Look look,
    String attempt,
    String email,
    String lifetime,
    boolean mayBeNobody,
    boolean vouched,
    boolean ours,
    @Nullable String provider,
    @Nullable HeldUpNotice heldUp,
    @Nullable String codeError,
    @Nullable String notice,
    @Nullable String formError,
    @Nullable String devMail,
    boolean confirming,
    String returnTo)
    implements View {

  /** Where to go instead of proving it anew. */
  public String home() {
    return Journeys.HOME;
  }

  /** The first page again, keeping where to go afterwards. */
  public String another() {
    return another(returnTo);
  }

  static String another(String returnTo) {
    return "/login?again&return_to=" + URLEncoder.encode(returnTo, StandardCharsets.UTF_8);
  }
}
