package dev.hostedui.identity.portallink;

import dev.hostedui.db.Columns;
import dev.hostedui.identity.Handed;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** The rows of links. Who may do something with them is not asked here. */
final class PortalLinkTable {

  static final String COLUMNS =
      "l.id, l.organization_id, l.kind, l.modules, l.step_kind, l.step_object, l.mappable,"
          + " l.held, l.bound_to, l.created_by_type, l.created_by, l.created_by_email, l.created_at,"
          + " l.expires_at, l.opened_at, l.revoked_at, l.done_at, l.done_by, "
          + Handed.MAKER;

  private PortalLinkTable() {}

  static void insert(Handle tx, PortalLink link, String uuid) {
    var step = link.step();
    tx.createUpdate(
            """
            INSERT INTO portal_links (id, organization_id, kind, uuid_hash, modules, step_kind, step_object, mappable, held, bound_to,
                                      created_by_type, created_by, created_by_email, created_at, expires_at)
            VALUES (:id, :organization, :kind, :hash, :modules, :stepKind, :stepObject, :mappable, :held, :boundTo,
                    :byType, :by, :byEmail, :now, :expires)
            """)
        .bind("id", link.id())
        .bind("organization", link.organization())
        .bind("kind", link.kind())
        .bind("hash", Ids.hash(uuid))
        .bind("modules", names(link))
        .bind("stepKind", step == null ? null : step.kind().wireName())
        .bind("stepObject", step == null ? null : step.object())
        .bind("mappable", link.mappable() == null ? null : Permission.written(link.mappable()))
        .bind("held", Permission.written(link.held()))
        .bind("boundTo", link.boundTo())
        .bind("byType", link.createdBy().type())
        .bind("by", link.createdBy().id())
        .bind("byEmail", link.createdBy().email())
        .bind("now", link.createdAt())
        .bind("expires", link.expiresAt())
        .execute();
  }

  private static String names(PortalLink link) {
    return link.modules().stream()
        .map(PortalModule::wireName)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  static Optional<PortalLink> find(Handle handle, OrganizationId organization, PortalLinkId id) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM portal_links l WHERE l.id = :id AND l.organization_id = :organization")
        .bind("id", id)
        .bind("organization", organization)
        .map((row, context) -> read(row))
        .findOne();
  }

  /**
   * The links of an organization, the newest first.
   *
   * @param kind only those, or null for all
   */
  static List<PortalLink> list(
      Handle handle, OrganizationId organization, PortalLink.@Nullable Kind kind, int most) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM portal_links l WHERE l.organization_id = :organization AND (:kind = '' OR"
                + " l.kind = :kind) ORDER BY l.id DESC LIMIT :most")
        .bind("organization", organization)
        .bind("kind", kind == null ? "" : kind.wireName())
        .bind("most", most)
        .map((row, context) -> read(row))
        .list();
  }

  static Optional<PortalLink> newest(Handle handle, OrganizationId organization, PortalStep step) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM portal_links l WHERE l.organization_id = :organization AND l.step_object ="
                + " :object AND l.step_kind = :kind AND l.revoked_at IS NULL ORDER BY l.id DESC"
                + " LIMIT 1")
        .bind("organization", organization)
        .bind("object", step.object())
        .bind("kind", step.kind())
        .map((row, context) -> read(row))
        .findOne();
  }

  /** The links of an organization that can be opened, or may have opened a session that goes on. */
  static List<PortalLink> alive(Handle handle, OrganizationId organization, Instant now) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM portal_links l WHERE l.organization_id = :organization AND l.revoked_at IS"
                + " NULL AND (l.expires_at > :now OR EXISTS (SELECT 1 FROM portal_sessions s WHERE"
                + " s.link_id = l.id AND s.ended_at IS NULL AND s.expires_at > :now)) ORDER BY"
                + " l.id")
        .bind("organization", organization)
        .bind("now", now)
        .map((row, context) -> read(row))
        .list();
  }

  /** Notes that a link was opened; false when it had been before. */
  static boolean setOpened(Handle tx, PortalLinkId id, Instant now) {
    return tx.createUpdate(
                "UPDATE portal_links SET opened_at = :now WHERE id = :id AND opened_at IS NULL")
            .bind("now", now)
            .bind("id", id)
            .execute()
        > 0;
  }

  static void setRevoked(Handle tx, PortalLinkId id, Instant now) {
    tx.createUpdate("UPDATE portal_links SET revoked_at = :now WHERE id = :id")
        .bind("now", now)
        .bind("id", id)
        .execute();
  }

  /** Notes that the step of a link was done. */
  static void setDone(Handle tx, PortalLinkId id, Instant now, @Nullable EmailAddress by) {
    tx.createUpdate("UPDATE portal_links SET done_at = :now, done_by = :by WHERE id = :id")
        .bind("now", now)
        .bind("by", by)
        .bind("id", id)
        .execute();
  }

  /**
   * The links whose step is this one and was not done yet: those that can be opened, and of those
   * that have expired the ones by which somebody knows of it, having opened them or been asked. A
   * record in the DNS or a first call comes when it comes.
   */
  static List<PortalLink> waiting(
      Handle handle, OrganizationId organization, PortalStep step, Instant now) {
    return handle
        .createQuery(
            "SELECT "
                + COLUMNS
                + " FROM portal_links l WHERE l.organization_id = :organization AND l.step_object ="
                + " :object AND l.step_kind = :kind AND l.done_at IS NULL AND l.revoked_at IS NULL"
                + " AND (l.expires_at > :now OR l.opened_at IS NOT NULL OR l.bound_to IS NOT NULL)"
                + " ORDER BY l.id")
        .bind("organization", organization)
        .bind("object", step.object())
        .bind("kind", step.kind())
        .bind("now", now)
        .map((row, context) -> read(row))
        .list();
  }

  static PortalLink read(ResultSet row) throws SQLException {
    var boundTo = row.getString("bound_to");
    var mappable = row.getString("mappable");
    var modules = PortalModule.among(Columns.text(row, "modules"));
    var maker = Handed.maker(row);
    return new PortalLink(
        new PortalLinkId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        PortalLink.Kind.named(Columns.text(row, "kind")).orElseThrow(),
        modules,
        PortalStep.stored(row),
        mappable == null ? null : Permission.among(mappable),
        Permission.among(Columns.text(row, "held")),
        boundTo == null ? null : new EmailAddress(boundTo),
        new PortalLink.Maker(
            Columns.text(row, "created_by_type"),
            Columns.text(row, "created_by"),
            row.getString("created_by_email")),
        Columns.time(row, "created_at"),
        Columns.time(row, "expires_at"),
        Columns.timeOrNull(row, "opened_at"),
        Columns.timeOrNull(row, "revoked_at"),
        modules.stream().noneMatch(it -> maker.contains(it.manage())),
        done(row));
  }

  private static PortalLink.@Nullable Done done(ResultSet row) throws SQLException {
    var at = Columns.timeOrNull(row, "done_at");
    var by = row.getString("done_by");
    return at == null ? null : new PortalLink.Done(at, by == null ? null : new EmailAddress(by));
  }
}
