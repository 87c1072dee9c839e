/**
 * The Security widget: a person's passkeys, where they are signed in, and ending either.
 *
 * <p>Everyone signed in has it. The card of passkeys stands in two places, in the widget and on a
 * page of its own that apps link to; {@link dev.hostedui.portal.security.PasskeyRoutes} serves
 * both, each under its own address. Adding and deleting want a proof of who it is that is no older
 * than ten minutes. The current session is shown without a button; it is ended by signing out.
 */
@NullMarked
package dev.hostedui.portal.security;

import org.jspecify.annotations.NullMarked;
