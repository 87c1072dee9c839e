package dev.hostedui.identity;

import dev.hostedui.db.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a portal link opens now. Nobody hands on more than they hold: what a person has made opens
 * no more than they may change themselves at this moment, and nothing once they were removed. What
 * an application has made opens nothing once it was deleted, or may not use the API any more. Links
 * of the operator's commands stand for themselves.
 *
 * @param modules those whose feature is on
 * @param step the one step it is narrowed to, or null for whole modules
 * @param mappable what roles may give that are mapped to groups by it
 * @param held what whoever made it held then, and holds still
 */
public record Handed(
    Set<PortalModule> modules,
    @Nullable PortalStep step,
    Set<Permission> mappable,
    Set<Permission> held) {

  /** Reads what whoever made a link {@code l} holds; null when that is everything. */
  public static final String MAKER =
      """
      CASE l.created_by_type
        WHEN 'user' THEN COALESCE(
             (SELECT string_agg(r.effective_permissions, ' ')
                FROM memberships m
                JOIN membership_roles mr ON mr.organization_id = m.organization_id AND mr.user_id = m.user_id
                JOIN roles r ON r.id = mr.role_id
               WHERE m.organization_id = l.organization_id AND m.user_id = l.created_by AND m.status = 'ACTIVE'),
             '')
        WHEN 'client' THEN
             (CASE WHEN EXISTS (SELECT 1 FROM applications a WHERE a.client_id = l.created_by AND a.management_api = 'allowed')
                   THEN NULL ELSE '' END)
        END AS maker_holds\
      """;

  /** Reads one of a link {@code l} and its organization {@code o}. */
  public static final String COLUMNS =
      "l.modules, l.step_kind, l.step_object, l.mappable, l.held, o.features, " + MAKER;

  public Handed {
    modules = Set.copyOf(modules);
    mappable = Set.copyOf(mappable);
    held = Set.copyOf(held);
  }

  /** Reads {@link #COLUMNS}. */
  public static Handed read(ResultSet row) throws SQLException {
    var maker = maker(row);
    var features = Feature.among(Columns.text(row, "features"));
    var modules = PortalModule.among(Columns.text(row, "modules"));
    modules.removeIf(it -> !features.contains(it.feature()) || !maker.contains(it.manage()));
    var mappable = row.getString("mappable");
    return new Handed(
        modules,
        PortalStep.stored(row),
        both(mappable == null ? "" : mappable, maker),
        both(Columns.text(row, "held"), maker));
  }

  /** Reads {@link #MAKER}: what limits the link now. */
  public static Set<Permission> maker(ResultSet row) throws SQLException {
    var holds = row.getString("maker_holds");
    return holds == null ? EnumSet.allOf(Permission.class) : Permission.among(holds);
  }

  private static Set<Permission> both(String handed, Set<Permission> maker) {
    var permissions = Permission.among(handed);
    permissions.retainAll(maker);
    return permissions;
  }

  Set<Permission> permissions() {
    var all = EnumSet.noneOf(Permission.class);
    if (step == null) for (var module : modules) all.addAll(module.gives());
    return all;
  }

  boolean include(PortalModule module) {
    return step == null && modules.contains(module);
  }

  boolean include(PortalStep wanted) {
    return modules.contains(wanted.module()) && (step == null || step.covers(wanted));
  }

  boolean mayGive(Set<Permission> gives) {
    return mappable.containsAll(gives) || permissions().containsAll(gives);
  }
}
