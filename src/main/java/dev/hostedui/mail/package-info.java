/**
 * Letters: what is written to people, kept in the database until a mail server has taken it.
 *
 * <p>How a letter is sent:
 *
 * <ol>
 *   <li>a verb asks for it in the transaction of its change; one of the classes named after whom
 *       they write to has the words, and {@link dev.hostedui.mail.Post} draws them with {@code
 *       templates/mail/};
 *   <li>{@link dev.hostedui.mail.LetterBox} encrypts it, because it carries codes and links, into a
 *       row of {@code letters};
 *   <li>the timetable calls {@link dev.hostedui.mail.LetterBox#sendDue}, which takes the row from
 *       its {@link dev.hostedui.db.OutgoingQueue} and gives it to {@link
 *       dev.hostedui.mail.MailSender} and the mail server; what fails is tried again, later and
 *       later.
 * </ol>
 */
@NullMarked
package dev.hostedui.mail;

import org.jspecify.annotations.NullMarked;
