package dev.hostedui.identity.connection;

import dev.hostedui.db.Database;
import dev.hostedui.identity.Feature;
import dev.hostedui.identity.OrganizationId;
import dev.hostedui.identity.Permission;
import dev.hostedui.identity.connection.ConnectionVersion.State;
import dev.hostedui.identity.expiry.Expiring;
import dev.hostedui.identity.expiry.Warnings;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organization;
import dev.hostedui.identity.user.User;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * When the certificates of connections end, and the mails that warn before. A certificate that has
 * ended keeps nobody out: its key is trusted for having been configured.
 */
public final class Certificates {

  /** So many days before the last certificate ends somebody is told. */
  static final List<Long> WARNED = List.of(60L, 30L, 7L);

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
  private final Warnings<Due> warnings;
  private final Clock clock;

  public Certificates(Database database, Provisioning members, CertificateNews news, Clock clock) {
    this.database = database;
    this.clock = clock;
    warnings = new Warnings<>(new Last(news), database, members, clock);
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
    return warnings.warnDue();
  }

  /** The last certificates of the live settings of enabled connections. */
  private record Last(CertificateNews news) implements Expiring<Due> {

    @Override
    public List<Long> warned() {
      return WARNED;
    }

    @Override
    public Permission permission() {
      return Permission.SSO_MANAGE;
    }

    @Override
    public List<Due> due(Handle handle, Instant now, Instant until, long days, int most) {
      return handle
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
               ORDER BY v.certificates_end_at LIMIT :most
              """
                  .formatted(Feature.SSO.isOn("o")))
          .bind("now", now)
          .bind("until", until)
          .bind("days", days)
          .bind("most", most)
          .mapTo(Due.class)
          .list();
    }

    @Override
    public Instant ends(Due due) {
      return due.ends;
    }

    @Override
    public Optional<OrganizationId> hold(Handle tx, Due due) {
      return ConnectionTable.find(tx, due.connection)
          .filter(it -> ConnectionTable.hold(tx, due.connection))
          .map(Connection::organization);
    }

    @Override
    public int note(Handle tx, Due due, long days, Instant now) {
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

    @Override
    public void tell(Handle tx, Organization organization, User admin, Due due) {
      news.lastCertificateEnds(tx, organization, admin, due.ends);
    }
  }
}
