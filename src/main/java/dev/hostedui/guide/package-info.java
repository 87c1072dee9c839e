/**
 * Guides through the consoles of other vendors: what to open there, what to paste where, in the
 * words that stand on their screens.
 *
 * <p>A guide is a folder of text: a file of properties and files of instructions in a small
 * notation. A further vendor is a further folder and no code. What the instructions of a widget are
 * divided into, and which values they may ask for, the widget says; it draws them with the
 * templates of the folder {@code guide}.
 */
@NullMarked
package dev.hostedui.guide;

import org.jspecify.annotations.NullMarked;
