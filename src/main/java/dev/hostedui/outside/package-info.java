/**
 * The world outside, each part behind an interface small enough to be played in a test: mail
 * servers, name servers, the database of places.
 *
 * <p>An address that somebody else chose is called with {@link dev.hostedui.outside.HttpCaller} and
 * with nothing else. Every call has a time-out. Nothing here decides anything.
 */
@NullMarked
package dev.hostedui.outside;

import org.jspecify.annotations.NullMarked;
