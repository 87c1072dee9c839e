/**
 * People: one record for each email address of the environment.
 *
 * <p>The address never changes. A person belongs to organizations by memberships, which are another
 * package's; a record without any membership may stand alone after a sign-up.
 */
@NullMarked
package dev.hostedui.identity.user;

import org.jspecify.annotations.NullMarked;
