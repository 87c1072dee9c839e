package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Field;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.ClientSecret;
import dev.hostedui.identity.application.OrganizationClient;
import dev.hostedui.identity.application.OrganizationClientId;
import dev.hostedui.identity.application.OrganizationClients;
import dev.hostedui.identity.event.Snapshot;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Programs of organizations that get tokens of their own for the app's API. */
final class OrganizationClientOperations {

  private static final String PATH = "/organizations/{organization_id}/clients";
  private static final String ONE = PATH + "/{organization_client_id}";
  private static final String CLAIMS = "custom_claims";

  private static final Shape SECRET =
      new Shape(
          "OrganizationClientSecret",
          needed("id", id("sec_"), "Its id."),
          needed("secret_suffix", text("x7Qz"), "Its last four letters."),
          needed("status", constant("ACTIVE"), "It is good until it is deleted."),
          needed("create_time", time(), "When it was made."));

  private static final Shape CLAIM =
      new Shape(
          "CustomClaim",
          needed(
              "key",
              text("environment").min(1).max(OrganizationClients.LONGEST_CLAIM_NAME),
              "Its name."),
          needed(
              "value",
              text("production").min(1).max(OrganizationClients.LONGEST_CLAIM),
              "Its text."));

  private static List<Field> given() {
    return List.of(
        field(
            "description",
            text("Deploys from CI").max(OrganizationClients.LONGEST_DESCRIPTION),
            "What it is for."),
        field(
            "scopes",
            listOf(
                text("deploy:resources").matching(OrganizationClients.SCOPE),
                OrganizationClients.MOST_SCOPES),
            "What its tokens may be asked for; a token has all of it unless it asks for less."),
        field(
            "audience",
            listOf(
                text("https://api.example.com").matching(OrganizationClients.AUDIENCE),
                OrganizationClients.MOST_AUDIENCES),
            "The APIs that its tokens are for (aud); the client itself when there are none."),
        field(
            CLAIMS,
            listOf(CLAIM, OrganizationClients.MOST_CLAIMS),
            "What its tokens say as custom_claims."),
        field(
            "expiry",
            text("3600").matching("[0-9]{1,9}").int64(),
            "How long a token lives, in seconds: 60 to 86400; 3600 for 0, and when it was never given."));
  }

  private static Shape shape(String name, List<Field> first, List<Field> more) {
    return new Shape(name, Stream.concat(first.stream(), more.stream()).toList());
  }

  private static final Schema.Text NAME =
      text("GitHub Actions").min(1).max(OrganizationClients.LONGEST_NAME);

  private static final Shape NEW =
      shape(
          "CreateOrganizationClient",
          List.of(needed("name", NAME, "What people know it by.")),
          given());

  private static final Shape CHANGE =
      shape(
          "UpdateOrganizationClient",
          List.of(field("name", NAME, "What people know it by.")),
          given());

  private static final Shape CLIENT =
      shape(
          "OrganizationClient",
          List.of(
              needed("client_id", id("m2morg_"), "Its id, and its client_id at /oauth/token."),
              needed("organization_id", id("org_"), "Whose it is."),
              needed("name", NAME, "What people know it by."),
              needed("secrets", listOf(SECRET), "Its secrets, without their values."),
              needed("create_time", time(), "When it was made."),
              needed("update_time", time(), "When it last changed.")),
          given());

  private static final Shape ANSWER =
      new Shape("OrganizationClientAnswer", needed("client", CLIENT, "The client."));

  private static final Field PLAIN =
      needed("plain_secret", text("kU3…"), "The secret, shown this once.");

  private final Core core;

  OrganizationClientOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.ORGANIZATION_CLIENTS, PATH, "listOrganizationClients")
            .says("List the clients of an organization", "The oldest first.")
            .operates()
            .paged(10, 100)
            .answers(200, Shapes.page("OrganizationClientPage", "clients", CLIENT))
            .by(this::list),
        Operation.post(Group.ORGANIZATION_CLIENTS, PATH, "createOrganizationClient")
            .says(
                "Create a client of an organization",
                "It gets access tokens for your API by grant_type=client_credentials at"
                    + " /oauth/token, and opens nothing of ours. Its secret is shown this once.")
            .operates()
            .takes(NEW)
            .refuses(409)
            .answers(
                201,
                new Shape(
                    "CreatedOrganizationClient", needed("client", CLIENT, "The client."), PLAIN))
            .by(this::create),
        Operation.get(Group.ORGANIZATION_CLIENTS, ONE, "getOrganizationClient")
            .says("Get a client of an organization", "Without the values of its secrets.")
            .operates()
            .answers(200, ANSWER)
            .by(call -> shown(core.organizationClients.find(call.organization(), client(call)))),
        Operation.patch(Group.ORGANIZATION_CLIENTS, ONE, "updateOrganizationClient")
            .says(
                "Update a client of an organization",
                "Changes what is given and keeps the rest, from its next token on.")
            .operates()
            .takes(CHANGE)
            .answers(200, ANSWER)
            .by(this::change),
        Operation.delete(Group.ORGANIZATION_CLIENTS, ONE, "deleteOrganizationClient")
            .says(
                "Delete a client of an organization",
                "It gets no more tokens; those it has are good until they end.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.organizationClients.delete(call.actor(), call.organization(), client(call));
                  return Reply.nothing();
                }),
        Operation.post(
                Group.ORGANIZATION_CLIENTS, ONE + "/secrets", "createOrganizationClientSecret")
            .says(
                "Add a secret to a client of an organization",
                "Two are good at a time: add, deploy, delete.")
            .operates()
            .refuses(409)
            .answers(
                200,
                new Shape(
                    "CreatedOrganizationClientSecret",
                    PLAIN,
                    needed("secret", SECRET, "The secret.")))
            .by(this::addSecret),
        Operation.delete(
                Group.ORGANIZATION_CLIENTS,
                ONE + "/secrets/{organization_client_secret_id}",
                "deleteOrganizationClientSecret")
            .says("Delete a secret of a client of an organization", "It is worth nothing at once.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.organizationClients.deleteSecret(
                      call.actor(),
                      call.organization(),
                      client(call),
                      new ClientSecret.SecretId(call.path("organization_client_secret_id")));
                  return Reply.nothing();
                }));
  }

  private static OrganizationClientId client(Call call) {
    return OrganizationClientId.parse(call.path("organization_client_id"))
        .orElseThrow(() -> Problem.notFound("organization_client_not_found"));
  }

  private Reply list(Call call) {
    core.organizations.mustExist(call.organization());
    var pages = Pages.asked(call);
    return pages.reply(
        "clients",
        core.organizationClients.list(
            call.organization(), pages.backwards(), pages.position(), pages.limit()),
        it -> it.id().position(),
        this::json,
        core.organizationClients.count(call.organization()));
  }

  private Reply create(Call call) {
    var made =
        core.organizationClients.create(
            call.actor(),
            call.organization(),
            details(
                call.body(),
                new OrganizationClient.Details(
                    "", "", List.of(), List.of(), Map.of(), OrganizationClients.USUAL_LIFETIME)));
    return Reply.of(
        new Snapshot()
            .with("client", json(made.client()))
            .with("plain_secret", made.secret().value()));
  }

  private Reply change(Call call) {
    return shown(
        core.organizationClients.change(
            call.actor(), call.organization(), client(call), was -> details(call.body(), was)));
  }

  private static OrganizationClient.Details details(Body body, OrganizationClient.Details was) {
    var scopes = body.texts("scopes");
    var audience = body.texts("audience");
    var expiry = body.text("expiry");
    return new OrganizationClient.Details(
        body.textOr("name", was.name()),
        body.textOr("description", was.description()),
        scopes == null ? was.scopes() : scopes,
        audience == null ? was.audience() : audience,
        body.has(CLAIMS) ? claims(body) : was.claims(),
        expiry == null ? was.lifetime() : lifetime(Long.parseLong(expiry)));
  }

  private static Duration lifetime(long seconds) {
    return seconds == 0 ? OrganizationClients.USUAL_LIFETIME : Duration.ofSeconds(seconds);
  }

  private static Map<String, String> claims(Body body) {
    var claims = new LinkedHashMap<String, String>();
    for (var it : body.parts(CLAIMS))
      if (claims.put(it.textOr("key", ""), it.textOr("value", "")) != null)
        throw Problem.invalid("custom_claim_twice").at(CLAIMS).with(it.textOr("key", ""));
    return claims;
  }

  private Reply addSecret(Call call) {
    var client = client(call);
    var made = core.organizationClients.addSecret(call.actor(), call.organization(), client);
    var secret =
        core.organizationClients.secrets(client).stream()
            .filter(it -> it.id().equals(made.id()))
            .findFirst()
            .orElseThrow();
    return Reply.of(
        new Snapshot()
            .with("plain_secret", made.value())
            .with("secret", ClientOperations.json(secret)));
  }

  private Reply shown(OrganizationClient it) {
    return Reply.of("client", json(it));
  }

  private Map<String, Object> json(OrganizationClient it) {
    var details = it.details();
    return new Snapshot()
        .with("client_id", it.id().value())
        .with("organization_id", it.organization().value())
        .with("name", details.name())
        .with(
            "secrets",
            core.organizationClients.secrets(it.id()).stream().map(ClientOperations::json).toList())
        .with("description", details.description())
        .with("scopes", details.scopes())
        .with("audience", details.audience())
        .with(
            CLAIMS,
            details.claims().entrySet().stream()
                .map(claim -> Schema.ordered("key", claim.getKey(), "value", claim.getValue()))
                .toList())
        .with("expiry", Long.toString(details.lifetime().toSeconds()))
        .at("create_time", it.createdAt())
        .at("update_time", it.updatedAt())
        .values();
  }
}
