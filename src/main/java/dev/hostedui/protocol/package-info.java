/**
 * What the standards say: messages read and written, tokens signed and checked.
 *
 * <p>Touches nothing: no database, no HTTP server, no clock of its own; what it needs it is given.
 * The libraries of the standards are imported here and nowhere else, so that changing one changes
 * one package.
 */
@NullMarked
package dev.hostedui.protocol;

import org.jspecify.annotations.NullMarked;
