package dev.hostedui.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Speaks HTTP by hand, for requests that no browser and no library would send. */
public final class RawHttp {

  private RawHttp() {}

  /** What came back until the server closed the connection or was silent for five seconds. */
  public record Reply(String text) {
    public int status() {
      return text.startsWith("HTTP/1.1 ") ? Integer.parseInt(text.substring(9, 12)) : 0;
    }

    /** The value of a header, or an empty text. */
    public String header(String name) {
      for (var line : text.split("\r\n\r\n", 2)[0].split("\r\n")) {
        if (line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
          return line.substring(name.length() + 1).strip();
      }
      return "";
    }

    public String body() {
      var parts = text.split("\r\n\r\n", 2);
      return parts.length < 2 ? "" : parts[1];
    }
  }

  /** Sends these lines, each ended as HTTP wants it, and an empty one. */
  public static Reply send(int port, String... lines) {
    return sendAll(port, String.join("\r\n", lines) + "\r\n\r\n");
  }

  /**
   * Announces a body with {@code Expect: 100-continue}, does something while the server waits for
   * it, and only then sends it.
   */
  public static Reply sendLate(int port, Runnable meanwhile, String body, String... lines) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      var head =
          String.join("\r\n", lines)
              + "\r\nExpect: 100-continue\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
      var waits = new String(socket.getInputStream().readNBytes(25), StandardCharsets.ISO_8859_1);
      if (!waits.equals("HTTP/1.1 100 Continue\r\n\r\n"))
        throw new AssertionError("it did not wait for the body: " + waits);
      meanwhile.run();
      socket.getOutputStream().write(body.getBytes(StandardCharsets.ISO_8859_1));
      return answer(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends this text as it is. */
  public static Reply sendAll(int port, String text) {
    try (var socket = new Socket("127.0.0.1", port)) {
      socket.setSoTimeout(5_000);
      try {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
      } catch (SocketException e) {
        // it has answered and closed before it heard the end
      }
      return answer(socket);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply answer(Socket socket) throws IOException {
    var answer = new ByteArrayOutputStream();
    var buffer = new byte[8_192];
    try {
      for (int n; (n = socket.getInputStream().read(buffer)) >= 0; ) answer.write(buffer, 0, n);
    } catch (SocketTimeoutException | SocketException e) {
      // what has come is the answer
    }
    return new Reply(answer.toString(StandardCharsets.UTF_8));
  }
}
