package dev.hostedui.identity;

import dev.hostedui.db.Database;
import dev.hostedui.db.StorageUnavailable;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The number that keeps the ids of this process apart from those of all others at the same
 * database: leased there, renewed while the process lives, and given back at its end.
 */
public final class NodeNumber implements IntSupplier, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeNumber.class);
  private static final Duration LEASE = Duration.ofMinutes(2);

  private final Database database;
  private final Clock clock;
  private final SecureRandom random;
  private final String holder;
  private volatile int number;

  public NodeNumber(Database database, Clock clock, SecureRandom random) {
    this.database = database;
    this.clock = clock;
    this.random = random;
    var bytes = new byte[16];
    random.nextBytes(bytes);
    this.holder = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    take();
  }

  @Override
  public int getAsInt() {
    return number;
  }

  /** Keeps the number, or takes another when this process slept so long that it lost it. */
  public int renew() {
    if (!lease(number)) take();
    return 0;
  }

  private void take() {
    for (var free = 0; free < Ids.NODES; free++) {
      if (lease(free)) {
        number = free;
        return;
      }
    }
    number = random.nextInt(Ids.NODES);
    LOG.warn(
        "all {} node numbers are taken; ids of this process may collide with those of another,"
            + " and such a change is refused",
        Ids.NODES);
  }

  private boolean lease(int wanted) {
    var now = clock.instant();
    try {
      return database.inTransaction(
              tx ->
                  tx.createUpdate(
                          """
                          INSERT INTO nodes (number, holder, leased_until) VALUES (:number, :holder, :until)
                          ON CONFLICT (number) DO UPDATE SET holder = :holder, leased_until = :until
                           WHERE nodes.holder = :holder OR nodes.leased_until <= :now
                          """)
                      .bind("number", wanted)
                      .bind("holder", holder)
                      .bind("until", now.plus(LEASE))
                      .bind("now", now)
                      .execute())
          == 1;
    } catch (StorageUnavailable e) {
      // while nothing can be written, no new id reaches the database, so none can collide
      return true;
    }
  }

  @Override
  public void close() {
    try {
      database.useTransaction(
          tx ->
              tx.createUpdate("DELETE FROM nodes WHERE holder = :holder")
                  .bind("holder", holder)
                  .execute());
    } catch (StorageUnavailable e) {
      LOG.debug("the node number ends with its lease: {}", e.getMessage());
    }
  }
}
