/**
 * The world outside, each part behind an interface small enough to be played in a test: mail
 * servers, name servers, the database of places.
 *
 * <p>Every call has a time-out. Nothing here decides anything.
 */
@NullMarked
package dev.hostedui.outside;

import org.jspecify.annotations.NullMarked;
