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
import dev.hostedui.db.Columns;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.UserId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.passkey.Authenticator;
import dev.hostedui.identity.passkey.PasskeyId;
import dev.hostedui.identity.session.Device;
import dev.hostedui.web.Assets;
import dev.hostedui.web.Web;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Passkeys of people: seen, renamed and deleted, never made. */
final class PasskeyOperations {

  private static final String ONE = "/webauthn/credentials/{credential_id}";

  private static final Shape CREDENTIAL =
      new Shape(
          "WebAuthnCredential",
          needed("id", id("cred_"), "Its id."),
          needed("user_id", id("usr_"), "Whose it is."),
          needed(
              "credential_id",
              text("dGhlLWNyZWRlbnRpYWw"),
              "What authenticators call it (base64url)."),
          needed("display_name", text("Laptop"), "What its person calls it."),
          needed("attestation_type", constant("none"), "No proof of the model is asked for."),
          needed(
              "authenticator",
              new Shape(
                  "Authenticator",
                  needed("aaguid", text("00000000-0000-0000-0000-000000000000"), "Its model."),
                  field("name", text("iCloud Keychain"), "What that is called, where we know it."),
                  field(
                      "icon_light",
                      text("data:image/svg+xml,…"),
                      "The mark of who makes it, for light pages, as an address that holds it."),
                  field("icon_dark", text("data:image/svg+xml,…"), "Likewise for dark pages."),
                  needed("attachment", text("platform"), "Built in, or not; empty when unknown.")),
              "What made it."),
          needed(
              "authenticator_flags",
              new Shape(
                  "AuthenticatorFlags",
                  needed("user_present", truth(true), "Without somebody there none is made."),
                  needed("user_verified", truth(true), "Nor without a proof of who that is."),
                  needed("backup_eligible", truth(true), "Whether it can be copied."),
                  needed("backup_state", truth(true), "Whether it is.")),
              "What that said of it."),
          needed("transports", listOf(text("internal")), "How browsers reach it."),
          needed(
              "user_agent",
              new Shape(
                  "PasskeyUserAgent",
                  needed("raw", text("Mozilla/5.0"), "What the browser calls itself."),
                  needed("browser", text("Firefox"), "The browser."),
                  needed("browser_version", text("140"), "Its version."),
                  needed("os", text("Linux"), "The system."),
                  needed("os_version", text(""), "Its version; empty when it is not known."),
                  needed("device_type", text("desktop"), "desktop, mobile, tablet or other.")),
              "By what browser it was made."),
          needed("client_info", clientInfo(), "From where it was made."),
          needed("created_at", time(), "When it was made."),
          needed("updated_at", time(), "When it last changed."),
          field("last_used_at", time(), "When somebody last signed in with it."));

  private static Shape clientInfo() {
    var fields = new ArrayList<Schema.Field>();
    fields.add(needed("ip", text("203.0.113.7"), "The network address."));
    fields.addAll(SessionOperations.PLACE);
    return new Shape("PasskeyClientInfo", List.copyOf(fields));
  }

  private static final Shape ACCEPTED =
      new Shape(
          "AllAcceptedCredentialsOptions",
          needed("rp_id", text("portal.example.com"), "The host passkeys belong to."),
          needed("user_id", text("dXNyXzE"), "The person, as authenticators know them."),
          needed(
              "all_accepted_credential_ids",
              listOf(text("dGhlLWNyZWRlbnRpYWw")),
              "All their passkeys."));

  private static final Shape UNKNOWN =
      new Shape(
          "UnknownCredentialOptions",
          needed("rp_id", text("portal.example.com"), "The host passkeys belong to."),
          needed("credential_id", text("dGhlLWNyZWRlbnRpYWw"), "The passkey."));

  private final Core core;
  private final Web web;

  PasskeyOperations(Core core, Web web) {
    this.core = core;
    this.web = web;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.PASSKEYS, "/webauthn/credentials", "listWebAuthnCredentials")
            .says("List the passkeys of a person", "With what signalAllAcceptedCredentials takes.")
            .operates()
            .needsQuery("user_id", id("usr_"), "The person.")
            .refuses(404)
            .answers(
                200,
                new Shape(
                    "WebAuthnCredentialsAnswer",
                    needed("credentials", listOf(CREDENTIAL), "The oldest first."),
                    needed("all_accepted_credentials_options", ACCEPTED, "For browsers.")))
            .by(this::list),
        Operation.patch(Group.PASSKEYS, ONE, "updateWebAuthnCredential")
            .says("Rename a passkey", "Its person sees the new name.")
            .operates()
            .takes(
                new Shape(
                    "UpdateWebAuthnCredential",
                    needed("display_name", text("Laptop").min(1).max(120), "The new name.")))
            .answers(
                200,
                new Shape(
                    "WebAuthnCredentialAnswer", needed("credential", CREDENTIAL, "The passkey.")))
            .by(this::rename),
        Operation.delete(Group.PASSKEYS, ONE, "deleteWebAuthnCredential")
            .says("Delete a passkey", "Its person is told by mail.")
            .operates()
            .answers(
                200,
                new Shape(
                    "DeletedWebAuthnCredentialAnswer",
                    needed("success", truth(true), "Always true."),
                    needed("unknown_credential_options", UNKNOWN, "For signalUnknownCredential.")))
            .by(this::delete));
  }

  private static PasskeyId passkey(Call call) {
    return PasskeyId.parse(call.path("credential_id"))
        .orElseThrow(() -> Problem.notFound("passkey_not_found"));
  }

  private UserId owner(PasskeyId id) {
    return core.passkeys.ownerOf(id).orElseThrow(() -> Problem.notFound("passkey_not_found"));
  }

  private static final String SELECT =
      """
      SELECT id, user_id, credential_id, name, aaguid, attachment, transports, backup, created_at, updated_at, last_used_at,
             user_agent, device_type, os, os_version, browser, browser_version, ip, city, region, country, latitude, longitude
        FROM passkeys WHERE user_id = :user
      """;

  private List<Map<String, Object>> of(UserId user) {
    return core.database.read(
        handle ->
            handle
                .createQuery(SELECT + " ORDER BY created_at, id")
                .bind("user", user)
                .map((row, context) -> json(row))
                .list());
  }

  private static Map<String, Object> json(ResultSet row) throws SQLException {
    var backup = Columns.text(row, "backup");
    var device = Device.read(row);
    var agent = device.userAgent();
    return new Snapshot()
        .with("id", Columns.text(row, "id"))
        .with("user_id", Columns.text(row, "user_id"))
        .with("credential_id", Columns.text(row, "credential_id"))
        .with("display_name", Columns.text(row, "name"))
        .with("attestation_type", "none")
        .with(
            "authenticator",
            authenticator(Columns.text(row, "aaguid"), Columns.text(row, "attachment")))
        // making a passkey is refused without somebody there whom the authenticator has verified
        .with(
            "authenticator_flags",
            Schema.ordered(
                "user_present",
                true,
                "user_verified",
                true,
                "backup_eligible",
                !backup.equals("impossible"),
                "backup_state",
                backup.equals("made")))
        .with("transports", transports(Columns.text(row, "transports")))
        .with(
            "user_agent",
            new Snapshot()
                .with("raw", agent.raw())
                .with("browser", agent.browser())
                .with("browser_version", agent.browserVersion())
                .with("os", agent.os())
                .with("os_version", agent.osVersion())
                .with("device_type", agent.deviceType()))
        .with("client_info", device.place().shown().with("ip", device.ip()))
        .at("created_at", Columns.time(row, "created_at"))
        .at("updated_at", Columns.time(row, "updated_at"))
        .at("last_used_at", Columns.timeOrNull(row, "last_used_at"))
        .values();
  }

  private static Snapshot authenticator(String aaguid, String attachment) {
    var known = Authenticator.known(aaguid);
    var maker = known.map(Authenticator::maker);
    return new Snapshot()
        .with("aaguid", aaguid)
        .with("name", known.map(Authenticator::name).orElse(null))
        .with("icon_light", maker.map(Assets::maker).orElse(null))
        .with("icon_dark", maker.map(Assets::makerInWhite).orElse(null))
        .with("attachment", attachment);
  }

  private static List<String> transports(String stored) {
    return stored.isEmpty() ? List.of() : List.of(stored.split(" ", -1));
  }

  private Reply list(Call call) {
    var user =
        UserId.parse(call.query("user_id"))
            .filter(id -> core.users.find(id).isPresent())
            .orElseThrow(() -> Problem.notFound("user_not_found"));
    var credentials = of(user);
    return Reply.of(
        new Snapshot()
            .with("credentials", credentials)
            .with(
                "all_accepted_credentials_options",
                Map.of(
                    "rp_id",
                    core.config.passkeyRpId(),
                    "user_id",
                    Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(user.value().getBytes(StandardCharsets.UTF_8)),
                    "all_accepted_credential_ids",
                    credentials.stream().map(it -> it.get("credential_id")).toList())));
  }

  private Map<String, Object> find(PasskeyId id) {
    return of(owner(id)).stream()
        .filter(it -> id.value().equals(it.get("id")))
        .findFirst()
        .orElseThrow(() -> Problem.notFound("passkey_not_found"));
  }

  private Reply rename(Call call) {
    var id = passkey(call);
    var unused =
        core.passkeys.rename(call.actor(), owner(id), id, call.body().textOr("display_name", ""));
    return Reply.of("credential", find(id));
  }

  private Reply delete(Call call) {
    var id = passkey(call);
    var before = find(id);
    var unused = core.passkeys.delete(call.actor(), owner(id), id, web.devices().of(call.ctx()));
    return Reply.of(
        new Snapshot()
            .with("success", true)
            .with(
                "unknown_credential_options",
                Map.of(
                    "rp_id",
                    core.config.passkeyRpId(),
                    "credential_id",
                    String.valueOf(before.get("credential_id")))));
  }
}
