package dev.hostedui.identity.picture;

import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * How a camera was held when it took a JPEG (Exif 2.32 §4.6.4 A, tag 274). Its pixels lie as they
 * came off the sensor, and whoever shows them turns them; what we write anew says nothing of it, so
 * the pixels are turned here.
 *
 * <p>Own code: it is one number out of the file's first segments, and a library would read all the
 * rest of the metadata with it.
 */
final class ExifOrientation {

  /** The pixels lie as they are to be seen. */
  static final int UPRIGHT = 1;

  private static final int TAG = 0x0112;
  private static final int SHORT = 3;
  private static final int ENTRY = 12;
  private static final int START_OF_SCAN = 0xDA;
  private static final int APP1 = 0xE1;
  private static final byte[] EXIF = "Exif\0\0".getBytes(StandardCharsets.US_ASCII);

  private ExifOrientation() {}

  /** The number from 1 to 8 of a JPEG; {@link #UPRIGHT} where it has none that can be read. */
  static int of(byte[] jpeg) {
    try {
      var file = ByteBuffer.wrap(jpeg);
      var at = 2;
      while ((file.get(at) & 255) == 0xFF) {
        var marker = file.get(at + 1) & 255;
        if (marker == START_OF_SCAN) break;
        var length = file.getShort(at + 2) & 0xFFFF;
        if (marker == APP1 && isExif(file, at + 4))
          return tag(file.slice(at + 4 + EXIF.length, length - 2 - EXIF.length));
        at += 2 + length;
      }
    } catch (IndexOutOfBoundsException cutOff) {
      // a picture can be shown all the same
    }
    return UPRIGHT;
  }

  private static boolean isExif(ByteBuffer file, int at) {
    for (var i = 0; i < EXIF.length; i++) if (file.get(at + i) != EXIF[i]) return false;
    return true;
  }

  /** From the first directory of a TIFF (TIFF 6.0 §2). */
  private static int tag(ByteBuffer tiff) {
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    var directory = tiff.getInt(4);
    var entries = tiff.getShort(directory) & 0xFFFF;
    for (var i = 0; i < entries; i++) {
      var entry = directory + 2 + i * ENTRY;
      if ((tiff.getShort(entry) & 0xFFFF) != TAG || tiff.getShort(entry + 2) != SHORT) continue;
      var orientation = tiff.getShort(entry + 8) & 0xFFFF;
      return orientation >= 1 && orientation <= 8 ? orientation : UPRIGHT;
    }
    return UPRIGHT;
  }

  /** Whether a picture with it is as wide as its pixels are high. */
  static boolean swapsSides(int orientation) {
    return orientation >= 5;
  }

  /** The picture as it is to be seen. */
  static BufferedImage turned(BufferedImage image, int orientation) {
    if (orientation == UPRIGHT) return image;
    var wide = image.getWidth();
    var high = image.getHeight();
    var turned =
        swapsSides(orientation)
            ? new BufferedImage(high, wide, BufferedImage.TYPE_INT_RGB)
            : new BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB);
    var graphics = turned.createGraphics();
    try {
      graphics.drawImage(image, turn(orientation, wide, high), null);
    } finally {
      graphics.dispose();
    }
    return turned;
  }

  private static AffineTransform turn(int orientation, int wide, int high) {
    return switch (orientation) {
      case 2 -> new AffineTransform(-1, 0, 0, 1, wide, 0);
      case 3 -> new AffineTransform(-1, 0, 0, -1, wide, high);
      case 4 -> new AffineTransform(1, 0, 0, -1, 0, high);
      case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
      case 6 -> new AffineTransform(0, 1, -1, 0, high, 0);
      case 7 -> new AffineTransform(0, -1, -1, 0, high, wide);
      case 8 -> new AffineTransform(0, -1, 1, 0, 0, wide);
      default -> throw new IllegalArgumentException("no orientation: " + orientation);
    };
  }
}
