/**
 * Sessions: who is signed in where, until when, and what ends it.
 *
 * <p>A browser holds a random token; the row holds its hash. The active organization is a column of
 * the session, so a person in several organizations is never half in two. Limits are fixed when a
 * session begins and can only become shorter.
 *
 * <p>{@link dev.hostedui.identity.session.Sessions} begins and resumes them, {@link
 * dev.hostedui.identity.session.SessionEnds} ends them, {@link
 * dev.hostedui.identity.session.SessionPolicies} says how long they last in an organization, and
 * {@code SessionTable} has the statements of all three.
 *
 * <p>A session on a device that is new to its person is told to them by mail, inside the change
 * that begins it ({@link dev.hostedui.identity.session.NewDeviceNews}).
 *
 * <p>Own code here: {@link dev.hostedui.identity.session.UserAgent}. Browsers have frozen the
 * header, a dozen rules read it; the libraries for it cost a hundred megabytes or seconds of start.
 */
@NullMarked
package dev.hostedui.identity.session;

import org.jspecify.annotations.NullMarked;
