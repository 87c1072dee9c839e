package dev.hostedui.identity.connection;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.connection.ConnectionVersion.State;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * When the certificates of connections end, and the mails that warn before. A certificate that has
 * ended keeps nobody out: its key is trusted for having been configured.
 */
public final class Certificates {

  /** So many days before the last certificate ends somebody is told. */
  static final List<Long> WARNED = List.of(60L, 30L, 7L);

  private static final int BATCH = 20;
  private static final int MOST_ADMINS = 50;

  /** Whose key a certificate holds, and whether it is in use. */
  public enum Use {
    /** The provider's, accepted by the live settings. */
    PROVIDER_LIVE,
    /** The provider's, only in the draft. */
    PROVIDER_DRAFT,
    /** Ours, which signs now. */
    OURS_CURRENT,
    /** Ours, which is in our metadata and signs later. */
    OURS_NEXT
  }

  /**
   * A line of the calendar.
   *
   * @param ends when the certificate ends; for our current key when its turn does, if that is
   *     sooner
   */
  public record Entry(Use use, IdpCertificate certificate, Instant begins, Instant ends) {}

  private record Due(ConnectionId connection, Instant ends) {}

  private final Database database;
  private final Provisioning members;
  private final CertificateNews news;
  private final Clock clock;

  public Certificates(Database database, Provisioning members, CertificateNews news, Clock clock) {
    this.database = database;
    this.members = members;
    this.news = news;
    this.clock = clock;
  }

  /**
   * The certificates of a connection in the order in which they end.
   *
   * @throws dev.hostedui.identity.Problem NOT_FOUND when the organization has no such connection
   */
  public List<Entry> calendar(OrganizationId organization, ConnectionId id) {
    return database.read(
        handle -> {
          ConnectionTable.find(handle, organization, id);
          var live = ofProvider(handle, id, State.LIVE, Use.PROVIDER_LIVE);
          var entries = new ArrayList<>(live);
          var known = live.stream().map(Entry::certificate).toList();
          for (var entry : ofProvider(handle, id, State.DRAFT, Use.PROVIDER_DRAFT))
            if (!known.contains(entry.certificate())) entries.add(entry);
          entries.addAll(ours(handle, id));
          entries.sort(Comparator.comparing(Entry::ends));
          return List.copyOf(entries);
        });
  }

  private static List<Entry> ofProvider(Handle handle, ConnectionId id, State state, Use use) {
    return ConnectionTable.in(handle, id, state)
        .filter(it -> it.settings() instanceof SamlSettings)
        .map(it -> ((SamlSettings) it.settings()).certificates())
        .orElse(List.of())
        .stream()
        .map(it -> new Entry(use, it, it.startsAt(), it.endsAt()))
        .toList();
  }

  private List<Entry> ours(Handle handle, ConnectionId id) {
    var now = clock.instant();
    var entries = new ArrayList<Entry>();
    var turnEnds = Instant.MAX;
    for (var key : ServiceProviderKeyTable.all(handle, id)) {
      var next = key.currentFrom().isAfter(now);
      var ends = key.certificate().endsAt();
      entries.add(
          new Entry(
              next ? Use.OURS_NEXT : Use.OURS_CURRENT,
              key.certificate(),
              key.currentFrom(),
              ends.isBefore(turnEnds) ? ends : turnEnds));
      if (!next) break;
      turnEnds = key.currentFrom();
    }
    return entries;
  }

  // ------------------------------------------------------------------ mail

  /**
   * Mails those who manage single sign-on before the last certificate of an enabled connection
   * ends, once for each of the days; what was missed while the program or the feature was off is
   * said in one mail. A bounded batch; a job of the timetable.
   */
  public int warnDue() {
    var due = new ArrayList<Due>();
    for (var days : WARNED) due.addAll(due(days));
    for (var one : due) warn(one);
    return due.size();
  }

  private List<Due> due(long days) {
    var now = clock.instant();
    return database.read(
        handle ->
            handle
                .createQuery(
                    """
                    SELECT v.connection_id AS connection, v.certificates_end_at AS ends
                      FROM connection_versions v JOIN connections c ON c.id = v.connection_id
                      JOIN organizations o ON o.id = c.organization_id
                     WHERE v.state = 'live' AND v.certificates_end_at > :now AND v.certificates_end_at <= :until
                       AND c.enabled_at IS NOT NULL AND NOT EXISTS (
                         SELECT 1 FROM certificate_warnings w WHERE w.connection_id = v.connection_id
                            AND w.ends_at = v.certificates_end_at AND w.days = :days)
                       AND %s
                     ORDER BY v.certificates_end_at LIMIT :batch
                    """
                        .formatted(Feature.SSO.isOn("o")))
                .bind("now", now)
                .bind("until", now.plus(Duration.ofDays(days)))
                .bind("days", days)
                .bind("batch", BATCH)
                .mapTo(Due.class)
                .list());
  }

  private void warn(Due due) {
    var now = clock.instant();
    var left = Duration.between(now, due.ends);
    database.useTransaction(
        tx -> {
          var connection = ConnectionTable.find(tx, due.connection).orElse(null);
          // held, so that two nodes do not both say it
          if (connection == null || !ConnectionTable.hold(tx, due.connection)) return;
          var noted = 0;
          for (var days : WARNED)
            if (left.compareTo(Duration.ofDays(days)) <= 0) noted += note(tx, due, days, now);
          if (noted == 0) return;
          var organization = Organizations.get(tx, connection.organization());
          for (var admin :
              members.holders(tx, organization.id(), Permission.SSO_MANAGE, MOST_ADMINS))
            news.lastCertificateEnds(tx, organization, admin, due.ends, left.toDays());
        });
  }

  private static int note(Handle tx, Due due, long days, Instant now) {
    return tx.createUpdate(
            """
            INSERT INTO certificate_warnings (connection_id, ends_at, days, sent_at)
            VALUES (:connection, :ends, :days, :now) ON CONFLICT DO NOTHING
            """)
        .bind("connection", due.connection)
        .bind("ends", due.ends)
        .bind("days", days)
        .bind("now", now)
        .execute();
  }
}
