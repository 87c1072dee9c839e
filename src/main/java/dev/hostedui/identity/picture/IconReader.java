package dev.hostedui.identity.picture;

import dev.hostedui.identity.Problem;
import java.awt.image.BufferedImage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Reads icon files of Windows, as most sites have one for the browser's tab: a list of pictures, of
 * which the largest is taken. It is a PNG, or a bitmap without the head of its file and with a mask
 * behind it, which is decoded here.
 */
final class IconReader {

  /** More pictures than any icon has. */
  private static final int MOST_PICTURES = 64;

  private static final int LARGEST_SIDE = 256;

  /** Of the head that bitmaps have had since 1990; later ones only go on behind it. */
  private static final int HEAD = 40;

  private IconReader() {}

  /** Whether the first bytes say that it is one. */
  static boolean isIcon(byte[] file) {
    return file.length >= 4 && file[0] == 0 && file[1] == 0 && file[2] == 1 && file[3] == 0;
  }

  /**
   * Reads the largest picture of one.
   *
   * @throws Problem INVALID when there is none that can be read
   */
  static PictureFile read(byte[] file, PictureFile.Use use) {
    byte[] picture;
    BufferedImage image;
    try {
      picture = largest(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN));
      if ("png".equals(RasterReader.formatOf(picture)))
        return RasterReader.read(picture, "png", use);
      image = bitmap(ByteBuffer.wrap(picture).order(ByteOrder.LITTLE_ENDIAN));
    } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw Problem.invalid("picture_broken");
    }
    return RasterReader.anew(image, use);
  }

  /** One of the list: how large and fine it is, and where it stands. */
  private record Entry(int pixels, int bits, int length, int at) {}

  private static byte[] largest(ByteBuffer file) {
    var count = Short.toUnsignedInt(file.getShort(4));
    if (count == 0 || count > MOST_PICTURES) throw new IllegalArgumentException();
    var entry =
        IntStream.range(0, count)
            .mapToObj(it -> entry(file, 6 + 16 * it))
            .max(Comparator.comparingInt(Entry::pixels).thenComparingInt(Entry::bits))
            .orElseThrow();
    if (entry.at < 0 || entry.length < HEAD || entry.length > file.capacity() - entry.at)
      throw new IllegalArgumentException();
    var picture = new byte[entry.length];
    file.duplicate().position(entry.at).get(picture);
    return picture;
  }

  private static Entry entry(ByteBuffer file, int at) {
    return new Entry(
        side(file.get(at)) * side(file.get(at + 1)),
        Short.toUnsignedInt(file.getShort(at + 6)),
        file.getInt(at + 8),
        file.getInt(at + 12));
  }

  /** A side is written in a byte, which has no 256. */
  private static int side(byte written) {
    return written == 0 ? LARGEST_SIDE : Byte.toUnsignedInt(written);
  }

  private static BufferedImage bitmap(ByteBuffer it) {
    var head = it.getInt(0);
    var width = it.getInt(4);
    // of the colours and of the mask together
    var height = it.getInt(8) / 2;
    var bits = it.getShort(14);
    var isPlain = it.getInt(16) == 0;
    if (head < HEAD || head > it.capacity() || !isPlain || !isSide(width) || !isSide(height))
      throw new IllegalArgumentException();
    var palette = palette(it, head, bits);
    var colors = head + 4 * palette.length;
    var row = rowLength(width, bits);
    var mask = colors + row * height;
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_ARGB);
    var hasAlpha = bits == 32 && isAnySeen(it, colors, mask);
    for (var y = 0; y < height; y++) {
      // the lowest row comes first
      var line = colors + row * (height - 1 - y);
      var masked = mask + rowLength(width, 1) * (height - 1 - y);
      for (var x = 0; x < width; x++) {
        var color = color(it, line, x, bits, palette);
        if (!hasAlpha) color = bit(it, masked, x) ? 0 : color | 0xFF000000;
        image.setRGB(x, y, color);
      }
    }
    return image;
  }

  private static boolean isSide(int pixels) {
    return pixels > 0 && pixels <= LARGEST_SIDE;
  }

  /** Rows end at whole words of four bytes. */
  private static int rowLength(int width, int bits) {
    return (width * bits + 31) / 32 * 4;
  }

  private static int[] palette(ByteBuffer it, int at, int bits) {
    if (bits == 24 || bits == 32) return new int[0];
    if (bits != 1 && bits != 4 && bits != 8) throw new IllegalArgumentException();
    var said = it.getInt(32);
    var size = said == 0 ? 1 << bits : said;
    if (size < 0 || size > 1 << bits) throw new IllegalArgumentException();
    return IntStream.range(0, size).map(color -> it.getInt(at + 4 * color)).toArray();
  }

  private static int color(ByteBuffer it, int line, int x, int bits, int[] palette) {
    return switch (bits) {
      case 32 -> it.getInt(line + 4 * x);
      case 24 ->
          Byte.toUnsignedInt(it.get(line + 3 * x + 2)) << 16
              | Byte.toUnsignedInt(it.get(line + 3 * x + 1)) << 8
              | Byte.toUnsignedInt(it.get(line + 3 * x));
      default -> {
        var places = 8 / bits;
        var shift = bits * (places - 1 - x % places);
        yield palette[it.get(line + x / places) >> shift & ((1 << bits) - 1)];
      }
    };
  }

  /** Whether anything can be seen: older files leave this byte empty and have the mask alone. */
  private static boolean isAnySeen(ByteBuffer it, int from, int to) {
    return IntStream.range(0, (to - from) / 4).anyMatch(pixel -> it.get(from + 4 * pixel + 3) != 0);
  }

  private static boolean bit(ByteBuffer it, int line, int x) {
    return (it.get(line + x / 8) >> (7 - x % 8) & 1) == 1;
  }
}
