package dev.hostedui.web;

import dev.hostedui.protocol.Query;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person is about to do that wants a proof of who they are, for the page that asks. */
public enum ProofPurpose {
  ADD_PASSKEY("add a passkey"),
  RENAME_PASSKEY("rename a passkey"),
  DELETE_PASSKEY("delete a passkey"),
  SEE_PASSKEYS("see your passkeys"),
  SEE_ORGANIZATIONS("see where else you belong"),
  GO_TO_APP("go on to the app"),
  SEE_ACCOUNT("see and change what is your own"),
  CHANGE_NAME("change your name"),
  LEAVE_WITH_ACCOUNT("leave and have your account removed"),
  SIGN_OUT_ELSEWHERE("sign out everywhere else"),
  DISCONNECT_ACCOUNT("disconnect an account");

  private final String words;

  ProofPurpose(String words) {
    this.words = words;
  }

  /** What they are about to do, as it stands after “before you”. */
  public String words() {
    return words;
  }

  /** How addresses write it. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The page that asks for the proof.
   *
   * @param email of the person
   * @param onward where they go on with it
   * @param back the page they come from, for whoever changes their mind
   */
  public String address(String email, String onward, String back) {
    return "/login?again&confirm="
        + wireName()
        + "&back="
        + Query.encoded(back)
        + "&login_hint="
        + Query.encoded(email)
        + "&return_to="
        + Query.encoded(onward);
  }

  /** The one of that name; addresses are typed by anybody. */
  public static Optional<ProofPurpose> named(String wireName) {
    return Arrays.stream(values()).filter(it -> it.wireName().equals(wireName)).findFirst();
  }
}
