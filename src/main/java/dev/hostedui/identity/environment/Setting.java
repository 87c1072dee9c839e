package dev.hostedui.identity.environment;

/**
 * Something an operator decides for the whole installation. Each is declared once: its column, its
 * field in the API and its option on the command line have its name.
 */
public interface Setting {

  /** How a switch is written that is on. */
  String ON = "on";

  /** How a switch is written that is off. */
  String OFF = "off";

  /** Its name in the API, in events and in the database. */
  String wireName();

  /** What it is, in a sentence. */
  String words();

  /** Whether it is on or off. */
  boolean isSwitch();
}
