/**
 * The database: one door for reading, one for changing, on SQLite or PostgreSQL.
 *
 * <p>Both engines run the same migrations and the same statements. On SQLite all changes go through
 * one connection that begins its transactions IMMEDIATE, while readers have a pool of their own
 * that cannot write: in WAL mode neither waits for the other. It knows no table; those belong to
 * the packages that own them. What is sent to somebody waits in a table that its owner works off as
 * an {@link dev.hostedui.db.OutgoingQueue}.
 *
 * <p>Own code here: {@link dev.hostedui.db.KeptStatements}. The SQLite driver parses a statement
 * each time it is prepared and no pool keeps statements; keeping them halves the cost of a page.
 */
@NullMarked
package dev.hostedui.db;

import org.jspecify.annotations.NullMarked;
