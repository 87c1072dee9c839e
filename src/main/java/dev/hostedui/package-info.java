/**
 * The program: its commands, its settings, and the one place where its objects are introduced to
 * each other.
 *
 * <p>Read {@link dev.hostedui.App} first; from there every line can be reached by a click. Nothing
 * is found by scanning or annotation.
 */
@NullMarked
package dev.hostedui;

import org.jspecify.annotations.NullMarked;
