package dev.hostedui.identity.environment;

import com.google.common.base.Ascii;
import dev.hostedui.identity.Problem;
import java.util.Locale;

/**
 * What an operator decides about who may come in and how long things last. Each is a switch or a
 * whole number, and is never without a value.
 */
public enum EnvironmentSetting implements Setting {
  SIGN_UP(
      true,
      "Whether somebody nobody invited may make an account, and people organizations of their"
          + " own."),
  PUBLIC_EMAIL_DOMAINS(
      true,
      "Whether addresses at public mail providers may sign up, make organizations and be invited."),
  DISPOSABLE_EMAIL_DOMAINS(true, "Whether addresses at providers of throw-away mailboxes may."),
  MULTIPLE_MEMBERSHIPS(true, "Whether one person may belong to several organizations."),
  ORGANIZATIONS_PER_USER(10, 0, 1_000, "How many organizations one person may make; 0: no limit."),
  MAX_ALLOWED_USERS(
      0,
      0,
      99_999,
      "How many members an organization may have that has no number of its own; 0: no limit."),
  INVITATION_MINUTES(21_600, 1, 43_200, "How long an invitation can be accepted."),
  CODE_SECONDS(300, 60, 3_600, "How long a mailed code, and the link beside it, is good."),
  SESSION_ABSOLUTE_MINUTES(43_200, 1, 525_600, "How long a session lasts, whatever happens."),
  SESSION_IDLE_MINUTES(
      0, 0, 10_080, "After how long without anything done a session ends; 0: it does not."),
  ACCESS_TOKEN_MINUTES(
      5, 1, 43_200, "How long access tokens live of applications that say nothing themselves.");

  private static final long SWITCHED_ON = 1;

  private final boolean isSwitch;
  private final long standard;
  private final long least;
  private final long most;
  private final String words;

  EnvironmentSetting(boolean standard, String words) {
    this(true, standard ? SWITCHED_ON : 0, 0, SWITCHED_ON, words);
  }

  EnvironmentSetting(long standard, long least, long most, String words) {
    this(false, standard, least, most, words);
  }

  EnvironmentSetting(boolean isSwitch, long standard, long least, long most, String words) {
    this.isSwitch = isSwitch;
    this.standard = standard;
    this.least = least;
    this.most = most;
    this.words = words;
  }

  @Override
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  @Override
  public String words() {
    return words;
  }

  /** Whether it is on or off; otherwise it is a whole number. */
  @Override
  public boolean isSwitch() {
    return isSwitch;
  }

  /** The number an installation begins with. */
  public long standard() {
    return standard;
  }

  /** Whether a switch is on in an installation that begins. */
  public boolean standardlyOn() {
    return isOn(standard);
  }

  /** The smallest number it may be. */
  public long least() {
    return least;
  }

  /** The largest number it may be. */
  public long most() {
    return most;
  }

  /** Whether that value of a switch means on. */
  static boolean isOn(long value) {
    return value == SWITCHED_ON;
  }

  /** The value that stands for a switch being on or off. */
  public static long valueOf(boolean on) {
    return on ? SWITCHED_ON : 0;
  }

  /**
   * The value of a text: {@code on} or {@code off} of a switch, else a whole number.
   *
   * @throws Problem INVALID at this setting's name
   */
  public long read(String typed) {
    var text = Ascii.toLowerCase(typed.strip());
    if (isSwitch) {
      if (text.equals(ON)) return SWITCHED_ON;
      if (text.equals(OFF)) return 0;
      throw Problem.invalid("setting_not_one_of").with(ON + ", " + OFF).at(wireName());
    }
    try {
      return checked(Long.parseLong(text));
    } catch (NumberFormatException e) {
      throw outOfRange();
    }
  }

  /**
   * The same value, when it is in the range of this setting.
   *
   * @throws Problem INVALID at this setting's name
   */
  public long checked(long value) {
    if (value < least || value > most) throw outOfRange();
    return value;
  }

  private Problem outOfRange() {
    return Problem.invalid("setting_out_of_range").with(least, most).at(wireName());
  }

  /** A value as people and programs are shown it: true or false of a switch, else the number. */
  public Object shown(long value) {
    return isSwitch ? (Object) isOn(value) : (Object) value;
  }
}
