/**
 * Letters: what is written to people, kept in the database until a mail server has taken it.
 *
 * <p>A letter is queued in the transaction of the change it tells of, encrypted because it carries
 * codes and links, and sent by a job right after; a failing server is tried again with growing
 * patience. The words are in {@link dev.hostedui.mail.Letters}, the look in {@code
 * templates/mail/}.
 */
@NullMarked
package dev.hostedui.mail;

import org.jspecify.annotations.NullMarked;
