package dev.hostedui.identity.application;

import dev.hostedui.identity.application.RedirectUris.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The web sites that may show the admin portal in a frame: those people are sent back to after they
 * have signed in. Each is an origin (RFC 6454 §6.2), such as {@code https://app.example.com}.
 *
 * <p>An origin that is registered by a pattern is among them only when it is asked for by name: a
 * policy for browsers can say {@code *} for nothing smaller than any number of labels, which is
 * more than was registered.
 */
public final class Embedders {

  private static final Pattern WEB = Pattern.compile("(https?://[^/?]+).*");

  private final List<String> registered = new ArrayList<>();

  private Embedders() {}

  static Embedders of(List<Application> applications, Scope scope) {
    var all = new Embedders();
    for (var application : applications) {
      // what a program on somebody's own machine listens on is no web site
      if (application.type() == ApplicationType.NATIVE) continue;
      for (var uri : application.redirectUris()) {
        var filledIn = RedirectUris.expand(uri, scope);
        var origin = filledIn == null ? null : WEB.matcher(filledIn);
        if (origin != null && origin.matches()) all.registered.add(withoutDefaultPort(origin));
      }
    }
    return all;
  }

  /** Browsers leave out the port that goes without saying. */
  private static String withoutDefaultPort(Matcher origin) {
    return origin.group(1).replaceFirst("^(https://.*):443$|^(http://.*):80$", "$1$2");
  }

  /** Whether a web site may show the portal, by its origin as its browser names it. */
  public boolean include(String origin) {
    return RedirectUris.matches(registered, origin, ApplicationType.WEB, Scope.NONE);
  }

  /**
   * The origins for a policy.
   *
   * @param included the one that shows the portal now, if that is known: it may be registered by a
   *     pattern only
   */
  public Set<String> origins(@Nullable String included) {
    var origins = new LinkedHashSet<String>();
    for (var one : registered) if (!one.contains("*")) origins.add(one);
    if (included != null) origins.add(included);
    return origins;
  }
}
