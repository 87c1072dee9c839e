/**
 * The database: one door for reading, one for changing, on SQLite or PostgreSQL.
 *
 * <p>Both engines run the same migrations and the same statements. On SQLite all changes go through
 * one connection that begins its transactions IMMEDIATE, while readers have a pool of their own
 * that cannot write: in WAL mode neither waits for the other. This package knows no table; those
 * belong to the packages that own them. What is sent to somebody waits in a table that its owner
 * works off as an {@link dev.hostedui.db.OutgoingQueue}.
 *
 * <p>Statements bind ids, addresses, times and constants as they are, and read them so: {@link
 * dev.hostedui.db.StoredTypes} tells JDBI once how each stands in a column. Rows become records by
 * {@code mapTo}. To match columns with components takes about 9 kB of memory a statement, so that
 * it takes twice what it does with a reader written by hand. So readers are written by hand for
 * what most requests ask, where columns and components differ, and where the same row is read by
 * {@link dev.hostedui.db.Database#rows}, which goes past JDBI for the few statements of nearly
 * every request.
 *
 * <p>{@link dev.hostedui.db.Database} has the two doors; what differs between the engines behind
 * them is a {@link dev.hostedui.db.Storage}. Nothing waits for either without an end, and {@code
 * Turnstile} at each keeps a database that hangs from taking every thread. {@code StorageFaults}
 * puts failures into plain words. When an SQLite change is answered, it survives a loss of power
 * ({@link dev.hostedui.db.WalSync}), and it went to the file that has the name ({@link
 * dev.hostedui.db.SqliteFile}).
 *
 * <p>Own code here: {@link dev.hostedui.db.KeptStatements}, because the SQLite driver parses a
 * statement each time it is prepared and no pool keeps statements; keeping them halves the cost of
 * a page. {@link dev.hostedui.db.KeptStatement}, because the driver forgets the names of a
 * statement's columns each time it was run. And {@code WalSync} and {@link
 * dev.hostedui.db.SharedChanges}, because SQLite syncs the disk and writes every page once for each
 * change, and has no group commit.
 */
@NullMarked
package dev.hostedui.db;

import org.jspecify.annotations.NullMarked;
