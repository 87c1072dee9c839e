package dev.hostedui.command;

import dev.hostedui.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code organization}: makes organizations. */
@Command(
    name = "organization",
    description = "Makes organizations.",
    mixinStandardHelpOptions = true)
final class OrganizationCommand extends OperatorCommand {

  @Command(
      name = "create",
      description = "Makes an organization and prints its id.",
      mixinStandardHelpOptions = true)
  int create(
      @Option(
              names = "--name",
              required = true,
              paramLabel = "NAME",
              description = "what people call it")
          String name,
      @Option(
              names = "--slug",
              paramLabel = "SLUG",
              description = "a short name for addresses, like acme")
          @Nullable String slug)
      throws Settings.Faults {
    return run(
        (core, out) ->
            out.println(
                "organization  " + core.organizations.create(ACTOR, name, slug).id().value()));
  }

  @Command(
      name = "list",
      description = "Lists the organizations: id, slug, name.",
      mixinStandardHelpOptions = true)
  int list() throws Settings.Faults {
    return run(
        (core, out) ->
            core.organizations.each(
                it -> {
                  var slug = it.slug();
                  out.println(
                      it.id().value()
                          + "  "
                          + (slug == null ? "-" : slug)
                          + "  "
                          + it.displayName());
                }));
  }
}
