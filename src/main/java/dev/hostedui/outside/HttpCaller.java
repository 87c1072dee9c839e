package dev.hostedui.outside;

import dev.hostedui.outside.HttpCaller.Failed.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpRequestException;
import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.client.ProcessingProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls addresses that somebody else chose.
 *
 * <p>Unless it is told otherwise it connects to public addresses only, and to the very ones it has
 * checked: a name that resolves to something else the second time is of no use. It keeps neither
 * cookies nor connections, and sends no name or password that stands in an address. What a call may
 * cost is said by {@link HttpCall}.
 *
 * <p>Jetty's client, because the JDK's cannot be told which address to connect to.
 */
public final class HttpCaller implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(HttpCaller.class);

  private static final long CONNECT_MILLISECONDS = 5_000;
  private static final int LARGEST_HEADERS_BYTES = 64 * 1024;
  private static final int MOST_THREADS = 16;
  private static final int MOST_LOOKUPS = 64;

  /** Fifty webhooks with eight calls each may be on one host, beside others. */
  private static final int MOST_CONNECTIONS = 1_024;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private static final int LARGEST_PORT = 65_535;

  /** An honest server sends one or two. */
  private static final int MOST_INTERIM_ANSWERS = 20;

  private final Predicate<InetAddress> mayCall;
  private final Names names;
  private final SslContextFactory.@Nullable Client trust;
  private @Nullable HttpClient client;

  /** Who knows the addresses of a name; it may take its time. */
  public interface Names {
    InetAddress[] of(String host) throws UnknownHostException;
  }

  /** Takes whether private and loopback addresses may be called as well. */
  public HttpCaller(boolean privateToo) {
    this(
        address -> privateToo || PublicAddresses.isPublic(address),
        InetAddress::getAllByName,
        null);
  }

  /**
   * Takes which addresses may be called, who resolves names and who vouches for certificates: tests
   * play all three.
   */
  HttpCaller(
      Predicate<InetAddress> mayCall, Names names, SslContextFactory.@Nullable Client trust) {
    this.mayCall = mayCall;
    this.names = names;
    this.trust = trust;
  }

  /** Why a call brought no answer, in a few plain words that name no address of ours. */
  public static final class Failed extends Exception {

    /** What kind of failure it is, for those who have words of their own. */
    public enum Kind {
      NOT_HTTP("not an http address"),
      NOT_PUBLIC("the address is not on the public internet"),
      UNKNOWN_HOST("the host name is unknown"),
      NOTHING_LISTENS("nothing listens there"),
      UNREACHABLE("the address cannot be reached"),
      CERTIFICATE_EXPIRED("the TLS connection failed: the certificate has expired"),
      CERTIFICATE_OF_ANOTHER("the TLS connection failed: the certificate is for another name"),
      CERTIFICATE_UNTRUSTED(
          "the TLS connection failed: the certificate, or one between it and its authority, is not"
              + " known"),
      TLS("the TLS connection failed"),
      TIMED_OUT("no answer in time"),
      TOO_LARGE("the answer is too large"),
      NOT_UNDERSTOOD("the answer is not written as HTTP has it"),
      BROKEN_OFF("the connection was closed before the answer was complete"),
      OTHER("the call failed");

      private final String words;

      Kind(String words) {
        this.words = words;
      }
    }

    private final Kind kind;

    Failed(Kind kind) {
      super(kind.words, null, false, false);
      this.kind = kind;
    }

    public Kind kind() {
      return kind;
    }

    public String reason() {
      return String.valueOf(getMessage());
    }

    /** What a future of {@link HttpCaller#exchange} failed with. */
    public static Failed of(Throwable fault) {
      return HttpCaller.failed(fault);
    }
  }

  /**
   * Makes a call. The future holds the answer, whatever its status, or fails with {@link Failed}.
   */
  public CompletableFuture<HttpAnswer> exchange(HttpCall call) {
    return hop(call, System.nanoTime() + call.deadline().toNanos());
  }

  private CompletableFuture<HttpAnswer> hop(HttpCall call, long until) {
    var left = TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime());
    if (left <= 0) return CompletableFuture.failedFuture(new Failed(Kind.TIMED_OUT));
    try {
      return send(call, left)
          .thenCompose(
              answer -> {
                var next = call.redirects() > 0 ? redirect(call.address(), answer) : null;
                return next == null
                    ? CompletableFuture.completedFuture(answer)
                    : hop(call.redirectedTo(next), until);
              });
    } catch (Failed | RuntimeException e) {
      return CompletableFuture.failedFuture(failed(e));
    }
  }

  /** Where an answer leads (RFC 9110 §15.4), or null when it leads nowhere it may be followed. */
  private static @Nullable URI redirect(URI from, HttpAnswer answer) {
    var location = answer.header("Location").orElse(null);
    if (location == null || !REDIRECTS.contains(answer.status())) return null;
    try {
      var next = from.resolve(new URI(location));
      var leavesTls =
          "https".equals(from.getScheme()) && !"https".equalsIgnoreCase(next.getScheme());
      return leavesTls ? null : next;
    } catch (URISyntaxException e) {
      return null;
    }
  }

  private CompletableFuture<HttpAnswer> send(HttpCall call, long milliseconds) throws Failed {
    var address = call.address();
    if (!("https".equals(address.getScheme()) || "http".equals(address.getScheme()))
        || address.getPort() > LARGEST_PORT) throw new Failed(Kind.NOT_HTTP);
    var request =
        client()
            .newRequest(address)
            .method(call.method())
            .timeout(milliseconds, TimeUnit.MILLISECONDS)
            .headers(headers -> call.headers().forEach(headers::put))
            // one that is kept may be closed from the other end just as it is used again
            .headers(headers -> headers.put(HttpHeader.CONNECTION, "close"));
    var body = call.body();
    if (body.length > 0) request.body(new BytesRequestContent(call.contentType(), body));
    var answer = new CompletableFuture<HttpAnswer>();
    request
        .onResponseContentSource(
            (response, content) -> new Reader(call, response, content, answer).run())
        .send(
            result -> {
              if (result.isFailed()) answer.completeExceptionally(failed(result.getFailure()));
            });
    // whatever the client makes of what it is sent, nobody waits any longer
    return answer
        .orTimeout(milliseconds, TimeUnit.MILLISECONDS)
        .exceptionallyCompose(
            fault -> {
              var failed = failed(fault);
              var unused = request.abort(failed);
              return CompletableFuture.failedFuture(failed);
            });
  }

  /**
   * Passes over what a server says before its answer (RFC 9110 §15.2), whatever kind of it. The
   * client's own way takes one 100 only and loses the call at the second.
   */
  private static final class InterimAnswers extends ProcessingProtocolHandler {

    private static final String COUNT = "interim answers";

    @Override
    public boolean accept(Request request, Response response) {
      return HttpStatus.isInterim(response.getStatus())
          && response.getStatus() != HttpStatus.SWITCHING_PROTOCOLS_101;
    }

    @Override
    protected void onProcessing(Request request, HttpFields headers) {
      var before = request.getAttributes().get(COUNT);
      var count = before instanceof Integer number ? number + 1 : 1;
      request.attribute(COUNT, count);
      if (count <= MOST_INTERIM_ANSWERS) return;
      var unused = request.abort(new Failed(Kind.TOO_LARGE));
    }
  }

  /**
   * Reads an answer up to its limit. Only what is asked for is read off the network, so that a
   * server which sends without end cannot keep us busy.
   */
  private static final class Reader implements Runnable {
    private final HttpCall call;
    private final Response response;
    private final Content.Source content;
    private final CompletableFuture<HttpAnswer> answer;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    Reader(
        HttpCall call,
        Response response,
        Content.Source content,
        CompletableFuture<HttpAnswer> answer) {
      this.call = call;
      this.response = response;
      this.content = content;
      this.answer = answer;
    }

    @Override
    public void run() {
      while (true) {
        var chunk = content.read();
        if (chunk == null) {
          content.demand(this);
          return;
        }
        // what went wrong is told to the one who sent the request
        if (Content.Chunk.isFailure(chunk)) return;
        var bytes = new byte[chunk.remaining()];
        chunk.getByteBuffer().get(bytes);
        var last = chunk.isLast();
        chunk.release();
        var room = call.limitBytes() - body.size();
        body.write(bytes, 0, Math.min(room, bytes.length));
        if (bytes.length > room) {
          stop();
          return;
        }
        if (last) {
          answer.complete(answer(false));
          return;
        }
      }
    }

    private void stop() {
      var tooLarge = new Failed(Kind.TOO_LARGE);
      if (call.cuts()) answer.complete(answer(true));
      else answer.completeExceptionally(tooLarge);
      content.fail(tooLarge);
      var ignored = response.abort(tooLarge);
    }

    private HttpAnswer answer(boolean cut) {
      var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
      for (var field : response.getHeaders())
        headers
            .computeIfAbsent(field.getName(), name -> new ArrayList<>())
            .add(String.valueOf(field.getValue()));
      return new HttpAnswer(
          call.address(),
          response.getStatus(),
          Collections.unmodifiableMap(headers),
          body.toByteArray(),
          cut);
    }
  }

  /**
   * Gives each call memory of its own. Of an answer that breaks off in nonsense, the client gives
   * back what it has read into before it is done with it: shared, it is another call's by then,
   * which fails for it.
   */
  private static final class OwnBuffers extends ByteBufferPool.NonPooling {
    @Override
    public RetainableByteBuffer.Mutable acquire(int size, boolean direct) {
      return super.acquire(size, false);
    }
  }

  private static Failed failed(Throwable fault) {
    var cause = fault;
    while (cause instanceof CompletionException && cause.getCause() != null)
      cause = cause.getCause();
    if (cause instanceof Failed known) return known;
    if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException)
      return new Failed(Kind.TIMED_OUT);
    if (cause instanceof UnknownHostException) return new Failed(Kind.UNKNOWN_HOST);
    if (cause instanceof ConnectException) return new Failed(Kind.NOTHING_LISTENS);
    if (cause instanceof SocketException && !isHungUp(cause)) return new Failed(Kind.UNREACHABLE);
    if (cause instanceof SSLException) return new Failed(kindOf(cause));
    if (cause instanceof HttpResponseException || cause instanceof HttpException)
      return new Failed(Kind.NOT_UNDERSTOOD);
    // a server that answers and hangs up at once can end a call whose head is not written yet
    if (cause instanceof IOException || cause instanceof HttpRequestException)
      return new Failed(Kind.BROKEN_OFF);
    LOG.debug("a call failed", cause);
    return new Failed(Kind.OTHER);
  }

  /**
   * Whether there was a connection that ended; all else that a socket tells is that there is none.
   */
  private static boolean isHungUp(Throwable cause) {
    return String.valueOf(cause.getMessage())
        .matches("(?:Connection (?:reset|closed|timed out)|Broken pipe|Socket).*");
  }

  /** What was wrong with a certificate stands somewhere below the failed handshake. */
  private static Kind kindOf(Throwable handshake) {
    for (var cause = handshake; cause != null; cause = cause.getCause()) {
      if (cause instanceof CertificateExpiredException) return Kind.CERTIFICATE_EXPIRED;
      if (cause instanceof CertPathValidatorException invalid
          && invalid.getReason() == CertPathValidatorException.BasicReason.EXPIRED)
        return Kind.CERTIFICATE_EXPIRED;
      if (cause instanceof CertPathBuilderException) return Kind.CERTIFICATE_UNTRUSTED;
      // of the JDK's own, with nothing but its words to tell it by
      if (cause instanceof CertificateException
          && String.valueOf(cause.getMessage())
              .matches("No (?:subject alternative|name matching).*"))
        return Kind.CERTIFICATE_OF_ANOTHER;
    }
    return Kind.TLS;
  }

  /** Made at the first call: most installations never make one. */
  private synchronized HttpClient client() {
    var known = client;
    if (known != null) return known;
    var threads = new QueuedThreadPool(MOST_THREADS, 0);
    threads.setName("calls");
    threads.setDaemon(true);
    var made = new HttpClient(new HttpClientTransportOverHTTP(1));
    made.setExecutor(threads);
    made.setByteBufferPool(new OwnBuffers());
    var scheduler = new ScheduledExecutorScheduler("calls-timer", true);
    made.setScheduler(scheduler);
    var lookups = new QueuedThreadPool(MOST_LOOKUPS, 0);
    lookups.setName("names");
    lookups.setDaemon(true);
    // nothing ends a look-up that is under way
    lookups.setStopTimeout(0);
    made.addBean(lookups);
    made.setSocketAddressResolver(guarded(lookups));
    if (trust != null) made.setSslContextFactory(trust);
    made.setMaxResponseHeadersSize(LARGEST_HEADERS_BYTES);
    // whoever calls says how often at once; a host that many share must not be made a queue
    made.setMaxConnectionsPerDestination(MOST_CONNECTIONS);
    made.setMaxRequestsQueuedPerDestination(MOST_CONNECTIONS);
    made.setFollowRedirects(false);
    made.setHttpCookieStore(new HttpCookieStore.Empty());
    made.setConnectTimeout(CONNECT_MILLISECONDS);
    made.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "hosted-ui"));
    try {
      made.start();
      // a status is told to whoever called, and nothing else is done about it
      made.getProtocolHandlers().clear();
      made.getProtocolHandlers().put(new InterimAnswers());
      // an answer that unpacks to a thousand times its size is none we want
      made.getContentDecoderFactories().clear();
    } catch (Exception e) {
      throw new IllegalStateException("the client for outgoing calls cannot start", e);
    }
    client = made;
    return made;
  }

  /**
   * Asks for addresses and keeps those that may be called. It has threads of its own: the system
   * asks until it gives up, however little time we have, and servers of names that say nothing must
   * not keep all other calls waiting.
   */
  private SocketAddressResolver guarded(QueuedThreadPool threads) {
    return (host, port, context, promise) -> {
      var unused =
          CompletableFuture.supplyAsync(() -> allowed(host, port), threads)
              .orTimeout(CONNECT_MILLISECONDS, TimeUnit.MILLISECONDS)
              .whenComplete(
                  (found, fault) -> {
                    if (fault == null) promise.succeeded(found);
                    else promise.failed(failed(fault));
                  });
    };
  }

  private List<InetSocketAddress> allowed(String host, int port) {
    try {
      var found =
          Arrays.stream(names.of(host))
              .filter(mayCall)
              .map(address -> new InetSocketAddress(address, port))
              .toList();
      if (found.isEmpty()) throw new CompletionException(new Failed(Kind.NOT_PUBLIC));
      return found;
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  @Override
  public synchronized void close() {
    var known = client;
    if (known == null) return;
    try {
      known.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the client for outgoing calls does not stop", e);
    }
  }
}
