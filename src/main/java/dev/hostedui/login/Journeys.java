package dev.hostedui.login;

import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.web.Home;
import java.util.regex.Pattern;

/** Reads where a sign-in is to lead. Only to our own pages: a link must not send people away. */
final class Journeys {

  /** The first page of the portal. */
  static final String HOME = Home.PATH;

  private static final Pattern CONTINUED =
      Pattern.compile("/oauth/authorize/continue/([A-Za-z0-9_-]{43})");

  private final AuthorizationRequests authorizations;

  Journeys(AuthorizationRequests authorizations) {
    this.authorizations = authorizations;
  }

  /** The journey that a {@code return_to} names; home when it is not one of ours. */
  Journey of(String returnTo) {
    var continued = CONTINUED.matcher(returnTo);
    if (!continued.matches()) return new Journey(isPortal(returnTo) ? returnTo : HOME, null, false);
    var waiting = authorizations.find(continued.group(1)).orElse(null);
    if (waiting == null) return new Journey(returnTo, null, false);
    return new Journey(
        returnTo,
        waiting,
        FormParameters.parse(waiting.parameters()).containsKey("organization_id"));
  }

  private static boolean isPortal(String typed) {
    return typed.length() <= 1_000
        && Home.holds(typed)
        && !typed.contains("//")
        && typed.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
  }
}
