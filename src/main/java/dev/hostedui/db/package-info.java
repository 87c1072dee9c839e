/**
 * The database: one door for reading, one for changing, on SQLite or PostgreSQL.
 *
 * <p>Both engines run the same migrations and the same statements. On SQLite all changes go through
 * one connection that begins its transactions IMMEDIATE, while readers have a pool of their own
 * that cannot write: in WAL mode neither waits for the other. It knows no table; those belong to
 * the packages that own them. What is sent to somebody waits in a table that its owner works off as
 * an {@link dev.hostedui.db.OutgoingQueue}.
 *
 * <p>Statements bind ids, addresses, times and constants as they are, and read them so: {@link
 * dev.hostedui.db.StoredTypes} tells JDBI once how each stands in a column. Rows become records by
 * {@code mapTo}. To match columns with components takes about 9 kB of memory a statement, so that
 * it takes twice what it does with a reader written by hand. So readers are written by hand for
 * what most requests ask, where columns and components differ, and where the same row is read by
 * {@link dev.hostedui.db.Database#rows}, which goes past JDBI for the few statements of nearly
 * every request.
 *
 * <p>What differs between the engines is a {@link dev.hostedui.db.Storage}. Neither is waited for
 * without an end, and what an SQLite change is answered with is true after a loss of power ({@link
 * dev.hostedui.db.WalSync}) and after somebody removed the file ({@link
 * dev.hostedui.db.SqliteFile}).
 *
 * <p>Own code here: {@link dev.hostedui.db.KeptStatements}. The SQLite driver parses a statement
 * each time it is prepared and no pool keeps statements; keeping them halves the cost of a page.
 */
@NullMarked
package dev.hostedui.db;

import org.jspecify.annotations.NullMarked;
