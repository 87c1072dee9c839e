package dev.hostedui.provisioning;

import dev.hostedui.db.Database;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Where requests are carried out: for good, or as a rehearsal of which nothing is left. */
interface Store {

  <T> T read(Function<Handle, T> work);

  /** All of a change or, when anything is thrown, nothing. */
  <T> T change(Function<Handle, T> work);

  /** Several changes, of which all are kept or, when anything is thrown, none. */
  <T> T together(Function<Store, T> work);

  /** The database itself. */
  static Store of(Database database) {
    return new Store() {
      @Override
      public <T> T read(Function<Handle, T> work) {
        return database.read(work);
      }

      @Override
      public <T> T change(Function<Handle, T> work) {
        return database.inTransaction(work);
      }

      @Override
      public <T> T together(Function<Store, T> work) {
        return database.inTransaction(tx -> work.apply(within(tx)));
      }
    };
  }

  /** One transaction that somebody else ends. */
  static Store within(Handle tx) {
    return within(tx, 0);
  }

  /** The same inside so many changes, whose savepoints need names of their own. */
  private static Store within(Handle tx, int depth) {
    var savepoint = "change_" + depth;
    return new Store() {
      @Override
      public <T> T read(Function<Handle, T> work) {
        return work.apply(tx);
      }

      @Override
      public <T> T change(Function<Handle, T> work) {
        tx.savepoint(savepoint);
        try {
          var result = work.apply(tx);
          tx.releaseSavepoint(savepoint);
          return result;
        } catch (RuntimeException e) {
          tx.rollbackToSavepoint(savepoint);
          throw e;
        }
      }

      @Override
      public <T> T together(Function<Store, T> work) {
        return change(same -> work.apply(within(same, depth + 1)));
      }
    };
  }
}
