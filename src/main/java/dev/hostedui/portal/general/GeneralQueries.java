package dev.hostedui.portal.general;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.emaildomain.DomainName;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.EmailDomains;
import dev.hostedui.identity.member.Suggestions;
import dev.hostedui.identity.picture.PictureId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the General page reads. The name itself comes with the visitor. */
final class GeneralQueries {

  private final Database database;

  GeneralQueries(Database database) {
    this.database = database;
  }

  /** What an organization is called, by people and, where it has a slug, in addresses. */
  record Names(
      String displayName,
      @Nullable String slug,
      @Nullable PictureId logo,
      @Nullable String logoFault) {}

  /**
   * What the organization is called.
   *
   * @throws Problem NOT_FOUND when it was deleted meanwhile
   */
  Names names(OrganizationId organization) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT display_name, slug, logo_picture, logo_fault FROM organizations WHERE id ="
                        + " :organization")
                .bind("organization", organization)
                .map(
                    (row, context) ->
                        new Names(
                            Columns.text(row, "display_name"),
                            row.getString("slug"),
                            PictureId.stored(row.getString("logo_picture")),
                            row.getString("logo_fault")))
                .findOne()
                .orElseThrow(() -> Problem.notFound("organization_not_found")));
  }

  List<GeneralPage.ListedDomain> domains(OrganizationId organization) {
    return database.read(
        handle ->
            Suggestions.bindForAnybody(
                    handle.createQuery(
                        "SELECT d.id, d.domain, CASE WHEN "
                            + Suggestions.COUNTS
                            + " THEN 1 ELSE 0 END AS offered FROM email_domains d WHERE d.organization_id ="
                            + " :organization AND d.domain_type = 'ALLOWED_EMAIL_DOMAIN' ORDER BY"
                            + " d.domain LIMIT :most"))
                .bind("organization", organization)
                .bind("most", EmailDomains.MOST_ALLOWED)
                .map(
                    (row, context) ->
                        new GeneralPage.ListedDomain(
                            Columns.text(row, "id"),
                            new DomainName(Columns.text(row, "domain")).displayed(),
                            row.getInt("offered") == 1))
                .list());
  }

  Optional<GeneralPage.ListedDomain> domain(OrganizationId organization, EmailDomainId id) {
    return domains(organization).stream()
        .filter(domain -> domain.id().equals(id.value()))
        .findFirst();
  }
}
