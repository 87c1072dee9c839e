package dev.hostedui.identity.portallink;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.Handed;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.Locks;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Problem;
import dev.hostedui.identity.Quotas;
import dev.hostedui.identity.event.Change;
import dev.hostedui.identity.event.EventType;
import dev.hostedui.identity.event.Events;
import dev.hostedui.identity.picture.PictureId;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Opens and resumes the sessions of the portal. A browser holds a token of 256 random bits, of
 * which the hash is stored.
 */
public final class PortalSessions {

  /** How long a session lasts, whatever happens in it. */
  public static final Duration LIFETIME = Duration.ofHours(6);

  private static final String RESOLVE =
      """
      SELECT s.id, s.link_id, s.email, s.expires_at, l.kind, o.id AS organization_id, o.display_name, o.logo_picture, %s
        FROM portal_sessions s
        JOIN portal_links l  ON l.id = s.link_id
        JOIN organizations o ON o.id = l.organization_id
       WHERE s.token_hash = ? AND s.expires_at > ? AND s.ended_at IS NULL AND l.revoked_at IS NULL
      """
          .formatted(Handed.COLUMNS);

  private static final String OPENING = "portal_opening";

  /** Of one link: whoever has it could fill the database otherwise. */
  private static final List<Quotas.Limit> OPENINGS =
      List.of(
          new Quotas.Limit(20, Duration.ofMinutes(1)), new Quotas.Limit(200, Duration.ofDays(1)));

  private final Database database;
  private final PortalLinkUses uses;
  private final PortalCodes codes;
  private final Events events;
  private final Ids ids;
  private final Quotas quotas;
  private final Clock clock;

  public PortalSessions(
      Database database,
      PortalLinkUses uses,
      PortalCodes codes,
      Events events,
      Ids ids,
      Clock clock) {
    this.database = database;
    this.uses = uses;
    this.codes = codes;
    this.events = events;
    this.ids = ids;
    this.quotas = new Quotas(ids, clock);
    this.clock = clock;
  }

  /** What comes of a try: a session, or why there is none, which is noted all the same. */
  private record Outcome(PortalSession.@Nullable Opened opened, @Nullable Problem refusal) {
    static Outcome refused(Problem refusal) {
      return new Outcome(null, refusal);
    }
  }

  /** What is done with a link that can be opened. */
  private interface Work {
    Outcome with(Handle tx, PortalLink link);
  }

  /**
   * Mails a code to the address a link is bound to, which opens it then; an earlier one is void.
   *
   * @param uuidText what stands after {@link PortalLinks#PATH} in the address
   * @throws Problem CONFLICT and NOT_FOUND as {@link #open}; TOO_MANY when the mailbox has had its
   *     mails of this minute, hour or day
   */
  public void sendCode(String uuidText, Actor.Origin origin) {
    carriedOut(
        uuidText,
        origin,
        (tx, link) -> {
          var to = link.boundTo();
          if (to == null) return Outcome.refused(Problem.conflict("portal_link_unbound"));
          codes.send(tx, link, to, PortalLinks.PATH + uuidText);
          uses.note(tx, link, PortalLinkUses.Kind.CODE_SENT, null, origin);
          return new Outcome(null, null);
        });
  }

  /**
   * Opens a session. An embed link is used up by it: of several who open it at once, one gets in.
   *
   * @param uuidText what stands after {@link PortalLinks#PATH} in the address
   * @param code what was mailed to the address it is bound to, as typed; null when it is bound to
   *     none
   * @throws Problem NOT_FOUND for an unknown link; CONFLICT for one that is expired, used, revoked,
   *     whose features are off or whose maker may not change what it opens any more; INVALID and
   *     TOO_MANY for the code; TOO_MANY when the link was opened very often
   */
  public PortalSession.Opened open(String uuidText, Actor.Origin origin, @Nullable String code) {
    var outcome =
        carriedOut(
            uuidText,
            origin,
            (tx, link) -> {
              var proven = link.boundTo();
              if (proven != null) {
                var refusal = codes.refusal(tx, link, proven, code == null ? "" : code);
                if (refusal != null) return Outcome.refused(refusal);
              }
              var wait = quotas.use(tx, OPENING, link.id().value(), OPENINGS);
              if (wait.isPresent())
                return Outcome.refused(Problem.tooMany("too_many_portal_openings", wait.get()));
              PortalLinkTable.setOpened(tx, link.id(), clock.instant());
              return new Outcome(begin(tx, link, proven, origin), null);
            });
    if (outcome.opened == null) throw new IllegalStateException("neither opened nor refused");
    return outcome.opened;
  }

  private Outcome carriedOut(String uuidText, Actor.Origin origin, Work work) {
    var outcome = database.inTransaction(tx -> carriedOut(tx, uuidText, origin, work));
    if (outcome.refusal != null) throw outcome.refusal;
    return outcome;
  }

  private Outcome carriedOut(Handle tx, String uuidText, Actor.Origin origin, Work work) {
    var now = clock.instant();
    var first = PortalLinks.find(tx, uuidText, now).link();
    if (first == null) return Outcome.refused(refusal(PortalLink.State.UNKNOWN));
    // who revokes it, or opens it at the same moment, waits
    Locks.organization(tx, first.organization());
    var found = PortalLinks.find(tx, uuidText, now);
    var link = found.link();
    if (link == null) return Outcome.refused(refusal(PortalLink.State.UNKNOWN));
    var outcome =
        found.state() == PortalLink.State.OPEN
            ? work.with(tx, link)
            : Outcome.refused(refusal(found.state()));
    // what was no code at all was mistyped, and is no try
    if (outcome.refusal != null && !outcome.refusal.code().equals("code_missing"))
      uses.refused(tx, link, outcome.refusal.code(), origin);
    return outcome;
  }

  /**
   * Why a link in this state opens nothing.
   *
   * @throws IllegalArgumentException for a link that is open
   */
  public static Problem refusal(PortalLink.State state) {
    return switch (state) {
      case OPEN -> throw new IllegalArgumentException("an open link is not refused");
      case USED -> Problem.conflict("portal_link_used");
      case EXPIRED -> Problem.conflict("portal_link_expired");
      case REVOKED -> Problem.conflict("portal_link_revoked");
      case ORPHANED -> Problem.conflict("portal_link_orphaned");
      case FEATURE_OFF -> Problem.conflict("portal_link_feature_off");
      case UNKNOWN -> Problem.notFound("portal_link_not_found");
    };
  }

  private PortalSession.Opened begin(
      Handle tx, PortalLink link, @Nullable EmailAddress proven, Actor.Origin origin) {
    var now = clock.instant();
    var token = ids.token();
    var session =
        new PortalSession(
            new PortalSessionId(ids.next(PortalSessionId.PREFIX)),
            link.id(),
            link.organization(),
            proven,
            now,
            now.plus(LIFETIME));
    tx.createUpdate(
            """
            INSERT INTO portal_sessions (id, link_id, token_hash, email, opened_at, expires_at)
            VALUES (:id, :link, :hash, :email, :now, :expires)
            """)
        .bind("id", session.id())
        .bind("link", link.id())
        .bind("hash", Ids.hash(token))
        .bind("email", proven)
        .bind("now", now)
        .bind("expires", session.endsAt())
        .execute();
    uses.note(tx, link, PortalLinkUses.Kind.OPENED, proven, origin);
    var actor =
        new Actor.PortalLink(
            link.id().value(),
            session.id().value(),
            link.organization(),
            proven == null ? null : proven.value(),
            origin);
    events.record(
        tx,
        actor,
        EventType.PORTAL_LINK_OPENED,
        link.organization(),
        link.id(),
        Change.created(PortalLinkSnapshot.of(link)));
    return new PortalSession.Opened(token, session);
  }

  /**
   * Who holds the token of a session, or empty when there is none that goes on: it ended, its link
   * was revoked, none of what it opens is on any more or may be changed by who made it, or the
   * organization is gone.
   */
  public Optional<PortalVisitor> resolve(String token) {
    if (!Ids.isToken(token)) return Optional.empty();
    return database
        .rows(RESOLVE, PortalSessions::visitor, Ids.hash(token), clock.instant())
        .stream()
        .filter(it -> !it.modules().isEmpty())
        .findFirst();
  }

  /** The organization of the session of a token, over or not. */
  public Optional<OrganizationId> organizationOf(String token) {
    if (!Ids.isToken(token)) return Optional.empty();
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT l.organization_id FROM portal_sessions s JOIN portal_links l ON l.id ="
                        + " s.link_id WHERE s.token_hash = :hash")
                .bind("hash", Ids.hash(token))
                .mapTo(OrganizationId.class)
                .findOne());
  }

  /** Whether the session of a token has lasted as long as it was meant to. */
  public boolean lasted(String token) {
    if (!Ids.isToken(token)) return false;
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT 1 FROM portal_sessions WHERE token_hash = :hash AND expires_at <= :now")
                .bind("hash", Ids.hash(token))
                .bind("now", clock.instant())
                .mapTo(Integer.class)
                .findOne()
                .isPresent());
  }

  /**
   * Why no session goes on with a token. What has become of its link says more than that it is
   * over: nobody is to open a link again that opens nothing.
   */
  public Problem over(String token) {
    if (!Ids.isToken(token)) return Problem.conflict("portal_session_over");
    return database
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT "
                            + PortalLinkTable.COLUMNS
                            + ", o.features FROM portal_sessions s JOIN portal_links l ON l.id ="
                            + " s.link_id JOIN organizations o ON o.id = l.organization_id WHERE"
                            + " s.token_hash = :hash")
                    .bind("hash", Ids.hash(token))
                    .map(
                        (row, context) ->
                            over(
                                PortalLinkTable.read(row),
                                Feature.among(Columns.text(row, "features"))))
                    .findOne())
        .orElseGet(() -> Problem.conflict("portal_session_over"));
  }

  private Problem over(PortalLink link, Set<Feature> on) {
    var state = PortalLinks.state(link, on, clock.instant());
    if (state != PortalLink.State.OPEN && state != PortalLink.State.USED) return refusal(state);
    // one that opens once is used, whoever has made it
    return link.orphaned()
        ? refusal(PortalLink.State.ORPHANED)
        : Problem.conflict("portal_session_over");
  }

  private static PortalVisitor visitor(ResultSet row) throws SQLException {
    var handed = Handed.read(row);
    var email = row.getString("email");
    return new PortalVisitor(
        new PortalLinkId(Columns.text(row, "link_id")),
        PortalLink.Kind.named(Columns.text(row, "kind")).orElseThrow(),
        new PortalSessionId(Columns.text(row, "id")),
        new OrganizationId(Columns.text(row, "organization_id")),
        Columns.text(row, "display_name"),
        PictureId.stored(row.getString("logo_picture")),
        Feature.among(Columns.text(row, "features")),
        handed.modules(),
        handed.step(),
        handed.mappable(),
        handed.held(),
        email == null ? null : new EmailAddress(email),
        Columns.time(row, "expires_at"));
  }

  /** Ends a session because whoever used it leaves. One that is over stays so. */
  public void leave(PortalVisitor visitor, Actor.Origin origin) {
    database.useTransaction(
        tx -> {
          var left =
              tx.createUpdate(
                      "UPDATE portal_sessions SET ended_at = :now WHERE id = :id AND ended_at IS"
                          + " NULL")
                  .bind("now", clock.instant())
                  .bind("id", visitor.session())
                  .execute();
          if (left > 0)
            PortalLinkTable.find(tx, visitor.organization(), visitor.link())
                .ifPresent(
                    link -> uses.note(tx, link, PortalLinkUses.Kind.LEFT, visitor.email(), origin));
        });
  }
}
