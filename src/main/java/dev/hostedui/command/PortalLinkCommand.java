package dev.hostedui.command;

import dev.hostedui.Settings;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinkId;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.user.EmailAddress;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code portal-link}: links by which a customer's technician sets things up without an account.
 */
@Command(
    name = "portal-link",
    description = "Makes, lists and revokes links to the portal for people without an account.",
    mixinStandardHelpOptions = true)
final class PortalLinkCommand extends OperatorCommand {

  @Command(
      name = "create",
      description = "Makes a link and prints it once. It can be opened for seven days.",
      mixinStandardHelpOptions = true)
  int create(
      @Mixin Which.OneOrganization organization,
      @Option(
              names = "--feature",
              paramLabel = "FEATURE",
              description =
                  "what it opens: sso, dir_sync or domain_verification; may be repeated, and all"
                      + " that is on for the organization when not given")
          @Nullable List<String> features,
      @Option(
              names = "--step",
              paramLabel = "STEP:ID",
              description =
                  "narrows it to one step: publish_record, enter_metadata, test_connection,"
                      + " connect_directory, authorize_directory or map_groups, with the id of"
                      + " the domain, connection or directory")
          @Nullable String step,
      @Option(
              names = "--map-groups",
              description = "lets whoever opens it map groups of the directory to roles")
          boolean mapGroups,
      @Option(
              names = "--email",
              paramLabel = "ADDRESS",
              description = "who opens it must prove this address with a code that is mailed there")
          @Nullable String email,
      @Option(names = "--send", description = "mails it to that address instead of printing it")
          boolean send)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var terms =
              new PortalLinks.Terms(
                  PortalLink.Kind.SHAREABLE,
                  modules(features),
                  step == null ? null : step(step),
                  mapGroups,
                  email == null ? null : address(email));
          var to = organization(core, organization.given);
          if (!send) {
            var made = core.portalLinks.make(ACTOR, to.id(), terms);
            out.println(line(made.link(), made.link().state(core.clock.instant())));
            out.println(core.config.issuer() + made.path());
            out.println("It is shown this once. Who has it sets up " + to.displayName() + ".");
          } else if (terms.boundTo() == null) {
            throw Problem.invalid("portal_mail_needs_address").at("email");
          } else {
            var link = core.portalLinks.ask(ACTOR, to.id(), terms);
            out.println(line(link, link.state(core.clock.instant())));
            out.println("It is mailed to " + email + ".");
          }
        });
  }

  @Command(
      name = "list",
      description =
          "Lists the shareable links of an organization, the newest first: id, open or not, until"
              + " when, what it opens, for whom.",
      mixinStandardHelpOptions = true)
  int list(@Mixin Which.OneOrganization organization) throws Settings.Faults {
    return run(
        (core, out) -> {
          var of = organization(core, organization.given).id();
          for (var link : core.portalLinks.list(of, PortalLink.Kind.SHAREABLE))
            out.println(line(link, link.state(core.clock.instant())));
        });
  }

  @Command(
      name = "revoke",
      description = "Revokes one link of an organization, or all: whoever is in by it is out.",
      mixinStandardHelpOptions = true)
  int revoke(
      @Mixin Which.OneOrganization organization,
      @Option(
              names = "--link",
              paramLabel = "LINK",
              description = "its id; see: portal-link list. Without it all are revoked")
          @Nullable String link)
      throws Settings.Faults {
    return run(
        (core, out) -> {
          var of = organization(core, organization.given);
          if (link == null) {
            var count = core.portalLinks.revokeAll(ACTOR, of.id());
            out.println(count + (count == 1 ? " link is" : " links are") + " revoked.");
          } else {
            var id =
                PortalLinkId.parse(link)
                    .orElseThrow(() -> Problem.notFound("portal_link_not_found"));
            var unused = core.portalLinks.revoke(ACTOR, of.id(), id);
            out.println(link + " is revoked; running servers know it at once.");
          }
        });
  }

  private static Set<PortalModule> modules(@Nullable List<String> features) {
    var modules = new LinkedHashSet<PortalModule>();
    if (features != null)
      for (var name : features)
        modules.add(
            PortalModule.named(name)
                .orElseThrow(() -> Problem.invalid("no_portal_feature").at("feature").with(name)));
    return modules;
  }

  private static PortalStep step(String typed) {
    return PortalStep.parse(typed)
        .orElseThrow(() -> Problem.invalid("portal_step_malformed").at("step"));
  }

  private static EmailAddress address(String typed) {
    return EmailAddress.parse("email", typed);
  }

  private static String line(PortalLink it, PortalLink.State state) {
    var step = it.step();
    var email = it.boundTo();
    return String.join(
        "  ",
        it.id().value(),
        it.done() == null ? state.name() : "DONE",
        seconds(it.expiresAt()),
        step == null
            ? it.modules().stream()
                .sorted()
                .map(PortalModule::wireName)
                .collect(Collectors.joining(","))
            : step.written(),
        email == null ? "whoever has it" : email.value());
  }
}
