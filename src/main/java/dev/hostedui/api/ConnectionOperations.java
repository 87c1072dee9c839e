package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.Connection;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.ConnectionTestId;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.connection.KnownProviders;
import dev.hostedui.identity.connection.Protocol;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.text.Letters;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Connections to organizations' own identity providers. */
final class ConnectionOperations {

  private static final String PATH = "/organizations/{organization_id}/connections";
  private static final String ONE = PATH + "/{connection_id}";
  private static final String EVERY = "/organizations/-/connections";

  private final Core core;
  private final ConnectionReading reading;
  private final ConnectionChange change;
  private final KnownProviders providers;

  ConnectionOperations(
      Core core, KnownProviders providers, BiFunction<String, List<String>, String> documentWords) {
    this.core = core;
    this.providers = providers;
    reading = new ConnectionReading(core);
    change = new ConnectionChange(core, providers, documentWords);
  }

  List<Operation> all() {
    return Stream.of(ofAll(), ofOrganization(), settings()).flatMap(List::stream).toList();
  }

  private List<Operation> ofAll() {
    return List.of(
        Operation.get(Group.CONNECTIONS, "/connections", "listConnections")
            .says(
                "List connections",
                "Of an organization, or by the domain whose people are sent there; only those that"
                    + " are enabled, unless include asks for all. Without either, those of the"
                    + " environment for social sign-in (OAUTH) come first.")
            .needs(Permission.SSO_READ)
            .query("organization_id", id("org_"), "Only those of this organization.")
            .query(
                "domain", text("acme.example").max(255), "Only those of whoever has verified it.")
            .query("include", constant("all"), "Also those that are disabled or not set up.")
            .answers(200, ConnectionShapes.LIST)
            .by(this::list),
        Operation.get(Group.CONNECTIONS, EVERY + ":search", "searchOrganizationConnections")
            .says(
                "Search the connections of all organizations",
                "By a part of the organization's name, its id or that of the connection, and by"
                    + " what they are.")
            .needs(Permission.SSO_READ)
            .query("query", text("acme").max(100), "A part of the organization's name, or an id.")
            .query("provider", text("OKTA").max(40), "Only those to this identity provider.")
            .query("connection_type", constant("SAML", "OIDC"), "Only those that speak this.")
            .query(
                "status",
                constant("COMPLETED", "IN_PROGRESS", "DRAFT"),
                "Only those that are set up so far.")
            .query("enabled", truth(true), "Only those that are on, or off.")
            .paged(10, 30)
            .answers(200, ConnectionShapes.PAGE)
            .by(
                call ->
                    page(
                        call,
                        new ConnectionReading.Search(
                            Letters.small(call.words()),
                            call.query("provider"),
                            call.query("connection_type"),
                            call.query("status"),
                            call.query("enabled")))),
        Operation.get(Group.CONNECTIONS, EVERY, "listOrganizationConnections")
            .says("List the connections of all organizations", "In the order they were made.")
            .needs(Permission.SSO_READ)
            .paged(10, 30)
            .answers(200, ConnectionShapes.PAGE)
            .by(call -> page(call, ConnectionReading.Search.ALL)),
        Operation.get(
                Group.CONNECTIONS,
                "/connections/{connection_id}/test-requests/{test_id}",
                "getConnectionTest")
            .says(
                "Get what came of a test",
                "People run tests on the Single Sign On page; events name them.")
            .needs(Permission.SSO_READ)
            .answers(200, ConnectionShapes.TEST_ANSWER)
            .by(this::test));
  }

  private List<Operation> ofOrganization() {
    return List.of(
        Operation.post(Group.CONNECTIONS, PATH, "createConnection")
            .says("Create a connection", "It is set up with updateConnection, or in the portal.")
            .needs(Permission.SSO_MANAGE)
            .takes(ConnectionShapes.made(providers))
            .answers(201, ConnectionShapes.ANSWER)
            .by(this::create),
        Operation.patch(Group.CONNECTIONS, ONE + ":enable", "enableConnection")
            .says(
                "Enable a connection",
                "People with an address of the organization's verified domains are sent there.")
            .needs(Permission.SSO_MANAGE)
            .refuses(409)
            .answers(200, ConnectionShapes.TOGGLED)
            .by(this::enable),
        Operation.patch(Group.CONNECTIONS, ONE + ":disable", "disableConnection")
            .says("Disable a connection", "People sign in as they would without it.")
            .needs(Permission.SSO_MANAGE)
            .answers(200, ConnectionShapes.TOGGLED)
            .by(this::disable),
        Operation.get(Group.CONNECTIONS, ONE, "getConnection")
            .says(
                "Get a connection",
                "With the domains whose people are sent there, and what it is set to: what sign-ins"
                    + " use, or would once it is enabled.")
            .needs(Permission.SSO_READ)
            .tagged()
            .answers(200, ConnectionShapes.ANSWER)
            .by(call -> reading.shown(find(call))),
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

  private List<Operation> settings() {
    return List.of(
        Operation.patch(Group.CONNECTIONS, ONE, "updateConnection")
            .says(
                "Set up a connection",
                "Changes what is given and keeps the rest. Sign-ins use it at once, without a test,"
                    + " if the connection was ever enabled; a draft that somebody works on in the"
                    + " portal stays as it is. An idp_metadata_url, issuer or discovery_endpoint is"
                    + " read now, unless configuration_type is MANUAL.")
            .needs(Permission.SSO_MANAGE)
            .takes(ConnectionShapes.CHANGE, ConnectionShapes.CHANGE_EXAMPLE)
            .versioned()
            .refuses(409)
            .answers(200, ConnectionShapes.ANSWER)
            .by(this::change),
        Operation.put(Group.CONNECTIONS, ONE + "/domains", "attachConnectionDomains")
            .says(
                "Choose whose people are sent to a connection",
                "Where an organization has several connections: domains that are attached to none"
                    + " lead to the first that is enabled. The list replaces the one before.")
            .needs(Permission.SSO_MANAGE)
            .takes(ConnectionShapes.ATTACH)
            .versioned()
            .answers(200, ConnectionShapes.ANSWER)
            .by(this::attach));
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
    var listed =
        core.database.read(
            handle ->
                Connections.routed(
                    handle,
                    found.stream().filter(it -> all || it.enabled()).map(Connection::id).toList()));
    var social = organization == null ? core.socialConnections.all() : List.<SocialConnection>of();
    return new Reply(
        Map.of(
            "connections",
            Stream.concat(
                    social.stream()
                        .filter(it -> all || it.enabled())
                        .map(it -> SocialOperations.json(it).with("domains", List.of()).values()),
                    listed.stream().map(ConnectionReading::listed))
                .toList()),
        null);
  }

  private Reply page(Call call, ConnectionReading.Search search) {
    var pages = Pages.asked(call);
    return core.database.read(
        handle ->
            pages.reply(
                "connections",
                ConnectionReading.page(handle, pages, search),
                ConnectionReading::position,
                ConnectionReading::listed,
                ConnectionReading.count(handle, search)));
  }

  private Connection find(Call call) {
    return core.connections.find(call.organization(), connectionId(call));
  }

  private Reply test(Call call) {
    var connection =
        core.connections
            .find(connectionId(call))
            .orElseThrow(() -> Problem.notFound("connection_not_found"));
    var test =
        core.connectionTests.find(
            connection.organization(),
            ConnectionTestId.parse(call.path("test_id"))
                .orElseThrow(() -> Problem.notFound("test_not_found")));
    if (!test.connection().equals(connection.id())) throw Problem.notFound("test_not_found");
    return ConnectionReading.shown(test);
  }

  private Reply change(Call call) {
    var connection = find(call);
    try {
      core.connectionSetup.set(
          call.actor(),
          call.organization(),
          connection.id(),
          call.seen(),
          change.wanted(call.body(), connection));
    } catch (Problem refused) {
      throw ConnectionChange.inside(connection, refused);
    }
    return reading.shown(find(call));
  }

  private Reply attach(Call call) {
    var texts = call.body().texts("domain_ids");
    var domains = new LinkedHashSet<EmailDomainId>();
    for (var text : texts == null ? List.<String>of() : texts)
      domains.add(
          EmailDomainId.parse(text)
              .orElseThrow(() -> Problem.invalid("unknown_domain").at("domain_ids").with(text)));
    core.connectionSetup.attach(
        call.actor(), call.organization(), connectionId(call), call.seen(), domains);
    return reading.shown(find(call));
  }

  private Reply create(Call call) {
    return reading.shown(
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
