package dev.hostedui.outside;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.identity.session.Place;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacesTest {

  private static final String IP = "192.0.2.1";

  @TempDir Path folder;

  @Test
  void a_file_that_is_replaced_is_read_anew() throws IOException {
    var file = folder.resolve("geo.mmdb");
    Files.write(file, places("Berlin", 0));
    var places = Places.open(file);
    assertThat(places.of(IP).city()).isEqualTo("Berlin");

    var next = folder.resolve("next.mmdb");
    Files.write(next, places("Paris", 0));
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    assertThat(places.of(IP).city()).isEqualTo("Paris");

    Files.delete(file);
    assertThat(places.of(IP).city()).as("what was read of it is still there").isEqualTo("Paris");
  }

  /** As {@code cp} and {@code wget -O} write: what is mapped becomes shorter under the reader. */
  @Test
  void a_file_that_is_being_written_over_is_no_failure() throws IOException {
    var file = folder.resolve("geo.mmdb");
    Files.write(file, places("Berlin", 100_000));
    var places = Places.open(file);
    assertThat(places.of(IP).city()).isEqualTo("Berlin");

    Files.write(file, new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
    assertThat(places.of(IP)).isEqualTo(Place.UNKNOWN);
    var whole = places("Paris", 100_000);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    assertThat(places.of(IP)).isEqualTo(Place.UNKNOWN);
    Files.write(file, whole);
    assertThat(places.of(IP).city()).isEqualTo("Paris");
  }

  // ------------------------------------------------------------------ the MaxMind DB format 2.0

  /** A database in which every address is in one city, behind so many bytes of nothing. */
  private static byte[] places(String city, int before) {
    var out = new ByteArrayOutputStream();
    var target = 1 + 16 + before;
    for (var record = 0; record < 2; record++)
      out.writeBytes(new byte[] {(byte) (target >> 16), (byte) (target >> 8), (byte) target});
    out.writeBytes(new byte[16 + before]);
    out.writeBytes(field(Map.of("city", Map.of("names", Map.of("en", city)))));
    out.writeBytes(new byte[] {(byte) 0xab, (byte) 0xcd, (byte) 0xef});
    out.writeBytes("MaxMind.com".getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(
        field(
            Map.of(
                "node_count",
                1,
                "record_size",
                (short) 24,
                "ip_version",
                (short) 4,
                "database_type",
                "Test",
                "languages",
                List.of("en"),
                "binary_format_major_version",
                (short) 2,
                "binary_format_minor_version",
                (short) 0,
                "build_epoch",
                1_700_000_000L,
                "description",
                Map.of("en", "test"))));
    return out.toByteArray();
  }

  private static byte[] field(Object value) {
    var out = new ByteArrayOutputStream();
    if (value instanceof String text) {
      out.write(0x40 | text.length());
      out.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    } else if (value instanceof Map<?, ?> map) {
      out.write(0xe0 | map.size());
      map.forEach(
          (name, of) -> {
            out.writeBytes(field(name));
            out.writeBytes(field(of));
          });
    } else if (value instanceof List<?> list) {
      out.writeBytes(new byte[] {(byte) list.size(), 0x04});
      list.forEach(it -> out.writeBytes(field(it)));
    } else if (value instanceof Short number) {
      out.writeBytes(ByteBuffer.allocate(3).put((byte) 0xa2).putShort(number).array());
    } else if (value instanceof Integer number) {
      out.writeBytes(ByteBuffer.allocate(5).put((byte) 0xc4).putInt(number).array());
    } else if (value instanceof Long number) {
      out.writeBytes(
          ByteBuffer.allocate(10).put((byte) 0x08).put((byte) 0x02).putLong(number).array());
    }
    return out.toByteArray();
  }
}
