package dev.hostedui.guide;

/** A guide of a widget, through the console of one vendor. */
public interface Guided {

  /** The vendor. */
  Tile tile();

  /** Its name in the database, like {@code OKTA}. */
  default String provider() {
    return tile().provider();
  }

  /** What people call it. */
  default String title() {
    return tile().title();
  }
}
