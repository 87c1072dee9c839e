package dev.hostedui.outside;

import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.client.FormRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.SocketAddressResolver;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.jspecify.annotations.Nullable;

/**
 * Calls addresses that somebody else chose.
 *
 * <p>Unless it is told otherwise it connects to public addresses only, and to the very ones it has
 * checked: a name that resolves to something else the second time is of no use. It follows no
 * redirect, keeps no cookie, waits ten seconds for the whole answer and reads 64 kB of it.
 *
 * <p>Jetty's client, because the JDK's cannot be told which address to connect to.
 */
public final class HttpCaller implements AutoCloseable {

  private static final long CONNECT_MILLISECONDS = 5_000;
  private static final Duration ANSWER_TIME = Duration.ofSeconds(10);
  private static final int LARGEST_ANSWER_BYTES = 64 * 1024;
  private static final int MOST_THREADS = 16;

  private final boolean privateToo;
  private final Duration answerTime;
  private @Nullable HttpClient client;

  /** Takes whether private and loopback addresses may be called as well. */
  public HttpCaller(boolean privateToo) {
    this(privateToo, ANSWER_TIME);
  }

  /** The same with another patience, for tests. */
  HttpCaller(boolean privateToo, Duration answerTime) {
    this.privateToo = privateToo;
    this.answerTime = answerTime;
  }

  /** Why a call brought no answer, in a few plain words that name no address of ours. */
  public static final class Failed extends Exception {
    Failed(String message) {
      super(message, null, false, false);
    }

    public String reason() {
      return String.valueOf(getMessage());
    }
  }

  /** Posts a form and tells the status of the answer; fails with {@link Failed}. */
  public CompletableFuture<Integer> postForm(URI address, Map<String, String> form) {
    if (!"https".equals(address.getScheme()) && !"http".equals(address.getScheme()))
      return CompletableFuture.failedFuture(new Failed("not an http address"));
    var fields = new Fields();
    form.forEach(fields::put);
    try {
      var request =
          client()
              .POST(address)
              .timeout(answerTime.toMillis(), TimeUnit.MILLISECONDS)
              .body(new FormRequestContent(fields));
      var status = new CompletableFuture<Integer>();
      request
          .onResponseContentSource((answer, content) -> new Drain(answer, content, status).run())
          .send(
              result -> {
                if (result.isSucceeded()) status.complete(result.getResponse().getStatus());
                else status.completeExceptionally(failed(result.getFailure()));
              });
      return status;
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(failed(e));
    }
  }

  /**
   * Lets an answer run off, up to a limit. Only what is asked for is read off the network, so that
   * a server which sends without end cannot keep us busy.
   */
  private static final class Drain implements Runnable {
    private final Response answer;
    private final Content.Source content;
    private final CompletableFuture<Integer> status;
    private long seen;

    Drain(Response answer, Content.Source content, CompletableFuture<Integer> status) {
      this.answer = answer;
      this.content = content;
      this.status = status;
    }

    @Override
    public void run() {
      while (true) {
        var chunk = content.read();
        if (chunk == null) {
          content.demand(this);
          return;
        }
        if (Content.Chunk.isFailure(chunk)) return;
        seen += chunk.remaining();
        var last = chunk.isLast();
        chunk.release();
        if (last) return;
        if (seen > LARGEST_ANSWER_BYTES) {
          var tooLarge = new Failed("the answer is too large");
          status.completeExceptionally(tooLarge);
          content.fail(tooLarge);
          var ignored = answer.abort(tooLarge);
          return;
        }
      }
    }
  }

  private static Failed failed(Throwable fault) {
    var cause = fault;
    while (cause instanceof CompletionException && cause.getCause() != null)
      cause = cause.getCause();
    if (cause instanceof Failed known) return known;
    if (cause instanceof TimeoutException || cause instanceof SocketTimeoutException)
      return new Failed("no answer in time");
    if (cause instanceof UnknownHostException) return new Failed("the host name is unknown");
    if (cause instanceof java.net.ConnectException) return new Failed("nothing listens there");
    if (cause instanceof javax.net.ssl.SSLException)
      return new Failed("the TLS connection failed; is the certificate valid for this name?");
    return new Failed("the call failed (" + cause.getClass().getSimpleName() + ")");
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
    var scheduler = new ScheduledExecutorScheduler("calls-timer", true);
    made.setScheduler(scheduler);
    made.setSocketAddressResolver(
        guarded(new SocketAddressResolver.Async(threads, scheduler, CONNECT_MILLISECONDS)));
    made.setMaxResponseHeadersSize(LARGEST_ANSWER_BYTES);
    made.setFollowRedirects(false);
    made.setHttpCookieStore(new HttpCookieStore.Empty());
    made.setConnectTimeout(CONNECT_MILLISECONDS);
    made.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "hosted-ui"));
    try {
      made.start();
    } catch (Exception e) {
      throw new IllegalStateException("the client for outgoing calls cannot start", e);
    }
    client = made;
    return made;
  }

  private SocketAddressResolver guarded(SocketAddressResolver resolver) {
    return (host, port, context, promise) ->
        resolver.resolve(
            host,
            port,
            context,
            new Promise<List<InetSocketAddress>>() {
              @Override
              public void succeeded(List<InetSocketAddress> found) {
                var allowed = found.stream().filter(HttpCaller.this::mayCall).toList();
                if (allowed.isEmpty())
                  promise.failed(new Failed("the address is not on the public internet"));
                else promise.succeeded(allowed);
              }

              @Override
              public void failed(Throwable fault) {
                promise.failed(fault);
              }
            });
  }

  private boolean mayCall(InetSocketAddress socket) {
    var address = socket.getAddress();
    return address != null && (privateToo || PublicAddresses.isPublic(address));
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
