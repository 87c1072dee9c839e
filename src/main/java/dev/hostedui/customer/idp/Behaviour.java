package dev.hostedui.customer.idp;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the identity provider answers from now on.
 *
 * @param mischief what it does wrong
 * @param clockMinutes by how much its clock is ahead; behind if negative
 * @param keyPlacement where the key of an encrypted assertion stands, or that nothing is encrypted
 * @param message its own words when it refuses
 */
public record Behaviour(
    Set<Mischief> mischief, int clockMinutes, KeyPlacement keyPlacement, String message) {

  /** Where vendors put the key that an assertion is encrypted with (SAML Core §6.1). */
  public enum KeyPlacement {
    NOT_ENCRYPTED("Not encrypted"),
    INSIDE("Encrypted, the key inside the data's KeyInfo (most)"),
    SIBLING("Encrypted, the key beside the data (errata E43)"),
    REFERENCE("Encrypted, the key beside the data and a reference to it (Okta)");

    private final String words;

    KeyPlacement(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  static final String USUAL_MESSAGE =
      "AADSTS50105: Your administrator has not <assigned> you a role.";

  /** The most that a clock can be off. */
  static final int MOST_MINUTES = 24 * 60;

  /** As it should be. */
  public static final Behaviour GOOD =
      new Behaviour(EnumSet.noneOf(Mischief.class), 0, KeyPlacement.NOT_ENCRYPTED, USUAL_MESSAGE);

  public Behaviour {
    mischief = Set.copyOf(mischief);
  }

  public boolean does(Mischief it) {
    return mischief.contains(it);
  }

  public Duration clockOff() {
    return Duration.ofMinutes(clockMinutes);
  }
}
