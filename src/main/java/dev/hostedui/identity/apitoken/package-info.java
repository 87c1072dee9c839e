/**
 * API tokens: what the programs of customers show to the app, which asks here whose they are and
 * what they carry.
 *
 * <p>They open nothing of ours. A token is for an organization, or for one of its members and then
 * good only while that membership is active.
 */
@NullMarked
package dev.hostedui.identity.apitoken;

import org.jspecify.annotations.NullMarked;
