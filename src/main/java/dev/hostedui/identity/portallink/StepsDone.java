package dev.hostedui.identity.portallink;

import dev.hostedui.identity.Actor;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTests;
import dev.hostedui.identity.connection.ConnectionVersions;
import dev.hostedui.identity.event.EventFollower;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Marks the step that somebody was asked to do as done, in the transaction of the change that did
 * it. What proves itself is done whoever has seen to it: a record in the DNS, a test that passed, a
 * first call of the directory with its token, an authorization; also when the link has ended
 * meanwhile. What somebody enters is done only by the link that asked for it.
 */
public final class StepsDone implements EventFollower {

  private final PortalLinkUses uses;
  private final Clock clock;

  public StepsDone(PortalLinkUses uses, Clock clock) {
    this.uses = uses;
    this.clock = clock;
  }

  @Override
  public void recorded(Handle tx, News news) {
    var kind = kindOf(news.type());
    var organization = news.organization();
    if (kind.isEmpty() || organization == null) return;
    if (provesItself(kind.get())) {
      var step = new PortalStep(kind.get(), news.object().value());
      if (!isProven(tx, step)) return;
      for (var link : PortalLinkTable.waiting(tx, organization, step, clock.instant()))
        done(tx, link, news.actor());
    } else if (news.actor() instanceof Actor.PortalLink actor) {
      own(tx, organization, actor, kind.get()).ifPresent(link -> done(tx, link, actor));
    }
  }

  private static Optional<PortalStep.Kind> kindOf(EventType type) {
    return switch (type) {
      case ORGANIZATION_DOMAIN_VERIFIED -> Optional.of(PortalStep.Kind.PUBLISH_RECORD);
      case SSO_DRAFT_SAVED -> Optional.of(PortalStep.Kind.ENTER_METADATA);
      case SSO_TESTED -> Optional.of(PortalStep.Kind.TEST_CONNECTION);
      case DIRECTORY_CONNECTED -> Optional.of(PortalStep.Kind.CONNECT_DIRECTORY);
      case DIRECTORY_AUTHORIZED -> Optional.of(PortalStep.Kind.AUTHORIZE_DIRECTORY);
      case DIRECTORY_ROLES_ASSIGNED -> Optional.of(PortalStep.Kind.MAP_GROUPS);
      default -> Optional.empty();
    };
  }

  private static boolean provesItself(PortalStep.Kind kind) {
    return kind != PortalStep.Kind.ENTER_METADATA && kind != PortalStep.Kind.MAP_GROUPS;
  }

  /** A test that failed is an event too. */
  private static boolean isProven(Handle tx, PortalStep step) {
    return step.kind() != PortalStep.Kind.TEST_CONNECTION
        || ConnectionTests.newestPassed(tx, new ConnectionId(step.object()));
  }

  /** The link that acts, if that was its step and nothing of it is missing. */
  private static Optional<PortalLink> own(
      Handle tx, OrganizationId organization, Actor.PortalLink actor, PortalStep.Kind kind) {
    return PortalLinkTable.find(tx, organization, new PortalLinkId(actor.id()))
        .filter(link -> link.done() == null && isDone(tx, link.step(), kind));
  }

  private static boolean isDone(Handle tx, @Nullable PortalStep step, PortalStep.Kind kind) {
    if (step == null || step.kind() != kind) return false;
    return kind != PortalStep.Kind.ENTER_METADATA
        || ConnectionVersions.hasCompleteDraft(tx, new ConnectionId(step.object()));
  }

  private void done(Handle tx, PortalLink link, Actor actor) {
    var by =
        actor instanceof Actor.PortalLink && actor.email() != null
            ? new EmailAddress(actor.email())
            : null;
    PortalLinkTable.setDone(tx, link.id(), clock.instant(), by);
    uses.note(tx, link, PortalLinkUses.Kind.STEP_DONE, by, actor.origin());
  }
}
