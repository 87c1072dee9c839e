package dev.hostedui.identity.picture;

/** How light what is drawn is, where the page shines through around it. */
public enum Tone {
  /** Would not be seen on a dark page. */
  DARK('d'),
  /** Would not be seen on a light one. */
  LIGHT('l'),
  /** Is seen on both, or brings its own background. */
  ANY('a');

  final char letter;

  Tone(char letter) {
    this.letter = letter;
  }

  static Tone of(char letter) {
    for (var tone : values()) if (tone.letter == letter) return tone;
    throw new IllegalArgumentException("no tone " + letter);
  }
}
