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
import static dev.hostedui.api.Schema.whole;

import dev.hostedui.api.Operation.Group;
import dev.hostedui.api.Schema.Shape;
import dev.hostedui.core.Core;
import dev.hostedui.db.Columns;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.event.Snapshot;
import dev.hostedui.identity.organization.Organizations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Which email domains are an organization's own, and which suggest it. */
final class DomainOperations {

  private static final String PATH = "/organizations/{organization_id}/domains";
  private static final String ONE = PATH + "/{domain_id}";
  static final String OWN = "ORGANIZATION_DOMAIN";
  private static final String ALLOWED = "ALLOWED_EMAIL_DOMAIN";

  private static final Shape DOMAIN =
      new Shape(
          "Domain",
          needed("id", id("dom_"), "Its id."),
          needed("domain", text("acme.example"), "The domain, in its ASCII form."),
          needed("domain_type", constant(OWN, ALLOWED), "What it is for."),
          needed("organization_id", id("org_"), "Whose it is."),
          needed(
              "verification_method",
              constant("ADMIN", "DNS", "NOT_APPLICABLE"),
              "By what it is proven: your word, a record, or nothing."),
          needed(
              "verification_status",
              constant("VERIFIED", "PENDING", "FAILED", "AUTO_VERIFIED"),
              "How far that is."),
          field("txt_record_key", text("_domain-verification"), "Where the record may stand."),
          field("txt_record_secret", text("acme-verify-dom_1=7d2b"), "What the record says."),
          needed("create_time", time(), "When it was added."),
          needed("update_time", time(), "When it last changed."));

  private static final Shape ANSWER =
      new Shape("DomainAnswer", needed("domain", DOMAIN, "The domain."));

  private static final Shape PAGE =
      new Shape(
          "DomainPage",
          needed("page_size", count(30), "How many at most."),
          needed("page_number", count(0), "Which page, from 0 on."),
          needed("domains", listOf(DOMAIN), "The domains of this page."));

  private static final Shape NEW =
      new Shape(
          "CreateDomain",
          needed("domain", text("acme.example").min(4).max(255), "The domain."),
          field("domain_type", constant(OWN, ALLOWED), "What it is for; its own when not given."));

  private static final Shape VERIFY =
      new Shape("VerifyDomain", needed("verified", truth(true), "True: by your word."));

  private final Core core;

  DomainOperations(Core core) {
    this.core = core;
  }

  List<Operation> all() {
    return List.of(
        Operation.get(Group.DOMAINS, PATH, "listDomains")
            .says("List the domains of an organization", "By their names.")
            .needs(Permission.SETTINGS_READ)
            .query("domain_type", constant(OWN, ALLOWED), "Only those that are for this.")
            .query("include", constant("verification_details"), "Also what the record has to be.")
            .query("page_size", whole(30, 1, 100), "How many at most; 30 when it is not given.")
            .query("page_number", whole(0, 0, 10_000), "Which page, from 0 on.")
            .answers(200, PAGE)
            .by(this::list),
        Operation.post(Group.DOMAINS, PATH, "createDomain")
            .says(
                "Add a domain to an organization",
                "Its own ones are verified at once, by your word: its people are sent to its"
                    + " single sign-on, and its directory speaks for them.")
            .operates()
            .takes(NEW)
            .answers(200, ANSWER)
            .by(this::create),
        Operation.patch(Group.DOMAINS, ONE + ":verify", "verifyDomain")
            .says("Verify a domain by your word", "Without a record in its DNS.")
            .operates()
            .takes(VERIFY)
            .refuses(409)
            .answers(200, ANSWER)
            .by(this::verify),
        Operation.get(Group.DOMAINS, ONE, "getDomain")
            .says("Get a domain", "With how far its verification is.")
            .needs(Permission.SETTINGS_READ)
            .query("include", constant("verification_details"), "Also what the record has to be.")
            .tagged()
            .answers(200, ANSWER)
            .by(call -> shown(call, domainId(call))),
        Operation.delete(Group.DOMAINS, ONE, "deleteDomain")
            .says("Remove a domain", "Whoever came in through it stays.")
            .needs(Permission.SETTINGS_MANAGE)
            .answers(200, Shapes.NOTHING)
            .by(this::delete));
  }

  private static EmailDomainId domainId(Call call) {
    return EmailDomainId.parse(call.path("domain_id"))
        .orElseThrow(() -> Problem.notFound("domain_not_found"));
  }

  private Reply list(Call call) {
    var size = call.query("page_size").isEmpty() ? 30 : Integer.parseInt(call.query("page_size"));
    var number =
        call.query("page_number").isEmpty() ? 0 : Integer.parseInt(call.query("page_number"));
    var details = details(call);
    var type = call.query("domain_type");
    return core.database.read(
        handle -> {
          Organizations.mustExist(handle, call.organization());
          var domains =
              handle
                  .createQuery(
                      SELECT
                          + " AND (:type = '' OR domain_type = :type) ORDER BY domain, id LIMIT"
                          + " :size OFFSET :from")
                  .bind("organization", call.organization())
                  .bind("type", type)
                  .bind("size", size)
                  .bind("from", (long) size * number)
                  .map((row, context) -> json(row, details))
                  .list();
          return Reply.of(
              new Snapshot()
                  .with("page_size", size)
                  .with("page_number", number)
                  .with("domains", domains));
        });
  }

  private static final String SELECT =
      """
      SELECT id, domain, domain_type, organization_id, verification_method, verification_status, txt_record_key,
             txt_record_secret, created_at, updated_at
        FROM email_domains WHERE organization_id = :organization
      """;

  private static boolean details(Call call) {
    return call.query("include").equals("verification_details");
  }

  private static Map<String, Object> json(ResultSet row, boolean details) throws SQLException {
    return new Snapshot()
        .with("id", Columns.text(row, "id"))
        .with("domain", Columns.text(row, "domain"))
        .with("domain_type", Columns.text(row, "domain_type"))
        .with("organization_id", Columns.text(row, "organization_id"))
        .with("verification_method", Columns.text(row, "verification_method"))
        .with("verification_status", Columns.text(row, "verification_status"))
        .with("txt_record_key", details ? row.getString("txt_record_key") : null)
        .with("txt_record_secret", details ? row.getString("txt_record_secret") : null)
        .at("create_time", Columns.time(row, "created_at"))
        .at("update_time", Columns.time(row, "updated_at"))
        .values();
  }

  private static Map<String, Object> find(
      Handle handle, OrganizationId organization, EmailDomainId id, boolean details) {
    return handle
        .createQuery(SELECT + " AND id = :id")
        .bind("organization", organization)
        .bind("id", id)
        .map((row, context) -> json(row, details))
        .findOne()
        .orElseThrow(() -> Problem.notFound("domain_not_found"));
  }

  private Reply shown(Call call, EmailDomainId id) {
    var json = core.database.read(handle -> find(handle, call.organization(), id, details(call)));
    return Reply.of("domain", json).as(Instant.parse((String) json.get("update_time")));
  }

  private Reply create(Call call) {
    var domain = call.body().textOr("domain", "");
    if (call.body().textOr("domain_type", OWN).equals(ALLOWED))
      return shown(call, core.emailDomains.allow(call.actor(), call.organization(), domain).id());
    return confirmed(call, domain);
  }

  private Reply confirmed(Call call, String domain) {
    var name = core.organizationDomains.confirm(call.actor(), call.organization(), domain);
    return shown(call, core.organizationDomains.find(call.organization(), name).orElseThrow().id());
  }

  private Reply verify(Call call) {
    var it = core.database.read(handle -> find(handle, call.organization(), domainId(call), false));
    if (!Boolean.TRUE.equals(call.body().truth("verified")))
      throw Problem.invalid("not_one_of").at("verified").with("true");
    if (!OWN.equals(it.get("domain_type"))) throw Problem.notFound("domain_not_found");
    // what is so already is no change
    if ("VERIFIED".equals(it.get("verification_status"))) return shown(call, domainId(call));
    return confirmed(call, String.valueOf(it.get("domain")));
  }

  private Reply delete(Call call) {
    var id = domainId(call);
    var it = core.database.read(handle -> find(handle, call.organization(), id, false));
    if (ALLOWED.equals(it.get("domain_type"))) {
      var unused = core.emailDomains.forget(call.actor(), call.organization(), id);
    } else {
      var unused = core.organizationDomains.delete(call.actor(), call.organization(), id);
    }
    return Reply.nothing();
  }
}
