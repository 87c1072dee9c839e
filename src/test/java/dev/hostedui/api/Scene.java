package dev.hostedui.api;

import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;

import dev.hostedui.api.Document.Described;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.apitoken.ApiTokens;
import dev.hostedui.identity.application.OrganizationClient;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.mailtemplate.MailKind;
import dev.hostedui.identity.mailtemplate.MailTemplate;
import dev.hostedui.identity.organization.OrganizationDetails;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.testing.Form;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Things there are in the sample, for each part of an address. */
final class Scene {

  private static final Actor ACTOR = new Actor.Internal("test");

  private final Map<String, String> ids = new HashMap<>();
  private final TestApp app;

  Scene(TestApp app) {
    this.app = app;
    ids.put("organization_id", app.organization("acmecorp").value());
    ids.put("user_id", app.user(MAX).value());
    app.as(MAX);
    ids.put("session_id", app.sessionsOf(app.user(MAX)).get(0));
    setUp();
    setUpProgram();
  }

  /** Makes what is set up for organizations, and an application. */
  private void setUp() {
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    var existing = core.connections.of(acme);
    ids.put(
        "connection_id",
        existing
            .orElseGet(() -> core.connections.add(ACTOR, acme, "OKTA", Protocol.SAML))
            .id()
            .value());
    ids.put(
        "directory_id",
        core.directories
            .of(acme)
            .orElseGet(() -> core.directories.add(ACTOR, acme, "OKTA", DirectoryType.SCIM))
            .id()
            .value());
    ids.put("domain_id", core.organizationDomains.list(acme).get(0).id().value());
    ids.put(
        "link_id",
        core.portalLinks.list(acme).stream()
            .findFirst()
            .orElseGet(
                () ->
                    core.portalLinks
                        .make(ACTOR, acme, PortalLinks.Terms.of(PortalLink.Kind.EMBED))
                        .link())
            .id()
            .value());
    ids.put(
        "unproven_domain_id",
        core.organizationDomains.list(acme).stream()
            .filter(it -> it.challenge() != null)
            .findFirst()
            .orElseGet(() -> core.organizationDomains.add(ACTOR, acme, "unproven.example", false))
            .id()
            .value());
    if (app.count("passkeys") == 0)
      app.givePasskey(MAX, 1, "Laptop", "00000000-0000-0000-0000-000000000000", "made");
    ids.put("credential_id", app.one("SELECT id FROM passkeys"));
    var client =
        core.applications.all().stream()
            .filter(it -> it.name().equals("Scene"))
            .findFirst()
            .orElseGet(
                () ->
                    core.applications.create(
                        ACTOR, Registration.web("Scene", "http://localhost:9/callback")))
            .clientId();
    ids.put("client_id", client);
    ids.put(
        "secret_id",
        core.clientSecrets.of(client).stream()
            .findFirst()
            .map(it -> it.id().value())
            .orElseGet(() -> core.clientSecrets.add(ACTOR, client).id().value()));
  }

  /** Makes a program of the organization, which has a client of its own. */
  private void setUpProgram() {
    var clients = app.app().core().organizationClients;
    var acme = app.organization("acmecorp");
    var client =
        clients.list(acme, false, 0, 1).stream()
            .findFirst()
            .orElseGet(
                () ->
                    clients
                        .create(
                            ACTOR,
                            acme,
                            new OrganizationClient.Details(
                                "Scene",
                                "",
                                List.of("read"),
                                List.of(),
                                Map.of("environment", "test"),
                                Duration.ofHours(1)))
                        .client());
    ids.put("organization_client_id", client.id().value());
    ids.put("organization_client_secret_id", clients.secrets(client.id()).get(0).id().value());
  }

  Scene with(String name, String value) {
    ids.put(name, value);
    return this;
  }

  String id(String name) {
    var id = ids.get(name);
    if (id == null) throw new AssertionError("the scene has no " + name);
    return id;
  }

  /** Whether all that an operation's address names is there without more preparation. */
  boolean hasAll(Described it) {
    return it.parameters("path").stream().allMatch(part -> ids.containsKey(part.getName()));
  }

  /** The same things below another organization. */
  Scene elsewhere() {
    return with("organization_id", app.organization("initech").value());
  }

  /** Well-formed names of nothing. */
  Scene nowhere() {
    ids.replaceAll(
        (name, id) ->
            id.contains("_") ? id.replaceAll("\\d{18}$", "999999999999999999") : "nothing");
    ids.put("client_id", "skc_nobody");
    ids.put("role_name", "no_such_role");
    ids.put("permission_name", "no:such");
    ids.put("claim_name", "no_such_claim");
    ids.put("external_id", "nothing");
    ids.put("mail_kind", "nothing");
    return this;
  }

  /** Whether an operation is about something that every organization has. */
  boolean isEverybodys(Described it) {
    return it.path().contains("{role_name}") || it.id().startsWith("createMembership");
  }

  /** The address of an operation, with these things in it. */
  String address(Described it) {
    var address = it.path();
    for (var parameter : it.parameters("path"))
      address =
          address.replace(
              "{" + parameter.getName() + "}",
              Form.encoded(
                  ids.getOrDefault(
                      parameter.getName(), String.valueOf(parameter.getSchema().getExample()))));
    return address;
  }

  /** With what its example takes for granted. */
  Scene preparedFor(Described it) {
    var core = app.app().core();
    if (it.path().contains("{claim_name}"))
      core.tokenClaims.create(ACTOR, "plan", "organization.metadata.plan");
    if (it.path().contains("{permission_name}"))
      core.permissions.create(ACTOR, "report:read", "Read reports");
    if (it.path().startsWith("/connections/{"))
      with(
          "connection_id",
          core.socialConnections
              .add(ACTOR, SocialProvider.GITHUB, "", "client", "secret-of-the-scene")
              .id()
              .value());
    if (it.path().contains("{webhook_id}")) {
      var made = core.webhooks.create(ACTOR, "https://app.example.com/hooks", "", List.of());
      with("webhook_id", made.webhook().id().value());
      with("delivery_id", core.deliveries.test(ACTOR, made.webhook().id()).id().value());
    }
    if (it.path().contains("{role_name}"))
      core.roleDefinitions.create(
          ACTOR,
          new RoleDefinition(
              it.path().startsWith("/organizations") ? app.organization("acmecorp") : null,
              "editor",
              "Editor",
              null,
              it.path().contains("{permission_name}") ? Set.of("report:read") : Set.of()));
    switch (it.id()) {
      case "createMembership" -> with("user_id", app.user(GUS).value());
      case "testMailTemplate" ->
          core.mailTemplates.save(
              ACTOR,
              new MailTemplate(
                  MailKind.SIGN_IN,
                  "Sign in",
                  "<a href=\"{{link}}\">Sign in</a>",
                  "{{link}}",
                  Map.of()));
      case "resendInvite" -> with("user_id", invited());
      case "verifyDomain" ->
          with(
              "domain_id",
              core.organizationDomains
                  .add(ACTOR, app.organization("acmecorp"), "acme-shop.example", false)
                  .id()
                  .value());
      case "enableConnection" -> with("connection_id", complete());
      case "getConnectionTest" -> with("test_id", tested());
      case "syncDirectory", "selectDirectoryGroups" -> with("directory_id", read(it.id()));
      case "assignDirectoryRoles" -> with("group_id", group());
      case "validateApiToken", "invalidateApiToken", "updateApiToken" -> issueToken();
      case "resendPasswordlessEmail", "verifyPasswordlessEmail" -> askForMail();
      case "removeUserRole" ->
          core.memberAdministration.changeSome(
              ACTOR, app.organization("acmecorp"), app.user(MAX), Set.of("admin"), Set.of());
      default -> {}
    }
    if (it.id().equals("removeUserRole")) with("role_name", "admin");
    if (it.id().endsWith("UserByExternalId") || it.id().endsWith("MembershipByExternalId"))
      core.users.change(
          ACTOR,
          app.user(it.id().startsWith("createMembership") ? GUS : MAX),
          null,
          was ->
              new UserDetails(
                  was.givenName(), was.familyName(), "acme-42", was.metadata(), was.profile()));
    else if (it.path().contains("{external_id}"))
      core.organizations.change(
          ACTOR,
          app.organization("acmecorp"),
          null,
          was ->
              new OrganizationDetails(
                  was.displayName(), "acme-42", was.slug(), null, Metadata.NONE));
    return this;
  }

  /** A connection that can be enabled. */
  private String complete() {
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    for (var it : core.connections.all(acme)) core.connections.delete(ACTOR, acme, it.id());
    SamlConnection.draft(app, "acmecorp", it -> it);
    return core.connections.of(acme).orElseThrow().id().value();
  }

  /** A test of a connection that waits for its answer. */
  private String tested() {
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    with("connection_id", complete());
    var connection = core.connections.of(acme).orElseThrow();
    var draft = core.connectionVersions.of(connection.id()).base();
    return core.connectionTests.begin(ACTOR, acme, connection.id(), draft).id().value();
  }

  /** A directory that we ask, with a group to choose; one whose people are followed is enabled. */
  private String read(String operation) {
    var id = polledDirectory();
    if (operation.equals("syncDirectory"))
      app.app().core().directories.enable(ACTOR, app.organization("acmecorp"), new DirectoryId(id));
    return id;
  }

  /** A directory that we ask, authorized, with a group to choose. */
  String polledDirectory() {
    var core = app.app().core();
    var acme = app.organization("acmecorp");
    var id = core.directories.add(ACTOR, acme, "GOOGLE", DirectoryType.POLL).id();
    app.arrange(
        """
        INSERT INTO directory_authorizations (id, directory_id, organization_id, subject, email, domain, customer,
               sealed_refresh_token, created_at)
        VALUES ('dau_1', '%s', '%s', 's', 'it@acmecorp.example', 'acmecorp.example', 'C1', 'sealed', 0)
        """
            .formatted(id.value(), acme.value()));
    app.arrange(
        "INSERT INTO directory_polls (directory_id, organization_id, due_at, groups_tracked) VALUES ('%s', '%s', 0, 'ALL')"
            .formatted(id.value(), acme.value()));
    app.arrange(
        """
        INSERT INTO directory_poll_groups (directory_id, source_id, name, name_key, email, members, seen_at)
        VALUES ('%s', '03x8tuzt3n2abcd', 'Engineering', 'engineering', 'e@acmecorp.example', 12, 0)
        """
            .formatted(id.value()));
    return id.value();
  }

  /** A group that the directory has told of. */
  private String group() {
    app.arrange(
        """
        INSERT INTO directory_groups (id, directory_id, organization_id, position, display_name, display_name_key,
               attributes, version, created_at, updated_at)
        VALUES ('dirgroup_123456789012345678', '%s', '%s', 1, 'Engineering', 'engineering', '{}', 1, 0, 0)
        """
            .formatted(id("directory_id"), id("organization_id")));
    return "dirgroup_123456789012345678";
  }

  /** A mail that an application has asked for, and the code in it. */
  private void askForMail() {
    var sent =
        ApiClient.of(app)
            .post("/passwordless/email/send", "{\"email\":\"grace@acmecorp.example\"}");
    with("auth_request_id", sent.text("auth_request_id"));
    with("code", app.mailTo("grace@acmecorp.example").code());
  }

  private void issueToken() {
    var issued =
        app.app()
            .core()
            .apiTokens
            .create(
                ACTOR,
                new ApiTokens.Wanted(
                    app.organization("acmecorp"), app.user(MAX), "Export", Map.of(), null));
    with("token_id", issued.token().id().value()).with("token", issued.text());
  }

  private String invited() {
    return app.one(
        "SELECT user_id FROM memberships WHERE status = 'PENDING_INVITE' AND organization_id = '"
            + id("organization_id")
            + "' ORDER BY position LIMIT 1");
  }

  private Object given(io.swagger.v3.oas.models.parameters.Parameter parameter) {
    return switch (parameter.getName()) {
      case "user_id", "organization_id" -> id(parameter.getName());
      default -> parameter.getSchema().getExample();
    };
  }

  /** The address with the examples of its query parameters, where these are not free text. */
  String addressWithQuery(Described it) {
    var query =
        it.parameters("query").stream()
            .filter(
                parameter ->
                    parameter.getSchema().getEnum() != null
                        || Boolean.TRUE.equals(parameter.getRequired())
                        || "integer".equals(parameter.getSchema().getType()))
            .map(parameter -> parameter.getName() + "=" + given(parameter))
            .collect(Collectors.joining("&"));
    return address(it) + (query.isEmpty() ? "" : "?" + query);
  }

  /** The example of an operation's body, with the things that are there in it. */
  @Nullable String body(Described it) {
    var body = it.body();
    if (body == null) return null;
    return body.replace(
            "dom_123456789012345678",
            id(it.id().equals("createPortalLink") ? "unproven_domain_id" : "domain_id"))
        .replace("org_123456789012345678", id("organization_id"))
        .replace("usr_123456789012345678", id("user_id"))
        .replace("apit_123456789012345678", ids.getOrDefault("token_id", "apit_1"))
        .replace("kU3x7Qz", ids.getOrDefault("token", "kU3x7Qz"))
        .replace("lri_123456789012345678", ids.getOrDefault("auth_request_id", "lri_1"))
        .replace("\"code\":\"123456\"", "\"code\":\"" + ids.getOrDefault("code", "0") + "\"");
  }
}
