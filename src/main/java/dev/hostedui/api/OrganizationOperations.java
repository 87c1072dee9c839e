package dev.hostedui.api;

import static dev.hostedui.api.Schema.field;
import static dev.hostedui.api.Schema.metadata;
import static dev.hostedui.api.Schema.needed;
import static dev.hostedui.api.Schema.text;
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.core.Core;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Metadata;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.OrganizationDetails;
import dev.hostedui.identity.organization.OrganizationSnapshot;
import dev.hostedui.identity.organization.OrganizationSnapshot.Listed;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Organizations: made, found, changed and ended, and which features they have. */
final class OrganizationOperations {

  private static final String PATH = "/organizations/{organization_id}";

  private static final Schema.Shape NEW =
      new Schema.Shape(
          "CreateOrganization",
          needed("display_name", text("Acme").min(1).max(200), "What people know it by."),
          externalId(),
          slug(),
          logo(),
          kept());

  private static final Schema.Shape CHANGE =
      new Schema.Shape(
          "UpdateOrganization",
          field("display_name", text("Acme").min(1).max(200), "What people know it by."),
          externalId(),
          slug(),
          logo(),
          kept());

  private static final Schema.Shape SETTINGS =
      new Schema.Shape(
          "UpdateOrganizationSettings",
          needed(
              "features",
              Schema.listOf(Shapes.FEATURE, 20),
              "Those to switch; the others stay as they are."));

  private static final String SEATS = "max_allowed_users";

  private static final Schema.Shape USER_MANAGEMENT =
      new Schema.Shape(
          "UserManagementSettings",
          field(
              SEATS,
              whole(50, 0, 99_999),
              "How many members it may have; 0 is no limit, null switches the rule off, and where it"
                  + " is not given it stays as it is."));

  private static final Schema.Shape USER_MANAGEMENT_CHANGE =
      new Schema.Shape(
          "UpdateUserManagementSettings", needed("settings", USER_MANAGEMENT, "The settings."));

  private static final Schema.Shape USER_MANAGEMENT_ANSWER =
      new Schema.Shape(
          "UserManagementSettingsAnswer", needed("settings", USER_MANAGEMENT, "The settings."));

  private static final Schema.Shape PAGE =
      Shapes.page("OrganizationPage", "organizations", Shapes.ORGANIZATION);

  private static final Schema.Shape FOUND =
      Shapes.found("FoundOrganizationPage", "organizations", Shapes.ORGANIZATION);

  private static Schema.Field externalId() {
    return field(
        "external_id",
        text("acme-42").max(255),
        "Your own id of it, no other organization's; an empty text takes it away.");
  }

  private static Schema.Field slug() {
    return field(
        "slug",
        text("acme").max(253),
        "A short name for addresses, a DNS label or host name; an empty text takes it away.");
  }

  private static Schema.Field logo() {
    return field(
        "logo_url",
        text("https://acme.example/logo.png").max(1024),
        "Where its logo is, by https; an empty text takes it away.");
  }

  private static Schema.Field kept() {
    return field(
        "metadata",
        metadata(10),
        "What you keep with it. What is given replaces all of it; an empty object takes it away.");
  }

  private final Core core;

  OrganizationOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.ORGANIZATIONS, "/organizations:search", "searchOrganizations")
            .says(
                "Search organizations",
                "By a part of the name or slug, or the whole id or external id.")
            .operates()
            .needsQuery(
                "query", text("acme").min(3).max(100), "What to look for, 3 to 100 characters.")
            .paged(10, 30)
            .answers(200, FOUND)
            .by(this::search),
        Operation.get(Group.ORGANIZATIONS, "/organizations", "listOrganizations")
            .says("List organizations", "In the order they were made.")
            .operates()
            .paged(10, 100)
            .query("external_id", text("acme-42").max(255), "Only the one with this id of yours.")
            .answers(200, PAGE)
            .by(this::list),
        Operation.post(Group.ORGANIZATIONS, "/organizations", "createOrganization")
            .says("Create an organization", "Nobody belongs to it yet, and no feature is on.")
            .operates()
            .takes(NEW)
            .answers(201, Shapes.ORGANIZATION_ANSWER)
            .by(this::create),
        Operation.get(
                Group.ORGANIZATIONS,
                "/organizations:external/{external_id}",
                "getOrganizationByExternalId")
            .says("Get an organization by your own id", "As by its id.")
            .needs(Permission.SETTINGS_READ)
            .tagged()
            .answers(200, Shapes.ORGANIZATION_ANSWER)
            .by(call -> shown(findExternal(call.path("external_id")))),
        Operation.get(Group.ORGANIZATIONS, PATH, "getOrganization")
            .says("Get an organization", "With its features and its session policy.")
            .needs(Permission.SETTINGS_READ)
            .tagged()
            .answers(200, Shapes.ORGANIZATION_ANSWER)
            .by(call -> shown(find(call.organization()))),
        Operation.patch(Group.ORGANIZATIONS, PATH, "updateOrganization")
            .says("Update an organization", "Changes what is given and keeps the rest.")
            .operates()
            .takes(CHANGE)
            .versioned()
            .refuses(409)
            .answers(200, Shapes.ORGANIZATION_ANSWER)
            .by(this::change),
        Operation.delete(Group.ORGANIZATIONS, PATH, "deleteOrganization")
            .says(
                "Delete an organization",
                "With its memberships, sessions and everything set up for it, for good. Who belongs"
                    + " to no other organization is deleted, too.")
            .operates()
            .refuses(409)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.memberAdministration.deleteOrganization(call.actor(), call.organization());
                  return Reply.nothing();
                }),
        Operation.patch(
                Group.ORGANIZATIONS, PATH + "/settings/usermanagement", "updateUserManagement")
            .says(
                "Limit the members of an organization",
                "Members and invitations that are there already stay.")
            .operates()
            .takes(USER_MANAGEMENT_CHANGE)
            .answers(200, USER_MANAGEMENT_ANSWER)
            .by(this::limitMembers),
        Operation.get(Group.ORGANIZATIONS, PATH + "/settings/usermanagement", "getUserManagement")
            .says("Get how many members an organization may have", "Without a limit it is missing.")
            .needs(Permission.SETTINGS_READ)
            .answers(200, USER_MANAGEMENT_ANSWER)
            .by(call -> userManagement(call.organization())),
        Operation.patch(Group.ORGANIZATIONS, PATH + "/settings", "updateOrganizationSettings")
            .says(
                "Switch features of an organization",
                "The widget of a feature is there from the next page on, or gone. What was set up"
                    + " with it stays either way.")
            .operates()
            .takes(SETTINGS)
            .versioned()
            .answers(200, Shapes.ORGANIZATION_ANSWER)
            .by(this::switchFeatures));
  }

  private Reply list(Call call) {
    var pages = Pages.asked(call);
    var external = call.query("external_id");
    if (!external.isEmpty()) {
      var found = core.database.read(handle -> OrganizationSnapshot.ofExternalId(handle, external));
      return new Pages(pages.list(), pages.size(), false, 0, 0)
          .reply(
              "organizations",
              found.stream().toList(),
              any -> 0,
              OrganizationOperations::json,
              found.isPresent() ? 1 : 0);
    }
    return core.database.read(
        handle ->
            pages.reply(
                "organizations",
                OrganizationSnapshot.list(
                    handle, pages.position(), pages.backwards(), pages.limit()),
                Listed::number,
                it -> json(it.organization()),
                OrganizationSnapshot.count(handle)));
  }

  private Reply search(Call call) {
    var pages = Pages.asked(call);
    var query = call.sought();
    return core.database
        .read(
            handle ->
                pages.reply(
                    "organizations",
                    OrganizationSnapshot.search(
                        handle,
                        query,
                        Shapes.contains(query),
                        pages.position(),
                        pages.backwards(),
                        pages.limit()),
                    Listed::number,
                    it -> json(it.organization()),
                    0))
        .uncounted();
  }

  private Reply create(Call call) {
    var body = call.body();
    var metadata = body.pairs("metadata");
    var made =
        core.organizations.create(
            call.actor(),
            new OrganizationDetails(
                body.textOr("display_name", ""),
                body.text("external_id"),
                body.text("slug"),
                body.text("logo_url"),
                metadata == null ? Metadata.NONE : new Metadata(metadata)));
    return shown(find(made.id()));
  }

  private Reply change(Call call) {
    var body = call.body();
    var metadata = body.pairs("metadata");
    core.organizations.change(
        call.actor(),
        call.organization(),
        call.seen(),
        was ->
            new OrganizationDetails(
                body.textOr("display_name", was.displayName()),
                body.has("external_id") ? body.text("external_id") : was.externalId(),
                body.has("slug") ? body.text("slug") : was.slug(),
                body.has("logo_url") ? body.text("logo_url") : was.logoUrl(),
                metadata == null ? was.metadata() : new Metadata(metadata)));
    return shown(find(call.organization()));
  }

  private Reply switchFeatures(Call call) {
    var features = new EnumMap<Feature, Boolean>(Feature.class);
    for (var one : call.body().parts("features")) {
      var feature = Feature.named(one.textOr("name", "")).orElseThrow();
      var enabled = Boolean.TRUE.equals(one.truth("enabled"));
      var other = features.put(feature, enabled);
      if (other != null && other != enabled)
        throw Problem.invalid("feature_on_and_off").at("features").with(feature.wireName());
    }
    core.organizations.setFeatures(call.actor(), call.organization(), call.seen(), features);
    return shown(find(call.organization()));
  }

  private Reply limitMembers(Call call) {
    var settings = call.body().part("settings");
    if (settings.names(SEATS))
      core.organizations.setSeats(call.actor(), call.organization(), settings.whole(SEATS));
    return userManagement(call.organization());
  }

  private Reply userManagement(OrganizationId id) {
    var most =
        find(id).values().get("settings") instanceof Map<?, ?> settings
            ? settings.get(SEATS)
            : null;
    return Reply.of("settings", new Snapshot().with(SEATS, most).values());
  }

  private Snapshot find(OrganizationId id) {
    return found(core.database.read(handle -> OrganizationSnapshot.find(handle, id)));
  }

  private Snapshot findExternal(String id) {
    return found(core.database.read(handle -> OrganizationSnapshot.ofExternalId(handle, id)));
  }

  private static Snapshot found(Optional<Snapshot> organization) {
    return organization.orElseThrow(() -> Problem.notFound("organization_not_found"));
  }

  private static Reply shown(Snapshot organization) {
    var json = json(organization);
    return Reply.of("organization", json).as(Instant.parse((String) json.get("update_time")));
  }

  private static Map<String, Object> json(Snapshot organization) {
    return organization.values();
  }
}
