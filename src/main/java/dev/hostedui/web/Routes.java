package dev.hostedui.web;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.util.ArrayList;
import java.util.List;

/**
 * The register of routes: a path, who may use it, what answers. Without an access rule it does not
 * compile.
 */
public final class Routes {

  private record Route(HandlerType method, String path, Access access, Handler handler) {}

  private final List<Route> declared = new ArrayList<>();

  public void get(String path, Access access, Handler handler) {
    declared.add(new Route(HandlerType.GET, path, access, handler));
  }

  public void post(String path, Access access, Handler handler) {
    declared.add(new Route(HandlerType.POST, path, access, handler));
  }

  /** For browsers that ask whether they may call from another site (CORS preflight). */
  public void options(String path, Access access, Handler handler) {
    declared.add(new Route(HandlerType.OPTIONS, path, access, handler));
  }

  /** What is declared, one line each, in order: compared with a golden file in review. */
  public List<String> lines() {
    return declared.stream()
        .map(route -> "%-4s %-48s %s".formatted(route.method.name(), route.path, route.access))
        .toList();
  }

  void into(RoutesConfig routes) {
    for (var route : declared) {
      routes.addHttpHandler(route.method, route.path, route.handler, route.access);
      // HEAD is GET without the body (RFC 9110 §9.3.2), and passes the same gate
      if (route.method.equals(HandlerType.GET))
        routes.addHttpHandler(HandlerType.HEAD, route.path, route.handler, route.access);
    }
  }
}
