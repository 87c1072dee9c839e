package dev.hostedui.identity.portallink;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.PortalModule;
import dev.hostedui.identity.PortalStep;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.portallink.PortalLink.Kind;
import dev.hostedui.identity.portallink.PortalLink.State;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Makes links to the portal, finds them by what their address holds, and revokes them.
 *
 * <p>Whoever makes or revokes a link must be able to do themselves all that it opens ({@link
 * PortalModule#manage}); who came by a link makes none.
 */
public final class PortalLinks {

  /** So many of an organization's links are listed: the newest. */
  public static final int MOST_LISTED = 100;

  /** So many shareable links of an organization may be open at the same time. */
  public static final int MOST_OPEN = 50;

  /** Where the addresses of links begin. */
  public static final String PATH = "/magicLink/";

  /** What stands after the UUID of a shareable link. */
  private static final String SHAREABLE = "_p";

  private static final Pattern UUID =
      Pattern.compile("([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(_p)?");

  private final Database database;
  private final Events events;
  private final Ids ids;
  private final Clock clock;

  public PortalLinks(Database database, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.events = events;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * What a link shall open, and to whom.
   *
   * @param modules empty for all that are on for the organization and that the actor may change
   * @param step the one step it is narrowed to, or null for whole modules
   * @param boundTo the address that must be proven to open it, or null when whoever has it may
   */
  public record Terms(
      Kind kind,
      Set<PortalModule> modules,
      @Nullable PortalStep step,
      @Nullable EmailAddress boundTo) {

    public Terms {
      modules = Set.copyOf(modules);
    }

    /** An unlimited link of that kind. */
    public static Terms of(Kind kind) {
      return new Terms(kind, Set.of(), null, null);
    }
  }

  /**
   * A link that has just been made.
   *
   * @param uuid what stands in its address, the only time that it is told
   */
  public record Made(PortalLink link, String uuid) {

    /** Where it leads, below the address of this installation. */
    public String path() {
      return PATH + uuid;
    }

    /** Never with the UUID. */
    @Override
    public String toString() {
      return link.toString();
    }
  }

  /**
   * A link as its address finds it.
   *
   * @param link null when it is unknown
   * @param organizationName what people call its organization; empty when it is unknown
   */
  public record Found(@Nullable PortalLink link, String organizationName, State state) {
    static final Found NONE = new Found(null, "", State.UNKNOWN);
  }

  // ------------------------------------------------------------------ making and ending

  /**
   * Makes a link.
   *
   * @throws Problem FORBIDDEN when the actor may not do itself what the link would open, or was
   *     asked by a link itself, or none of it is on for the organization; NOT_FOUND for the
   *     organization or what the step is about; CONFLICT when {@link #MOST_OPEN} are open
   */
  public Made make(Actor actor, OrganizationId organization, Terms terms) {
    return database.inTransaction(
        tx -> {
          var modules = opened(tx, actor, organization, terms);
          var now = clock.instant();
          if (terms.kind == Kind.SHAREABLE && open(tx, organization, now) >= MOST_OPEN)
            throw Problem.conflict("too_many_portal_links").with(MOST_OPEN);
          var uuid = ids.uuid();
          var made =
              new PortalLink(
                  new PortalLinkId(ids.next(PortalLinkId.PREFIX)),
                  organization,
                  terms.kind,
                  modules,
                  terms.step,
                  terms.boundTo,
                  new PortalLink.Maker(actor.type(), actor.id(), actor.email()),
                  now,
                  now.plus(terms.kind.lifetime()),
                  null,
                  null,
                  null);
          PortalLinkTable.insert(tx, made, uuid);
          record(
              tx,
              actor,
              EventType.PORTAL_LINK_CREATED,
              made,
              Change.created(PortalLinkSnapshot.of(made)));
          return new Made(made, terms.kind == Kind.SHAREABLE ? uuid + SHAREABLE : uuid);
        });
  }

  /** The modules that a link with these terms opens, if the actor may have it made. */
  private static Set<PortalModule> opened(
      Handle tx, Actor actor, OrganizationId organization, Terms terms) {
    var it =
        Organizations.find(tx, organization)
            .orElseThrow(() -> Problem.notFound("organization_not_found"));
    var step = terms.step;
    Set<PortalModule> wanted =
        step != null
            ? EnumSet.of(step.module())
            : terms.modules.isEmpty() ? onFor(tx, actor, organization) : terms.modules;
    for (var module : wanted) mustMayAsk(tx, actor, organization, module);
    if (wanted.isEmpty() || Collections.disjoint(wanted, on(tx, organization)))
      throw Problem.forbidden("feature_off").with(it.displayName());
    return wanted;
  }

  private static void mustMayAsk(
      Handle tx, Actor actor, OrganizationId organization, PortalModule module) {
    actor.must(tx, organization, module);
    if (!actor.mayAskOthers()) throw Problem.forbidden("permission_missing");
  }

  private static Set<PortalModule> onFor(Handle tx, Actor actor, OrganizationId organization) {
    var held = actor.permissionsIn(tx, organization);
    var modules = on(tx, organization);
    modules.removeIf(module -> !held.contains(module.manage()));
    if (modules.isEmpty() && !on(tx, organization).isEmpty())
      throw Problem.forbidden("permission_missing");
    return modules;
  }

  private static Set<PortalModule> on(Handle tx, OrganizationId organization) {
    var modules = EnumSet.allOf(PortalModule.class);
    modules.removeIf(module -> !Organizations.has(tx, organization, module.feature()));
    return modules;
  }

  private static int open(Handle tx, OrganizationId organization, Instant now) {
    return tx.createQuery(
            "SELECT COUNT(*) FROM portal_links WHERE organization_id = :organization AND kind ="
                + " :kind AND revoked_at IS NULL AND expires_at > :now")
        .bind("organization", organization)
        .bind("kind", Kind.SHAREABLE)
        .bind("now", now)
        .mapTo(Integer.class)
        .one();
  }

  /**
   * Revokes a link: nobody opens it any more, and the sessions it has opened end. One that is
   * revoked already stays so.
   *
   * @throws Problem NOT_FOUND, for another organization's too; FORBIDDEN unless the actor may do
   *     itself what it opens
   */
  public PortalLink revoke(Actor actor, OrganizationId organization, PortalLinkId id) {
    return database.inTransaction(
        tx -> {
          var link =
              PortalLinkTable.find(tx, organization, id)
                  .orElseThrow(() -> Problem.notFound("portal_link_not_found"));
          for (var module : link.modules()) mustMayAsk(tx, actor, organization, module);
          return revoke(tx, actor, link);
        });
  }

  /**
   * Revokes all links of an organization that the actor may revoke.
   *
   * @return how many there were
   */
  public int revokeAll(Actor actor, OrganizationId organization) {
    return database.inTransaction(
        tx -> {
          var held = manageable(tx, actor, organization);
          var revoked = 0;
          for (var link : PortalLinkTable.alive(tx, organization, clock.instant()))
            if (held.containsAll(link.modules())) {
              revoke(tx, actor, link);
              revoked++;
            }
          return revoked;
        });
  }

  /** The modules that the actor may hand on; holds the organization. */
  private static Set<PortalModule> manageable(Handle tx, Actor actor, OrganizationId organization) {
    var held = actor.permissionsIn(tx, organization);
    var modules = EnumSet.allOf(PortalModule.class);
    modules.removeIf(module -> !held.contains(module.manage()));
    if (modules.isEmpty()) throw Problem.forbidden("permission_missing");
    for (var module : modules) mustMayAsk(tx, actor, organization, module);
    return modules;
  }

  private PortalLink revoke(Handle tx, Actor actor, PortalLink link) {
    // read again, for the organization is held only now
    var before = PortalLinkTable.find(tx, link.organization(), link.id()).orElseThrow();
    if (before.revokedAt() != null) return before;
    PortalLinkTable.setRevoked(tx, before.id(), clock.instant());
    var after = PortalLinkTable.find(tx, before.organization(), before.id()).orElseThrow();
    record(
        tx,
        actor,
        EventType.PORTAL_LINK_REVOKED,
        after,
        Change.from(PortalLinkSnapshot.of(before), PortalLinkSnapshot.of(after)));
    return after;
  }

  private void record(Handle tx, Actor actor, EventType type, PortalLink link, Change change) {
    events.record(tx, actor, type, link.organization(), link.id(), change);
  }

  // ------------------------------------------------------------------ finding

  /** The links of an organization, the newest first, at most {@link #MOST_LISTED}. */
  public List<PortalLink> list(OrganizationId organization) {
    return database.read(handle -> PortalLinkTable.list(handle, organization, MOST_LISTED));
  }

  /**
   * A link of an organization.
   *
   * @throws Problem NOT_FOUND, for another organization's too
   */
  public PortalLink find(OrganizationId organization, PortalLinkId id) {
    return database
        .read(handle -> PortalLinkTable.find(handle, organization, id))
        .orElseThrow(() -> Problem.notFound("portal_link_not_found"));
  }

  /**
   * The link that an address stands for. Looking uses nothing up.
   *
   * @param uuidText what stands after {@link #PATH} in the address
   */
  public Found find(String uuidText) {
    return database.read(handle -> find(handle, uuidText, clock.instant()));
  }

  static Found find(Handle handle, String uuidText, Instant now) {
    var parts = UUID.matcher(uuidText);
    if (!parts.matches()) return Found.NONE;
    var kind = parts.group(2) == null ? Kind.EMBED : Kind.SHAREABLE;
    return handle
        .createQuery(
            "SELECT "
                + PortalLinkTable.COLUMNS
                + ", o.display_name, o.features FROM portal_links l JOIN organizations o ON o.id ="
                + " l.organization_id WHERE l.uuid_hash = :hash AND l.kind = :kind")
        .bind("hash", Ids.hash(parts.group(1)))
        .bind("kind", kind)
        .map(
            (row, context) -> {
              var link = PortalLinkTable.read(row);
              var features = Feature.among(Columns.text(row, "features"));
              return new Found(link, Columns.text(row, "display_name"), state(link, features, now));
            })
        .findOne()
        .orElse(Found.NONE);
  }

  private static State state(PortalLink link, Set<Feature> on, Instant now) {
    var state = link.state(now);
    return state == State.OPEN
            && link.modules().stream().noneMatch(module -> on.contains(module.feature()))
        ? State.FEATURE_OFF
        : state;
  }

  // ------------------------------------------------------------------ tidying up

  /** Forgets a bounded batch of links that are past for {@link PortalLinkUses#KEPT}. A job. */
  public int forgetOld() {
    var before = clock.instant().minus(PortalLinkUses.KEPT);
    return database.inTransaction(
        tx ->
            tx.createUpdate(
                    "DELETE FROM portal_links WHERE id IN (SELECT id FROM portal_links WHERE"
                        + " expires_at < :before LIMIT 500)")
                .bind("before", before)
                .execute());
  }
}
