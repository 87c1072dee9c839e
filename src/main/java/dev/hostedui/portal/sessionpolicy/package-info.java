/**
 * The Session Policy page: how long the sessions of an organization's people last.
 *
 * <p>A change is shown before it is made: what will apply, and whom it meets. Which limits are
 * possible and what they do to sessions is decided by {@code identity.session.SessionPolicies}.
 */
@NullMarked
package dev.hostedui.portal.sessionpolicy;

import org.jspecify.annotations.NullMarked;
