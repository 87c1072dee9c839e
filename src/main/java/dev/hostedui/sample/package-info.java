/**
 * What a newcomer sees first: people and organizations to try everything with, their mail, and
 * sign-in by one click. Only ever on this machine's own addresses; in production none of it exists.
 *
 * <p>It uses the same verbs as everybody else, and nothing outside this package knows of it but
 * {@code App}, which leaves it out when it must, and the command that serves it.
 */
@NullMarked
package dev.hostedui.sample;

import org.jspecify.annotations.NullMarked;
