/**
 * The program without a web server: its database, what is true, and what reaches out by itself.
 *
 * <p>{@link dev.hostedui.core.Core} makes each of these objects once. The command line works on it
 * alone; {@code App} adds the faces that let the world in. Nothing here knows that there is HTTP.
 */
@NullMarked
package dev.hostedui.core;

import org.jspecify.annotations.NullMarked;
