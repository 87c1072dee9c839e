/**
 * The program: its settings, its log, and the one place where its faces are introduced to its core.
 *
 * <p>Read {@link dev.hostedui.core.Core} first, which makes every object that needs no web server,
 * then {@link dev.hostedui.App}, which adds the faces. From these two every line can be reached by
 * a click; {@code command} begins with them. Nothing is found by scanning or annotation.
 */
@NullMarked
package dev.hostedui;

import org.jspecify.annotations.NullMarked;
