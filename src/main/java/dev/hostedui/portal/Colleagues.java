package dev.hostedui.portal;

import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.web.Ago;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
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
   * The way to ask for a whole module, or for one of these steps of it.
   *
   * @param steps those that the page is about; what came of the one asked for last is said
   */
  Asking asking(Spot spot, OrganizationId organization, List<PortalStep> steps) {
    return new Asking(
        spot,
        steps.stream().map(PortalStep::written).toList(),
        steps.stream()
            .flatMap(step -> links.newest(organization, step).stream())
            .max(Comparator.comparing(link -> link.id().value()))
            .map(this::answer)
            .orElse(null));
  }

  private Asking.@Nullable Answer answer(PortalLink link) {
    var step = link.step();
    if (step == null) return null;
    var kind = step.kind();
    var now = clock.instant();
    var done = link.done();
    if (done != null)
      return new Asking.Answer(done(link, done, kind), Ago.of(done.at(), now), null);
    if (link.state(now) != PortalLink.State.OPEN) return null;
    return new Asking.Answer(
        (link.boundTo() == null ? "Whoever has the link that you made" : link.boundTo().value())
            + " is asked to "
            + does(kind),
        null,
        Ago.exact(link.expiresAt()));
  }

  /** What proves itself may have been seen to by anybody: then it is said who was asked. */
  private static String done(PortalLink link, PortalLink.Done done, PortalStep.Kind kind) {
    var asked = link.boundTo();
    if (done.by() == null && asked != null)
      return asked.value() + " was asked to " + does(kind) + ", and it is done";
    return (done.by() == null ? "A colleague" : done.by().value()) + " has " + did(kind);
  }

  private static String did(PortalStep.Kind kind) {
    return switch (kind) {
      case PUBLISH_RECORD -> "published the record";
      case ENTER_METADATA -> "entered the settings";
      case TEST_CONNECTION -> "tested the connection";
      case CONNECT_DIRECTORY -> "connected the directory";
      case AUTHORIZE_DIRECTORY -> "allowed the directory to be read";
      case MAP_GROUPS -> "mapped groups to roles";
    };
  }

  private static String does(PortalStep.Kind kind) {
    return switch (kind) {
      case PUBLISH_RECORD -> "publish the record";
      case ENTER_METADATA -> "enter the settings";
      case TEST_CONNECTION -> "test the connection";
      case CONNECT_DIRECTORY -> "connect the directory";
      case AUTHORIZE_DIRECTORY -> "allow the directory to be read";
      case MAP_GROUPS -> "map groups to roles";
    };
  }
}
