package dev.hostedui.login;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.connection.RoutedConnection;
import dev.hostedui.identity.grant.AuthorizationRequests;
import dev.hostedui.identity.signon.SignOnChoice;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialConnections;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.EmailAddress;
import dev.hostedui.protocol.Query;
import dev.hostedui.protocol.oidc.AuthorizationRequest;
import dev.hostedui.protocol.oidc.FormParameters;
import dev.hostedui.web.Home;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where a sign-in is to lead. Only to our own pages: a link must not send people away. */
final class Journeys {

  /** The first page of the portal. */
  static final String HOME = Home.PATH;

  /** Leads on to where the app begins to sign somebody in to the organization they are in. */
  static final String APP = "/login/app";

  /** The address of an authorization that waits; its token follows. */
  static final String CONTINUE = "/oauth/authorize/continue/";

  /** The organization chooser; what it leads to follows, and what was typed into it. */
  static final String CHOOSER = "/login/organization?";

  /** Ends the address of the chooser for whoever has come by an invitation. */
  static final String INVITED = "&invited";

  /**
   * An authorization that waits, also with {@code ?declined} behind it, for whoever gives it up.
   */
  private static final Pattern CONTINUED =
      Pattern.compile(CONTINUE + "([A-Za-z0-9_-]{43})(?:\\?declined)?");

  private final AuthorizationRequests authorizations;
  private final SignOnChoice choices;
  private final SocialConnections social;

  Journeys(AuthorizationRequests authorizations, SignOnChoice choices, SocialConnections social) {
    this.authorizations = authorizations;
    this.choices = choices;
    this.social = social;
  }

  /**
   * The connection by which an application wants its person to come, if it has said so.
   *
   * @param whose the address of that person, or null while nobody knows
   */
  Optional<RoutedConnection> connection(AuthorizationRequest asked, @Nullable EmailAddress whose) {
    var choice = choices.of(asked.connection(), asked.organization(), asked.domain(), whose);
    return Optional.ofNullable(choice.connection());
  }

  /** The provider for everybody by which an application wants its person to come, likewise. */
  Optional<SocialConnection> provider(AuthorizationRequest asked) {
    return Optional.ofNullable(asked.provider())
        .flatMap(SocialProvider::named)
        .flatMap(social::enabled);
  }

  /** The journey that a {@code return_to} names; home when it is not one of ours. */
  Journey of(String returnTo) {
    var continued = CONTINUED.matcher(returnTo);
    if (!continued.matches()) return Journey.to(isOurs(returnTo) ? returnTo : HOME);
    var waiting = authorizations.find(continued.group(1)).orElse(null);
    if (waiting == null) return Journey.to(returnTo);
    var parameters = FormParameters.parse(waiting.parameters());
    var asked = AuthorizationRequest.parse(parameters);
    return new Journey(
        returnTo,
        waiting,
        asked,
        Optional.ofNullable(asked.organization()).flatMap(OrganizationId::parse).orElse(null),
        parameters.containsKey("organization_id"),
        null,
        false);
  }

  /** The address of the form for a new organization, with what was typed into it. */
  static String newOrganization(String name, Journey then) {
    return chooser(then) + "&new&display_name=" + Query.encoded(name);
  }

  /** The address of the organization chooser on the way somewhere. */
  static String chooser(Journey then) {
    return CHOOSER + "return_to=" + Query.encoded(then.returnTo());
  }

  /** The organization chooser for somebody whom an organization has invited. */
  static String chooserOfInvited(Journey then) {
    return chooser(then) + INVITED;
  }

  private static boolean isOurs(String typed) {
    return typed.length() <= 1_000
        && (Home.holds(typed) || typed.startsWith(CHOOSER) || typed.equals(APP))
        && !typed.contains("//")
        && typed.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '\\');
  }
}
