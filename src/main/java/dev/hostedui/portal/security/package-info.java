/**
 * The Security widget: where a person is signed in, and ending it.
 *
 * <p>Everyone signed in has it. The current session is shown without a button; it is ended by
 * signing out.
 */
@NullMarked
package dev.hostedui.portal.security;

import org.jspecify.annotations.NullMarked;
