package dev.hostedui.web;

import com.google.common.base.Suppliers;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.javalin.router.Endpoint;
import io.javalin.router.EndpointNotFound;
import io.javalin.router.ParsedEndpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The register of routes: a path, who may use it, how large a body it takes, what answers. Without
 * an access rule it does not compile.
 *
 * <p>A path that ends in {@code *} says what stands where no other path does; it is no address.
 */
public final class Routes {

  /** The largest body of a route that names no other: no form of ours is larger. In bytes. */
  public static final int LARGEST_FORM = 64 * 1024;

  /**
   * What is declared.
   *
   * @param look answers HEAD where GET does not only look; null where HEAD is the same without the
   *     body, and of other verbs
   */
  private record Route(
      HandlerType method,
      String path,
      Access access,
      int largestBody,
      Handler handler,
      @Nullable Handler look) {

    boolean isAddress() {
      return !path.endsWith("*");
    }

    /** The path as an address of it, the same whatever the names in it are. */
    String example() {
      return path.replaceAll("\\{[^}]*}", "x");
    }

    /** How the golden file writes it. */
    String line() {
      var line =
          "%-4s %-48s %s%s".formatted(method.name(), path, access, look == null ? "" : " changes");
      return largestBody == LARGEST_FORM ? line : line + " body:" + largestBody;
    }
  }

  /** A route as the router compares addresses with it; most are never compared here. */
  private record Compared(Route route, Supplier<ParsedEndpoint> endpoint) {

    boolean matches(String path) {
      return endpoint.get().matches(path);
    }
  }

  private final List<Route> declared = new ArrayList<>();

  /** By the first part of their path, which is the same text for all addresses of a route. */
  private Map<String, List<Compared>> compared = Map.of();

  /** By path, what {@link #closerThan} found. */
  private final Map<String, List<Compared>> closer = new ConcurrentHashMap<>();

  /** Answers GET, and HEAD as the same without the body (RFC 9110 §9.3.2). */
  public void get(String path, Access access, Handler handler) {
    declare(HandlerType.GET, path, access, LARGEST_FORM, handler);
  }

  /**
   * Answers GET by what changes something, as browsers are sent to it by others. HEAD does nothing
   * there: whoever only looks at a link, as mail scanners do, means no change (RFC 9110 §9.2.1).
   * Nor does a browser that loads it before anybody has chosen to go there: it is refused, and asks
   * once more when somebody does.
   */
  public void getThatChanges(String path, Access access, Handler handler) {
    getThatChanges(path, access, handler, ctx -> ctx.status(HttpStatus.NO_CONTENT));
  }

  /** {@link #getThatChanges(String, Access, Handler)} where there is something to look at. */
  public void getThatChanges(String path, Access access, Handler handler, Handler look) {
    Handler chosen =
        ctx -> {
          if (Requests.isPrefetch(ctx)) ctx.status(HttpStatus.SERVICE_UNAVAILABLE);
          else handler.handle(ctx);
        };
    declare(new Route(HandlerType.GET, path, access, LARGEST_FORM, chosen, look));
  }

  public void post(String path, Access access, Handler handler) {
    post(path, access, LARGEST_FORM, handler);
  }

  /** Takes a body of up to that many bytes; who sends more is answered 413. */
  public void post(String path, Access access, int largestBody, Handler handler) {
    declare(HandlerType.POST, path, access, largestBody, handler);
  }

  /** Takes a body of up to that many bytes; who sends more is answered 413. */
  public void put(String path, Access access, int largestBody, Handler handler) {
    declare(HandlerType.PUT, path, access, largestBody, handler);
  }

  /** Takes a body of up to that many bytes; who sends more is answered 413. */
  public void patch(String path, Access access, int largestBody, Handler handler) {
    declare(HandlerType.PATCH, path, access, largestBody, handler);
  }

  public void delete(String path, Access access, Handler handler) {
    declare(HandlerType.DELETE, path, access, LARGEST_FORM, handler);
  }

  /** For browsers that ask whether they may call from another site (CORS preflight). */
  public void options(String path, Access access, Handler handler) {
    declare(HandlerType.OPTIONS, path, access, LARGEST_FORM, handler);
  }

  /** Answers a verb that is known only when the program runs. */
  public void add(
      HandlerType method, String path, Access access, int largestBody, Handler handler) {
    declare(method, path, access, largestBody, handler);
  }

  private void declare(
      HandlerType method, String path, Access access, int largestBody, Handler handler) {
    declare(new Route(method, path, access, largestBody, handler, null));
  }

  private void declare(Route route) {
    if (firstPart(route.path).matches(".*[{<*].*"))
      throw new IllegalArgumentException("the first part of a path is a text: " + route.path);
    declared.add(route);
  }

  /** What is declared, one line each, in order: compared with a golden file in review. */
  public List<String> lines() {
    return declared.stream().map(Route::line).toList();
  }

  /** The kinds of callers that routes are for. */
  Set<Access.Kind> kinds() {
    return declared.stream().map(route -> route.access.kind()).collect(Collectors.toSet());
  }

  void into(JavalinConfig config) {
    for (var route : declared) {
      add(config, route, route.method, route.handler);
      if (route.method.equals(HandlerType.GET))
        add(config, route, HandlerType.HEAD, route.look == null ? route.handler : route.look);
    }
    compared =
        declared.stream()
            .map(
                route ->
                    new Compared(
                        route,
                        Suppliers.memoize(
                            () ->
                                new ParsedEndpoint(
                                    new Endpoint(route.method, route.path, route.handler),
                                    config.router))))
            .collect(Collectors.groupingBy(it -> firstPart(it.route.path)));
  }

  /** Slashes beside each other count as one here, as they do for the router. */
  static String firstPart(String path) {
    var from = 0;
    while (from < path.length() && path.charAt(from) == '/') from++;
    var to = path.indexOf('/', from);
    return to < 0 ? path.substring(from) : path.substring(from, to);
  }

  /** Those of the routes that an address may be one of. */
  private List<Compared> near(String path) {
    return compared.getOrDefault(firstPart(path), List.of());
  }

  private static void add(JavalinConfig config, Route route, HandlerType method, Handler handler) {
    config.routes.addHttpHandler(method, route.path, handler, route.access);
  }

  /** How many bytes of a body are taken at an address, known to us or not. */
  int largestBody(String method, String path) {
    for (var it : near(path)) {
      // few routes have a limit of their own: the others need not be compared
      if (it.route.largestBody != LARGEST_FORM
          && it.route.method.name().equals(method)
          && it.matches(path)) return it.route.largestBody;
    }
    return LARGEST_FORM;
  }

  /**
   * The verbs that an address knows, as {@code Allow} lists them (RFC 9110 §10.2.1); none where
   * there is nothing.
   */
  Set<String> verbsAt(String path) {
    var verbs = new TreeSet<String>();
    for (var it : near(path)) {
      if (!it.route.isAddress() || !it.matches(path) || isOfCloser(it.route.path, path)) continue;
      verbs.add(it.route.method.name());
      if (it.route.method.equals(HandlerType.GET)) verbs.add(HandlerType.HEAD.name());
    }
    return verbs;
  }

  /**
   * Whether an address that a route matches is one of a route that says more of it: what ends in
   * {@code :enable} is no id, and what is somewhere is not nowhere.
   */
  private boolean isOfCloser(String route, String path) {
    return closer.computeIfAbsent(route, this::closerThan).stream()
        .anyMatch(it -> it.matches(path));
  }

  /** The routes all of whose addresses one matches that is not the same. */
  private List<Compared> closerThan(String route) {
    var all = near(route);
    var one = all.stream().filter(it -> it.route.path.equals(route)).findFirst().orElseThrow();
    return all.stream()
        .filter(it -> it.route.isAddress() && !it.route.example().equals(one.route.example()))
        .filter(it -> one.matches(it.route.example()))
        .toList();
  }

  /**
   * Lets a route that says less of an address, as what stands for all that is nowhere, not answer
   * for one that knows other verbs.
   *
   * @throws EndpointNotFound when the address is known
   */
  void refuseUnknownVerb(Context ctx) {
    var matched = ctx.endpoints().matchedHttpEndpoint();
    if (matched != null && isOfCloser(matched.path, ctx.path()))
      throw new EndpointNotFound(ctx.method(), ctx.path());
  }
}
