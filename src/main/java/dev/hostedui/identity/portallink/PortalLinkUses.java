package dev.hostedui.identity.portallink;

import dev.hostedui.db.Columns;
import dev.hostedui.db.Database;
import dev.hostedui.db.WireNamed;
import dev.hostedui.identity.Actor;
import dev.hostedui.identity.Ids;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.user.EmailAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * What became of links: who opened them from where, who was refused and why, and which steps were
 * done. For the admins of their organization.
 */
public final class PortalLinkUses {

  /** How long a shareable link that is past is kept, with what became of it. */
  public static final Duration KEPT = Duration.ofDays(90);

  /** How long an embed link is: an app makes one each time it shows a page. */
  public static final Duration KEPT_OF_EMBED = Duration.ofDays(7);

  /** So many uses of one link are shown: the newest. */
  public static final int MOST_SHOWN = 20;

  /** So many refusals of one link are written in an hour: who is refused may try without end. */
  static final int REFUSALS_AN_HOUR = 30;

  static final String PREFIX = "use_";
  private static final int LONGEST_USER_AGENT = 500;
  private static final String COLUMNS =
      "u.link_id, u.kind, u.reason, u.email, u.ip, u.user_agent, u.at";

  /** What happened. */
  public enum Kind implements WireNamed {
    OPENED,
    REFUSED,
    /** A code was mailed to the address it is bound to. */
    CODE_SENT,
    STEP_DONE,
    /** Whoever was in left. */
    LEFT;

    @Override
    public String wireName() {
      return name();
    }
  }

  /**
   * One of them.
   *
   * @param reason why it was refused: the code of the problem; else null
   * @param email the address that was proven, or null
   */
  public record Use(
      PortalLinkId link,
      Kind kind,
      @Nullable String reason,
      @Nullable EmailAddress email,
      String ip,
      String userAgent,
      Instant at) {}

  private final Database database;
  private final Ids ids;
  private final Clock clock;

  public PortalLinkUses(Database database, Ids ids, Clock clock) {
    this.database = database;
    this.ids = ids;
    this.clock = clock;
  }

  /** What became of a link of an organization, the newest first, at most {@link #MOST_SHOWN}. */
  public List<Use> of(OrganizationId organization, PortalLinkId link) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT "
                        + COLUMNS
                        + " FROM portal_link_uses u WHERE u.link_id = :link AND u.organization_id ="
                        + " :organization ORDER BY u.id DESC LIMIT :most")
                .bind("link", link)
                .bind("organization", organization)
                .bind("most", MOST_SHOWN)
                .map((row, context) -> read(row))
                .list());
  }

  /** {@link #of} for all links of one kind that an organization has; those unused are missing. */
  public Map<PortalLinkId, List<Use>> ofAll(OrganizationId organization, PortalLink.Kind kind) {
    return database
        .read(
            handle ->
                handle
                    .createQuery(
                        "SELECT * FROM (SELECT u.id, "
                            + COLUMNS
                            + """
                            , ROW_NUMBER() OVER (PARTITION BY u.link_id ORDER BY u.id DESC) AS place
                                FROM portal_links l JOIN portal_link_uses u ON u.link_id = l.id
                               WHERE l.organization_id = :organization AND l.kind = :kind) newest
                             WHERE place <= :most ORDER BY id DESC
                            """)
                    .bind("organization", organization)
                    .bind("kind", kind)
                    .bind("most", MOST_SHOWN)
                    .map((row, context) -> read(row))
                    .list())
        .stream()
        .collect(Collectors.groupingBy(Use::link));
  }

  private static Use read(ResultSet row) throws SQLException {
    var email = row.getString("email");
    return new Use(
        new PortalLinkId(Columns.text(row, "link_id")),
        kind(Columns.text(row, "kind")),
        row.getString("reason"),
        email == null ? null : new EmailAddress(email),
        Columns.text(row, "ip"),
        Columns.text(row, "user_agent"),
        Columns.time(row, "at"));
  }

  private static Kind kind(String name) {
    return Arrays.stream(Kind.values())
        .filter(it -> it.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** Notes one, inside the change it tells of. */
  void note(
      Handle tx, PortalLink link, Kind kind, @Nullable EmailAddress email, Actor.Origin origin) {
    write(tx, link, kind, null, email, origin);
  }

  /** Notes a refusal, unless very many were noted in this hour. */
  void refused(Handle tx, PortalLink link, String reason, Actor.Origin origin) {
    var noted =
        tx.createQuery(
                "SELECT COUNT(*) FROM portal_link_uses WHERE link_id = :link AND kind = :kind AND"
                    + " at > :since")
            .bind("link", link.id())
            .bind("kind", Kind.REFUSED)
            .bind("since", clock.instant().minus(Duration.ofHours(1)))
            .mapTo(Integer.class)
            .one();
    if (noted < REFUSALS_AN_HOUR) write(tx, link, Kind.REFUSED, reason, null, origin);
  }

  private void write(
      Handle tx,
      PortalLink link,
      Kind kind,
      @Nullable String reason,
      @Nullable EmailAddress email,
      Actor.Origin origin) {
    var agent = origin.userAgent();
    tx.createUpdate(
            """
            INSERT INTO portal_link_uses (id, link_id, organization_id, kind, reason, email, ip, user_agent, at)
            VALUES (:id, :link, :organization, :kind, :reason, :email, :ip, :agent, :now)
            """)
        .bind("id", ids.next(PREFIX))
        .bind("link", link.id())
        .bind("organization", link.organization())
        .bind("kind", kind)
        .bind("reason", reason)
        .bind("email", email)
        .bind("ip", origin.ip())
        .bind("agent", agent.substring(0, Math.min(agent.length(), LONGEST_USER_AGENT)))
        .bind("now", clock.instant())
        .execute();
  }
}
