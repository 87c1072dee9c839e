package dev.hostedui.portal.colleagues;

import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinkUses;
import dev.hostedui.identity.session.UserAgent;
import dev.hostedui.portal.Section;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says in words what a link is for, how it stands, and what became of it. */
final class LinkWords {
  private LinkWords() {}

  /** What the page of a module is called. */
  static String title(PortalModule module) {
    return Arrays.stream(Section.values())
        .filter(it -> it.access().feature() == module.feature())
        .map(Section::title)
        .findFirst()
        .orElseThrow();
  }

  /** What somebody may do who is asked for a whole module. */
  static String whole(PortalModule module) {
    return switch (module) {
      case SSO ->
          "They choose the provider, enter and test its settings, and turn single sign-on on and"
              + " off.";
      case SCIM -> "They make tokens and turn provisioning on and off.";
      case DOMAINS -> "They add, verify and delete domains.";
    };
  }

  /**
   * What is to be done in a step.
   *
   * @param name of the domain it is about; empty otherwise, or when that is gone
   */
  static String step(PortalStep.Kind kind, String name) {
    return switch (kind) {
      case PUBLISH_RECORD -> "Publish the record of " + (name.isEmpty() ? "a domain" : name);
      case ENTER_METADATA -> "Enter the settings of the identity provider, and test them";
      case TEST_CONNECTION -> "Sign in once, to test the connection";
      case CONNECT_DIRECTORY -> "Make a token for the directory, and connect it";
      case AUTHORIZE_DIRECTORY -> "Allow the directory to be read";
      case MAP_GROUPS -> "Choose which roles groups give, up to your own";
    };
  }

  static String who(PortalLink link) {
    return link.boundTo() == null ? "Whoever has the link" : link.boundTo().value();
  }

  static String modules(PortalLink link) {
    return "All of "
        + link.modules().stream().sorted().map(LinkWords::title).collect(Collectors.joining(", "))
        + (link.mappable() == null ? "" : ", with the roles of groups");
  }

  /** Where somebody stands who was asked. */
  static ColleaguesPage.Badge badge(PortalLink link, PortalLink.State state, boolean refused) {
    if (link.done() != null) return new ColleaguesPage.Badge("Done", "good");
    return switch (state) {
      case OPEN ->
          link.openedAt() == null
              ? new ColleaguesPage.Badge(refused ? "Not delivered" : "Not opened yet", "off")
              : new ColleaguesPage.Badge("Opened", "good");
      case REVOKED -> new ColleaguesPage.Badge("Revoked", "off");
      case ORPHANED -> new ColleaguesPage.Badge("Ended", "off");
      case USED -> new ColleaguesPage.Badge("Used", "off");
      default -> new ColleaguesPage.Badge("Expired", "off");
    };
  }

  static String happened(PortalLinkUses.Use use) {
    var who = use.email() == null ? "" : " by " + use.email().value();
    return switch (use.kind()) {
      case OPENED -> "Opened" + who + from(use);
      case REFUSED -> "Refused, because of " + reason(use.reason()) + from(use);
      case CODE_SENT -> "A code was mailed, asked for" + from(use);
      case STEP_DONE -> "Done" + who + (use.ip().isEmpty() ? "" : from(use));
      case LEFT -> "Left" + who + from(use);
    };
  }

  private static String from(PortalLinkUses.Use use) {
    var agent = UserAgent.parse(use.userAgent());
    var browser =
        agent.browser().isEmpty()
            ? ""
            : ", " + agent.browser() + (agent.os().isEmpty() ? "" : " on " + agent.os());
    return " from " + use.ip() + browser;
  }

  private static String reason(@Nullable String code) {
    return switch (code == null ? "" : code) {
      case "wrong_code" -> "a wrong code";
      case "code_expired" -> "a code that had ended";
      case "too_many_portal_guesses", "too_many_portal_guesses_for_address" ->
          "too many wrong codes";
      case "too_many_portal_openings" -> "too many others just before";
      case "portal_link_expired" -> "its end";
      case "portal_link_used" -> "its use before";
      case "portal_link_revoked" -> "its revocation";
      case "portal_link_orphaned" -> "who asked, who may not change it any more";
      case "portal_link_feature_off" -> "a feature that is off";
      default -> "what was sent";
    };
  }
}
