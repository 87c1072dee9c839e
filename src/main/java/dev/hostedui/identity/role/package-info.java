/**
 * Roles and the permissions they give.
 *
 * <p>A role may extend another; what it gives in the end is computed when roles change and kept
 * beside it, because it is read with every request. Who may hand out which role is a rule of the
 * members.
 */
@NullMarked
package dev.hostedui.identity.role;

import org.jspecify.annotations.NullMarked;
