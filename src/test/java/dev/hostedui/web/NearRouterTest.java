package dev.hostedui.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hostedui.testing.RawHttp;
import dev.hostedui.testing.TestApp;
import io.javalin.http.HandlerType;
import io.javalin.router.ParsedEndpoint;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class NearRouterTest {

  @Test
  void what_is_found_is_the_first_of_all_routes_that_match() {
    try (var app = TestApp.start()) {
      var router = (NearRouter) app.app().server().javalin().unsafe.internalRouter;
      var routes =
          router.allHttpHandlers().stream()
              .filter(it -> it.endpoint.method.isHttpMethod())
              .collect(Collectors.groupingBy(it -> it.endpoint.method));
      assertThat(routes.keySet()).contains(HandlerType.GET, HandlerType.HEAD, HandlerType.PATCH);
      for (var verb : routes.entrySet())
        for (var route : verb.getValue())
          for (var path : addresses(route.endpoint.path))
            assertThat(router.findFirstHttpHandlerEntry(verb.getKey(), path))
                .as(verb.getKey().name() + " " + path)
                .isSameAs(first(verb.getValue(), path));
    }
  }

  @Test
  void a_verb_that_no_route_has_finds_none() {
    try (var app = TestApp.start()) {
      for (var verb : List.of("BEFORE", "BEFORE_MATCHED", "AFTER", "AFTER_MATCHED", "BREW")) {
        var known = RawHttp.send(app.port(), verb + " /login HTTP/1.1", "Host: localhost");
        assertThat(known.status()).as(verb).isEqualTo(405);
        var unknown = RawHttp.send(app.port(), verb + " /nowhere HTTP/1.1", "Host: localhost");
        assertThat(unknown.status()).as(verb).isEqualTo(404);
      }
    }
  }

  /** Addresses of a route, and some near them that may be nobody's. */
  private static List<String> addresses(String path) {
    var one = path.replaceAll("[{<][^}>]*[}>]", "x").replace("*", "further/on");
    return List.of(
        one,
        one + "/",
        "/" + one,
        one.replaceFirst("(.)/", "$1//"),
        one + "/x",
        one.substring(1),
        one.toUpperCase(Locale.ROOT),
        one.substring(0, Math.max(1, one.lastIndexOf('/'))));
  }

  private static @Nullable ParsedEndpoint first(List<ParsedEndpoint> routes, String path) {
    return routes.stream()
        .filter(it -> it.endpoint.path.equals(path) || it.matches(path))
        .findFirst()
        .orElse(null);
  }
}
