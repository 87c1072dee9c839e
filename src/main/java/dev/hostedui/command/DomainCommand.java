package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.VerificationStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code domain}: the operator's word about whose a domain is, and the end of disputes. */
@Command(
    name = "domain",
    description = "Confirms, lists and removes the domains of organizations.",
    mixinStandardHelpOptions = true)
final class DomainCommand extends OperatorCommand {

  @Command(
      name = "confirm",
      description = "Makes a domain verified without a record; no record of another takes it away.",
      mixinStandardHelpOptions = true)
  int confirm(@Mixin Which.OneOrganization organization, @Mixin Which.OneDomain domain)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = organization(core, organization.given);
          var name = core.organizationDomains.confirm(ACTOR, it.id(), domain.given);
          out.println(name.displayed() + " is verified for " + it.displayName() + ".");
        });
  }

  @Command(
      name = "list",
      description = "Lists the domains of an organization: domain, status, by what.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Which.OneOrganization organization) throws Settings.Faults {
    return run(
        (core, out) -> {
          for (var it : core.organizationDomains.list(organization(core, organization.given).id()))
            out.println(
                String.join("  ", it.domain().value(), it.status().name(), it.method().name())
                    + (it.staleSince() == null ? "" : "  record missing since " + it.staleSince()));
        });
  }

  @Command(
      name = "remove",
      description = "Takes a domain away from an organization; another one may prove it then.",
      mixinStandardHelpOptions = true)
  int remove(@Mixin Which.OneOrganization organization, @Mixin Which.OneDomain domain)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var it = organization(core, organization.given);
          var name = DomainName.parse("domain", domain.given);
          var removed = core.organizationDomains.delete(ACTOR, it.id(), found(core, it.id(), name));
          out.println(
              name.displayed()
                  + (removed.status() == VerificationStatus.VERIFIED ? " was verified and" : "")
                  + " is removed from "
                  + it.displayName()
                  + ".");
        });
  }

  private static EmailDomainId found(Core core, OrganizationId organization, DomainName name) {
    return core.organizationDomains
        .find(organization, name)
        .orElseThrow(() -> Problem.notFound("domain_not_found"))
        .id();
  }
}
