/**
 * Organizations: the customers of the app, with the features the operator switched on for them.
 *
 * <p>Their members, domains and roles are other packages' nouns; all of those are looked up inside
 * one organization, never by id alone.
 */
@NullMarked
package dev.hostedui.identity.organization;

import org.jspecify.annotations.NullMarked;
