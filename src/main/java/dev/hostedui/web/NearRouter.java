package dev.hostedui.web;

import io.javalin.config.JavalinState;
import io.javalin.http.HandlerType;
import io.javalin.router.InternalRouter;
import io.javalin.router.ParsedEndpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of an address among those that begin as it does. Javalin's own compares the
 * address with one route after the other, each by a regular expression; with some hundred routes
 * that costs more than what most pages cost otherwise.
 *
 * <p>What is found is the same: routes that begin with different parts have no address in common
 * ({@link Routes} sees to it that the first part is a text), and none with a name in it stands
 * before one without that has an address of it.
 */
final class NearRouter extends InternalRouter {

  /** The routes of one verb. */
  private record OfVerb(
      Map<String, ParsedEndpoint> byWholePath, Map<String, List<ParsedEndpoint>> byFirstPart) {}

  private Map<HandlerType, OfVerb> index = Map.of();

  NearRouter(JavalinState state) {
    super(state.wsRouter, state.eventManager, state.router, state.jetty);
  }

  /** Puts all routes that are known by now in their places; those added later are not found. */
  void index() {
    var index = new HashMap<HandlerType, OfVerb>();
    for (var route : allHttpHandlers()) {
      var path = route.endpoint.path;
      if (!route.endpoint.method.isHttpMethod()) continue;
      var verb =
          index.computeIfAbsent(
              route.endpoint.method, any -> new OfVerb(new HashMap<>(), new HashMap<>()));
      if (isText(path)) verb.byWholePath.put(path, route);
      verb.byFirstPart.computeIfAbsent(Routes.firstPart(path), any -> new ArrayList<>()).add(route);
    }
    this.index = index;
  }

  private static boolean isText(String path) {
    return path.chars().noneMatch(it -> it == '{' || it == '<' || it == '*');
  }

  @Override
  public @Nullable ParsedEndpoint findFirstHttpHandlerEntry(HandlerType method, String path) {
    var verb = index.get(method);
    // Javalin keeps what stands before and after all handlers under verbs of its own, BEFORE and
    // AFTER, which a request may name as well
    if (verb == null) return null;
    var whole = verb.byWholePath.get(path);
    if (whole != null) return whole;
    for (var route : verb.byFirstPart.getOrDefault(Routes.firstPart(path), List.of()))
      if (route.matches(path)) return route;
    return null;
  }

  @Override
  public boolean hasHttpHandlerEntry(HandlerType method, String path) {
    return findFirstHttpHandlerEntry(method, path) != null;
  }
}
