/**
 * The Users widget: who belongs to the organization; inviting, roles, removal.
 *
 * <p>Newest first, ten to a page, with keyset paging in both directions, so a page of a million
 * members costs what a page of ten does ({@code ListState} is the search, filter and place in an
 * address). {@code BulkRoutes} invites several people at once, from pasted addresses or the rows of
 * a CSV file; what is listed is to be had as one. Each change names its own permission in the route
 * table and asks in a dialog. It does not decide who may lose the last admin role: that is a rule
 * of {@code Members}.
 */
@NullMarked
package dev.hostedui.portal.users;

import org.jspecify.annotations.NullMarked;
