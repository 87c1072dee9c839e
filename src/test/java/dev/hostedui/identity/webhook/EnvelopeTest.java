package dev.hostedui.identity.webhook;

import static dev.hostedui.testing.People.ADA;
import static dev.hostedui.testing.People.MAX;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.directory.DirectoryProfile;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.directory.GroupProfile;
import dev.hostedui.identity.role.RoleDefinition;
import dev.hostedui.testing.Engine;
import dev.hostedui.testing.Identity;
import dev.hostedui.testing.NameServer;
import dev.hostedui.testing.SamlConnection;
import dev.hostedui.testing.TestApp;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each of the 32 events that apps are told of happens once, and an app gets it whole. */
class EnvelopeTest {

  private static final Actor OPERATOR = Identity.INTERNAL;
  private static final NameServer DNS = new NameServer();
  private static final Map<String, JsonNode> SENT = new HashMap<>();
  private static TestApp app;

  @BeforeAll
  static void let_everything_happen() throws Exception {
    app = TestApp.start(Engine.SQLITE, Map.of("HOSTED_UI_DNS", DNS.address()));
    var core = app.app().core();
    core.webhooks.create(OPERATOR, "https://app.example.com/hooks", "", List.of());
    people();
    roles(core);
    domains(core);
    connection(core);
    directory(core);
    var gone = core.organizations.create(OPERATOR, "Gone", "gone");
    core.memberAdministration.deleteOrganization(OPERATOR, gone.id());
    for (var webhook : core.webhooks.list(OPERATOR)) {
      while (true) {
        var parcels = core.deliveries.take(webhook);
        if (parcels.isEmpty()) break;
        for (var parcel : parcels) {
          var body = new ObjectMapper().readTree(parcel.body());
          // the first of its kind is the one that was meant
          SENT.putIfAbsent(body.path("type").asText(), body);
        }
      }
    }
  }

  @AfterAll
  static void close() {
    app.close();
    DNS.close();
  }

  private static void people() {
    var ada = app.as(ADA);
    ada.post("/ui/organization/general/name", "display_name", "Newname");
    var member = app.role("member").value();
    ada.post("/ui/organization/users/invitations", "email", "new@acmecorp.example", "role", member);
    var max = app.user(MAX).value();
    ada.post("/ui/organization/users/" + max + "/role", "role", app.role("admin").value());
    ada.post("/ui/organization/users/" + max + "/removal");
    ada.post("/logout");
    var newcomer = app.browser();
    newcomer.post("/login/sign-up", "email", "nora@nordwind.example");
    newcomer.post("/login/code", "code", app.mailTo("nora@nordwind.example").code());
    newcomer.post("/login/organization/new", "display_name", "Nordwind");
  }

  private static void roles(Core core) {
    core.permissions.create(OPERATOR, "report:read", "Read reports");
    core.permissions.describe(OPERATOR, "report:read", null, "Read all reports");
    core.roleDefinitions.create(
        OPERATOR, new RoleDefinition(null, "editor", "Editor", "member", Set.of("report:read")));
    core.roleDefinitions.change(
        OPERATOR,
        null,
        "editor",
        null,
        it -> new RoleDefinition(null, "editor", "The editor", "member", Set.of()));
    core.roleDefinitions.delete(OPERATOR, null, "editor", null);
    core.permissions.delete(OPERATOR, "report:read");
  }

  private static void domains(Core core) {
    var ivy = app.as("ivy@initech.example").htmx();
    var page = ivy.post("/ui/organization/domains", "domain", "proven.example");
    var value = page.texts(".record td code").get(2);
    DNS.zone("proven.example").text("@", value);
    ivy.post("/ui/organization/domains/proven.example/verification");
    ivy.post("/ui/organization/domains", "domain", "unproven.example");
    app.clock().advance(Duration.ofDays(4));
    while (core.organizationDomains.lookUpDue() > 0) {}
    ivy = app.as("ivy@initech.example").htmx();
    ivy.post("/ui/organization/domains/unproven.example/removal");
  }

  private static void connection(Core core) {
    var saml = SamlConnection.enabled(app, "acmecorp");
    var acme = app.organization("acmecorp");
    var id = core.connections.of(acme).orElseThrow().id();
    assertThat(saml).isNotNull();
    core.connections.disable(OPERATOR, acme, id);
    core.connections.delete(OPERATOR, acme, id);
  }

  private static void directory(Core core) {
    var acme = app.organization("acmecorp");
    var made = core.directories.choose(OPERATOR, acme, "OKTA", DirectoryType.SCIM);
    core.directoryTokens.issue(OPERATOR, acme, made.id());
    var directory = core.directories.enable(OPERATOR, acme, made.id());
    var actor =
        new Actor.Directory(
            directory.id().value(),
            acme,
            new Actor.Origin("203.0.113.9", "Okta", "request"),
            app.clock().instant());
    core.database.useTransaction(
        tx -> {
          var user = core.directoryUsers.create(tx, actor, directory, profile("Hilde")).user();
          var group =
              core.directoryGroups
                  .create(
                      tx,
                      actor,
                      directory,
                      new GroupProfile("Staff", "staff-1", "{\"displayName\":\"Staff\"}"),
                      List.of(user.id().value()))
                  .group();
          core.directoryUsers.change(tx, actor, directory, user.id(), null, it -> profile("Hild"));
          core.directoryGroups.change(
              tx,
              actor,
              directory,
              group.id(),
              null,
              it -> new GroupProfile("Crew", "staff-1", "{\"displayName\":\"Crew\"}"),
              List.of());
          core.directoryUsers.remove(tx, actor, directory, user.id(), null);
          core.directoryGroups.remove(tx, actor, directory, group.id(), null);
        });
    core.directories.disable(OPERATOR, acme, directory.id());
  }

  private static DirectoryProfile profile(String givenName) {
    return new DirectoryProfile(
        "hilde@acmecorp.example",
        "ext-1",
        "hilde@acmecorp.example",
        true,
        givenName,
        "Huber",
        givenName + " Huber",
        """
        {"title":"Engineer","userType":"Employee","phoneNumbers":[{"value":"+49"}],
         "preferredLanguage":"de","locale":"de-DE","timezone":"Europe/Berlin","nickName":"Hildi",
         "profileUrl":"https://acmecorp.example/hilde","photos":[{"value":"https://acmecorp.example/hilde.png"}],
         "addresses":[{"locality":"Ulm"}],
         "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
           {"employeeNumber":"7","department":"IT","division":"East","costCenter":"4130","organization":"Acme"}}
        """);
  }

  @Test
  void all_thirty_two_of_them_happened() {
    assertThat(SENT.keySet()).containsExactlyInAnyOrderElementsOf(Webhooks.types());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "organization.created | Organization | id display_name settings/features create_time",
        "organization.updated | Organization | id display_name settings/features session_policy",
        "organization.deleted | Organization | id display_name deleted_at",
        "organization.domain_created | Organization | id domain domain_type organization_id"
            + " environment_id verification_status verification_method updated_at txt_record_key"
            + " txt_record_secret",
        "organization.domain_deleted | Organization | id domain domain_type verification_status",
        "organization.domain_dns_verification_success | Organization | id domain"
            + " verification_status txt_record_key txt_record_secret",
        "organization.domain_dns_verification_failed | Organization | id domain"
            + " verification_status",
        "organization.sso_created | Connection | id organization_id connection_type provider"
            + " enabled status",
        "organization.sso_enabled | Connection | id organization_id connection_type provider"
            + " enabled status",
        "organization.sso_disabled | Connection | id organization_id connection_type provider"
            + " enabled status",
        "organization.sso_deleted | Connection | id organization_id connection_type provider"
            + " enabled status",
        "organization.directory_enabled | Directory | id directory_type provider enabled"
            + " organization_id updated_at",
        "organization.directory_disabled | Directory | id directory_type provider enabled"
            + " organization_id updated_at",
        "organization.directory.user_created | DirectoryUser | id organization_id dp_id active"
            + " email preferred_username name given_name family_name title user_type employee_id"
            + " department division cost_center phone_number language locale zoneinfo organization"
            + " nickname profile picture address groups roles custom_attributes raw_attributes",
        "organization.directory.user_updated | DirectoryUser | id organization_id dp_id active"
            + " email preferred_username name given_name family_name title user_type employee_id"
            + " department division cost_center phone_number language locale zoneinfo organization"
            + " nickname profile picture address groups roles custom_attributes raw_attributes",
        "organization.directory.user_deleted | DirectoryUser | id organization_id dp_id email",
        "organization.directory.group_created | DirectoryGroup | id directory_id organization_id"
            + " display_name external_id raw_attributes",
        "organization.directory.group_updated | DirectoryGroup | id directory_id organization_id"
            + " display_name external_id raw_attributes",
        "organization.directory.group_deleted | DirectoryGroup | id directory_id organization_id"
            + " display_name dp_id",
        "user.signup | OrgMembership | organization/id user/id user/email user/user_profile"
            + " user/membership/roles/0/name",
        "user.organization_invitation | OrgMembership | organization/id user/id"
            + " user/membership/membership_status user/membership/roles user/membership/expires_at",
        "user.organization_membership_created | OrgMembership | organization/id user/id"
            + " user/membership/membership_status user/membership/provisioning_method",
        "user.organization_membership_updated | OrgMembership | organization/id user/id"
            + " user/membership/roles/0/name",
        "user.organization_membership_deleted | OrgMembership | organization/id user/id"
            + " user/membership/roles",
        "user.login | User | user/id user/email user_session/session_id user_session/status"
            + " user_session/authenticated_clients user_session/authenticated_organizations"
            + " user_session/device/ip user_session/absolute_expires_at user_session/updated_at",
        "user.logout | User | user/id user_session/session_id user_session/status"
            + " user_session/logout_at",
        "role.created | Role | id name display_name description extends is_org_role permissions",
        "role.updated | Role | id name display_name extends is_org_role",
        "role.deleted | Role | id name display_name is_org_role",
        "permission.created | Permission | id name description",
        "permission.updated | Permission | id name description",
        "permission.deleted | Permission | id name description",
      })
  void an_app_is_sent_the_whole_object(String type, String object, String fields) {
    var sent = SENT.get(type);
    assertThat(sent).as(type).isNotNull();
    assertThat(sent.path("spec_version").asText()).isEqualTo("1");
    assertThat(sent.path("id").asText()).matches("evt_\\d{18}");
    assertThat(sent.path("object").asText()).isEqualTo(object);
    assertThat(sent.path("occurred_at").asText())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
    assertThat(sent.path("environment_id").asText()).matches("env_\\d{18}");
    assertThat(sent.path("display_name").asText()).isNotEmpty();
    var everybodys = type.startsWith("role.") || type.startsWith("permission.");
    if (everybodys) assertThat(sent.has("organization_id")).isFalse();
    else assertThat(sent.path("organization_id").asText()).matches("org_\\d{18}");
    for (var field : fields.split(" "))
      assertThat(sent.at("/data/" + field).isMissingNode()).as(field + " in " + sent).isFalse();
  }

  @Test
  void statuses_and_devices_of_sessions_are_written_as_apps_know_them() {
    var session = SENT.get("user.logout").at("/data/user_session");
    assertThat(session.path("status").asText()).isEqualTo("LOGOUT");
    assertThat(session.at("/device/device_type").asText()).isEqualTo("Other");
    assertThat(SENT.get("user.login").at("/data/user_session/status").asText()).isEqualTo("ACTIVE");
  }
}
