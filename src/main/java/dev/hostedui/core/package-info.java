/**
 * The program without its web server: the database, the nouns of {@code identity} with their verbs,
 * the letters and the outgoing calls.
 *
 * <p>{@link dev.hostedui.core.Core} makes each of these objects once, in the order in which they
 * need each other, from a checked {@link dev.hostedui.core.Config}. The command line works on the
 * core alone. {@code App} hands it to the faces, each of which takes what it needs. Nothing here
 * listens.
 */
@NullMarked
package dev.hostedui.core;

import org.jspecify.annotations.NullMarked;
