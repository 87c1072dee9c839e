package dev.hostedui.api;

import static dev.hostedui.api.Schema.constant;
import static dev.hostedui.api.Schema.count;
import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.id;
import static dev.hostedui.api.Schema.listOf;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.time;
import static dev.hostedui.api.Schema.truth;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Field;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.application.Application;
import dev.hostedui.identity.application.ApplicationType;
import dev.hostedui.identity.application.ClientSecret;
import dev.hostedui.identity.application.Registration;
import dev.hostedui.identity.event.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Applications that sign people in here or call this API, and their secrets. */
final class ClientOperations {

  private static final String ONE = "/clients/{client_id}";
  private static final Schema URIS = listOf(text("https://app.example/callback").max(256), 20);
  private static final Schema.Text SECONDS = text("300").matching("[0-9]{1,9}").int64();

  private static final Shape SECRET =
      new Shape(
          "ClientSecret",
          needed("id", id("sec_"), "Its id."),
          needed("secret_suffix", text("x7Qz"), "Its last four letters."),
          needed("status", constant("ACTIVE"), "It is good until it is deleted."),
          needed("create_time", time(), "When it was made."));

  private static final List<Field> GIVEN =
      List.of(
          field("redirect_uris", URIS, "Where a sign-in may come back to, letter by letter."),
          field("post_logout_redirect_uris", URIS, "Where a sign-out may come back to."),
          field("back_channel_logout_uris", URIS, "What is called when a session ends."),
          field(
              "initiate_login_uri",
              text("https://app.example/login").max(256),
              "Where a sign-in that began elsewhere is taken; an empty text takes it away."),
          field("enforce_pkce", truth(true), "Whether a sign-in needs a code challenge."),
          field(
              "access_token_expiry",
              SECONDS,
              "How long its access tokens live, in seconds; 0 is the default of all."),
          field("allow_management_api", truth(false), "Whether it may use this API."));

  private static final Shape CLIENT =
      new Shape(
          "Client",
          needed("id", text("skc_123456789012345678"), "Its client id."),
          needed("keyId", text("app_123456789012345678"), "What the registration is known by."),
          needed("name", text("My app"), "What people know it by."),
          needed("client_type", constant("WEB_APP", "SPA", "NATIVE"), "It never changes."),
          needed("redirect_uris", URIS, "Where a sign-in may come back to."),
          needed("post_logout_redirect_uris", URIS, "Where a sign-out may come back to."),
          needed("back_channel_logout_uris", URIS, "What is called when a session ends."),
          GIVEN.get(3),
          needed("enforce_pkce", truth(true), "Whether a sign-in needs a code challenge."),
          GIVEN.get(5),
          needed("allow_management_api", truth(false), "Whether it may use this API."),
          needed("secrets", listOf(SECRET), "Its secrets that are good, without their values."));

  private static final Shape ANSWER =
      new Shape("ClientAnswer", needed("client", CLIENT, "The application."));
  private static final Field PLAIN =
      field("plain_secret", text("kU3…"), "The secret, shown this once.");
  private static final Shape MADE =
      new Shape("CreatedClientAnswer", needed("client", CLIENT, "The application."), PLAIN);
  private static final Shape LIST =
      new Shape(
          "ClientsAnswer",
          needed("clients", listOf(CLIENT), "The applications."),
          needed("total_size", count(1), "How many there are."));
  private static final Shape SECRET_MADE =
      new Shape("CreatedSecretAnswer", PLAIN, needed("secret", SECRET, "The secret."));

  private static final Shape NEW =
      new Shape(
          "CreateClient",
          needed("name", text("My app").min(1).max(100), "What people know it by."),
          field("client_type", constant("WEB_APP", "SPA", "NATIVE"), "WEB_APP when not given."),
          GIVEN.get(0),
          GIVEN.get(1),
          GIVEN.get(2),
          GIVEN.get(3),
          GIVEN.get(4),
          GIVEN.get(5),
          GIVEN.get(6));

  private static final Shape CHANGE =
      new Shape(
          "UpdateClient",
          field("name", text("My app").min(1).max(100), "What people know it by."),
          GIVEN.get(0),
          GIVEN.get(1),
          GIVEN.get(2),
          GIVEN.get(3),
          GIVEN.get(4),
          GIVEN.get(5),
          GIVEN.get(6));

  private final Core core;

  ClientOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.CLIENTS, "/clients", "listClients")
            .says("List applications", "The oldest first.")
            .operates()
            .answers(200, LIST)
            .by(this::list),
        Operation.post(Group.CLIENTS, "/clients", "createClient")
            .says("Register an application", "A WEB_APP gets a secret, shown this once.")
            .operates()
            .takes(NEW)
            .answers(201, MADE)
            .by(this::create),
        Operation.get(Group.CLIENTS, ONE, "getClient")
            .says("Get an application", "Without the values of its secrets.")
            .operates()
            .answers(200, ANSWER)
            .by(call -> Reply.of("client", json(find(call)))),
        Operation.patch(Group.CLIENTS, ONE, "updateClient")
            .says("Update an application", "Changes what is given and keeps the rest.")
            .operates()
            .takes(CHANGE)
            .refuses(409)
            .answers(200, ANSWER)
            .by(this::change),
        Operation.delete(Group.CLIENTS, ONE, "deleteClient")
            .says("Delete an application", "For good; its tokens are worth nothing from now on.")
            .operates()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.applications.delete(call.actor(), call.path("client_id"));
                  return Reply.nothing();
                }),
        Operation.post(Group.CLIENTS, ONE + "/secrets", "createClientSecret")
            .says("Add a secret to an application", "Two are good at a time: add, deploy, delete.")
            .operates()
            .answers(200, SECRET_MADE)
            .by(this::addSecret),
        Operation.delete(Group.CLIENTS, ONE + "/secrets/{secret_id}", "deleteClientSecret")
            .says("Delete a secret of an application", "It is worth nothing at once.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.clientSecrets.revoke(
                      call.actor(),
                      call.path("client_id"),
                      new ClientSecret.SecretId(call.path("secret_id")));
                  return Reply.nothing();
                }));
  }

  private Application find(Call call) {
    return core.applications
        .find(call.path("client_id"))
        .orElseThrow(() -> Problem.notFound("application_not_found"));
  }

  private Reply list(Call call) {
    var all = core.applications.all();
    return Reply.of(
        new Snapshot()
            .with("clients", all.stream().map(this::json).toList())
            .with("total_size", all.size()));
  }

  private Map<String, Object> json(Application it) {
    var lifetime = it.accessTokenLifetime();
    return new Snapshot()
        .with("id", it.clientId())
        .with("keyId", it.id().value())
        .with("name", it.name())
        .with("client_type", type(it.type()))
        .with("redirect_uris", it.redirectUris())
        .with("post_logout_redirect_uris", it.postLogoutRedirectUris())
        .with("back_channel_logout_uris", it.backChannelLogoutUris())
        .with("initiate_login_uri", it.initiateLoginUri())
        .with("enforce_pkce", it.pkceRequired())
        .with("access_token_expiry", lifetime == null ? null : Long.toString(lifetime.toSeconds()))
        .with("allow_management_api", it.managementApi())
        .with(
            "secrets",
            core.clientSecrets.of(it.clientId()).stream().map(ClientOperations::json).toList())
        .values();
  }

  /** A secret, of which nobody knows more than its end. */
  static Map<String, Object> json(ClientSecret it) {
    return new Snapshot()
        .with("id", it.id().value())
        .with("secret_suffix", it.hint())
        .with("status", "ACTIVE")
        .at("create_time", it.createdAt())
        .values();
  }

  private static String type(ApplicationType type) {
    return type == ApplicationType.WEB ? "WEB_APP" : type.name();
  }

  private Reply create(Call call) {
    var name = call.body().textOr("client_type", "WEB_APP");
    var type = name.equals("WEB_APP") ? ApplicationType.WEB : ApplicationType.valueOf(name);
    var made =
        naming(
            () ->
                core.applications.create(
                    call.actor(),
                    registration(
                        call.body(),
                        new Registration(
                            "", type, false, false, null, null, List.of(), List.of(), List.of()))));
    var secret =
        type.confidential() ? core.clientSecrets.add(call.actor(), made.clientId()).value() : null;
    return Reply.of(new Snapshot().with("client", json(made)).with("plain_secret", secret));
  }

  private Reply change(Call call) {
    return Reply.of(
        "client",
        json(
            naming(
                () ->
                    core.applications.change(
                        call.actor(),
                        call.path("client_id"),
                        was -> registration(call.body(), was)))));
  }

  /** Does what may be refused at a field, which has another name here than on the command line. */
  private static Application naming(Supplier<Application> verb) {
    try {
      return verb.get();
    } catch (Problem problem) {
      throw problem.named(
          field ->
              switch (field) {
                case "access_token_minutes" -> "access_token_expiry";
                case "management_api" -> "allow_management_api";
                case "redirect_uri", "post_logout_redirect_uri", "back_channel_logout_uri" ->
                    field + "s";
                default -> field;
              });
    }
  }

  private static Registration registration(Body body, Registration was) {
    var pkce = body.truth("enforce_pkce");
    var api = body.truth("allow_management_api");
    var login = body.text("initiate_login_uri");
    return new Registration(
        body.textOr("name", was.name()),
        was.type(),
        api == null ? was.managementApi() : api,
        pkce == null ? was.pkceRequired() : pkce,
        lifetime(body.text("access_token_expiry"), was.accessTokenLifetime()),
        login == null ? was.initiateLoginUri() : login.isEmpty() ? null : login,
        uris(body, "redirect_uris", was.redirectUris()),
        uris(body, "post_logout_redirect_uris", was.postLogoutRedirectUris()),
        uris(body, "back_channel_logout_uris", was.backChannelLogoutUris()));
  }

  private static List<String> uris(Body body, String name, List<String> was) {
    var given = body.texts(name);
    return given == null ? was : given;
  }

  private static @Nullable Duration lifetime(@Nullable String seconds, @Nullable Duration was) {
    if (seconds == null) return was;
    var value = Long.parseLong(seconds);
    if (value % 60 != 0) throw Problem.invalid("whole_minutes").at("access_token_expiry");
    return value == 0 ? null : Duration.ofSeconds(value);
  }

  private Reply addSecret(Call call) {
    var made = core.clientSecrets.add(call.actor(), call.path("client_id"));
    var secret =
        core.clientSecrets.of(call.path("client_id")).stream()
            .filter(it -> it.id().equals(made.id()))
            .findFirst()
            .orElseThrow();
    return Reply.of(new Snapshot().with("plain_secret", made.value()).with("secret", json(secret)));
  }
}
