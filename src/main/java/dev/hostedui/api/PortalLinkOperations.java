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
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.portallink.PortalLink;
import dev.hostedui.identity.portallink.PortalLinkId;
import dev.hostedui.identity.portallink.PortalLinkUses;
import dev.hostedui.identity.portallink.PortalLinks;
import dev.hostedui.identity.user.EmailAddress;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Links by which people without an account set an organization up. */
final class PortalLinkOperations {

  private static final String PATH = "/organizations/{organization_id}/portal_links";
  private static final String ONE = PATH + "/{link_id}";

  private static final Schema.Text FEATURE =
      constant("sso", "dir_sync", "domain_verification", "directory_sync", "scim");

  private static final Schema.Text KIND = constant("embed", "shareable");

  private static final Shape STEP =
      new Shape(
          "PortalStep",
          needed(
              "type",
              constant(
                  "publish_record",
                  "enter_metadata",
                  "test_connection",
                  "connect_directory",
                  "authorize_directory",
                  "map_groups"),
              "What is to be done."),
          needed(
              "object_id",
              text("dom_123456789012345678").min(1).max(64),
              "With which domain, connection or directory."));

  private static final Shape LINK =
      new Shape(
          "PortalLink",
          needed("id", id("lnk_"), "Its id."),
          field(
              "location",
              text("https://portal.example.com/magicLink/9b1c8a3e-0d44-4f0e-8a55-1f0a8b1c2d3e"),
              "Where it leads. It is a secret and told this once, when the link is made."),
          needed("expire_time", time(), "Until when it can be opened."),
          needed("organization_id", id("org_"), "What it sets up."),
          needed("kind", KIND, "embed: once within a minute. shareable: for seven days."),
          needed("features", listOf(FEATURE), "What it opens, as far as it is on."),
          field(
              "features_off",
              listOf(FEATURE),
              "Those of them that are off for the organization now, so that it does not open them."),
          field("step", STEP, "The one step that it is for."),
          needed("map_groups", truth(false), "Whether groups can be mapped to roles by it."),
          field("email", text("carla@acme.example"), "The address that must be proven to open it."),
          needed(
              "status",
              constant("OPEN", "USED", "EXPIRED", "REVOKED", "ORPHANED"),
              "Whether it can be opened. ORPHANED: whoever made it may not change that any more."),
          field("created_by", text("ada@acme.example"), "The address of who made it."),
          needed("create_time", time(), "When it was made."),
          field("open_time", time(), "When it was opened for the first time."),
          field("revoke_time", time(), "When it was revoked."),
          field("done_time", time(), "When its step was done."),
          field("done_by", text("carla@acme.example"), "The proven address of who did it."));

  private static final Shape ANSWER =
      new Shape("PortalLinkAnswer", needed("link", LINK, "The link."));

  private static final Shape USE =
      new Shape(
          "PortalLinkUse",
          needed(
              "type",
              constant("OPENED", "REFUSED", "CODE_SENT", "STEP_DONE", "LEFT"),
              "What happened."),
          field("reason", text("PORTAL_LINK_EXPIRED"), "Why it was refused."),
          field("email", text("carla@acme.example"), "The address that was proven."),
          needed("ip", text("203.0.113.7"), "The network address."),
          needed("user_agent", text("Mozilla/5.0"), "The browser."),
          needed("time", time(), "When."));

  private static final Shape NEW =
      new Shape(
          "CreatePortalLink",
          field("kind", KIND, "How often and how long it can be opened; embed when not given."),
          field(
              "features",
              listOf(FEATURE),
              "What it opens; all that is on for the organization when not given, at least one when"
                  + " it is. directory_sync and scim are other names of dir_sync."),
          field("step", STEP, "Narrows it to one step."),
          field(
              "map_groups",
              truth(false),
              "Lets whoever opens it map groups of the directory to roles, to those whose"
                  + " permissions your token has, where it opens dir_sync; a link to the step"
                  + " map_groups always does."),
          field(
              "email",
              text("carla@acme.example").max(EmailAddress.LONGEST),
              "Binds it to an address, which must be proven with a code that is mailed there."),
          field("send_email", truth(false), "Mails a shareable link to that address."));

  private final Core core;

  PortalLinkOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.PORTAL_LINKS, PATH, "listPortalLinks")
            .says("List the portal links of an organization", "The newest first, at most 100.")
            .needs(Permission.SETTINGS_READ)
            .query("kind", KIND, "Only those of this kind.")
            .answers(
                200, new Shape("PortalLinksAnswer", needed("links", listOf(LINK), "The links.")))
            .by(this::list),
        Operation.put(Group.PORTAL_LINKS, PATH, "createPortalLink")
            .makesAnew()
            .says(
                "Make a portal link",
                "Make an embed link for each load of the page that shows the portal in a frame, or"
                    + " a shareable one for a colleague. Your token must allow what the link"
                    + " opens: sk_org_sso_manage, sk_org_scim_manage or sk_org_settings_manage.")
            .needs(Permission.SETTINGS_MANAGE)
            .queries("features", FEATURE, "What it opens; as in the body, or in its place.")
            .takes(NEW, Schema.ordered("kind", "embed", "features", List.of("sso")))
            .refuses(409)
            .answers(200, ANSWER)
            .by(this::make),
        Operation.delete(Group.PORTAL_LINKS, PATH, "revokePortalLinks")
            .says(
                "Revoke all portal links of an organization",
                "Nobody opens them any more, and whoever is in by them is out.")
            .needs(Permission.SETTINGS_MANAGE)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.portalLinks.revokeAll(call.actor(), call.organization());
                  return Reply.nothing();
                }),
        Operation.get(Group.PORTAL_LINKS, ONE, "getPortalLink")
            .says("Get a portal link", "With who opened it, who was refused, and what was done.")
            .needs(Permission.SETTINGS_MANAGE)
            .answers(
                200,
                new Shape(
                    "PortalLinkWithUsesAnswer",
                    needed("link", LINK, "The link."),
                    needed("uses", listOf(USE), "What became of it, the newest first.")))
            .by(this::get),
        Operation.delete(Group.PORTAL_LINKS, ONE, "revokePortalLink")
            .says(
                "Revoke a portal link", "Nobody opens it any more, and whoever is in by it is out.")
            .needs(Permission.SETTINGS_MANAGE)
            .answers(200, Shapes.NOTHING)
            .by(
                call -> {
                  core.portalLinks.revoke(call.actor(), call.organization(), linkId(call));
                  return Reply.nothing();
                }));
  }

  private static PortalLinkId linkId(Call call) {
    return PortalLinkId.parse(call.path("link_id"))
        .orElseThrow(() -> Problem.notFound("portal_link_not_found"));
  }

  private Reply list(Call call) {
    core.organizations.mustExist(call.organization());
    var off = off(call);
    return Reply.of(
        new Snapshot().with("links", links(call).stream().map(it -> json(it, off, null)).toList()));
  }

  private List<PortalLink> links(Call call) {
    return PortalLink.Kind.named(call.query("kind"))
        .map(kind -> core.portalLinks.list(call.organization(), kind))
        .orElseGet(() -> core.portalLinks.list(call.organization()));
  }

  private Reply get(Call call) {
    var link = core.portalLinks.find(call.organization(), linkId(call));
    return Reply.of(
        new Snapshot()
            .with("link", json(link, off(call), null))
            .with(
                "uses",
                core.portalLinkUses.of(call.organization(), link.id()).stream()
                    .map(PortalLinkOperations::json)
                    .toList()));
  }

  // ------------------------------------------------------------------ making

  private Reply make(Call call) {
    var terms = terms(call);
    if (Boolean.TRUE.equals(call.body().truth("send_email"))) {
      if (terms.boundTo() == null) throw Problem.invalid("value_missing").at("email");
      if (terms.kind() != PortalLink.Kind.SHAREABLE)
        throw Problem.invalid("not_one_of").at("kind").with("shareable");
      return Reply.of(
          "link",
          json(core.portalLinks.ask(call.actor(), call.organization(), terms), off(call), null));
    }
    var made = core.portalLinks.make(call.actor(), call.organization(), terms);
    return Reply.of("link", json(made.link(), off(call), core.config.issuer() + made.path()));
  }

  private static PortalLinks.Terms terms(Call call) {
    var body = call.body();
    var email = body.text("email");
    return new PortalLinks.Terms(
        PortalLink.Kind.named(body.textOr("kind", "embed")).orElseThrow(),
        modules(call),
        step(body.part("step")),
        Boolean.TRUE.equals(body.truth("map_groups")),
        email == null ? null : EmailAddress.parse("email", email));
  }

  /**
   * Those that are named in either place; not in both otherwise, for who should be believed? None
   * at all means all that are on, and a list that is empty is refused, as it might mean that or the
   * contrary.
   */
  private static Set<PortalModule> modules(Call call) {
    var query = call.queries("features");
    var body = call.body().texts("features");
    var queried = modules(query);
    var named = modules(body == null ? List.of() : body);
    if (!queried.isEmpty() && !named.isEmpty() && !queried.equals(named))
      throw Problem.invalid("features_contradict").at("features");
    if (queried.isEmpty() && named.isEmpty() && (!query.isEmpty() || body != null))
      throw Problem.invalid("features_empty").at("features");
    return queried.isEmpty() ? named : queried;
  }

  private static Set<PortalModule> modules(List<String> names) {
    return names.stream()
        .filter(it -> !it.isEmpty())
        .map(it -> PortalModule.named(it).orElseThrow())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static @Nullable PortalStep step(Body step) {
    if (!step.has("type")) return null;
    return new PortalStep(
        PortalStep.Kind.named(step.textOr("type", "")).orElseThrow(), step.textOr("object_id", ""));
  }

  // ------------------------------------------------------------------ showing

  /** What no link of the organization opens until it is on. */
  private Set<PortalModule> off(Call call) {
    return core.database.read(
        handle ->
            Arrays.stream(PortalModule.values())
                .filter(it -> !Organizations.has(handle, call.organization(), it.feature()))
                .collect(Collectors.toSet()));
  }

  /** In the order in which the portal has them. */
  private static List<String> names(Stream<PortalModule> modules) {
    return modules.sorted().map(PortalModule::wireName).toList();
  }

  private Map<String, Object> json(
      PortalLink it, Set<PortalModule> off, @Nullable String location) {
    var step = it.step();
    var closed = names(it.modules().stream().filter(off::contains));
    var email = it.boundTo();
    var done = it.done();
    return new Snapshot()
        .with("id", it.id().value())
        .with("location", location)
        .at("expire_time", it.expiresAt())
        .with("organization_id", it.organization().value())
        .with("kind", it.kind().wireName())
        .with("features", names(it.modules().stream()))
        .with("features_off", closed.isEmpty() ? null : closed)
        .with(
            "step",
            step == null
                ? null
                : Map.of("type", step.kind().wireName(), "object_id", step.object()))
        .with("map_groups", it.mappable() != null)
        .with("email", email == null ? null : email.value())
        .with("status", it.state(core.clock.instant()).name())
        .with("created_by", it.createdBy().email())
        .at("create_time", it.createdAt())
        .at("open_time", it.openedAt())
        .at("revoke_time", it.revokedAt())
        .at("done_time", done == null ? null : done.at())
        .with("done_by", done == null || done.by() == null ? null : done.by().value())
        .values();
  }

  private static Map<String, Object> json(PortalLinkUses.Use it) {
    var email = it.email();
    return new Snapshot()
        .with("type", it.kind().name())
        .with("reason", it.reason() == null ? null : it.reason().toUpperCase(Locale.ROOT))
        .with("email", email == null ? null : email.value())
        .with("ip", it.ip())
        .with("user_agent", it.userAgent())
        .at("time", it.at())
        .values();
  }
}
