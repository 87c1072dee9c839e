package dev.hostedui.api;

import dev.hostedui.core.Core;
import dev.hostedui.identity.connection.KnownProviders;
import dev.hostedui.web.Web;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Everything the API does, in the order in which the reference shows it. */
final class Operations {
  private Operations() {}

  /**
   * All operations. Of two whose paths fit one address the first answers, so those with a verb of
   * their own ({@code …:enable}) stand before those without.
   */
  static List<Operation> all(
      Core core,
      Web web,
      KnownProviders providers,
      BiFunction<String, List<String>, String> documentWords,
      Set<String> vendors) {
    var people = new PeopleAnswers(core);
    var directories = new DirectoryOperations(core, vendors);
    return Stream.of(
            new OrganizationOperations(core).all(),
            new UserOperations(core, people).all(),
            new MemberOperations(core, people).all(),
            new MembershipOperations(core, people).all(),
            new SessionOperations(core).all(),
            new DefaultRoleOperations(core).all(),
            new RoleOperations(core).all(),
            new PermissionOperations(core).all(),
            new DomainOperations(core).all(),
            new SessionPolicyOperations(core).all(),
            new ConnectionOperations(core, providers, documentWords).all(),
            new SocialOperations(core).all(),
            new DirectorySetupOperations(core, directories).all(),
            directories.all(),
            new PortalLinkOperations(core).all(),
            new TokenOperations(core).all(),
            new ClientOperations(core).all(),
            new OrganizationClientOperations(core).all(),
            new PasswordlessOperations(core).all(),
            new TokenClaimOperations(core).all(),
            new PasskeyOperations(core, web).all(),
            new EventOperations(core).all(),
            new WebhookOperations(core).all(),
            new EnvironmentOperations(core).all(),
            new BrandingOperations(core).all(),
            new MailTemplateOperations(core).all())
        .flatMap(List::stream)
        .toList();
  }
}
