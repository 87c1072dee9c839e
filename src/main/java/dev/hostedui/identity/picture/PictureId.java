package dev.hostedui.identity.picture;

import dev.hostedui.identity.Id;
import dev.hostedui.identity.Ids;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names a picture by what it is: the SHA-256 of its content, so that nobody guesses one, and before
 * that three letters with what a page must know to show it. Whoever names a picture needs no look
 * at it.
 */
public record PictureId(String value) implements Id {

  private static final Pattern SHAPE = Pattern.compile("[sw][dla][vp][A-Za-z0-9_-]{43}");

  static PictureId of(boolean square, Tone tone, boolean vector, byte[] content) {
    return new PictureId(
        (square ? "s" : "w")
            + tone.letter
            + (vector ? "v" : "p")
            + Ids.hash(new String(content, StandardCharsets.ISO_8859_1)));
  }

  /** The id a text from outside names; empty when it has not the form of one. */
  public static Optional<PictureId> parse(String text) {
    return SHAPE.matcher(text).matches() ? Optional.of(new PictureId(text)) : Optional.empty();
  }

  /** The one that a column names, or null; one that has not the form of an id is none. */
  public static @Nullable PictureId stored(@Nullable String column) {
    return column == null ? null : parse(column).orElse(null);
  }

  /** Whether it is as wide as it is high: a sign that stands beside a name, not in its place. */
  public boolean isSquare() {
    return value.charAt(0) == 's';
  }

  /** Whether it is a drawing, which mail programs do not show. */
  public boolean isVector() {
    return value.charAt(2) == 'v';
  }

  /** How light it is. */
  public Tone tone() {
    return Tone.of(value.charAt(1));
  }

  /** Where browsers find it, on our host. */
  public String path() {
    return "/pictures/" + value;
  }
}
