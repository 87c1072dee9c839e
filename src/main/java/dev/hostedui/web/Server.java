package dev.hostedui.web;

import dev.hostedui.db.Database;
import dev.hostedui.identity.environment.OrganizationWord;
import io.javalin.Javalin;
import io.javalin.config.SizeUnit;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.util.JavalinException;
import io.javalin.validation.Validation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** The one Javalin application: listener, headers, gate, routes, refusals, the log. */
public final class Server implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger("dev.hostedui.requests");

  /** How long the headers of a request may be, with its first line. */
  static final int HEADER_BYTES = 16 * 1024;

  private static final int RESPONSE_BUFFER = 4 * 1024;

  /**
   * How many threads may stand by to wait for the next request, each while the one before it
   * answers. Jetty's own number is made for handlers that wait for nothing; ours wait for the
   * database, and where nobody stands by, each request is handed from one thread to another. From
   * Java 21 on there are virtual threads in their place.
   */
  private static final int RESERVED_THREADS = 32;

  /**
   * How many of the threads that a burst has started end together, a minute after it. By itself
   * Jetty ends one a minute, and keeps the memory of two hundred for hours.
   */
  private static final int EVICTED_THREADS = 32;

  /**
   * How many connections may wait to be taken, as far as the system lets them. Java's own number is
   * 50: of more that come at once, health checks among them, some wait a second or three.
   */
  private static final int WAITING_CONNECTIONS = 1_024;

  private static final long STOP_MILLISECONDS = 15_000;
  private static final String VERB_OVERRIDE = "X-HTTP-Method-Override";

  private final Javalin javalin;

  /** Where to listen, from {@link #start} on. */
  private String host = "";

  private int port;

  /**
   * Prepares the server.
   *
   * @param faces how refusals are shown, by path prefix; {@code ""} is for all other paths
   * @param metrics counts each answer
   * @param organizationWord what the app calls an organization now
   * @param trouble why requests that need data cannot be answered, or empty when they can
   */
  public Server(
      Routes routes,
      Gate gate,
      Requests requests,
      Assets assets,
      Map<String, ProblemFace> faces,
      Headers headers,
      Metrics metrics,
      Supplier<OrganizationWord> organizationWord,
      Supplier<Optional<String>> trouble) {
    this(
        routes,
        gate,
        requests,
        assets,
        faces,
        headers,
        Transfers.inProduction(),
        metrics,
        organizationWord,
        trouble);
  }

  /** Prepares the server with a pace of its own for bodies and answers. */
  Server(
      Routes routes,
      Gate gate,
      Requests requests,
      Assets assets,
      Map<String, ProblemFace> faces,
      Headers headers,
      Transfers transfers,
      Metrics metrics,
      Supplier<OrganizationWord> organizationWord,
      Supplier<Optional<String>> trouble) {
    var problems = new Problems(routes, faces);
    routes.get("/static/{name}", Access.anyone(), assets::serve);
    metrics.mount(routes);
    routes.get(
        "/health/live", Access.anyone(), ctx -> ctx.contentType("text/plain").result("alive\n"));
    routes.get(
        "/health/ready",
        Access.anyone(),
        ctx -> {
          var why = trouble.get();
          if (why.isPresent()) ctx.header("Retry-After", "5");
          ctx.status(why.isEmpty() ? 200 : 503)
              .contentType("text/plain;charset=utf-8")
              .result(why.map(words -> "not ready: " + words + "\n").orElse("ready\n"));
        });
    gate.checkKnows(routes.kinds());
    javalin =
        Javalin.create(
            config -> {
              var router = new NearRouter(config.unsafe);
              config.unsafe.internalRouter = router;
              // the one that is replaced had it from the beginning
              Validation.Companion.addValidationExceptionMapper(config.unsafe);
              config.appData(Words.ORGANIZATION_WORD, organizationWord);
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              // each route has a limit, kept where bodies are gathered
              config.http.maxRequestSize = Long.MAX_VALUE;
              // a form with a file is no larger than another one, and stays in memory
              config.jetty.multipartConfig.maxInMemoryFileSize(1, SizeUnit.MB);
              // Javalin copies a result through an array of this size, made for each answer
              config.http.responseBufferSize = RESPONSE_BUFFER;
              config.router.treatMultipleSlashesAsSingleSlash = true;
              config.router.handlerWrapper(endpoint -> ctx -> handle(endpoint.handler, ctx));
              config.concurrency.useVirtualThreads = Runtime.version().feature() >= 21;
              config.jetty.modifyServer(
                  server -> {
                    server.setStopTimeout(STOP_MILLISECONDS);
                    if (server.getThreadPool() instanceof QueuedThreadPool pool) {
                      pool.setName("http");
                      pool.setReservedThreads(RESERVED_THREADS);
                      pool.setMaxEvictCount(EVICTED_THREADS);
                    }
                    server.insertHandler(new Answers(transfers));
                    server.insertHandler(new EagerContentHandler(new Bodies(routes, transfers)));
                    // lets running requests finish before the listener's end
                    server.insertHandler(new GracefulHandler());
                    server.setErrorHandler(new UnreadableRequests(headers, problems));
                  });
              config.jetty.modifyHttpConfiguration(
                  http -> {
                    http.setSendServerVersion(false);
                    http.setSendXPoweredBy(false);
                    // a connection remembers headers of its former requests: without regard to case
                    // it hands one sender's letters to another one's token or cookie
                    http.setHeaderCacheCaseSensitive(true);
                    http.setRequestHeaderSize(HEADER_BYTES);
                    // an answer may have to carry back what came with the request
                    http.setMaxResponseHeaderSize(32 * 1024);
                    http.addCustomizer(headers);
                    http.addCustomizer(Server::withItsOwnVerb);
                    http.addCustomizer(PortalWindow::pageOf);
                  });
              config.jetty.addConnector(
                  (server, http) -> {
                    var listener = new LimitedConnector(server, http, transfers);
                    listener.setHost(host);
                    listener.setPort(port);
                    listener.setAcceptQueueSize(WAITING_CONNECTIONS);
                    return listener;
                  });
              config.jetty.modifyServletContextHandler(
                  context -> context.setSessionHandler(new NoSessions()));
              config.routes.before(
                  ctx -> {
                    Database.beginRequest();
                    ctx.res().setHeader("X-Request-Id", requests.assignId(ctx));
                  });
              config.routes.beforeMatched(routes::refuseUnknownVerb);
              config.routes.beforeMatched(gate::check);
              problems.into(config.routes);
              routes.into(config);
              router.index();
              config.requestLogger.http(
                  (ctx, milliseconds) -> {
                    metrics.answered(ctx, milliseconds);
                    log(ctx, milliseconds);
                  });
            });
  }

  /** Javalin would answer an error with nothing, and leave no line of it in the log. */
  private static void handle(Handler handler, Context ctx) throws Exception {
    try {
      handler.handle(ctx);
    } catch (Error error) {
      throw new IllegalStateException(error);
    }
  }

  /**
   * Javalin finds the route by the verb that this header names, of which nobody else knows: neither
   * the rule about requests from other sites nor the limit of a body.
   */
  private static Request withItsOwnVerb(Request request, HttpFields.Mutable answer) {
    if (!request.getHeaders().contains(VERB_OVERRIDE)) return request;
    var headers = HttpFields.build(request.getHeaders()).remove(VERB_OVERRIDE).asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return headers;
      }
    };
  }

  /** In place of the servlet's own sessions, which nobody here uses: ours are rows. */
  private static final class NoSessions extends SessionHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
      return getHandler().handle(request, response, callback);
    }
  }

  private static void log(Context ctx, Float milliseconds) {
    var status = ctx.statusCode();
    var important =
        status >= 500 || (!"GET".equals(ctx.req().getMethod()) && !Bodies.clientLeft(ctx));
    if (important ? LOG.isInfoEnabled() : LOG.isDebugEnabled()) {
      LOG.atLevel(important ? Level.INFO : Level.DEBUG)
          .log(
              "request={} {} {} {} {}ms",
              Requests.id(ctx),
              ctx.req().getMethod(),
              Requests.pathForLog(ctx.path()),
              status,
              Math.round(milliseconds));
    }
  }

  /** Listens on an address; port 0 takes a free one. Returns the port. */
  public int start(String host, int port) {
    this.host = host;
    this.port = port;
    javalin.start();
    for (var connector : javalin.jettyServer().server().getConnectors()) {
      if (connector instanceof ServerConnector listener) return listener.getLocalPort();
    }
    return javalin.port();
  }

  /** The application inside, for whoever must reach its listener or its threads. */
  public Javalin javalin() {
    return javalin;
  }

  /**
   * Takes no new request, lets running ones finish for up to 15 seconds, and stops. Who is still
   * sending one has a second, see {@link Transfers}.
   */
  @Override
  public void close() {
    try {
      javalin.stop();
    } catch (JavalinException e) {
      if (!(e.getCause() instanceof TimeoutException)) throw e;
      LOG.warn("requests were not answered to their end in time, and were cut off by the stop");
    }
  }
}
