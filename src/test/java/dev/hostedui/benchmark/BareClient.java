package dev.hostedui.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * One kept connection that sends requests which are bytes already and looks at nothing of an answer
 * but its status. It shares the processors with what is measured, and a client that does more costs
 * more than the program it asks.
 */
final class BareClient implements AutoCloseable {

  private static final Pattern LENGTH =
      Pattern.compile("\r\ncontent-length: *(\\d+)\r\n", Pattern.CASE_INSENSITIVE);

  private final Socket socket;
  private final InputStream in;
  private byte[] read = new byte[8 * 1024];

  private BareClient(Socket socket) throws IOException {
    this.socket = socket;
    in = socket.getInputStream();
  }

  /** Connects to the server of an address. */
  static BareClient to(URI address) throws IOException {
    var socket = new Socket(address.getHost(), address.getPort());
    socket.setTcpNoDelay(true);
    return new BareClient(socket);
  }

  /** A request as it goes over the wire. */
  static byte[] request(String method, URI address, String headers, String body) {
    var target =
        address.getRawPath() + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery());
    return (method
            + " "
            + target
            + " HTTP/1.1\r\nHost: "
            + address.getAuthority()
            + "\r\n"
            + headers
            + "Content-Length: "
            + body.length()
            + "\r\n\r\n"
            + body)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Sends it, reads the whole answer, and says its status. */
  int send(byte[] request) throws IOException {
    socket.getOutputStream().write(request);
    var have = 0;
    var end = -1;
    while (end < 0) {
      have += more(have);
      end = new String(read, 0, have, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
    }
    var head = new String(read, 0, end + 2, StandardCharsets.ISO_8859_1);
    var status = Integer.parseInt(head.substring(9, 12));
    var length = LENGTH.matcher(head);
    // 204 has no body, and says nothing of its length
    if (!length.find() && status != 204)
      throw new IOException("an answer of unknown length: " + head);
    var whole = end + 4 + (status == 204 ? 0 : Integer.parseInt(length.group(1)));
    while (have < whole) have += more(have);
    return status;
  }

  private int more(int have) throws IOException {
    if (have == read.length) read = Arrays.copyOf(read, 2 * have);
    var more = in.read(read, have, read.length - have);
    if (more < 0) throw new IOException("the server closed the connection");
    return more;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
