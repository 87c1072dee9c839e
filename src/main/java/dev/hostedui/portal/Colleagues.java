package dev.hostedui.portal;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.web.Ago;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Finds what has come of asking colleagues, for the pages that offer to ask them. */
public final class Colleagues {

  private final PortalLinks links;
  private final Clock clock;

  public Colleagues(PortalLinks links, Clock clock) {
    this.links = links;
    this.clock = clock;
  }

  /**
   * The way to ask for a whole module, or for one step of it.
   *
   * @param step the one that the page is about, or null
   */
  Asking asking(Spot spot, OrganizationId organization, @Nullable PortalStep step) {
    return step == null
        ? new Asking(spot, "", null)
        : new Asking(
            spot,
            step.written(),
            links.newest(organization, step).map(link -> answer(link, step.kind())).orElse(null));
  }

  private Asking.@Nullable Answer answer(PortalLink link, PortalStep.Kind kind) {
    var now = clock.instant();
    var done = link.done();
    if (done != null)
      return new Asking.Answer(
          (done.by() == null ? "A colleague" : done.by().value()) + " has " + did(kind),
          Ago.of(done.at(), now),
          null);
    if (link.state(now) != PortalLink.State.OPEN) return null;
    return new Asking.Answer(
        (link.boundTo() == null ? "Whoever has the link that you made" : link.boundTo().value())
            + " is asked to "
            + does(kind),
        null,
        Ago.exact(link.expiresAt()));
  }

  private static String did(PortalStep.Kind kind) {
    return switch (kind) {
      case PUBLISH_RECORD -> "published the record";
      case ENTER_METADATA -> "entered the settings";
      case CONNECT_DIRECTORY -> "taken a token for the directory";
    };
  }

  private static String does(PortalStep.Kind kind) {
    return switch (kind) {
      case PUBLISH_RECORD -> "publish the record";
      case ENTER_METADATA -> "enter the settings";
      case CONNECT_DIRECTORY -> "connect the directory";
    };
  }
}
