package dev.hostedui.identity.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.hostedui.identity.Problem;
import dev.hostedui.identity.picture.PictureFile.Use;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFileTest {

  private static byte[] image(String format, int width, int height, Color color) {
    var image =
        new BufferedImage(
            width,
            height,
            format.equals("png") ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width / 2, height);
    graphics.dispose();
    return written(image, format);
  }

  private static byte[] written(BufferedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, bytes)).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] svg(String inside) {
    return ("<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
            + " viewBox=\"0 0 120 40\">"
            + inside
            + "</svg>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String cleaned(String inside) {
    return new String(PictureFile.read(svg(inside), Use.LOGO).content(), StandardCharsets.UTF_8);
  }

  private static String refusal(byte[] file) {
    return catchThrowableOfType(Problem.class, () -> PictureFile.read(file, Use.LOGO)).code();
  }

  // ------------------------------------------------------------------ pixels

  @ParameterizedTest
  @CsvSource({"png,image/png", "jpg,image/jpeg", "gif,image/png"})
  void a_picture_is_told_by_its_content_and_made_no_larger_than_it_is_shown(
      String format, String mediaType) throws IOException {
    var file = PictureFile.read(image(format, 2400, 800, Color.RED), Use.LOGO);
    assertThat(file.mediaType()).isEqualTo(mediaType);
    assertThat(file.width()).isEqualTo(432);
    assertThat(file.height()).isEqualTo(144);
    var again = ImageIO.read(new ByteArrayInputStream(file.content()));
    assertThat(again.getWidth()).isEqualTo(432);
    assertThat(PictureId.parse(file.id().value())).contains(file.id());
    assertThat(file.id().isSquare()).isFalse();
    assertThat(PictureFile.read(image(format, 200, 200, Color.RED), Use.LOGO).id().isSquare())
        .isTrue();
  }

  @Test
  void what_else_was_in_the_file_does_not_come_along() {
    var photo = image("jpg", 100, 50, Color.BLUE);
    var secret = "GPS 52.5200 <script>alert(1)</script>".getBytes(StandardCharsets.US_ASCII);
    var comment =
        ByteBuffer.allocate(4 + secret.length)
            .putShort((short) 0xFFE1)
            .putShort((short) (2 + secret.length))
            .put(secret)
            .array();
    var whole = new ByteArrayOutputStream();
    whole.write(photo, 0, 2);
    whole.writeBytes(comment);
    whole.write(photo, 2, photo.length - 2);
    whole.writeBytes(secret);
    var kept =
        new String(
            PictureFile.read(whole.toByteArray(), Use.LOGO).content(), StandardCharsets.ISO_8859_1);
    assertThat(kept).doesNotContain("GPS", "script");
  }

  /** Exif 2.32 §4.6.4 A: where the first row and column of the pixels are to be seen. */
  @ParameterizedTest
  @CsvSource({
    "1,top left,top right",
    "2,top right,top left",
    "3,bottom right,bottom left",
    "4,bottom left,bottom right",
    "5,top left,bottom left",
    "6,top right,bottom right",
    "7,bottom right,top right",
    "8,bottom left,top left",
    "0,top left,top right",
    "9,top left,top right"
  })
  void a_photo_is_shown_the_way_up_in_which_it_was_taken(int number, String red, String green)
      throws IOException {
    var pixels = new BufferedImage(160, 100, BufferedImage.TYPE_INT_RGB);
    var graphics = pixels.createGraphics();
    graphics.setColor(Color.RED);
    graphics.fillRect(0, 0, 80, 50);
    graphics.setColor(Color.GREEN);
    graphics.fillRect(80, 0, 80, 50);
    graphics.dispose();
    var jpeg = new ByteArrayOutputStream();
    ImageIO.write(pixels, "jpg", jpeg);
    var file = withOrientation(jpeg.toByteArray(), number, number % 2 == 0);
    var read = PictureFile.read(file, Use.LOGO);
    assertThat(read.width() > read.height()).isEqualTo(number < 5 || number == 9);
    var shown = ImageIO.read(new ByteArrayInputStream(read.content()));
    assertThat(new Color(corner(shown, red)).getRed()).isGreaterThan(200);
    assertThat(new Color(corner(shown, green)).getGreen()).isGreaterThan(200);
    // cut off anywhere it says nothing, and nothing breaks
    for (var length = 2; length < 60; length++)
      assertThat(ExifOrientation.of(Arrays.copyOf(file, length))).isBetween(1, 8);
  }

  private static int corner(BufferedImage shown, String which) {
    return shown.getRGB(
        which.endsWith("left") ? 4 : shown.getWidth() - 5,
        which.startsWith("top") ? 4 : shown.getHeight() - 5);
  }

  private static byte[] withOrientation(byte[] jpeg, int number, boolean littleEndian) {
    var tiff =
        ByteBuffer.allocate(38)
            .order(littleEndian ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN)
            .put((littleEndian ? "II" : "MM").getBytes(StandardCharsets.US_ASCII))
            .putShort((short) 42)
            .putInt(8)
            .putShort((short) 2)
            .putShort((short) 0x010F)
            .putShort((short) 2)
            .putInt(4)
            .putInt(0)
            .putShort((short) 0x0112)
            .putShort((short) 3)
            .putInt(1)
            .putShort((short) number)
            .putShort((short) 0)
            .putInt(0)
            .array();
    var whole = new ByteArrayOutputStream();
    whole.write(jpeg, 0, 2);
    whole.writeBytes(
        ByteBuffer.allocate(10 + tiff.length)
            .putShort((short) 0xFFE1)
            .putShort((short) (8 + tiff.length))
            .put("Exif\0\0".getBytes(StandardCharsets.US_ASCII))
            .put(tiff)
            .array());
    whole.write(jpeg, 2, jpeg.length - 2);
    return whole.toByteArray();
  }

  @Test
  void a_small_file_that_unpacks_to_gigabytes_is_refused_unread() throws IOException {
    assertThat(refusal(bomb(60_000, 60_000))).isEqualTo("picture_too_many_pixels");
    // says it is small: the reader finds out that there is less than that
    var broken = bomb(4_000, 4_000);
    assertThat(refusal(Arrays.copyOf(broken, broken.length / 2))).isEqualTo("picture_broken");
  }

  @ParameterizedTest
  @CsvSource({"4096,4096,64", "2399,4096,64", "2300,2300,64", "1150,4000,64", "4096,4096,32"})
  void of_a_picture_no_more_is_unpacked_than_the_heap_holds(int width, int height, int bits) {
    var step = RasterReader.step(width, height, bits);
    assertThat((long) width * height * bits / 8 / step / step)
        .isLessThanOrEqualTo(RasterReader.MOST_BYTES);
  }

  @Test
  void a_picture_of_usual_size_is_read_whole() {
    assertThat(RasterReader.step(1024, 1024, 32)).isEqualTo(1);
    assertThat(RasterReader.step(1600, 1600, 32)).isEqualTo(1);
  }

  /** A PNG that says how large it is, with hardly anything in it. */
  private static byte[] bomb(int width, int height) throws IOException {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
    chunk(
        out,
        "IHDR",
        ByteBuffer.allocate(13)
            .putInt(width)
            .putInt(height)
            .put(new byte[] {8, 6, 0, 0, 0})
            .array());
    var packed = new ByteArrayOutputStream();
    try (var zip = new DeflaterOutputStream(packed)) {
      zip.write(new byte[100_000]);
    }
    chunk(out, "IDAT", packed.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data) {
    var body =
        ByteBuffer.allocate(4 + data.length)
            .put(type.getBytes(StandardCharsets.US_ASCII))
            .put(data)
            .array();
    var crc = new CRC32();
    crc.update(body);
    out.writeBytes(
        ByteBuffer.allocate(8 + body.length)
            .putInt(data.length)
            .put(body)
            .putInt((int) crc.getValue())
            .array());
  }

  @Test
  void what_is_too_low_too_long_too_large_or_no_picture_is_refused_in_words() {
    assertThat(refusal(image("png", 100, 35, Color.RED))).isEqualTo("picture_too_low");
    assertThatCode(() -> PictureFile.read(image("png", 16, 16, Color.RED), Use.FAVICON))
        .doesNotThrowAnyException();
    assertThat(refusal(image("png", 1000, 40, Color.RED))).isEqualTo("picture_too_long");
    assertThat(refusal(new byte[20 * 1024 * 1024])).isEqualTo("picture_too_large");
    assertThat(refusal(new byte[0])).isEqualTo("file_missing");
    assertThat(refusal("%PDF-1.7".getBytes(StandardCharsets.UTF_8))).isEqualTo("picture_unknown");
    assertThat(refusal(new byte[] {0, 0, 1, 0, 1, 0})).isEqualTo("picture_icon");
    assertThat(refusal("<!doctype html><p>x".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("svg_malformed");
    assertThat(refusal("<html></html>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("picture_unknown");
    assertThat(refusal("GIF89a<script>".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("picture_broken");
  }

  // ------------------------------------------------------------------ icon files

  /** An icon file of these pictures, each with the side it says it has. */
  private static byte[] icon(Map<Integer, byte[]> pictures) {
    var file = ByteBuffer.allocate(1 << 20).order(ByteOrder.LITTLE_ENDIAN);
    file.putShort((short) 0).putShort((short) 1).putShort((short) pictures.size());
    var at = 6 + 16 * pictures.size();
    for (var picture : pictures.entrySet()) {
      var side = picture.getKey().byteValue();
      file.put(side).put(side).putShort((short) 0).putShort((short) 1).putShort((short) 32);
      file.putInt(picture.getValue().length).putInt(at);
      at += picture.getValue().length;
    }
    pictures.values().forEach(file::put);
    return Arrays.copyOf(file.array(), file.position());
  }

  /**
   * A bitmap of that side: red, but for its upper half, which the mask hides.
   *
   * @param alpha of its red pixels, where there is room for it
   */
  private static byte[] bitmap(int side, int bits, int alpha) {
    var it = ByteBuffer.allocate(1 << 19).order(ByteOrder.LITTLE_ENDIAN);
    it.putInt(40).putInt(side).putInt(2 * side).putShort((short) 1).putShort((short) bits);
    it.put(new byte[24]);
    if (bits <= 8)
      for (var color = 0; color < 1 << bits; color++) it.putInt(color == 1 ? 0xFF0000 : 0);
    for (var y = 0; y < side; y++) {
      var row = it.position();
      for (var x = 0; x < side; x++)
        switch (bits) {
          case 32 -> it.putInt(y < side / 2 ? alpha << 24 | 0xFF0000 : 0);
          case 24 -> it.put(new byte[] {0, 0, (byte) 0xFF});
          default -> {
            var at = row + x * bits / 8;
            it.put(at, (byte) (it.get(at) | 1 << 8 - bits - x * bits % 8)).position(at + 1);
          }
        }
      while ((it.position() - row) % 4 != 0) it.put((byte) 0);
    }
    for (var y = 0; y < side; y++) {
      var row = new byte[(side + 31) / 32 * 4];
      if (y >= side / 2) Arrays.fill(row, (byte) 0xFF);
      it.put(row);
    }
    return Arrays.copyOf(it.array(), it.position());
  }

  private static BufferedImage favicon(byte[] icon) {
    var file = PictureFile.read(icon, Use.FAVICON);
    assertThat(file.mediaType()).isEqualTo("image/png");
    try {
      return ImageIO.read(new ByteArrayInputStream(file.content()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"32,255", "32,0", "24,0", "8,0", "4,0", "1,0"})
  void of_an_icon_file_the_bitmap_is_seen_and_its_mask_holds(int bits, int alpha) {
    var seen = favicon(icon(Map.of(48, bitmap(48, bits, alpha))));
    assertThat(seen.getHeight()).isEqualTo(48);
    assertThat(seen.getRGB(10, 40)).isEqualTo(0xFFFF0000);
    assertThat(seen.getRGB(10, 5) >>> 24).isZero();
  }

  @Test
  void of_several_pictures_in_an_icon_file_the_largest_is_taken() {
    var pictures = new LinkedHashMap<Integer, byte[]>();
    pictures.put(16, bitmap(16, 32, 255));
    // a byte has no 256
    pictures.put(0, image("png", 256, 256, Color.GREEN));
    pictures.put(32, bitmap(32, 8, 0));
    assertThat(favicon(icon(pictures)).getRGB(50, 50)).isEqualTo(0xFF00FF00);
    assertThat(refusal(icon(pictures))).as("as a logo").isEqualTo("picture_icon");
  }

  @Test
  void an_icon_file_that_says_what_is_not_so_is_refused_and_nothing_else_happens() {
    var chance = new Random(7);
    for (var bits : new int[] {32, 24, 8, 4, 1}) {
      var whole = icon(Map.of(20, bitmap(20, bits, 255)));
      for (var cut = 0; cut < whole.length; cut += 7)
        assertThat(read(Arrays.copyOf(whole, cut)))
            .isIn("file_missing", "picture_unknown", "picture_broken");
      for (var round = 0; round < 500; round++) {
        var spoiled = whole.clone();
        for (var i = 0; i < 3; i++) spoiled[4 + chance.nextInt(60)] = (byte) chance.nextInt();
        assertThat(read(spoiled))
            .isIn("", "picture_broken", "picture_too_low", "picture_too_long", "picture_empty");
      }
    }
    assertThat(read(icon(Map.of(8, bitmap(8, 32, 255))))).isEqualTo("picture_too_low");
  }

  /** Why a favicon is refused, or nothing. */
  private static String read(byte[] file) {
    try {
      PictureFile.read(file, Use.FAVICON);
      return "";
    } catch (Problem refused) {
      return refused.code();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          DARK  | <path fill='currentColor' d='M0 0h9v9z'/>
          LIGHT | <g color='#fff'><path fill='currentColor' d='M0 0h9v9z'/></g>
          DARK  | <path style='fill:rgb(35,31,32);' d='M0 0h9v9z'/>
          LIGHT | <path style='fill:rgb(255,255,255)' d='M0 0h9v9z'/>
          LIGHT | <path fill='rgb(100% 100% 98%)' d='M0 0h9v9z'/>
          DARK  | <path fill='hsl(220,40%,8%)' d='M0 0h9v9z'/>
          DARK  | <path fill='midnightblue' d='M0 0h9v9z'/>
          ANY   | <path fill='Tomato' d='M0 0h9v9z'/>
          DARK  | <path d='M0 0h9v9z'/><circle fill='#e4572e' r='4'/>
          ANY   | <g fill='#e4572e'><path d='M0 0h9v9z'/><circle r='4'/></g>
          LIGHT | <defs><path id='a' d='M0 0h9v9z'/></defs><use href='#a' fill='white'/>
          LIGHT | <mask id='m'><rect width='9' height='9'/></mask><path mask='url(#m)' fill='#fff' d='M0 0h9v9z'/>
          DARK  | <g fill='none' stroke='#222'><line x2='9' y2='9'/></g>
          """)
  void a_drawing_is_as_light_as_what_is_painted_in_it(Tone tone, String inside) {
    assertThat(PictureFile.read(svg(inside), Use.LOGO).id().tone()).isEqualTo(tone);
  }

  @Test
  void a_logo_that_a_dark_page_would_swallow_is_known_as_dark() {
    assertThat(PictureFile.read(image("png", 80, 40, Color.BLACK), Use.LOGO).id().tone())
        .isEqualTo(Tone.DARK);
    assertThat(PictureFile.read(image("png", 80, 40, Color.WHITE), Use.LOGO).id().tone())
        .isEqualTo(Tone.LIGHT);
    assertThat(PictureFile.read(image("jpg", 80, 40, Color.BLACK), Use.LOGO).id().tone())
        .as("brings its background")
        .isEqualTo(Tone.ANY);
    assertThat(PictureFile.read(svg("<path d='M0 0h9v9z'/>"), Use.LOGO).id().tone())
        .isEqualTo(Tone.DARK);
    assertThat(PictureFile.read(svg("<path fill='#fff' d='M0 0h9v9z'/>"), Use.LOGO).id().tone())
        .isEqualTo(Tone.LIGHT);
    var sign = "<path fill='#e0662f' d='M0 0h9v9z'/>";
    assertThat(
            PictureFile.read(svg(sign + "<path fill='#111' d='M9 0h9v9z'/>"), Use.LOGO).id().tone())
        .as("its letters are dark")
        .isEqualTo(Tone.DARK);
    assertThat(
            PictureFile.read(svg(sign + "<path fill='#fff' d='M2 2h5v5z'/>"), Use.LOGO).id().tone())
        .as("its letters lie on its sign")
        .isEqualTo(Tone.ANY);
    var green = "<path fill='#0b5d3b' d='M0 0h9v9z'/>";
    assertThat(
            PictureFile.read(svg(green + "<path fill='#fff' d='M2 2h5v5z'/>" + green), Use.LOGO)
                .id()
                .tone())
        .as("its letters lie beside a sign that has white in it")
        .isEqualTo(Tone.DARK);
  }

  @Test
  void letters_beside_a_dark_sign_with_white_in_it_are_known_to_be_swallowed() {
    var beside = new BufferedImage(300, 60, BufferedImage.TYPE_INT_ARGB);
    var on = new BufferedImage(300, 60, BufferedImage.TYPE_INT_ARGB);
    for (var image : List.of(beside, on)) {
      var pen = image.createGraphics();
      pen.setColor(new Color(0x0b5d3b));
      pen.fillOval(0, 0, image == on ? 300 : 60, 60);
      pen.setColor(Color.WHITE);
      pen.fillRect(20, 20, image == on ? 200 : 20, 20);
      pen.setColor(new Color(0x0b5d3b));
      if (image == beside)
        for (var letter = 0; letter < 6; letter++) pen.fillRect(70 + 35 * letter, 10, 25, 40);
      pen.dispose();
    }
    assertThat(PictureFile.read(written(beside, "png"), Use.LOGO).id().tone()).isEqualTo(Tone.DARK);
    assertThat(PictureFile.read(written(on, "png"), Use.LOGO).id().tone()).isEqualTo(Tone.ANY);
  }

  // ------------------------------------------------------------------ drawings

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "<script>alert(1)</script> | svg_script",
        "<ScRiPt>alert(1)</ScRiPt> | svg_script",
        "<rect onload='alert(1)'/> | svg_script",
        "<g ONCLICK='alert(1)'/> | svg_script",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject> | svg_element",
        "<image href='https://evil.example/t.png'/> | svg_element",
        "<a href='javascript:alert(1)'><rect/></a> | svg_element",
        "<animate attributeName='href' to='javascript:alert(1)'/> | svg_element",
        "<set attributeName='onload' to='alert(1)'/> | svg_element",
        "<filter id='f'><feImage href='https://evil.example/'/></filter> | svg_element",
        "<use href='https://evil.example/x.svg#a'/> | svg_reference",
        "<use xlink:href='data:image/svg+xml,x#a'/> | svg_reference",
        "<rect fill='url(https://evil.example/#a)'/> | svg_reference",
        "<rect fill='url(//evil.example#a)'/> | svg_reference",
        "<rect style='fill:url(https://evil.example/)'/> | svg_reference",
        "<rect style='fill:image(x)'/> | svg_reference",
        "<rect fill='\\75rl(x)'/> | svg_reference",
        "<style>@import 'https://evil.example/x.css';</style> | svg_style",
        "<style>rect{fill:url(https://evil.example/)}</style><rect/> | svg_reference",
        "<style>g rect{fill:red}</style> | svg_style",
        "<style>rect{fill:red}}body{display:none}</style> | svg_style",
        "<g id='a'><use href='#a'/></g><use href='#a'/> | svg_too_complex",
        "<clipPath id='c'><g clip-path='url(#c)'/></clipPath> | svg_too_complex",
        "<rect></g> | svg_malformed",
        "&xxe; | svg_malformed",
      })
  void a_drawing_that_does_more_than_draw_is_refused(String inside, String code) {
    assertThat(refusal(svg(inside))).isEqualTo(code);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg"
            + " xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&x;</text></svg>",
        "<!DOCTYPE svg [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]><svg"
            + " xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><text>&b;</text></svg>",
        "<?xml-stylesheet href='https://evil.example/x.css'?><svg"
            + " xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'/>",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 NaN 9'/>",
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1e9 1e9'/>",
      })
  void a_document_that_reads_files_or_grows_is_refused(String document) {
    assertThat(refusal(document.getBytes(StandardCharsets.UTF_8))).startsWith("svg_");
  }

  @Test
  void nested_elements_and_thousands_of_them_are_refused() {
    assertThat(refusal(svg("<g>".repeat(100) + "</g>".repeat(100)))).isEqualTo("svg_too_complex");
    assertThat(refusal(svg("<g/>".repeat(6_000)))).isEqualTo("svg_too_complex");
    assertThat(refusal(svg("<!--" + "x".repeat(101 * 1024) + "-->"))).isEqualTo("svg_too_large");
  }

  @Test
  void what_is_long_without_an_end_is_read_once() {
    var long1 = "M".repeat(90_000);
    assertThat(cleaned("<path d='" + long1 + "'/>")).contains(long1);
    assertThat(refusal(svg("<style>" + "a".repeat(90_000) + "</style>"))).isEqualTo("svg_style");
    assertThat(refusal(svg("<style>" + "/*".repeat(9_000) + "</style>"))).isEqualTo("svg_style");
    assertThat(refusal(svg("<style>" + "a{}".repeat(300) + "</style>"))).isEqualTo("svg_style");
    assertThat(refusal(svg("<rect fill='" + "(".repeat(9_000) + "'/>"))).isEqualTo("svg_reference");
  }

  /** Each of these kept a browser or this program busy for seconds, with one small file. */
  @Test
  void a_small_drawing_that_asks_for_much_is_refused() {
    var many = "<path d='M0 0h600v144z'/>".repeat(700);
    assertThat(refusal(svg("<g id='m'>" + many + "</g>" + "<use href='#m'/>".repeat(10))))
        .isEqualTo("svg_too_complex");
    for (var mask : List.of("clip-path", "mask"))
      assertThat(
              refusal(
                  svg(
                      ("<clipPath id='m'>" + many + "</clipPath>")
                          + ("<path " + mask + "='url(#m)' d='M0 0h9v9z'/>").repeat(10))))
          .isEqualTo("svg_too_complex");
    assertThat(refusal(svg("<mask id='m'/>" + "<path mask='url(#m)'/>".repeat(400))))
        .isEqualTo("svg_too_complex");
    var doubled = new StringBuilder("<g id='a0'><path d='M0 0h9'/></g>");
    for (var i = 1; i < 14; i++)
      doubled.append(
          ("<g id='a" + i + "'>") + ("<use href='#a" + (i - 1) + "'/>").repeat(2) + "</g>");
    assertThat(refusal(svg(doubled.toString()))).isEqualTo("svg_too_complex");
    assertThat(refusal(svg("<style>" + "a,".repeat(9_000) + "g{fill:red}</style>" + "<g/>")))
        .isEqualTo("svg_style");
    assertThat(cleaned("<g id='a'><path id='b'/><use href='#b'/></g><use href='#a'/>"))
        .contains("<use href=\"#a\"/>");
  }

  @Test
  void what_programs_write_stays_and_styles_become_attributes() {
    var out =
        cleaned(
            "<title>t</title><metadata><rdf"
                + " xmlns='urn:x'><script/></rdf></metadata><style>.a{fill:#123456;cursor:pointer}"
                + " /* x */ rect.a , #b { stroke : red }</style><defs><linearGradient id='g'><stop"
                + " offset='0' style='stop-color:#fff'/></linearGradient></defs><rect class='a'"
                + " width='9' height='9' data-x='y' inkscape='z'/><path id='b' d='M0 0h9'"
                + " fill='url(#g)'/><use xlink:href='#b' transform='translate(1 2)'/><text x='1'>A"
                + " &amp; B &lt;</text>");
    assertThat(out)
        .contains("viewBox=\"0.0 0.0 120.0 40.0\"")
        .contains("<rect width=\"9\" height=\"9\" fill=\"#123456\" stroke=\"red\"/>")
        .contains("<path id=\"b\" d=\"M0 0h9\" fill=\"url(#g)\" stroke=\"red\"/>")
        .contains("<stop offset=\"0\" stop-color=\"#fff\"/>")
        .contains("<use href=\"#b\" transform=\"translate(1 2)\"/>")
        .contains("<text x=\"1\">A &amp; B &lt;</text>")
        .doesNotContain("style", "class", "title", "script", "cursor", "data-x", "inkscape");
  }

  @Test
  void a_doctype_that_defines_nothing_does_no_harm_and_a_size_makes_a_box() {
    var file =
        PictureFile.read(
            ("<?xml version='1.0'?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN'"
                    + " 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'><svg"
                    + " xmlns='http://www.w3.org/2000/svg' width='80px' height='40'><path d='M0"
                    + " 0'/></svg>")
                .getBytes(StandardCharsets.UTF_8),
            Use.LOGO);
    assertThat(file.width()).isEqualTo(80);
    assertThat(new String(file.content(), StandardCharsets.UTF_8))
        .contains("viewBox=\"0.0 0.0 80.0 40.0\"");
  }
}
