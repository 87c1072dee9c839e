package dev.hostedui.web;

import gg.jte.TemplateOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An answer while its templates are drawn: UTF-8 in one array, which grows as it must and is used
 * again for a later answer.
 *
 * <p>A template writes hundreds of small pieces. An array for each of them, a list of those and a
 * copy of the whole were half of what a request allocated.
 */
final class Drawing implements TemplateOutput {

  private byte[] bytes = new byte[8 * 1024];
  private int length;

  /** What is drawn so far, up to {@link #length}; the rest is of earlier answers. */
  byte[] bytes() {
    return bytes;
  }

  /** How many bytes are drawn so far. */
  int length() {
    return length;
  }

  /** How many bytes it can take without growing. */
  int capacity() {
    return bytes.length;
  }

  /** Begins anew. */
  void clear() {
    length = 0;
  }

  @Override
  public void writeContent(String text) {
    writeContent(text, 0, text.length());
  }

  @Override
  public void writeContent(String text, int begin, int end) {
    makeRoom(end - begin);
    for (var i = begin; i < end; i++) {
      var c = text.charAt(i);
      if (c >= 0x80) {
        writeBinaryContent(text.substring(i, end).getBytes(StandardCharsets.UTF_8));
        return;
      }
      bytes[length++] = (byte) c;
    }
  }

  @Override
  public void writeBinaryContent(byte[] piece) {
    makeRoom(piece.length);
    System.arraycopy(piece, 0, bytes, length, piece.length);
    length += piece.length;
  }

  private void makeRoom(int more) {
    if (more > bytes.length - length)
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), bytes.length * 2));
  }
}
