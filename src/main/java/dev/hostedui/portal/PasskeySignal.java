package dev.hostedui.portal;

import dev.hostedui.identity.user.User;
import dev.hostedui.protocol.webauthn.Account;
import dev.hostedui.web.View;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What password managers are told by the page (WebAuthn §5.1.10): what the owner of their passkeys
 * is called now and, where they are all at hand, which are still good.
 *
 * @param relyingParty whose passkeys these are
 * @param accepted the ids of all that are good, in base64url, or null to say nothing of them:
 *     managers delete what is missing
 */
public record PasskeySignal(String relyingParty, Account account, @Nullable List<String> accepted)
    implements View {

  /** Whose passkeys a person's are, for their authenticators. */
  public static Account account(User user) {
    var name = user.fullName();
    var email = user.email().value();
    return new Account(user.id().value(), email, name.isEmpty() ? email : name);
  }

  /** The ids in one attribute. */
  public @Nullable String acceptedInOne() {
    return accepted == null ? null : String.join(" ", accepted);
  }
}
