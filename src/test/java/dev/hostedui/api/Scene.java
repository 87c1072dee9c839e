package dev.hostedui.api;

import static dev.hostedui.testing.People.GUS;
import static dev.hostedui.testing.People.MAX;

import dev.hostedui.api.Document.Described;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.organization.OrganizationDetails;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.identity.user.UserDetails;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
        core.applications.secrets(client).stream()
            .findFirst()
            .map(it -> it.id().value())
            .orElseGet(() -> core.applications.addSecret(ACTOR, client).id().value()));
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
    ids.put("external_id", "nothing");
    return this;
  }

  /** Whether an operation is about something that every organization has. */
  boolean isEverybodys(Described it) {
    return it.path().contains("{role_name}") || Set.of("createMembership").contains(it.id());
  }

  /** The address of an operation, with these things in it. */
  String address(Described it) {
    var address = it.path();
    for (var parameter : it.parameters("path"))
      address =
          address.replace(
              "{" + parameter.getName() + "}",
              URLEncoder.encode(
                  ids.getOrDefault(
                      parameter.getName(), String.valueOf(parameter.getSchema().getExample())),
                  StandardCharsets.UTF_8));
    return address;
  }

  /** With what its example takes for granted. */
  Scene preparedFor(Described it) {
    var core = app.app().core();
    if (it.path().contains("{permission_name}"))
      core.permissions.create(ACTOR, "report:read", "Read reports");
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
      case "resendInvite" -> with("user_id", invited());
      case "verifyDomain" ->
          with(
              "domain_id",
              core.organizationDomains
                  .add(ACTOR, app.organization("acmecorp"), "acme-shop.example", false)
                  .id()
                  .value());
      case "enableConnection" -> with("connection_id", complete());
      case "removeUserRole" ->
          core.memberAdministration.changeSome(
              ACTOR, app.organization("acmecorp"), app.user(MAX), Set.of("admin"), Set.of());
      default -> {}
    }
    if (it.id().equals("removeUserRole")) with("role_name", "admin");
    if (it.id().endsWith("UserByExternalId"))
      core.users.change(
          ACTOR,
          app.user(MAX),
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

  private String invited() {
    return app.one(
        "SELECT user_id FROM memberships WHERE status = 'PENDING_INVITE' AND organization_id = '"
            + id("organization_id")
            + "' ORDER BY position LIMIT 1");
  }

  private Object given(io.swagger.v3.oas.models.parameters.Parameter parameter) {
    return parameter.getName().equals("user_id")
        ? id("user_id")
        : parameter.getSchema().getExample();
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

  /** The example of an operation's body. */
  @Nullable String body(Described it) {
    return it.body();
  }
}
