/**
 * The My Account widget: a person's own name and address.
 *
 * <p>Everyone signed in has it, in any role and without any organization. The address cannot be
 * changed anywhere; it is shown with whether it was proven.
 */
@NullMarked
package dev.hostedui.portal.account;

import org.jspecify.annotations.NullMarked;
