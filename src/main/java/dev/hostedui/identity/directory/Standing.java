package dev.hostedui.identity.directory;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Direct;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How things stand at the beginning of a change by a directory: what the rules ask, in one
 * statement.
 *
 * @param nameTaken whether a user of the directory goes by the name that was asked about
 * @param emailTaken whether a user of the directory has the address that was asked about
 * @param grouped whether the directory has any group
 * @param limited whether the organization has only so many seats
 * @param attributes which attributes of the directory are custom ones
 * @param ours whether the domain of the address that was asked about is verified by the
 *     organization
 * @param known whether somebody has an account with the address that was asked about
 */
record Standing(
    Organization organization,
    boolean nameTaken,
    boolean emailTaken,
    boolean grouped,
    boolean limited,
    AttributeMap attributes,
    boolean ours,
    boolean known) {

  private static final String ASKED =
      """
      SELECT o.id, o.number, o.display_name, o.features, d.enabled_at, d.group_count, d.attribute_map,
             COALESCE(o.max_allowed_users, (SELECT s.max_allowed_users FROM environment s)) AS max_allowed_users,
             (SELECT 1 FROM users u WHERE u.email = ?) AS known,
             (SELECT 1 FROM email_domains v WHERE v.organization_id = o.id AND v.domain = ?
                 AND v.domain_type = 'ORGANIZATION_DOMAIN' AND v.verification_status = 'VERIFIED') AS verified,
             (SELECT 1 FROM directory_users n WHERE n.directory_id = d.id AND n.user_name_key = ?) AS name_taken,
             (SELECT 1 FROM directory_users e WHERE e.directory_id = d.id AND e.email = ?) AS email_taken
        FROM directories d JOIN organizations o ON o.id = d.organization_id
       WHERE d.id = ? AND d.organization_id = ?
      """;

  private record Row(Standing standing, boolean enabled, boolean featureOn) {}

  /**
   * Holds the organization, and refuses unless the directory may change who belongs to it.
   *
   * @param key the folded user name to ask about, or null
   * @param email the address to ask about, or null
   * @throws Problem NOT_FOUND when there is no such directory, or the actor is another one;
   *     FORBIDDEN {@code directory_disabled} while it is not listened to, {@code feature_off}
   */
  static Standing hold(
      Handle tx,
      Actor.Directory actor,
      Directory directory,
      @Nullable String key,
      @Nullable EmailAddress email) {
    if (!actor.id().equals(directory.id().value())) throw Problem.notFound("directory_not_found");
    actor.must(tx, directory.organization(), Permission.USERS_INVITE);
    var row =
        Direct.row(
                tx,
                ASKED,
                Standing::read,
                email == null ? "" : email.value(),
                email == null ? "" : email.domain(),
                key == null ? "" : key,
                email == null ? "" : email.value(),
                directory.id(),
                directory.organization())
            .orElseThrow(() -> Problem.notFound("directory_not_found"));
    if (!row.enabled) throw Problem.forbidden("directory_disabled");
    if (!row.featureOn)
      throw Problem.forbidden("feature_off").with(row.standing.organization.displayName());
    return row.standing;
  }

  private static Row read(ResultSet row) throws SQLException {
    return new Row(
        new Standing(
            new Organization(
                new OrganizationId(Columns.text(row, "id")),
                row.getLong("number"),
                Columns.text(row, "display_name")),
            row.getString("name_taken") != null,
            row.getString("email_taken") != null,
            row.getLong("group_count") > 0,
            row.getLong("max_allowed_users") > 0,
            AttributeMap.stored(Columns.text(row, "attribute_map")),
            row.getString("verified") != null,
            row.getString("known") != null),
        Columns.timeOrNull(row, "enabled_at") != null,
        Feature.among(Columns.text(row, "features")).contains(Feature.DIR_SYNC));
  }
}
