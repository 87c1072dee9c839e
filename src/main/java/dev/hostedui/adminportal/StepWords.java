package dev.hostedui.adminportal;

import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.emaildomain.OrganizationDomain;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalVisitor;
import dev.hostedui.web.Ago;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What somebody was asked for who was given one step, and whether it is done, in plain words. */
final class StepWords {

  private final Core core;

  StepWords(Core core) {
    this.core = core;
  }

  /** What to do, inside a sentence. */
  String task(OrganizationId organization, PortalStep step) {
    return switch (step.kind()) {
      case PUBLISH_RECORD ->
          "publish the TXT record of "
              + domain(organization, step)
                  .map(it -> it.domain().displayed())
                  .orElse("a domain that was removed since");
      case ENTER_METADATA -> "enter the settings of your identity provider";
      case TEST_CONNECTION -> "test the connection to your identity provider";
      case CONNECT_DIRECTORY -> "connect your directory";
      case AUTHORIZE_DIRECTORY -> "allow your directory to be read";
      case MAP_GROUPS -> "choose the roles that groups of your directory give";
    };
  }

  /** The domain that a step is about; empty when it was removed. */
  Optional<OrganizationDomain> domain(OrganizationId organization, PortalStep step) {
    return core.organizationDomains.list(organization).stream()
        .filter(it -> it.id().value().equals(step.object()))
        .findFirst();
  }

  /** That the step of a link is done, when and by whom, or null while it is not. */
  @Nullable String done(PortalVisitor visitor) {
    return done(core.portalLinks.find(visitor.organization(), visitor.link()));
  }

  /** The same of a link that may have ended since. */
  static @Nullable String done(PortalLink link) {
    var done = link.done();
    if (done == null) return null;
    var by = done.by();
    return "This is done, since "
        + Ago.exact(done.at())
        + (by == null ? "" : ", by " + by.value())
        + ". Nothing else is needed from you: you can close this page.";
  }
}
