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
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.connection.ConnectionId;
import dev.hostedui.identity.connection.Connections;
import dev.hostedui.identity.directory.Directories;
import dev.hostedui.identity.directory.DirectoryId;
import dev.hostedui.identity.directory.DirectoryType;
import dev.hostedui.identity.emaildomain.Challenge;
import dev.hostedui.identity.emaildomain.EmailDomainId;
import dev.hostedui.identity.emaildomain.OrganizationDomains;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.organization.Organizations;
import dev.hostedui.identity.portallink.PortalLink.Kind;
import dev.hostedui.identity.portallink.PortalLink.State;
import dev.hostedui.identity.user.EmailAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  private static final String MAIL = "portal_link_mail";

  /** So long the same that is asked of the same colleague is taken for a form sent twice. */
  public static final Duration SENT_TWICE = Duration.ofSeconds(10);

  private static final List<Quotas.Limit> MAILS =
      List.of(
          new Quotas.Limit(10, Duration.ofMinutes(1)), new Quotas.Limit(100, Duration.ofDays(1)));

  private static final List<Quotas.Limit> MAILS_TO_ONE =
      List.of(
          new Quotas.Limit(2, Duration.ofMinutes(1)),
          new Quotas.Limit(10, Duration.ofHours(1)),
          new Quotas.Limit(20, Duration.ofDays(1)));

  private final Database database;
  private final PortalNews news;
  private final Events events;
  private final Ids ids;
  private final Quotas quotas;
  private final Clock clock;

  public PortalLinks(Database database, PortalNews news, Events events, Ids ids, Clock clock) {
    this.database = database;
    this.news = news;
    this.events = events;
    this.ids = ids;
    this.quotas = new Quotas(ids, clock);
    this.clock = clock;
  }

  /**
   * What a link shall open, and to whom.
   *
   * @param modules empty for all that are on for the organization and that the actor may change
   * @param step the one step it is narrowed to, or null for whole modules
   * @param mapsGroups whether groups of a directory can be mapped to roles by it, as far as the
   *     actor holds what these give; a link to that step can always
   * @param boundTo the address that must be proven to open it, or null when whoever has it may
   */
  public record Terms(
      Kind kind,
      Set<PortalModule> modules,
      @Nullable PortalStep step,
      boolean mapsGroups,
      @Nullable EmailAddress boundTo) {

    public Terms {
      modules = Set.copyOf(modules);
    }

    /** An unlimited link of that kind. */
    public static Terms of(Kind kind) {
      return new Terms(kind, Set.of(), null, false, null);
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
   *     organization or what the step is about; INVALID when groups are to be mapped by a link that
   *     does not open the directory; CONFLICT when the step is not needed, or {@link #MOST_OPEN}
   *     are open
   */
  public Made make(Actor actor, OrganizationId organization, Terms terms) {
    return database.inTransaction(tx -> make(tx, actor, organization, terms));
  }

  /**
   * Makes a link and mails it to the address it is bound to. Asked again within {@link #SENT_TWICE}
   * for the same, it answers the one it has made.
   *
   * @param terms of a shareable link bound to an address
   * @throws Problem TOO_MANY when the organization or the mailbox has had its mails; else as {@link
   *     #make}
   */
  public PortalLink ask(Actor actor, OrganizationId organization, Terms terms) {
    var to = terms.boundTo;
    if (to == null || terms.kind != Kind.SHAREABLE)
      throw new IllegalArgumentException("mailed are shareable links bound to an address");
    return database.inTransaction(
        tx -> {
          var before = justMade(tx, actor, organization, terms);
          if (before.isPresent()) return before.get();
          var made = make(tx, actor, organization, terms);
          countMail(tx, organization.value(), MAILS);
          countMail(tx, to.mailbox(), MAILS_TO_ONE);
          news.asked(
              tx,
              to,
              new PortalNews.Ask(
                  Organizations.get(tx, organization),
                  actor.email(),
                  made.link,
                  made.path(),
                  record(tx, made.link)));
          return made.link;
        });
  }

  private Optional<PortalLink> justMade(
      Handle tx, Actor actor, OrganizationId organization, Terms terms) {
    var modules = opened(tx, actor, organization, terms);
    var now = clock.instant();
    return PortalLinkTable.alive(tx, organization, now).stream()
        .filter(it -> it.createdAt().plus(SENT_TWICE).isAfter(now))
        .filter(it -> it.kind() == terms.kind && Objects.equals(it.boundTo(), terms.boundTo))
        .filter(it -> it.modules().equals(modules) && Objects.equals(it.step(), terms.step))
        .filter(it -> (it.mappable() != null) == maps(modules, terms))
        .filter(it -> it.createdBy().equals(PortalLink.Maker.of(actor)))
        .findFirst();
  }

  private void countMail(Handle tx, String subject, List<Quotas.Limit> limits) {
    var wait = quotas.use(tx, MAIL, subject, limits);
    if (wait.isPresent())
      throw Problem.tooMany("too_many_portal_mails", wait.get())
          .at("email")
          .with(wait.get().plusSeconds(59).toMinutes());
  }

  /** What a link asks to publish, if that is its step. */
  private static @Nullable Challenge record(Handle tx, PortalLink link) {
    var step = link.step();
    return step == null || step.kind() != PortalStep.Kind.PUBLISH_RECORD
        ? null
        : OrganizationDomains.find(tx, link.organization(), new EmailDomainId(step.object()))
            .challenge();
  }

  private Made make(Handle tx, Actor actor, OrganizationId organization, Terms terms) {
    var modules = opened(tx, actor, organization, terms);
    if (terms.step != null) mustExist(tx, organization, terms.step);
    if (terms.mapsGroups && !maps(modules, terms))
      throw Problem.invalid("map_groups_needless").at("map_groups");
    var now = clock.instant();
    if (terms.kind == Kind.SHAREABLE && open(tx, organization, now) >= MOST_OPEN)
      throw Problem.conflict("too_many_portal_links").with(MOST_OPEN);
    var uuid = ids.uuid();
    var held = actor.permissionsIn(tx, organization);
    var made =
        new PortalLink(
            new PortalLinkId(ids.next(PortalLinkId.PREFIX)),
            organization,
            terms.kind,
            modules,
            terms.step,
            maps(modules, terms) ? held : null,
            held,
            terms.boundTo,
            PortalLink.Maker.of(actor),
            now,
            now.plus(terms.kind.lifetime()),
            null,
            null,
            false,
            null);
    PortalLinkTable.insert(tx, made, uuid);
    record(
        tx,
        actor,
        EventType.PORTAL_LINK_CREATED,
        made,
        Change.created(PortalLinkSnapshot.of(made)));
    return new Made(made, terms.kind == Kind.SHAREABLE ? uuid + SHAREABLE : uuid);
  }

  /** Whether groups are mapped to roles by a link with these terms. */
  private static boolean maps(Set<PortalModule> modules, Terms terms) {
    var step = terms.step;
    return step == null
        ? terms.mapsGroups && modules.contains(PortalModule.SCIM)
        : step.kind() == PortalStep.Kind.MAP_GROUPS;
  }

  /** Refuses a step about a thing that the organization has not, or that needs no such step. */
  private static void mustExist(Handle tx, OrganizationId organization, PortalStep step) {
    switch (step.kind()) {
      case PUBLISH_RECORD -> {
        var domain = OrganizationDomains.find(tx, organization, new EmailDomainId(step.object()));
        if (domain.challenge() == null) throw Problem.conflict("portal_step_needless");
      }
      case ENTER_METADATA, TEST_CONNECTION ->
          Connections.find(tx, organization, new ConnectionId(step.object()));
      case CONNECT_DIRECTORY -> mustBe(tx, organization, step, DirectoryType.SCIM);
      case AUTHORIZE_DIRECTORY -> mustBe(tx, organization, step, DirectoryType.POLL);
      case MAP_GROUPS -> Directories.find(tx, organization, new DirectoryId(step.object()));
    }
  }

  private static void mustBe(
      Handle tx, OrganizationId organization, PortalStep step, DirectoryType type) {
    var directory = Directories.find(tx, organization, new DirectoryId(step.object()));
    if (directory.type() != type) throw Problem.conflict("portal_step_needless");
  }

  /** The modules that a link with these terms opens, if the actor may have it made. */
  private static Set<PortalModule> opened(
      Handle tx, Actor actor, OrganizationId organization, Terms terms) {
    var it = Organizations.get(tx, organization);
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

  private static long open(Handle tx, OrganizationId organization, Instant now) {
    return PortalLinkTable.alive(tx, organization, now).stream()
        .filter(it -> it.kind() == Kind.SHAREABLE && it.state(now) == State.OPEN)
        .count();
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
    return database.read(handle -> PortalLinkTable.list(handle, organization, null, MOST_LISTED));
  }

  /** {@link #list(OrganizationId)} for the links of one kind. */
  public List<PortalLink> list(OrganizationId organization, Kind kind) {
    return database.read(handle -> PortalLinkTable.list(handle, organization, kind, MOST_LISTED));
  }

  /** The newest link to a step that was not revoked. */
  public Optional<PortalLink> newest(OrganizationId organization, PortalStep step) {
    return database.read(handle -> PortalLinkTable.newest(handle, organization, step));
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

  static State state(PortalLink link, Set<Feature> on, Instant now) {
    var state = link.state(now);
    return state == State.OPEN
            && link.modules().stream().noneMatch(module -> on.contains(module.feature()))
        ? State.FEATURE_OFF
        : state;
  }

  // ------------------------------------------------------------------ tidying up

  /**
   * Forgets a bounded batch of links that are past for long, with what became of them. A job of the
   * timetable.
   */
  public int forgetOld() {
    return database.inTransaction(
        tx ->
            forget(tx, Kind.SHAREABLE, PortalLinkUses.KEPT)
                + forget(tx, Kind.EMBED, PortalLinkUses.KEPT_OF_EMBED));
  }

  private int forget(Handle tx, Kind kind, Duration kept) {
    return tx.createUpdate(
            "DELETE FROM portal_links WHERE id IN (SELECT id FROM portal_links WHERE expires_at <"
                + " :before AND kind = :kind LIMIT 500)")
        .bind("before", clock.instant().minus(kept))
        .bind("kind", kind)
        .execute();
  }
}
