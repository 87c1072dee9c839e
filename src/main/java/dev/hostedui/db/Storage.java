package dev.hostedui.db;

import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** What the two engines do differently behind the doors of {@link Database}. */
interface Storage extends AutoCloseable {

  Database.Engine engine();

  /** Where it is, as it may be shown: without what may hold a password. */
  String place();

  /** Lends connections that read, for as long as {@link TimeLimit} lets them wait for answers. */
  ConnectionFactory readers();

  /** Lends connections that change. */
  ConnectionFactory writer();

  /** The statements kept with their connections, or empty where the driver does that. */
  Optional<KeptStatements> statements();

  /**
   * Runs a change in a transaction.
   *
   * @param lazily whether it may be answered before it is on the disk
   * @param written run when something was changed and is kept
   */
  <T extends @Nullable Object> T change(
      Jdbi jdbi, Function<Handle, T> work, boolean lazily, Runnable written);

  /**
   * Looks whether the storage is still the one that was opened, and has room.
   *
   * @throws StorageUnavailable when it is not
   */
  void check();

  /**
   * Notes that a connection was lost, or is of no use any more: the others of its time are not to
   * be trusted.
   */
  void connectionLost();

  /** Runs some work while no other process at this database runs such work. */
  void alone(Jdbi jdbi, Runnable work);

  @Override
  void close();
}
