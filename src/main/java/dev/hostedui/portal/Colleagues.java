package dev.hostedui.portal;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.web.Ago;
import dev.hostedui.web.Brand;
import dev.hostedui.web.Look;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds what has come of asking colleagues, for the pages that offer to ask them. */
public final class Colleagues {

  private final PortalLinks links;
  private final Brand brand;
  private final Clock clock;

  public Colleagues(PortalLinks links, Brand brand, Clock clock) {
    this.links = links;
    this.brand = brand;
    this.clock = clock;
  }

  /**
   * The way to ask for a whole module, or for one of these steps of it.
   *
   * @param actor who looks
   * @param steps those that the page is about; what came of the one asked for last is said
   */
  Asking asking(Actor actor, Spot spot, OrganizationId organization, List<PortalStep> steps) {
    return new Asking(
        spot,
        steps.stream().map(PortalStep::written).toList(),
        steps.stream()
            .flatMap(step -> links.newest(organization, step).stream())
            .max(Comparator.comparing(link -> link.id().value()))
            .map(link -> answer(actor, link))
            .orElse(null));
  }

  /** Who has made a link, inside a sentence: a person by their address, a program by the app. */
  public static String maker(PortalLink link, Look look) {
    var email = link.createdBy().email();
    return email == null ? "the people who run " + look.appName() : email;
  }

  private Asking.@Nullable Answer answer(Actor actor, PortalLink link) {
    var step = link.step();
    if (step == null) return null;
    var kind = step.kind();
    var now = clock.instant();
    var done = link.done();
    if (done != null)
      return new Asking.Answer(done(link, done, kind), Ago.of(done.at(), now), null);
    if (link.state(now) != PortalLink.State.OPEN) return null;
    return new Asking.Answer(
        (link.boundTo() == null
                ? "Whoever has the link that "
                    + (link.createdBy().is(actor) ? "you" : maker(link, brand.look()))
                    + " made"
                : link.boundTo().value())
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
