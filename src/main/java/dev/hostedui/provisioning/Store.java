package dev.hostedui.provisioning;

import dev.hostedui.db.Database;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Where requests are carried out: for good, or as a rehearsal of which nothing is left. */
interface Store {

  <T> T read(Function<Handle, T> work);

  /** All of a change or, when anything is thrown, nothing. */
  <T> T change(Function<Handle, T> work);

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
    };
  }

  /** One transaction that somebody else rolls back in the end. */
  static Store within(Handle tx) {
    return new Store() {
      @Override
      public <T> T read(Function<Handle, T> work) {
        return work.apply(tx);
      }

      @Override
      public <T> T change(Function<Handle, T> work) {
        tx.savepoint("change");
        try {
          var result = work.apply(tx);
          tx.releaseSavepoint("change");
          return result;
        } catch (RuntimeException e) {
          tx.rollbackToSavepoint("change");
          throw e;
        }
      }
    };
  }
}
