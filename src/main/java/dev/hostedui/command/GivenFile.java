package dev.hostedui.command;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that was named by an option: no more of it is read than anybody would write by hand. */
final class GivenFile {

  private static final int MOST = 1024 * 1024;

  private GivenFile() {}

  /**
   * The text in a file, written in UTF-8.
   *
   * @param option what named it
   */
  static String text(String option, Path file) {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(MOST + 1);
      if (bytes.length > MOST)
        throw new Commands.Stopped(option + ": " + file + " has more than 1 MB.");
      var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      // a mark that some editors begin a file with
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new Commands.Stopped(option + ": " + file + " is not written in UTF-8.");
    } catch (IOException e) {
      throw new Commands.Stopped(option + ": " + file + " cannot be read.");
    }
  }
}
