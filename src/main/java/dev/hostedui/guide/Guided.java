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

  /** The same inside a sentence, where one's own is not a name. */
  default String inSentence() {
    return provider().equals(Guides.CUSTOM) ? "your identity provider" : title();
  }
}
