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
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.social.SocialConnection;
import dev.hostedui.identity.social.SocialProvider;
import dev.hostedui.protocol.social.Registering;
import dev.hostedui.protocol.social.Vendor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections of the environment to providers for everybody, by which people sign in with an
 * account of their own. A secret goes in and never out.
 */
final class SocialOperations {

  private static final String PATH = "/connections";
  private static final String ONE = PATH + "/{connection_id}";

  private static final Schema.Text CLIENT_ID =
      text("1234.apps.googleusercontent.com").min(1).max(255);
  private static final Schema.Text SECRET = text("GOCSPX-0123456789abcdef").min(8).max(512);

  private static final Shape CONNECTION =
      new Shape(
          "EnvironmentConnection",
          needed("id", id("conn_"), "Its id."),
          needed("provider", providers(), "The provider."),
          needed("type", constant("OAUTH"), "What kind of connection it is."),
          needed("status", constant("COMPLETED"), "How far it is set up."),
          needed("enabled", truth(true), "Whether people may come by it."),
          field("host", text("https://gitlab.com"), "Where it runs, of GitLab and Salesforce."),
          field("tenant", text("common"), "Whose people, of Microsoft."),
          needed("client_id", CLIENT_ID, "What the provider calls your client."),
          needed("client_secret_suffix", text("cdef"), "The end of its secret, for telling it."),
          needed(
              "redirect_uri",
              text("https://auth.example.com/sso/v1/oauth/conn_1/callback"),
              "What has to be registered at the provider."),
          needed(
              "setup_steps",
              listOf(text("Under Authorized redirect URIs add …")),
              "What to do in the provider's console, in order."),
          needed("create_time", time(), "When it was made."),
          needed("update_time", time(), "When it last changed."));

  private static final Shape ANSWER =
      new Shape("EnvironmentConnectionAnswer", needed("connection", CONNECTION, "It."));

  private static final Shape NEW =
      new Shape(
          "CreateEnvironmentConnection",
          needed("provider", providers(), "The provider."),
          field("type", constant("OAUTH"), "What kind of connection it is."),
          needed("client_id", CLIENT_ID, "What the provider calls your client."),
          needed("client_secret", SECRET, "Its secret, which is never shown again."),
          field(
              "host",
              text("").max(1024),
              "Your GitLab or Salesforce, like https://gitlab.example.com; the one of everybody when"
                  + " not given."),
          field(
              "tenant",
              text("").max(64),
              "Of Microsoft: common, organizations, consumers, or the id of one; common when not"
                  + " given."));

  private static final Shape CHANGE =
      new Shape(
          "UpdateEnvironmentConnection",
          field("client_id", CLIENT_ID, "Another client, with its secret."),
          field("client_secret", SECRET, "Another secret."));

  private final Core core;

  SocialOperations(Core core) {
    this.core = core;
  }

  private static Schema.Text providers() {
    return constant("GOOGLE", "MICROSOFT", "GITHUB", "GITLAB", "LINKEDIN", "SALESFORCE");
  }

  List<Operation> all() {
    return List.of(
        Operation.post(Group.CONNECTIONS, PATH, "createEnvironmentConnection")
            .says(
                "Create a connection for social sign-in",
                "To a provider at which people have accounts of their own, one of each. Nobody comes"
                    + " by it until it is enabled.")
            .operates()
            .takes(NEW)
            .answers(201, ANSWER)
            .by(this::create),
        Operation.patch(Group.CONNECTIONS, ONE + ":enable", "enableEnvironmentConnection")
            .says("Enable social sign-in", "Its button is shown where people sign in.")
            .operates()
            .answers(200, ConnectionShapes.TOGGLED)
            .by(
                call ->
                    ConnectionOperations.toggled(
                        core.socialConnections.enable(call.actor(), connectionId(call)).enabled())),
        Operation.patch(Group.CONNECTIONS, ONE + ":disable", "disableEnvironmentConnection")
            .says("Disable social sign-in", "Nobody comes by it any more; sessions go on.")
            .operates()
            .answers(200, ConnectionShapes.TOGGLED)
            .by(
                call ->
                    ConnectionOperations.toggled(
                        core.socialConnections
                            .disable(call.actor(), connectionId(call))
                            .enabled())),
        Operation.get(Group.CONNECTIONS, ONE, "getEnvironmentConnection")
            .says("Get a connection for social sign-in", "With what to register at the provider.")
            .operates()
            .tagged()
            .answers(200, ANSWER)
            .by(call -> shown(found(call))),
        Operation.patch(Group.CONNECTIONS, ONE, "updateEnvironmentConnection")
            .says(
                "Update a connection for social sign-in",
                "Which provider it is, and which one of several, never changes: what is one"
                    + " person's name at one of them may be another's at the next.")
            .operates()
            .takes(CHANGE)
            .versioned()
            .answers(200, ANSWER)
            .by(this::change),
        Operation.delete(Group.CONNECTIONS, ONE, "deleteEnvironmentConnection")
            .says(
                "Delete a connection for social sign-in",
                "For good, with all by whom people were known through it. Their accounts stay.")
            .operates()
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.socialConnections.delete(call.actor(), connectionId(call));
                  return Reply.nothing();
                }));
  }

  private static ConnectionId connectionId(Call call) {
    return ConnectionId.parse(call.path("connection_id"))
        .orElseThrow(() -> Problem.notFound("connection_not_found"));
  }

  private SocialConnection found(Call call) {
    return core.socialConnections
        .find(connectionId(call))
        .orElseThrow(() -> Problem.notFound("connection_not_found"));
  }

  private Reply create(Call call) {
    var body = call.body();
    var provider = SocialProvider.valueOf(body.textOr("provider", ""));
    return shown(
        core.socialConnections.add(
            call.actor(),
            provider,
            realm(provider, body.pastedOr("host", ""), body.pastedOr("tenant", "")),
            body.pastedOr("client_id", ""),
            body.pastedOr("client_secret", "")));
  }

  /** Which one is meant: by the field that fits the provider, and by no other. */
  private static String realm(SocialProvider provider, String host, String tenant) {
    if (!host.isEmpty() && provider.realm() != SocialProvider.Realm.ADDRESS)
      throw Problem.invalid("social_realm_unknown").at("host").with(provider.label());
    if (!tenant.isEmpty() && provider.realm() != SocialProvider.Realm.TENANT)
      throw Problem.invalid("social_realm_unknown").at("tenant").with(provider.label());
    return host.isEmpty() ? tenant : host;
  }

  private Reply change(Call call) {
    return shown(
        core.socialConnections.change(
            call.actor(),
            connectionId(call),
            call.seen(),
            textOrNull(call, "client_id"),
            textOrNull(call, "client_secret")));
  }

  private static @Nullable String textOrNull(Call call, String name) {
    var text = call.body().pastedOr(name, "");
    return text.isEmpty() ? null : text;
  }

  private static Reply shown(SocialConnection it) {
    return Reply.of(
            "connection",
            json(it)
                .with("client_id", it.clientId())
                .with("client_secret_suffix", it.secretHint())
                .with("redirect_uri", it.redirectUri())
                .with(
                    "setup_steps",
                    Registering.steps(
                        Vendor.valueOf(it.provider().name()), it.realm(), it.redirectUri()))
                .at("create_time", it.createdAt())
                .at("update_time", it.updatedAt())
                .values())
        .as(it.updatedAt());
  }

  /** What a list shows of one, too. */
  static Snapshot json(SocialConnection it) {
    var realm = it.provider().realm();
    return new Snapshot()
        .with("id", it.id().value())
        .with("provider", it.provider().name())
        .with("type", "OAUTH")
        .with("status", "COMPLETED")
        .with("enabled", it.enabled())
        .with("host", realm == SocialProvider.Realm.ADDRESS ? it.realm() : null)
        .with("tenant", realm == SocialProvider.Realm.TENANT ? it.realm() : null);
  }
}
