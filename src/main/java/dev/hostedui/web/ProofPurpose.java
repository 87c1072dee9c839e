package dev.hostedui.web;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a person is about to do that wants a proof of who they are, for the page that asks. */
public enum ProofPurpose {
  ADD_PASSKEY("add a passkey"),
  RENAME_PASSKEY("rename a passkey"),
  DELETE_PASSKEY("delete a passkey"),
  SEE_PASSKEYS("see your passkeys"),
  SEE_ACCOUNT("see and change what is your own"),
  CHANGE_NAME("change your name"),
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

  /** The one of that name; addresses are typed by anybody. */
  public static Optional<ProofPurpose> named(String wireName) {
    return Arrays.stream(values()).filter(it -> it.wireName().equals(wireName)).findFirst();
  }
}
