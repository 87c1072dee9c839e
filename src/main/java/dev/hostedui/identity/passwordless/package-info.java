/**
 * Proof of a mailbox for apps that sign people in by themselves: an application has a code, a link
 * or both mailed to an address, and asks later whether what came back is right. Nobody is signed in
 * here and nobody is made: what the app learns is whose mailbox it was.
 *
 * <p>The limits are those of all mailed codes ({@link
 * dev.hostedui.identity.mailedcode.MailedCodeLimits}), counted together with our own sign-in.
 */
@NullMarked
package dev.hostedui.identity.passwordless;

import org.jspecify.annotations.NullMarked;
