package dev.hostedui.db;

import com.zaxxer.hikari.pool.HikariPool;
import dev.hostedui.db.StorageUnavailable.Reason;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * Tells failures of the storage from refusals of a statement, and says in plain words what is wrong
 * and what to do. SQLite's primary result codes and PostgreSQL's SQLSTATE classes decide.
 */
record StorageFaults(String place) {

  /** The server has ended a session that left a transaction open for too long. */
  private static final String LEFT_IDLE = "25P03";

  static final String READ_ONLY = "25006";
  static final String NO_RIGHTS = "42501";
  static final String LOCK_NOT_AVAILABLE = "55P03";

  /** What a statement answers that was prepared in a session which a pooler gave to others. */
  private static final String STATEMENT_THERE = "42P05";

  private static final String NO_STATEMENT = "26000";

  private static final String INVALID_PARAMETER = "22023";

  /** The failure as one of the storage, or unchanged when it is none. */
  RuntimeException of(RuntimeException e) {
    if (e instanceof StorageUnavailable) return e;
    var sql = storage(e);
    return sql == null ? e : new StorageUnavailable(reason(sql), words(sql), e);
  }

  /** A database that holds what this program has not made. */
  StorageUnavailable anothers(String found) {
    return new StorageUnavailable(
        "The database "
            + place
            + " is another program's: it holds "
            + found
            + ". Name one of its own for this program with HOSTED_UI_DATABASE_URL.",
        new IllegalStateException(found));
  }

  /** A pool that could not make its first connection. */
  StorageUnavailable cannotOpen(HikariPool.PoolInitializationException e) {
    SQLException found = null;
    for (Throwable t = e; t != null; t = t.getCause())
      if (t instanceof SQLException sql) found = sql;
    return found == null
        ? new StorageUnavailable(
            "The database " + place + " cannot be opened: " + e.getMessage(), e)
        : new StorageUnavailable(reason(found), words(found), e);
  }

  /** A change of the schema that failed: whoever tried says only which, and the engine says why. */
  StorageUnavailable cannotPrepare(RuntimeException e) {
    if (of(e) instanceof StorageUnavailable known) return known;
    Throwable last = e;
    for (Throwable t = e; t != null; t = t.getCause()) if (t instanceof SQLException) last = t;
    return new StorageUnavailable(
        "The schema of " + place + " cannot be brought up: " + last.getMessage(), e);
  }

  /**
   * The failure of the storage among what was thrown. What failed while the first failure was
   * tidied up after may stand in front of it, so both causes and suppressed ones are looked at. The
   * pool's word that a connection is closed counts only where nobody says why it is.
   */
  private static @Nullable SQLException storage(Throwable e) {
    var found = first(e, StorageFaults::isStorage);
    return found != null ? found : first(e, StorageFaults::isClosed);
  }

  private static @Nullable SQLException first(Throwable e, Predicate<SQLException> wanted) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql && wanted.test(sql)) return sql;
      for (var beside : t.getSuppressed()) {
        var found = first(beside, wanted);
        if (found != null) return found;
      }
    }
    return null;
  }

  /** The pool's own failure, which has no state: the connection was lost before. */
  private static boolean isClosed(SQLException e) {
    return e.getSQLState() == null && "Connection is closed".equals(e.getMessage());
  }

  /** Whether the engine could not do its work, as opposed to refusing a statement. */
  private static boolean isStorage(SQLException e) {
    if (e instanceof SQLiteException sqlite) {
      return switch (sqlite.getResultCode().code & 0xff) {
        case 5, 6, 8, 10, 11, 13, 14, 26 ->
            true; // busy locked readonly ioerr corrupt full cantopen notadb
        default -> false;
      };
    }
    if (e instanceof SQLTransientConnectionException) return true;
    var state = e.getSQLState();
    if (state == null) return false;
    return state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57P")
        || state.equals(LEFT_IDLE)
        || state.startsWith("58")
        || switch (state) {
          // read only, serialization, deadlock, lock not available, statement timed out
          case READ_ONLY, "40001", "40P01", LOCK_NOT_AVAILABLE, "57014" -> true;
          // no rights, a statement of another session
          case NO_RIGHTS, STATEMENT_THERE, NO_STATEMENT -> true;
          default -> false;
        };
  }

  /** Whether a connection was lost and another one may work at once. */
  static boolean connectionLost(Throwable e) {
    var sql = storage(e);
    if (sql == null || sql instanceof SQLiteException) return false;
    if (sql instanceof SQLTransientConnectionException) return false;
    var state = sql.getSQLState();
    return state == null
        || state.startsWith("08")
        || state.startsWith("57P")
        || state.equals(LEFT_IDLE);
  }

  /** Whether a session refuses what a new one may do: it keeps what it was told when it began. */
  static boolean sessionOutdated(Throwable e) {
    var sql = storage(e);
    return sql != null && READ_ONLY.equals(sql.getSQLState());
  }

  /** A page that the file should have is not in it: it was cut, and the disk is as it should be. */
  private static boolean isCutShort(SQLiteException e) {
    return e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHORT_READ;
  }

  private static Reason reason(SQLException e) {
    if (e instanceof SQLiteException sqlite && isCutShort(sqlite)) return Reason.DAMAGED;
    if (e instanceof SQLiteException sqlite)
      return switch (sqlite.getResultCode().code & 0xff) {
        case 5, 6 -> Reason.HELD;
        case 8 -> Reason.READ_ONLY;
        case 10, 13 -> Reason.FULL;
        case 11, 26 -> Reason.DAMAGED;
        default -> Reason.UNREACHABLE;
      };
    var state = String.valueOf(e.getSQLState());
    if (state.equals(READ_ONLY)) return Reason.READ_ONLY;
    if (state.equals(NO_RIGHTS)) return Reason.NO_RIGHTS;
    return state.equals("53100") || state.startsWith("58") ? Reason.FULL : Reason.UNREACHABLE;
  }

  /** What is wrong with the storage, and what to do about it. */
  private String words(SQLException e) {
    // the pool only says that it has waited, and its cause for what
    if (e instanceof SQLTransientConnectionException
        && e.getCause() instanceof SQLException cause
        && cause.getSQLState() != null) return words(cause);
    var reason = " (" + e.getMessage() + ")";
    if (e instanceof SQLiteException sqlite && isCutShort(sqlite))
      return "The file " + place + " or its log is damaged or cut short." + reason;
    if (e instanceof SQLiteException sqlite) {
      return switch (sqlite.getResultCode().code & 0xff) {
            case 5, 6 -> "The database " + place + " is held by another program.";
            case 8 ->
                "The database " + place + " cannot be written: it or its folder is read-only.";
            case 10, 13 -> "The disk that holds the database " + place + " is full, or fails.";
            case 11, 26 -> "The file " + place + " is damaged, or no database.";
            default ->
                "The database "
                    + place
                    + " cannot be opened: this user must be able to read and write it and its"
                    + " folder.";
          }
          + reason;
    }
    var state = String.valueOf(e.getSQLState());
    if (state.startsWith("28"))
      return "The database server of " + place + " refuses this user or password." + reason;
    if (state.startsWith("3D"))
      return "The database server has no database " + place + "." + reason;
    if (state.equals(NO_RIGHTS))
      return "The user of the database "
          + place
          + " lacks rights that the program needs. Make it the owner of all its tables."
          + reason;
    if (state.equals(STATEMENT_THERE) || state.equals(NO_STATEMENT))
      return "The database "
          + place
          + " is behind a pooler that gives each transaction another session. Add prepareThreshold=0"
          + " to HOSTED_UI_DATABASE_URL, or let it pool sessions."
          + reason;
    if (state.equals(READ_ONLY))
      return "The database server of "
          + place
          + " takes no changes: it is a read-only copy."
          + reason;
    if (state.equals(LOCK_NOT_AVAILABLE))
      return "Another session of the database "
          + place
          + " has locked what is to be changed, and does not let go: a server of ours that was"
          + " frozen, or whoever works there by hand. pg_stat_activity shows who."
          + reason;
    if (state.startsWith("53") && !state.equals("53100"))
      return "The database server of "
          + place
          + " has no room for more sessions, or no memory. Each server of ours, and each command, may"
          + " have 16."
          + reason;
    if (state.equals("53100"))
      return "The disk of the database server of " + place + " is full." + reason;
    return "The database server of " + place + " " + notAnswering(e) + reason;
  }

  /** Why there is no conversation with a server, as far as its driver says it. */
  private static String notAnswering(SQLException e) {
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof UnknownHostException)
        return "is not found: no machine is known by the name of its host.";
      if (t instanceof ConnectException)
        return "is not there: nothing listens at its host and port. Is it running?";
    }
    var message = String.valueOf(e.getMessage());
    if (message.contains("does not support SSL"))
      return "has no TLS, which sslmode asks for. Turn it on there, or take sslmode away.";
    if (INVALID_PARAMETER.equals(e.getSQLState()) || message.startsWith("Invalid "))
      return "was not asked: HOSTED_UI_DATABASE_URL has a parameter that cannot be taken.";
    return "does not answer as it should.";
  }
}
