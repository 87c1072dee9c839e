package dev.hostedui.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/**
 * Connections that know how the line of a request began, also when the line or what follows it
 * cannot be read. Jetty hands such a request on without its address, and the answer could not be
 * given in the form that its sender reads: see {@link UnreadableRequests}. They also know when
 * headers are awaited, which {@link Transfers} limits: to Jetty a connection is not idle while a
 * byte comes now and then.
 *
 * <p>The class of Jetty's that it extends is none of its public ones. It leaves this place open for
 * others, and a test says when that is over.
 */
final class RequestLines extends HttpConnectionFactory {

  /** Method, the origin of a whole address, and the path (RFC 9112 §3). */
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\S+) (?:[A-Za-z]+://[^/\\s?#]*)?(/[^\\s?#]*)?.*", Pattern.DOTALL);

  private final Transfers transfers;

  RequestLines(HttpConfiguration configuration, Transfers transfers) {
    super(configuration);
    this.transfers = transfers;
  }

  /** How the line of a request began, as far as it is known. */
  record Beginning(String method, String path) {
    static final Beginning UNKNOWN = new Beginning("", "");

    static Beginning of(Request request) {
      if (!(request.getConnectionMetaData().getConnection() instanceof Remembering connection))
        return UNKNOWN;
      var line = LINE.matcher(connection.line());
      if (!line.matches()) return UNKNOWN;
      var path = line.group(2);
      return new Beginning(line.group(1), path == null ? "" : path);
    }
  }

  @Override
  public Connection newConnection(Connector connector, EndPoint endPoint) {
    var connection = new Remembering(getHttpConfiguration(), connector, endPoint, transfers);
    connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
    return configure(connection, connector, endPoint);
  }

  private static final class Remembering extends HttpConnection {

    /** Made while the constructor above this one runs. */
    private @Nullable Parser parser;

    private final Transfers transfers;
    private volatile Transfers.@Nullable Transfer headers;

    Remembering(
        HttpConfiguration configuration,
        Connector connector,
        EndPoint endPoint,
        Transfers transfers) {
      super(configuration, connector, endPoint);
      this.transfers = transfers;
    }

    @Override
    protected HttpParser newHttpParser(HttpCompliance compliance) {
      var plain = super.newHttpParser(compliance);
      if (!(plain.getHandler() instanceof HttpParser.RequestHandler handler)) return plain;
      var made =
          new Parser(handler, getHttpConfiguration().getRequestHeaderSize(), compliance, this);
      made.setHeaderCacheSize(plain.getHeaderCacheSize());
      made.setHeaderCacheCaseSensitive(plain.isHeaderCacheCaseSensitive());
      parser = made;
      return made;
    }

    String line() {
      return parser == null ? "" : parser.line();
    }

    /** The first bytes of a request came, and not all of its headers. */
    void begun() {
      if (headers == null)
        headers = transfers.beginRequest(this, getHttpConfiguration().getRequestHeaderSize());
    }

    void asked() {
      headersAreOver();
      transfers.asked(getEndPoint());
    }

    void answered() {
      transfers.answered(getEndPoint());
    }

    private void headersAreOver() {
      var waiting = headers;
      headers = null;
      if (waiting != null) waiting.done();
    }

    @Override
    public void onClose(@Nullable Throwable cause) {
      headersAreOver();
      super.onClose(cause);
    }
  }

  private static final class Parser extends HttpParser {

    /** Longer than any path by which forms of answers are told apart. */
    private static final int KEPT = 96;

    private final byte[] beginning = new byte[KEPT];
    private final Remembering connection;
    private int length;

    Parser(RequestHandler handler, int most, HttpCompliance compliance, Remembering connection) {
      super(handler, most, compliance);
      this.connection = connection;
    }

    @Override
    public boolean parseNext(ByteBuffer buffer) {
      if (isStart()) length = 0;
      if (length < KEPT && getState().compareTo(State.SPACE2) < 0) {
        var more = Math.min(buffer.remaining(), KEPT - length);
        buffer.get(buffer.position(), beginning, length, more);
        length += more;
      }
      var came = buffer.hasRemaining();
      var whole = super.parseNext(buffer);
      // also of empty lines before a request, of which there may be many
      if (getState().compareTo(State.HEADER) > 0) connection.asked();
      else if (came) connection.begun();
      return whole;
    }

    @Override
    public void reset() {
      super.reset();
      connection.answered();
    }

    /** It takes no further request, and waits for the client to hang up. */
    @Override
    public void close() {
      super.close();
      connection.answered();
    }

    String line() {
      return new String(beginning, 0, length, StandardCharsets.ISO_8859_1);
    }
  }
}
