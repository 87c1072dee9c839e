package dev.hostedui.identity.expiry;

import dev.hostedui.db.Database;
import dev.hostedui.identity.member.Provisioning;
import dev.hostedui.identity.organization.Organizations;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Warns of what ends.
 *
 * @param <T> one that ends
 */
public final class Warnings<T> {

  private static final int BATCH = 20;
  private static final int MOST_ADMINS = 50;

  private final Expiring<T> expiring;
  private final Database database;
  private final Provisioning members;
  private final Clock clock;

  public Warnings(Expiring<T> expiring, Database database, Provisioning members, Clock clock) {
    this.expiring = expiring;
    this.database = database;
    this.members = members;
    this.clock = clock;
  }

  /**
   * Mails those who may see to it, once for each of the days; what was missed is said in one mail.
   * A bounded batch; a job of the timetable.
   */
  public int warnDue() {
    var due = new ArrayList<T>();
    for (var days : expiring.warned()) {
      var now = clock.instant();
      due.addAll(
          database.read(
              handle -> expiring.due(handle, now, now.plus(Duration.ofDays(days)), days, BATCH)));
    }
    for (var one : due) warn(one);
    return due.size();
  }

  private void warn(T one) {
    var now = clock.instant();
    var left = Duration.between(now, expiring.ends(one));
    database.useTransaction(
        tx -> {
          var whose = expiring.hold(tx, one);
          if (whose.isEmpty()) return;
          var noted = 0;
          for (var days : expiring.warned())
            if (left.compareTo(Duration.ofDays(days)) <= 0)
              noted += expiring.note(tx, one, days, now);
          if (noted == 0) return;
          var organization = Organizations.get(tx, whose.get());
          for (var admin :
              members.holders(tx, organization.id(), expiring.permission(), MOST_ADMINS))
            expiring.tell(tx, organization, admin, one);
        });
  }
}
