package dev.hostedui.identity.picture;

import dev.hostedui.identity.Problem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A picture that was examined and written anew, and may be shown to anybody. */
public final class PictureFile {

  /** The largest file that is taken, in bytes. */
  public static final int LARGEST = 2 * 1024 * 1024;

  /** The largest SVG, which is kept as large as it is. */
  public static final int LARGEST_SVG = 100 * 1024;

  /** What a picture is for, and how high it has to be at least, in pixels. */
  public enum Use {
    LOGO(36),
    FAVICON(16);

    final int leastHeight;

    Use(int leastHeight) {
      this.leastHeight = leastHeight;
    }
  }

  private final PictureId id;
  private final String mediaType;
  private final int width;
  private final int height;
  private final byte[] content;

  PictureFile(PictureId id, String mediaType, int width, int height, byte[] content) {
    this.id = id;
    this.mediaType = mediaType;
    this.width = width;
    this.height = height;
    this.content = content;
  }

  public PictureId id() {
    return id;
  }

  /** {@code image/svg+xml}, {@code image/png} or {@code image/jpeg}. */
  public String mediaType() {
    return mediaType;
  }

  /** In pixels; of an SVG in its own units. */
  int width() {
    return width;
  }

  /** In pixels; of an SVG in its own units. */
  int height() {
    return height;
  }

  /** How long it is, in bytes. */
  public int length() {
    return content.length;
  }

  /** Its bytes. */
  public byte[] content() {
    return content.clone();
  }

  /** Writes its bytes. */
  public void writeTo(OutputStream out) throws IOException {
    out.write(content);
  }

  /**
   * Examines a file.
   *
   * @throws Problem INVALID when it is no picture that is taken, saying why
   */
  public static PictureFile read(byte[] file, Use use) {
    if (file.length == 0) throw Problem.invalid("file_missing");
    if (file.length > LARGEST) throw Problem.invalid("picture_too_large").with(LARGEST / 1024);
    var format = RasterReader.formatOf(file);
    if (format != null) return RasterReader.read(file, format, use);
    if (looksLikeXml(file)) return SvgReader.read(file);
    if (IconReader.isIcon(file)) return ofIcon(file, use);
    throw Problem.invalid("picture_unknown");
  }

  /**
   * {@link #read(byte[], Use)} of a file on the disk, of which no more is read than is taken:
   * neither its size nor an end of it can be relied on.
   */
  public static PictureFile read(Path file, Use use) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return read(in.readNBytes(LARGEST + 1), use);
    }
  }

  /** An icon file is for the browser's tab: a logo of it would be seen as pixels. */
  private static PictureFile ofIcon(byte[] file, Use use) {
    if (use != Use.FAVICON) throw Problem.invalid("picture_icon");
    return IconReader.read(file, use);
  }

  static PictureFile of(String mediaType, int width, int height, Tone tone, byte[] content) {
    var square = Math.abs(width - height) * 50 <= height;
    return new PictureFile(
        PictureId.of(square, tone, mediaType.equals("image/svg+xml"), content),
        mediaType,
        width,
        height,
        content);
  }

  private static boolean looksLikeXml(byte[] file) {
    var head = new String(file, 0, Math.min(file.length, 200), StandardCharsets.UTF_8);
    return head.replace("\uFEFF", "").stripLeading().startsWith("<");
  }
}
