package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.event.Snapshot;
import java.util.List;
import java.util.Map;

/**
 * Connections to organizations' own identity providers. What they are set to is shown in the
 * portal.
 */
final class ConnectionOperations {

  private static final String PATH = "/organizations/{organization_id}/connections";
  private static final String ONE = PATH + "/{connection_id}";

  private static final List<Schema.Field> ALWAYS =
      List.of(
          needed("id", id("conn_"), "Its id."),
          needed("organization_id", id("org_"), "Whose it is."),
          needed("provider", text("OKTA"), "The identity provider."),
          needed("type", constant("SAML", "OIDC"), "What is spoken with it."),
          needed("status", constant("COMPLETED", "IN_PROGRESS", "DRAFT"), "How far it is set up."),
          needed("enabled", truth(true), "Whether people are sent there."));

  private static final Shape LISTED =
      new Shape(
          "ListedConnection",
          ALWAYS.get(0),
          ALWAYS.get(1),
          ALWAYS.get(2),
          ALWAYS.get(3),
          ALWAYS.get(4),
          ALWAYS.get(5),
          needed("domains", listOf(text("acme.example")), "Whose people are sent there."));

  private static final Shape CONNECTION =
      new Shape(
          "Connection",
          ALWAYS.get(0),
          ALWAYS.get(1),
          ALWAYS.get(2),
          ALWAYS.get(3),
          ALWAYS.get(4),
          ALWAYS.get(5),
          needed(
              "domains",
              listOf(
                  new Shape(
                      "ConnectionDomain", needed("domain", text("acme.example"), "The domain."))),
              "Whose people are sent there."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  private static final Shape ANSWER =
      new Shape("ConnectionAnswer", needed("connection", CONNECTION, "The connection."));
  private static final Shape LIST =
      new Shape("ConnectionsAnswer", needed("connections", listOf(LISTED), "The connections."));
  static final Shape TOGGLED =
      new Shape(
          "ToggleAnswer",
          needed("enabled", truth(true), "Whether it is on now."),
          field("error_message", text(""), "Always empty: what goes wrong is refused."));
  private static final Shape NEW =
      new Shape(
          "CreateConnection",
          needed(
              "provider", text("OKTA").matching("[A-Z][A-Z0-9_]{1,39}"), "The identity provider."),
          needed("type", constant("SAML", "OIDC"), "What is spoken with it."));

  private final Core core;

  ConnectionOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.CONNECTIONS, "/connections", "listConnections")
            .says(
                "List connections",
                "Of an organization, or by the domain whose people are sent there; only those that"
                    + " are enabled, unless include asks for all.")
            .needs(Permission.SSO_READ)
            .query("organization_id", id("org_"), "Only those of this organization.")
            .query(
                "domain", text("acme.example").max(255), "Only those of whoever has verified it.")
            .query("include", constant("all"), "Also those that are disabled or not set up.")
            .answers(200, LIST)
            .by(this::list),
        Operation.post(Group.CONNECTIONS, PATH, "createConnection")
            .says("Create a connection", "It is set up in the portal.")
            .needs(Permission.SSO_MANAGE)
            .takes(NEW)
            .answers(201, ANSWER)
            .by(this::create),
        Operation.patch(Group.CONNECTIONS, ONE + ":enable", "enableConnection")
            .says(
                "Enable a connection",
                "People with an address of the organization's verified domains are sent there.")
            .needs(Permission.SSO_MANAGE)
            .refuses(409)
            .answers(200, TOGGLED)
            .by(this::enable),
        Operation.patch(Group.CONNECTIONS, ONE + ":disable", "disableConnection")
            .says("Disable a connection", "People sign in as they would without it.")
            .needs(Permission.SSO_MANAGE)
            .answers(200, TOGGLED)
            .by(this::disable),
        Operation.get(Group.CONNECTIONS, ONE, "getConnection")
            .says("Get a connection", "With the domains whose people are sent there.")
            .needs(Permission.SSO_READ)
            .answers(200, ANSWER)
            .by(call -> shown(core.connections.find(call.organization(), connectionId(call)))),
        Operation.delete(Group.CONNECTIONS, ONE, "deleteConnection")
            .says(
                "Delete a connection",
                "For good, with all by whom people were known through it. Their accounts stay.")
            .needs(Permission.SSO_MANAGE)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.connections.delete(call.actor(), call.organization(), connectionId(call));
                  return Reply.nothing();
                }));
  }

  private static ConnectionId connectionId(Call call) {
    return ConnectionId.parse(call.path("connection_id"))
        .orElseThrow(() -> Problem.notFound("connection_not_found"));
  }

  private Reply list(Call call) {
    var domain = call.query("domain");
    var named = call.query("organization_id");
    var all = call.query("include").equals("all");
    OrganizationId organization;
    if (!domain.isEmpty()) {
      organization =
          core.database.read(handle -> OrganizationDomains.verifiedBy(handle, domain)).orElse(null);
      if (organization == null) return new Reply(Map.of("connections", List.of()), null);
    } else {
      organization = OrganizationId.parse(named).orElse(null);
      if (organization == null && !named.isEmpty())
        return new Reply(Map.of("connections", List.of()), null);
    }
    var found =
        organization == null
            ? core.connections.list(call.actor(), null).stream().map(it -> it.connection()).toList()
            : core.connections.all(organization);
    return new Reply(
        Map.of(
            "connections",
            found.stream().filter(it -> all || it.enabled()).map(this::listed).toList()),
        null);
  }

  private Map<String, Object> listed(Connection it) {
    return json(it).with("domains", core.connections.routedDomains(it.organization())).values();
  }

  private static Snapshot json(Connection it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("provider", it.provider())
        .with("type", it.protocol().name())
        .with("status", it.status().name())
        .with("enabled", it.enabled());
  }

  private Reply shown(Connection it) {
    return Reply.of(
            "connection",
            json(it)
                .with(
                    "domains",
                    core.connections.routedDomains(it.organization()).stream()
                        .map(domain -> Map.of("domain", domain))
                        .toList())
                .at("create_time", it.createdAt())
                .at("update_time", it.updatedAt())
                .values())
        .as(it.updatedAt());
  }

  private Reply create(Call call) {
    return shown(
        core.connections.add(
            call.actor(),
            call.organization(),
            call.body().textOr("provider", ""),
            Protocol.valueOf(call.body().textOr("type", ""))));
  }

  private Reply enable(Call call) {
    var id = connectionId(call);
    var unused = core.connections.find(call.organization(), id);
    var shown = core.connectionVersions.of(id);
    var version = shown.live() != null ? shown.live() : shown.draft();
    if (version == null) throw Problem.conflict("connection_incomplete");
    return toggled(
        core.connections
            .enable(call.actor(), call.organization(), id, version.number(), true)
            .enabled());
  }

  private Reply disable(Call call) {
    return toggled(
        core.connections.disable(call.actor(), call.organization(), connectionId(call)).enabled());
  }

  static Reply toggled(boolean enabled) {
    return Reply.of(new Snapshot().with("enabled", enabled).with("error_message", ""));
  }
}
