package dev.hostedui.identity.picture;

import dev.hostedui.identity.Problem;
import java.awt.Color;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads PNG, JPEG and GIF, and writes what is to be seen anew: of a moving GIF the first picture,
 * of a photo the way up in which it was taken.
 */
final class RasterReader {

  /** The most pixels on a side of what is taken. */
  static final int MOST_PIXELS = 4096;

  /** What is shown at most, three times as fine as the pages show it. */
  private static final int SHOWN_WIDTH = 600;

  private static final int SHOWN_HEIGHT = 144;

  /**
   * What a picture takes at most when it is unpacked. Making it smaller takes as much again, and
   * the program is run with a heap of 64 MB for what lasts longer than a request.
   */
  static final long MOST_BYTES = 12 * 1024 * 1024;

  /** Only one at a time is unpacked. */
  private static final Object ONE_AT_A_TIME = new Object();

  static {
    // nothing here has a screen
    System.setProperty("java.awt.headless", "true");
  }

  private RasterReader() {}

  /** What the first bytes say it is, or null. */
  static @Nullable String formatOf(byte[] file) {
    if (begins(file, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n')) return "png";
    if (begins(file, 0xFF, 0xD8, 0xFF)) return "jpeg";
    if (begins(file, 'G', 'I', 'F', '8')) return "gif";
    return null;
  }

  private static boolean begins(byte[] file, int... bytes) {
    if (file.length < bytes.length) return false;
    for (var i = 0; i < bytes.length; i++) if ((file[i] & 255) != bytes[i]) return false;
    return true;
  }

  static PictureFile read(byte[] file, String format, PictureFile.Use use) {
    var reader = ImageIO.getImageReadersByFormatName(format).next();
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      // without metadata: text in a PNG may unpack to anything
      reader.setInput(input, true, true);
      var jpeg = format.equals("jpeg");
      var orientation = jpeg ? ExifOrientation.of(file) : ExifOrientation.UPRIGHT;
      var swaps = ExifOrientation.swapsSides(orientation);
      var width = swaps ? reader.getHeight(0) : reader.getWidth(0);
      var height = swaps ? reader.getWidth(0) : reader.getHeight(0);
      refuseSize(width, height, use);
      synchronized (ONE_AT_A_TIME) {
        var upright = ExifOrientation.turned(unpacked(reader, width, height), orientation);
        return anew(upright, width, height, jpeg);
      }
    } catch (IOException | RuntimeException e) {
      if (e instanceof Problem problem) throw problem;
      // whatever the reader stumbles over was sent to it
      throw Problem.invalid("picture_broken");
    } finally {
      reader.dispose();
    }
  }

  /** What was decoded elsewhere, as a PNG. */
  static PictureFile anew(BufferedImage image, PictureFile.Use use) {
    refuseSize(image.getWidth(), image.getHeight(), use);
    try {
      return anew(image, image.getWidth(), image.getHeight(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static PictureFile anew(BufferedImage image, int width, int height, boolean jpeg)
      throws IOException {
    var drawn = shrunk(image, width, height, jpeg);
    return PictureFile.of(
        jpeg ? "image/jpeg" : "image/png",
        drawn.getWidth(),
        drawn.getHeight(),
        toneOf(drawn),
        written(drawn, jpeg));
  }

  private static void refuseSize(int width, int height, PictureFile.Use use) {
    if (width > MOST_PIXELS || height > MOST_PIXELS)
      throw Problem.invalid("picture_too_many_pixels").with(MOST_PIXELS, width, height);
    if (height < use.leastHeight)
      throw Problem.invalid("picture_too_low").with(use.leastHeight, height);
    SvgReader.refuseShape(width, height);
  }

  /** The picture, already made smaller while it is read where it is much too large. */
  private static BufferedImage unpacked(ImageReader reader, int width, int height)
      throws IOException {
    var param = reader.getDefaultReadParam();
    var step = step(width, height, reader.getImageTypes(0).next().getColorModel().getPixelSize());
    param.setSourceSubsampling(step, step, 0, 0);
    return reader.read(0, param);
  }

  /**
   * Of how many pixels, across and down, one is read.
   *
   * @param bits of a pixel, which may have sixteen of each colour
   */
  static int step(int width, int height, int bits) {
    var step = Math.max(1, Math.min(width / (2 * SHOWN_WIDTH), height / (2 * SHOWN_HEIGHT)));
    while ((long) width * height * bits / 8 / step / step > MOST_BYTES) step++;
    return step;
  }

  private static BufferedImage shrunk(BufferedImage image, int width, int height, boolean opaque) {
    var share = Math.min(1, Math.min(SHOWN_WIDTH / (double) width, SHOWN_HEIGHT / (double) height));
    var wide = Math.max(1, (int) Math.round(width * share));
    var high = Math.max(1, (int) Math.round(height * share));
    // by halves: a larger step would leave pixels out
    while (image.getWidth() >= 2 * wide && image.getHeight() >= 2 * high)
      image = drawn(image, image.getWidth() / 2, image.getHeight() / 2, opaque);
    return drawn(image, wide, high, opaque);
  }

  private static BufferedImage drawn(BufferedImage image, int wide, int high, boolean opaque) {
    var drawn =
        new BufferedImage(
            wide, high, opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
    var graphics = drawn.createGraphics();
    try {
      if (opaque) {
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, wide, high);
      }
      graphics.setRenderingHint(
          RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
      graphics.drawImage(image, 0, 0, wide, high, null);
    } finally {
      graphics.dispose();
    }
    return drawn;
  }

  /** Of a logo that has a coloured sign beside its letters: what those are at least. */
  private static final double LETTERS = 0.2;

  /**
   * How light the pixels are that are there, or dark where a dark page would swallow the letters. A
   * picture without holes brings its own background.
   */
  private static Tone toneOf(BufferedImage image) {
    var parts = new Parts(image);
    var all = (long) image.getWidth() * image.getHeight();
    if (parts.there() == 0) throw Problem.invalid("picture_empty");
    if (parts.there() > all * 95 / 100) return Tone.ANY;
    return parts.lost() > parts.there() * LETTERS ? Tone.DARK : Lightness.tone(parts.light());
  }

  private static byte[] written(BufferedImage image, boolean jpeg) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var writer = ImageIO.getImageWritersByFormatName(jpeg ? "jpeg" : "png").next();
    try (var output = new MemoryCacheImageOutputStream(bytes)) {
      writer.setOutput(output);
      var param = writer.getDefaultWriteParam();
      if (jpeg) {
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(0.9f);
      }
      writer.write(null, new IIOImage(image, null, null), param);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
